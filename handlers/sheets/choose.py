"""`/attendance`: which list, and as what file."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.domain.presence import Sitting
from bot.locale.voice import N_, Voice
from bot.programme import Programme
from bot.programme.schedule import sittings
from bot.scene import Turn
from handlers.sheets.declared import KEEPERS, AsCsv, AsPdf, AsXlsx, ChooseSheet, SheetPage, feature

PAGE = 8
"""Sessions at once: their buttons and the last rows are what a phone shows without scrolling."""

SIGNED, PRINTED = N_("PDF, to print and sign"), N_("PDF, to print")
"""Of one session, with room for each signature; of the whole programme, without."""


@feature.command(
    "attendance",
    access=KEEPERS,
    summary=N_("get the attendance list of a session or of the whole programme, as Excel, CSV or PDF"),
    example="attendance",
)
async def attendance(turn: Turn[CommandInvoked]) -> list[Intent]:
    """In private, wherever it is asked: the lists have names."""
    held = sittings(turn.programme, turn.now)
    if not held:
        return [turn.tell(N_("No session has a date yet, so there is no attendance list."))]
    begun = sum(sitting.begun for sitting in held)
    return [Private(_sessions(turn, held, max(begun - 1, 0) // PAGE))]


@feature.button(SheetPage, access="members", any_cohort=True)
async def turn_page(pressed: Turn[ButtonPressed], data: SheetPage) -> list[Intent]:
    turn = await pressed.within(data.cohort, KEEPERS)
    held = sittings(turn.programme, turn.now)
    return [Edit(_sessions(turn, held, min(data.page, max(len(held) - 1, 0) // PAGE)))]


@feature.button(ChooseSheet, access="members", any_cohort=True)
async def choose(pressed: Turn[ButtonPressed], data: ChooseSheet) -> list[Intent]:
    turn = await pressed.within(data.cohort, KEEPERS)
    if data.session and all(session.key != data.session for session in turn.programme.sessions):
        return [gone(turn)]
    _ = turn.voice
    title = turn.programme.session(data.session).title if data.session else _.plain("Whole programme")
    cohort, session = turn.cohort.id, data.session
    rows: Rows = (
        (button(_.plain("Excel"), AsXlsx(cohort, session)), button(_.plain("CSV"), AsCsv(cohort, session))),
        (button(_.plain(SIGNED if session else PRINTED), AsPdf(cohort, session)),),
        (button(_.plain("Back"), SheetPage(cohort, _page_of(turn.programme, turn, session))),),
    )
    return [Edit(Message(_("**{title}**: as which file?", title=title), rows))]


def gone(turn: Turn[Any]) -> Intent:
    return turn.toast(N_("This session is no longer in the programme. Please send /attendance again."), alert=True)


def _sessions(turn: Turn[Any], held: list[Sitting], page: int) -> Message:
    _, cohort = turn.voice, turn.cohort.id
    shown = held[page * PAGE : (page + 1) * PAGE]
    rows: Rows = tuple(
        (button(_label(_, turn.programme, sitting), ChooseSheet(cohort, sitting.session)),) for sitting in shown
    )
    turning = []
    if page:
        turning.append(button(_.plain("Earlier"), SheetPage(cohort, page - 1)))
    if (page + 1) * PAGE < len(held):
        turning.append(button(_.plain("Later"), SheetPage(cohort, page + 1)))
    rows += (tuple(turning),) if turning else ()
    rows += ((button(_.plain("Whole programme"), ChooseSheet(cohort, ""), style="primary"),),)
    head = _("**{title}**: the attendance list of which session?", title=turn.cohort.title)
    return Message(head, rows)


def _label(_: Voice, programme: Programme, sitting: Sitting) -> str:
    session = programme.session(sitting.session)
    assert session.date is not None
    return _.plain("{title}, {day}", title=session.title, day=_.day(session.date))


def _page_of(programme: Programme, turn: Turn[Any], session: str) -> int:
    keys = [sitting.session for sitting in sittings(programme, turn.now)]
    return (keys.index(session) if session in keys else max(len(keys) - 1, 0)) // PAGE
