"""Publicity: notices where people pass, something said every day, nobody out of reach.

>>> current({"valid_until": "2020-03-10"}, "2020-03-01", "2020-03-10", "2020-03-04")
True
>>> current({"removed_on": "2020-03-09"}, "2020-03-08", "2020-03-10", "2020-03-04")
False
"""

from collections.abc import Iterable, Mapping

from sync.days import days_back
from sync.evidence import Evidence, Fact, Named, PlaceFact, Value, Wanted
from sync.measures.finding import Finding, Measure, Question, parameters
from sync.measures.items import Item, Sentence, absence, heard_until, lack, settle
from sync.measures.past import histories, known_then
from sync.words import Words


def current(fields: Mapping[str, Value], posted_on: str, day: str, since_on: str) -> bool:
    """Whether a notice still hangs on the day.

    It was not taken down, and is either valid that long or, without a date, posted since.
    """
    removed = fields.get("removed_on")
    if posted_on > day or (isinstance(removed, str) and removed <= day):
        return False
    valid = fields.get("valid_until")
    return valid >= day if isinstance(valid, str) and valid else posted_on >= since_on


def _judge_on_file(question: Question, evidence: Evidence) -> Finding:
    """The share of places at which a current notice of the wanted topic hangs.

    A day that has just begun is not short of what its first round is yet to bring.
    """
    kind, days = question.text("kind"), question.number("window_days")
    wanted = Wanted((kind,), where=_where(question))
    hanging: dict[str, list[str]] = {}
    for one in histories(question, evidence, wanted):
        # As was said by then, and as is known now: it may have been found gone, or hung anew since.
        told = (one.then, one.now)
        if any(_hung(told, day, days) for day in _days_that_count(question, evidence)):
            hanging.setdefault(one.now.place.id, []).append(one.now.id)
    means = lack(evidence, (kind,), heard_until(question, evidence))
    items = [
        Item(
            Named(place.id, place.name),
            "ok" if place.id in hanging else means(place.id),
            "no_notice",
            records=tuple(hanging.get(place.id, ())),
        )
        for place in _places(question, evidence)
    ]
    sentence = Sentence(
        Words(
            "{total} 处里 {ok} 处有在期告示", "{ok} of {total:place|places} with a current notice"
        ),
        Words("补贴 {short} 处并记下", "post and record {short} more"),
        Words("名册里没有要贴的地方", "the register names no place for a notice"),
    )
    return settle(question, evidence, items, sentence, question.number("share"), (kind,))


def _days_that_count(question: Question, evidence: Evidence) -> tuple[str, ...]:
    """The day, and the one before until the first round is over that today's would tell of."""
    first_over_at = question.ends(question.day, question.sessions[0].id)
    return question.window(1 if evidence.known_at >= first_over_at else 2)


def _hung(told: Iterable[Fact | None], day: str, days: int) -> bool:
    since_on = days_back(day, days)[0]
    return all(fact and current(fact.fields, fact.day, day, since_on) for fact in told)


def _where(question: Question) -> dict[str, tuple[Value, ...]]:
    found: dict[str, tuple[Value, ...]] = {"channel": question.names("channels")}
    if topics := question.names("topics"):
        found["topic"] = topics
    return found


def _places(question: Question, evidence: Evidence) -> list[PlaceFact]:
    areas = question.names("area_kinds")
    return [
        *evidence.places(question.names("place_types")),
        *(evidence.places(("area",), areas) if areas else ()),
    ]


def _judge_daily(question: Question, evidence: Evidence) -> Finding:
    """Something said through one of the channels on every day that has ended."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    wanted = Wanted((kind,), days[0], days[-1], where=_where(question))
    said: dict[str, list[str]] = {}
    for fact in evidence.records(wanted):
        said.setdefault(fact.day, []).append(fact.id)
    means = absence(evidence, (kind,))
    items = []
    for time in question.whole_days(days):
        ended = time.ends_at <= evidence.known_at
        lacking = means(time.ends_at) if ended else "open"
        state = "ok" if time.day in said else lacking
        records = tuple(said.get(time.day, ()))
        items.append(Item(evidence.compound, state, "silent_day", time.day, records=records))
    sentence = Sentence(
        Words("{total} 天里 {ok} 天有宣传", "something was said on {ok} of {total:day|days}"),
        Words("每天广播或群发一次并记下", "broadcast or message once a day and record it"),
        Words("这几天还没结束", "these days have not ended"),
    )
    return settle(question, evidence, items, sentence, question.number("share"), (kind,))


def _judge_reachable(question: Question, evidence: Evidence) -> Finding:
    """Every occupied household can be reached; one without a smartphone through a named helper."""
    kind = question.text("kind")
    contacts = known_then(question, evidence, Wanted((kind,)))
    known = {fact.place.id: fact for fact in contacts}
    items = [
        Item(
            Named(door.id, door.name),
            "ok" if _reached(door, known.get(door.id)) else "missing",
            "no_contact",
            records=(known[door.id].id,) if door.id in known else (),
        )
        for door in evidence.places(("household",), until_on=question.day)
        if door.occupancy in ("occupied", "unknown", "")
    ]
    sentence = Sentence(
        Words(
            "{total} 户里 {ok} 户联系得上", "{ok} of {total:household|households} can be reached"
        ),
        Words("还有 {short} 户,记下电话、群或联系人", "note a phone, group or helper for {short}"),
        Words("名册里没有住户", "the register names no household"),
    )
    return settle(question, evidence, items, sentence, question.number("share"), (kind,))


def _reached(door: PlaceFact, contact: Fact | None) -> bool:
    if contact is None:
        return False
    fields = contact.fields
    if "no_smartphone" in door.tags:
        return bool(fields.get("helper"))
    return bool(fields.get("phone") or fields.get("reached_by"))


ON_FILE = Measure(
    "on_file",
    _judge_on_file,
    needs=parameters("kind channels place_types window_days share"),
    takes=parameters("topics area_kinds silent_hours"),
)
DAILY = Measure(
    "said_daily",
    _judge_daily,
    needs=parameters("kind channels window_days share"),
    takes=parameters("topics silent_hours"),
)
REACHABLE = Measure(
    "reachable", _judge_reachable, needs=parameters("kind share"), takes=parameters("silent_hours")
)
