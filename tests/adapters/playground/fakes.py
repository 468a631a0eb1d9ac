"""A small programme on a stage, and a bot that answers enough to try everything that the playground can show."""

from __future__ import annotations

import asyncio
import hashlib
import struct
import zlib
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.playground import Playground
from bot.adapters.playground.posted import private_chat
from bot.adapters.playground.stage import ClockStands, CommandHint, Persona, ThingToTry, Upcoming
from bot.chat.buttons import Button
from bot.chat.events import ButtonPressed, CommandInvoked, Event, FileSent, FormSubmitted, MemberJoined, MessagePosted
from bot.chat.forms import Field, Form, Option
from bot.chat.markup import text
from bot.chat.messages import DirectReply, Message, OutgoingFile, Toast
from bot.chat.text import Mention, Moment
from bot.ports import Handled, Sent, Target, ToAccount, ToChat

Work = Callable[[], Coroutine[Any, Any, Any]]
Answer = tuple[DirectReply, list[Work]]

GROUP = "group-spring"
START = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)


def _someone(account: str, name: str, subtitle: str, group: str, zone: str = "Europe/Vienna") -> Persona:
    stranger = group == "Strangers"
    return Persona(account, name, None if stranger else f"{account}@example.org", subtitle, group, zone, not stranger)


PEOPLE = (
    _someone("marta", "Marta Nowak", "Helping Hands · Poland", "Participants", "Europe/Warsaw"),
    _someone("tomas", "Tomáš Dvořák", "Nadace Blízko · Czechia", "Participants", "Europe/Prague"),
    _someone(
        "ioana", "Ioana Popescu-Constantinescu", "Asociația Împreună · Romania", "Participants", "Europe/Bucharest"
    ),
    _someone("ben", "Ben Okafor", "Open Doors · Ireland", "Participants", "Europe/Dublin"),
    _someone("lena", "Lena Hofer", "Academy · Austria", "Trainers"),
    _someone("oskar", "Oskar Lind", "Academy · Sweden", "Organisers", "Europe/Stockholm"),
    _someone("visitor", "Vera Visitor", "Somebody new", "Strangers"),
)
COMMANDS = (
    CommandHint("card", "Who comes to the next session"),
    CommandHint("roadmap", "Fill in your roadmap"),
    CommandHint("status", "Where you stand"),
    CommandHint("files", "Send me the materials"),
    CommandHint("absent", "Say that you cannot come", "tomorrow ill"),
    CommandHint("long", "A long text"),
    CommandHint("fail", "Something that does not work"),
)


class FakeClock:
    def __init__(self) -> None:
        self.at = START
        self.stands = False
        self.moved: Callable[[], Coroutine[Any, Any, None]] | None = None

    def now(self) -> datetime:
        return self.at

    async def move_to(self, at: datetime) -> None:
        if self.stands:
            raise ClockStands
        self.at = at
        if self.moved is not None:
            await self.moved()


class FakeStage:
    title = "Spring Academy 2026"
    group_chat_id = GROUP
    programme_zone = "Europe/Vienna"

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.asked_upcoming = 0

    async def people(self) -> Sequence[Persona]:
        return PEOPLE

    async def commands(self, account_id: str) -> Sequence[CommandHint]:
        return COMMANDS

    async def next_event(self) -> datetime | None:
        return (await self.upcoming())[0].at

    async def upcoming(self) -> Sequence[Upcoming]:
        self.asked_upcoming += 1
        at = self.clock.at
        return (
            Upcoming(at + timedelta(minutes=45), "Reminder: session 3 begins in an hour", "12 participants"),
            Upcoming(at + timedelta(hours=2), "Check-in opens: Fundraising basics", "group"),
            Upcoming(at + timedelta(days=1, hours=1), "Nudge: roadmap still open", "Ben Okafor"),
        )

    def things_to_try(self) -> Sequence[ThingToTry]:
        return (
            ThingToTry("marta", "@groupmate when is the next session?", "group", "Ask a question in the group"),
            ThingToTry("tomas", "/absent tomorrow ill", "private", "Say that you cannot come"),
            ThingToTry("oskar", "/status", "private", "See how the cohort stands"),
        )


class Crowd(FakeStage):
    """Enough people for the talk that a visitor finds."""

    async def people(self) -> Sequence[Persona]:
        return [PEOPLE[5], *(PEOPLE[number % 4] for number in range(30))]


class MemoryFiles:
    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        self._kept[key] = data
        return key

    async def get(self, key: str) -> bytes:
        return self._kept[key]

    async def remove(self, key: str) -> None:
        self._kept.pop(key, None)


ROADMAP = Form(
    "roadmap",
    "Your roadmap",
    (
        Field("goal", "What do you want to have changed by June?", help="One sentence is enough.", max_length=120),
        Field("steps", "First steps", "paragraph", help="What, who, by when."),
        Field("area", "Area", "choice", options=(Option("fund", "Fundraising"), Option("team", "Team & volunteers"))),
        Field("date", "When do we look at it together?", "date", help="A weekday in March."),
        Field("time", "At what time suits you?", "time", required=False),
    ),
    "Send roadmap",
    context="cohort:1",
    intro="It takes about ten minutes. Your trainer sees it; the group does not.",
)


