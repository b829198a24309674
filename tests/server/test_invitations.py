"""A phone's way in: invited by somebody who may, once, within a day, to named places."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from server.db import db, writing
from server.models import Account, Audit, Grant, Invitation
from server.people import accounts
from sync.days import day_end
from tests import postgres
from tests.conftest import Clock
from tests.people import OWN_PAGE, Person, said, signed_in
from tests.town import (
    BUILDING,
    COMMUNITY,
    COMPOUND,
    DOORS,
    FOREIGN_BUILDING,
    FOREIGN_COMMUNITY,
    SIBLING_BUILDING,
    STREET,
    plant,
)

INVITATIONS, LOOK, ENROL = "/api/v1/invitations", "/api/v1/enrol/look", "/api/v1/enrol"
FOR_WANG = {"name": "王桂兰", "role": "building_lead", "places": [BUILDING], "until": "2020-03-31"}


@pytest.fixture
def invitation(secretary: Person) -> Any:
    return invite(secretary)


def invite(inviter: Person, **more: Any) -> Any:
    answer = inviter.post(INVITATIONS, FOR_WANG | more)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return said(answer)


def enrol(app: Flask, **body: Any) -> Any:
    return app.test_client().post(ENROL, json=body, headers=OWN_PAGE)


def test_an_invitation_is_shown_once_with_its_address_code_and_qr(invitation: Any) -> None:
    assert invitation["url"] == f"http://localhost/#i={invitation['token']}"
    assert len(invitation["token"]) == 43
    assert invitation["code"].isdecimal()
    assert len(invitation["code"]) == 6
    assert invitation["qr_svg"].startswith("<svg")
    assert "style=" not in invitation["qr_svg"]


@pytest.mark.parametrize("by", ["token", "code"])
def test_looking_tells_who_invites_to_what_and_uses_nothing_up(
    town: Flask, invitation: Any, by: str
) -> None:
    for _ in range(2):
        answer = town.test_client().post(LOOK, json={by: invitation[by]})
        assert said(answer) == {
            "inviter": "肖姐",
            "name": "王桂兰",
            "role": "building_lead",
            "until": day_end("2020-03-31"),
            "places": [{"id": BUILDING, "name": "3栋", "households": 6}],
            "sessions": [{"zh": "早查", "en": "Morning"}, {"zh": "晚查", "en": "Evening"}],
            "download_kb": 10,
        }


@pytest.mark.parametrize("by", ["token", "code"])
def test_enrolling_makes_a_person_who_is_signed_in_at_the_places_granted(
    town: Flask, invitation: Any, by: str
) -> None:
    answer = enrol(town, name="王姨", device={"label": "红米", "platform": "Android 9"},
                   **{by: invitation[by]})  # fmt: skip
    assert answer.status_code == 200
    person = said(answer)
    assert person["user"]["name"] == "王姨"
    assert len(person["push_key"]) == 43
    assert person["grants"] == [
        {
            "place": {"id": BUILDING, "name": "3栋", "type": "building",
                      "path_names": ["武汉市", "江汉区", "唐家墩街道", "西桥社区", "华氏儒商花园"]},
            "role": "building_lead",
            "valid_from": person["grants"][0]["valid_from"],
            "valid_to": day_end("2020-03-31"),
        }
    ]  # fmt: skip
    header = {"Authorization": f"Bearer {person['access']}"}
    me = said(town.test_client().get("/api/v1/me", headers=header))
    assert me["user"]["id"] == person["user"]["id"]
    assert "six=" in answer.headers["Set-Cookie"]


def test_an_invitation_is_good_for_one_phone(town: Flask, invitation: Any) -> None:
    assert enrol(town, token=invitation["token"]).status_code == 200
    for again in ({"token": invitation["token"]}, {"code": invitation["code"]}):
        second = enrol(town, **again)
        assert (second.status_code, said(second)["code"]) == (410, "invitation_over")
    assert town.test_client().post(LOOK, json={"code": invitation["code"]}).status_code == 410


def test_an_invitation_lasts_a_day(town: Flask, invitation: Any, clock: Clock) -> None:
    clock.advance(hours=23, minutes=59)
    assert town.test_client().post(LOOK, json={"code": invitation["code"]}).status_code == 200
    clock.advance(minutes=1)
    assert enrol(town, code=invitation["code"]).status_code == 410


def test_a_withdrawn_invitation_is_over(town: Flask, secretary: Person, invitation: Any) -> None:
    gone = secretary.send("DELETE", f"{INVITATIONS}/{invitation['id']}")
    assert gone.status_code == 204
    assert enrol(town, token=invitation["token"]).status_code == 410


@pytest.mark.parametrize("ended", [Grant, Account])
def test_what_was_given_out_does_not_outlive_the_role_of_who_gave_it(
    town: Flask, secretary: Person, invitation: Any, clock: Clock, ended: Any
) -> None:
    column = "valid_to" if ended is Grant else "disabled_at"
    with town.app_context(), writing() as session:
        session.execute(update(ended).values({column: clock()}))
    for by in ("token", "code"):
        assert town.test_client().post(LOOK, json={by: invitation[by]}).status_code == 410
        answer = enrol(town, **{by: invitation[by]})
        assert (answer.status_code, said(answer)["code"]) == (410, "invitation_over")


def test_an_invitation_for_somebody_does_not_open_what_they_were_given_since(
    town: Flask, secretary: Person, invitation: Any
) -> None:
    wang = said(enrol(town, token=invitation["token"]))["user"]["id"]
    again = invite(secretary, person=wang)
    with town.app_context(), writing() as session:
        person = session.get_one(Account, int(wang[1:]))
        accounts.add_grants(session, person, "community", [FOREIGN_COMMUNITY])
    assert enrol(town, token=again["token"]).status_code == 410


def test_nobody_comes_in_as_somebody_whose_account_is_closed(
    town: Flask, secretary: Person, invitation: Any
) -> None:
    wang = said(enrol(town, token=invitation["token"]))["user"]["id"]
    again = invite(secretary, person=wang)
    with town.app_context(), writing() as session:
        session.get_one(Account, int(wang[1:])).disabled_at = 1
    assert enrol(town, token=again["token"]).status_code == 410
    refused = secretary.post(INVITATIONS, FOR_WANG | {"person": wang})
    assert (refused.status_code, said(refused)["why"]["zh"]) == (
        409, "这个人的账号停用着;请先恢复,或当作新的人邀请",
    )  # fmt: skip


def test_an_invitation_is_not_called_withdrawn_while_somebody_comes_in_by_it(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    app = make_app(DATABASE_URL=postgres.fresh_database())
    plant(app)
    secretary, answers = signed_in(app, "community", COMMUNITY), list[int]()
    address = f"{INVITATIONS}/{invite(secretary)['id']}"
    asking = threading.Thread(
        target=lambda: answers.append(secretary.send("DELETE", address).status_code)
    )
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with app.app_context():
        with writing() as session:
            session.scalars(select(Invitation).with_for_update()).one().used_at = clock()
            session.flush()
            asking.start()
            while not session.scalar(waits):
                assert asking.is_alive(), "withdrawn before it was known whether it was used"
        asking.join()
    assert answers == [409]


def test_a_used_invitation_cannot_be_withdrawn(
    town: Flask, secretary: Person, invitation: Any
) -> None:
    enrol(town, token=invitation["token"])
    refused = secretary.send("DELETE", f"{INVITATIONS}/{invitation['id']}")
    assert refused.status_code == 409


def test_a_known_person_with_a_new_phone_stays_the_same_person(
    town: Flask, secretary: Person, invitation: Any
) -> None:
    first = said(enrol(town, token=invitation["token"]))
    again = invite(secretary, person=first["user"]["id"])
    second = said(enrol(town, token=again["token"], name="somebody else"))
    assert second["user"] == first["user"]
    with town.app_context():
        assert (
            len(db.session.scalars(select(Grant).where(Grant.role == "building_lead")).all()) == 1
        )


def test_the_rights_end_with_the_last_day(town: Flask, invitation: Any, clock: Clock) -> None:
    person = said(enrol(town, token=invitation["token"]))
    header = {"Authorization": f"Bearer {person['access']}"}
    clock.ms = day_end("2020-03-31") - 1
    door = f"/api/v1/doors/{DOORS[0]}/history"
    assert town.test_client().get(door, headers=header).status_code == 200
    clock.ms = day_end("2020-03-31")
    assert town.test_client().get(door, headers=header).status_code == 403


def test_the_desk_lists_its_own_invitations_without_their_secrets(
    town: Flask, secretary: Person, invitation: Any
) -> None:
    listed = secretary.get(f"{INVITATIONS}?place={COMMUNITY}")
    (row,) = said(listed)["invitations"]
    assert (row["id"], row["name"], row["used_at"]) == (invitation["id"], "王桂兰", None)
    assert row["places"] == [{"id": BUILDING, "name": "华氏儒商花园 3栋"}]
    text = listed.get_data(as_text=True)
    assert invitation["token"] not in text
    assert invitation["code"] not in text
    foreign = signed_in(town, "community", FOREIGN_COMMUNITY)
    assert said(foreign.get(f"{INVITATIONS}?place={FOREIGN_COMMUNITY}"))["invitations"] == []
    assert foreign.get(f"{INVITATIONS}?place={COMMUNITY}").status_code == 404
    assert foreign.send("DELETE", f"{INVITATIONS}/{invitation['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"places": [FOREIGN_BUILDING]}, 404),
        ({"places": [BUILDING, FOREIGN_BUILDING]}, 404),
        ({"places": ["nowhere"]}, 404),
        ({"places": [COMPOUND]}, 422),
        ({"places": [DOORS[0]]}, 422),
        ({"places": []}, 422),
        ({"role": "community", "places": [COMMUNITY]}, 403),
        ({"role": "operator"}, 403),
        ({"role": "king"}, 422),
        ({"until": "2020-02-30"}, 422),
        ({"until": "2020-03-09"}, 422),
        ({"name": ""}, 422),
        ({"name": "a\u202eb"}, 422),
        ({"person": "u99"}, 404),
        ({"valid_to": 5}, 422),
    ],
)  # fmt: skip
def test_nobody_invites_beyond_their_own_rights(
    secretary: Person, change: dict[str, Any], status: int
) -> None:
    answer = secretary.post(INVITATIONS, FOR_WANG | change)
    assert answer.status_code == status, answer.get_data(as_text=True)


def test_each_level_invites_the_one_below(town: Flask) -> None:
    street = signed_in(town, "street", STREET)
    answer = street.post(INVITATIONS, FOR_WANG | {"role": "community", "places": [COMMUNITY]})
    assert answer.status_code == 201
    lead = signed_in(town, "building_lead", BUILDING)
    assert lead.post(INVITATIONS, FOR_WANG | {"places": [SIBLING_BUILDING]}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {}, [], "x", {"token": "x", "code": "123456"}, {"code": "12345"}, {"code": "１２３４５６"},
        {"token": ""}, {"code": 123456}, {"code": "123456", "more": 1},
    ],
)  # fmt: skip
def test_a_secret_of_the_wrong_shape_is_told_so(town: Flask, body: Any) -> None:
    assert town.test_client().post(LOOK, json=body).status_code == 422


def test_an_unknown_secret_is_a_404(town: Flask) -> None:
    for body in ({"code": "000000"}, {"token": "A" * 43}):
        assert town.test_client().post(LOOK, json=body).status_code == 404


def test_guessing_codes_is_stopped(make_app: Callable[..., Flask]) -> None:
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    answers = [client.post(LOOK, json={"code": f"{n:06}"}).status_code for n in range(25)]
    assert answers[:20] == [404] * 20
    assert answers[20:] == [429] * 5


def test_wrong_codes_from_many_addresses_are_stopped_and_a_qr_still_lets_in(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    plant(app)
    made = invite(signed_in(app, "community", COMMUNITY))

    def guess(n: int) -> int:
        wrong, address = {"code": f"{n:06}"}, f"10.0.0.{n % 16}"
        client = app.test_client()
        return client.post(LOOK, json=wrong, environ_base={"REMOTE_ADDR": address}).status_code

    answers = [guess(n) for n in range(110) if f"{n:06}" != made["code"]]
    assert answers.count(404) == 100
    assert answers[100:] == [429] * (len(answers) - 100)
    assert enrol(app, code=made["code"]).status_code == 429
    assert enrol(app, token=made["token"]).status_code == 200


def test_right_codes_are_not_counted_against_an_office(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    plant(app)
    made = invite(signed_in(app, "community", COMMUNITY))
    for address in range(5):
        for _ in range(15):
            answer = app.test_client().post(
                LOOK, json={"code": made["code"]}, environ_base={"REMOTE_ADDR": f"10.0.0.{address}"}
            )
            assert answer.status_code == 200
    assert enrol(app, code=made["code"]).status_code == 200


def test_enrolling_needs_our_own_page(town: Flask, invitation: Any) -> None:
    answer = town.test_client().post(ENROL, json={"token": invitation["token"]})
    assert (answer.status_code, said(answer)["code"]) == (403, "cross_site")


def test_no_secret_of_an_invitation_is_stored(town: Flask, invitation: Any) -> None:
    folder = Path(town.config["SIX_DATA"])
    raw = b"".join(path.read_bytes() for path in folder.glob("six.sqlite*"))
    assert invitation["token"].encode() not in raw
    with town.app_context():
        row = db.session.scalars(select(Invitation)).one()
        assert invitation["code"].encode() not in row.code_hash + row.token_hash


def test_inviting_and_enrolling_are_noted(town: Flask, invitation: Any) -> None:
    enrol(town, token=invitation["token"])
    with town.app_context():
        acts = list(db.session.scalars(select(Audit.act).order_by(Audit.key)))
    assert acts[-3:] == ["invite", "grant", "enrol"]


def test_the_desk_sees_what_became_of_each_invitation(
    town: Flask, secretary: Person, invitation: Any, clock: Clock
) -> None:
    enrol(town, token=invitation["token"], device={"label": "Redmi", "platform": "Android"})
    secretary.send("DELETE", f"{INVITATIONS}/{invite(secretary, name='李建国')['id']}")
    invite(secretary, name="张敏")
    clock.advance(hours=25)
    invite(secretary, name="周敏")
    listed = said(secretary.get(f"{INVITATIONS}?place={COMMUNITY}"))["invitations"]
    assert [(row["name"], row["state"]) for row in listed] == [
        ("周敏", "open"), ("张敏", "expired"), ("李建国", "withdrawn"), ("王桂兰", "used"),
    ]  # fmt: skip
    assert listed[-1]["joined"] == {"name": "王桂兰", "device": "Redmi"}
