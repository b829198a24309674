"""Since when an op counts that was let in later, and where to look for what changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTED, CHANGED = sa.text("counted_at IS NOT NULL"), sa.text("doc IS NOT NULL")
LATER = sa.text(
    "SELECT op.replica_key AS replica, op.n AS number, max(entry.rx) AS at"
    " FROM feed_entry AS entry JOIN feed ON feed.key = entry.feed_key"
    " JOIN op ON op.replica_key = entry.replica_key AND op.n = entry.n"
    " WHERE feed.stream NOT IN ('quar', 'inbox') AND op.status IN (0, 3)"
    " AND entry.rx > op.received_at GROUP BY op.replica_key, op.n"
)
FILL = sa.text("UPDATE op SET counted_at = :at WHERE replica_key = :replica AND n = :number")


def upgrade() -> None:
    op.add_column("op", sa.Column("counted_at", sa.BigInteger()))
    run = op.get_bind()
    later = [dict(row) for row in run.execute(LATER).mappings()]
    if later:
        run.execute(FILL, later)
    op.create_index(
        "ix_op_counted_at", "op", ["counted_at"], sqlite_where=COUNTED, postgresql_where=COUNTED
    )
    op.create_index(
        "ix_p_record_changed", "p_record", ["place_key", "received_at"],
        sqlite_where=CHANGED, postgresql_where=CHANGED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_p_record_changed", table_name="p_record")
    op.drop_index("ix_op_counted_at", table_name="op")
    op.drop_column("op", "counted_at")
