"""A compound that was taken away since is looked back at as long as its pages are asked for it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.log.authoring import Draft
from sync.kinds import VOID
from tests.conftest import Clock
from tests.people import Person
from tests.town import BUILDING, COMPOUND, DOOR, author

API = "/api/v1"
PAGES = (
    f"board?place={COMPOUND}",
    f"board/days?place={COMPOUND}&kind=disinfection",
    f"missed?place={COMPOUND}",
    f"missed/round?place={BUILDING}&day=2020-03-10&session=am",
    f"replicas?place={COMPOUND}",
    f"matters?place={COMPOUND}",
    f"checklist?compound={COMPOUND}",
    f"checklist/S3.1?compound={COMPOUND}",
    f"waivers?compound={COMPOUND}",
    f"zero?compound={COMPOUND}",
    f"gates/watch?place={COMPOUND}",
    f"spot-samples?place={COMPOUND}",
    f"cases?place={COMPOUND}",
    f"standings?place={COMPOUND}",
    f"standings/waiting?place={COMPOUND}",
    f"records?place={COMPOUND}",
    f"people?place={COMPOUND}",
    f"invitations?place={COMPOUND}",
    f"access?place={COMPOUND}",
    f"accounts?place={COMPOUND}",
    f"audit?place={COMPOUND}",
    f"exports?place={COMPOUND}",
    f"exports/board?place={COMPOUND}&format=csv",
)


@pytest.fixture
def gone_at(town: Flask, secretary: Person, clock: Clock) -> int:
    """A moment before the compound and all that is in it was taken away."""
    at = clock.ms
    clock.advance(minutes=1)
    author(town, *(Draft("place", id, {VOID: True}) for id in (DOOR, BUILDING, COMPOUND)))
    clock.advance(minutes=1)
    return at


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_what_is_gone_is_found_at_the_moment_at_which_it_stood(
    secretary: Person, gone_at: int, page: str
) -> None:
    def asked(path: str) -> Any:
        return secretary.get(f"{API}/{path}")

    if not page.startswith("waivers"):
        assert asked(page).status_code == 404
    then = asked(f"{page}&known_at={gone_at}")
    assert then.status_code == 200, then.get_data(as_text=True)
