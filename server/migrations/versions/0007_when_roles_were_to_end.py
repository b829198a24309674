"""Until when a role was granted, kept beside when it ended: pages look back to before the ending."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grant", sa.Column("granted_to", sa.BigInteger(), nullable=True))
    grant = sa.table("grant", sa.column("granted_to"), sa.column("valid_to"))
    # Of a role that was ended by hand, when it was to end is not known any more.
    op.execute(grant.update().values(granted_to=grant.c.valid_to))


def downgrade() -> None:
    op.drop_column("grant", "granted_to")
