"""One-time codes of desk accounts, and when a session last gave its passphrase again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opening",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("user_key", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_user"], ["account.key"], name=op.f("fk_opening_by_user")),
        sa.ForeignKeyConstraint(["user_key"], ["account.key"], name=op.f("fk_opening_user_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_opening")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_opening_token_hash")),
    )
    op.create_index(op.f("ix_opening_user_key"), "opening", ["user_key"])
    op.add_column("credential", sa.Column("confirmed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("credential", "confirmed_at")
    op.drop_table("opening")
