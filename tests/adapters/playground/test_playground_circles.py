"""A closed chat of a few in the playground: those who are in it, and nobody else."""

from __future__ import annotations

import pytest

from bot.chat.errors import Unreachable
from bot.chat.events import MessagePosted
from bot.chat.markup import text
from bot.chat.messages import Message
from bot.ports import ToChat, ToCircle
from tests.adapters.playground.conftest import House

MEET = Message(text("Please meet each other!"))


async def test_only_those_in_it_see_and_write(house: House) -> None:
    sent = await house.platform.send(ToCircle(("marta", "ben")), MEET, "one")
    assert (sent.chat_id, await house.platform.send(ToCircle(("ben", "marta")), MEET, "one")) == (
        "circle-ben+marta",
        sent,
    )
    state = await house.state("ben")
    assert [circle["id"] for circle in state["circles"]] == ["circle-ben+marta"]
    people = [persona.account_id for persona in await house.stage.people()]
    outsider = next(one for one in people if one not in ("marta", "ben"))
    assert (await house.state(outsider))["circles"] == []
    assert (await house.act("ben", kind="say", text="Hello Marta", chat=sent.chat_id))[0] == 200
    event = house.bot.events[-1]
    assert isinstance(event, MessagePosted)
    assert (event.place.kind, event.addressed) == ("circle", False)
    assert (await house.act(outsider, kind="say", text="And me?", chat=sent.chat_id))[0] == 422
    assert (await house.act("ben", kind="say", text="Psst", chat="circle-ben+nobody"))[0] == 422
    await house.platform.send(ToChat(sent.chat_id), MEET, "two")


async def test_who_is_not_there_cannot_be_brought_in(house: House) -> None:
    with pytest.raises(Unreachable):
        await house.platform.send(ToCircle(("ben", "ghost")), MEET, "one")
