"""INSERT … ON CONFLICT for both databases: SQLAlchemy has one class a dialect and no common name for it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Row, String, Table, func
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from storage.connection import Connection
from storage.prepared import Prepared

AnyRow = Row[*tuple[Any, ...]]

Insert = SqliteInsert
"""The methods used here are the same in PostgreSQL's class, which is loaded only where that database is used."""


def insert(connection: Connection, table: Table) -> Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> Insert:
    """The same, for statements that are made once and kept: putting one together costs more than running it."""
    if dialect == "sqlite":
        return SqliteInsert(table)
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert

    return cast("Insert", PostgresqlInsert(table))


def insert_new(table: Table, back: Column[Any]) -> Prepared:
    """An insert of what is given as parameters, which does nothing where it is there already. Gives `back` of what is
    new."""
    return Prepared(lambda dialect: insert_for(dialect, table).on_conflict_do_nothing().returning(back))


async def insert_once(connection: Connection, statement: Insert, id_column: Column[int]) -> int | None:
    """Run the insert; the new row's id, or None where a unique constraint says that the row was there before."""
    made = await connection.execute(statement.on_conflict_do_nothing().returning(id_column))
    row_id: int | None = made.scalar_one_or_none()
    return row_id


PIECE = 1_000
"""Values in one statement: no database takes any number of them."""


def pieces(ids: Collection[int]) -> Iterator[list[int]]:
    every = list(ids)
    for first in range(0, len(every), PIECE):
        yield every[first : first + PIECE]


def together(ids: ColumnElement[int]) -> ColumnElement[str]:
    """Many ids as one text, for `apart`: two hundred thousand of them as rows take ten times as long."""
    return func.aggregate_strings(sql_cast(ids, String), ",")


def apart(ids: str | None) -> frozenset[int]:
    return frozenset(json.loads(f"[{ids}]")) if ids else frozenset()
