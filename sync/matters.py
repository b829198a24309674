"""What waits for somebody at a desk: fevers nobody took up, needs past their time or refused.

It is read from the same rules as the checklist: a policy that has no such criterion has no such
matter, and its hours are the hours of the criterion. A checklist asks how many were late; here
only what can still be done is named, and it stays until it is done.

>>> WAITING
('fever', 'gate_fever', 'need_late', 'need_refused')
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sync.days import HOUR
from sync.evidence import Evidence, Fact, Wanted
from sync.measures.finding import Question
from sync.measures.followups import abnormal_doors, opening_of, time_limits
from sync.measures.gate import fevers_at_gates
from sync.policy import NotInForce, Policy

WAITING: Final = ("fever", "gate_fever", "need_late", "need_refused")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that asks for something: since when (ms UTC), and until when it was to be done.

    type: one of `WAITING`.
    """

    type: str
    fact: Fact
    since_at: int
    due_at: int


def waiting(policy: Policy, evidence: Evidence, day: str) -> Iterator[Waiting]:
    """Everything in the compound that waits on the day, criterion by criterion, oldest first.

    A policy, or a number of a criterion, that is not in force on the day asks for nothing.
    """
    try:
        policy.version_on(day)
    except NotInForce:
        return
    for criterion in policy.criteria_on(day):
        read = _READERS.get(criterion.measure)
        if read is None:
            continue
        try:
            parameters = policy.parameters(criterion, day)
        except NotInForce:
            continue
        yield from read(Question(parameters, day, policy.windows, policy.tz), evidence)


def _fevers(question: Question, evidence: Evidence) -> Iterator[Waiting]:
    """Doors with a fever or a symptom of which nobody made a case in time."""
    days = question.window(question.number("window_days"))
    cases = list(evidence.records(Wanted((question.text("closing_kind"),), since_on=days[0])))
    for fact in abnormal_doors(question, evidence, days):
        due_at = fact.observed_to + question.number("open_hours") * HOUR
        if due_at <= evidence.known_at and opening_of(fact, cases) is None:
            yield Waiting("fever", fact, fact.observed_to, due_at)


def _gate_fevers(question: Question, evidence: Evidence) -> Iterator[Waiting]:
    """People with a fever at a gate of whom it is not said what became of them."""
    for fact in fevers_at_gates(question, evidence):
        due_at = fact.observed_to + question.number("within_hours") * HOUR
        if due_at <= evidence.known_at and fact.fields.get("disposition") is None:
            yield Waiting("gate_fever", fact, fact.observed_to, due_at)


def _needs(question: Question, evidence: Evidence) -> Iterator[Waiting]:
    """Needs that are open past their time, and those that somebody refused."""
    days = question.window(question.number("window_days"))
    hours = dict(time_limits(question))
    for fact in evidence.records(Wanted((question.text("kind"),), days[0], days[-1])):
        state, limit = fact.fields.get("state"), hours.get(str(fact.fields.get("what")))
        due_at = fact.observed_from + (limit or 0) * HOUR
        if state == "refused":
            yield Waiting("need_refused", fact, fact.observed_from, due_at)
        elif state in ("asked", "taken") and limit is not None and due_at <= evidence.known_at:
            yield Waiting("need_late", fact, fact.observed_from, due_at)


_READERS: Final[Mapping[str, Callable[[Question, Evidence], Iterator[Waiting]]]] = {
    "exceptions_closed": _fevers,
    "disposed_in_time": _gate_fevers,
    "needs_closed": _needs,
}
