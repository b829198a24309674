"""The golden vectors of hashes, clocks and the exchange; the phone's twins run the same files.

Write them anew with `python -m tests.sync.wire_golden` after a change that is meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sync import clock
from sync.chain import FIRST_LINK, walk
from sync.clock import Measure, better, flags, measure
from sync.digest import Head, device_digest, extend
from sync.feeds import Feed, apply_check, apply_page, points_of
from sync.ops import bytes_to_text, read_op, seal
from sync.outbox import OwnOp, State
from sync.replica import fork_in, halved, wait_ms
from sync.rescue import write_rescue
from tests.sync.hostile import DESIGN_BODY, HOSTILE, REPLICA, T0, flawed, parts_of

FOLDER = Path(__file__).resolve().parent.parent / "vectors"


def hash_vectors() -> dict[str, Any]:
    """Bodies with their ids, one chain over all of them, one feed, and what is no op."""
    named: list[tuple[str, str, Any]] = [("the design's", DESIGN_BODY, None)]
    for number, (name, note) in enumerate(HOSTILE.items()):
        parts = parts_of(note, number)
        named.append((name, seal(parts), asdict(parts)))
    hashes = [read_op(body).bsha for _, body, _ in named]
    links = walk(REPLICA, 0, FIRST_LINK, hashes)
    first, steps = extend(Head(12), 1583800123456, hashes[:1])
    head, more = extend(first, 1583800123455, hashes[1:])  # the clock went back: rx does not
    ops = [
        {
            "name": name,
            "parts": parts,
            "body": body,
            "bsha": bytes_to_text(bsha),
            "id": bytes_to_text(bsha[:16]),
            "link": bytes_to_text(link),
            "q": step.q,
            "rx": step.rx,
            "acc": bytes_to_text(step.acc),
            "lh": bytes_to_text(step.lh),
        }
        for (name, body, parts), bsha, link, step in zip(
            named, hashes, links, steps + more, strict=True
        )
    ]
    devices: list[list[tuple[int, int, bytes]]] = [
        [],
        [(12, 0, bytes(16))],
        [(12, 1, first.acc)],
        [(12, head.q, head.acc), (7, 1, first.acc), (900000001, 2**40, bytes(16))],
    ]
    return {
        "replica": bytes_to_text(REPLICA),
        "feed": 12,
        "ops": ops,
        "malformed": flawed(),
        "devices": [
            {
                "cursors": [[feed, q, bytes_to_text(acc)] for feed, q, acc in cursors],
                "vd": bytes_to_text(device_digest(cursors)),
            }
            for cursors in devices
        ],
    }


# ------------------------------------------------------------------ clocks

TRIPS = (
    (T0, T0, T0, T0),
    (T0, T0 + 20, T0 + 30, T0 + 50),
    (T0, T0 + 60_020, T0 + 60_030, T0 + 50),
    (T0, T0 - 3_600_000, T0 - 3_599_999, T0 + 3),
    (T0, T0 + 5, T0 + 6, T0 - 90_000),
    (T0, T0 + 172_800_000, T0 + 172_800_001, T0 + 8_001),
)
HELD = (
    ("the first", None, Measure(5, 20, T0)),
    ("a narrower one", Measure(5, 20, T0), Measure(9, 19, T0 + 1)),
    ("a wider one", Measure(5, 20, T0), Measure(9, 21, T0 + 1)),
    ("an equal one", Measure(5, 20, T0), Measure(9, 20, T0 + 1)),
    ("a wider one after a day", Measure(5, 20, T0), Measure(9, 900, T0 + clock.BEST_FOR_MS + 1)),
    ("a wider one at a day", Measure(5, 20, T0), Measure(9, 900, T0 + clock.BEST_FOR_MS)),
    ("a clock set back", Measure(5, 20, T0), Measure(3_600_005, 900, T0 - 3_600_000)),
    ("a clock set forth", Measure(5, 20, T0), Measure(-3_600_000, 900, T0 + 3_600_000)),
    ("a drift within the margins", Measure(0, 20, T0), Measure(1_920, 900, T0 + 5)),
    ("a drift beyond the margins", Measure(0, 20, T0), Measure(1_921, 900, T0 + 5)),
)
CLOCKED: tuple[tuple[str, dict[str, Any], int, int | None], ...] = (
    ("honest", {}, T0 + 1000, T0 - 1),
    ("never measured", {"clk": None, "anc": None}, T0 + 1000, None),
    ("exactly at the slack", {"rec": T0 + 31_000}, T0 + 1000, None),
    ("in the future", {"rec": T0 + 31_001}, T0 + 1000, None),
    ("before what it had seen, just not", {"rec": T0 - 90_020, "at": T0 - 90_020}, T0, None),
    ("before what it had seen", {"rec": T0 - 90_021, "at": T0 - 90_021}, T0, None),
    ("back by a minute", {}, T0 + 1000, T0 + 60_000),
    ("back by more", {}, T0 + 1000, T0 + 60_001),
    ("entered two hours after", {"at": T0 - 7_200_000}, T0 + 1000, None),
    ("entered later than that", {"at": (T0 - 9_000_000, T0 - 7_200_001)}, T0 + 1000, None),
    ("a day on its way", {}, T0 + 86_400_010, None),
    ("longer on its way", {}, T0 + 86_400_011, None),
    ("two years ahead", {"rec": T0 + 63_072_000_000, "at": T0 + 63_072_000_000}, T0 + 5, None),
    ("two years behind", {"rec": T0 - 63_072_000_000, "at": T0 - 63_072_000_000}, T0 + 5, T0),
)


def clocked(changed: dict[str, Any]) -> str:
    parts = replace(parts_of("x", 0), at=T0, rec=T0, clk=(10, 10), anc=T0 - 60_000, slot=None)
    return seal(replace(parts, **changed))


def clock_vectors() -> dict[str, Any]:
    """Measures of round trips, which one is kept, and the flags of ops (the server's part)."""
    flagged = []
    for name, changed, received, previous in CLOCKED:
        op = read_op(clocked(changed))
        bits = flags(op, received, previous)
        flagged.append(
            {
                "name": name,
                "body": op.body,
                "received_at": received,
                "previous_rec": previous,
                "flags": [flag.name for flag in clock.names(bits)],
                "sealed_within": clock.sealed_within(op, received),
            }
        )
    return {
        "measures": [
            {"sent": a, "rx": b, "tx": c, "received": d, "measure": asdict(measure(a, b, c, d))}
            for a, b, c, d in TRIPS
        ],
        "better": [
            {
                "name": name,
                "held": asdict(held) if held else None,
                "new": asdict(new),
                "kept": asdict(better(held, new)),
            }
            for name, held, new in HELD
        ],
        "flagged": flagged,
    }


# ------------------------------------------------------------------ the exchange


def own_ops() -> dict[int, OwnOp]:
    bodies = [seal(parts_of(note, number)) for number, note in enumerate(HOSTILE.values())]
    hashes = [read_op(body).bsha for body in bodies]
    links = walk(REPLICA, 0, FIRST_LINK, hashes)
    return {
        n: OwnOp(n, bytes_to_text(bsha[:16]), bsha, link, T0, body)
        for n, (body, bsha, link) in enumerate(zip(bodies, hashes, links, strict=True), 1)
    }


def receipt_vectors() -> list[dict[str, Any]]:
    """Receipts against a phone that has sealed six ops: does its chain hold, and how far."""
    own = {n: op for n, op in own_ops().items() if n <= 6}
    state = State("u5", REPLICA, n=6, link=own[6].link)
    wrong, none = bytes_to_text(bytes(range(32))), bytes_to_text(FIRST_LINK)
    asked = (
        ("nothing yet", 0, none, 0),
        ("all of it", 6, bytes_to_text(own[6].link), 6),
        ("some of it", 4, bytes_to_text(own[4].link), 6),
        ("another chain", 4, wrong, 6),
        ("another chain from the start", 1, bytes_to_text(own[2].link), 0),
        ("more than there is", 7, wrong, 7),
        ("it was said there were more", 4, bytes_to_text(own[4].link), 9),
        ("another chain and more of it", 5, wrong, 9),
    )
    cases = []
    for name, n, link, reported in asked:
        gone = fork_in(state, {"n": n, "link": link, "reported": reported}, own)
        retired = gone and {"n": gone.n, "kept": gone.kept, "why": gone.why}
        ack = {"replica": bytes_to_text(REPLICA), "n": n, "link": link, "at": T0}
        cases.append({"name": name, "ack": ack | {"reported": reported}, "retired": retired})
    return cases


def page_vectors() -> list[dict[str, Any]]:
    """Pages against a copy of a feed: what is taken, what is refused and why."""
    own = own_ops()
    hashes = [op.bsha for op in own.values()]
    _, steps = extend(Head(12), T0 + 5000, hashes)

    def page(start: int, end: int, mine: tuple[int, ...] = (), red: int = 0) -> dict[str, Any]:
        entries: list[dict[str, Any]] = []
        for q in range(start, end + 1):
            step, op = steps[q - 1], own[q]
            entry: dict[str, Any] = {"q": q, "rx": step.rx}
            if q in mine:
                entry |= {"own": q}
            elif q == red:
                entry |= {"red": bytes_to_text(op.bsha)}
            else:
                entry |= {"b": op.body}
            entries.append(entry)
        acc = bytes_to_text(steps[end - 1].acc)
        return {"f": 12, "from": start, "to": end, "head": 11, "acc": acc, "entries": entries}

    spoiled = page(4, 6)
    spoiled["entries"][1]["b"] = own[1].body
    holed = page(4, 7)
    del holed["entries"][1]
    cases = (
        ("the next entries", page(4, 6)),
        ("own and redacted ones among them", page(4, 8, mine=(4, 7), red=5)),
        ("some held already", page(2, 5)),
        ("all held already", page(1, 3)),
        ("a page that skips", page(5, 6)),
        ("a page with a hole", holed),
        ("a spoiled body", spoiled),
        ("own ops nobody knows", page(4, 11, mine=(10,))),
        ("the server has less", {"f": 12, "code": "regressed", "head": 2}),
    )
    feed = Feed(12, "c1", "work", cursor=3, acc=steps[2].acc)
    known = {n: op for n, op in own.items() if n != 10}
    done = []
    for name, given in cases:
        after, entries, refused = apply_page(feed, given, known)
        told = {"cursor": after.cursor, "acc": bytes_to_text(after.acc), "suspect": after.suspect}
        taken = [[entry.q, bytes_to_text(entry.acc), entry.body] for entry in entries]
        done.append({"name": name, "page": given, "after": told, "entries": taken,
                     "refused": refused.partition(":")[0]})  # fmt: skip
    own_hashes = {str(n): {"bsha": bytes_to_text(op.bsha), "body": op.body}
                  for n, op in known.items()}  # fmt: skip
    start = {"feed": 12, "cursor": 3, "acc": bytes_to_text(feed.acc)}
    return [{"feed": start, "own": own_hashes, "cases": done}]


def bisect_vectors() -> list[dict[str, Any]]:
    """Searches for the last good entry, round by round: the points asked, and where it is cut."""
    hashes = [bytes([n % 251]) * 32 for n in range(300)]
    cases = []
    for size, bad in ((1, 1), (20, 1), (20, 20), (300, 137), (300, 0)):
        _, ours = extend(Head(3), T0, hashes[:size])
        theirs = [*hashes[:size]]
        if bad:
            theirs[bad - 1] = bytes(32)
        _, right = extend(Head(3), T0, theirs)
        sums = {(3, step.q): step.acc for step in ours}
        feed = Feed(3, "b1", "person", size, ours[-1].acc, suspect=(0, size))
        rounds = []
        while feed.suspect is not None:
            points = points_of(feed)
            answer = {"acc": [[3, q, bytes_to_text(right[q - 1].acc)] for q in points]}
            feed = apply_check({3: feed}, answer, sums).feeds[3]
            rounds.append({"points": points, "suspect": feed.suspect, "cursor": feed.cursor})
        cases.append({"size": size, "first_bad": bad, "rounds": rounds})
    return cases


def wait_vectors() -> list[dict[str, Any]]:
    """How long to wait, by what is pending, the failures in a row and the jitter (0 to 999)."""
    idle, cases = State("u5", REPLICA), []
    for pending in (False, True):
        for failures in (0, 1, 2, 8, 9, 60):
            for spread in (0, 500, 999):
                state = replace(idle, n=1 if pending else 0, failures=failures)
                cases.append({"pending": pending, "failures": failures, "spread": spread,
                              "wait": wait_ms(state, spread)})  # fmt: skip
    return cases


def exchange_vectors() -> dict[str, Any]:
    """The phone's decisions: receipts, pages, bisections, batches and waits."""
    sizes = [50, 25, 12, 6, 5, 4, 1]
    return {
        "receipts": receipt_vectors(),
        "links": {str(n): bytes_to_text(op.link) for n, op in own_ops().items() if n <= 6},
        "pages": page_vectors(),
        "bisections": bisect_vectors(),
        "halved": [[size, halved(size)] for size in sizes],
        "waits": wait_vectors(),
    }


# ------------------------------------------------------------------ files


def rescue_vectors() -> dict[str, Any]:
    """Outboxes and the files made of them, to the letter; and files that are not taken."""
    own = list(own_ops().values())
    measured = Measure(offset=-1200, uncertainty=40, at=T0)
    empty = State("u5", REPLICA)
    held = replace(empty, n=own[-1].n, link=own[-1].link, epoch="e1", sv=3, clock=measured)
    part = replace(held, acked=own[3].n, acked_link=own[3].link)
    shy = [replace(op, status="withheld") if op.n == 7 else op for op in own[4:]]
    cases = []
    for name, state, outbox in (
        ("a phone that never exchanged", replace(held, epoch=None, sv=0, clock=None), own),
        ("the part that was not received", part, own[4:]),
        ("a body that may not go", part, shy),
        ("nothing to carry", replace(empty, epoch="e1"), []),
    ):
        file = write_rescue(state, outbox, T0 + 60_000, "王芳 · 红米 😷", "2026.3.1")
        cases.append({"name": name, **_outbox_to_json(state, outbox), "file": file})
    whole = cases[1]["file"]
    damaged = {
        "cut short": (whole[:-40], "damaged"),
        "one letter changed": (whole.replace("u5", "u6", 1), "damaged"),
        "another file": ('{"six":"backup"}', "other_file"),
        "a picture": ("GIF89a", "other_file"),
        "of a newer app": (whole.replace('"proto":1', '"proto":2', 1), "newer"),
    }
    refused = [{"name": name, "file": file, "why": why} for name, (file, why) in damaged.items()]
    return {"label": "王芳 · 红米 😷", "app": "2026.3.1", "made_at": T0 + 60_000,
            "cases": cases, "refused": refused}  # fmt: skip


def _outbox_to_json(state: State, outbox: Sequence[OwnOp]) -> dict[str, Any]:
    clock_held = [state.clock.offset, state.clock.uncertainty] if state.clock else None
    return {
        "state": {
            "user": state.user, "replica": bytes_to_text(state.replica), "n": state.n,
            "acked": state.acked, "acked_link": bytes_to_text(state.acked_link),
            "epoch": state.epoch, "sv": state.sv, "clk": clock_held,
        },
        "outbox": [
            {"n": op.n, "bsha": bytes_to_text(op.bsha), "link": bytes_to_text(op.link),
             "sealed_at": op.sealed_at, "body": op.body, "status": op.status}
            for op in outbox
        ],
    }  # fmt: skip


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {
    "hashes": hash_vectors,
    "clock": clock_vectors,
    "exchange": exchange_vectors,
    "rescue": rescue_vectors,
}


def text_of(name: str) -> str:
    """The vector file as it is written; lone surrogates stay escapes, so that it has UTF-8."""
    return json.dumps(VECTORS[name](), ensure_ascii=True, indent=1) + "\n"


if __name__ == "__main__":
    for vector in VECTORS:
        (FOLDER / f"{vector}.json").write_text(text_of(vector), "utf-8")
