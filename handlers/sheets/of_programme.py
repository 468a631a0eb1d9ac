"""The whole programme: people down, sessions across; what needs words stands in a list of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.documents import sheets, typeset
from bot.documents.tables import Cell, Column, Table
from bot.domain.presence import ABSENT, PRESENT
from bot.locale.voice import N_, Voice
from bot.programme import Programme, Session
from handlers.sheets.of_session import closing, mark_cells, paper_record, paper_time
from handlers.sheets.roll import Mark, Roll
from handlers.sheets.words import (
    how_words,
    on_paper,
    presence_words,
    programme_words,
    turnout_words,
    when_words,
    where_words,
    zone_words,
)

ACROSS = 16
"""Sessions beside one another on a page of A4 in landscape, so that a time fits in its column."""

WHOSE = (N_("Session"), N_("Date"), N_("Name"), N_("Organisation"), N_("Country"))
SAID = {N_("Attendance"): 24, N_("Time"): 17, N_("Recorded"): 13, N_("Recorded by"): 22, N_("Remark"): 40}
"""What `mark_cells` says, and how wide it is."""

COUNTED = (N_("There"), N_("Late"), N_("Absent"), N_("Justified"))

PAPER_MAX = 2_000
"""People on a list that is to be printed: a hundred pages and more, which take some seconds to set."""


def facts(_: Voice, programme: Programme, title: str, roll: Roll) -> list[tuple[str, str]]:
    lines = [(_.plain("Programme"), programme_words(_, programme))]
    if title != programme.title:
        lines.append((_.plain("Group"), title))
    lines.append((_.plain("People"), str(len(roll.people))))
    return [*lines, (_.plain("Times"), zone_words(_, programme))]


def xlsx(_: Voice, programme: Programme, title: str, roll: Roll, printed: str) -> bytes:
    """Three tabs: everybody; the sessions; and what was said by hand, by a list, or in a notice."""
    heading = [f"{label}: {words}" for label, words in facts(_, programme, title, roll)]
    name = _.plain("Attendance list: {title}", title=title)
    return sheets.xlsx(name, [*heading, printed], [_everybody(_, roll), _sessions(_, roll), _remarks(_, roll)])


def csv(_: Voice, roll: Roll) -> bytes:
    """A line for each person and session, for other programs to read."""
    columns = [_.plain(word) for word in WHOSE]
    columns += [_.plain(word) for word in SAID]
    return sheets.csv(Table("", [Column(title) for title in columns], _all_marks(_, roll)))


def _all_marks(_: Voice, roll: Roll) -> Iterator[list[Cell]]:
    for session in roll.sessions:
        known: dict[Mark, list[Cell]] = {}
        for member, mark in zip(roll.people, roll.marks[session.key], strict=True):
            if mark not in known:
                known[mark] = mark_cells(_, roll, mark)
            day = str(session.date)
            yield [session.title, day, member.name, member.organisation, member.country, *known[mark]]


def _everybody(_: Voice, roll: Roll) -> Table:
    columns = [Column(_.plain("Name"), 28), Column(_.plain("Organisation"), 28), Column(_.plain("Country"), 14)]
    columns += [Column(_.plain("There"), 7), Column(_.plain("Late"), 7), Column(_.plain("Absent"), 7)]
    columns += [Column(f"{session.title}\n{_.day(session.date)}", 15) for session in roll.sessions if session.date]
    return Table(_.plain("Attendance"), columns, _people(_, roll))


def _people(_: Voice, roll: Roll) -> Iterator[list[Cell]]:
    columns = []
    for session in roll.sessions:
        marks = roll.marks[session.key]
        known = {mark: (mark.presence, _in_short(_, session, mark)) for mark in set(marks)}
        columns.append([known[mark] for mark in marks])
    for place, member in enumerate(roll.people):
        mine = [column[place] for column in columns]
        there, late, absent = (sum(state in wanted for state, _said in mine) for wanted in (PRESENT, {"late"}, ABSENT))
        yield [member.name, member.organisation, member.country, there, late, absent, *(said for _s, said in mine)]


def _in_short(_: Voice, session: Session, mark: Mark) -> str:
    """'10:02 tap', '10:21 late, code', 'absent, justified'."""
    if mark.presence not in PRESENT:
        return presence_words(_, mark)
    said = [presence_words(_, mark)] if mark.presence == "late" else []
    same_day = mark.at is not None and mark.at.date() == session.date
    return f"{paper_time(_, session, mark) if same_day else ''} {', '.join([*said, how_words(_, mark)])}".strip()


def _sessions(_: Voice, roll: Roll) -> Table:
    columns = [Column(_.plain("Session"), 28), Column(_.plain("When"), 34), Column(_.plain("Where"), 24)]
    columns += [Column(_.plain(word), 10) for word in COUNTED]
    rows: list[list[Cell]] = [
        [
            session.title,
            when_words(_, session),
            where_words(_, session),
            roll.count(session.key, "there", "late"),
            roll.count(session.key, "late"),
            roll.count(session.key, *ABSENT),
            roll.count(session.key, "excused"),
        ]
        for session in roll.sessions
    ]
    return Table(_.plain("Sessions"), columns, rows)


def _remarks(_: Voice, roll: Roll) -> Table:
    columns = [Column(_.plain("Session"), 24), Column(_.plain("Name"), 28), Column(_.plain("Organisation"), 28)]
    columns += [Column(_.plain(word), width) for word, width in SAID.items()]
    return Table(_.plain("By hand and notices"), columns, _worded(_, roll), frozen=2)


def _worded(_: Voice, roll: Roll) -> Iterator[list[Cell]]:
    for session in roll.sessions:
        for member, mark in zip(roll.people, roll.marks[session.key], strict=True):
            if _needs_words(mark):
                yield [session.title, member.name, member.organisation, *mark_cells(_, roll, mark)]


def _needs_words(mark: Mark) -> bool:
    return mark.by is not None or mark.how in ("by_hand", "list") or mark.presence in ABSENT - {"missed"}


def pdf(_: Voice, programme: Programme, title: str, roll: Roll, printed: str) -> bytes:
    """A table of all, in parts where the sessions are many; the sessions; what was said by hand; room for signatures."""
    parts = [roll.sessions[first : first + ACROSS] for first in range(0, len(roll.sessions), ACROSS)]
    values = {
        "title": _.plain("Attendance list: {title}", title=title),
        "facts": facts(_, programme, title, roll),
        "flipped": True,
        "tables": [*(_paper(_, roll, list(part)) for part in parts), *_below(_, roll)],
        "notes": [],
        **closing(_, printed),
    }
    return typeset.pdf("list", values)


def _paper(_: Voice, roll: Roll, sessions: list[Session]) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"title": _.plain("No."), "width": "auto", "align": "right"},
        {"title": _.plain("Name"), "width": 4, "align": "left"},
        {"title": _.plain("Organisation"), "width": 4, "align": "left"},
    ]
    columns += [{"title": session.title, "width": 1.6, "align": "center"} for session in sessions]
    rows = [
        [str(place + 1), on_paper(member), member.organisation]
        + [_paper_cell(_, session, roll.marks[session.key][place]) for session in sessions]
        for place, member in enumerate(roll.people)
    ]
    return {"caption": "", "size": 8 if len(sessions) <= 8 else 7, "tall": False, "columns": columns, "rows": rows}


def _paper_cell(_: Voice, session: Session, mark: Mark) -> str:
    return _in_short(_, session, mark) if mark.presence != "not_taken" else "–"


def _below(_: Voice, roll: Roll) -> list[dict[str, Any]]:
    heads: list[tuple[str, float]] = [
        (_.plain("Session"), 3),
        (_.plain("When"), 4),
        (_.plain("Where"), 3),
        (_.plain("Present"), 2),
    ]
    sessions = [
        [session.title, when_words(_, session), where_words(_, session), turnout_words(_, roll, session.key)]
        for session in roll.sessions
    ]
    said = [
        [session.title, on_paper(member), paper_time(_, session, mark), paper_record(_, roll, mark)]
        for session in roll.sessions
        for member, mark in zip(roll.people, roll.marks[session.key], strict=True)
        if _needs_words(mark)
    ]
    found = [_list(_.plain("Sessions"), heads, sessions)]
    if said:
        heads = [(_.plain("Session"), 3), (_.plain("Name"), 3), (_.plain("Time"), 1.5), (_.plain("Recorded"), 6)]
        found.append(_list(_.plain("By hand and notices"), heads, said))
    return found


def _list(caption: str, heads: Sequence[tuple[str, float]], rows: list[list[str]]) -> dict[str, Any]:
    columns = [{"title": title, "width": width, "align": "left"} for title, width in heads]
    return {"caption": caption, "size": 8, "tall": False, "columns": columns, "rows": rows}
