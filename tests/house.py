"""The bot behind its public door: events in, messages out, on a frozen clock, over a real database."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.buttons import Button
from bot.chat.capabilities import Capabilities
from bot.chat.errors import Moved, NotOpened, Offline, SendError, Unreachable
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    FormSubmitted,
    MemberJoined,
    MessagePosted,
    Place,
    Sender,
)
from bot.chat.messages import DirectReply, Message
from bot.chat.text import plain
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.people import Cohort, Profile, Role
from bot.ports import Handled, Receive, Sent, Standing, Target, ToAccount, ToCircle
from storage.outgoing import EDIT_GAP
from tests.begun import ACADEMY, app_of, start


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    """What comes piece by piece, together."""
    return b"".join([chunk async for chunk in chunks])


EVE = datetime(2024, 11, 5, 8, 0, tzinfo=UTC)
"""09:00 in Warsaw, the morning before the Academy's first online day."""

DAY_1 = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)
"""The start of the first online day: 10:00 in Warsaw."""


class FrozenClock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Posted:
    """A message as it stands on the platform; edits change it in place."""

    target: Target
    chat_id: str
    message: Message
    edits: int = 0

    @property
    def text(self) -> str:
        return plain(self.message.text)

    @property
    def buttons(self) -> dict[str, Button]:
        return {button.label: button for row in self.message.buttons for button in row}


@dataclass
class Platform:
    """A chat platform in memory. `faults` are raised by the next sends, one each (None: this one goes well)."""

    name: str = "test"
    capabilities: Capabilities = field(default_factory=Capabilities)
    posted: list[Posted] = field(default_factory=list)
    faults: list[SendError | None] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    problem: str | None = None
    standings: dict[str, Standing] = field(default_factory=dict)
    people: dict[str, Sender] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """What people sent, by its id."""

    fetch_faults: list[SendError] = field(default_factory=list)
    """Raised when the next files are fetched."""

    link: str | None = None
    offline: bool = False
    closed: set[str] = field(default_factory=set)
    """Accounts that have not opened their private chat yet."""

    blocked: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    """Chats that are now elsewhere."""

    async def start(self, receive: Receive) -> None: ...

    async def inspect(self, chat_id: str) -> Standing:
        return self.standings.get(chat_id, Standing("Group"))

    async def find(self, email: str) -> Sender | None:
        return self.people.get(email)

    def private_link(self) -> str | None:
        return self.link

    async def stop(self) -> None: ...

    async def close(self) -> None: ...

    async def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        if self.fetch_faults:
            raise self.fetch_faults.pop(0)
        data = self.files[file_id]
        for at in range(0, len(data), 1000):
            yield data[at : at + 1000]

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        self.calls.append(dedup)
        if isinstance(target, ToCircle):
            chat_id = "circle-" + "-".join(sorted(target.account_ids))
        else:
            chat_id = f"dm-{target.account_id}" if isinstance(target, ToAccount) else target.chat_id
        self._fail(chat_id)
        self.posted.append(Posted(target, chat_id, message))
        return Sent(chat_id, f"bot-{len(self.posted) - 1}")

    async def edit(self, sent: Sent, message: Message) -> None:
        self._fail(sent.chat_id)
        at = int(sent.message_id.removeprefix("bot-"))
        self.posted[at].message = message
        self.posted[at].edits += 1

    def _fail(self, chat_id: str) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if self.offline or self.problem:
            fault = Offline(self.problem or "no network")
        elif chat_id.removeprefix("dm-") in self.closed:
            fault = NotOpened("never opened")
        elif chat_id.removeprefix("dm-") in self.blocked:
            fault = Unreachable("blocked")
        elif chat_id in self.moved:
            fault = Moved(self.moved[chat_id])
        if fault:
            raise fault


@dataclass
class Person:
    """Somebody with an account. What they do returns the direct reply; what they are told is in `told`."""

    house: House
    account_id: str
    name: str
    email: str | None = None
    forms: bool = True

    @property
    def told(self) -> list[str]:
        """Texts of their private chat with the bot, oldest first."""
        return [posted.text for posted in self.private]

    @property
    def private(self) -> list[Posted]:
        return [posted for posted in self.house.platform.posted if posted.chat_id == f"dm-{self.account_id}"]

    async def sends(self, command: str, *, group: bool = False) -> DirectReply:
        """`/name args`."""
        name, _, args = command.removeprefix("/").partition(" ")
        return await self._do(CommandInvoked, group, name=name, args=args)

    async def says(self, text: str, *, group: bool = False, addressed: bool | None = None) -> DirectReply:
        return await self._do(MessagePosted, group, text=text, addressed=not group if addressed is None else addressed)

    async def asks(self, text: str, *, group: bool = False) -> str:
        """Say it to the bot; the answer's text."""
        before = len(self.house.platform.posted)
        await self.says(text, group=group, addressed=True)
        return "\n".join(posted.text for posted in self.house.platform.posted[before:])

    async def sends_file(self, name: str, data: bytes, media_type: str = "text/csv") -> DirectReply:
        """In private."""
        file_id = f"file-{next(self.house.numbers)}"
        self.house.platform.files[file_id] = data
        return await self._do(FileSent, False, file_id=file_id, name=name, size=len(data), media_type=media_type)

    async def presses(self, label: str, on: Posted | None = None) -> DirectReply:
        """The newest button with this label that they can see, or the one on `on`."""
        seen = [on] if on else [*self.house.group, *self.private]
        posted = next(p for p in reversed(seen) if label in p.buttons)
        return await self.presses_token(posted.buttons[label].token, posted)

    async def presses_token(self, token: str, on: Posted | None = None) -> DirectReply:
        group = on is not None and on.chat_id == self.house.GROUP
        message_id = f"bot-{self.house.platform.posted.index(on)}" if on else None
        return await self._do(ButtonPressed, group, token=token, message_id=message_id)

    async def submits(self, form: str, context: str = "", **values: str) -> DirectReply:
        return await self._do(FormSubmitted, False, form=form, context=context, values=values)

    async def joins_group(self) -> DirectReply:
        return await self._do(MemberJoined, True)

    def event(self, kind: type[Event], group: bool = False, **fields: Any) -> Event:
        number = next(self.house.numbers)
        place = Place("test", self.house.GROUP, "group") if group else Place("test", f"dm-{self.account_id}", "private")
        fields.setdefault("message_id", f"msg-{number}")
        return kind(
            event_id=f"test:{number}",
            at=self.house.clock.now(),
            sender=Sender("test", self.account_id, self.name, self.email),
            place=place,
            can_open_form=self.forms,
            **fields,
        )

    async def does(self, kind: type[Event], *, group: bool = False, **fields: Any) -> DirectReply:
        """Anything else that a platform tells of."""
        return await self._do(kind, group, **fields)

    async def _do(self, kind: type[Event], group: bool, **fields: Any) -> DirectReply:
        handled = await self.house.receive(self.event(kind, group, **fields))
        assert handled.failed is None, handled.failed
        return handled.reply


