"""What becomes of an arriving op: accepted, held or quarantined, and why. Nothing is refused.

Judged from facts handed in, so it can be judged again: when the kind becomes known, or when a
supervisor admits it. Whether a person might write somewhere is asked of the moment of capture,
not of today: a building given to somebody else last night keeps what was recorded there before.

>>> from sync.kinds import load_kinds
>>> Judge(load_kinds(), {}, Session("u5", None, ())).verdict(read("{"), 0)
Verdict(op=None, status='quarantined', why='malformed', feeds=(FeedKey(place='-', stream='quar'),))
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sync.clock import sealed_within
from sync.days import WHOLE_DAY
from sync.kinds import Kind, faults
from sync.log import FeedKey, Grant, PlaceFacts, Session, Status
from sync.ops import MalformedOp, Op, read_op
from sync.places import unit_of_place
from sync.slots import slot_of
from sync.take_back import is_taken_back

NOWHERE: Final = "-"  # the place of the quarantine of people who were never granted one
QUARANTINE: Final = "quar"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an op and where it goes; `why` is None only when it was accepted.

    why: malformed | sign_in | user | kind (held) | place | schema | scope | amend.
    """

    op: Op | None
    status: Status
    why: str | None
    feeds: tuple[FeedKey, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges ops of one session; `places` are facts of the ops' and of the grants' places.

    `said`: by id, the ops that what is taken back rests on (see `sync.push.rests_on`).
    """

    kinds: Mapping[str, Kind]
    places: Mapping[str, PlaceFacts]
    session: Session
    said: Mapping[str, Op] = field(default_factory=dict)

    def verdict(self, op: Op | None, received_at: int) -> Verdict:
        """Return the verdict on an op received at a moment (ms UTC); None: it was unreadable."""
        if op is None:
            return Verdict(None, "quarantined", "malformed", (self._quarantine(None),))
        why = self._objection(op, received_at)
        if why is None:
            feed = feed_of(self.kinds[op.kind], self.places[op.place])
            if feed is not None:
                return Verdict(op, "accepted", None, (feed,))
            why = "place"
        status: Status = "held" if why == "kind" else "quarantined"
        return Verdict(op, status, why, (self._quarantine(op.place),))

    def _objection(self, op: Op, received_at: int) -> str | None:
        if not self.session.trusted:
            return "sign_in"
        if op.by != self.session.user:
            return "user"
        if (why := unreadable(self.kinds, self.places, op)) is not None:
            return why
        kind, facts = self.kinds[op.kind], self.places[op.place]
        # What is drawn, decided and described at a desk is so there, with what is asked there:
        # no phone opens it, amends it or makes it void.
        if kind.office or not self._granted(kind.record_by, facts, op, received_at):
            return "scope"
        # What not everybody may change who may record it stands until the community has seen it.
        waits = kind.amend_by and is_amendment(op) and not is_taken_back(kind, op, self.said)
        if waits and not self._granted(kind.amend_by, facts, op, received_at):
            return "amend"
        return None

    def _granted(self, roles: tuple[str, ...], facts: PlaceFacts, op: Op, received_at: int) -> bool:
        after, before = sealed_within(op, received_at)
        return any(
            grant.role in roles
            and lies_within(facts, grant.place)
            and grant.valid_from <= before
            and (grant.valid_to is None or after is None or after < grant.valid_to)
            for grant in self.session.grants
        )

    def _quarantine(self, place: str | None) -> FeedKey:
        """The community that has to look: that of the place, else that of the author's grants."""
        newest: list[Grant] = sorted(self.session.grants, key=lambda grant: -grant.valid_from)
        for each in (place, *(grant.place for grant in newest)):
            facts = self.places.get(each) if each is not None else None
            if facts is not None and facts.community is not None:
                return FeedKey(facts.community, QUARANTINE)
        return FeedKey(NOWHERE, QUARANTINE)


def unreadable(kinds: Mapping[str, Kind], places: Mapping[str, PlaceFacts], op: Op) -> str | None:
    """Say why nothing could be made of the op whoever recorded it: kind, place or schema."""
    kind = kinds.get(op.kind)
    if kind is None or op.version > kind.version:
        return "kind"
    facts = places.get(op.place)
    if facts is None or facts.type not in kind.places:
        return "place"
    return None if fits(kind, op) else "schema"


def feed_if_admitted(
    kinds: Mapping[str, Kind], places: Mapping[str, PlaceFacts], op: Op | None
) -> FeedKey | None:
    """Return the feed that a quarantined op enters when a supervisor lets it in.

    None while nothing could be made of it: then it can only be refused, or wait.
    """
    if op is None or unreadable(kinds, places, op) is not None:
        return None
    return feed_of(kinds[op.kind], places[op.place])


def read(body: str, bsha: bytes | None = None) -> Op | None:
    """Return the op that a body says, None when it says none."""
    try:
        return read_op(body, bsha)
    except MalformedOp:
        return None


def is_amendment(op: Op) -> bool:
    """Say whether the op changes a record that another op opened."""
    return op.root is not None or bool(op.parents)


def fits(kind: Kind, op: Op) -> bool:
    """Say whether the payload and the slot are such as the kind asks for."""
    amend = is_amendment(op)
    if faults(kind, op.fields, amend=amend):
        return False
    if op.slot is None:
        return amend or kind.slot == "none"
    key = slot_of(kind.id, op.place, op.slot)
    if key is None or kind.slot == "none":
        return False
    return key.session == WHOLE_DAY if kind.slot == "day" else key.session.isalnum()


def lies_within(facts: PlaceFacts, place: str) -> bool:
    """Say whether the place is `place` or lies below it."""
    return place in (facts.id, facts.building, facts.compound, facts.community, facts.street,
                     facts.district, facts.city)  # fmt: skip


def feed_of(kind: Kind, facts: PlaceFacts) -> FeedKey | None:
    """Return the feed of an op of this kind at this place; None when the place has no such unit."""
    unit = unit_of_place(facts.type) if kind.unit == "by_type" else kind.unit
    place = {
        "building": facts.building,
        "compound": facts.compound,
        "community": facts.community,
        "city": facts.city,
    }[unit]
    return None if place is None else FeedKey(place, kind.stream)
