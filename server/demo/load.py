"""Loading the demonstration: the clock walks through a fortnight and everything arrives in time.

Divisions and rosters are imported and people granted their places on the first day; then every
round is sealed by a simulated phone and pushed through the exchange when it was done. Whoever
reads the database afterwards finds what a real fortnight would have left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from flask import current_app
from sqlalchemy import select

from server.config import now_ms
from server.db import db, refresh_reads, writer_engine, writer_queue
from server.demo.certified import Certified
from server.demo.city import CERTIFIED, CERTIFIED_DAYS, STORY, Compound, city
from server.demo.duties import furnish
from server.demo.paper import Office
from server.demo.phones import Phone
from server.demo.posts import name_newcomer, post_everybody
from server.demo.rounds import Round, rounds_of, up_to
from server.demo.settle import Site, settle
from server.demo.story import Story, story_office
from server.log.exchanging import rules_now
from server.models import Account, Place
from server.rollup.judging import judge_below
from server.rollup.rounds import publish
from server.rules import kinds, policy
from server.store import SqlStore, current_store
from sync.days import HOUR, day_of, day_plus, day_start, days_back
from sync.exchange import Rules
from sync.rollup import last_cut_off

SESSIONS = ("am", "pm")

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many steps of it are."""


class NotEmpty(Exception):
    """The database holds places already: a demonstration never mixes with real data."""


@dataclass(slots=True)
class Travel:
    """A clock that the demonstration moves, always forward; ms UTC."""

    ms: int

    def __call__(self) -> int:
        """Return the moment that it stands at."""
        return self.ms

    def go_to(self, ms: int) -> None:
        """Move on to a moment; an earlier one changes nothing."""
        self.ms = max(self.ms, ms)


@contextmanager
def travelling(start: int) -> Iterator[Travel]:
    """Let the whole application go by a clock of ours, and by its own again at the end."""
    clock = Travel(start)
    usual = current_app.config["CLOCK"]
    current_app.config["CLOCK"] = clock
    store = SqlStore(db.engine, writer_engine(), writer_queue(), clock, kinds(), policy())
    current_app.extensions["six_store"] = store
    try:
        yield clock
    finally:
        current_app.config["CLOCK"] = usual
        del current_app.extensions["six_store"]
        refresh_reads()


def is_empty() -> bool:
    """Say whether nothing was ever put into this database."""
    tables = (Place.key, Account.key)
    return all(db.session.scalar(select(key).limit(1)) is None for key in tables)


def load(days: int, small: bool, tell: Progress) -> None:
    """Fill an empty database with the demonstration up to this minute; raises NotEmpty.

    `days` is the longest fortnight of a compound. `small` is one compound and three days up to
    yesterday, the same at whatever hour it is loaded.
    """
    settle_in([replace(each, days=min(each.days, days)) for each in city(small)], small, tell)


def settle_in(compounds: Sequence[Compound], small: bool, tell: Progress) -> None:
    """The same with these compounds."""
    if not is_empty():
        raise NotEmpty
    now = now_ms()
    longest = max(each.days for each in compounds)
    yesterday = day_plus(day_of(now), -1)
    with travelling(day_start(day_plus(yesterday, -longest)) + 9 * HOUR) as clock:
        site = settle(compounds, small, tell)
        post_everybody(site, compounds, now)
        fortnight = days_back(yesterday, longest)
        work(site, compounds, fortnight, None if small else now, clock, tell)
        clock.go_to(now)
        if STORY.name in site.compound_ids:
            name_newcomer(site, now)
            furnish(site, yesterday, now, with_gate=small)
        report_home(site, clock, now)


def work(
    site: Site,
    compounds: Sequence[Compound],
    days: Sequence[str],
    now: int | None,
    clock: Travel,
    tell: Progress,
) -> None:
    """Let everybody do their rounds, session by session, and send them when they had a network.

    `now`: today as well, as far as it has gone.
    """
    story = Story(site, yesterday=days[-1])
    offices = _offices(site, compounds, now)
    store, rules = current_store(), rules_now()
    until = now or day_start(day_plus(days[-1], 1))
    for index, day in enumerate([*days, day_of(now)] if now else days):
        tell("rounds", index, len(days))
        left = len(days) - index
        for session in SESSIONS:
            rounds = chain.from_iterable(
                rounds_of(
                    each, site.compound_ids[each.name], site.people_of(each), day, session, left
                )
                for each in compounds
            )
            for one in sorted(up_to(until, rounds), key=lambda one: one.sent_at):
                if story.is_left_open(one, until):
                    continue
                _send(story.told(one), site.phones[one.worker], clock, store, rules, story)
            story.between_sessions(day, session, clock.go_to, store, rules)
            for after in offices:
                after(day, left, session, clock.go_to, until)
        publish_round(day)
    tell("rounds", len(days), len(days))


def _offices(site: Site, compounds: Sequence[Compound], now: int | None) -> list[Office]:
    """Return who writes down what phones leave out; in the small demonstration almost nobody."""
    found: list[Office] = []
    for each in compounds:
        if (each.name, each.days) == (CERTIFIED, CERTIFIED_DAYS):
            found.append(Certified(site, each.rows).after)
        elif now and each.name == STORY.name:
            found.append(story_office(site, each))
    return found


def publish_round(day: str) -> None:
    """Judge and publish the city's round, as its timer would, on the evening of a cut-off."""
    cut_off = last_cut_off(policy(), now_ms())
    if cut_off is None or day_of(cut_off, policy().tz) != day:
        return
    refresh_reads()
    city = db.session.scalars(select(Place).where(Place.type == "city")).first()
    if city is not None:
        judge_below(city)
        publish(city, None)


def _send(
    one: Round, phone: Phone, clock: Travel, store: SqlStore, rules: Rules, story: Story
) -> None:
    clock.go_to(one.sent_at)
    for seen in one.seen:
        story.remember(seen, phone.put_down(seen))
    size = story.network_of(one)
    if size is None:
        phone.exchange(store, rules)
    elif size:
        phone.exchange(store, rules, size=size, batches=1)


def report_home(site: Site, clock: Travel, now: int) -> None:
    """Let every phone that owes nothing say so just before the demonstration begins."""
    clock.go_to(now)
    store, rules = current_store(), rules_now()
    for phone in site.phones.values():
        if not phone.outbox:
            phone.exchange(store, rules)
