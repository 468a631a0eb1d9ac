"""The list that was asked for, made just before it is sent: what it says is true then."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck
from bot.chat.text import Text
from bot.documents import sheets
from bot.documents.sheets import CSV, XLSX
from bot.documents.typeset import PDF, legible
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.programme.upcoming import dated
from bot.scene import Turn, View
from handlers.sheets import of_programme, of_session
from handlers.sheets.choose import gone
from handlers.sheets.declared import KEEPERS, AsCsv, AsPdf, AsXlsx, ChooseSheet, feature
from handlers.sheets.roll import Roll, call_the_roll
from handlers.sheets.words import zone_words

TYPES = {"xlsx": XLSX, "csv": CSV, "pdf": PDF}


@feature.button(AsXlsx, access="members", any_cohort=True)
async def as_xlsx(pressed: Turn[ButtonPressed], data: AsXlsx) -> list[Intent]:
    return await _promise(pressed, ChooseSheet(data.cohort, data.session), "xlsx")


@feature.button(AsCsv, access="members", any_cohort=True)
async def as_csv(pressed: Turn[ButtonPressed], data: AsCsv) -> list[Intent]:
    return await _promise(pressed, ChooseSheet(data.cohort, data.session), "csv")


@feature.button(AsPdf, access="members", any_cohort=True)
async def as_pdf(pressed: Turn[ButtonPressed], data: AsPdf) -> list[Intent]:
    return await _promise(pressed, ChooseSheet(data.cohort, data.session), "pdf")


async def _promise(pressed: Turn[ButtonPressed], which: ChooseSheet, form: str) -> list[Intent]:
    """Note who took what; the file itself is made after the turn."""
    turn = await pressed.within(which.cohort, KEEPERS)
    if which.session and all(session.key != which.session for session in dated(turn.programme)):
        return [gone(turn)]
    session = which.session or None
    await turn.uow.audit.note(
        turn.cohort.id, turn.now, "exported", actor=turn.me.id, session=session, what="attendance", format=form
    )
    args = {"reader": str(turn.me.id), "session": which.session, "form": form}
    return [Private(recheck=Recheck("sheets.file", args)), turn.toast(N_("I am making it. It comes in a moment."))]


@feature.recheck("sheets.file")
async def make(view: View, reader: str, session: str, form: str) -> Message | None:
    """The file with what is known now. None for somebody whose place that is no longer, or for a session that is gone."""
    member = await view.uow.members.by_id(int(reader))
    if member is None or member.withdrawn or not member.roles & KEEPERS:
        return None
    sessions = [held for held in dated(view.programme) if session in ("", held.key)]
    if not sessions:
        return None
    words = view.voice_for(member)
    _ = Voice(words.language, view.programme.tz)
    roll = await call_the_roll(view, sessions)
    if form == "pdf" and len(roll.people) > of_programme.PAPER_MAX:
        return Message(
            _(
                "As a PDF this list would have hundreds of pages, as there are {n} people. Please take Excel or CSV: send "
                "/attendance.",
                n=len(roll.people),
            )
        )
    printed = _.plain("Made on {when} for {name}", when=_.moment(view.now).text, name=member.name)
    data = await asyncio.to_thread(_file, _, view, sessions if not session else sessions[0], roll, form, printed)
    name = f"attendance-{view.cohort.key}{f'-{session}' if session else ''}.{form}"
    file = OutgoingFile(await view.deployment.files.put(data), name, TYPES[form], len(data), keep=False)
    return Message(_told(_, view, sessions if not session else sessions[:1], roll, form), files=(file,))


def _file(_: Voice, view: View, which: Sequence[Session] | Session, roll: Roll, form: str, printed: str) -> bytes:
    """In a thread: nothing here asks the database."""
    programme, title = view.programme, view.cohort.title
    if isinstance(which, Session):
        if form == "csv":
            return sheets.csv(of_session.table(_, which, roll))
        made = of_session.xlsx if form == "xlsx" else of_session.pdf
        return made(_, programme, title, which, roll, printed)
    if form == "csv":
        return of_programme.csv(_, roll)
    of_all = of_programme.xlsx if form == "xlsx" else of_programme.pdf
    return of_all(_, programme, title, roll, printed)


def _told(_: Voice, view: View, sessions: Sequence[Session], roll: Roll, form: str) -> Text:
    title = sessions[0].title if len(roll.sessions) == 1 else view.cohort.title
    text = _("Here is the attendance list: **{title}**.", title=title)
    boxes = [member for member in roll.people if not legible(member.name)]
    if form == "pdf" and boxes:
        words = _.plural(
            "I have no letters for the name of {n} person, so the PDF has their e-mail address instead. Excel shows the name.",
            "I have no letters for the names of {n} people, so the PDF has their e-mail addresses instead. Excel shows "
            "the names.",
            len(boxes),
        )
        text += _("{words}", words=words)
    if form == "csv":
        text += _("Times are {zone}.", zone=zone_words(_, view.programme))
    return text
