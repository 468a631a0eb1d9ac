"""One assignment, as its trainers see it: who handed in, late, missing; and a way to each work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.chat.text import Text, bullets
from bot.chat.words import shortened
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import Order, group_of
from bot.domain.homework.submissions import Standing
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.feedback.buttons import AllTasks, Bundle, Desk, Look
from handlers.feedback.declared import Row, desk, feature, rows_of, who

PAGE = 8
"""People on a page: what a phone shows with a button for each."""

LABEL_MAX = 40

SIGNS: Mapping[Standing, tuple[str, str]] = {
    "handed_in": ("🆕", N_("to look at")),
    "late": ("🕓", N_("to look at, came late")),
    "changes_asked": ("✏️", N_("changes are asked for")),
    "accepted": ("✅", N_("accepted")),
    "returned": ("↩️", N_("returned with comments")),
    "overdue": ("⚠️", N_("overdue")),
    "missing": ("✖️", N_("missing, can hand in no more")),
    "open": ("⏳", N_("still has time")),
}

ONLY: Sequence[tuple[str, frozenset[Order]]] = (
    (N_("All"), frozenset({"waiting", "changes_asked", "done", "overdue", "missing", "open"})),
    (N_("To look at"), frozenset({"waiting"})),
    (N_("Done"), frozenset({"changes_asked", "done"})),
    (N_("Not handed in"), frozenset({"overdue", "missing", "open"})),
)

_RANK: tuple[Order, ...] = ("waiting", "changes_asked", "overdue", "missing", "open", "done")
"""First those of whom something is wanted."""


@feature.button(Desk, access="members", any_cohort=True)
async def open_desk(pressed: Turn[ButtonPressed], data: Desk) -> list[Intent]:
    turn, found = await desk(pressed, data.assignment)
    return [Edit(await page(turn, found, data.page, data.only))]


async def page(turn: Turn[Any], found: Assignment, number: int = 0, only: int = 0) -> Message:
    """A page number that is too large gives the last page."""
    _ = turn.voice
    rows = await rows_of(turn, found)
    _label, groups = ONLY[only] if only < len(ONLY) else ONLY[0]
    listed = [row for row in rows if group_of(row[2]) in groups]
    listed.sort(key=lambda row: _RANK.index(group_of(row[2])))
    pages = max(1, -(-len(listed) // PAGE))
    number = min(number, pages - 1)
    shown = listed[number * PAGE : (number + 1) * PAGE]
    text = _head(_, found, rows) + (_list(_, shown) if shown else _("Nobody is on this list."))
    if pages > 1:
        text += _("Page {n} of {all}", n=number + 1, all=pages)
    buttons: list[tuple[Button, ...]] = [(_opens(row),) for row in shown if row[1] is not None and row[1].version]
    buttons += _ways(_, found, rows, number, pages, only)
    return Message(text, tuple(buttons))


def _head(_: Voice, found: Assignment, rows: Sequence[Row]) -> Text:
    n = len([row for row in rows if group_of(row[2]) in ("waiting", "changes_asked", "done")])
    waiting = len([row for row in rows if group_of(row[2]) == "waiting"])
    text = _("**{title}**, due {due}", title=found.title, due=_.moment(found.due))
    said = [_.plain("{n} of {all} handed in", n=n, all=len(rows))]
    for state, words in (("overdue", N_("{n} overdue")), ("missing", N_("{n} missing"))):
        if count := len([row for row in rows if row[2] == state]):
            said.append(_.plain(words, n=count))
    text += _("{said}. To look at: **{waiting}**.", said=", ".join(said), waiting=waiting)
    return text


def _list(_: Voice, shown: Sequence[Row]) -> Text:
    return bullets(
        *(
            _("{sign} {who}: {state}", sign=SIGNS[state][0], who=who(member), state=_.plain(SIGNS[state][1]))
            for member, _work, state in shown
        )
    )


def _opens(row: Row) -> Button:
    member, work, state = row
    assert work is not None
    return button(f"{SIGNS[state][0]} {shortened(member.name, LABEL_MAX)}", Look(work.id))


def _ways(
    _: Voice, found: Assignment, rows: Sequence[Row], number: int, pages: int, only: int
) -> list[tuple[Button, ...]]:
    turning = []
    if number > 0:
        turning.append(button(_.plain("◀ Back"), Desk(found.id, number - 1, only)))
    if number < pages - 1:
        turning.append(button(_.plain("More ▶"), Desk(found.id, number + 1, only)))
    others = [button(_.plain(label), Desk(found.id, 0, at)) for at, (label, _groups) in enumerate(ONLY) if at != only]
    ways = [tuple(turning)] if turning else []
    ways += [tuple(others[:2]), tuple(others[2:])]
    if any(work is not None and work.version for _member, work, _state in rows):
        ways.append((button(_.plain("Everything as a ZIP"), Bundle(found.id)),))
    return [*ways, (button(_.plain("All assignments"), AllTasks(found.cohort_id)),)]
