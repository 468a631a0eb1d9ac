"""One session's list: a line for each person, with the time, how it came to be known, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.documents import sheets, typeset
from bot.documents.tables import Cell, Column, Table
from bot.domain.people import Member
from bot.domain.presence import PRESENT
from bot.locale.voice import Voice
from bot.programme import Programme, Session
from handlers.sheets.roll import Mark, Roll
from handlers.sheets.words import (
    by_words,
    how_words,
    on_paper,
    presence_words,
    programme_words,
    time_of_day,
    turnout_words,
    when_words,
    where_words,
    zone_words,
)


def table(_: Voice, session: Session, roll: Roll) -> Table:
    """For a workbook and for CSV; what the second check said only where there is one."""
    columns = [
        Column(_.plain("Name"), 28),
        Column(_.plain("Organisation"), 28),
        Column(_.plain("Country"), 14),
        Column(_.plain("Attendance"), 24),
        Column(_.plain("Time"), 17),
        Column(_.plain("Recorded"), 13),
        Column(_.plain("Recorded by"), 22),
        Column(_.plain("Remark"), 34),
    ]
    if session.key in roll.second:
        columns.append(Column(_.plain("Second check"), 17))
    return Table(session.title, columns, _rows(_, session, roll))


def _rows(_: Voice, session: Session, roll: Roll) -> Iterator[list[Cell]]:
    second = roll.second.get(session.key)
    for member, mark in zip(roll.people, roll.marks[session.key], strict=True):
        row = [member.name, member.organisation, member.country, *mark_cells(_, roll, mark)]
        if second is not None:
            row.append(second.get(member.id))
        yield row


def mark_cells(_: Voice, roll: Roll, mark: Mark) -> list[Cell]:
    """Attendance, time, how, by whom, and their reason. Where somebody was marked as absent there is no time of coming."""
    at = mark.at if mark.presence in PRESENT else None
    return [presence_words(_, mark), at, how_words(_, mark), by_words(roll, mark), mark.reason]


def facts(_: Voice, programme: Programme, title: str, session: Session, roll: Roll) -> list[tuple[str, str]]:
    """What stands above the list. `title` is the cohort's."""
    lines = [(_.plain("Programme"), programme_words(_, programme))]
    if title != programme.title:
        lines.append((_.plain("Group"), title))
    lines.append((_.plain("Session"), session.title))
    lines.append((_.plain("When"), when_words(_, session)))
    lines.append((_.plain("Where"), where_words(_, session)))
    if turnout := turnout_words(_, roll, session.key):
        lines.append((_.plain("Present"), turnout))
    return [*lines, (_.plain("Times"), zone_words(_, programme))]


def xlsx(_: Voice, programme: Programme, title: str, session: Session, roll: Roll, printed: str) -> bytes:
    heading = [f"{label}: {words}" for label, words in facts(_, programme, title, session, roll)]
    name = _.plain("Attendance list: {title}", title=session.title)
    return sheets.xlsx(name, [*heading, printed], [table(_, session, roll)])


def pdf(_: Voice, programme: Programme, title: str, session: Session, roll: Roll, printed: str) -> bytes:
    """To be printed, signed and kept; before the session it is an empty list to sign."""
    columns: list[dict[str, Any]] = [
        {"title": _.plain("No."), "width": "auto", "align": "right"},
        {"title": _.plain("Name"), "width": 3, "align": "left"},
        {"title": _.plain("Organisation"), "width": 3, "align": "left"},
        {"title": _.plain("Time"), "width": 1.4, "align": "left"},
        {"title": _.plain("Recorded"), "width": 3, "align": "left"},
    ]
    if session.key in roll.second:
        columns.append({"title": _.plain("Second check"), "width": 1.5, "align": "left"})
    columns.append({"title": _.plain("Signature"), "width": 3.4, "align": "left"})
    rows = [
        [str(number), *_line(_, session, roll, member, mark), ""]
        for number, (member, mark) in enumerate(zip(roll.people, roll.marks[session.key], strict=True), 1)
    ]
    values = {
        "title": _.plain("Attendance list: {title}", title=session.title),
        "facts": facts(_, programme, title, session, roll),
        "flipped": False,
        "tables": [{"caption": "", "size": 9, "tall": True, "columns": columns, "rows": rows}],
        "notes": [],
        **closing(_, printed),
    }
    return typeset.pdf("list", values)


def closing(_: Voice, printed: str) -> dict[str, Any]:
    """What every paper list ends with."""
    return {
        "signatures": [_.plain("Place and date"), _.plain("Signature, trainer"), _.plain("Signature, organiser")],
        "printed": printed,
        "page": _.plain("Page {n} of {all}", n="{n}", all="{all}"),
        "language": _.spoken,
    }


def _line(_: Voice, session: Session, roll: Roll, member: Member, mark: Mark) -> list[str]:
    second = roll.second.get(session.key)
    line = [on_paper(member), member.organisation, paper_time(_, session, mark), paper_record(_, roll, mark)]
    if second is not None:
        line.append(time_of_day(_, second[member.id], session.date) if member.id in second else "")
    return line


def paper_time(_: Voice, session: Session, mark: Mark) -> str:
    if mark.at is None or mark.presence not in PRESENT:
        return "" if mark.presence == "to_come" else "–"
    return time_of_day(_, mark.at, session.date)


def paper_record(_: Voice, roll: Roll, mark: Mark) -> str:
    """'late, tap'; 'by hand, Olga Nowak: her phone was broken'; 'absent, justified'."""
    said = [presence_words(_, mark)] if mark.presence != "there" else []
    if mark.how and (mark.presence in PRESENT or mark.how in ("by_hand", "list")):
        said.append(how_words(_, mark))
    if by := by_words(roll, mark):
        said.append(by)
    return ", ".join(filter(None, said)) + (f": {mark.reason}" if mark.reason else "")
