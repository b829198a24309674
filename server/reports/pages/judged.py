"""The checklist with its rules, and the fourteen days with what stands in the way."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.db import db
from server.judging.checklist import assess_compound, zero_clock
from server.judging.criterion import open_criterion
from server.models import Place
from server.personal import masked
from server.reports.cells import BETWEEN, Wording
from server.reports.criteria import VERDICTS, criterion_cells, overall
from server.reports.offer import ANY_PLACE
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Fact, Lang, Row
from server.roles import Permission
from server.rules import policy
from server.visible import within
from sync.checklist import Assessment

Json = Mapping[str, Any]
MOST = 1_000_000

CHECKED: Mapping[str, Words] = {
    "full": {"zh": "查齐", "en": "All visited"},
    "short": {"zh": "没查齐", "en": "Not all visited"},
    "unknown": {"zh": "还没收到", "en": "Not heard yet"},
    "open": {"zh": "还没完", "en": "Not over"},
    "none": {"zh": "不用查", "en": "Nothing due"},
}


def assess(question: Question) -> Assessment:
    """Judge the compound asked about."""
    asked = {"compound": question.place.id, "day": question.until, "known_at": question.known_at}
    return assess_compound(question.actor, asked)


def judged_facts(question: Question, assessment: Assessment) -> list[Fact]:
    """Return the lines above a checklist: the verdict, the rules, and what it rests on."""
    name = assessment.policy.name.to_json()[question.lang]
    number = assessment.version.number
    return [
        Fact(question.word("verdict"), overall(assessment, question.lang)),
        Fact(question.word("policy"), f"{name} ({assessment.policy.id}.{number})"),
        Fact(question.word("digest"), assessment.digest),
    ]


def _checklist(question: Question) -> Filled:
    assessment = assess(question)
    rows = list(checklist_rows(assessment, question.lang))
    return Filled(rows, judged_facts(question, assessment))


def checklist_rows(assessment: Assessment, lang: Lang) -> Iterator[Row]:
    """Yield the gates and then the pillars, one row a criterion, with its rule."""
    order = ("group", "criterion", "verdict", "summary", "missing", "rule")
    for group in (*assessment.gates, *assessment.pillars):
        for judged in group.judged:
            cells = criterion_cells(group, judged, lang)
            yield [cells[name] for name in order]


def _missing(question: Question) -> Filled:
    asked = {
        "compound": question.place.id,
        "day": question.until,
        "known_at": question.known_at,
        "start": 0,
        "size": MOST,
    }
    opened = open_criterion(question.actor, asked, question.said["criterion"] or "")
    lang = question.lang
    facts = [
        Fact(question.word("criterion"), f"{opened['id']} {opened['label'][lang]}"),
        Fact(question.word("verdict"), VERDICTS[opened["verdict"]][lang]),
        Fact(question.word("rule"), opened["rule"][lang]),
        Fact(question.word("source"), opened["rule"]["source"][lang]),
    ]
    return Filled(list(missing_rows(opened["missing"], question.wording)), facts)


def missing_rows(gaps: Sequence[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row a place where something is missing, and who could mend it."""
    lang = wording.lang
    labels = {one.id: one.label.to_json()[lang] for one in policy().sessions}
    for gap in gaps:
        names = [one["name"] for one in gap["responsible"]]
        yield [
            gap["place"]["name"],
            gap["day"] or "",
            labels.get(gap["session"] or "", ""),
            gap["why"][lang],
            BETWEEN[lang].join(name if wording.named else masked(name, "name") for name in names),
        ]


def _compounds(question: Question) -> Sequence[tuple[str, str]]:
    rows = db.session.execute(
        select(Place.id, Place.name)
        .where(within(question.place), Place.type == "compound", Place.left.is_(False))
        .order_by(Place.parent_key, Place.sort, Place.id)
    )
    return [(id, name) for id, name in rows]


