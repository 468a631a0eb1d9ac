"""What the playground's group has been saying when a visitor opens it for the first time."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

from bot.adapters.playground.adapter import Playground
from bot.adapters.playground.stage import Persona, Stage

_NAMES = uuid.UUID("6f1d7c1e-5d0a-4a39-9a57-2f3a1c7b9d10")


def _lines(organiser: Persona, first: Persona, second: Persona, third: Persona) -> list[tuple[Persona, str]]:
    return [
        (
            organiser,
            "Good morning everybody, and welcome to the Academy! Tomorrow at 10:00 we begin. Camera on, please 🙂",
        ),
        (first, f"Hello from {_country(first)}! Looking forward to it."),
        (second, f"Hi all, {second.name.split()[0]} here, from {_country(second)}."),
        (third, "@groupmate who pays for the hotel in Warsaw?"),
        (first, "Good to know, thanks!"),
    ]


def _country(persona: Persona) -> str:
    return persona.subtitle.rpartition(" · ")[2]


async def break_the_ice(playground: Playground, stage: Stage, settled: Callable[[], Awaitable[None]]) -> None:
    """Let four people of the sample roster talk, once, through the same door as everybody; the bot answers them.

    `settled` returns when it has answered.
    """
    room = playground.room
    if room is None or room.journal.page(stage.group_chat_id, 2**53, 1):
        return
    people = [persona for persona in await stage.people() if persona.in_group]
    organiser = next((persona for persona in people if persona.group == "Organisers"), None)
    if organiser is None or len(people) < 30:
        return
    for number, (persona, text) in enumerate(_lines(organiser, people[7], people[19], people[26])):
        payload = {"id": str(uuid.uuid5(_NAMES, str(number))), "kind": "say", "chat": stage.group_chat_id, "text": text}
        async with playground.turn(persona, payload, None):
            pass  # there is no page that waits for the reply
        await settled()
