"""The roll-up: the figures level by level, the places behind one number, the published rounds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.reports.cells import moment
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Fact, Lang, Row
from server.reports.words import said_in
from server.roles import Permission
from server.rollup.answers import opened, rollup_to_json, round_to_json, rounds_to_json
from server.rollup.ground import ABOVE
from server.rollup.rounds import find_round
from server.rules import policy
from sync.standing import STATES

Json = Mapping[str, Any]

SETS: Mapping[str, Words] = {
    "all": {"zh": "全部", "en": "All"},
    "free": {"zh": "无疫情", "en": "Epidemic-free"},
    "incomplete": {"zh": "数据没齐", "en": "Data incomplete"},
    "suspended": {"zh": "暂停", "en": "Suspended"},
    "revoked": {"zh": "取消", "en": "Revoked"},
    "withdrawn": {"zh": "撤回", "en": "Withdrawn"},
    "previous": {"zh": "上期", "en": "Previous round"},
    "gained": {"zh": "新增", "en": "Newly recognised"},
    "removed": {"zh": "减少", "en": "Taken off"},
    "gone": {"zh": "已不在册", "en": "No longer on the list"},
}
FIGURES = ("free", "all", "percent", "incomplete", "suspended", "revoked", "withdrawn")
MOST = 1_000_000


def _rollup(question: Question) -> Filled:
    shown = rollup_to_json(question.place, question.known_at)
    return Filled(list(rollup_rows(shown, question.lang)))


def _members(question: Question) -> Filled:
    said = question.said
    asked = {"known_at": question.known_at, "level": said["level"], "which": said["which"]}
    shown = opened(question.place, {**asked, "start": 0, "size": MOST})
    facts = [Fact(question.word("only"), said_in(SETS, said["which"], question.lang))]
    return Filled(list(member_rows(shown["places"], question.lang)), facts)


def _rounds(question: Question) -> Filled:
    shown = rounds_to_json(question.place, question.known_at)["rounds"]
    return Filled(list(round_rows(shown)))


def _round(question: Question) -> Filled:
    found = find_round(question.place, question.said["round"], question.known_at)
    shown = round_to_json(question.place, found, question.known_at)
    cut_off = moment(shown["cut_off"], policy().tz)
    facts = [Fact(question.word("days"), f"{shown['number']} · {cut_off}")]
    return Filled(list(change_rows(shown["changed"], question.lang)), facts)


def rollup_rows(rollup: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row a place right below, and the whole at the end."""
    whole = {"name": rollup["place"]["name"], "state": None, "counts": rollup["counts"]}
    for row in (*rollup["rows"], whole):
        state = STATES[row["state"]].to_json()[lang] if row["state"] else ""
        compounds = row["counts"].get("compound", {})
        numbers = [compounds.get(name) for name in FIGURES]
        yield [row["name"], state, *("" if one is None else str(one) for one in numbers)]


def member_rows(places: Sequence[Json], lang: Lang) -> Iterator[Row]:
    """Yield a row a place behind a number."""
    for one in places:
        since = one["since"]
        yield [
            " ".join(one["path_names"]),
            one["name"],
            _state(one["state"], lang),
            "" if since is None else moment(since, policy().tz),
        ]


def round_rows(rounds: Sequence[Json]) -> Iterator[Row]:
    """Yield a row a round, the newest first, with its figures of compounds."""
    for one in rounds:
        counts = one["counts"].get("compound", {})
        names = ("free", "gained", "removed", "all", "percent", "incomplete")
        figures = [counts.get(name) for name in names]
        yield [
            str(one["number"]),
            moment(one["cut_off"], policy().tz),
            moment(one["published_at"], policy().tz),
            *("" if figure is None else str(figure) for figure in figures),
            str(one["amendments"] or ""),
        ]


def change_rows(changed: Json, lang: Lang) -> Iterator[Row]:
    """Yield a row for each compound newly recognised in a round, then for those taken off."""
    for side in ("gained", "removed"):
        for row in member_rows(changed[side], lang):
            yield [SETS[side][lang], *row]


def _state(state: str, lang: Lang) -> str:
    return STATES[state].to_json()[lang] if state in STATES else said_in(SETS, state, lang)


_MEMBER = (
    Head("在哪里", "Within", 28), Head("地方", "Place", 22), Head("状态", "State", 16),
    Head("从", "Since", 17),
)  # fmt: skip
TABLES = (
    PageTable(
        page_offer(
            "rollup", ("无疫情汇总", "Roll-up"), "now", Permission.ROLLUP, ABOVE, looks_back=True
        ),
        (
            Head("地方", "Place", 22), Head("状态", "State", 16),
            Head("无疫情小区", "Epidemic-free", 12, True), Head("小区总数", "Compounds", 10, True),
            Head("占比 %", "Share %", 8, True), Head("数据没齐", "Incomplete", 10, True),
            Head("暂停", "Suspended", 8, True), Head("取消", "Revoked", 8, True),
            Head("撤回", "Withdrawn", 8, True),
        ),
        _rollup,
    ),
    PageTable(
        page_offer(
            "rollup_places", ("汇总里的地方", "Places of the roll-up"), "now", Permission.ROLLUP,
            ABOVE, looks_back=True,
        ),
        _MEMBER,
        _members,
    ),
    PageTable(
        page_offer(
            "rounds", ("各期公布", "Published rounds"), "now", Permission.ROLLUP, ABOVE,
            looks_back=True,
        ),
        (
            Head("第几期", "Round", 8, True), Head("截止", "Cut-off", 17),
            Head("公布", "Published", 17), Head("无疫情小区", "Epidemic-free", 12, True),
            Head("新增", "Gained", 8, True), Head("减少", "Removed", 8, True),
            Head("小区总数", "Compounds", 10, True), Head("占比 %", "Share %", 8, True),
            Head("数据没齐", "Incomplete", 10, True), Head("更正次数", "Amendments", 10, True),
        ),
        _rounds,
    ),
    PageTable(
        page_offer(
            "round", ("一期公布", "A published round"), "round", Permission.ROLLUP, ABOVE,
            looks_back=True,
        ),
        (Head("变化", "Change", 12), *_MEMBER),
        _round,
    ),
)  # fmt: skip
