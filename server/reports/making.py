"""One export from the question to the table: scope, masks, the lines above it, the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server import problems
from server.auth import Actor
from server.board import moment_of, read_board
from server.board_json import board_to_json
from server.checklist import assess_compound
from server.config import now_ms
from server.db import db
from server.models import Place
from server.people import list_people
from server.reading_audit import Asked, list_audit
from server.replicas import list_phones
from server.replicas_then import list_phones_then
from server.reports import desk, office
from server.reports.building_days import building_day_rows
from server.reports.catalog import Offer
from server.reports.cells import Wording, moment
from server.reports.criteria import criteria_rows, overall
from server.reports.fill import record_rows
from server.reports.ledger import BUILDING_DAYS, CRITERIA, load_ledgers
from server.reports.records import Span, count_records
from server.reports.table import Column, Fact, Lang, Row, Table
from server.rollup.answers import rollup_to_json
from server.rules import policy
from server.visible import path_names
from sync.checklist import Assessment
from sync.days import day_of, days_between

MOST_DAYS = 366
LABELS: Mapping[str, Mapping[str, str]] = {
    "place": {"zh": "范围", "en": "Place"},
    "days": {"zh": "日期", "en": "Days"},
    "known_at": {"zh": "截至", "en": "As known at"},
    "names": {"zh": "姓名电话", "en": "Names and phones"},
    "by": {"zh": "导出", "en": "Exported by"},
    "note": {"zh": "说明", "en": "Note"},
    "verdict": {"zh": "结论", "en": "Verdict"},
    "policy": {"zh": "规则", "en": "Policy"},
    "digest": {"zh": "证据指纹", "en": "Evidence digest"},
}
MASKED: Mapping[bool, Mapping[str, str]] = {
    False: {"zh": "已遮", "en": "masked"},
    True: {"zh": "未遮,用途已登记", "en": "in full; the purpose is on record"},
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked for: the table, where, when, in which language, and persons named or not."""

    actor: Actor
    offer: Offer
    place: Place
    lang: Lang
    named: bool
    since: str
    until: str
    session: str | None
    at: int
    is_past: bool

    @property
    def known_at(self) -> int | None:
        """The moment (ms) as known at which it is asked; None for now."""
        return self.at if self.is_past else None

    @property
    def span(self) -> Span:
        """The days asked for; none of them lies in the future."""
        return Span(self.since, min(self.until, day_of(self.at, policy().tz)), self.at)

    def word(self, label: str) -> str:
        """Return a label of the lines above the table."""
        return LABELS[label][self.lang]


@dataclass(frozen=True, slots=True)
class Made:
    """A table to be written, and how many rows it has where that is known before."""

    table: Table
    rows: int | None


def ask(
    actor: Actor, offer: Offer, place: Place, said: Mapping[str, Any], *, named: bool
) -> Question:
    """Return the question that a request puts; raises Invalid for a span that is none."""
    # Rows are read while the file is sent, after the session that found the place has ended.
    db.session.expunge(place)
    now, known_at = now_ms(), said["known_at"]
    past = known_at is not None and known_at < now
    if past and offer.id in load_ledgers() and load_ledgers()[offer.id].rows != CRITERIA:
        detail = "a ledger of records is filled from what is known now"
        raise problems.Invalid(errors=[{"field": "known_at", "detail": detail}])
    at = known_at if past else now
    until = said["until"] or day_of(at, policy().tz)
    since = said["since"] or until
    if not 0 <= days_between(since, until) < MOST_DAYS:
        detail = f"0 to {MOST_DAYS} days from the first to the last"
        raise problems.Invalid(errors=[{"field": "from", "detail": detail}])
    return Question(
        actor, offer, place, said["lang"], named, since, until, said["session"], at, past
    )


def make(question: Question) -> Made:
    """Return the table; its rows are read while it is written."""
    ledger = load_ledgers().get(question.offer.id)
    if ledger is None:
        return _desk_table(question)
    lang, place, span = question.lang, question.place, question.span
    columns, signatures = ledger.columns(lang), ledger.signatures.get(lang, ())
    if ledger.rows == CRITERIA:
        assessment = _assess(question)
        rows: Iterable[Row] = list(criteria_rows(ledger, assessment, lang))
        return _made(question, columns, rows, _judged(question, assessment), signatures)
    if ledger.rows == BUILDING_DAYS:
        rows = building_day_rows(ledger, place, span, lang)
        return _made(question, columns, rows, (), signatures)
    rows = record_rows(ledger, place, span, lang, named=question.named)
    return _made(question, columns, rows, (), signatures, count_records(ledger.kind, place, span))


