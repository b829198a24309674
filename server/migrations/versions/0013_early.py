"""Rounds that were filled in before their day: how early they came, too."""

import sqlalchemy as sa
from alembic import op

from sync.days import day_start

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

EARLY = " WHERE session IS NOT NULL AND day = :day AND observed_to < :start"


def _change(to: str) -> None:
    run = op.get_bind()
    days = run.execute(sa.text("SELECT DISTINCT day FROM p_record WHERE session IS NOT NULL"))
    change = sa.text(f"UPDATE p_record SET lag_ms = received_at - {to}{EARLY}")  # noqa: S608  ours
    for (day,) in days.all():
        run.execute(change, {"day": day, "start": day_start(day)})


def upgrade() -> None:
    _change(":start")


def downgrade() -> None:
    _change("observed_to")