class House:
    """One bot with one cohort of the academy in one group."""

    GROUP = "the-group"

    def __init__(self, url: str, folder: Path, *, at: datetime = EVE, programme: Path = ACADEMY, **cohort: Any) -> None:
        cohort.setdefault("reminders", False)  # few tests are about them, and all would have to expect them
        self.furnish(url, folder, (CohortConfig(key="aca", programme=programme, **cohort),), at)

    def furnish(self, url: str, folder: Path, cohorts: tuple[CohortConfig, ...], at: datetime = EVE) -> None:
        """All of it, for these cohorts; nothing is started."""
        self.clock = FrozenClock(at)
        self.wall = FrozenClock(datetime(2030, 1, 1, tzinfo=UTC))
        self.platform = Platform()
        self.numbers = itertools.count(1)
        storage = StorageConfig(url=url, files=folder / "files")
        self.config = Config(storage=storage, http=HttpConfig(port=0), cohorts=cohorts)
        self.app = app_of(self.config, self.clock, self.wall)
        self.app.platforms["test"] = self.platform
        self.cohort: Cohort

    async def open(self, *, people: Iterable[Profile] = ()) -> House:
        await start(self.app)
        async with self.app.database.write() as uow:
            cohort = await uow.cohorts.by_key("aca")
            assert cohort is not None
            self.cohort = cohort
            await uow.cohorts.bind_group(cohort.id, "test", self.GROUP)
            await uow.members.save(cohort.id, list(people))
        return self

    async def close(self) -> None:
        await self.app.stop()

    async def receive(self, event: Event) -> Handled:
        """Like a platform: hand the event over, take the confirmation, let the messages go. Nobody does two things at
        once: between them lies time enough for a card to be edited again."""
        self.wall.at += EDIT_GAP
        handled = await self.app.dispatcher.handle(event)
        handled.release()
        await self.app.survey.settled()
        await self.app.fetching.settled()
        await self.app.delivery.settled()
        return handled

    async def move_to(self, at: datetime) -> None:
        """Move both clocks, and let the minute's tick happen."""
        self.wall.at += abs(at - self.clock.at)
        self.clock.at = at
        await self.tick()

    async def pass_time(self, time: timedelta) -> None:
        await self.move_to(self.clock.at + time)

    async def tick(self) -> None:
        await self.app.schedule.tick()
        await self.app.delivery.settled()

    @property
    def group(self) -> list[Posted]:
        return [posted for posted in self.platform.posted if posted.chat_id == self.GROUP]

    async def joined(self, name: str, *roles: Role, zone: str = "Europe/Warsaw", language: str = "en") -> Person:
        """Somebody on the roster whose account the platform vouches for: already a member, with nothing said yet."""
        person = await self.on_roster(name, *roles, zone=zone, language=language)
        async with self.app.database.write() as uow:
            assert person.email
            (member,) = await uow.members.by_email(person.email)
            identity = await uow.accounts.identify("test", person.account_id, name, self.wall.now())
            await uow.accounts.link(identity.account.id, member, "test", self.wall.now())
        return person

    async def on_roster(
        self, name: str, *roles: Role, zone: str = "Europe/Warsaw", language: str = "en", email: str | None = None
    ) -> Person:
        """Somebody on the roster; joined as soon as they speak, as the platform vouches for their e-mail."""
        key = re.sub(r"\W+", "-", name.casefold())
        address = email or f"{key}@people.example"
        profile = Profile(
            name, address, f"{name}'s cluster", "Poland", "food", zone, language, frozenset(roles or ("participant",))
        )
        async with self.app.database.write() as uow:
            await uow.members.save(self.cohort.id, [profile])
        return Person(self, key, name, address)

    def stranger(self, name: str = "Mallory") -> Person:
        return Person(self, f"stranger-{name.casefold()}", name)
