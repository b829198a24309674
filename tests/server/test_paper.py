"""Paper: real glyphs whatever the machine has; every page with its head, as-of and number."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from server import problems
from server.reports.pdf_file import MOST_ROWS, PAPER, to_json, write_pdf
from server.reports.table import Column, Table
from server.reports.typeset import set_picture
from tests.paper import embedded_fonts

SIX_WORDS = "无疫情排查消杀登记表"
NOT_IN_ANY_FONT = "\U0002ffff"  # typst shows what it cannot set as .notdef


def table(rows: int, lang: str = "zh") -> Table:
    columns = [Column("门牌", 10), Column("结果", 10)]
    facts = [("范围", "西桥社区"), ("截至", "2020-03-10 08:30")]
    filled = [[f"{number}室", "正常"] for number in range(rows)]
    return Table("x", SIX_WORDS, facts, columns, filled, "en" if lang == "en" else "zh",
                 "截至 2020-03-10 08:30", ("填表人",))  # fmt: skip


def pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def test_every_character_has_a_glyph_of_its_own(app: Flask) -> None:
    """On the page of a ledger as it is rendered, not in a font that the ledger may not use."""

    def drawn(title: str) -> bytes:
        made = Table("x", title, [], [Column("", 10)], [[""]], "zh")
        return set_picture(PAPER, table=to_json(made, [[""]]))

    with app.app_context():
        missing, blank = drawn(NOT_IN_ANY_FONT), drawn("")
        seen = [drawn(one) for one in SIX_WORDS]
    assert len({missing, blank, *seen}) == len(SIX_WORDS) + 2


def test_the_font_travels_in_the_file(app: Flask) -> None:
    with app.app_context():
        fonts = embedded_fonts(PdfReader(io.BytesIO(write_pdf(table(3)))).pages[0])
    assert fonts
    assert all("NotoSansSC" in name and "+" in name for name in fonts), fonts
    assert all(size > 1_000 for size in fonts.values()), "named and not there"


def test_every_page_has_the_head_the_moment_and_its_number(app: Flask) -> None:
    with app.app_context():
        read = pages(write_pdf(table(120)))
    assert len(read) > 1
    assert SIX_WORDS in read[0]
    for number, text in enumerate(read, start=1):
        assert "门牌 结果" in text
        assert "截至 2020-03-10 08:30" in text
        assert f"第 {number} / {len(read)} 页" in text
    assert "填表人" in read[-1]
    told = "\n".join(read)
    assert all(f"{number}室" in told for number in range(120))


def test_nobody_signs_a_sheet_without_a_row(app: Flask) -> None:
    """A signature that stands alone on a sheet could be put under anything."""
    with app.app_context():
        read = [pages(write_pdf(table(rows))) for rows in (1, *range(40, 64))]
    assert {len(one) for one in read} == {1, 2}, "the end of a page lies among these"
    for one in read:
        assert "室" in one[-1]
        assert "填表人" in one[-1]
        assert "日期" in one[-1]


def test_figures_stand_at_the_right_and_words_at_the_left(app: Flask) -> None:
    columns = [Column("楼栋", 40), Column("应查户", 40, figure=True)]
    made = Table("x", SIX_WORDS, [], columns, [["1栋", "7"], ["2栋", "1234"]], "zh")
    where: dict[str, float] = {}

    def visit(text: str, page: list[float], line: list[float], *_: object) -> None:
        where[text.strip()] = page[4] + line[4]

    with app.app_context():
        page = PdfReader(io.BytesIO(write_pdf(made))).pages[0]
    page.extract_text(visitor_text=visit)
    assert where["1栋"] == where["2栋"]
    assert where["7"] > where["1234"] > where["1栋"] + 200


def test_an_english_paper_counts_its_pages_in_english(app: Flask) -> None:
    with app.app_context():
        assert "Page 1 / 1" in pages(write_pdf(table(1, "en")))[0]


def test_a_table_too_long_for_paper_is_refused_before_it_is_read(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(problems.TooLongForPaper):
            write_pdf(table(1), count=MOST_ROWS + 1)
        with pytest.raises(problems.TooLongForPaper):
            write_pdf(table(MOST_ROWS + 1))
