"""Statements in bulk at the driver's speed: SQLAlchemy writes the text once, rows go straight.

Compiling and binding each row through the toolkit costs several times what SQLite needs to store
it. Here a Core statement is compiled once for each dialect and list length, and its rows reach the
driver as they are; so values must be such as the driver binds (bytes, str, int, bool, None).
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Connection, Dialect, Executable, LargeBinary, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class Mark:
    """Stands, while a text is made, for part ``part`` of value ``index`` of the list ``name``.

    ``index`` is None for a value that is no list.
    """

    name: str
    index: int | None
    part: int | None


class Text(NamedTuple):
    """A compiled statement, and what makes the driver's parameters of what is given."""

    sql: str
    fill: Callable[[Mapping[str, Any]], Any]


def find(
    connection: Connection,
    statement: Executable,
    make: Callable[[Any], Any] | None = None,
    /,
    **given: Any,
) -> list[Any]:
    """Return the rows of a SELECT within the transaction that is open: named tuples, or as made.

    Its expanding parameters take lists (of values, or of tuples).

    Lists are filled up to a power of two with their last value, so that few texts are ever made.
    """
    padded = {name: _pad(of) if isinstance(of, list) else of for name, of in given.items()}
    shape = tuple([(name, *_shape(of)) for name, of in padded.items()])
    text = _select_text(statement, connection.dialect, shape)
    with driving(connection, text.sql) as cursor:
        cursor.execute(text.sql, text.fill(padded))
        if make is None:
            make = _row_type(tuple([column[0] for column in cursor.description]))._make
        return list(map(make, cursor.fetchall()))


def put(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run an INSERT or UPDATE once for each row; the rows have the same keys."""
    if not rows:
        return
    text = _many_text(statement, connection.dialect, tuple(rows[0]))
    with driving(connection, text.sql) as cursor:
        cursor.executemany(text.sql, list(map(text.fill, rows)))


@contextmanager
def driving(connection: Connection, sql: str) -> Iterator[Any]:
    """Yield the driver's own cursor within the connection's transaction; errors as SQLAlchemy's."""
    dialect = connection.dialect
    dbapi = dialect.loaded_dbapi
    raw = connection.connection
    try:
        cursor = raw.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
    except dbapi.Error as error:
        lost = dialect.is_disconnect(error, raw, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql, None, error, dbapi.Error, connection_invalidated=lost, dialect=dialect
        ) from error


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Found", names, rename=True)


@cache
def upsert(dialect: str, table: type, *, add: bool = False) -> Any:
    """Return an INSERT that, where the key is there, replaces every other column (or adds to it).

    The statement is made once, so that its text is, too.
    """
    statement = insert_for(dialect, table)
    keys = [column.name for column in statement.table.primary_key]
    others = [column for column in statement.table.columns if column.name not in keys]
    excluded = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={
            column.name: column + excluded[column.name] if add else excluded[column.name]
            for column in others
        },
    )


@cache
def insert_new(dialect: str, table: type) -> Any:
    """Return an INSERT that passes over rows whose key is there."""
    return insert_for(dialect, table).on_conflict_do_nothing()


def insert_for(dialect: str, table: type) -> Any:
    """Return an INSERT of this dialect, on which ON CONFLICT can be said."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def insert_row(table: type) -> Any:
    """Return the plain INSERT of a table."""
    return insert(table)


def _pad(values: list[Any]) -> list[Any]:
    if not values:
        return [None]  # equal to nothing
    size = 1 << (len(values) - 1).bit_length()
    return values + values[-1:] * (size - len(values))


def _shape(of: Any) -> tuple[int | None, int | None]:
    if not isinstance(of, list):
        return None, None
    return len(of), len(of[0]) if isinstance(of[0], tuple) else None


@cache
def _select_text(
    statement: Any, dialect: Dialect, shape: tuple[tuple[str, int | None, int | None], ...]
) -> Text:
    marks = {name: _marks(name, length, width) for name, length, width in shape}
    state = statement.compile(dialect=dialect).construct_expanded_state(marks)
    return _text(state.statement, state.positiontup, state.parameters)


def _marks(name: str, length: int | None, width: int | None) -> Any:
    if length is None:
        return Mark(name, None, None)
    if width is None:
        return [Mark(name, index, None) for index in range(length)]
    return [tuple(Mark(name, index, part) for part in range(width)) for index in range(length)]


@cache
def _many_text(statement: Any, dialect: Dialect, keys: tuple[str, ...]) -> Text:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys))
    # What the statement says itself (a literal) is a parameter too, but in no row.
    said = {name: value for name, value in compiled.params.items() if name not in keys}
    if compiled.positiontup is None:
        return Text(str(compiled), lambda row: {**said, **row})
    pick = _picker(compiled.positiontup)
    found = (lambda row: pick({**said, **row})) if said else pick
    types = [compiled.binds[name].type for name in compiled.positiontup]
    odd = [at for at, of in enumerate(types) if isinstance(of, LargeBinary | Boolean)]

    def fill(row: Mapping[str, Any]) -> list[Any]:
        values = list(found(row))
        for at in odd:  # as ``_plain`` does, where it matters
            of = values[at]
            if type(of) is bytes:
                values[at] = bytearray(of)
            elif type(of) is bool:
                values[at] = int(of)
        return values

    return Text(str(compiled), fill)


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Iterable[Any]]:
    """Return what takes these values of a row; of one name itemgetter alone would take no row."""
    pick = itemgetter(*names)
    return pick if len(names) > 1 else lambda row: (pick(row),)


def _text(sql: str, order: Iterable[str] | None, values: Mapping[str, Any]) -> Text:
    if order is None:
        return Text(sql, lambda given: {name: _value(of, given) for name, of in values.items()})
    runs = _runs([values[name] for name in order])

    def fill(given: Mapping[str, Any]) -> list[Any]:
        found: list[Any] = []
        for first in runs:
            if not isinstance(first, Mark):
                found.append(first)
            elif first.index is None:
                found.append(given[first.name])
            elif first.part is None:
                found += _plain(given[first.name])
            else:
                found += chain.from_iterable(given[first.name])
        return found

    return Text(sql, fill)


def _plain(values: Iterable[Any]) -> list[Any]:
    """Return the values as SQLite's driver binds them at once: for bytes and truths it looks for
    somebody to adapt them, which costs several times what storing them does."""
    return [
        bytearray(of) if type(of) is bytes else int(of) if type(of) is bool else of for of in values
    ]


def _runs(marks: Sequence[Any]) -> list[Any]:
    """Return the marks and constants, of each list (which stands whole and in order) the first."""
    return [of for of in marks if not isinstance(of, Mark) or (not of.index and not of.part)]


def _value(of: Any, given: Mapping[str, Any]) -> Any:
    if not isinstance(of, Mark):
        return of
    found = given[of.name]
    if of.index is not None:
        found = found[of.index]
    return found if of.part is None else found[of.part]
