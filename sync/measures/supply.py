"""Supply and people: channels that work, helpers who come, lists in the open, posts that are held.

>>> answers(["lead"], {"lead": "王桂兰"}), answers(["lead"], {"lead": ""})
(True, False)
"""

from collections.abc import Iterable, Mapping

from sync.days import HOUR, day_plus, day_start
from sync.evidence import Evidence, Fact, History, Named, PlaceFact, Value, Wanted
from sync.measures.finding import Finding, Measure, Question, Verdict, parameters
from sync.measures.items import Item, Sentence, State, absence, heard_until, lack, moment, settle
from sync.measures.past import by_day, days_stated, histories
from sync.measures.unheard import HEARING
from sync.words import Words


def answers(names: Iterable[str], fields: Mapping[str, Value]) -> bool:
    """Whether every one of the fields holds something."""
    return all(bool(fields.get(name)) for name in names)


def _judge_channels(question: Question, evidence: Evidence) -> Finding:
    """For each sort of goods a channel that is open and was used or tried lately."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    channels = list(histories(question, evidence, Wanted((kind,))))
    lacking, items = lack(evidence, (kind,), heard_until(question, evidence))(None), []
    for goods in question.names("goods"):
        good = [
            one.now.id
            for one in channels
            if one.now.fields.get("goods") == goods
            and _open(one)
            and any(days[0] <= used <= days[-1] for used in days_stated(one.said, "used_on"))
        ]
        state = "ok" if good else lacking
        items.append(
            Item(evidence.compound, state, "no_channel", records=tuple(good), said={"goods": goods})
        )
    sentence = Sentence(
        Words("{total} 类里 {ok} 类通", "{ok} of {total} sorts of goods can be had"),
        Words("再通 {short} 类,试一次并记下", "open {short} more, try it once and record it"),
        Words("没有要供的", "nothing to supply"),
    )
    return settle(question, evidence, items, sentence, 100, (kind,))


def _open(channel: History) -> bool:
    """Whether it was open at the end of the day; one first told of later, as it was told of."""
    fields = channel.said[0].fields if channel.then is None else channel.then.fields
    return fields.get("state") == "open"


def _judge_helped(question: Question, evidence: Evidence) -> Finding:
    """Each special-care household has a helper and was seen or reached within the hours."""
    kind, contact = question.text("kind"), question.text("closing_kind")
    now = moment(question, evidence)
    since = now - question.number("within_hours") * HOUR
    means, items = lack(evidence, (contact,), since), []
    for one in histories(question, evidence, Wanted((kind,))):
        fact = one.then
        if fact is None or _ended(one, question.day):
            continue
        wanted = Wanted((contact,), place=fact.place.id, codes=question.names("codes"))
        seen = [visit for visit in evidence.records(wanted) if since <= visit.observed_to <= now]
        state: State = "ok" if seen else means(fact.place.id)
        if not answers(("helper",), fact.fields):
            state = "missing"
        records = (fact.id, *(visit.id for visit in seen[-1:]))
        items.append(Item(fact.place, state, "not_helped", records=records))
    sentence = Sentence(
        Words(
            "{total} 户特殊群体,{ok} 户有人帮、问到了",
            "{ok} of {total:household|households} helped",
        ),
        Words("还有 {short} 户,定人并上门或打电话", "name a helper for {short} and reach them"),
        Words("名册里没有特殊群体", "no special-care household is named"),
    )
    return settle(question, evidence, items, sentence, 100, (kind, contact))


def _ended(care: History, day: str) -> bool:
    """Whether nobody needed help there any more, as was said by then or afterwards."""
    facts = [fact for fact in (care.then, care.now) if fact is not None]
    return any(by_day(fact.fields.get("ended_on"), day) for fact in facts)


def _judge_listed(question: Question, evidence: Evidence) -> Finding:
    """Each batch of scarce goods has its priority rule and a list that was put up."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    means, items = lack(evidence, (kind,), heard_until(question, evidence)), []
    for fact in evidence.records(Wanted((kind,), days[0], days[-1])):
        required = question.names("required")
        good = answers(required, fact.fields) and _had_come(required, fact.fields, question.day)
        state = "ok" if good else means(fact.place.id)
        said = {"item": fact.fields.get("item")}
        items.append(Item(fact.place, state, "not_listed", fact.day, records=(fact.id,), said=said))
    sentence = Sentence(
        Words("{total} 批物资,{ok} 批公开", "{ok} of {total} batches with a public list"),
        Words("把 {short} 批的名单和顺序贴出来", "put up list and order of {short}"),
        Words("没有要分配的物资", "nothing had to be shared out"),
    )
    return settle(question, evidence, items, sentence, 100, (kind,))


