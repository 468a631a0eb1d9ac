"""What the conversation and its check need of a platform; and waiting."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

PATIENCE = 300.0
"""Seconds that anything may take: late is not missing, and while starts follow one another things come late."""

LOOK = 0.04

FORGOTTEN = 12
"""Confirmations that a kill undoes. Few kills come between a commit and its confirmation by themselves, and it is then that
an event must not be handled twice."""


@dataclass(frozen=True)
class Post:
    """Something that the bot has posted, as it was then; `life` counts the bot's processes."""

    chat: str
    id: str
    words: str
    buttons: tuple[str, ...]
    life: int
    fleeting: bool = False

    def says_the_same_as(self, other: Post) -> bool:
        """A card is made anew for each posting: its buttons or its first line have stayed."""
        same_head = self.words.partition("\n")[0] == other.words.partition("\n")[0]
        return self.chat == other.chat and (same_head or (bool(self.buttons) and self.buttons == other.buttons))


class Pulse:
    """Beats whenever anything happens on the platform."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def beat(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def beats(self, number: int, patience: float) -> None:
        """Return after so many, or when it takes too long."""
        try:
            async with asyncio.timeout(patience):
                for _ in range(number):
                    await self._next.wait()
        except TimeoutError:
            return


class Visitor(Protocol):
    """Somebody with an account. Messages and what was said are the platform's own objects."""

    name: str
    email: str
    account: str

    async def arrives(self) -> None:
        """Be a member, known as such to the bot."""
        ...

    async def says(self, text: str, *, group: bool = False) -> Any: ...

    def replies(self, said: Any) -> list[Any]:
        """What the bot has posted after that in private, or in answer to it in the group; oldest first."""
        ...

    def private(self) -> list[Any]:
        """The bot's messages in the private chat, oldest first."""
        ...

    def told(self) -> list[str]:
        """The words that only this person can see."""
        ...

    async def presses(self, message: Any, label: str) -> None:
        """Until the bot has it, as far as a person can tell."""
        ...

    async def commands(self, words: str) -> None: ...

    async def binds(self) -> None:
        """Bring the bot into the group, and make that the cohort's."""
        ...

    async def answers(self, card: Any, words: str) -> None:
        """The question on an organiser's card."""
        ...


class Stage(Protocol):
    name: str
    section: str
    """Of the config."""
    secrets: dict[str, str]
    pulse: Pulse
    life: int
    unheard: Counter[tuple[str, str]]
    """How often something was said (account, words) of which the platform gave up telling the bot; it may have heard."""

    def visitor(self, name: str, email: str, code: str) -> Visitor: ...

    def group(self) -> list[Any]:
        """The bot's messages there, oldest first."""
        ...

    def posts(self) -> list[Post]:
        """Oldest first."""
        ...

    def promised(self) -> set[str]:
        """The ids of the events that the platform was told are done with."""
        ...

    def forget_confirmations(self) -> None:
        """The last few went under with the process: the platform sends again what they were for."""
        ...

    def complaints(self) -> list[str]:
        """What the bot did that the platform does not take, or what the platform has given up."""
        ...


@dataclass
class Show:
    """What is going on, and what came of it."""

    stage: Stage
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often somebody (their account) has asked a question that the bot knows."""
    tags: dict[str, Visitor] = field(default_factory=dict)
    """Who has asked the question that has this in it."""
    tapped: set[str] = field(default_factory=set)
    """E-mails of those who have checked in."""
    arrived: list[Visitor] = field(default_factory=list)
    bound: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    """The last kill has been; who has not come yet comes at once."""
    never: list[str] = field(default_factory=list)
    """What people have waited for in vain."""


def words_of(message: Any) -> str:
    """Slack escapes three characters."""
    text = str(message.text or "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def with_button(messages: Iterable[Any], label: str) -> list[Any]:
    return [message for message in messages if label in message.buttons]


async def until(what: str, found: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What is found, once it is there."""
    try:
        async with asyncio.timeout(patience):
            while not (there := found()):
                await asyncio.sleep(LOOK)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None
    return there
