"""Who does what, and who read what: the two pages about the office itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from server.reading_audit import Asked, list_audit
from server.records.single import names_of
from server.register.people import list_people
from server.reports.cells import Wording
from server.reports.offer import COMMUNITIES
from server.reports.office import audit_rows, duty_rows, people_rows
from server.reports.page_table import Fill, Filled, Head, PageTable, page_offer
from server.reports.question import Question
from server.reports.table import Fact
from server.roles import Permission
from server.rules import kinds, policy


def _people(question: Question) -> Filled:
    page = list_people(question.actor, question.place.id, question.known_at)
    return Filled(list(people_rows(page, question.wording)))


def _section(name: str, kind: str, fields: tuple[str, ...]) -> Fill:
    def fill(question: Question) -> Filled:
        page = list_people(question.actor, question.place.id, question.known_at)
        wording = Wording(question.lang, policy().tz, question.named)
        return Filled(list(duty_rows(page[name], kinds()[kind], fields, wording)))

    return fill


def _audit(question: Question) -> Filled:
    day, user = question.said["until"], question.said["user"]
    facts = [Fact(question.word("days"), day)] if day else []
    if user:
        facts.append(Fact(question.word("only"), names_of([user]).get(user, user)))
    return Filled(audit_rows(all_audit(question), question.wording), facts)


def all_audit(question: Question) -> Iterator[dict[str, Any]]:
    """Yield every act that the page would show page after page, newest first, as it is filtered."""
    said = question.said
    asked: Asked | None = Asked(
        said["user"], said["about"], said["until"], known_at=question.known_at
    )
    while asked is not None:
        page = list_audit(question.actor, question.place.id, asked)
        yield from page["rows"]
        before = page["next"]
        asked = replace(asked, before=before) if before else None


_PLACE = (Head("小区、楼栋", "Place", 22),)
_CHANNEL = ("goods", "state", "name", "phone", "used_on")
_CARE = ("group", "helper", "helper_phone", "every_hours", "ended_on")
TABLES = (
    PageTable(
        page_offer(
            "people", ("人员分工", "People and duties"), "now", Permission.PEOPLE, COMMUNITIES,
            looks_back=True,
        ),
        (
            Head("职责", "Duty", 11), *_PLACE, Head("负责人", "Lead", 10),
            Head("副手、组员", "Deputy, members", 16), Head("电话", "Phone", 14),
            Head("网格", "Grid", 12), Head("从", "From", 17), Head("到", "Until", 17),
            Head("在用手机的人", "Signed in", 16),
        ),
        _people,
    ),
    PageTable(
        page_offer(
            "channels", ("供应渠道", "Supply channels"), "now", Permission.PEOPLE, COMMUNITIES,
            looks_back=True,
        ),
        _PLACE,
        _section("channels", "supply_channel", _CHANNEL),
        "supply_channel",
        _CHANNEL,
    ),
    PageTable(
        page_offer(
            "care", ("特殊照顾", "Special care"), "now", Permission.PEOPLE, COMMUNITIES,
            looks_back=True, community_only=True,
        ),
        _PLACE,
        _section("care", "special_care", _CARE),
        "special_care",
        _CARE,
    ),
    PageTable(
        page_offer(
            "audit", ("查阅记录", "Who read what"), "now", Permission.AUDIT, COMMUNITIES,
            looks_back=True,
        ),
        (
            Head("时间", "When", 17), Head("谁", "Who", 10), Head("做了什么", "What", 14),
            Head("哪里", "Where", 24), Head("几人", "Persons", 6, True),
            Head("用途", "Purpose", 20),
        ),
        _audit,
    ),
)  # fmt: skip
