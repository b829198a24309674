"""The log: its rows in bulk, one exchange over it, and the ops that the server seals itself."""
