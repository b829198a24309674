"""Ledgers are data: each fits the kinds it draws from, and hides whoever it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.personal import PERSONAL, PLAIN, how_masked
from server.reports.cells import Wording
from server.reports.ledger import LedgerError, load_ledgers
from sync.kinds import load_kinds

GOOD = """
title = { zh = "表", en = "Table" }
note = { zh = "注", en = "Note" }
order = 1
rows = "records"
kind = "disinfection"
[[columns]]
fields = ["agent"]
head = { zh = "药剂", en = "Agent" }
width = 10
"""


def test_every_ledger_reads_and_has_both_languages() -> None:
    ledgers = load_ledgers()
    asked_for = {"disinfection", "screening_days", "gate", "delivery", "declaration"}
    assert set(ledgers) >= asked_for
    for ledger in ledgers.values():
        for words in (ledger.title, ledger.note, *(one.head for one in ledger.fillings)):
            assert words["zh"] and words["en"], ledger.id
        for lang in ("zh", "en"):
            heads = [column.head for column in ledger.columns("zh" if lang == "zh" else "en")]
            assert len(set(heads)) == len(heads), ledger.id


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["agent"]', '["agnet"]'),
        ('fields = ["agent"]', 'from = "weather"'),
        ('fields = ["agent"]', ""),
        ('fields = ["agent"]', 'count = "happy"'),
        ('"disinfection"', '"cooking"'),
        ('rows = "records"', 'rows = "columns"'),
        ("width = 10", "breadth = 10"),
        ("title", "titel"),
    ],
)
def test_a_ledger_that_fits_no_kind_says_which_file(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    assert load_ledgers(tmp_path)["good"].columns("en")[0].head == "Agent"
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bad.toml").write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(LedgerError, match=r"bad\.toml"):
        load_ledgers(tmp_path / "bad")


def test_what_is_said_of_personal_fields_is_said_of_fields_that_exist() -> None:
    kinds = load_kinds()
    for table in (PERSONAL, PLAIN):
        for kind, fields in table.items():
            assert set(fields) <= set(kinds[kind].fields), kind


def test_free_words_that_nobody_judged_are_hidden() -> None:
    kinds = load_kinds()
    assert how_masked(kinds["screening"], "note") == "words"
    assert how_masked(kinds["screening"], "a_field_of_a_later_version") == "words"
    assert how_masked(kinds["screening"], "outcome") is None
    assert how_masked(kinds["place"], "name") is None


@pytest.mark.parametrize(
    ("kind", "field", "value", "shown", "in_full"),
    [
        ("contact", "head", "李建国", "李**", "李建国"),
        ("contact", "phone", "13812341234", "138****1234", "13812341234"),
        ("contact", "residents", ["李一", "王二"], "李**、王**", "李一、王二"),
        ("screening", "readings", [{"who": "奶奶", "tenths": 372}], "…", "奶奶37.2"),
        ("screening", "temperature", 378, "37.8", "37.8"),
        ("screening", "symptoms", ["fever", "cough"], "发热、咳嗽", "发热、咳嗽"),
        ("need", "urgent", True, "是", "是"),
        ("need", "urgent", False, "", ""),
        ("need", "price_fen", 1205, "12.05", "12.05"),
        ("need", "closed_at", 1_583_800_200_000, "2020-03-10 08:30", "2020-03-10 08:30"),
        ("gate_entry", "household", "h1", "3栋 101", "3栋 101"),
        ("screening", "outcome", "of_a_later_version", "of_a_later_version", "of_a_later_version"),
    ],
)
def test_a_value_reads_as_people_say_it(
    kind: str, field: str, value: object, shown: str, in_full: str
) -> None:
    places = {"h1": "3栋 101"}
    said = load_kinds()[kind]
    assert Wording("zh", 480, False, places).value(said, field, value) == shown
    assert Wording("zh", 480, True, places).value(said, field, value) == in_full
