"""One export from the question to the table: scope, masks, the lines above it, the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server import problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.models import Place
from server.register.then import these_then
from server.reports.building_days import building_day_rows
from server.reports.catalog import page_tables
from server.reports.cells import moment, zone
from server.reports.criteria import criteria_rows
from server.reports.fill import record_rows
from server.reports.ledger import BUILDING_DAYS, CRITERIA, Ledger, load_ledgers
from server.reports.offer import Offer
from server.reports.page_table import Filled
from server.reports.pages.judged import assess, judged_facts
from server.reports.question import Question
from server.reports.recorded_then import recorded_at
from server.reports.table import Column, Fact, Row, Table
from server.rules import policy
from server.visible import path_names
from sync.days import day_of, days_between

MOST_DAYS = 366
MASKED: Mapping[bool, Mapping[str, str]] = {
    False: {"zh": "已遮", "en": "masked"},
    True: {"zh": "未遮,用途已登记", "en": "in full; the purpose is on record"},
}


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
    past = is_past(known_at)
    if past and not offer.looks_back:
        detail = "this table is filled from what is known now"
        raise problems.Invalid(errors=[{"field": "known_at", "detail": detail}])
    at = known_at if past else now
    until = said["until"] or day_of(at, policy().tz)
    since = said["since"] or until
    if not 0 <= days_between(since, until) < MOST_DAYS:
        detail = f"0 to {MOST_DAYS} days from the first to the last"
        raise problems.Invalid(errors=[{"field": "from", "detail": detail}])
    return Question(
        actor, offer, place, said["lang"], named, since, until, said["session"], at, past, said
    )


def is_past(known_at: int | None) -> bool:
    """Say whether a moment (ms) is an earlier one than now."""
    return known_at is not None and known_at < now_ms()


def make(question: Question) -> Made:
    """Return the table; its rows are read while it is written."""
    ledger = load_ledgers().get(question.offer.id)
    if ledger is not None:
        return _ledger(question, ledger)
    table = page_tables()[question.offer.id]
    filled = table.fill(question)
    return made_of(question, table.columns(question.lang), filled)


def _ledger(question: Question, ledger: Ledger) -> Made:
    lang, span = question.lang, question.span
    columns, signatures = ledger.columns(lang), ledger.signatures.get(lang, ())
    if ledger.rows == CRITERIA:
        assessment = assess(question)
        rows = list(criteria_rows(ledger, assessment, lang))
        filled = Filled(rows, judged_facts(question, assessment))
        return made_of(question, columns, filled, signatures)
    recorded = recorded_at(question.place, question.known_at)
    if ledger.rows == BUILDING_DAYS:
        filled = Filled(building_day_rows(ledger, recorded, span, lang))
        return made_of(question, columns, filled, signatures)
    filled = Filled(record_rows(ledger, recorded, span, lang, named=question.named))
    records = recorded.count(ledger.kind, span)
    count = records + 1 if records and ledger.adds_up else records
    return made_of(question, columns, filled, signatures, count)


def made_of(
    question: Question,
    columns: list[Column],
    filled: Filled,
    signatures: Iterable[str] = (),
    count: int | None = None,
) -> Made:
    """Return the table of these rows, below the lines that every table has."""
    offer, lang = question.offer, question.lang
    tz = policy().tz
    known = Fact(question.word("known_at"), f"{moment(question.at, tz)} ({zone(tz)})")
    names = Fact(question.word("names"), MASKED[question.named][lang])
    by = Fact(question.word("by"), question.actor.name)
    facts = [
        Fact(question.word("place"), _where(question)),
        *_days(question),
        *filled.facts,
        known,
        names,
        by,
        Fact(question.word("note"), offer.note[lang]),
    ]
    foot = "  ".join(f"{fact.label} {fact.value}" for fact in (known, names, by))
    title, name = offer.title[lang], f"{offer.id}-{question.since}-{question.until}"
    rows: Iterable[Row] = filled.rows
    table = Table(name, title, facts, columns, rows, lang, foot, tuple(signatures))
    return Made(table, len(rows) if isinstance(rows, list) else count)


def _days(question: Question) -> list[Fact]:
    if question.offer.asks not in ("days", "day"):
        return []
    since, until = question.since, question.until
    one = since == until or question.offer.asks == "day"
    return [Fact(question.word("days"), until if one else f"{since} – {until}")]


def _where(question: Question) -> str:
    place = question.place
    if question.known_at is None:
        return " ".join([*path_names([place.key])[place.key], place.name])
    then = these_then([place.key], question.known_at)
    named = then.stated.get(place.key)
    return " ".join([*then.names_above(place.key), named.name if named else place.name])
