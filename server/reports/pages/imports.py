"""What was imported into a community's roster, by whom and when, and what was taken back of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.personal import masked
from server.reports.cells import Wording, moment
from server.reports.offer import COMMUNITIES
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Row
from server.reports.words import said_in
from server.roles import Permission
from server.roster.imported import list_imports

ACTS: Mapping[str, Words] = {
    "roster_import": {"zh": "导入名册", "en": "Roster imported"},
    "building_made": {"zh": "造了一栋楼", "en": "Building made"},
    "places_import": {"zh": "导入区划", "en": "Divisions imported"},
    "import_undone": {"zh": "撤销了一次导入", "en": "Import taken back"},
    "import_restored": {"zh": "放回了撤销的导入", "en": "Import put back"},
}
TAKEN_BACK: Mapping[str, Words] = {
    "whole": {"zh": "已撤销", "en": "taken back"},
    "part": {"zh": "撤了一部分", "en": "taken back in part"},
}


def _fill(question: Question) -> Filled:
    told: Any = list_imports(question.actor, question.place.id, question.known_at)["imports"]
    return Filled(list(import_rows(told, question.wording)))


def import_rows(imports: Sequence[Mapping[str, Any]], wording: Wording) -> Iterator[Row]:
    """Yield a row an import, the newest first."""
    for one in imports:
        name = one["by"]["name"]
        yield [
            moment(one["at"], wording.tz),
            ACTS[one["act"]][wording.lang],
            one["place"]["name"] if one["place"] else "",
            name if wording.named else masked(name, "name"),
            *("" if one[part] is None else str(one[part]) for part in ("added", "changed")),
            str(one["records"]),
            said_in(TAKEN_BACK, one["taken_back"], wording.lang),
        ]


TABLES = (
    PageTable(
        page_offer(
            "imports", ("导入过的", "What was imported"), "now", Permission.ROSTER, COMMUNITIES,
            looks_back=True,
        ),
        (
            Head("时间", "When", 17), Head("什么事", "What", 20), Head("在哪里", "Where", 20),
            Head("谁", "Who", 10), Head("新增", "New", 8, True), Head("改动", "Changed", 8, True),
            Head("几条记录", "Records", 10, True), Head("后来", "Since", 14),
        ),
        _fill,
    ),
)  # fmt: skip
