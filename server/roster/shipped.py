"""The division lists that ship with the product (`server/data/SOURCES.md` says from where)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import server.data
from server.roster.divisions import Division, read_divisions

FOLDER = Path(server.data.__file__).parent
WUHAN = ("cities.csv", "wuhan_areas.csv", "wuhan_streets.csv", "wuhan_villages.csv")
SHUNDE = ("foshan_shunde_areas.csv", "foshan_shunde_streets.csv", "foshan_shunde_villages.csv")


@cache
def shipped_divisions() -> Mapping[str, Division]:
    """Return every division that ships, by code."""
    lists = [(name, (FOLDER / name).read_bytes()) for name in (*WUHAN, *SHUNDE)]
    return {division.code: division for division in read_divisions(lists).divisions}
