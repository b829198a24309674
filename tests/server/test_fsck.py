"""The check finds what was changed behind the server's back, and names it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from server.cli import sync
from server.database.fsck import faults_of
from server.db import db, writing_core
from server.rules import kinds
from server.store import current_store
from sync.chain import walk
from tests.server.databases import ENGINES
from tests.server.worlds import sql_app
from tests.store_contract import NOW, PHONE, QUAR, TABLET, an_op, arrival


def quiet(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Six records of one phone, one of them in quarantine, and one sent again by another."""
    with sql_app(request.param, tmp_path, [NOW]) as app:
        ops = [an_op(n) for n in range(1, 7)]
        rows = [arrival(n, op) for n, op in enumerate(ops, 1)]
        rows[4] = arrival(5, ops[4], "quarantined", (QUAR,), why="scope")
        for replica, part in ((PHONE, rows), (TABLET, [arrival(1, ops[0], repeat=True)])):
            with current_store().writing() as tx:
                state = tx.replica(replica, "u1", None, NOW)
                tx.append(replica, part)
                links = walk(replica, 0, state.head_link, [one.bsha for one in part])
                tx.save(replace(state, head_n=len(part), head_link=links[-1]))
        yield app


def faults() -> list[str]:
    with db.engine.connect() as connection:
        return list(faults_of(connection, kinds(), quiet))


def change(statement: str, **values: object) -> None:
    with writing_core() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement), values)


def test_nothing_is_wrong_with_what_was_received(app: Flask) -> None:
    assert faults() == []


def test_a_flipped_byte_is_found_in_body_chains_and_feed_and_named(app: Flask) -> None:
    op = an_op(1)
    change("UPDATE op SET body = :body WHERE id = :id",
           body=op.body.replace("normal", "normel").encode(), id=op.bsha[:16])  # fmt: skip
    found = faults()
    assert f"op {op.id} (replica AAECAwQFBgcICQoLDA0ODw, n 1): its body is not" in found[0]
    assert any("replica AAECAwQFBgcICQoLDA0ODw: its 6 ops do not come to" in one for one in found)
    assert any(f"entry 1 (op {op.id}): its digest is not" in one for one in found)
    assert sum("entry" in one for one in found) == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM feed_entry WHERE q = 2 AND n = 2", "after entry 1 comes 3"),
        ("DELETE FROM feed_entry WHERE n = 6", "its head says 5 entries"),
        ("UPDATE feed_entry SET rx = rx + 9 WHERE n = 4", "its digest is not that"),
        ("UPDATE feed SET head_q = 9 WHERE stream = 'person'", "its head says 9 entries"),
        ("UPDATE replica SET head_n = 5 WHERE user_key = 1 AND head_n = 6", "its 6 ops do not"),
        ("UPDATE op SET root = id WHERE n = 3 AND root IS NULL", "another record"),
        ("UPDATE p_record SET code = 'refused' WHERE n = 3 AND kind = 'screening'", "p_record"),
        ("DELETE FROM p_slot", "p_slot SlotName(kind='screening'"),
        ("UPDATE p_cover SET done = 7", "p_cover"),
        ("UPDATE place SET building_key = NULL WHERE type = 'household'", "place"),
    ],
)
def test_every_other_damage_is_named(app: Flask, statement: str, said: str) -> None:
    change(statement)
    assert any(said in fault for fault in faults()), faults()


def test_fsck_fails_with_the_way_to_mend_and_rebuild_mends(app: Flask) -> None:
    app.cli.add_command(sync)
    run = app.test_cli_runner().invoke
    change("UPDATE p_slot SET code = 'refused'")
    told = run(args=["sync", "fsck"])
    assert told.exit_code == 1
    assert "p_slot" in told.output and "flask sync rebuild" in told.output
    assert run(args=["sync", "rebuild"]).exit_code == 0
    assert "as it was received" in run(args=["sync", "fsck"]).output


def test_a_new_epoch_is_told_from_then_on(app: Flask) -> None:
    app.cli.add_command(sync)
    before = current_store().epoch()
    told = app.test_cli_runner().invoke(args=["sync", "new-epoch"])
    assert current_store().epoch() != before
    assert current_store().epoch() in told.output
