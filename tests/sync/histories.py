"""Histories of ops for the tests of the fold: written out by name, and drawn at random."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.kinds import load_kinds
from sync.merge import fold, record_id
from sync.ops import Op, OpParts, Value, bytes_to_text, read_op, seal

KINDS = load_kinds()
MORNING = 1583802000000  # 10 March 2020, 09:00 in Wuhan
DOOR = "420103009001.1.3.1.1302"
SLOT = "2020-03-10/am"


@dataclass
class Pen:
    """Seals ops one after the other, a minute apart, with nonces that never repeat."""

    ops: list[Op] = field(default_factory=list)

    def op(
        self,
        fields: Mapping[str, Value],
        *,
        kind: str = "screening",
        version: int = 1,
        place: str = DOOR,
        by: str = "u1",
        minute: int | None = None,
        root: Op | str | None = None,
        sees: Sequence[Op | str] = (),
        slot: str | None = SLOT,
        subject: str | None = None,
        clk: tuple[int, int] | None = None,
    ) -> Op:
        at = MORNING + 60_000 * (len(self.ops) if minute is None else minute)
        body = seal(
            OpParts(
                kind=kind,
                version=version,
                nonce=bytes_to_text(len(self.ops).to_bytes(8, "big")),
                place=place,
                by=by,
                at=at,
                tz=480,
                rec=at + 1_000,
                slot=None if root else slot,
                subject=subject,
                root=root.id if isinstance(root, Op) else root,
                parents=[one.id if isinstance(one, Op) else one for one in sees],
                clk=clk,
                fields=dict(fields),
            )
        )
        self.ops.append(read_op(body))
        return self.ops[-1]

    def tap(self, outcome: str = "normal", by: str = "u1", **more: Value) -> Op:
        return self.op({"outcome": outcome, "method": "door", **more}, by=by)

    def amend(self, root: Op, fields: Mapping[str, Value], *sees: Op, by: str = "u1") -> Op:
        return self.op(fields, root=root, sees=sees or (root,), by=by)

    def lives(self, fields: Mapping[str, Value], *sees: Op, by: str = "u1") -> Op:
        return self.op(fields, kind="occupancy", sees=sees, by=by, slot=None)


def random_history(draw: random.Random, length: int) -> list[Op]:
    """Amendments of a few records by phones that have each seen an arbitrary subset of them."""
    pen = Pen()
    for _ in range(length):
        known = [op for op in pen.ops if draw.random() < 0.7]
        by = draw.choice(["u1", "u2", "u3"])
        kind = draw.choice(["screening", "screening", "screening", "occupancy"])
        mine = [op for op in known if op.kind == kind]
        clk = draw.choice([None, None, (draw.randrange(-600_000, 600_000), 500)])
        if kind == "occupancy":
            place = draw.choice([DOOR, DOOR + "x"])
            heads = _heads([op for op in mine if op.place == place])
            said = _statement(draw)
            pen.op(said, kind=kind, place=place, sees=heads, by=by, slot=None, clk=clk)
        elif not mine or draw.random() < 0.15:
            outcome = draw.choice(["normal", "exception", "no_answer"])
            pen.op({"outcome": outcome, "method": "door"}, by=by, clk=clk)
        else:
            # Whose opening has not arrived may be amended all the same.
            root = record_id(draw.choice(mine), KINDS)
            heads = _heads([op for op in mine if record_id(op, KINDS) == root])
            pen.op(_amendment(draw), root=root, sees=heads, by=by, clk=clk)
    return pen.ops


def _heads(known: list[Op]) -> tuple[str, ...]:
    return next((record.heads for record in fold(known, KINDS).values()), ())


def _statement(draw: random.Random) -> dict[str, Value]:
    choices: list[dict[str, Value]] = [
        {"state": draw.choice(["occupied", "vacant", "away", "unknown"])},
        {"people": draw.randrange(4)},
        {"_void": draw.random() < 0.5},
    ]
    return draw.choice(choices)


def _amendment(draw: random.Random) -> dict[str, Value]:
    choices: list[dict[str, Value]] = [
        {"outcome": draw.choice(["normal", "exception", "no_answer", "refused"])},
        {"temperature": draw.randrange(360, 380)},
        {"note": draw.choice(["咳嗽两天", "后来问到", ""]), "temperature": None},
        {"_void": True, "_why": "点错了"},
        {"_void": False},
    ]
    return draw.choice(choices)
