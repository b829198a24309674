"""The golden vectors of fold, slots, kinds and days; the phone's twins run the same files.

Write them anew with `python -m tests.sync.golden` after a change that is meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync.catalogue import kind_to_json
from sync.days import day_start, read_sessions, session_at, session_window
from sync.kinds import faults
from sync.merge import fold
from sync.ops import INT_MAX, Op
from sync.slots import Fulfilment, SlotVerdict, fulfilment, judge_slot
from tests.sync import stories
from tests.sync.histories import KINDS, MORNING, Pen

FOLDER = Path(__file__).resolve().parent.parent / "vectors"
HOUR = 3_600_000
ENDS = MORNING + 3 * HOUR


def _kinds(*names: str) -> dict[str, Any]:
    return {name: kind_to_json(KINDS[name]) for name in names}


def fold_vectors() -> dict[str, Any]:
    """Histories and the records that they fold to."""
    cases = [
        {
            "name": name,
            "ops": [op.body for op in ops],
            "records": {id: record.to_json() for id, record in fold(ops, KINDS).items()},
        }
        for name, ops in stories.histories().items()
    ]
    return {"kinds": _kinds("screening", "occupancy", "disinfection", "admission"), "cases": cases}


# What a phone's record came to, and what a desk says of it at each of these moments.
MOMENTS: tuple[tuple[str, int, int | None], ...] = (
    ("while it lasts", ENDS - 1, 0),
    ("at its end, one phone never heard", ENDS, 0),
    ("heard inside the grace", ENDS + 2 * HOUR, ENDS + HOUR),
    ("heard after the grace", ENDS + 2 * HOUR, ENDS + HOUR + 1),
    ("nobody responsible", ENDS, None),
)


def _outcomes(*outcomes: str) -> list[Op]:
    pen = Pen()
    for number, outcome in enumerate(outcomes):
        pen.tap(outcome, by=f"u{number}")
    return pen.ops


def _sprayed(*voided: bool) -> list[Op]:
    pen = Pen()
    for void in voided:
        done = pen.op({"agent": "chlorine", "mg_l": 500}, kind="disinfection", place="lift")
        if void:
            pen.op({"_void": True}, kind="disinfection", place="lift", root=done, sees=[done])
    return pen.ops


def slot_histories() -> dict[str, list[Op]]:
    """What may happen in one slot."""
    told = stories.histories()
    names = (
        "corrections of one field conflict and the severe one shows",
        "a void",
        "a void beside a correction is void and flagged",
        "a restore names the void",
        "an opening that never arrives leaves the record pending",
        "an opening of a newer version is kept unread",
        "a value outside the order of severity shows last",
    )
    return {
        "nobody came": [],
        "one normal": _outcomes("normal"),
        "nobody opened": _outcomes("no_answer"),
        "nobody opened twice": _outcomes("no_answer", "no_answer"),
        "nobody opened, then refused": _outcomes("no_answer", "refused"),
        "nobody opened, then normal": _outcomes("no_answer", "normal"),
        "normal, then nobody opened": _outcomes("normal", "no_answer"),
        "one normal, one exception": _outcomes("normal", "exception"),
        "an exception, then refused": _outcomes("exception", "refused"),
        "a value from nowhere": _outcomes("vanished"),
        "a value from nowhere beside a normal": _outcomes("vanished", "normal"),
        "sprayed": _sprayed(False),
        "sprayed twice": _sprayed(False, False),
        "sprayed and taken back": _sprayed(True),
        "sprayed, one of two taken back": _sprayed(True, False),
        **{name: told[name] for name in names},
    }


def slot_vectors() -> dict[str, Any]:
    """Slots as a phone sees them and as a desk judges them."""
    cases = []
    for name, ops in slot_histories().items():
        kind = KINDS[ops[0].kind if ops else "screening"]
        records = [one for one in fold(ops, KINDS).values() if one.kind == kind.id]
        came_to = fulfilment(kind, records)
        desk = []
        for moment, now, horizon in MOMENTS:
            verdict = judge_slot(
                kind, records, ends_at=ENDS, now=now, horizon=horizon, grace_ms=HOUR
            )
            at = {"moment": moment, "now": now, "horizon": horizon}
            desk.append({**at, "verdict": _to_json(verdict)})
        told = {"name": name, "kind": kind.id, "ops": [op.body for op in ops], "ends_at": ENDS}
        cases.append({**told, "grace_ms": HOUR, "phone": _to_json(came_to), "desk": desk})
    return {"kinds": _kinds("screening", "disinfection"), "cases": cases}


def _to_json(judged: Fulfilment | SlotVerdict) -> dict[str, Any]:
    ids = list(judged.record_ids)
    return {"state": judged.state, "code": judged.code, "record_ids": ids}


# Payloads that the kinds' own examples leave out: what only a program would send.
ODD: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("screening", {}, False),
    ("screening", {}, True),
    ("screening", {"outcome": None, "method": "door"}, False),
    ("screening", {"outcome": None}, True),
    ("screening", {"temperature": None}, True),
    ("screening", {"outcome": ["normal"], "method": 1}, False),
    ("screening", {"temperature": True}, True),
    ("screening", {"temperature": "366"}, True),
    ("screening", {"temperature": 36.5}, True),
    ("screening", {"note": "x" * 500}, True),
    ("screening", {"note": "x" * 501}, True),
    ("screening", {"note": "😷" * 500}, True),
    ("screening", {"note": "😷" * 501}, True),
    ("screening", {"note": ["x"]}, True),
    ("screening", {"symptoms": []}, True),
    ("screening", {"symptoms": "fever"}, True),
    ("screening", {"symptoms": [1]}, True),
    ("screening", {"symptoms": ["fever", "fever"]}, True),
    ("screening", {"readings": {"tenths": 366}}, True),
    ("screening", {"readings": [{"tenths": 366}] * 100}, True),
    ("screening", {"readings": [{"tenths": 366}] * 101}, True),
    ("screening", {"readings": [366]}, True),
    ("screening", {"readings": [{"who": "张**"}]}, True),
    ("screening", {"readings": [{"tenths": 366, "where": "ear"}]}, True),
    ("screening", {"readings": [{"tenths": 366, "who": ""}]}, True),
    ("screening", {"readings": [{"tenths": 366, "who": 7}]}, True),
    ("screening", {"readings": [{"tenths": "366"}]}, True),
    ("screening", {"readings": [{"tenths": 366}, {"tenths": 1}, {"tenths": 999}]}, True),
    ("screening", {"_void": None}, True),
    ("screening", {"_void": "yes"}, True),
    ("screening", {"_void": False, "_why": "x" * 200}, True),
    ("screening", {"_why": "x" * 201}, True),
    ("screening", {"_other": 1}, True),
    ("screening", {"constructor": 1, "__proto__": 2, "toString": 3}, True),
    ("disinfection", {"terminal": 1}, True),
    ("place", {"name": " \t\u3000\u00a0"}, True),
    ("place", {"name": "\ufeff"}, True),
    ("place", {"parent": ""}, True),
    ("place", {"parent": 7}, True),
    ("place", {"parent": "x" * 65}, True),
    ("place", {"sessions": "am"}, True),
    ("place", {"sessions": ["am", ""]}, True),
    ("place", {"sessions": ["am", 1]}, True),
    ("place", {"sessions": ["am"] * 9}, True),
    ("place", {"sort": 2**53 - 1}, True),
)


def kind_vectors() -> dict[str, Any]:
    """Payloads, those of every kind's examples among them, and what is wrong with each."""
    given = [
        (kind.id, dict(example.set), example.amend)
        for kind in KINDS.values()
        for example in kind.examples
    ]
    cases = [
        {
            "kind": kind,
            "set": payload,
            "amend": amend,
            "faults": [[fault.field, fault.code] for fault in faults(KINDS[kind], payload, amend)],
        }
        for kind, payload, amend in (*given, *ODD)
    ]
    return {"kinds": _kinds(*KINDS), "cases": cases}


