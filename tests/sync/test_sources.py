"""Sources are told in the reader's language: whatever a policy that ships rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sync.policy_file import FOLDER
from sync.sources import in_chinese, parts_of


def sources_of(table: Any) -> Iterator[str]:
    """Every source that a policy file names, wherever it stands."""
    if isinstance(table, dict):
        for name, value in table.items():
            if name == "source" and isinstance(value, str):
                yield value
            else:
                yield from sources_of(value)
    elif isinstance(table, list):
        for each in table:
            yield from sources_of(each)


def read(path: Path) -> Any:
    return tomllib.loads(path.read_text("utf-8"))


def test_every_source_of_every_policy_is_told_in_chinese_and_nothing_else_is() -> None:
    named = {part for path in FOLDER.glob("*.toml") for part in parts_of(sources_of(read(path)))}
    assert named == set(in_chinese())


def test_a_date_stays_the_date_that_it_is() -> None:
    for english, chinese in in_chinese().items():
        for part in english.replace(",", " ").replace(")", " ").replace("(", " ").split():
            if part[:4].isdigit() and "-" in part:
                assert part.rstrip(":.") in chinese, english
