"""Reading case lists as they are published: encodings, archives, columns, broken rows."""

import gzip
import io
import itertools
from collections.abc import Iterator

import pytest

from sync.case_list import BadList, BadRow, open_lines, read_rows

HEADER = "date,district,place"
TEXT = HEADER + "\n2022-04-01,浦东新区,甲路1弄\n2022-04-10,徐汇区,乙路2弄\n"
ROWS = [("2022-04-01", "浦东新区", "甲路1弄"), ("2022-04-10", "徐汇区", "乙路2弄")]


def read(data: bytes) -> tuple[list[tuple[str, str, str]], list[str], list[str]]:
    """Rows, faults and what was told of a file's bytes."""
    faults: list[BadRow] = []
    told: list[str] = []
    rows = list(read_rows(open_lines(io.BytesIO(data), told.append), faults.append))
    return rows, [str(fault) for fault in faults], told


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.rstrip().encode(),
        gzip.compress(TEXT.encode(), mtime=0),
        gzip.compress(TEXT.replace("\n", "\r\n").encode("utf-8-sig"), mtime=0),
        ("\n" + "\n\n".join(TEXT.split("\n"))).encode()[1:],
        (TEXT + ",,\n , ,\n").encode(),
        "\n".join(f'"{line}"'.replace(",", '","') for line in TEXT.split()).encode(),
    ],
    ids=range(10),
)
def test_a_list_reads_the_same_however_it_was_saved(data: bytes) -> None:
    assert read(data) == (ROWS, [], [])


@pytest.mark.parametrize("zipped", [False, True])
def test_gb18030_is_recognised_and_told(zipped: bool) -> None:
    data = TEXT.encode("gb18030")
    assert read(gzip.compress(data) if zipped else data) == (
        ROWS, [], ["read as GB18030, not UTF-8"],
    )  # fmt: skip


def test_columns_may_stand_in_another_order_with_others_between() -> None:
    text = "place,x,Date , DISTRICT\n甲路1弄,1,2022-04-01,浦东新区\n乙路2弄,2,2022-04-10,徐汇区\n"
    assert read(text.encode()) == (ROWS, [], [])


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends() -> None:
    first = '2022-04-01,"浦东,新区","甲""路""1弄","一\r\n二"'
    text = f"{HEADER},note\n{first}\n2022-04-10,徐汇区,乙路2弄,\nx,,,\n"
    rows, faults, _ = read(text.encode())
    assert rows == [("2022-04-01", "浦东,新区", '甲"路"1弄'), ROWS[1]]
    assert faults == ["line 5, column date: 'x' is no day like 2022-04-01"]


@pytest.mark.parametrize("day", ["2022/4/1", "2022.04.01", "2022年4月1日", "2022-04-01 00:00:00"])
def test_days_that_a_spreadsheet_wrote_another_way_are_read(day: str) -> None:
    assert read(f"{HEADER}\n{day},浦东新区,甲路1弄\n".encode())[0] == ROWS[:1]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2022-13-01,a,b", "line 3, column date: '2022-13-01' is no day like 2022-04-01"),
        ("4/1/2022,a,b", "line 3, column date: '4/1/2022' is no day like 2022-04-01"),
        (",a,b", "line 3, column date: '' is no day like 2022-04-01"),
        ("2022-04-02,a, ", "line 3, column place: '' names no place"),
        ("2022-04-02,a", "line 3: '2022-04-02,a' has 2 columns, 3 expected"),
        ("2022-04-02,a,b,c", "line 3: '2022-04-02,a,b,c' has 4 columns, 3 expected"),
        ('2022-04-02,a,"b', "line 3: '2022-04-02,a,\"b' opens a quote that is never closed"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_rest_is_read(row: str, fault: str) -> None:
    lines = TEXT.splitlines()
    text = "\n".join([*lines[:2], row, *lines[2:]])
    assert read(text.encode()) == (ROWS, [fault], [])


def test_two_stray_quotes_do_not_swallow_the_rows_between() -> None:
    lines = TEXT.splitlines()
    text = "\n".join([*lines[:2], '2022-04-02,a,"b', lines[2], '2022-04-02,a,"c'])
    rows, faults, _ = read(text.encode())
    assert rows == ROWS
    assert [fault.partition(":")[0] for fault in faults] == ["line 3", "line 5"]


def test_a_cell_of_three_lines_is_read_and_one_of_thirty_costs_its_lines_only() -> None:
    first, last = TEXT.splitlines()[1:]
    notes = ['"一\n二\n三"', '"' + "注\n" * 30 + '"']
    text = f"{HEADER},note\n{first},{notes[0]}\n2022-04-03,静安区,丙路3弄,{notes[1]}\n{last},\n"
    rows, faults, _ = read(text.encode())
    assert rows == ROWS
    assert (
        faults[0] == "line 5: '2022-04-03,静安区,丙路3弄,\"注' opens a quote that is never closed"
    )


@pytest.mark.parametrize("cell", ["{}", '"{}', '"{}"', '"甲\n{}"'])
def test_a_cell_without_end_costs_its_own_row_and_not_the_list(cell: str) -> None:
    endless = cell.format("长" * 200_000)
    first, last = TEXT.splitlines()[1:]
    text = f"{HEADER}\n{first}\n2022-04-03,静安区,{endless}\n{last}\n"
    rows, faults, _ = read(text.encode())
    assert rows == ROWS
    (fault,) = faults
    assert fault.startswith("line 3: ") and "field larger than" in fault


def test_a_quote_inside_a_cell_is_a_character() -> None:
    assert read(f'{HEADER}\n2022-04-01,浦东新区,12"楼\n'.encode())[0] == [
        ("2022-04-01", "浦东新区", '12"楼')
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_cost_their_own_row_only(encoding: str) -> None:
    lines = [line.encode(encoding) for line in TEXT.splitlines()]
    rows, faults, _ = read(b"\n".join([*lines[:2], b"2022-04-02,a,\xff\xff1", *lines[2:]]))
    assert rows == ROWS
    assert faults[0].startswith("line 3, column place: ")
    assert faults[0].endswith("has bytes of another encoding")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "line 1: no column date, district, place"),
        (b"date,place\n", "no column district"),
        (TEXT.encode("utf-16"), "in UTF-16: save it as UTF-8"),
        (
            "date,district,place\n2022-04-01,臺北市,經貿園區\n".encode("big5"),
            "neither in UTF-8 nor in GB18030",
        ),
        (gzip.compress(TEXT.encode(), mtime=0)[:-12], "archive is broken"),
    ],
)
def test_a_list_that_cannot_be_read_at_all_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadList, match=reason):
        read(data)


def test_rows_are_read_as_they_come() -> None:
    def endless() -> Iterator[str]:
        yield HEADER
        for _ in itertools.count():
            yield "2022-04-01,浦东新区,甲路1弄"

    rows = read_rows(endless(), lambda row: None)
    assert next(rows) == ROWS[0]
