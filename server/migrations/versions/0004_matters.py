"""What a desk has seen, and where to look for what it has to settle."""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LATE = sa.text("session IS NOT NULL AND received_at - observed_to > 86400000")
CONFLICT, SEVERAL = sa.text("conflict"), sa.text("done > 1")
INDEXES = (
    ("ix_p_record_conflict", "p_record", ["received_at"], CONFLICT),
    ("ix_p_record_late", "p_record", ["day"], LATE),
    ("ix_p_slot_several", "p_slot", ["day"], SEVERAL),
)


def upgrade() -> None:
    op.create_table(
        "seen",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_user"], ["account.key"], name=op.f("fk_seen_by_user")),
        sa.PrimaryKeyConstraint("matter", name=op.f("pk_seen")),
    )
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table("seen")