def _desk_table(question: Question) -> Made:
    table, lang = question.offer.id, question.lang
    columns = desk.columns(table, lang)
    if table == "phones":
        phones = desk.phone_rows(_phones(question), _wording(question))
        return _made(question, columns, list(phones))
    if table == "people":
        page = list_people(question.actor, question.place.id)
        return _made(question, columns, list(office.people_rows(page, _wording(question))))
    if table == "audit":
        acts = office.audit_rows(all_audit(question), _wording(question))
        return _made(question, columns, list(acts))
    if table == "rollup":
        shown = rollup_to_json(question.place, question.known_at)
        return _made(question, columns, list(desk.rollup_rows(shown, lang)))
    if table == "checklist":
        assessment = _assess(question)
        rows = list(desk.checklist_rows(assessment, lang))
        return _made(question, columns, rows, _judged(question, assessment))
    try:
        when = moment_of(question.until, question.session, question.known_at)
    except KeyError as error:
        raise problems.NotFound("the policy has no such session") from error
    board = board_to_json(read_board(question.place, when))
    rows = list(desk.board_rows(board, lang) if table == "board" else desk.area_rows(board, lang))
    session = next(one.label for one in policy().sessions if one.id == when.session)
    round_ = Fact(question.word("days"), f"{when.day} {session.to_json()[lang]}")
    return _made(question, columns, rows, [round_])


def _wording(question: Question) -> Wording:
    return Wording(question.lang, policy().tz, question.named)


def all_audit(question: Question) -> list[dict[str, Any]]:
    """Return every act of the day asked about, oldest page last as the page shows it."""
    rows: list[dict[str, Any]] = []
    asked: Asked | None = Asked(day=question.until)
    while asked is not None:
        page = list_audit(question.actor, question.place.id, asked)
        rows += page["rows"]
        asked = Asked(day=question.until, before=page["next"]) if page["next"] else None
    return rows


def _phones(question: Question) -> dict[str, Any]:
    if question.is_past:
        return list_phones_then(question.place, question.at)
    return list_phones(question.place)


def _assess(question: Question) -> Assessment:
    asked = {"compound": question.place.id, "day": question.until, "known_at": question.known_at}
    return assess_compound(question.actor, asked)


def _judged(question: Question, assessment: Assessment) -> list[Fact]:
    name = assessment.policy.name.to_json()[question.lang]
    return [
        Fact(question.word("verdict"), overall(assessment, question.lang)),
        Fact(
            question.word("policy"), f"{name} ({assessment.policy.id}.{assessment.version.number})"
        ),
        Fact(question.word("digest"), assessment.digest),
    ]


def _made(
    question: Question,
    columns: list[Column],
    rows: Iterable[Row],
    more: Iterable[Fact] = (),
    signatures: Iterable[str] = (),
    count: int | None = None,
) -> Made:
    offer, lang = question.offer, question.lang
    known = Fact(question.word("known_at"), moment(question.at, policy().tz))
    names = Fact(question.word("names"), MASKED[question.named][lang])
    by = Fact(question.word("by"), question.actor.name)
    facts = [
        Fact(question.word("place"), _where(question.place)),
        *_days(question),
        *more,
        known,
        names,
        by,
        Fact(question.word("note"), offer.note[lang]),
    ]
    foot = "  ".join(f"{fact.label} {fact.value}" for fact in (known, names, by))
    title, name = offer.title[lang], f"{offer.id}-{question.since}-{question.until}"
    table = Table(name, title, facts, columns, rows, lang, foot, tuple(signatures))
    return Made(table, len(rows) if isinstance(rows, list) else count)


def _days(question: Question) -> list[Fact]:
    if question.offer.asks == "session" or question.offer.asks == "now":
        return []
    since, until = question.since, question.until
    one = since == until or question.offer.asks == "day"
    return [Fact(question.word("days"), until if one else f"{since} – {until}")]


def _where(place: Place) -> str:
    return " ".join([*path_names([place.key])[place.key], place.name])
