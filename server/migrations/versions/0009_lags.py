"""How late each record came after what it is about, so that rounds written afterwards are found."""

import sqlalchemy as sa
from alembic import op

from sync.days import day_end

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_p_record_late"
BEFORE = sa.text("session IS NOT NULL AND received_at - observed_to > 86400000")
LATE = sa.text("session IS NOT NULL AND lag_ms > 86400000")


def upgrade() -> None:
    op.drop_index(INDEX, table_name="p_record")
    op.add_column("p_record", sa.Column("lag_ms", sa.BigInteger(), nullable=False,
                                        server_default="0"))
    op.execute("UPDATE p_record SET lag_ms = received_at - observed_to")
    run = op.get_bind()
    days = run.execute(sa.text("SELECT DISTINCT day FROM p_record WHERE session IS NOT NULL"))
    afterwards = sa.text("UPDATE p_record SET lag_ms = received_at - :over"
                         " WHERE session IS NOT NULL AND day = :day AND observed_to > :over")
    for (day,) in days.all():
        run.execute(afterwards, {"day": day, "over": day_end(day)})
    op.create_index(INDEX, "p_record", ["day"], sqlite_where=LATE, postgresql_where=LATE)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="p_record")
    op.drop_column("p_record", "lag_ms")
    op.create_index(INDEX, "p_record", ["day"], sqlite_where=BEFORE, postgresql_where=BEFORE)
