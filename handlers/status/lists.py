"""What is too long for the status: lists behind its buttons, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import bullets
from bot.domain.people import STAFF
from bot.locale.voice import N_
from bot.report import More
from bot.scene import Turn
from handlers.status.declared import feature

PAGE = 20
"""Lines: what a phone shows without much scrolling."""

IN_A_ROW = 2

GONE = N_("This list is no longer there. Please send /status again.")


@dataclass(frozen=True, slots=True)
class OpenList(ButtonData):
    """The `Feature.listing` of this name, as a message of its own."""

    prefix: ClassVar[str] = "zl"
    cohort: int
    listing: str


@dataclass(frozen=True, slots=True)
class ListPage(ButtonData):
    """Another page of it, in the same message."""

    prefix: ClassVar[str] = "zk"
    cohort: int
    page: int
    listing: str


def openers(cohort_id: int, more: Sequence[More]) -> Rows:
    """A button for each list, two in a row."""
    buttons = [button(one.label, OpenList(cohort_id, one.listing)) for one in more]
    return tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))


@feature.button(OpenList, access="members", any_cohort=True)
async def open_list(turn: Turn[ButtonPressed], data: OpenList) -> list[Intent]:
    page = await _page(turn, data.cohort, data.listing, 0)
    return [Private(page) if page else turn.toast(GONE, alert=True)]


@feature.button(ListPage, access="members", any_cohort=True)
async def turn_page(turn: Turn[ButtonPressed], data: ListPage) -> list[Intent]:
    page = await _page(turn, data.cohort, data.listing, data.page)
    return [Edit(page) if page else turn.toast(GONE, alert=True)]


async def _page(pressed: Turn[Any], cohort: int, name: str, page: int) -> Message | None:
    """For those whom the list is for, as they stand in its cohort; None where no feature has it any more."""
    route = pressed.deployment.registry.listings.get(name)
    turn = await pressed.within(cohort, route.access if route else STAFF)
    if route is None:
        return None
    _, first = turn.voice, page * PAGE
    found = await route.lister(turn, _, turn.me, slice(first, first + PAGE))
    near = []
    if page:
        near.append(button(_.plain("Back"), ListPage(cohort, page - 1, name)))
    left = found.total - first - PAGE
    if left > 0:
        near.append(button(_.plain("More ({n})", n=left), ListPage(cohort, page + 1, name)))
    text = (*found.head, *(bullets(*found.lines) if found.lines else ()))
    return Message(text, (tuple(near),) if near else ())
