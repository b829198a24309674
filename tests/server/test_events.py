"""The event feed: each accepted op once, none skipped, and no person without a reason."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from server.db import db
from server.events.cursor import AnotherLife, Broken, pack, unpack
from server.events.reading import share
from server.log.authoring import Draft
from server.models import Audit
from server.store import current_store
from sync.log import Range
from tests.conftest import Clock
from tests.people import PASSPHRASE, Person, add_account, said, signed_in
from tests.town import (
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOORS,
    FOREIGN_COMMUNITY,
    LIFT,
    STREET,
    author,
)

GUIDE = Path(__file__).resolve().parents[2] / "server" / "api" / "EVENTS.md"
TODAY = "2020-03-10"


def events(person: Person, place: str = COMMUNITY, **query: Any) -> Any:
    answer = person.get("/api/v1/events", query_string={"place": place} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def read_all(person: Person, limit: int, after: str = "") -> tuple[list[Any], str]:
    found: list[Any] = []
    while True:
        page = events(person, limit=limit, after=after)
        assert len(page["events"]) <= limit
        found += page["events"]
        after = page["next"]
        if not page["more"]:
            return found, after


def visit(door: str, **more: Any) -> Draft:
    fields = {"outcome": "normal", "method": "door", **more}
    return Draft("screening", door, fields, slot=f"{TODAY}/am")


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_every_event_comes_once_in_the_order_of_its_feed(
    town: Flask, secretary: Person, limit: int
) -> None:
    author(town, *(visit(door) for door in DOORS))
    found, cursor = read_all(secretary, limit)
    ids = [one["op"]["id"] for one in found]
    assert len(set(ids)) == len(ids)
    feeds: dict[tuple[str, str], list[int]] = {}
    for one in found:
        feeds.setdefault((one["feed"]["place"], one["feed"]["stream"]), []).append(one["q"])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in feeds.values())
    assert sum(one["op"]["kind"] == "screening" for one in found) == len(DOORS)
    assert events(secretary, after=cursor)["events"] == []


def test_what_arrives_later_follows_the_cursor_and_nothing_else_does(
    town: Flask, secretary: Person
) -> None:
    _, cursor = read_all(secretary, 1000)
    (late,) = author(town, visit(DOORS[0]))
    page = events(secretary, after=cursor)
    assert [one["op"]["id"] for one in page["events"]] == [late]
    assert events(secretary, after=page["next"])["events"] == []


def test_persons_are_left_out_unless_a_reason_is_given_and_kept(
    town: Flask, secretary: Person
) -> None:
    author(town, visit(DOORS[0], note="家里有老人", who="李建国"),
           Draft("contact", DOORS[0], {"head": "李建国", "phone": "13812341234"}))  # fmt: skip
    masked = events(secretary, stream="person")
    assert "李建国" not in json.dumps(masked, ensure_ascii=False)
    assert "1381234" not in json.dumps(masked)
    assert [one["op"]["left_out"] for one in masked["events"]] == [
        ["note", "who"], ["head", "phone"]]  # fmt: skip
    named = events(secretary, stream="person", reason="区疾控接口核对")
    assert named["events"][1]["op"]["set"] == {"head": "李建国", "phone": "13812341234"}
    with town.app_context():
        kept = db.session.scalars(
            select(Audit.details).where(Audit.act == "read_events").order_by(Audit.key)
        ).all()
    assert [orjson.loads(one)["reason"] for one in kept] == [None, "区疾控接口核对"]
    assert orjson.loads(kept[1])["persons"] == 2


def test_a_street_gets_no_names_and_a_district_no_doors(town: Flask) -> None:
    author(town, visit(DOORS[0]),
           Draft("disinfection", LIFT, {"agent": "chlorine"}, slot=f"{TODAY}/am"))  # fmt: skip
    street = signed_in(town, "street", STREET)
    answer = street.get(f"/api/v1/events?place={COMMUNITY}&reason=看看名字")
    assert answer.status_code == 403
    district = signed_in(town, "district", DISTRICT)
    streams = {one["feed"]["stream"] for one in events(district, limit=1000)["events"]}
    assert streams == {"ref", "work"}
    assert events(district, stream="person")["events"] == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"place": FOREIGN_COMMUNITY}, 404, "not_found"),
        ({"place": STREET}, 404, "not_found"),
        ({"after": "not a cursor"}, 422, "invalid"),
        ({"after": "AAAA"}, 422, "invalid"),
        ({"limit": 0}, 422, "invalid"),
        ({"stream": "quar"}, 422, "invalid"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    secretary: Person, query: dict[str, Any], status: int, code: str
) -> None:
    answer = secretary.get("/api/v1/events", query_string={"place": COMMUNITY} | query)
    assert (answer.status_code, said(answer)["code"]) == (status, code)


def test_after_a_restore_a_reader_is_told_to_begin_again(town: Flask, secretary: Person) -> None:
    _, cursor = read_all(secretary, 1000)
    with town.app_context():
        current_store().new_epoch()
    answer = secretary.get(f"/api/v1/events?place={COMMUNITY}&after={cursor}")
    assert (answer.status_code, said(answer)["code"]) == (409, "cursor_over")
    assert read_all(secretary, 1000)[0]


def test_a_cursor_beyond_the_end_is_of_a_log_that_was_forgotten(
    town: Flask, secretary: Person
) -> None:
    with town.app_context():
        beyond = pack(current_store().epoch(), dict.fromkeys(range(1, 50), 10_000))
    answer = secretary.get(f"/api/v1/events?place={COMMUNITY}&after={beyond}")
    assert said(answer)["code"] == "cursor_over"


def test_a_cursor_says_again_what_was_packed() -> None:
    held = {1: 0, 2: 127, 3: 128, 9_000: 2**40}
    assert unpack(pack("e", held), "e") == held
    with pytest.raises(AnotherLife):
        unpack(pack("e", held), "f")
    for broken in ("", "é", pack("e", held)[:-2], "AQ"):
        with pytest.raises((Broken, AnotherLife)):
            unpack(broken, "e")


def test_no_feed_starves_behind_a_long_one() -> None:
    shares = share({1: 10_000, 2: 5, 3: 5, 4: 0}, {}, 30)
    assert shares == [Range(1, 0, 20), Range(2, 0, 5), Range(3, 0, 5)]
    assert sum(one.size for one in share(dict.fromkeys(range(1, 9), 50), {}, 5)) == 5


def test_the_guides_example_is_what_the_server_answers(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    text = GUIDE.read_text("utf-8")
    asked = re.findall(r"```http\nGET (\S.*)\n```", text)
    told = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    assert len(asked) == len(told) == 3
    known: dict[str, str] = {}
    for number, (path, answer) in enumerate(zip(asked, told, strict=True)):
        if number == 1:
            record_and_correct(town, secretary, clock)
        for name, value in known.items():
            path = path.replace(name, value)
        agree(said(secretary.get(path)), answer, known)
    assert len(known) == 5
    first = events(secretary, COMPOUND, stream="work", reason="对照样例")["events"][0]
    assert first["op"]["set"]["inspector"] == "陈医生"
    assert first["op"]["left_out"] == []


@pytest.fixture
def served(town: Flask) -> Iterator[str]:
    """The address of the town, served on a port as a real server does it."""
    server = make_server("127.0.0.1", 0, town, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def block(language: str) -> str:
    """The last block of the guide in a language."""
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return found[-1]


def test_the_guides_program_runs_as_it_stands_there(
    town: Flask, secretary: Person, clock: Clock, served: str, tmp_path: Path
) -> None:
    """Twice: what it has printed it does not print again, and after a restore it reads anew."""
    add_account(town, "xiao", "community", COMMUNITY)
    record_and_correct(town, secretary, clock)
    (tmp_path / "follow.py").write_text(block("python"), "utf-8")
    env = os.environ | {"SIX_ACCOUNT": "xiao", "SIX_PASSPHRASE": PASSPHRASE, "PYTHONUTF8": "1"}

    def printed() -> list[Any]:
        command = [sys.executable, "follow.py", served, COMPOUND]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    first = printed()
    whole = events(secretary, COMPOUND, limit=1000)["events"]
    assert sorted(op["id"] for op in first) == sorted(event["op"]["id"] for event in whole)
    assert {"disinfection"} < {op["kind"] for op in first}, "of more than one stream"
    author(town, visit(DOORS[0]))
    assert [op["kind"] for op in printed()] == ["screening"]
    assert printed() == []
    with town.app_context():
        current_store().new_epoch()
    assert len(printed()) == len(first) + 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="the guide's commands are curl's")
def test_the_guides_commands_run_as_they_stand_there(
    town: Flask, secretary: Person, clock: Clock, served: str, tmp_path: Path
) -> None:
    add_account(town, "xiao", "community", COMMUNITY)
    record_and_correct(town, secretary, clock)
    commands = block("sh").replace("http://localhost:8000", served)
    commands = commands.replace("shuang liu xiao qu", PASSPHRASE)
    subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", commands], cwd=tmp_path, check=True)
    (event,) = json.loads((tmp_path / "events.json").read_text("utf-8"))["events"]
    assert event["op"]["set"]["mg_l"] == 250
    checklist = json.loads((tmp_path / "checklist.json").read_text("utf-8"))
    assert len(checklist["pillars"]) == 6
    heads, row = (tmp_path / "disinfection.csv").read_text("utf-8-sig").splitlines()
    assert heads.startswith("日期,小区")
    assert "500 mg/L" in row


def record_and_correct(town: Flask, by: Person, clock: Clock) -> None:
    """What the guide says happened between its questions."""
    fields: dict[str, Any] = {
        "agent": "chlorine", "mg_l": 250, "method": ["wipe"], "inspector": "陈医生"}  # fmt: skip
    opened = Draft("disinfection", LIFT, fields, slot=f"{TODAY}/am", at=1_583_799_000_000)
    (first,) = author(town, opened, by=by.id)
    clock.advance(minutes=1)
    change = Draft("disinfection", LIFT, {"mg_l": 500}, slot=f"{TODAY}/am", root=first,
                   parents=[first])  # fmt: skip
    author(town, change, by=by.id)


def agree(found: Any, told: Any, known: dict[str, str]) -> None:
    """The answer is the guide's; what the guide calls <op 1> is the same id everywhere."""
    if isinstance(told, str) and re.fullmatch("<.+>", told):
        assert known.setdefault(told, found) == found
    elif isinstance(told, dict):
        assert found.keys() == told.keys()
        for name, value in told.items():
            agree(found[name], value, known)
    elif isinstance(told, list):
        assert len(found) == len(told)
        for one, other in zip(found, told, strict=True):
            agree(one, other, known)
    else:
        assert found == told
