"""What columns of grants and accounts said before a change, in place of one such column."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    earlier = op.create_table(
        "earlier",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("was", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("of", "key", "at", name=op.f("pk_earlier")),
        sqlite_with_rowid=False,
    )
    names = ("key", "valid_to", "granted_to")
    grant = sa.table("grant", *(sa.column(name) for name in names))
    ended = sa.select(
        sa.literal("grant.valid_to"), grant.c.key, grant.c.valid_to, grant.c.granted_to
    ).where(
        grant.c.valid_to.is_not(None),
        sa.or_(grant.c.granted_to.is_(None), grant.c.granted_to != grant.c.valid_to),
    )
    op.execute(earlier.insert().from_select(["of", "key", "at", "was"], ended))
    op.drop_column("grant", "granted_to")


def downgrade() -> None:
    op.add_column("grant", sa.Column("granted_to", sa.BigInteger(), nullable=True))
    grant = sa.table("grant", sa.column("granted_to"), sa.column("valid_to"))
    op.execute(grant.update().values(granted_to=grant.c.valid_to))
    op.drop_table("earlier")
