"""Rosters: from a spreadsheet that an office already has to places, doors and households."""
