"""How a handler module declares what it answers: commands, buttons, forms, messages, rechecks and ticks, with their roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.chat.buttons import ButtonData
from bot.routes import (
    APPOINTMENT,
    TOPICS,
    Access,
    Arrival,
    ButtonRoute,
    CalendarPart,
    Checker,
    Command,
    Do,
    Foresight,
    FormRoute,
    Greeter,
    Handler,
    LibraryPart,
    Lister,
    ListingRoute,
    NudgeKind,
    Papers,
    Personal,
    PicturePart,
    Planned,
    Planner,
    Rechecker,
    Stander,
    StatusPart,
    Ticker,
    Topic,
    Turning,
    WarmUp,
    WeekPart,
    Writer,
    allowed,
    everywhere,
)
from bot.scene import View

__all__ = [
    "APPOINTMENT",
    "TOPICS",
    "Access",
    "Arrival",
    "ButtonRoute",
    "Checker",
    "Command",
    "Do",
    "Feature",
    "FormRoute",
    "Handler",
    "ListingRoute",
    "NudgeKind",
    "Personal",
    "Planned",
    "Rechecker",
    "Topic",
    "Writer",
    "allowed",
]

H = TypeVar("H", bound=Handler)


@dataclass(slots=True)
class Feature:
    """One handler module's declarations. Each decorator registers a coroutine function. `topic`: under what `/help` has its
    commands, unless they say otherwise."""

    name: str
    topic: Topic = "programme"
    commands: list[Command] = field(default_factory=list)
    buttons: list[ButtonRoute] = field(default_factory=list)
    forms: list[FormRoute] = field(default_factory=list)
    requests: list[Handler] = field(default_factory=list)
    messages: list[Handler] = field(default_factory=list)
    asides: list[Handler] = field(default_factory=list)
    stoppings: list[Handler] = field(default_factory=list)
    joiners: list[Handler] = field(default_factory=list)
    leavers: list[Handler] = field(default_factory=list)
    enrolments: list[Turning] = field(default_factory=list)
    farewells: list[Turning] = field(default_factory=list)
    edits: list[Handler] = field(default_factory=list)
    deletions: list[Handler] = field(default_factory=list)
    homes: list[Handler] = field(default_factory=list)
    standings: list[Stander] = field(default_factory=list)
    greeters: list[Greeter] = field(default_factory=list)
    rechecks: dict[str, Rechecker] = field(default_factory=dict)
    ticks: list[Ticker] = field(default_factory=list)
    last_ticks: list[Ticker] = field(default_factory=list)
    planners: list[Planner] = field(default_factory=list)
    warm_ups: list[WarmUp] = field(default_factory=list)
    foresights: list[Foresight] = field(default_factory=list)
    files: list[Handler] = field(default_factory=list)
    fetches: dict[str, Handler] = field(default_factory=dict)
    personals: dict[str, Personal] = field(default_factory=dict)
    progress_parts: list[Personal] = field(default_factory=list)
    status_parts: list[StatusPart] = field(default_factory=list)
    listings: list[ListingRoute] = field(default_factory=list)
    calendar_parts: list[CalendarPart] = field(default_factory=list)
    letters: dict[str, Writer] = field(default_factory=dict)
    nudge_kinds: list[NudgeKind] = field(default_factory=list)
    week_parts: list[WeekPart] = field(default_factory=list)
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    paper_parts: list[Papers] = field(default_factory=list)
    library_parts: list[LibraryPart] = field(default_factory=list)
    picture_parts: list[PicturePart] = field(default_factory=list)

    def command(
        self,
        name: str,
        *,
        access: Access,
        summary: str,
        example: str,
        topic: Topic | None = None,
        hidden: bool = False,
        any_cohort: bool = False,
        unbound: bool = False,
    ) -> Callable[[H], H]:
        """`async (turn: Turn[CommandInvoked]) -> Replies`. `any_cohort`: works before a cohort is chosen. `unbound`:
        works in a group that no cohort has, too; a role that it needs may then be one in any of the asker's cohorts."""

        def register(handler: H) -> H:
            about = topic or self.topic
            self.commands.append(Command(name, access, summary, example, handler, about, hidden, any_cohort, unbound))
            return handler

        return register

    def button(
        self, data: type[ButtonData], *, access: Access, any_cohort: bool = False, unbound: bool = False
    ) -> Callable[[H], H]:
        """`async (turn: Turn[ButtonPressed], data) -> Replies`."""

        def register(handler: H) -> H:
            self.buttons.append(ButtonRoute(data, access, handler, any_cohort, unbound))
            return handler

        return register

    def form(self, name: str, *, access: Access, check: Checker | None = None) -> Callable[[H], H]:
        """`async (turn: Turn[FormSubmitted], values: dict[str, str]) -> Replies`."""

        def register(handler: H) -> H:
            self.forms.append(FormRoute(name, access, handler, check))
            return handler

        return register

    def request(self, handler: H) -> H:
        """Like `message`, for text that asks for something the feature does, in other words than its command's. These come
        before what answers questions."""
        self.requests.append(handler)
        return handler

    def message(self, handler: H) -> H:
        """`async (turn: Turn[MessagePosted]) -> Replies`: for text that is no command. The first that replies ends it."""
        self.messages.append(handler)
        return handler

    def aside(self, handler: H) -> H:
        """Like `message`, for what is to be said below whatever answers a text, if anything."""
        self.asides.append(handler)
        return handler

    def stopping(self, handler: H) -> H:
        """`async (turn: Turn[CommandInvoked]) -> Replies`: for `/cancel` where no form is open. How what this feature has
        under way for them is stopped; the first that replies ends it."""
        self.stoppings.append(handler)
        return handler

    def file(self, handler: H) -> H:
        """`async (turn: Turn[FileSent]) -> Replies`: for files sent in private. The first that replies ends it."""
        self.files.append(handler)
        return handler

    def fetched(self, name: str) -> Callable[[H], H]:
        """`async (scene: Scene, fetched: Fetched, **args: str) -> Replies`: a `Fetch` with this `then` is over."""

        def register(handler: H) -> H:
            self.fetches[name] = handler
            return handler

        return register

    def joined(self, handler: H) -> H:
        """`async (turn: Turn[MemberJoined]) -> Replies`."""
        self.joiners.append(handler)
        return handler

    def left(self, handler: H) -> H:
        """`async (turn: Turn[MemberLeft]) -> Replies`."""
        self.leavers.append(handler)
        return handler

    def enrolled(self, handler: Turning) -> Turning:
        """`async (scene, member) -> Replies`: somebody on the roster has just joined, with their first account."""
        self.enrolments.append(handler)
        return handler

    def farewell(self, handler: Turning) -> Turning:
        """`async (scene, member) -> Replies`: a member has left, or is about to be erased. What others are to hear of it, who
        must not learn from it who it was; and last steps with what is theirs, in the same transaction."""
        self.farewells.append(handler)
        return handler

    def edited(self, handler: H) -> H:
        """`async (turn: Turn[MessageEdited]) -> Replies`. Where none replies, an edit that is meant for the bot is taken
        as a new message."""
        self.edits.append(handler)
        return handler

    def deleted(self, handler: H) -> H:
        """`async (turn: Turn[MessageDeleted]) -> Replies`."""
        self.deletions.append(handler)
        return handler

    def home(self, handler: H) -> H:
        """`async (turn: Turn[HomeOpened]) -> Replies`, with one `ShowHome`."""
        self.homes.append(handler)
        return handler

    def standing(self, handler: Stander) -> Stander:
        """`async (scene, place, standing) -> Replies`: the bot's rights in a group of the cohort are other than before."""
        self.standings.append(handler)
        return handler

    def greeting(self, handler: Greeter) -> Greeter:
        """`() -> Message`: what is said in a group that belongs to no cohort, when the bot comes or is spoken to."""
        self.greeters.append(handler)
        return handler

    def recheck(self, name: str) -> Callable[[Rechecker], Rechecker]:
        """`async (view: View, **args: str) -> Message | None`: the message as it is now, or None to drop it."""

        def register(handler: Rechecker) -> Rechecker:
            self.rechecks[name] = handler
            return handler

        return register

    def tick(self, handler: Ticker) -> Ticker:
        """Called once a minute for each cohort; what it returns must carry keys, so that a second call sends nothing."""
        self.ticks.append(handler)
        return handler

    def tick_last(self, handler: Ticker) -> Ticker:
        """Like `tick`, after all the features' ticks of that minute: for what puts together what they had to say."""
        self.last_ticks.append(handler)
        return handler

    def nudge(
        self,
        name: str,
        *,
        label: str,
        why: str,
        appointment: bool = False,
        access: Access = "members",
        used: Callable[[View], bool] = everywhere,
    ) -> NudgeKind:
        """Declare a kind of `Nudge`. Who uses one of this feature's commands, buttons or forms after it was sent has not
        ignored it."""
        kind = NudgeKind(name, label, why, appointment, access, used)
        self.nudge_kinds.append(kind)
        return kind

    def week_ahead(self, handler: WeekPart) -> WeekPart:
        """`async (view, member, until) -> Message | None`: what the member is to know or do before `until`, for the
        overview on Monday. What stands in their calendar is there already."""
        self.week_parts.append(handler)
        return handler

    def arrived(self, name: str) -> Callable[[Arrival], Arrival]:
        """`async (uow, now, message) -> None`: what the recheck of this name made was sent; called in the
        transaction that notes it, and again where that is not certain."""

        def register(handler: Arrival) -> Arrival:
            self.arrivals[name] = handler
            return handler

        return register

    def plans(self, handler: Planner) -> Planner:
        """`async (view) -> list[Planned]`: what the feature will do by itself, as far as it is known."""
        self.planners.append(handler)
        return handler

    def warm_up(self, handler: WarmUp) -> WarmUp:
        """`async (view) -> None`: called once for each cohort when the bot is ready, for what would make it slow at first."""
        self.warm_ups.append(handler)
        return handler

    def foresees(self, handler: Foresight) -> Foresight:
        """`async (event) -> None`: before its turn begins, as what a turn waits for, all others wait for, too."""
        self.foresights.append(handler)
        return handler

    def personal(self, name: str) -> Callable[[Personal], Personal]:
        """`async (view, member) -> Text`: the answer to an FAQ entry with this `personal`, from the member's own data."""

        def register(handler: Personal) -> Personal:
            self.personals[name] = handler
            return handler

        return register

    def progress(self, handler: Personal) -> Personal:
        """`async (view, member) -> Text`: the feature's lines in `/me` and in a participant's own `/status`."""
        self.progress_parts.append(handler)
        return handler

    def calendar(self, handler: CalendarPart) -> CalendarPart:
        """`async (view, member) -> list[Entry]`: what the feature puts into the member's private calendar, and so into their
        overview on Monday. There it is asked for ten thousand: what concerns all asks with `Prepared` statements."""
        self.calendar_parts.append(handler)
        return handler

    def letter(self, name: str) -> Callable[[Writer], Writer]:
        """`async (view, **args: str) -> Letter | None`: the e-mail as it is now, or None to drop it."""

        def register(handler: Writer) -> Writer:
            self.letters[name] = handler
            return handler

        return register

    def status(self, handler: StatusPart) -> StatusPart:
        """`async (view, voice, reader: Member | None) -> Report`: its part of `/status`; None is the group: counts only."""
        self.status_parts.append(handler)
        return handler

    def listing(self, name: str, *, access: Access) -> Callable[[Lister], Lister]:
        """`async (view, voice, reader, lines: slice) -> Listing`: what a `More` of that name opens, a page at a time."""

        def register(handler: Lister) -> Lister:
            self.listings.append(ListingRoute(name, access, handler))
            return handler

        return register

    def papers(self, handler: Papers) -> Papers:
        """`async (view, voice, reader, member) -> list[Button]`: what opens the member's work, for who coaches them."""
        self.paper_parts.append(handler)
        return handler

    def library(self, handler: LibraryPart) -> LibraryPart:
        """`async (view, voice, reader) -> list[Work]`: what its authors let the cohort see; and the reader's own work,
        `shown` or not, so that others like it can be found."""
        self.library_parts.append(handler)
        return handler

    def picture(self, handler: PicturePart) -> PicturePart:
        """`async (view, voice, learners) -> list[Picture]`: its columns in the picture of `/status`."""
        self.picture_parts.append(handler)
        return handler