WINDOWS = {
    "two rounds": [
        {"id": "am", "from": "06:00", "to": "12:00"},
        {"id": "pm", "from": "12:00", "to": "22:00"},
    ],
    "a night watch": [
        {"id": "day", "from": "08:00", "to": "20:00"},
        {"id": "night", "from": "20:00", "to": "02:30"},
    ],
    "the whole day": [{"id": "day", "from": "00:00", "to": "24:00"}],
}
CLOCKS = ("00:00", "02:29", "02:30", "05:59", "06:00", "11:59", "12:00", "21:59", "22:00", "23:59")


def day_vectors() -> dict[str, Any]:
    """Moments of a leap day, and two that no calendar has, in several sets of windows."""
    midnight = day_start("2020-02-29")
    moments = {one: midnight + (int(one[:2]) * 60 + int(one[3:])) * 60_000 for one in CLOCKS}
    moments |= {"before all days": -INT_MAX, "after all days": INT_MAX}
    cases = []
    for name, windows in WINDOWS.items():
        sessions = read_sessions(windows)
        for clock, at in moments.items():
            day, session = session_at(at, sessions)
            cases.append(
                {
                    "name": f"{name}, {clock}",
                    "windows": windows,
                    "at": at,
                    "tz": 480,
                    "day": day,
                    "session": session,
                    "window": list(session_window(day, session, sessions)),
                }
            )
    return {"cases": cases}


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {
    "fold": fold_vectors,
    "slots": slot_vectors,
    "kinds": kind_vectors,
    "days": day_vectors,
}


def text_of(name: str) -> str:
    """The vector file as it is written; lone surrogates stay escapes, so that it has UTF-8."""
    return json.dumps(VECTORS[name](), ensure_ascii=True, indent=1) + "\n"


if __name__ == "__main__":
    for vector in VECTORS:
        (FOLDER / f"{vector}.json").write_text(text_of(vector), "utf-8")
