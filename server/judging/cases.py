"""People of concern: who is in which category since when, and the events that a desk records."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Final

from server import audit, problems
from server.auth import Actor
from server.board.watched import mark_changed
from server.config import now_ms
from server.evidence import Compound, compounds_below
from server.log.amendments import note_change, seal
from server.log.authoring import Draft
from server.personal import mask_fields
from server.roles import Permission, mask_name
from server.rules import kinds, policy
from server.visible import find_ever, find_place, roles_at
from sync.cases import KIND, Case, event_of, read_cases
from sync.days import day_of, days_between
from sync.evidence import Fact, Wanted

PLACES: Final = ("community", "village", "compound")
OPENING: Final = "opened"


def list_cases(actor: Actor, place_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return the people of concern of a community or compound, compound by compound.

    With ``known_at`` (ms) as they were known and counted then; nothing is recorded there.
    """
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    find = find_ever if at < now else find_place
    place = find(actor, Permission.CASES, place_id, *PLACES)
    roles = roles_at(actor, Permission.CASES, place)
    day = day_of(at, policy().tz)
    compounds = compounds_below(place, at if at < now else None)
    found = [case for compound in compounds for case in _cases(compound, day, roles)]
    # Last: writing ends the snapshot that the evidence reads.
    audit.note_read(
        "read_cases", user_key=actor.key, place_key=place.key, about=place.id, persons=len(found)
    )
    records = known_at is None and bool(roles_at(actor, Permission.SETTLE, place))
    return {"day": day, "cases": found, "records": records}


def _cases(compound: Compound, day: str, roles: frozenset[str]) -> list[dict[str, Any]]:
    named = {"id": compound.named.id, "name": compound.named.name}
    facts = {fact.id: fact for fact in compound.evidence.records(Wanted((KIND,)))}
    cases = read_cases(event_of(fact) for fact in facts.values())
    told = [_to_json(one, [facts[id] for id in one.records], day, roles) for one in cases]
    return [{"compound": named, **one} for one in told]


def _to_json(case: Case, facts: list[Fact], day: str, roles: frozenset[str]) -> dict[str, Any]:
    last = case.stretches[-1] if case.stretches else None
    is_open = last is not None and (last.until_on is None or last.until_on > day)
    said = [mask_fields(kinds()[KIND], fact.fields, roles) for fact in facts]
    places = [one.get("location") for one in said if one.get("location")]
    category = last.category if last else str(facts[-1].fields.get("category") or "")
    asked = [n for one in said if isinstance(n := one.get("observe_days"), int)]
    return {
        "id": case.id,
        "who": mask_name(case.who),
        "place": {"id": facts[0].place.id, "name": facts[0].place.name},
        "category": category,
        "since": last.from_on if last and is_open else None,
        "day_number": days_between(last.from_on, day) + 1 if last and is_open else None,
        "days": asked[-1] if asked else policy().observed_days(category, day),
        "location": places[-1] if places else None,
        "state": "pending" if case.pending else "open" if is_open else "closed",
        "conflict": case.conflict,
        "events": [
            {
                "record": fact.id,
                "event": event_of(fact).event,
                "category": event_of(fact).category,
                "on": event_of(fact).on,
                "by": fact.by[0].name if fact.by else "",
                "basis": one.get("basis"),
                "escort": one.get("escort"),
                "location": one.get("location"),
            }
            for fact, one in zip(facts, said, strict=True)
        ],
    }


def record_event(actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Record what happened to a person; an opening without a code gives the person one.

    Raises NotFound for a foreign place, Invalid for a day to come or what the kind does not take.
    """
    place = find_place(actor, Permission.SETTLE, said["place"], *kinds()[KIND].places)
    if said["happened_on"] > day_of(now_ms(), policy().tz):
        raise problems.Invalid("the day has not come yet")
    if said["person"] is None and said["event"] != OPENING:
        raise problems.Invalid("say which person it is about")
    fields = {name: value for name, value in said.items() if name != "place" and value is not None}
    fields.setdefault("person", f"k{token_hex(4)}")
    if name := fields.get("name_masked"):
        fields["name_masked"] = mask_name(name)
    (op,) = seal(actor, [Draft(KIND, place.id, fields)])
    note_change(actor, "case_recorded", op)
    if marks := mark_changed(place, day_of(now_ms(), policy().tz)):
        note_change(actor, "door_marked", *seal(actor, marks))
    return {"person": fields["person"], "record": op}
