"""Tables say what their pages say: the same words under the same codes, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from server.reports.pages import (
    access,
    accounts,
    board,
    cases,
    imports,
    judged,
    matters,
    phones,
    spot,
    standings,
)
from server.reports.words import ROLES as ROLE_WORDS

WORDS = Path(__file__).resolve().parents[2] / "pwa" / "src" / "words"


def words_of(file: str, name: str) -> list[dict[str, str]]:
    """The tables of that name in a file of the client's words, in the order of the file."""
    page = (WORDS / file).read_text("utf-8")
    tables = re.findall(rf"\b{name}(?:: Readonly<[^=]*)?(?:: | = )\{{([^{{}}]*)\}}", page)
    return [dict(re.findall(r'(\w+): "([^"]*)"', table)) for table in tables]


@pytest.mark.parametrize(
    ("words", "name", "zh", "en"),
    [
        (matters.TYPES, "types", "desk/matters.ts", None),
        (matters.WHYS, "whys", "desk/matters.ts", None),
        (cases.STATES, "states", "desk/cases.ts", None),
        (spot.VERDICTS, "verdicts", "desk/spot.ts", None),
        (judged.CHECKED, "state", "desk/zero.ts", None),
        (standings.STEPS, "steps", "desk/declaration.ts", None),
        (access.STATES, "states", "desk/invite.ts", None),
        (accounts.STATES, "states", "desk/accounts.ts", None),
        (imports.ACTS, "acts", "desk/imports.ts", None),
        (ROLE_WORDS, "roles", "desk.zh.ts", "desk.en.ts"),
        (phones.PHONE_STATES, "states", "desk.zh.ts", "desk.en.ts"),
    ],
)
def test_a_table_says_what_the_page_says(
    words: Mapping[str, Any], name: str, zh: str, en: str | None
) -> None:
    pages = words_of(zh, name) + (words_of(en, name) if en else [])
    assert pages == [{id: said[lang] for id, said in words.items()} for lang in ("zh", "en")]


def test_every_sort_of_matter_has_its_words() -> None:
    folder = Path(matters.__file__).parents[2] / "matters"
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'type="(\w+)"', code))
    assert named, "has the spelling changed?"
    assert named <= matters.TYPES.keys()
    assert board.STATES.keys() <= board.ONLY.keys()
