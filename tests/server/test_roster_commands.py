"""The commands an office runs: lists and rosters from files, with what was done in one sentence."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

import server.data
from server.db import db
from server.models import Op, Place

SHIPPED = Path(server.data.__file__).parent
COMMUNITY = "420103009001"
LISTS = ("wuhan_areas.csv", "wuhan_streets.csv", "wuhan_villages.csv")


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def import_wuhan(app: Flask, lists: Sequence[str] = LISTS) -> Result:
    return run(app, "places", "import", *(SHIPPED / name for name in lists))


def count(app: Flask, table: type[Op] | type[Place]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def small_town(app: Flask, tmp_path: Path) -> Flask:
    divisions = tmp_path / "divisions.csv"
    divisions.write_text(
        f"code,name\n4201,武汉市\n420103,江汉区\n420103009,唐家墩街道\n{COMMUNITY},西桥社区\n"
    )
    assert run(app, "places", "import", divisions).exit_code == 0
    return app


def test_the_lists_that_ship_make_the_tree_of_wuhan(app: Flask) -> None:
    first = import_wuhan(app, LISTS[::-1])
    assert first.exit_code == 0, first.output
    assert "Read as utf-8: 3702 added, 0 changed, 0 left" in first.output
    assert count(app, Place) == 3_702
    assert "0 added, 0 changed, 3701 left" in import_wuhan(app).output
    assert count(app, Op) == 3_702


def test_a_list_with_a_fault_changes_nothing(app: Flask, tmp_path: Path) -> None:
    divisions = tmp_path / "divisions.csv"
    divisions.write_text("code,name\n9901,某市\n990102001,某街道\n")
    result = run(app, "places", "import", divisions)
    assert result.exit_code == 1
    assert "there is no parent 990102" in result.output
    assert count(app, Place) == 0


def test_what_stands_above_a_list_comes_with_it(app: Flask) -> None:
    result = import_wuhan(app, ("foshan_shunde_villages.csv",))
    assert "218 added" in result.output, "206 listed, 10 streets, the district and the city"
    with app.app_context():
        assert db.session.scalar(select(Place.name).where(Place.id == "4406")) == "佛山市"


def test_1800_households_are_imported_in_less_than_ten_seconds(
    small_town: Flask, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    rows = (
        f"华大家园,{building}栋,1,{floor},{floor}0{door},李小明,3,13871234567,在住\n"
        for building in range(1, 31)
        for floor in range(1, 16)
        for door in range(1, 5)
    )
    head = "小区,楼栋,单元,楼层,门牌,户主,人数,电话,居住情况\n"
    roster.write_text(head + "".join(rows), encoding="gb18030")
    started = time.monotonic()
    result = run(small_town, "roster", "import", roster, "--community", COMMUNITY)
    assert "Read as gb18030: 1800 added" in result.output
    assert time.monotonic() - started < 10


def test_a_dry_run_changes_nothing(small_town: Flask, tmp_path: Path) -> None:
    template = tmp_path / "roster.xlsx"
    assert run(small_town, "roster", "template", "--output", template).exit_code == 0
    before = count(small_town, Op)
    words = ("roster", "import", template, "--community", COMMUNITY)
    result = run(small_town, *words, "--dry-run")
    assert "7 would be added" in result.output
    assert count(small_town, Op) == before
    assert "7 added" in run(small_town, *words).output
    assert "7 left" in run(small_town, *words).output


def test_faults_are_a_table_and_an_exit_status(small_town: Flask, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("小区,楼栋,门牌,身份证号\n甲,1,101,42\n甲,1,101,43\n")
    words = ("roster", "import", roster, "--community", COMMUNITY)
    for more in ((), ("--dry-run",)):
        result = run(small_town, *words, *more)
        assert result.exit_code == 1
        assert "身份证号" in result.output
        assert "the same door as in line 2" in " ".join(result.output.split())


def test_a_file_in_an_unknown_encoding_is_named_and_refused(
    small_town: Flask, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_bytes("小區,樓棟,門牌\n華氏儒商花園,三棟,壹仟\n".encode("big5"))
    result = run(small_town, "roster", "import", roster, "--community", COMMUNITY)
    assert result.exit_code == 1
    assert "unknown encoding" in result.output
    assert "Nothing was changed" in result.output


def test_a_community_that_is_not_there_is_said_with_what_to_do(app: Flask, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("小区,楼栋,门牌\n甲,1,101\n")
    result = run(app, "roster", "import", roster, "--community", COMMUNITY)
    assert result.exit_code == 1
    assert "flask places import" in result.output
