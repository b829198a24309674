"""Things that ask for another thing in time: an exception for a case, a need for its end, a case
for a terminal disinfection, a person under observation for two readings a day.

>>> from sync.measures.items import Item
>>> in_time(10, 12, 20), in_time(None, 12, 20), in_time(None, 21, 20)
('ok', 'missing', 'open')
"""

from collections.abc import Iterator, Sequence

from sync.cases import Case, CaseEvent, event_of, events_known, read_cases
from sync.days import HOUR
from sync.evidence import Evidence, Fact, Named, Wanted
from sync.measures.finding import Finding, Measure, Question, parameters
from sync.measures.items import Item, Sentence, State, absence, moment, settle
from sync.measures.past import histories
from sync.measures.unheard import HEARING
from sync.words import Words

AWAY_FROM_HOME = ("central", "clinic", "hospital")


def in_time(done_at: int | None, due_at: int, now: int) -> State:
    """Whether something due at a moment (ms) was done by then; open while it is not yet due."""
    if done_at is not None:
        return "ok" if done_at <= due_at else "missing"
    return "open" if due_at > now else "missing"


def _judge_exceptions(question: Question, evidence: Evidence) -> Finding:
    """Each abnormal door: a case opened within hours, and disposed of within a day."""
    kind, closing = question.text("kind"), question.text("closing_kind")
    days = question.window(question.number("window_days"))
    case_facts = list(evidence.records(Wanted((closing,), days[0], days[-1])))
    means, now = absence(evidence, (closing,)), moment(question, evidence)
    items = []
    for fact in abnormal_doors(question, evidence, days):
        opened = opening_of(fact, case_facts)
        open_due = fact.observed_to + question.number("open_hours") * HOUR
        closed_due = fact.observed_to + question.number("close_hours") * HOUR
        opening = in_time(opened.observed_to if opened else None, open_due, now)
        closing_at = _disposed_at(opened, case_facts) if opened else None
        state, due_at = opening, open_due
        if opening == "ok":
            state, due_at = in_time(closing_at, closed_due, now), closed_due
        if state == "missing" and (opened is None or closing_at is None):
            state = means(due_at)
        items.append(
            Item(
                fact.place,
                state,
                "no_case" if opened is None else "not_disposed",
                fact.day,
                fact.session,
                fact.observed_to,
                (fact.id, *((opened.id,) if opened else ())),
            )
        )
    sentence = Sentence(
        Words("{total} 例异常,{ok} 例闭环", "{ok} of {total} exceptions followed through"),
        Words("这 {short} 例登记病例事件并写明去向", "open a case for these {short} and say where"),
        Words("没有异常", "no exception"),
    )
    return settle(question, evidence, items, sentence, 100, (kind, closing))


def abnormal_doors(question: Question, evidence: Evidence, days: Sequence[str]) -> list[Fact]:
    """Doors with a fever or a symptom; other exceptions (a need, a return) are not illness."""
    fever, symptoms = question.number("fever_from"), set(question.names("symptoms"))
    wanted = Wanted((question.text("kind"),), days[0], days[-1], codes=question.names("codes"))
    return [
        fact
        for fact in evidence.records(wanted)
        if hottest(fact) >= fever or symptoms & set(fact.fields.get("symptoms") or ())
    ]


def hottest(fact: Fact) -> int:
    """The highest temperature of a screening in tenths of a degree; 0 when none was taken."""
    readings = fact.fields.get("readings") or ()
    degrees = [reading.get("tenths") for reading in readings if isinstance(reading, dict)]
    degrees.append(fact.fields.get("temperature"))
    return max((value for value in degrees if isinstance(value, int)), default=0)


def opening_of(fact: Fact, case_facts: Sequence[Fact]) -> Fact | None:
    """The case that names the record, else the first opened at that door since."""
    opened = [one for one in case_facts if event_of(one).event in ("opened", "converted")]
    for one in opened:
        if one.fields.get("found_in") == fact.id:
            return one
    later = (
        one
        for one in opened
        if one.place.id == fact.place.id and one.observed_to >= fact.observed_from
    )
    return next(later, None)


def _disposed_at(opened: Fact, case_facts: Sequence[Fact]) -> int | None:
    """When the person was released, excluded or taken away from home; None while nothing was."""
    if opened.fields.get("location") in AWAY_FROM_HOME:
        return opened.observed_to
    case = event_of(opened).case
    ends = (
        one.observed_to
        for one in case_facts
        if event_of(one).case == case
        and one.observed_to >= opened.observed_to
        and (
            event_of(one).event in ("released", "excluded", "transferred")
            or one.fields.get("location") in AWAY_FROM_HOME
        )
    )
    return next(ends, None)


