"""Writers that wait for each other: one flush for all of them, and each of them by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, event, insert, select
from sqlalchemy.exc import OperationalError

from server.database.sharing import sharing
from server.db import db, writer_engine, writer_queue
from server.models import Setting
from tests.server.worlds import sql_app
from tests.store_contract import NOW

Act = Callable[[], None]


@pytest.fixture(autouse=True)
def town(tmp_path: Path) -> Iterator[None]:
    with sql_app("sqlite", tmp_path, [NOW]):
        yield


class Writer(Thread):
    """Writes a setting of its own name in a shared transaction, then does as it was told."""

    def __init__(self, name: str, then: Act = lambda: None) -> None:
        super().__init__(name=name)
        self.then = then
        self.engine, self.queue = writer_engine(), writer_queue()
        self.told: BaseException | None = None

    def run(self) -> None:
        try:
            with sharing(self.engine, self.queue) as connection:
                write(connection, self.name)
                self.then()
        except BaseException as error:
            self.told = error


def write(connection: Connection, name: str) -> None:
    connection.execute(insert(Setting).values(name=name, value="."))


def stored() -> set[str]:
    with db.engine.connect() as connection:
        return stored_in(connection)


def stored_in(connection: Connection) -> set[str]:
    return set(connection.scalars(select(Setting.name)))


class Alone(Thread):
    """Writes its name in a transaction of its own, and notes what was stored by then."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.saw = set[str]()
        self.engine, self.queue = writer_engine(), writer_queue()

    def run(self) -> None:
        with self.queue, self.engine.begin() as connection:
            self.saw = stored_in(connection)
            write(connection, self.name)


def in_line(first: Writer, *others: Thread) -> None:
    """Let the first wait inside until all others stand in line, in this order."""
    inside, go, then = Event(), Event(), first.then

    def hold() -> None:
        inside.set()
        go.wait()
        then()

    first.then = hold
    first.start()
    assert inside.wait(30)
    for number, writer in enumerate(others, 1):
        writer.start()
        while writer_queue().waiting < number:
            pass
    go.set()
    for thread in (first, *others):
        thread.join()


def queued(*then: Act) -> list[Writer]:
    """Writers a, b, c … in line, which do as they are told."""
    writers = [Writer(chr(97 + number), act) for number, act in enumerate(then)]
    in_line(*writers)
    return writers


def nothing() -> None:
    """Do nothing more."""


def fail() -> None:
    raise ValueError("this one only")


def test_who_waits_for_each_other_is_stored_by_one_commit() -> None:
    commits = list[Connection]()
    event.listen(writer_engine(), "commit", commits.append)
    writers = queued(nothing, nothing, nothing)
    assert [writer.told for writer in writers] == [None] * 3
    assert (len(commits), stored() >= {"a", "b", "c"}) == (1, True)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_what_one_of_them_did_wrong_is_undone_alone(wrong: int) -> None:
    acts = [nothing, nothing, nothing]
    acts[wrong] = fail
    writers = queued(*acts)
    assert [writer.name for writer in writers if writer.told] == ["abc"[wrong]]
    assert stored() & {"a", "b", "c"} == {"a", "b", "c"} - {"abc"[wrong]}


def test_nobody_is_told_that_it_was_stored_when_the_commit_failed() -> None:
    def break_off(connection: Connection) -> None:
        raise OperationalError("COMMIT", None, OSError("the disk is full"))

    event.listen(writer_engine(), "commit", break_off)
    writers = queued(nothing, nothing)
    event.remove(writer_engine(), "commit", break_off)
    assert all(isinstance(writer.told, OperationalError) for writer in writers)
    assert not stored() & {"a", "b"}
    assert [writer.told for writer in queued(nothing, nothing)] == [None, None]


def test_a_writer_that_does_not_share_comes_after_their_commit() -> None:
    first, alone, last = Writer("a"), Alone("b"), Writer("c")
    in_line(first, alone, last)
    assert "a" in alone.saw
    assert "c" not in alone.saw
    assert stored() >= {"a", "b", "c"}
