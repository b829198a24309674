"""The roll-up: how many places below one are epidemic-free, and the rounds published of it."""
