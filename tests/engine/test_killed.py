"""After a kill: what had arrived is not said again, what may have arrived is said once the bot has proved to last."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.chat.messages import Message
from bot.engine import leftovers
from bot.engine.delivery import Delivery
from bot.engine.pace import Pace
from bot.ports import Sent, Target, ToChat
from storage.engine import Database
from storage.outgoing import Outgoing
from tests.engine.features import words
from tests.house import House

Killed = asyncio.CancelledError


async def killed_while_sending(house: House, monkeypatch: pytest.MonkeyPatch, *, after: int) -> list[str]:
    """Three messages to three chats: what was posted when the process ended, with only `after` of its answers read."""
    posted: list[str] = []
    never = asyncio.Event()

    async def send(_target: Target, message: Message, dedup: str) -> Sent:
        posted.append(dedup)
        if len(posted) > after:
            await never.wait()
        return Sent("g", f"m{len(posted)}")

    async def never_stored(*_: object) -> list[int]:
        await never.wait()
        return []

    monkeypatch.setattr(house.platform, "send", send)
    monkeypatch.setattr("bot.engine.marks.Marks.sent", never_stored)
    delivery, database = house.app.delivery, house.app.database
    async with database.write() as uow:
        rows = [
            await uow.outbox.add(Outgoing("test", ToChat(f"g{n}"), words(str(n))), house.wall.now(), delivery.lease())
            for n in range(3)
        ]
    delivery.submit(row for row in rows if row)
    async with asyncio.timeout(5):
        while len(posted) < 3:
            await asyncio.sleep(0.001)
    monkeypatch.undo()
    return posted