def _judge_needs(question: Question, evidence: Evidence) -> Finding:
    """The share of needs of some sorts that were done in time; withdrawn ones do not count."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    means, now, items = absence(evidence, (kind,)), moment(question, evidence), []
    for what, hours in time_limits(question):
        wanted = Wanted((kind,), days[0], days[-1], where={"what": (what,)})
        for one in histories(question, evidence, wanted):
            fact = one.now
            if one.then and one.then.fields.get("state") == "withdrawn":
                continue
            due_at = fact.observed_from + hours * HOUR
            done = fact.fields.get("state") == "done"
            closed = question.had(fact.fields.get("closed_at")) if done else None
            state = in_time(closed, due_at, now)
            if state == "missing" and closed is None:
                state = means(due_at, fact.place.id)
            said = {"what": what}
            items.append(
                Item(
                    fact.place,
                    state,
                    "not_closed",
                    fact.day,
                    "",
                    fact.observed_from,
                    (fact.id,),
                    said,
                )
            )
    sentence = Sentence(
        Words("{total} 件里 {ok} 件按时办结", "{ok} of {total} closed in time"),
        Words("再办结 {short} 件,办了的记上", "close {short} more, and record what was done"),
        Words("没有要办的", "nothing had to be closed"),
    )
    return settle(question, evidence, items, sentence, question.number("share"), (kind,))


def time_limits(question: Question) -> list[tuple[str, int]]:
    """(what, hours) pairs, from the parameters `whats` and <what>_hours, or `within_hours`."""
    usual = question.params.get("within_hours")
    common = usual if isinstance(usual, int) else None
    return [(what, question.number(f"{what}_hours", common)) for what in question.names("whats")]


def _judge_terminal(question: Question, evidence: Evidence) -> Finding:
    """After each new case a terminal disinfection somewhere in the compound, in time."""
    kind, case_kind = question.text("closing_kind"), question.text("kind")
    days = question.window(question.number("window_days"))
    cases = [e for e in events_known(evidence, case_kind) if _counts(question, e, days)]
    wanted = Wanted((kind,), days[0], days[-1], where={"terminal": (True,)})
    terminal = list(evidence.records(wanted))
    means, now, items = absence(evidence, (kind,)), moment(question, evidence), []
    for event in cases:
        due_at = event.at + question.number("within_hours") * HOUR
        after = [fact for fact in terminal if fact.observed_to >= event.at]
        done = after[0] if after else None
        state = in_time(done.observed_to if done else None, due_at, now)
        if state == "missing" and done is None:
            state = means(due_at)
        records = (event.record, *((done.id,) if done else ()))
        place = Named(event.place, event.place)
        items.append(Item(place, state, "no_terminal", event.on, "", event.at, records))
    sentence = Sentence(
        Words("{total} 例之后,{ok} 例做了终末消毒", "{ok} of {total:case|cases} followed by one"),
        Words("补做 {short} 次终末消毒并记下", "do and record {short} terminal disinfections"),
        Words("这段时间没有病例", "no case in this time"),
    )
    return settle(question, evidence, items, sentence, 100, (kind, case_kind))


def _counts(question: Question, event: CaseEvent, days: Sequence[str]) -> bool:
    new = event.event in ("opened", "converted") and days[0] <= event.on <= days[-1]
    return new and event.category in question.names("categories")


def _judge_observed(question: Question, evidence: Evidence) -> Finding:
    """Everybody under observation at home: a reading in degrees in every session of each day."""
    kind, case_kind = question.text("closing_kind"), question.text("kind")
    days, means = question.window(question.number("window_days")), absence(evidence, (kind,))
    items = []
    for case, place in _at_home(evidence, case_kind, question.day):
        read = _readings(evidence, kind, days, place.id)
        for time in question.each_session(days):
            if not _observed(case, time.day, question.names("categories")):
                continue
            taken = read.get((time.day, time.session), ())
            open_yet = time.ends_at > evidence.known_at
            state: State = "open" if open_yet else means(time.ends_at, place.id)
            items.append(
                Item(
                    place,
                    "ok" if taken else state,
                    "no_reading",
                    time.day,
                    time.session,
                    records=tuple(taken),
                )
            )
    sentence = Sentence(
        Words("应测 {total} 次,测了 {ok} 次", "{ok} of {total} readings taken"),
        Words(
            "早晚各测一次并记度数(差 {short} 次)",
            "measure twice a day, in degrees ({short} short)",
        ),
        Words("没有在家观察的人", "nobody is under observation at home"),
    )
    return settle(question, evidence, items, sentence, 100, (kind, case_kind))


def _at_home(evidence: Evidence, case_kind: str, day: str) -> Iterator[tuple[Case, Named]]:
    """The cases at a door of the compound who were not taken elsewhere by the day."""
    events = evidence.records(Wanted((case_kind,)))
    facts = {fact.id: fact for fact in events if event_of(fact).on <= day}
    doors = {door.id for door in evidence.places(("household",))}
    for case in read_cases(map(event_of, facts.values())):
        mine = [facts[record] for record in case.records]
        places = [fact.place for fact in mine if fact.place.id in doors]
        if places and not any(fact.fields.get("location") in AWAY_FROM_HOME for fact in mine):
            yield case, places[0]


def _observed(case: Case, day: str, categories: Sequence[str]) -> bool:
    """Whether both readings of the day are due: from the day after the opening to the release."""
    stretch = case.since(day, categories)
    return stretch is not None and stretch.from_on < day


def _readings(
    evidence: Evidence, kind: str, days: Sequence[str], place: str
) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for fact in evidence.records(Wanted((kind,), days[0], days[-1], place=place)):
        if hottest(fact):
            found.setdefault((fact.day, fact.session), []).append(fact.id)
    return found


EXCEPTIONS_CLOSED = Measure(
    "exceptions_closed",
    _judge_exceptions,
    needs=parameters(
        "kind closing_kind window_days codes symptoms fever_from open_hours close_hours"
    ),
    takes=parameters("silent_hours none_is") | HEARING,
)
NEEDS_CLOSED = Measure(
    "needs_closed",
    _judge_needs,
    needs=parameters("kind window_days whats share"),
    takes=parameters(
        "medicine_hours food_hours care_hours other_hours within_hours silent_hours none_is"
    )
    | HEARING,
)
TERMINAL_AFTER_CASE = Measure(
    "terminal_after_case",
    _judge_terminal,
    needs=parameters("kind closing_kind window_days categories within_hours"),
    takes=parameters("silent_hours none_is") | HEARING,
)
OBSERVED_TWICE = Measure(
    "observed_twice",
    _judge_observed,
    needs=parameters("kind closing_kind window_days categories"),
    takes=parameters("silent_hours none_is") | HEARING,
)
