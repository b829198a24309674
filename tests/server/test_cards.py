"""Cards to stick up: each place's own code, who is responsible, and nobody's own number."""

from __future__ import annotations

import io

from pypdf import PdfReader
from werkzeug.test import TestResponse

from server.reports.cards import address_of, qr_svg
from tests import town as here
from tests.people import Person


def fetch(person: Person, kind: str, more: str = "") -> TestResponse:
    return person.get(f"/api/v1/cards?place={here.COMPOUND}&kind={kind}{more}")


def text_of(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.content_type == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_a_card_a_door_with_its_own_code(secretary: Person) -> None:
    text = text_of(fetch(secretary, "door"))
    codes = [door.removeprefix(f"{here.COMPOUND}.") for door in here.DOORS]
    assert all(code in text.replace("\n", "") for code in codes)
    assert here.COMPOUND not in text
    assert "华氏儒商花园" in text


def test_an_areas_card_names_it_and_its_building(secretary: Person) -> None:
    text = text_of(fetch(secretary, "area", "&lang=en"))
    assert "电梯A" in text
    assert "大门" in text
    assert "Scan it in Six in Place" in text


def test_a_stairwell_says_who_is_responsible_and_bears_no_number_of_theirs(
    secretary: Person,
) -> None:
    fields = {"lead": "王桂兰", "deputy": "李建国", "phone": "13812341234", "grid": "第3网格"}
    body = {"kind": "assignment", "place": here.BUILDING, "fields": fields}
    assert secretary.post("/api/v1/register", body).status_code == 200
    text = text_of(fetch(secretary, "stairwell", "&phone=027-85550101"))
    assert "王桂兰" in text
    assert "027-85550101" in text
    assert "13812341234" not in text
    assert "还没定人" in text, "the other building has no lead"


def test_where_there_is_nothing_to_print_it_says_so(secretary: Person) -> None:
    sibling = f"/api/v1/cards?place={here.SIBLING_COMPOUND}&kind=door"
    assert secretary.get(sibling).status_code == 409


def test_a_code_opens_the_phone_at_its_place_and_holds_nothing_else() -> None:
    assert address_of("https://six.example/", here.DOORS[0]) == (
        f"https://six.example/#/at/{here.DOORS[0]}"
    )
    assert qr_svg(here.LIFT) == qr_svg(here.LIFT)
    assert qr_svg(here.LIFT) != qr_svg(here.GATE)
