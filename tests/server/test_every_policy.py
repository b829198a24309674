"""Every shipped policy runs a server: the pages of the desk and the catalogue of the phones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from server.__main__ import check_policy
from sync.days import HOUR, day_plus, day_start
from sync.policy_file import load_policy, policy_ids
from tests.conftest import Clock
from tests.people import said, signed_in
from tests.town import CITY, COMMUNITY, COMPOUND, plant

PAGES = (
    "board?place={compound}",
    "checklist?compound={compound}",
    "zero?compound={compound}",
    "standings?place={compound}",
    "standings/waiting?place={community}",
    "cases?place={community}",
    "since?place={compound}&known_at={then}",
)


@pytest.mark.parametrize("policy_id", policy_ids())
def test_a_server_runs_by_it_and_answers_every_page_of_the_desk(
    policy_id: str, make_app: Callable[..., Flask], clock: Clock
) -> None:
    policy = load_policy(policy_id)
    clock.ms = day_start(day_plus(policy.versions[-1].from_on, 20)) + 10 * HOUR
    app = make_app(POLICY=policy_id)
    plant(app)
    clock.advance(days=1)
    secretary = signed_in(app, "community", COMMUNITY)
    then = clock.ms - HOUR
    for page in PAGES:
        path = page.format(compound=COMPOUND, community=COMMUNITY, then=then)
        answer = secretary.get(f"/api/v1/{path}")
        assert answer.status_code == 200, (path, answer.get_data(as_text=True))
    shown = said(secretary.get(f"/api/v1/checklist?compound={COMPOUND}"))
    told = {
        one["id"] for group in (*shown["pillars"], *shown["gates"]) for one in group["criteria"]
    }
    assert told == {one.id for one in policy.criteria_on(shown["day"])}
    catalogue = said(secretary.get("/api/v1/catalogue"))
    assert catalogue["policy"]["id"] == policy_id
    assert set(catalogue["policy"]["asks"]) <= set(catalogue["kinds"])
    city = signed_in(app, "city", CITY)
    assert city.get(f"/api/v1/rollup?place={CITY}").status_code == 200


def test_a_server_that_is_to_judge_by_an_unknown_policy_ends_and_names_those_there_are(
    make_app: Callable[..., Flask],
) -> None:
    with pytest.raises(SystemExit) as ended:
        check_policy(make_app(POLICY="wuhan-2021"))
    assert str(ended.value).startswith(
        "SIX_POLICY: no policy 'wuhan-2021'; there are beijing-2022, "
    )
    check_policy(make_app(POLICY="jiangxia-2022"))
