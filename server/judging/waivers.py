"""Criteria set aside for one compound until a day: by its street, with a reason, for all to see."""

from typing import Any

from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.db import db, writing
from server.judging.checklist import policy_at
from server.models import Account, Place, Waived
from server.roles import Permission
from server.rules import policy
from server.visible import find_ever, find_place, visible
from sync.days import day_of, day_plus

LONGEST = 31  # days; whoever needs longer says why once more


def list_waivers(actor: Actor, compound: str) -> list[dict[str, Any]]:
    """Return every waiver a compound ever had, newest first, the ended ones too."""
    # Also of one that was taken away since: pages look back past that.
    place = find_ever(actor, Permission.CHECKLIST, compound, "compound")
    rows = db.session.execute(
        select(Waived, Account.name)
        .join(Account, Account.key == Waived.by_user)
        .where(Waived.compound_key == place.key)
        .order_by(Waived.created_at.desc(), Waived.key.desc())
    )
    return [_to_json(waived, name) for waived, name in rows]


def waive(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Set a criterion aside from today until a day; raises Invalid for what cannot be.

    One that stood for the same criterion ends with it.
    """
    place = find_place(actor, Permission.WAIVE, said["compound"], "compound")
    today = day_of(now_ms(), policy().tz)
    if fault := _fault(place, said, today):
        raise problems.Invalid(errors=[fault])
    fresh = Waived(
        compound_key=place.key, criterion=said["criterion"], reason=said["reason"],
        from_on=today, until_on=said["until"], by_user=actor.key, created_at=now_ms(),
    )  # fmt: skip
    with writing() as session:
        standing = select(Waived).where(
            Waived.compound_key == place.key,
            Waived.criterion == said["criterion"],
            Waived.revoked_at.is_(None),
        )
        for one in session.scalars(standing):
            one.revoked_at = now_ms()
        session.add(fresh)
        session.flush()
        audit.note(session, "waive", user_key=actor.key, place_key=place.key,
                   about=said["criterion"], details={"until": said["until"]})  # fmt: skip
    return _to_json(fresh, actor.name)


def _fault(place: Place, said: dict[str, Any], today: str) -> dict[str, str] | None:
    """Return what is wrong with a waiver that is asked for."""
    criteria = {one.id: one for one in policy_at(place).criteria_on(today)}
    criterion = criteria.get(said["criterion"])
    if criterion is None:
        return {"field": "criterion", "detail": "the policy of today has none so called"}
    if not criterion.waivable:
        return {"field": "criterion", "detail": "this one cannot be waived"}
    if not today <= said["until"] <= day_plus(today, LONGEST):
        return {"field": "until", "detail": f"today or later, at most {LONGEST} days"}
    return None


def end_waiver(actor: Actor, waiver_id: str) -> None:
    """End a waiver now; raises NotFound for one elsewhere or ended."""
    key = int(waiver_id[1:]) if waiver_id[:1] == "w" and waiver_id[1:].isdecimal() else 0
    here = visible(actor, Permission.WAIVE)
    with writing() as session:
        found = session.scalar(
            select(Waived)
            .join(Place, Place.key == Waived.compound_key)
            .where(Waived.key == min(key, 2**31 - 1), Waived.revoked_at.is_(None), here)
        )
        if found is None:
            raise problems.NotFound
        found.revoked_at = now_ms()
        audit.note(session, "end_waiver", user_key=actor.key, place_key=found.compound_key,
                   about=found.criterion)  # fmt: skip


def _to_json(one: Waived, by: str) -> dict[str, Any]:
    return {
        "id": f"w{one.key}",
        "criterion": one.criterion,
        "reason": one.reason,
        "by": by,
        "from": one.from_on,
        "until": one.until_on,
        "created_at": one.created_at,
        "ended_at": one.revoked_at,
    }
