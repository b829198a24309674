"""The gate of a compound day by day: who was on duty from when to when, and where nobody was.

Shifts and gaps are those that the checklist's criterion judges by.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.evidence import SqlEvidence, evidence_of
from server.judging.checklist import policy_at, question_on
from server.models import Place
from server.personal import mask_fields
from server.roles import Permission
from server.rules import kinds
from server.visible import find_at, roles_at
from sync.days import day_end, day_of, day_start
from sync.measures.finding import Question
from sync.measures.gate import Watch, by_day_of, read_watch
from sync.measures.items import absence

MEASURE: Final = "staffed"


def list_watch(actor: Actor, place_id: str, known_at: int | None) -> dict[str, Any]:
    """Return the gate of a compound over the days that the policy asks about, the newest first.

    Raises NotFound for a foreign compound, Invalid where the policy asks for no gate.
    """
    asked = {"place": place_id, "known_at": known_at}
    place = find_at(actor, Permission.CHECKLIST, asked, "compound")
    evidence = evidence_of(place.id, known_at)
    if evidence is None:
        raise problems.NotFound
    question = _question(place, known_at)
    watch = read_watch(question, evidence)
    roles = roles_at(actor, Permission.CHECKLIST, place)
    found = {
        "place": {"id": place.id, "name": place.name},
        "known_at": evidence.known_at,
        "longest_gap": question.number("longest_gap"),
        "gates": [{"id": one.id, "name": one.name} for one in evidence.places(("gate",))],
        "days": list(_days(question, evidence, watch, roles)),
    }
    # Last: writing ends the snapshot that the evidence reads.
    audit.note_glance("watch_gates", user_key=actor.key, place_key=place.key)
    return found


def _question(place: Place, known_at: int | None) -> Question:
    policy = policy_at(place)
    day = day_of(min(known_at or now_ms(), now_ms()), policy.tz)
    question = question_on(policy, MEASURE, day)
    if question is None:
        raise problems.Invalid("the policy of that day asks for no gate that is always staffed")
    return question


def _days(
    question: Question, evidence: SqlEvidence, watch: Watch, roles: frozenset[str]
) -> Iterator[dict[str, Any]]:
    means = absence(evidence, (question.text("kind"),))
    gaps = list(by_day_of(watch.gaps, question.tz))
    for day in reversed(watch.days):
        starts_at, ends_at = day_start(day, question.tz), day_end(day, question.tz)
        yield {
            "day": day,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "known_until": max(starts_at, min(ends_at, watch.end)),
            "shifts": _shifts(watch, starts_at, ends_at, roles),
            "gaps": [
                {
                    "from": begun,
                    "to": ended,
                    # A shift that nobody has handed over yet may still cover today.
                    "state": "open" if ends_at > evidence.known_at else means(ended),
                }
                for on, begun, ended in gaps
                if on == day
            ],
        }


def _shifts(
    watch: Watch, starts_at: int, ends_at: int, roles: frozenset[str]
) -> Sequence[dict[str, Any]]:
    """Return the shifts that reach into a day, cut at its ends."""
    found = []
    for fact, begun, ended in watch.shifts:
        if begun < ends_at and ended > starts_at:
            said = mask_fields(kinds()[fact.kind], fact.fields, roles)
            found.append({
                "record": fact.id,
                "who": said.get("who"),
                "place": {"id": fact.place.id, "name": fact.place.name},
                "from": max(begun, starts_at),
                "to": min(ended, ends_at),
                "handed_over": fact.fields.get("ended_at") is not None,
            })  # fmt: skip
    return found
