"""The feature that this folder's modules register with, and what its messages have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.messages import Message, Rows
from bot.chat.text import Text
from bot.domain.nudges import Limits
from bot.domain.people import Member
from bot.feature import Do, Feature, NudgeKind, allowed
from bot.locale.voice import Voice
from bot.scene import View
from storage.nudges import Waiting

feature = Feature("nudges", topic="me")

Parts = list[tuple[int, str]]


def kinds_for(view: View, member: Member) -> list[NudgeKind]:
    """The kinds that a member of these roles can get in this programme."""
    kinds = view.deployment.registry.nudge_kinds.values()
    return [kind for kind in kinds if kind.used(view) and allowed(kind.access, member.roles)]


async def as_of_now(view: View, waiting: Iterable[Waiting], limits: Limits) -> tuple[list[Message], Parts]:
    """The messages of those that are still needed; and what becomes of each of them when these are sent."""
    said: list[Message] = []
    parts: Parts = []
    rechecks: dict[str, Any] = view.deployment.registry.rechecks
    for one in waiting:
        if one.expires is not None and one.expires <= view.now:
            parts.append((one.id, "late"))
        elif one.kind in limits.off:
            parts.append((one.id, "off"))
        elif one.recheck.name not in rechecks:
            parts.append((one.id, "done"))
        else:
            message: Message | None = await rechecks[one.recheck.name](view, **one.recheck.args)
            # Two that say the same are one: what was due on Friday and again today.
            parts.append((one.id, "done" if message is None or message in said else "sent"))
            if message is not None and message not in said:
                said.append(message)
    return said, parts


def joined(messages: Sequence[Message]) -> tuple[Text, Rows]:
    """Their texts one after the other, and their buttons, each once."""
    text: Text = ()
    seen: set[Button] = set()
    rows: list[tuple[Button, ...]] = []
    for message in messages:
        text += message.text
        for row in message.buttons:
            fresh = tuple(one for one in row if one not in seen)
            seen.update(fresh)
            if fresh:
                rows.append(fresh)
    return text, tuple(rows)


def fewer(_: Voice) -> Rows:
    """Under whatever comes unasked: the way to have less of it."""
    return ((button(_.plain("Fewer reminders"), Do("nudges")),),)