class EchoBot:
    """`receive` for tests. What it wants to say goes out on release, as the engine does it."""

    def __init__(self, platform: Playground, files: MemoryFiles) -> None:
        self.platform = platform
        self.files = files
        self.events: list[Event] = []
        self.released: list[str] = []
        self.coming: set[str] = set()
        self.gate: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self.fail_next = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._seen: dict[str, Handled] = {}

    async def receive(self, event: Event) -> Handled:
        self.events.append(event)
        self.reached.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.fail_next:
            self.fail_next = False
            return Handled(failed="The database is busy. Please try again.")
        if event.event_id in self._seen:
            return Handled(self._seen[event.event_id].reply)
        reply, sends = await self._answer(event)

        def release() -> None:
            self.released.append(event.event_id)
            for work in sends:
                task = asyncio.create_task(work())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        self._seen[event.event_id] = Handled(reply, release)
        return self._seen[event.event_id]

    async def settle(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _answer(self, event: Event) -> Answer:
        here = ToChat(event.place.chat_id, event.place.thread_id)
        match event:
            case CommandInvoked(name=name):
                return await self._command(event, name, here)
            case ButtonPressed():
                return self._pressed(event)
            case FormSubmitted():
                if len(event.values.get("goal", "")) < 10:
                    return DirectReply(errors={"goal": "Please write a whole sentence."}), []
                done = Message(text("Thank you, **{name}**. Your roadmap is in.", name=event.sender.name))
                return DirectReply(Toast("Sent. Your trainer has been told.")), [self._say(event, done, here)]
            case FileSent():
                got = text("Got *{name}* ({size} bytes).", name=event.name, size=event.size)
                return DirectReply(), [self._say(event, Message(got), here)]
            case MemberJoined():
                return DirectReply(), [self._say(event, Message(text("Welcome, {who}!", who=_mention(event))), here)]
            case MessagePosted(addressed=True):
                answered = None if event.place.private else event.message_id
                target = ToChat(event.place.chat_id, event.place.thread_id, answered)
                words = text("You said:\n\n> {words}", words=event.text)
                return DirectReply(), [self._say(event, Message(words), target)]
        return DirectReply(), []

    async def _command(self, event: CommandInvoked, name: str, here: ToChat) -> Answer:
        if name == "fail":
            raise RuntimeError("as asked")
        if name == "roadmap" and event.can_open_form:
            return DirectReply(form=ROADMAP), []
        if name == "status":
            return DirectReply(), [self._say(event, STATUS, ToAccount(event.sender.account_id))]
        known = {
            "card": self.card(),
            "files": await self.materials(),
            "long": LONG,
            "roadmap": Message(text("*What do you want to have changed by June?*")),
        }
        unknown = Message(text("I know no `/{name}`. Try **/status**.", name=name))
        return DirectReply(), [self._say(event, known.get(name, unknown), here)]

    def _say(self, event: Event, message: Message, target: Target) -> Work:
        return lambda: self.platform.send(target, message, event.event_id)

    def _pressed(self, event: ButtonPressed) -> Answer:
        match event.token:
            case "in" | "out":
                comes = event.token.startswith("in")
                (self.coming.add if comes else self.coming.discard)(event.sender.name)
                toast = "You are in." if comes else "What a pity. You can change it at any time."
                if event.message_id is None:
                    return DirectReply(Toast(toast)), []
                sent = Sent(event.place.chat_id, event.message_id)
                return DirectReply(Toast(toast)), [lambda: self.platform.edit(sent, self.card())]
            case "rules":
                return DirectReply(Toast("Eight of ten sessions, and both papers. Online counts.", alert=True)), []
            case _:
                return DirectReply(form=ROADMAP), []

    def card(self) -> Message:
        who = ", ".join(sorted(self.coming)) or "nobody yet"
        words = text(
            "**Session 3 · Fundraising basics**\n{when}, online with {trainer}\n\n- Coming: **{count}** ({who})\n"
            "- Please read the [worksheet](https://example.org/worksheet) first",
            when=Moment(START + timedelta(hours=2), "today 11:15"),
            trainer=Mention("Lena Hofer", (("playground", "lena"),)),
            count=len(self.coming),
            who=who,
        )
        return Message(
            words,
            (
                (Button("I'm coming", "in", style="primary"), Button("Can't make it", "out", style="danger")),
                (Button("What counts?", "rules"), Button("My roadmap", "roadmap")),
            ),
        )

    async def materials(self) -> Message:
        picture, sheet = drawing(), b"name,hours\nMarta,12\n"
        files = (
            OutgoingFile(await self.files.put(picture), "timeline.png", "image/png", len(picture), "A blue timeline"),
            OutgoingFile(await self.files.put(sheet), "hours.csv", "text/csv", len(sheet)),
        )
        return Message(text("The materials of session 2."), files=files)


def _mention(event: Event) -> Mention:
    return Mention(event.sender.name, (("playground", event.sender.account_id),))


STATUS = Message(
    text(
        "**Where you stand**\n\n- 7 of 10 sessions\n- Roadmap: *waiting for feedback*\n"
        "- Next: coaching on `Thursday`\n\n> You are on track."
    )
)
LONG = Message(
    text("\n\n".join(f"**Part {n}.** " + "A programme lives from what people bring. " * 9 for n in range(1, 9)))
)


def drawing(width: int = 480, height: int = 200) -> bytes:
    """A small picture, so that nothing needs to be fetched or kept for it."""
    rows = b"".join(
        b"\0" + b"".join(bytes((40 + x * 60 // width, 110 + y * 60 // height, 160)) for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


__all__ = [
    "COMMANDS",
    "GROUP",
    "PEOPLE",
    "START",
    "Crowd",
    "EchoBot",
    "FakeStage",
    "MemoryFiles",
    "drawing",
    "private_chat",
]
