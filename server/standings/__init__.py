"""The standing of places: declared, certified, suspended, revoked; now and at any moment."""

from server.standings.moments import standing_of, standings_of

__all__ = ["standing_of", "standings_of"]
