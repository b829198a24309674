"""Published rounds of the roll-up, their amendments, and the last judging of compounds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTED = "type IN ('compound', 'community', 'village', 'street', 'district')"


def upgrade() -> None:
    op.create_table(
        "p_judged",
        sa.Column("place_key", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_key"], ["place.key"], name=op.f("fk_p_judged_place_key")),
        sa.PrimaryKeyConstraint("place_key", name=op.f("pk_p_judged")),
    )
    op.create_table(
        "round",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("place_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cut_off", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("user_key", sa.Integer(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["place_key"], ["place.key"], name=op.f("fk_round_place_key")),
        sa.ForeignKeyConstraint(["user_key"], ["account.key"], name=op.f("fk_round_user_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_round")),
    )
    for column in ("cut_off", "number"):
        name = op.f(f"ix_round_place_key_{column}")
        op.create_index(name, "round", ["place_key", column], unique=True)
    op.create_table(
        "round_count",
        sa.Column("place_key", sa.Integer(), nullable=False),
        sa.Column("round_key", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("incomplete", sa.Integer(), nullable=False),
        sa.Column("gained", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_key"], ["place.key"], name=op.f("fk_round_count_place_key")
        ),
        sa.ForeignKeyConstraint(
            ["round_key"], ["round.key"], name=op.f("fk_round_count_round_key")
        ),
        sa.PrimaryKeyConstraint("place_key", "round_key", "level", name=op.f("pk_round_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_amendment",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("round_key", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("user_key", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_key"], ["round.key"], name=op.f("fk_round_amendment_round_key")
        ),
        sa.ForeignKeyConstraint(
            ["user_key"], ["account.key"], name=op.f("fk_round_amendment_user_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_round_amendment")),
    )
    op.create_index(op.f("ix_round_amendment_round_key"), "round_amendment", ["round_key"])
    where = sa.text(COUNTED)
    op.create_index(
        "ix_place_counted", "place", ["type"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("ix_place_counted", table_name="place")
    op.drop_table("round_amendment")
    op.drop_table("round_count")
    op.drop_table("round")
    op.drop_table("p_judged")
