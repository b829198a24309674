"""What phones say of themselves may be any whole number of theirs: a clock is off by years."""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SAID = {
    "replica": ("reported_n", "clk_off_ms", "clk_unc_ms", "scope_version", "scope_acked"),
    "loss": ("n", "kept"),
    "place": ("sort", "floor"),
}


def _change(to: type[sa.types.TypeEngine[int]]) -> None:
    # SQLite's INTEGER holds 64 bits as it is.
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in SAID.items():
        for column in columns:
            op.alter_column(table, column, type_=to())


def upgrade() -> None:
    _change(sa.BigInteger)


def downgrade() -> None:
    _change(sa.Integer)