def _had_come(names: Iterable[str], fields: Mapping[str, Value], day: str) -> bool:
    """Whether those of the fields that are days lie no later than this one."""
    return all(by_day(fields.get(name), day) for name in names if name.endswith("_on"))


def _judge_assigned(question: Question, evidence: Evidence) -> Finding:
    """Every building has a lead, and most have a deputy."""
    kind, buildings = question.text("kind"), evidence.places(("building",))
    posts = histories(question, evidence, Wanted((kind,)))
    held = {one.now.place.id: fact for one in posts if (fact := _held(one, question.day))}
    leads = _posts(buildings, held, "lead")
    deputies = _posts(buildings, held, "deputy")
    finding = settle(question, evidence, leads, _LEADS, question.number("lead_share"), (kind,))
    if finding.verdict != "met":
        return finding
    return settle(question, evidence, deputies, _DEPUTIES, question.number("deputy_share"), (kind,))


def _held(post: History, day: str) -> Fact | None:
    """Who held it on the day: as said by then, else as said later of that day."""
    if post.then is not None and _in_force(post.then, day):
        return post.then
    told_since = by_day(post.now.fields.get("since_on"), day)
    return post.now if told_since and _in_force(post.now, day) else None


def _in_force(assignment: Fact, day: str) -> bool:
    """Whether somebody was to do it on a day: days that it does not name have no end."""
    since, until = (assignment.fields.get(name) for name in ("since_on", "until_on"))
    return not (isinstance(since, str) and day < since) and not (
        isinstance(until, str) and until < day
    )


_NO_BUILDING = Words("名册里没有楼栋", "the register names no building")
_LEADS = Sentence(
    Words(
        "{total} 栋里 {ok} 栋有楼栋长(要 {percent}%)",
        "{ok} of {total:building has a lead|buildings have a lead} ({percent} % wanted)",
    ),
    Words("再定 {short} 栋的楼栋长", "name a lead for {short:more building|more buildings}"),
    _NO_BUILDING,
)
_DEPUTIES = Sentence(
    Words(
        "楼栋长够了;{total} 栋里 {ok} 栋有副手(要 {percent}%)",
        "enough leads; {ok} of {total:building has a deputy|buildings have a deputy} "
        "({percent} % wanted)",
    ),
    Words("再定 {short} 栋的副手", "name a deputy for {short:more building|more buildings}"),
    _NO_BUILDING,
)


def _posts(buildings: Iterable[PlaceFact], held: Mapping[str, Fact], post: str) -> list[Item]:
    items = []
    for building in buildings:
        fact = held.get(building.id)
        filled = fact is not None and answers((post,), fact.fields)
        records = (fact.id,) if fact else ()
        items.append(
            Item(
                Named(building.id, building.name),
                "ok" if filled else "missing",
                f"no_{post}",
                records=records,
            )
        )
    return items


