"""Keep by the minute when a replica was drained: what is looked back at is a minute too."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("drain", "hour", new_column_name="minute")
    op.execute("UPDATE drain SET minute = at / 60000")


def downgrade() -> None:
    op.execute("UPDATE drain SET minute = at / 3600000 WHERE at = (SELECT max(d.at) FROM drain d"
               " WHERE d.replica_key = drain.replica_key AND d.at / 3600000 = drain.at / 3600000)")
    op.execute("DELETE FROM drain WHERE minute > 2000000")
    op.alter_column("drain", "minute", new_column_name="hour")
