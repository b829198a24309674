"""`flask policy`: checking files and replaying a published list, from the command line."""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.judging.cli import policy
from sync.policy_file import FOLDER

ROWS = "date,district,place\n2022-04-01,浦东新区,甲路1弄\n2022-04-10,浦东新区,乙路2弄\n"


def run(*arguments: str | Path | int) -> Result:
    return CliRunner().invoke(policy, [str(each) for each in arguments])


def replay(file: Path, as_of: str, policy_id: str = "wuhan-2020-03") -> Result:
    return run("replay", "--policy", policy_id, "--cases", file, "--as-of", as_of)


def test_replay_prints_one_line_per_day_below_its_header(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(ROWS, "utf-8")
    result = replay(file, "2022-04-15,2022-04-24")
    assert result.exit_code == 0, result.output
    assert result.stdout == "as_of,places,qualify\n2022-04-15,2,1\n2022-04-24,2,2\n"


def test_a_gzipped_list_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv.gz"
    file.write_bytes(gzip.compress(ROWS.encode()))
    assert replay(file, "2022-04-15").stdout.endswith("2022-04-15,2,1\n")


def test_the_policy_decides_how_many_days(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(ROWS, "utf-8")
    assert replay(file, "2022-04-15", "jiangxia-2022").stdout.endswith("2022-04-15,2,2\n")


@pytest.mark.parametrize(
    ("rows", "as_of", "policy_id", "reason"),
    [
        (ROWS, "2022-04-15", "wuhan-2021", "no policy 'wuhan-2021'"),
        (ROWS, "15.4.2022", "wuhan-2020-03", "is no day like"),
        (ROWS, " , ", "wuhan-2020-03", "no day was named"),
        ("a,b\n", "2022-04-15", "wuhan-2020-03", "no column date, district, place"),
        (ROWS, "2022-06-20", "beijing-2022", "has no rule that counts days without a case"),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_the_reason(
    tmp_path: Path, rows: str, as_of: str, policy_id: str, reason: str
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(rows, "utf-8")
    result = replay(file, as_of, policy_id)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert result.stdout == ""


def test_no_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    result = replay(tmp_path / "none.csv", "2022-04-15")
    assert result.exit_code == 2
    assert "none.csv" in result.stderr


def test_unreadable_rows_are_told_and_the_figures_printed_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(ROWS + "x,浦东新区,丙路3弄\n2022-04-01,浦东新区,\n" * 2, "gb18030")
    result = run(
        "replay", "--policy", "wuhan-2020-03", "--cases", file, "--as-of", "2022-04-15", "--show", 3
    )
    assert result.exit_code == 3
    assert result.stdout == "as_of,places,qualify\n2022-04-15,2,1\n"
    assert result.stderr.splitlines() == [
        "read as GB18030, not UTF-8",
        "2 rows read, 4 could not be read",
        "line 4, column date: 'x' is no day like 2022-04-01",
        "line 5, column place: '' names no place",
        "line 6, column date: 'x' is no day like 2022-04-01",
        "… and 1 more; --show 4 tells all",
    ]


def test_a_log_gets_plain_lines_of_progress(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(ROWS + "2022-04-02,徐汇区,丙路3弄\n" * 40_000, "utf-8")
    assert replay(file, "2022-04-15").stderr.splitlines() == [
        "20,000 rows", "40,000 rows", "40,002 rows read, 0 could not be read",
    ]  # fmt: skip


def test_the_shipped_policies_are_listed_and_pass_their_check() -> None:
    listed = run("list")
    assert "wuhan-2020-03\tversion 2 from 2020-04-04" in listed.output
    files = sorted(FOLDER.glob("*.toml"))
    assert run("check", *files).output == f"{len(files)} checked, nothing wrong.\n"


def test_a_faulty_file_is_told_with_file_line_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = (FOLDER / "wuhan-2020-03.toml").read_text("utf-8")
    file.write_text(text.replace('measure = "dose"', 'measure = "dosis"'), "utf-8")
    result = run("check", file)
    assert result.exit_code == 1
    assert f"{file}:" in result.output
    assert "unknown measure 'dosis'" in result.output


MINE = (FOLDER / "wuhan-2020-03.toml").read_text("utf-8")
FEVER = 'from = 2020-02-10\nvalue = 373\nsource = "Hubei housing department, 2020-02-10"\n'


@pytest.mark.parametrize(
    ("old", "new", "line_of", "reason"),
    [
        ('measure = "dose"', 'measure = "dosis"', 'measure = "dosis"', "unknown measure 'dosis'"),
        (FEVER, FEVER.splitlines()[0] + "\nvalue = 373\n", "[[values.fever_from.dated]]",
         "source is missing: name the issuer and the date"),
        (FEVER, f"{FEVER}[[values.fever_from.dated]]\n{FEVER}", "[[values.fever_from.dated]]",
         "fever_from has overlapping dates at 2020-02-10"),
        ('unit = "tenths_celsius"\n', "", "[values.fever_from]", "fever_from has no unit: use one"),
    ],
    ids=["unknown measure", "missing source", "overlapping dates", "threshold without unit"],
)  # fmt: skip
def test_a_bad_policy_is_refused_with_its_file_the_line_and_the_reason(
    tmp_path: Path, old: str, new: str, line_of: str, reason: str
) -> None:
    text = MINE.replace(old, new, 1)
    assert text != MINE
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    result = run("check", file)
    line = text[: text.rindex(line_of)].count("\n") + 1
    assert result.exit_code == 1
    assert result.output.startswith(f"{file}:{line}: {reason}"), result.output
    assert "1 faults; nothing is used until they are mended." in result.output


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes('name = "洪山"'.encode("gb18030"))
    assert "not UTF-8" in run("check", file).output
