"""The suite's people on Slack: a loopback server of Slack's APIs, and Bolt talking to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.contract.world import ORGANISER, Picture, Visitor, World, until
from tests.servers.slack import SlackServer


@dataclass
class SlackStage:
    world: World
    server: SlackServer
    room: Any
    name: str = "slack"
    people: dict[str, Visitor] = field(default_factory=dict)

    def group(self) -> list[str]:
        return [words_of(message) for message in self.server.messages(self.room) if message.by_bot]

    def pictures(self) -> list[Picture]:
        return files_in(self.server, self.room)

    async def bind(self) -> None:
        organiser = self.people[ORGANISER]
        assert isinstance(organiser, SlackVisitor)
        self.room.invite_bot(by=organiser.person)
        await until("the bot says hello", self.group)
        await organiser.commands("bind", group=True)
        await until("the group is bound", lambda: any("is now the home of" in words for words in self.group()))

    def check(self) -> None:
        self.server.check()


@dataclass
class SlackVisitor:
    stage: SlackStage
    name: str
    person: Any

    async def enrols(self) -> None:
        """Slack vouches for their e-mail address."""

    async def writes(self, text: str, *, group: bool = False) -> None:
        words = f"<@{self.stage.server.bot_user_id}> {text}" if group else text
        await self.person.says(self.stage.room if group else None, words)
        await self.stage.server.settled()

    async def commands(self, words: str, *, group: bool = False) -> None:
        reply = await self.person.command("/groupmate", words, channel=self.stage.room if group else None)
        assert not reply.timed_out

    async def presses(self, label: str) -> str | None:
        """Slack has no toasts: what comes instead is seen by the presser alone."""
        before = len(self.person.ephemerals)
        await self.taps(label)
        if label == "Answer":
            await until("the form is open", lambda: self.person.modal)
            return None
        await until("a word comes back", lambda: len(self.person.ephemerals) > before)
        return words_of(self.person.ephemerals[-1])

    async def taps(self, label: str) -> None:
        found = await until(f"{self.name} sees the button {label!r}", lambda: self._with_button(label))
        press = await self.person.presses(max(found, key=lambda message: message.ts), label)
        assert press.acked

    def _with_button(self, label: str) -> list[Any]:
        seen = [*self.stage.server.messages(self.person), *self.stage.server.messages(self.stage.room)]
        return [message for message in (*seen, *self.person.ephemerals) if label in message.buttons]

    async def fills_in(self, values: dict[str, str]) -> str | None:
        await until("the form is open", lambda: self.person.modal)
        sub = await self.person.submits(values={label: value for label, value in values.items() if value})
        assert sub.acked
        return str(next(iter(sub.errors.values()))) if sub.errors else None

    async def sends_file(self, name: str, data: bytes, caption: str) -> None:
        await self.person.sends_file(None, name, data, text=caption)
        await self.stage.server.settled()

    def told(self) -> list[str]:
        private = [words_of(m) for m in self.stage.server.messages(self.person) if m.by_bot]
        return [*private, *(words_of(shown) for shown in self.person.ephemerals)]

    def files(self) -> list[Picture]:
        return files_in(self.stage.server, self.person)


def words_of(message: Any) -> str:
    """The text for notifications says all that the blocks say."""
    text = str(message.text or "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def files_in(server: SlackServer, room: Any) -> list[Picture]:
    posted = [message for message in server.messages(room) if message.by_bot]
    return [Picture(name, data, alt) for message in posted for name, _media_type, data, alt in message.files]
