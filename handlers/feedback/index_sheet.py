"""The index of what was handed in: a line for each person, in a sheet in which nothing that people typed is a formula."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from bot.documents import sheets
from bot.documents.tables import Cell, Column, Table
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.bundle import apart, folder_of
from bot.domain.homework.submissions import Item
from bot.locale.voice import Voice
from bot.scene import View
from handlers.feedback.declared import Row, rows_of
from handlers.feedback.page import SIGNS
from storage.feedback import Work


def pieces_of(work: Work) -> list[tuple[str, Item]]:
    """What somebody sent, with the names that it has in the ZIP. What they wrote is a text file, a link one that names it."""
    here = [item for item in work.items if item.kind != "file" or item.file]
    names = {"text": "text.txt", "link": "link.txt"}
    unique = apart(names.get(item.kind, item.name) for item in here)
    return list(zip(unique, here, strict=True))


async def index_sheet(view: View, _: Voice, found: Assignment, works: Sequence[Work]) -> bytes:
    """All whom it concerns, also those who handed in nothing. Times are on the programme's clock."""
    rows = await rows_of(view, found)
    places = {work.submission.member_id: (number, work) for number, work in enumerate(works, 1)}
    heading = [
        _.plain("Due: {due}", due=_.moment(found.due).text),
        _.plain("Times are on the clock of {zone}.", zone=str(view.programme.tz)),
    ]
    columns = [
        Column(_.plain("Name"), 28),
        Column(_.plain("Organisation"), 28),
        Column(_.plain("Country"), 14),
        Column(_.plain("State"), 24),
        Column(_.plain("Version"), 9),
        Column(_.plain("Handed in"), 17),
        Column(_.plain("Late"), 8),
        Column(_.plain("Folder"), 30),
        Column(_.plain("Files and links"), 60),
    ]
    table = Table(found.title, columns, list(_lines(view, _, rows, places)))
    return await asyncio.to_thread(sheets.xlsx, found.title, heading, [table])


def _lines(view: View, _: Voice, rows: Sequence[Row], places: dict[int, tuple[int, Work]]) -> Iterator[list[Cell]]:
    for member, _work, state in rows:
        line: list[Cell] = [member.name, member.organisation, member.country, _.plain(SIGNS[state][1])]
        if member.id in places:
            number, work = places[member.id]
            at = work.version.at.astimezone(view.programme.tz)
            late = _.plain("late") if work.version.late else ""
            sent = ", ".join(item.text if item.kind == "link" else name for name, item in pieces_of(work))
            line += [work.version.number, at, late, folder_of(number, member.name), sent]
        else:
            line += [None] * 5
        yield line
