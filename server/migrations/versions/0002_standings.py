"""The standing of places, and the evidence that steps froze."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frozen",
        sa.Column("sha", sa.LargeBinary(length=32), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_frozen")),
    )
    op.create_table(
        "p_standing",
        sa.Column("place_key", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("certificate", sa.LargeBinary(length=16), nullable=True),
        sa.Column("held_from", sa.BigInteger(), nullable=True),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_key"], ["place.key"], name=op.f("fk_p_standing_place_key")),
        sa.PrimaryKeyConstraint("place_key", name=op.f("pk_p_standing")),
    )
    op.create_index(op.f("ix_place_community_key"), "place", ["community_key"], unique=False)
    op.create_index(op.f("ix_place_street_key"), "place", ["street_key"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_place_street_key"), table_name="place")
    op.drop_index(op.f("ix_place_community_key"), table_name="place")
    op.drop_table("p_standing")
    op.drop_table("frozen")
