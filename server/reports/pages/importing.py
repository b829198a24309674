"""A roster that was looked at and not imported: what each row would do, and what is wrong with it.

It answers a file that was sent and not a question of the register, so the page that asks for it
sends the file again and it stands in no list of tables.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from server.personal import masked
from server.reports.cells import Wording
from server.reports.making import Made, made_of
from server.reports.offer import COMMUNITIES, Offer
from server.reports.page_table import Filled, Head, Words, columns_under, label_of
from server.reports.question import Question
from server.reports.table import Fact
from server.reports.table import Row as Cells
from server.roles import Permission
from server.roster.faults import CellFault
from server.roster.headings import field_of
from server.roster.plan import Change, Plan
from server.roster.register import plan_rows, subjects_of
from server.roster.rows import Roster, Row
from server.rules import kinds

OFFER = Offer(
    "roster_preview",
    {"zh": "导入前先看一遍", "en": "Roster before its import"},
    {"zh": "只是看:还什么都没有改。", "en": "Only looked at: nothing was changed."},
    "now",
    COMMUNITIES,
    Permission.ROSTER,
)
HEADS = (
    Head("行", "Line", 6, True), Head("小区", "Compound", 16), Head("楼栋", "Building", 10),
    Head("单元", "Stairs", 8), Head("门牌或点位", "Door or area", 12),
    Head("户主", "Head", 10), Head("电话", "Phone", 14),
    Head("几口人", "People", 8, True), Head("居住情况", "Occupancy", 12),
    Head("会怎样", "What it would do", 10), Head("改什么", "What changes", 30),
    Head("哪里要改", "What to mend", 36),
)  # fmt: skip
FAULTY = "faulty"
VERDICTS: Mapping[str, Words] = {
    "added": {"zh": "新增", "en": "Added"},
    "changed": {"zh": "改动", "en": "Changed"},
    "left": {"zh": "没变", "en": "Unchanged"},
    FAULTY: {"zh": "要改", "en": "To be mended"},
}
COUNTS: Words = {"zh": "会怎样", "en": "What it would do"}
TOLD: Mapping[str, tuple[str, ...]] = {
    "place": ("name", "floor", "area_kind", "cleaned_by", "sessions", "tags"),
    "occupancy": ("state", "people", "tags"),
    "contact": ("head", "phone", "residents"),
}
"""What is told of a change; the rest follows from it, or says the same once more."""
PERSONAL = frozenset({"head", "phone", "residents"})


class Line(NamedTuple):
    """A line of a sheet: lines of several sheets share their numbers."""

    sheet: str
    number: int


def preview_table(roster: Roster, question: Question) -> Made:
    """Return the table of a roster that was read; changes nothing."""
    community = question.place
    plan = plan_rows(roster.rows, community)
    subjects = subjects_of(roster.rows, community)
    rows = list(preview_rows(roster, plan, subjects, question.wording))
    lang = question.lang
    counts = {"added": plan.added, "changed": plan.changed, "left": plan.left}
    words = [f"{VERDICTS[verdict][lang]} {count}" for verdict, count in counts.items()]
    faults = f"{VERDICTS[FAULTY][lang]} {len(roster.faults)}"
    filled = Filled(rows, [Fact(COUNTS[lang], " · ".join((*words, faults)))])
    return made_of(question, columns_under(HEADS, lang), filled)


def preview_rows(
    roster: Roster, plan: Plan, subjects: Sequence[str], wording: Wording
) -> Iterator[Cells]:
    """Yield a row a line of the file, in its order, those that could not be read among them."""
    read = {_line(row): (row, id) for row, id in zip(roster.rows, subjects, strict=True)}
    faults: defaultdict[Line, list[CellFault]] = defaultdict(list)
    for fault in roster.faults:
        faults[_at(fault.sheet, fault.line)].append(fault)
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        changes[change.statement.subject].append(change)
    several = len({line.sheet for line in (*read, *faults)}) > 1
    for line in sorted({*read, *faults}):
        row, subject = read.get(line, (None, ""))
        verdict = FAULTY if line in faults else plan.verdicts[subject]
        changed = changes[subject] if verdict == "changed" else ()
        yield [
            f"{line.sheet}!{line.number}" if several else str(line.number),
            *_said(row, wording),
            VERDICTS[verdict][wording.lang],
            "; ".join(_changes(changed, subject, wording)),
            "; ".join(_fault(fault, wording) for fault in faults.get(line, ())),
        ]


def _line(row: Row) -> Line:
    return _at(row.sheet, row.line)


def _at(sheet: str | None, line: int) -> Line:
    return Line(sheet or "", line)


def _said(row: Row | None, wording: Wording) -> Iterator[str]:
    """Yield what a row says; a line that could not be read says nothing."""
    if row is None:
        yield from [""] * 8
        return
    area = row.area or label_of("place", "area_kind", row.area_kind, wording.lang)
    yield from (row.compound, row.building or "", row.stairwell or "", row.door or area)
    contact, occupancy = kinds()["contact"], kinds()["occupancy"]
    yield wording.value(contact, "head", row.head)
    yield wording.value(contact, "phone", row.phone)
    yield wording.value(occupancy, "people", row.people)
    yield wording.value(occupancy, "state", row.occupancy)


def _changes(changes: Sequence[Change], subject: str, wording: Wording) -> Iterator[str]:
    for change in changes:
        kind = kinds()[change.statement.kind]
        if change.statement.place != subject:
            continue
        for name in TOLD[kind.id]:
            if name in change.fields:
                before = wording.value(kind, name, change.before.get(name)) or "—"
                after = wording.value(kind, name, change.fields[name]) or "—"
                yield f"{kind.fields[name].label[wording.lang]} {before} → {after}"


def _fault(fault: CellFault, wording: Wording) -> str:
    hidden = not wording.named and field_of(fault.column) in PERSONAL
    value = masked(fault.value, "words") if hidden else fault.value
    return f"{fault.column}「{value}」{fault.reason()[wording.lang]}"
