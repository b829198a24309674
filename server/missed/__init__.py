"""The rounds that were missed: where, when, who was on duty, and what was said about it since."""

from server.missed.explaining import explain
from server.missed.opened import open_round
from server.missed.rounds import (
    DAYS,
    LACKS,
    find_watched,
    list_cells,
    list_rounds,
    note_glance,
    rounds_stand_on,
)

__all__ = [
    "DAYS",
    "LACKS",
    "explain",
    "find_watched",
    "list_cells",
    "list_rounds",
    "note_glance",
    "open_round",
    "rounds_stand_on",
]
