"""The catalogue says what phones need, in both languages, in few bytes, under a true tag."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from sync.catalogue import ROLES, catalogue
from sync.fields import FIELD_TYPES
from sync.kinds import load_kinds
from sync.policy_file import load_policy

KINDS = load_kinds()
POLICY = load_policy("wuhan-2020-03")
HANZI = re.compile("[一-龥]")


def labels_of(node: Any) -> list[dict[str, str]]:
    if isinstance(node, dict):
        own = [node] if set(node) == {"zh", "en"} else []
        return own + [label for value in node.values() for label in labels_of(value)]
    return [label for value in node for label in labels_of(value)] if isinstance(node, list) else []


def test_it_carries_every_kind_the_sessions_and_the_words() -> None:
    told = catalogue(KINDS, POLICY)
    assert set(told) == {"etag", "kinds", "policy", "labels"}
    assert set(told["kinds"]) == set(KINDS)
    assert [session["id"] for session in told["policy"]["sessions"]]
    assert told["labels"]["place_types"]["building"] == {"zh": "楼栋", "en": "Building"}
    assert told["labels"]["area_kinds"]["lift"]["zh"] == "电梯"
    assert told["labels"]["roles"]["building_lead"]["zh"] == "楼栋长"


def test_it_survives_json_unchanged() -> None:
    told = catalogue(KINDS, POLICY)
    assert json.loads(json.dumps(told)) == told


def test_every_label_is_said_in_both_languages() -> None:
    labels = labels_of(catalogue(KINDS, POLICY))
    assert len(labels) > 100
    for label in labels:
        assert HANZI.search(label["zh"]) or label["zh"] == label["en"], label
        assert not HANZI.search(label["en"]), label


def test_labels_of_fields_fit_a_button() -> None:
    for kind in KINDS.values():
        for spec in kind.fields.values():
            for label in (spec.label, *(choice.label for choice in spec.choices)):
                assert len(label["zh"]) <= 10, label
                assert len(label["en"]) <= 28, label


def test_the_tag_changes_with_the_content_and_only_then() -> None:
    tag = catalogue(KINDS, POLICY)["etag"]
    assert re.fullmatch("[A-Za-z0-9_-]{22}", tag)
    assert catalogue(dict(reversed(list(KINDS.items()))), POLICY)["etag"] == tag
    newer = {**KINDS, "screening": replace(KINDS["screening"], version=2)}
    assert catalogue(newer, POLICY)["etag"] != tag


def test_a_phone_downloads_it_in_nine_kilobytes() -> None:
    text = json.dumps(catalogue(KINDS, POLICY), ensure_ascii=False, separators=(",", ":"))
    assert len(gzip.compress(text.encode("utf-8"), 9)) <= 9 * 1024


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_who_may_record_a_kind_is_a_role_that_exists(kind: Any) -> None:
    assert kind.record_by
    assert set(kind.record_by) <= set(ROLES)
    assert {spec.type for spec in kind.fields.values()} <= set(FIELD_TYPES)
