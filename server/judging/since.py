"""What has come in since a moment, and which verdicts it changed: known then, known now.

Nothing of what a record says about a person is in the answer: kinds, places and times alone.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, func, select

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.evidence import evidence_of
from server.judging.checklist import policy_at
from server.log.rows import COUNTED_CODES
from server.models import Feed, FeedEntry, Op, Place, PRecord
from server.records.arrived import COLUMNS, count_kinds, of_streams, one_page, read_kinds, total
from server.records.readable import streams_at
from server.roles import Permission
from server.visible import find_at, within
from sync.as_of import difference
from sync.checklist import assess
from sync.days import day_of
from sync.policy import NotInForce

PLACES = ("community", "village", "compound")


def came_since(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Tell what has come in at a place since a moment, and with it the verdicts that changed.

    Until now, or until another moment; the verdicts are those of a day, by default that of the
    moment. All records are counted; those of the kinds asked for are named from ``start`` on,
    ``size`` at once, all of them without one.
    """
    place = find_at(actor, Permission.CHECKLIST, said, *PLACES)
    at, now = said["known_at"], now_ms()
    until = now if said.get("until") is None else min(said["until"], now)
    came = _came(place, streams_at(actor, Permission.CHECKLIST, place), at, until)
    counts = count_kinds(came)
    told = {
        "place": {"id": place.id, "name": place.name},
        "known_at": at,
        "now": until,
        "total": total(counts),
        "counts": counts,
        **one_page(came, read_kinds(said.get("kind")), said.get("start", 0), said.get("size")),
        "flips": _flips(place, Span(at, until, now), said.get("day")) if said["verdicts"] else [],
    }
    audit.note_glance("watch_since", user_key=actor.key, place_key=place.key)
    return told


class Span(NamedTuple):
    """From a moment (ms) until another, as it is looked at now."""

    at: int
    until: int
    now: int


def _came(place: Place, streams: Collection[str], at: int, until: int) -> Subquery:
    """A row an op that came in between: its record, where, when."""
    heard = select(Place.id).where(
        within(place), Place.type.in_(("building", "compound", "community", "village"))
    )
    return (
        select(*COLUMNS, func.min(FeedEntry.rx).label("received_at"))
        .select_from(Feed)
        .join(FeedEntry, FeedEntry.feed_key == Feed.key)
        .join(Op, and_(Op.replica_key == FeedEntry.replica_key, Op.n == FeedEntry.n))
        .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id))
        .join(Place, Place.key == PRecord.place_key)
        .where(
            Feed.place.in_(heard),
            FeedEntry.rx > at,
            FeedEntry.rx <= until,
            Op.status.in_(COUNTED_CODES),
            of_streams(streams),
            within(place),
        )
        .group_by(*COLUMNS)
        .subquery()
    )


def _flips(place: Place, span: Span, day: str | None) -> list[dict[str, Any]]:
    """Return the verdicts of a day then, of each compound here, that are other ones afterwards."""
    compounds = db.session.scalars(
        select(Place)
        .where(within(place), Place.type == "compound", Place.left.is_(False))
        .order_by(Place.sort, Place.name)
    ).all()
    try:
        past = span.at < span.now
        return [flip for one in compounds for flip in _flips_of(one, span, day)] if past else []
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error


def _flips_of(compound: Place, span: Span, asked: str | None) -> list[dict[str, Any]]:
    policy = policy_at(compound)
    day = asked or day_of(span.at, policy.tz)
    before = evidence_of(compound.id, span.at)
    after = evidence_of(compound.id, span.until if span.until < span.now else None)
    if before is None or after is None or before.prefix == after.prefix:
        return []
    now = assess(policy, after, day)
    labels = {one.criterion.id: one.criterion.label for g in now.groups for one in g.judged}
    return [
        {
            "compound": {"id": compound.id, "name": compound.name},
            "criterion": flip.criterion,
            "label": labels[flip.criterion].to_json() if flip.criterion in labels else None,
            "day": day,
            "then": flip.then,
            "now": flip.now,
        }
        for flip in difference(assess(policy, before, day), now).flips
    ]
