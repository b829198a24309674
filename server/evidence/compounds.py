"""The evidence of every compound below a place, as known now or at an earlier moment."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from server.db import db
from server.evidence.answers import SqlEvidence
from server.evidence.open import evidence_of
from server.models import Place
from server.visible import within
from sync.evidence import Named


class Compound(NamedTuple):
    """A compound by the name that it had, and what was known of it."""

    named: Named
    evidence: SqlEvidence


def compounds_below(place: Place, known_at: int | None = None) -> Iterator[Compound]:
    """Yield the compounds at and below a place in their order; of a moment (ms), those of then.

    What was taken away since stood at the moment, so it is asked too.
    """
    asked = select(Place.id).where(within(place), Place.type == "compound")
    if known_at is None:
        asked = asked.where(Place.left.is_(False))
    for id in db.session.scalars(asked.order_by(Place.sort, Place.key)).all():
        evidence = evidence_of(id, known_at)
        if evidence is not None:
            yield Compound(Named(id, evidence.by_id[id].name), evidence)
