"""The board: places session by session, as they stand and as they were known."""