def _judge_rostered(question: Question, evidence: Evidence) -> Finding:
    """The share of planned shifts, ended by now, in which somebody worked."""
    kind, days = question.text("kind"), question.window(question.number("window_days"))
    now = moment(question, evidence)
    since = day_plus(days[0], -1)  # a shift may have begun the evening before
    worked = list(evidence.records(Wanted((kind,), since, where={"stage": ("worked",)})))
    means, items = absence(evidence, (kind,)), []
    for plan in evidence.records(Wanted((kind,), where={"stage": ("planned",)})):
        begun, ended = _span(plan, now)
        if not day_start(days[0], question.tz) <= begun <= now:
            continue
        here = [one.id for one in worked if _fills(one, plan, begun, ended, now)]
        state = "ok" if here else "open" if ended > now else means(ended)
        items.append(
            Item(plan.place, state, "not_worked", plan.day, "", begun, (plan.id, *here[:1]))
        )
    sentence = Sentence(
        Words("排班 {total} 班,到岗 {ok} 班", "{ok} of {total} rostered shifts worked"),
        Words("补记或补上 {short} 班", "fill or write up {short} shifts"),
        Words("没有排班", "no shift was rostered"),
    )
    return settle(question, evidence, items, sentence, question.number("share"), (kind,))


def _span(shift: Fact, now: int) -> tuple[int, int]:
    begun, ended = shift.fields.get("started_at"), shift.fields.get("ended_at")
    start = begun if isinstance(begun, int) else shift.observed_from
    return start, ended if isinstance(ended, int) else now


def _fills(worked: Fact, plan: Fact, begun: int, ended: int, now: int) -> bool:
    start, end = _span(worked, now)
    same = worked.place.id == plan.place.id
    task = worked.fields.get("task") == plan.fields.get("task")
    return same and task and start <= now and start < ended and end > begun


def _judge_load(question: Question, evidence: Evidence) -> Finding:
    """Occupied households for each person who may screen here."""
    kind = question.text("kind")
    doors = [
        door
        for door in evidence.places(("household",), until_on=question.day)
        if door.occupancy in ("occupied", "unknown", "")
    ]
    people, most = len(_people(evidence, kind)), question.number("most")
    verdict: Verdict = "met" if doors and people * most >= len(doors) else "not_met"
    needed = -(-len(doors) // most)
    reason = Words("每人超过 {most} 户", "more than {most:household|households} each").filled(
        most=most
    )
    mend = Words("要 {n} 个人", "{n:person is|people are} needed").filled(n=needed)
    if not doors:
        verdict = "not_yet_known"
        reason = Words("名册里没有住户", "the register names no household")
        mend = Words("导入名册", "import the roster")
    return Finding(
        verdict=verdict,
        counts={"households": len(doors), "people": people},
        summary=Words("{d} 户,{p} 个人", "{d:household|households}, {p:person|people}").filled(
            d=len(doors), p=people
        ),
        reasons=() if verdict == "met" else (reason,),
        would_change=None if verdict == "met" else mend,
        missing_total=0,
    )


def _people(evidence: Evidence, kind: str) -> set[str]:
    """Whoever may record the kind in any building of the compound."""
    places = [evidence.compound.id, *(one.id for one in evidence.places(("building",)))]
    return {who.id for place in places for who in evidence.responsible((kind,), place)}


CHANNELS = Measure(
    "channels",
    _judge_channels,
    needs=parameters("kind window_days goods"),
    takes=parameters("silent_hours"),
)
HELPED = Measure(
    "helped",
    _judge_helped,
    needs=parameters("kind closing_kind codes within_hours"),
    takes=parameters("silent_hours none_is") | HEARING,
)
LISTED = Measure(
    "listed",
    _judge_listed,
    needs=parameters("kind window_days required"),
    takes=parameters("silent_hours none_is") | HEARING,
)
ASSIGNED = Measure(
    "assigned",
    _judge_assigned,
    needs=parameters("kind lead_share deputy_share"),
    takes=parameters("silent_hours"),
)
ROSTERED = Measure(
    "rostered",
    _judge_rostered,
    needs=parameters("kind window_days share"),
    takes=parameters("silent_hours"),
)
LOAD = Measure("load", _judge_load, needs=parameters("kind most"))
