"""What verdicts were before they changed: of those that stand, nothing is known before them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OF = "judged.verdict"


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO earlier (of, key, at, was) "
            "SELECT :of, place_key, judged_at, NULL FROM p_judged"
        ).bindparams(of=OF)
    )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM earlier WHERE of = :of").bindparams(of=OF))
