"""The settings a receipt rests on, and the one door for writing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, event, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

import server.database.engine
from server.database.engine import UnsafeDatabase, check_settings, engine_options, sqlite_module
from server.database.queue import WriterBusy, WriterQueue
from server.db import MIGRATIONS, Base, db, writer_engine, writing, writing_core
from server.models import Account, Setting
from tests.server.databases import ENGINES, bare_app, dispose, url_of


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    app = bare_app(request.param, tmp_path)
    with app.app_context():
        yield app
    dispose(app)


def test_what_is_written_can_be_read_at_once(app: Flask) -> None:
    assert db.session.scalars(select(Account)).all() == []
    with writing() as session:
        session.add(Account(name="王芳", created_at=1))
    assert [a.user_id for a in db.session.scalars(select(Account))] == ["u1"]


def test_a_change_outside_the_door_for_writing_is_refused(app: Flask) -> None:
    db.session.add(Account(name="王芳", created_at=1))
    with pytest.raises(DBAPIError, match=r"read-?only"):
        db.session.commit()
    db.session.rollback()


def test_an_error_leaves_nothing_half_written(app: Flask) -> None:
    def fail_in_the_middle() -> None:
        with writing_core() as connection:
            connection.execute(insert(Setting), {"name": "a", "value": "1"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert db.session.scalars(select(Setting)).all() == []
    with writing() as session:  # and the queue has let go
        session.add(Setting(name="b", value="2"))


@pytest.mark.parametrize("engine", ENGINES)
def test_migrations_make_exactly_the_tables_of_the_models(engine: str, tmp_path: Path) -> None:
    app = bare_app(engine, tmp_path, migrate=True)
    with app.app_context(), writer_engine().connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert difference == []
    dispose(app)


def test_migrations_cluster_the_same_tables_as_the_models(tmp_path: Path) -> None:
    shapes = []
    for migrate in (False, True):
        folder = tmp_path / str(migrate)
        folder.mkdir()
        app = bare_app("sqlite", folder, migrate=migrate)
        with app.app_context():
            tables = inspect(writer_engine())
            shapes.append(
                {
                    name: tables.get_table_options(name)
                    for name in tables.get_table_names()
                    if name != "alembic_version"
                }
            )
        dispose(app)
    assert shapes[0] == shapes[1]


def test_an_sqlite_that_can_lose_commits_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Old:
        sqlite_version = "3.40.1"
        sqlite_version_info = (3, 40, 1)

    monkeypatch.setattr(server.database.engine, "sqlite_module", lambda: Old)
    with pytest.raises(UnsafeDatabase, match=r"3\.40\.1 .* Install pysqlite3"):
        engine_options("sqlite:////nowhere/six.sqlite", writes=True)


def test_a_start_on_sqlite_without_full_sync_is_refused(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x'}", module=sqlite_module())
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    with pytest.raises(UnsafeDatabase, match=r"foreign_keys is 0 and must be 1"):
        check_settings(engine)
    engine.dispose()


def test_a_start_on_postgresql_without_synchronous_commit_is_refused(tmp_path: Path) -> None:
    engine = create_engine(
        url_of("postgresql", tmp_path),
        connect_args={"options": "-c synchronous_commit=off"},
    )
    with pytest.raises(UnsafeDatabase, match="synchronous_commit is 'off' and must be 'on'"):
        check_settings(engine)
    engine.dispose()


def test_a_read_is_one_snapshot_while_others_write(app: Flask) -> None:
    count = text("SELECT count(*) FROM setting")
    assert db.session.execute(count).scalar() == 0
    with writing_core() as connection:
        connection.execute(insert(Setting), {"name": "a", "value": "1"})
    assert db.session.execute(count).scalar() == 0
    db.session.rollback()
    assert db.session.execute(count).scalar() == 1


def test_writers_are_let_in_in_the_order_of_their_coming() -> None:
    queue, served, inside = WriterQueue(), [], Barrier(2)

    def write(number: int) -> None:
        with queue:
            served.append(number)

    def hold() -> None:
        with queue:
            inside.wait()
            inside.wait()

    holder = Thread(target=hold)
    holder.start()
    inside.wait()
    writers = [Thread(target=write, args=(number,)) for number in range(20)]
    for number, writer in enumerate(writers, 1):
        writer.start()
        while queue.waiting < number:
            pass
    inside.wait()
    for thread in (holder, *writers):
        thread.join()
    assert served == list(range(20))


def test_a_writer_that_waits_too_long_is_told_so_and_the_queue_goes_on() -> None:
    queue = WriterQueue(patience=0.01)
    with queue, pytest.raises(WriterBusy, match="no turn"), queue:
        pass
    with queue:
        assert queue.waiting == 0


def test_an_error_of_the_database_does_not_say_what_was_to_be_written(app: Flask) -> None:
    def write_twice() -> None:
        with writing() as session:
            session.add_all([Setting(name="a", value="13812341234"), Setting(name="a", value="x")])

    with pytest.raises(DBAPIError) as failed:
        write_twice()
    assert "13812341234" not in str(failed.value)


def schema_of(database: Path) -> tuple[object, ...]:
    """The whole schema of a file, and which revision it says it is."""
    with closing(sqlite_module().connect(database)) as one:
        made = sorted(map(str, one.execute("SELECT sql FROM sqlite_master")))
        return (*made, *one.execute("SELECT version_num FROM alembic_version").fetchone())


def test_an_upgrade_that_is_cut_leaves_a_whole_schema_and_goes_on(tmp_path: Path) -> None:
    whole = set()
    (tmp_path / "steps").mkdir()
    app = bare_app("sqlite", tmp_path / "steps", migrate=False)
    with app.app_context():
        Base.metadata.drop_all(writer_engine())
        for file in sorted((MIGRATIONS / "versions").glob("0*.py")):
            upgrade(directory=str(MIGRATIONS), revision=file.name[:4])
            whole.add(schema_of(tmp_path / "steps" / "six.sqlite"))
    dispose(app)
    app = bare_app("sqlite", tmp_path, migrate=False)
    with app.app_context():
        Base.metadata.drop_all(writer_engine())
        upgrade(directory=str(MIGRATIONS), revision="0001")
        left = [0]

        def cut(*_: object) -> None:
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt

        event.listen(writer_engine(), "before_cursor_execute", cut)
        for statements in range(1, 1000):
            left[0] = statements
            try:
                upgrade(directory=str(MIGRATIONS))
                break
            except KeyboardInterrupt:
                assert schema_of(tmp_path / "six.sqlite") in whole
    dispose(app)
    assert statements > 10
    assert schema_of(tmp_path / "six.sqlite") == max(whole, key=lambda one: str(one[-1]))
