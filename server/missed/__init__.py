"""The rounds that were missed: where, when, who was on duty, and what was said about it since."""

from server.missed.explaining import explain
from server.missed.opened import open_round
from server.missed.rounds import list_gaps, list_rounds

__all__ = ["explain", "list_gaps", "list_rounds", "open_round"]
