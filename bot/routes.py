"""What features consist of: commands, buttons, forms, lists and kinds of nudges, and the shapes of what they call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from bot.chat.buttons import Button, ButtonData
from bot.chat.events import Event, Place
from bot.chat.messages import Intent, Letter, Message
from bot.chat.text import Text
from bot.domain.calendar import Entry
from bot.domain.people import Member, Role
from bot.locale.voice import N_, Voice
from bot.ports import Standing
from bot.report import Listing, Report
from bot.scene import Scene, View
from bot.shelf import Picture, Work
from storage.unit_of_work import UnitOfWork

Access = Literal["anyone", "members"] | frozenset[Role]
"""Who may: strangers too, every member, or members with one of these roles."""

APPOINTMENT = "nudges.appointment"
"""The recheck through which nudges of an appointment leave: it asks the member's own limits first."""

Topic = Literal["programme", "homework", "people", "me", "lead", "manage"]
TOPICS: Mapping[Topic, str] = {
    "programme": N_("Sessions and questions"),
    "homework": N_("Homework and roadmap"),
    "people": N_("Coaching and other members"),
    "me": N_("You and your data"),
    "lead": N_("Run sessions and homework"),
    "manage": N_("Decide and look after people"),
}
"""What one may want to do, in the order of `/help`."""

Replies = list[Intent]
Handler = Callable[..., Awaitable[Replies]]
Rechecker = Callable[..., Awaitable[Message | None]]
Writer = Callable[..., Awaitable[Letter | None]]
Ticker = Callable[[Scene], Awaitable[Replies]]
Checker = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Command:
    """`summary` and `example` are what `/help` shows, under the `topic`; `example` begins without a slash. `hidden` ones
    work unlisted."""

    name: str
    access: Access
    summary: str
    example: str
    handler: Handler
    topic: Topic = "programme"
    hidden: bool = False
    any_cohort: bool = False
    unbound: bool = False


@dataclass(frozen=True, slots=True)
class ButtonRoute:
    data: type[ButtonData]
    access: Access
    handler: Handler
    any_cohort: bool = False
    unbound: bool = False


@dataclass(frozen=True, slots=True)
class FormRoute:
    """`check` says what is wrong with one field's value, as a text for translation, or None."""

    name: str
    access: Access
    handler: Handler
    check: Checker | None = None


@dataclass(frozen=True, slots=True)
class ListingRoute:
    name: str
    access: Access
    lister: Lister


def everywhere(_view: View) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class NudgeKind:
    """What `/nudges` calls one kind of nudge, and when it is sent (`why`, which follows the label and a colon); for
    members with `access`, in cohorts in which it is `used`.

    Those of an `appointment` leave at their time, each by itself, and are not counted: members can only switch them off.
    """

    name: str
    label: str
    why: str
    appointment: bool = False
    access: Access = "members"
    used: Callable[[View], bool] = everywhere


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that is going to happen, for the playground's list and its "next event"."""

    at: datetime
    what: str
    to: str


Planner = Callable[[View], Awaitable[list[Planned]]]
WarmUp = Callable[[View], Awaitable[None]]
Foresight = Callable[[Event], Awaitable[None]]
Personal = Callable[..., Awaitable[Text]]
Stander = Callable[[Scene, Place, Standing], Awaitable[Replies]]
Turning = Callable[[Scene, Member], Awaitable[Replies]]
Greeter = Callable[[], Message]
CalendarPart = Callable[..., Awaitable[list[Entry]]]
StatusPart = Callable[[View, Voice, Member | None], Awaitable[Report]]
Lister = Callable[[View, Voice, Member, slice], Awaitable[Listing]]
WeekPart = Callable[[View, Member, datetime], Awaitable[Message | None]]
Arrival = Callable[[UnitOfWork, datetime, Message], Awaitable[None]]
Papers = Callable[..., Awaitable[list[Button]]]
LibraryPart = Callable[..., Awaitable[list[Work]]]
PicturePart = Callable[..., Awaitable[list[Picture]]]


@dataclass(frozen=True, slots=True)
class Do(ButtonData):
    """A button that is as good as typing this command, for menus and for pages without a place to type."""

    prefix: ClassVar[str] = "do"
    command: str


def allowed(access: Access, roles: frozenset[Role] | None) -> bool:
    """Whether somebody with these roles (None: a stranger) may."""
    if access == "anyone":
        return True
    if roles is None:
        return False
    return access == "members" or bool(roles & access)
