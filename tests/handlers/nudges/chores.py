"""A feature with chores, as later ones will have them (homework, a roadmap, a partner to meet): what is to be done by when,
and when members are nudged to do it. All of it is data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Nudge, Recheck
from bot.chat.text import paragraphs
from bot.feature import Do, Feature
from bot.scene import Scene, Turn, View


@dataclass(frozen=True, slots=True)
class Chore:
    """`before`: how long before it is due members are nudged, once each. Its text begins with its `name`."""

    kind: str
    name: str
    due: datetime
    before: tuple[timedelta, ...] = (timedelta(),)
    lasts: timedelta = timedelta()
    """So long after it was due it is still worth doing."""

    @property
    def text(self) -> str:
        return f"{self.name} is not done yet."


@dataclass
class Board:
    """What is to be done, and who has done it (by member id and name of the chore)."""

    chores: Sequence[Chore] = ()
    done: set[tuple[int, str]] = field(default_factory=set)
    rechecked: list[str] = field(default_factory=list)


def chores(name: str, kinds: Sequence[str], board: Board) -> Feature:
    """The feature `name` with these kinds of chores; `/name X` does X."""
    feature = Feature(name)
    for kind in kinds:
        feature.nudge(kind, label=f"Chores of {kind}", why="until they are done")

    @feature.tick
    async def remind(scene: Scene) -> list[Intent]:
        members = await scene.uow.members.of_cohort(scene.cohort.id)
        told: list[Intent] = []
        for chore in board.chores:
            if chore.kind not in kinds:
                continue
            to = tuple(m.id for m in members if m.learner and (m.id, chore.name) not in board.done)
            recheck = Recheck(f"{name}.chore", {"chore": chore.name})
            for before in chore.before:
                if to and chore.due - before <= scene.now < chore.due + chore.lasts:
                    key = f"{name}:{chore.name}:{before.total_seconds():.0f}"
                    told.append(Nudge(chore.kind, to, key, recheck, expires=chore.due + chore.lasts))
        return told

    @feature.recheck(f"{name}.chore")
    async def chore(_view: View, chore: str, to: str) -> Message | None:
        board.rechecked.append(chore)
        found = next((one for one in board.chores if one.name == chore), None)
        if found is None or (int(to), chore) in board.done:
            return None
        return Message(paragraphs(found.text), ((button(f"Do {name}", Do(name)),),))

    @feature.command(name, access="members", summary="x", example=name)
    async def do(turn: Turn[Any]) -> list[Intent]:
        assert isinstance(turn.event, CommandInvoked)
        if turn.event.args:
            board.done.add((turn.me.id, turn.event.args))
        return [turn.tell("All right.")]

    return feature
