"""A person with something in every table, put there column by column: what is added to the tables later is filled, too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.forms import Field, Form
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import paragraphs
from bot.chat.wire import dump_form, dump_message
from storage.personal.policies import POLICIES, Concern
from storage.tables import UtcDateTime, meeting_list, metadata, slot

AT = datetime(2024, 11, 5, 7, 30, tzinfo=UTC)
MADE_BY_THE_ENGINE = {"cohort", "chat_group", "member", "account", "link", "processed_event", "reminder"}

CODES = {
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
    connection: AsyncConnection, me: Someone, other: Someone, *, elsewhere: str, files: tuple[str, ...] = ()
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
    connection: AsyncConnection,
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
    if column.name == "slot_id":
        return (await connection.execute(select(slot.c.id).limit(1))).scalar_one()
    if column.foreign_keys:
        return None
    mark = me.mark if column.name in concern.shown else elsewhere
    words = f"{mark} {table.name}"
    if column.name in concern.foreign:
        words = f"{mark}, but {other.mark} was there, too"
    return _filling(column, words, files)


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
    if column.name == "recheck" or column.name == "edits":
        return None
    match column.type:
        case UtcDateTime():
            return AT + timedelta(days=400) if column.name == "not_before" else AT
        case Boolean():
            return False
        case Integer():
            return number
        case JSON():
            return {"words": words}
        case String(length=length):
            return f"{words} {number}"[:length] if column.unique else words[:length]
    raise TypeError(f"how is {column} filled?")


async def everything(connection: AsyncConnection) -> Iterator[tuple[str, str, str]]:
    """Each cell of the database as (table, column, text)."""
    cells = []
    for table in metadata.sorted_tables:
        for row in await connection.execute(select(table)):
            cells += [(table.name, column, str(value)) for column, value in row._asdict().items() if value is not None]
    return iter(cells)
