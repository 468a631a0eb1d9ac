"""What people do: join, bind the group, ask, check in, look things up, answer."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.flows.crashing.stage import Show, Visitor, until, with_button, words_of

NONE_OF_THESE = "None of these: ask the organisers"
HOTEL, FIRST_DAY = "Who pays for my hotel in Warsaw?", "When does the first online day begin?"
TAG = re.compile(r"Rex\d+")


@dataclass
class Act:
    show: Show
    me: Visitor
    chance: random.Random

    async def ask(self, question: str, key: str, *, group: bool) -> None:
        self.show.said[self.me.account, question] += 1
        said = await self.me.says(question, group=group)
        await until(
            f"{self.me.name}: the answer to {question!r}",
            lambda: any(key in words_of(message).casefold() for message in self.me.replies(said)),
        )

    async def hotel(self) -> None:
        await self.ask(HOTEL, "hotel", group=False)

    async def first_day(self) -> None:
        await self.ask(FIRST_DAY, "first online day", group=True)

    async def look_up(self, command: str, key: str) -> None:
        before = sum(key in words for words in self.me.told())
        await self.me.commands(command)
        await until(f"{self.me.name}: /{command}", lambda: sum(key in words for words in self.me.told()) > before)

    async def who_am_i(self) -> None:
        await self.look_up("me", self.me.email)

    async def how_am_i(self) -> None:
        await self.look_up("status", "How you are doing")

    async def check_in(self) -> None:
        """By the card or, now and then, by the command; some tap twice."""
        cards = await until("the card", lambda: with_button(self.show.stage.group(), "I am here"))
        self.show.tapped.add(self.me.email)
        if self.chance.random() < 0.2:
            await self.look_up("checkin", "You are checked in")
            return
        times = self.chance.choice((1, 1, 2))
        await asyncio.gather(*(self.me.presses(self.chance.choice(cards), "I am here") for _ in range(times)))

    async def ask_organisers(self, tag: str, *, group: bool) -> None:
        """What the bot does not know; through its offer, where it makes one."""
        self.show.tags[tag] = self.me
        said = await self.me.says(f"Can I bring my dog called {tag}?", group=group)
        await until(f"{self.me.name}: a reply about {tag}", lambda: self.me.replies(said))
        if offers := with_button(self.me.replies(said), NONE_OF_THESE):
            await self.me.presses(self.chance.choice(offers), NONE_OF_THESE)
        await until(
            f"{self.me.name}: the organisers have the question about {tag}",
            lambda: any(
                "asked the organisers" in words or "organisers have it" in words
                for words in map(words_of, self.me.replies(said))
            ),
        )
        await until(
            f"{self.me.name}: the organiser's answer about {tag}",
            lambda: any(answer_to(tag) in words_of(message) for message in self.me.replies(said)),
        )


def answer_to(tag: str) -> str:
    return f"Bring {tag}, and a leash."


async def visit(show: Show, me: Visitor, tag: str | None, chance: random.Random) -> None:
    """Everything once, in any order."""
    await _noted(show, me.arrives())
    show.arrived.append(me)
    act = Act(show, me, chance)
    do: list[Callable[[], Awaitable[None]]] = [act.hotel, act.first_day, act.who_am_i, act.how_am_i, act.check_in]
    if tag is not None:
        group = chance.random() < 0.25
        do.append(lambda: act.ask_organisers(tag, group=group))
    chance.shuffle(do)
    for one in do:
        await _noted(show, one())


async def ask_meanwhile(show: Show, me: Visitor, chance: random.Random) -> None:
    act = Act(show, me, chance)
    await _noted(show, chance.choice((act.hotel, act.who_am_i, act.how_am_i))())


async def organise(show: Show, me: Visitor, questions: int) -> None:
    """Bind the group; then answer each question once."""
    await me.arrives()
    show.arrived.append(me)
    await me.binds()
    show.bound.set()
    done: set[str] = set()
    while len(done) < questions:
        tag, card = await until("a question to answer", lambda: _open_question(me, done), patience=600)
        await _noted(show, me.answers(card, answer_to(tag)))
        done.add(tag)


def _open_question(me: Visitor, done: set[str]) -> tuple[str, Any] | None:
    for card in with_button(me.private(), "Answer"):
        found = TAG.search(words_of(card))
        if found and found[0] not in done:
            return found[0], card
    return None


async def _noted(show: Show, doing: Awaitable[None]) -> None:
    """Who waits in vain goes on with something else."""
    try:
        await doing
    except AssertionError as error:
        show.never.append(str(error))
