"""One criterion opened for one reader: where each gap is, and which records they may open."""

from collections.abc import Mapping
from typing import Any, Final

from server import problems
from server.auth import Actor
from server.judging.checklist import assess_compound
from server.records.readable import openable, streams_at
from server.roles import Permission
from server.rules import kinds
from server.visible import find_ever
from sync.checklist import Assessment
from sync.checklist_json import opened_to_json
from sync.evidence import PlaceFact

PLACES: Final = ("compound", "building", "stairwell", "household", "area", "gate")


def open_criterion(actor: Actor, said: dict[str, Any], criterion: str) -> dict[str, Any]:
    """Return a page of a criterion; raises NotFound for one that the policy of the day lacks.

    Records of streams that the actor does not read are not named: ``closed`` tells how many.
    ``kinds`` are those that it is judged by and that the actor may read there.
    """
    assessment = assess_compound(actor, said)
    try:
        opened: dict[str, Any] = opened_to_json(assessment, criterion, said["start"], said["size"])
    except KeyError as error:
        raise problems.NotFound("the policy of the day has no such criterion") from error
    gaps = opened["missing"]
    named = {id for gap in gaps for id in gap["record_ids"]} | set(opened["records"])
    may = openable(actor, named)
    places = {place.id: place for place in assessment.evidence.places(PLACES)}
    return opened | {
        "kinds": _kinds(actor, assessment, criterion),
        "missing": [
            {**gap, **_where(gap["place"], places), **_open(gap["record_ids"], may, "record_ids")}
            for gap in gaps
        ],
        **_open(opened["records"], may, "records"),
    }


def _open(ids: list[str], may: frozenset[str], name: str) -> dict[str, Any]:
    shown = [id for id in ids if id in may]
    return {name: shown, "closed": len(ids) - len(shown)}


def _where(named: Mapping[str, str], places: Mapping[str, PlaceFact]) -> dict[str, Any]:
    """Return the place of a gap with type and building; of a person only a name is told."""
    fact = places.get(named["id"])
    if fact is None:
        return {"place": {**named, "type": None, "building": None}}
    return {
        "place": {
            "id": fact.id,
            "name": fact.name,
            "type": fact.type,
            "building": fact.id if fact.type == "building" else fact.building or None,
        }
    }


def _kinds(actor: Actor, assessment: Assessment, criterion: str) -> list[str]:
    place = find_ever(actor, Permission.CHECKLIST, assessment.evidence.compound.id, "compound")
    streams = streams_at(actor, Permission.RECORDS, place)
    asked = assessment.criterion(criterion).criterion.kinds
    return [id for id in asked if id in kinds() and kinds()[id].stream in streams]
