"""A person with something in every table, put there column by column: what is added to the tables later is filled, too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table, insert, select

from bot.chat.forms import Field, Form
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import paragraphs
from bot.chat.wire import dump_form, dump_message
from storage.connection import Connection
from storage.personal.policies import POLICIES, Concern
from storage.tables import UtcDateTime, assignment, debrief, meeting_list, metadata, roadmap, slot, submission

AT = datetime(2024, 11, 5, 7, 30, tzinfo=UTC)
MADE_BY_THE_ENGINE = {"cohort", "chat_group", "member", "account", "link", "processed_event", "reminder"}

CODES: dict[str, Any] = {
    "session": "online-1",
    "state": "open",
    "how": "hand",
    "matched": "email",
    "chat_kind": "private",
    "action": "marked",
    "outcome": "answered",
    "platform": "test",
    "entry": "cost-hotel",
    "day": "2024-11-06",
    "pending": None,
    "pack_key": None,
    "take": "try",
    "hours_from": "09:00",
    "hours_to": "17:00",
    "standing": "in",
    "share": "named",
    "marks": "4 3 2",
    "audience": {"to": "everybody", "session": None, "people": []},
}
"""Columns with words of the bot's own, not of people."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Someone:
    """By their keys in the database. `mark` stands in all that is theirs."""

    mark: str
    cohort: int
    member: int
    account: int
    account_id: str


async def fill(
    connection: Connection, me: Someone, other: Someone, *, elsewhere: str, files: tuple[str, ...] = ()
) -> None:
    """A row for each way in which a table can be about somebody. What `me` is to be shown of it carries their mark, as do
    all texts that they are not shown where `elsewhere` is the same; what others have written names `other`."""
    for table in metadata.sorted_tables:
        if table.name in MADE_BY_THE_ENGINE:
            continue
        for concern in POLICIES[table.name].concerns:
            values = {
                column.name: await _value(connection, table, column, concern, me, other, elsewhere, files)
                for column in table.columns
                if not column.primary_key
            }
            await connection.execute(insert(table).values(**values))


async def _value(
    connection: Connection,
    table: Table,
    column: Column[Any],
    concern: Concern,
    me: Someone,
    other: Someone,
    elsewhere: str,
    files: tuple[str, ...],
) -> Any:
    person = _person(table, column, concern, me, other)
    if person is not None:
        return person
    if column.name == "cohort_id":
        return me.cohort
    if column.name == "list_id":
        return (await connection.execute(select(meeting_list.c.id).limit(1))).scalar_one()
    above = {"slot_id": slot, "assignment_id": assignment, "submission_id": submission, "debrief_id": debrief}.get(
        column.name
    )
    if above is not None:
        return (await connection.execute(select(above.c.id).order_by(above.c.id.desc()).limit(1))).scalar_one()
    if column.name == "roadmap_id":
        own = select(roadmap.c.id).where(roadmap.c.member_id == me.member)
        return (await connection.execute(own)).scalar_one()
    if column.foreign_keys and not column.nullable:
        return await _what_it_needs(connection, next(iter(column.foreign_keys)).column.table, me, files)
    if column.foreign_keys:
        return None
    mark = me.mark if column.name in concern.shown else elsewhere
    words = f"{mark} {table.name}"
    if column.name in concern.foreign:
        words = f"{mark}, but {other.mark} was there, too"
    return _filling(column, words, files)


async def _what_it_needs(connection: Connection, table: Table, me: Someone, files: tuple[str, ...]) -> int:
    """A row of that table, for others to hang on: the newest, or one that is nobody's."""
    newest = select(table.c.id).order_by(table.c.id.desc()).limit(1)
    there = (await connection.execute(newest)).scalar_one_or_none()
    if there is not None:
        return int(there)
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "cohort_id":
            values[column.name] = me.cohort
        elif column.foreign_keys:
            needed = next(iter(column.foreign_keys)).column.table
            values[column.name] = await _what_it_needs(connection, needed, me, files)
        elif not column.primary_key:
            values[column.name] = _filling(column, "of nobody", files)
    made = await connection.execute(insert(table).values(**values).returning(table.c.id))
    return int(made.scalar_one())


def _person(table: Table, column: Column[Any], concern: Concern, me: Someone, other: Someone) -> Any:
    """Who stands in a column: the person in the one that it is about, somebody else in those that need one."""
    kinds = {one.column: one.who for one in POLICIES[table.name].concerns}
    kind = kinds.get(column.name)
    if kind is None:
        return None
    if column.name != concern.column and column.nullable:
        return None
    whose = me if column.name == concern.column else other
    return {"member": whose.member, "account": whose.account, "address": whose.account_id}[kind]


def _filling(column: Column[Any], words: str, files: tuple[str, ...]) -> Any:
    number = next(_numbers)
    if column.name in CODES:
        # One a session, and one in the place of each entry, as the tables have it.
        if column.name == "session" or str(column) == "faq_entry.entry":
            return f"{column.name}-{number}"
        return CODES[column.name]
    if column.name == "payload":
        kept = tuple(OutgoingFile(key, "file.txt", "text/plain", 1, keep=False) for key in files)
        return dump_message(Message(paragraphs(words), files=kept))
    if column.name == "form":
        return dump_form(Form("faq.answer", words, (Field("answer", words),), "Send"))
    if column.name == "checksum":
        return f"{number:064x}"  # a key of the file store
    if column.name in ("recheck", "edits") and column.nullable:
        return None
    return _of_its_type(column, words, number)


def _of_its_type(column: Column[Any], words: str, number: int) -> Any:
    match column.type:
        case UtcDateTime():
            return AT + timedelta(days=400) if column.name == "not_before" else AT
        case Date():
            return AT.date()
        case Boolean():
            return False
        case Integer():
            return number
        case JSON():
            return {"words": words}
        case String(length=length):
            return (
                f"{words} {number}"[:length]
                if column.unique or column.name in ("spot", "message_id")
                else words[:length]
            )
    raise TypeError(f"how is {column} filled?")


async def everything(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Each cell of the database as (table, column, text)."""
    cells = []
    for table in metadata.sorted_tables:
        for row in await connection.execute(select(table)):
            cells += [(table.name, column, str(value)) for column, value in row._asdict().items() if value is not None]
    return iter(cells)
