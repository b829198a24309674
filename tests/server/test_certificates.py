"""The certificate on paper, and its public page: true today, provable, and about no person."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update
from werkzeug.test import TestResponse

from server.db import writing
from server.models import FeedEntry
from tests.conftest import Clock
from tests.paper import embedded_fonts
from tests.server.standings import Ladder, case
from tests.town import COMPOUND, author


@pytest.fixture
def held(ladder: Ladder) -> Any:
    return ladder.certify()["certificate"]


def look(app: Flask, id: str) -> TestResponse:
    return app.test_client().get(f"/certificates/{id}")


def test_the_paper_says_what_who_when_and_on_which_evidence(ladder: Ladder, held: Any) -> None:
    query = {"place": COMPOUND}
    answer = ladder.community.get("/api/v1/standings/certificate", query_string=query)
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    [text] = [page.extract_text() for page in reader.pages]
    for said in ("无疫情小区", "华氏儒商花园", held["number"], "江汉区疫情防控指挥部",
                 "武汉市无疫情小区(2020年3月)", "2020-03-10 08:34", held["digest"],
                 held["address"]):  # fmt: skip
        assert said in text, (said, text)
    assert round(float(reader.pages[0].mediabox.height)) == 842
    assert "某某" not in text


def test_the_certificate_carries_its_fonts_and_names_nobody(ladder: Ladder, held: Any) -> None:
    query = {"place": COMPOUND}
    answer = ladder.community.get("/api/v1/standings/certificate", query_string=query)
    reader = PdfReader(io.BytesIO(answer.data))
    fonts = embedded_fonts(reader.pages[0])
    assert fonts
    assert all("NotoSansSC" in name and size > 1_000 for name, size in fonts.items()), fonts
    told = reader.pages[0].extract_text() + str(reader.metadata) + str(reader.xmp_metadata)
    people = (ladder.community, ladder.street, ladder.district, ladder.city)
    assert not any(person.id in told.split() for person in people)
    assert not any(f"{role}某某" in told for role in ("community", "street", "district", "city"))


def test_without_a_certificate_there_is_no_paper(ladder: Ladder) -> None:
    query = {"place": COMPOUND}
    answer = ladder.community.get("/api/v1/standings/certificate", query_string=query)
    assert answer.status_code == 404


def test_anybody_may_see_that_it_is_valid_today(town: Flask, held: Any) -> None:
    assert held["address"].endswith(f"/certificates/{held['id']}")
    answer = look(town, held["id"])
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for said in ("今天有效", "Valid today", "华氏儒商花园", held["digest"], "和当时的记录一致"):
        assert said in text
    assert "某某" not in text
    assert "<script" not in text
    assert "style=" not in text


def test_the_page_follows_what_happens(town: Flask, held: Any, clock: Clock) -> None:
    clock.advance(days=1, hours=9)
    author(town, case("opened", "suspected", "2020-03-11", hour=12))
    text = look(town, held["id"]).get_data(as_text=True)
    assert "已暂停" in text
    assert "马上停止" in text
    # What a person suspended, a person restores: nobody is promised that it happens by itself.
    assert "自动" not in text
    author(town, case("excluded", "suspected", "2020-03-11", hour=13))
    assert "今天有效" in look(town, held["id"]).get_data(as_text=True)
    author(town, case("opened", "confirmed", "2020-03-11", "z", hour=14))
    text = look(town, held["id"]).get_data(as_text=True)
    assert "已取消" in text
    assert "张" not in text


def test_evidence_that_was_changed_in_the_log_is_told(town: Flask, held: Any) -> None:
    with town.app_context(), writing() as session:
        session.execute(update(FeedEntry).values(acc=b"x" * 16))
    assert "和记录不一致" in look(town, held["id"]).get_data(as_text=True)


@pytest.mark.parametrize("id", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "a" * 300])
def test_what_is_no_certificate_is_not_found(town: Flask, id: str) -> None:
    answer = look(town, id)
    assert answer.status_code == 404
    assert "查不到这张证书" in answer.get_data(as_text=True)


def test_a_step_that_is_no_certificate_has_no_page(town: Flask, ladder: Ladder) -> None:
    shown = ladder.certify()
    declared = next(line for line in shown["history"] if line["step"] == "declare")
    assert look(town, declared["record"]).status_code == 404
