"""The suite's people on Telegram: a loopback Bot API server, and python-telegram-bot talking to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.contract.world import CODES, ORGANISER, Picture, Visitor, World, until
from tests.servers.telegram import TelegramServer


@dataclass
class TelegramStage:
    world: World
    server: TelegramServer
    room: Any
    name: str = "telegram"
    people: dict[str, Visitor] = field(default_factory=dict)

    def group(self) -> list[str]:
        return [words_of(message) for message in self.server.messages(self.room) if message.by_bot]

    def pictures(self) -> list[Picture]:
        return files_in(self.server, self.room)

    async def bind(self) -> None:
        organiser = self.people[ORGANISER]
        assert isinstance(organiser, TelegramVisitor)
        self.room.add_bot(by=organiser.person, admin=True)
        await until("the bot says hello", self.group)
        await organiser.commands("bind", group=True)
        await until("the group is bound", lambda: any("is now the home of" in words for words in self.group()))

    def check(self) -> None:
        self.server.check()


@dataclass
class TelegramVisitor:
    stage: TelegramStage
    name: str
    person: Any
    read: int = 0

    async def enrols(self) -> None:
        await self.person.starts(CODES[self.name])
        await until(f"{self.name} is welcome", lambda: any("Welcome" in words for words in self.told()))

    async def writes(self, text: str, *, group: bool = False) -> None:
        words = f"@groupmate_bot {text}" if group else text
        await self.person.says(self.stage.room if group else None, words)
        await self.stage.server.settled()

    async def commands(self, words: str, *, group: bool = False) -> None:
        await self.person.says(self.stage.room if group else None, f"/{words}")
        await self.stage.server.settled()

    async def presses(self, label: str) -> str | None:
        found = await until(f"{self.name} sees the button {label!r}", lambda: self._with_button(label))
        newest = max(enumerate(found), key=lambda one: (one[1].date, one[0]))[1]
        answer = await self.person.presses(newest, label)
        assert answer.answered
        return answer.text or None

    async def taps(self, label: str) -> None:
        await self.presses(label)

    def _with_button(self, label: str) -> list[Any]:
        seen = [*self.stage.server.messages(self.person), *self.stage.server.messages(self.stage.room)]
        return [message for message in seen if message.by_bot and label in message.buttons]

    async def fills_in(self, values: dict[str, str]) -> str | None:
        """Question by question: a choice by its button, an answer that is left out with "Skip"."""
        for label, value in values.items():
            question = (await until(f"the question {label!r}", lambda label=label: self._asking(label)))[-1]
            self.read = before = len(self.told())
            if not value:
                await self.presses("Skip")
            elif value in question.buttons:
                await self.presses(value)
            else:
                await self.writes(value)
            await until("the next question", lambda before=before: len(self.told()) > before)
            if again := [words for words in self.told()[before:] if label in words]:
                return again[-1]
        return None

    def _asking(self, label: str) -> list[Any]:
        """What was asked since the last answer, whatever else came in between."""
        said = [message for message in self.stage.server.messages(self.person) if message.by_bot]
        return [message for message in said[self.read :] if label in words_of(message)]

    async def sends_file(self, name: str, data: bytes, caption: str) -> None:
        await self.person.sends_file(None, name, data, media_type="application/octet-stream", caption=caption)
        await self.stage.server.settled()

    def told(self) -> list[str]:
        return [words_of(message) for message in self.stage.server.messages(self.person) if message.by_bot]

    def files(self) -> list[Picture]:
        return files_in(self.stage.server, self.person)


def words_of(message: Any) -> str:
    return str(message.text or message.caption or "")


def files_in(server: TelegramServer, chat: Any) -> list[Picture]:
    """Telegram has no words for a picture: they are its caption."""
    posted = [message for message in server.messages(chat) if message.by_bot]
    return [Picture(name, data, words_of(m)) for m in posted for name, _media_type, data in m.files]
