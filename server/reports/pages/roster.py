"""The roster: what stands right below a place of the tree, as the page lists it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.reports.cells import BETWEEN
from server.reports.page_table import Filled, Head, PageTable, Words, label_of, page_offer
from server.reports.question import Question
from server.reports.table import Lang, Row
from server.roles import Permission
from server.roster.tree import list_places
from server.rules import policy

VACANT: Words = {"zh": "空户", "en": "Vacant"}
TREE = ("community", "village", "compound", "building", "stairwell")


def _fill(question: Question) -> Filled:
    asked = {"parent": question.place.id, "within": None, "type": None, "search": None}
    told: Any = list_places(question.actor, asked, question.known_at)["places"]
    return Filled(list(place_rows(told, question.lang)))


def place_rows(places: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[Row]:
    """Yield a row a place, in the order of the tree; of who lives there nothing is told."""
    labels = {one.id: one.label.to_json()[lang] for one in policy().sessions}
    for one in places:
        about, counts = one["about"], one["counts"]
        sessions = about.get("sessions") or ()
        yield [
            label_of("place", "type", one["type"], lang),
            one["name"],
            str(counts.get("household", "")),
            str(about.get("floor", "")),
            VACANT[lang] if about.get("occupancy") == "vacant" else "",
            label_of("place", "area_kind", about.get("area_kind"), lang),
            label_of("place", "cleaned_by", about.get("cleaned_by"), lang),
            BETWEEN[lang].join(labels.get(session, session) for session in sessions),
        ]


TABLES = (
    PageTable(
        page_offer("roster", ("名册", "Roster"), "now", Permission.ROSTER, TREE, looks_back=True),
        (
            Head("类别", "Type", 8), Head("名称", "Name", 20), Head("户数", "Doors", 8, True),
            Head("层", "Floor", 6, True), Head("状态", "State", 8),
            Head("点位种类", "Kind of area", 12),
            Head("谁消杀", "Disinfected by", 12), Head("哪几轮", "Sessions", 14),
        ),
        _fill,
    ),
)  # fmt: skip
