"""Single records and those behind a number: now, then, and for whom."""
