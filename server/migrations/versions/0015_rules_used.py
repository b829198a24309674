"""Which policy file this server judged by, since when."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rules_used",
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("since", name=op.f("pk_rules_used")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("rules_used")