def _clocks(question: Question) -> Iterator[tuple[str, Json]]:
    """Yield the clock of each compound, in the order of the page."""
    for compound, name in _compounds(question):
        asked: dict[str, Any] = {
            "compound": compound,
            "day": question.until,
            "known_at": question.known_at,
            "released": [],
        }
        yield name, zero_clock(question.actor, asked)


def _zero(question: Question) -> Filled:
    lang = question.lang
    return Filled([row for name, clock in _clocks(question) for row in day_rows(name, clock, lang)])


def _blocks(question: Question) -> Filled:
    lang = question.lang
    clocks = _clocks(question)
    return Filled([row for name, clock in clocks for row in block_rows(name, clock, lang)])


def day_rows(compound: str, clock: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a day, as the table beside the strip has it."""
    for day in clock["days"]:
        yield [
            compound,
            day["day"],
            str(day["new"]),
            str(day["unreleased"]),
            CHECKED[checked_on(day)][lang],
            str(day["done"]),
            str(day["due"]),
        ]


def checked_on(day: Json) -> str:
    """Say how far the doors due on a day were visited; not heard yet is not the same as missed.

    >>> checked_on({"due": 3, "wanted": 3, "done": 2, "open": 0, "not_yet_known": 1})
    'unknown'
    >>> checked_on({"due": 100, "wanted": 98, "done": 99, "open": 0, "not_yet_known": 0})
    'full'
    """
    if not day["due"]:
        return "none"
    if day["done"] >= day["wanted"]:
        return "full"
    if day["open"]:
        return "open"
    return "unknown" if day["not_yet_known"] else "short"


def block_rows(compound: str, clock: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row for each thing that stands in the way of declaring, or says that none does."""
    for block in clock["blocks"]:
        yield [
            compound,
            clock["earliest_on"] or "",
            block["words"][lang],
            block["since_on"],
            block["until_on"] or "",
            block["criterion"],
        ]
    if not clock["blocks"]:
        yield [compound, clock["earliest_on"] or "", clock["words"][lang], "", "", ""]


_JUDGED = Permission.CHECKLIST
TABLES = (
    PageTable(
        page_offer(
            "checklist", ("六个到位", "Six in place"), "day", _JUDGED, ("compound",),
            looks_back=True,
        ),
        (
            Head("项目", "Item", 14), Head("条件", "Condition", 26), Head("结论", "Verdict", 10),
            Head("依据", "What it rests on", 34), Head("还差", "Missing", 8, True),
            Head("规则", "Rule", 34),
        ),
        _checklist,
    ),
    PageTable(
        page_offer(
            "missing", ("一条还差什么", "What one condition lacks"), "opened", _JUDGED,
            ("compound",), looks_back=True,
        ),
        (
            Head("哪里", "Where", 24), Head("日期", "Day", 12, day=True), Head("班次", "Round", 8),
            Head("差什么", "What is missing", 34), Head("谁能补", "Who can mend it", 16),
        ),
        _missing,
    ),
    PageTable(
        page_offer(
            "zero", ("14天计时", "Fourteen days"), "now", _JUDGED, (*ANY_PLACE, "street"),
            looks_back=True,
        ),
        (
            Head("小区", "Compound", 18), Head("日期", "Day", 11, day=True),
            Head("确诊", "Confirmed", 8, True),
            Head("三类", "Of concern", 8, True), Head("查齐", "All visited", 16),
            Head("已查户", "Doors visited", 8, True), Head("应查户", "Doors due", 8, True),
        ),
        _zero,
    ),
    PageTable(
        page_offer(
            "zero_blocks", ("14天:挡着的", "Fourteen days: in the way"), "now", _JUDGED,
            (*ANY_PLACE, "street"), looks_back=True,
        ),
        (
            Head("小区", "Compound", 18), Head("最早可申报", "Earliest declaration", 12),
            Head("挡着的", "In the way", 40), Head("起算", "Counted from", 11),
            Head("到", "Until", 11), Head("规则", "Rule", 10),
        ),
        _blocks,
    ),
)  # fmt: skip
