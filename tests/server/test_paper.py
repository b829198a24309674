"""Paper: real glyphs whatever the machine has; every page with its head, as-of and number."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from pypdf import PdfReader

from server import problems
from server.reports.catalog import page_tables
from server.reports.ledger import load_ledgers
from server.reports.making import Made
from server.reports.page_table import columns_under
from server.reports.pages import importing
from server.reports.parts import fit_paper
from server.reports.pdf_file import PAPER, steps_pdf, to_json, write_pdf
from server.reports.table import Column, Table
from server.reports.typeset import set_picture
from server.reports.xlsx_file import LANDSCAPE_FROM
from tests.paper import embedded_fonts

SIX_WORDS = "无疫情排查消杀登记表"
LANDSCAPE_MM, PORTRAIT_MM, INSET_MM, LETTER_MM = 273, 186, 2.8, 1.6
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


def test_what_the_font_lacks_stands_as_its_code_and_the_paper_says_so(app: Flask) -> None:
    """A name of rare characters leaves no empty boxes, and is found in the text of the file."""
    made = replace(table(0), rows=[["张𠀀", "👨\u200d👩 好\ufe0f"], ["龘", "正常"]])
    with app.app_context():
        (text,) = pages(write_pdf(made))
        (plain,) = pages(write_pdf(table(3)))
    flat = "".join(text.split())
    assert "张[U+20000]" in flat
    assert "[U+1F468][U+1F469]好龘" in flat, "what has no shape leaves no code"
    assert "没有3个字,写的是编码,如[U+1F468];原字在Excel和CSV里。" in flat
    assert "编码" not in plain


def test_a_long_paper_tells_at_its_end_what_its_first_piece_lacked(app: Flask) -> None:
    rows = [["𠀀" if at == 0 else "门", "正常"] for at in range(60)]
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.reports.pdf_file.TAGGED_ROWS", 10)
        patch.setattr("server.reports.pdf_file.PIECE", 50)
        *before, last = pages(write_pdf(replace(table(0), rows=rows)))
    assert "没有 1 个字" in last
    assert before
    assert not [text for text in before if "个字" in text]


def test_no_word_runs_over_what_stands_beside_it(app: Flask) -> None:
    name = "Abdurrahman" * 6
    made = replace(table(0), columns=[Column("姓名", 10), *[Column("x", 10)] * 9])
    made = replace(made, rows=[[name, "NEXT", *[""] * 8]])
    where: list[tuple[str, float]] = []

    def visit(text: str, page: list[float], line: list[float], *_: object) -> None:
        where.append((text.strip(), page[4] + line[4]))

    with app.app_context():
        page = PdfReader(io.BytesIO(write_pdf(made))).pages[0]
    page.extract_text(visitor_text=visit)
    assert name in "".join(text for text, _ in where), "in one piece for whoever looks for it"
    lines = [text for text, _ in where if text and text in name]
    assert len(lines) > 3
    assert max(map(len, lines)) < 14


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


def long_one(rows: int, long: int = -1) -> Table:
    """A table of many rows; one of them, at ``long``, breaks over a page where it must."""
    made = table(0)
    filled = ([f"{at}室", "家里有老人," * (150 if at == long else 1)] for at in range(rows))
    return replace(made, rows=filled)


@pytest.fixture(scope="module")
def long_paper() -> list[str]:
    """The pages of a table that is set in pieces, one of which ends in a broken row."""
    clock = Flask("the clock of papers")
    clock.config["CLOCK"] = lambda: 1_583_800_200_000
    with clock.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.reports.pdf_file.TAGGED_ROWS", 1_000)
        *told, made = steps_pdf(long_one(1_700, 496))
    assert isinstance(made, bytes)
    assert told == sorted(told)
    assert len(told) > 2, "it says how far it is while it is made"
    assert told[-1] == 1_700
    return pages(made)


def test_a_paper_is_tagged_for_screen_readers_up_to_the_length_that_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.reports.pdf_file.TAGGED_ROWS", 20)
    with app.app_context():
        tagged, plain = (PdfReader(io.BytesIO(write_pdf(table(rows)))) for rows in (20, 21))
    assert "/StructTreeRoot" in tagged.root_object
    assert "/StructTreeRoot" not in plain.root_object


def test_a_long_paper_has_every_row_once_and_in_its_order(long_paper: list[str]) -> None:
    told = [int(at) for page in long_paper for at in re.findall(r"^(\d+)室", page, re.MULTILINE)]
    assert told == list(range(1_700))
    assert "".join(long_paper).replace("\n", "").count("家里有老人,") == 1_699 + 150


def test_a_long_paper_counts_its_pages_as_one(long_paper: list[str]) -> None:
    for number, text in enumerate(long_paper, start=1):
        assert "门牌 结果" in text
        assert "截至 2020-03-10 08:30" in text
        assert f"第 {number} / {len(long_paper)} 页" in text
        assert ("填表人" in text) == (number == len(long_paper))
        assert ("西桥社区" in text) == (number == 1)


def test_a_long_paper_leaves_no_page_half_empty(long_paper: list[str]) -> None:
    """Where one piece ended and the next begins nobody can write a row in between."""
    whole = [page.count("室") for page in long_paper[1:-1]]
    assert sum(rows < max(whole) - 1 for rows in whole) <= 2, "but where the long row is broken"


def test_whoever_stops_watching_a_long_paper_stops_its_making(app: Flask) -> None:
    rows = iter(long_one(7_000).rows)
    making = steps_pdf(replace(table(0), rows=rows))
    with app.app_context():
        next(making)
    making.close()  # type: ignore[attr-defined]  # a generator, which the answer closes likewise
    assert int(next(rows)[0][:-1]) < 4_000


def test_of_a_table_too_long_for_one_paper_each_part_is_a_paper() -> None:
    made = Made(long_one(25), None)
    with pytest.raises(problems.TooLongForPaper) as refused:
        fit_paper(made, None, 10)
    assert refused.value.more == {"rows": 25, "most": 10}
    last = fit_paper(Made(long_one(25), 25), 3, 10)
    assert [row[0] for row in last.table.rows] == [f"{at}室" for at in range(20, 25)]
    assert last.rows == 5
    assert ("分份", "3 / 3 (21–25)") in last.table.facts
    assert last.table.foot.startswith("分份 3 / 3")
    with pytest.raises(problems.NotFound):
        fit_paper(Made(long_one(25), 25), 4, 10)
    assert fit_paper(Made(long_one(10), 10), None, 10).table.foot == table(0).foot


def test_no_word_of_a_head_is_wider_than_its_column() -> None:
    """By what a letter of the font takes on average; a word that is cut runs over its neighbour."""
    tables = {id: one.columns("en") for id, one in page_tables().items()}
    tables |= {id: one.columns("en") for id, one in load_ledgers().items()}
    tables |= {"preview": columns_under(importing.HEADS, "en")}
    tight = []
    for id, columns in tables.items():
        width = sum(column.width for column in columns)
        unit = (LANDSCAPE_MM if width > LANDSCAPE_FROM else PORTRAIT_MM) / width
        for head, wide, *_ in columns:
            longest = max(len(word) for word in head.split())
            tight += [(id, head)] if longest * LETTER_MM + INSET_MM > wide * unit else []
    assert tight == []
