"""Every fault of the design against the whole application, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from server.db import writer_engine
from sync.invariants import look
from sync.stage import Violation
from tests import postgres
from tests.server.databases import ENGINES
from tests.server.http_simulation import HttpSimulation, Stage, staged

RUNS, STEPS = 8, 60
YEARS = 5 * 365 * 24 * 3_600_000


@pytest.fixture(scope="module", params=ENGINES)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with staged(request.param, tmp_path_factory.mktemp("stage")) as made:
        yield made


def test_no_fault_of_the_design_breaks_an_invariant_of_the_application(stage: Stage) -> None:
    exchanges = sum(HttpSimulation(seed, stage).run(STEPS, look).exchanges for seed in range(RUNS))
    assert exchanges > 10 * RUNS


@pytest.mark.parametrize("skew", [-YEARS, YEARS])
def test_a_phone_whose_clock_is_years_off_is_heard_all_the_same(stage: Stage, skew: int) -> None:
    run = HttpSimulation(1, stage)
    run.clock_was_touched = True
    run.handsets[0].skew = skew
    run.seal(run.handsets[0])
    run.rest()
    look(run, at_rest=True)


def test_an_op_that_is_gone_from_the_tables_is_noticed(stage: Stage) -> None:
    run = HttpSimulation(3, stage)
    run.seal(run.handsets[0])
    run.exchange(run.handsets[0])
    run.handsets[0].phone.own.clear()
    run.store.ops.clear()
    with pytest.raises(Violation, match="S1"):
        look(run, at_rest=False)


def test_a_backend_that_is_terminated_in_mid_push_is_replaced_and_the_push_done_again(
    tmp_path: Path,
) -> None:
    with staged("postgresql", tmp_path) as stage:
        push_while_the_backend_ends(HttpSimulation(5, stage))


def push_while_the_backend_ends(run: HttpSimulation) -> None:
    phone = run.handsets[0]
    run.seal(phone)
    engine, ended = writer_engine(), list[int]()

    def end(connection: Connection) -> None:
        if not ended:
            ended.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            postgres.server().run(f"SELECT pg_terminate_backend({ended[0]})")

    event.listen(engine, "commit", end)
    try:
        run.exchange(phone)
    finally:
        event.remove(engine, "commit", end)
    assert ended and phone.phone.outbox() == []
    run.rest()
    look(run, at_rest=True)
