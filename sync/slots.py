"""What is owed at a place in a session of a day, and which records fulfil it.

A slot is named, not created: every phone derives the same key, so two people doing the same round
fill one slot with two records and both names, and no record undoes what another one did. What
nobody recorded is `missed` only when every phone that could still hold it has reported after the
end; until then it is `not_yet_known`.

>>> SlotKey("screening", "420103009001.1.3.1.1302", "2020-03-10", "am").text
'screening/420103009001.1.3.1.1302/2020-03-10/am'
>>> from sync.kinds import load_kinds
>>> door = load_kinds()["screening"]
>>> judge_slot(door, [], ends_at=100, now=130, horizon=90, grace_ms=5).state
'not_yet_known'
>>> judge_slot(door, [], ends_at=100, now=130, horizon=106, grace_ms=5).state
'missed'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sync.days import day_end, day_start, is_day
from sync.kinds import Kind
from sync.merge import Record

State: TypeAlias = Literal["open", "done", "attempted", "missed", "not_yet_known"]


@dataclass(frozen=True, slots=True)
class SlotKey:
    """The name of one thing owed; `session` is "*" for kinds that owe once a day."""

    kind: str
    place: str
    day: str
    session: str

    @property
    def text(self) -> str:
        """The key as one text, `<kind>/<place>/<day>/<session>`."""
        return f"{self.kind}/{self.place}/{self.day}/{self.session}"


def parse_slot(text: str) -> SlotKey | None:
    """The key that a text names; None when it is none."""
    kind, _, rest = text.partition("/")
    place, _, tail = rest.rpartition("/")
    place, _, day = place.rpartition("/")
    return SlotKey(kind, place, day, tail) if kind and place and tail and is_day(day) else None


def slot_of(kind: str, place: str, part: str | None) -> SlotKey | None:
    """The slot that an op or record of this kind and place fills, from its `<day>/<session>`."""
    return None if part is None else parse_slot(f"{kind}/{place}/{part}")


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What the records of one slot come to, whatever the time: the part that phones judge too.

    `code` is the most severe value among the records that make the state, "done" for kinds
    without one, None when due. `record_ids` are all records that count, the one that `code` comes
    from first.
    """

    state: Literal["due", "done", "attempted"]
    code: str | None
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlotVerdict:
    """The state of a slot at a moment; `code` and `record_ids` as in `Fulfilment`."""

    state: State
    code: str | None
    record_ids: tuple[str, ...]


def fulfilment(kind: Kind, records: Iterable[Record]) -> Fulfilment:
    """What the records of one slot come to; void and pending ones do not count.

    One record that is done makes the slot done, so a second person's record never undoes it.
    Where several count, those of the better state come first, then the most severe, then the
    latest observed, then the least id.
    """
    ranked = sorted(
        (*rank_code(kind, _code(kind, record)), -record.observed[1], record.id)
        for record in records
        if not record.voided and not record.pending
    )
    ids = tuple(id for *_, id in ranked)
    if not ranked or ranked[0][0] == NOTHING:
        return Fulfilment("due", None, ids)
    tier, _, code, _, _ = ranked[0]
    return Fulfilment("done" if tier == DONE else "attempted", code, ids)


DONE, ATTEMPTED, NOTHING = range(3)


def rank_code(kind: Kind, code: object) -> tuple[int, int, str]:
    """How good a value is for its slot (DONE, ATTEMPTED, NOTHING), how mild, and its code.

    Sorting by this puts what the slot comes to first.
    """
    rule = kind.slot_state
    if rule is None:
        return DONE, 0, "done"
    if not isinstance(code, str) or not (code in rule.done or code in rule.attempted):
        return NOTHING, 0, ""
    mild = rule.severity.index(code) if code in rule.severity else len(rule.severity)
    return DONE if code in rule.done else ATTEMPTED, mild, code


def _code(kind: Kind, record: Record) -> object:
    """The value by which a record fulfils its slot."""
    field = record.fields.get(kind.slot_state.field) if kind.slot_state else None
    return field.value if field else None


def lag_ms(received_at: int, observed_to: int, slot_day: str | None) -> int:
    """How long (ms) after what it is about a record arrived; `slot_day` where it fills a slot.

    A round of a day was seen on that day, whatever time of observation is written: who writes it
    down days afterwards is as late as that, and who fills it in beforehand as early.

    >>> from sync.days import HOUR
    >>> noon, days = day_start("2020-03-10") + 12 * HOUR, ("2020-03-10", "2020-03-08", "2020-03-12")
    >>> [lag_ms(noon + HOUR, noon, day) // HOUR for day in (None, *days)]
    [1, 1, 37, -35]
    """
    seen_at = observed_to
    if slot_day is not None:
        seen_at = min(max(observed_to, day_start(slot_day)), day_end(slot_day))
    return received_at - seen_at


def judge_slot(
    kind: Kind,
    records: Iterable[Record],
    *,
    ends_at: int,
    now: int,
    horizon: int | None,
    grace_ms: int,
) -> SlotVerdict:
    """The state of a slot at `now` (ms), from its records and from who has been heard.

    `horizon` is the earliest moment at which one of the responsible phones was last known to hold
    nothing back: 0 when one never reported, None when nobody is responsible. Until it lies beyond
    the end and the grace, what is not done is `not_yet_known`: a silent phone may hold the visit
    that succeeded. Before the end it is `open`, or `attempted` when somebody tried.
    """
    came_to = fulfilment(kind, records)
    state = state_at(came_to.state, ends_at=ends_at, now=now, horizon=horizon, grace_ms=grace_ms)
    return SlotVerdict(state, came_to.code, came_to.record_ids)


def state_at(
    came_to: Literal["due", "done", "attempted"],
    *,
    ends_at: int,
    now: int,
    horizon: int | None,
    grace_ms: int,
) -> State:
    """The state at `now` of a slot whose records come to `came_to`; as `judge_slot` explains.

    >>> [state_at("due", ends_at=100, now=130, horizon=h, grace_ms=0) for h in (0, 101, None)]
    ['not_yet_known', 'missed', 'missed']
    """
    if came_to == "done":
        return "done"
    tried = came_to == "attempted"
    if now < ends_at:
        return "attempted" if tried else "open"
    if horizon is not None and horizon <= ends_at + grace_ms:
        return "not_yet_known"
    return "attempted" if tried else "missed"
