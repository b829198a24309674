"""The HTTP API below /api/v1: a blueprint a file, each named ``blp``."""
