"""What was put back on a list, and what a phone had said of a loss before, with their times."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEPT = sa.text("SELECT matter, by_user, at, NULL AS back_at FROM seen")
# What was put back was deleted; the audit has both moments.
BACK = sa.text(
    "SELECT off.about AS matter, off.user_key AS by_user, off.at AS at, min(back.at) AS back_at"
    " FROM audit AS off JOIN audit AS back ON back.about = off.about AND back.at >= off.at"
    " WHERE off.act = 'matter_seen' AND back.act = 'matter_back'"
    " AND off.about IS NOT NULL AND off.user_key IS NOT NULL"
    " GROUP BY off.about, off.user_key, off.at"
)
STANDS = sa.text("SELECT matter, by_user, at FROM seen WHERE back_at IS NULL")
SEEN = sa.table("seen", *map(sa.column, ("matter", "by_user", "at", "back_at")))


def upgrade() -> None:
    run = op.get_bind()
    rows = [dict(row) for said in (KEPT, BACK) for row in run.execute(said).mappings()]
    op.drop_table("seen")
    op.create_table(
        "seen",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("back_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_user"], ["account.key"], name=op.f("fk_seen_by_user")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen")),
    )
    op.create_index(op.f("ix_seen_matter"), "seen", ["matter"])
    op.bulk_insert(SEEN, rows)
    op.create_table(
        "loss_before",
        sa.Column("replica_key", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["replica_key"], ["loss.replica_key"], name=op.f("fk_loss_before_replica_key")
        ),
        sa.PrimaryKeyConstraint("replica_key", "n", name=op.f("pk_loss_before")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("loss_before")
    run = op.get_bind()
    rows = [dict(row) for row in run.execute(STANDS).mappings()]
    op.drop_index(op.f("ix_seen_matter"), table_name="seen")
    op.drop_table("seen")
    op.create_table(
        "seen",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_user"], ["account.key"], name=op.f("fk_seen_by_user")),
        sa.PrimaryKeyConstraint("matter", name=op.f("pk_seen")),
    )
    op.bulk_insert(sa.table("seen", *map(sa.column, ("matter", "by_user", "at"))), rows)
