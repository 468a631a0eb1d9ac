"""Statements that every turn runs: put into SQL once, then given to the database's driver as they are.

SQLAlchemy finds out anew each time what a statement is, in which order its values go and of which types its columns
are, and goes through a greenlet to await the driver: measured, nine tenths of what a statement of ours takes on SQLite.
Here that is kept. The SQL, and how values become the database's and back, are still SQLAlchemy's.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from storage.connection import Connection

Convert = Callable[[Any], Any] | None


class Prepared:
    """A select, or an insert, update or delete; with `returning` where what it did is of interest.

    It is run with a value for each of its parameters, by name. Errors are SQLAlchemy's `DBAPIError`, without the values.
    """

    def __init__(self, statement: Any | Callable[[str], Any]) -> None:
        """`statement` can be what makes it for the dialect of that name, where it is not the same for all."""
        self._statement = statement
        self._made: dict[tuple[str, ...], _Sql] = {}

    async def all(self, connection: Connection, **values: Any) -> list[Any]:
        """The rows, with their columns as attributes."""
        dialect = connection.dialect
        known = (dialect.name, *values)
        sql = self._made.get(known) or self._make(dialect, known)
        driver = connection.driver
        given = sql.given(values)
        try:
            if isinstance(driver, sqlite3.Connection):
                found = driver.execute(sql.words, given).fetchall()
            else:
                found = await driver.fetch(sql.words, *given)
        except Exception as error:
            raise DBAPIError(sql.words, None, error, hide_parameters=True) from error
        return sql.rows(found)

    def _make(self, dialect: Dialect, known: tuple[str, ...]) -> _Sql:
        statement = self._statement(dialect.name) if callable(self._statement) else self._statement
        made = self._made[known] = _Sql(statement, dialect, known[1:])
        return made

    async def first(self, connection: Connection, **values: Any) -> Any | None:
        """The first row, if there is one."""
        rows = await self.all(connection, **values)
        return rows[0] if rows else None

    async def any(self, connection: Connection, **values: Any) -> bool:
        """Whether there is a row: that something was found, or was done."""
        return bool(await self.all(connection, **values))


class _Sql:
    """A statement for one kind of database, with these parameters given; the others stand in the statement itself."""

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        keys = [name for name in names if name in statement.table.c] if isinstance(statement, Insert) else None
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        self.words: str = compiled.string
        # Columns that are not given, but have a default of Python's.
        defaults = {column.key: column.default.arg for column in compiled.insert_prefetch}
        self._given: list[tuple[str, Convert, Any]] = []
        for name in compiled.positiontup:
            bind = compiled.binds[name]
            value = defaults.get(name, bind.effective_value)
            self._given.append((name, bind.type.dialect_impl(dialect).bind_processor(dialect), value))
        whole = all(convert is None for _, convert, _ in self._given)
        self._plain = [(name, otherwise) for name, _, otherwise in self._given] if whole else []
        columns = statement.exported_columns
        self._row = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]
        self._back = [
            (place, convert)
            for place, column in enumerate(columns)
            if (convert := _result_processor(column.type, dialect)) is not None
        ]

    def given(self, values: dict[str, Any]) -> list[Any]:
        if self._plain:
            return [values.get(name, otherwise) for name, otherwise in self._plain]
        return [
            values.get(name, otherwise) if convert is None else convert(values.get(name, otherwise))
            for name, convert, otherwise in self._given
        ]

    def rows(self, found: Any) -> list[Any]:
        if not self._back:
            return [self._row(*row) for row in found]
        made = []
        for row in found:
            columns = list(row)
            for place, convert in self._back:
                columns[place] = convert(columns[place])
            made.append(self._row(*columns))
        return made


def _result_processor(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
