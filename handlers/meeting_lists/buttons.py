"""The buttons under a list. Each carries the list's id, and who presses is checked against its cohort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData
from bot.chat.events import ButtonPressed
from bot.feature import Access
from bot.locale.voice import N_
from bot.scene import Turn
from storage.meeting_lists import MeetingList

GONE = N_("This list is not kept any more. Please send me the file again.")


@dataclass(frozen=True, slots=True)
class WhichSession(ButtonData):
    """Ask of which session the list is."""

    prefix: ClassVar[str] = "mw"
    list: int


@dataclass(frozen=True, slots=True)
class OfSession(ButtonData):
    prefix: ClassVar[str] = "mo"
    list: int
    session: str


@dataclass(frozen=True, slots=True)
class ConfirmNames(ButtonData):
    prefix: ClassVar[str] = "mc"
    list: int
    one_by_one: bool = False


@dataclass(frozen=True, slots=True)
class AllExact(ButtonData):
    """Those whose names are spelt as on the roster are the members."""

    prefix: ClassVar[str] = "mx"
    list: int


@dataclass(frozen=True, slots=True)
class ThisIs(ButtonData):
    """A person of the list is, or is not, the member that was suggested."""

    prefix: ClassVar[str] = "mt"
    list: int
    row: int
    yes: bool


@dataclass(frozen=True, slots=True)
class WhoIsThis(ButtonData):
    """People of the list whom nobody knows, one after the other: who of the members are they?"""

    prefix: ClassVar[str] = "mu"
    list: int
    page: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class TheyAre(ButtonData):
    """A person of the list is this member; 0: none of them."""

    prefix: ClassVar[str] = "mm"
    list: int
    row: int
    member: int


@dataclass(frozen=True, slots=True)
class CountThere(ButtonData):
    prefix: ClassVar[str] = "mh"
    list: int


@dataclass(frozen=True, slots=True)
class MarkAbsent(ButtonData):
    prefix: ClassVar[str] = "ma"
    list: int
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Done(ButtonData):
    prefix: ClassVar[str] = "md"
    list: int


async def list_of(
    pressed: Turn[ButtonPressed], list_id: int, access: Access
) -> tuple[Turn[ButtonPressed], MeetingList | None]:
    """The list, and the turn in its cohort; raises `access.denied` where the one who pressed may not."""
    found = await pressed.uow.meeting_lists.by_id(list_id)
    if found is None:
        return pressed, None
    return await pressed.within(found.cohort_id, access), found
