"""Temperatures of people of concern and of abnormal doors that a human should look at."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from server import audit
from server.auth import Actor
from server.config import now_ms
from server.evidence import Compound, compounds_below
from server.roles import Permission, mask_name
from server.rules import policy
from server.visible import find_ever, find_place
from sync.cases import KIND as CASE
from sync.days import day_of, days_back
from sync.evidence import Named, Wanted
from sync.policy import NotInForce
from sync.temperatures import Reading, Strip, readings_of, strips

PLACES: Final = ("community", "village", "compound")
SCREENING: Final = "screening"
ABNORMAL: Final = ("exception",)


def list_temperatures(actor: Actor, place_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return the strips of a community or compound over the days its policy looks back.

    Empty where the policy in force names no fever, rise or run: there is then nothing to compare.
    With ``known_at`` (ms) the strips of that moment, from what had been received by then.
    """
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    find = find_ever if at < now else find_place
    place = find(actor, Permission.CASES, place_id, *PLACES)
    day = day_of(at, policy().tz)
    try:
        days = days_back(day, policy().number("look_back", day))
        limits = {
            "fever_from": policy().number("fever_from", day),
            "rise": policy().number("rise", day),
            "same_run": policy().number("same_run", day),
        }
    except (NotInForce, KeyError):
        return {"days": [], "fever_from": None, "strips": []}
    doors: dict[str, tuple[Named, Named]] = {}
    compounds = compounds_below(place, at if at < now else None)
    readings = list(chain.from_iterable(_readings(one, days, doors) for one in compounds))
    found = strips(readings, **limits)
    told = [_to_json(strip, *doors[strip.place]) for strip in found]
    # Last: writing ends the snapshot that the evidence reads.
    audit.note_read(
        "read_cases",
        user_key=actor.key,
        place_key=place.key,
        about=place.id,
        persons=len(told),
    )
    return {"days": list(days), "fever_from": limits["fever_from"], "strips": told}


def _readings(
    compound: Compound,
    days: tuple[str, ...],
    doors: dict[str, tuple[Named, Named]],
) -> Iterator[Reading]:
    """Readings of the doors with an abnormal record or a person of concern; asked door by door.

    Those doors are few; all doors of a fortnight would be tens of thousands of records.
    """
    named, evidence = compound
    abnormal = evidence.records(Wanted((SCREENING,), days[0], days[-1], codes=ABNORMAL))
    concerned = evidence.records(Wanted((CASE,)))
    for place in {fact.place.id: fact.place for fact in (*abnormal, *concerned)}.values():
        doors[place.id] = (named, place)
        for fact in evidence.records(Wanted((SCREENING,), days[0], days[-1], place=place.id)):
            yield from readings_of(fact)


def _to_json(strip: Strip, compound: Named, place: Named) -> dict[str, Any]:
    return {
        "compound": {"id": compound.id, "name": compound.name},
        "place": {"id": place.id, "name": place.name},
        "who": mask_name(strip.who) if strip.who else "",
        "median": strip.median,
        "same": strip.same,
        "readings": [
            {
                "record": one.record,
                "at": one.observed_to,
                "tenths": one.tenths,
                "high": one.record in strip.high,
                "rises": one.record in strip.rises,
            }
            for one in strip.readings
        ],
    }
