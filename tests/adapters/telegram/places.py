"""Groups and people for tests of the adapter, as they are on the server."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from bot.chat.events import (
    Event,
)
from bot.ports import ToChat
from tests.adapters.telegram.conftest import Recorder
from tests.servers.telegram import Group, Person, TelegramServer


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 320, 240, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(241 * 320))) + chunk(b"IEND", b"")  # fmt: skip


def to(place: Group | Person, thread: int | None = None, reply_to: int | None = None) -> ToChat:
    return ToChat(str(place.id), str(thread) if thread else None, str(reply_to) if reply_to else None)


def kinds(bot: Recorder) -> list[type[Event]]:
    return [type(event) for event in bot.events]


async def a_group(server: TelegramServer, **given: Any) -> tuple[Group, Person]:
    """With Anna, who added the bot; its arrival is confirmed."""
    group, anna = server.group("Spring Academy", **given), server.person("Anna Berg")
    group.add(anna)
    group.add_bot(by=anna)
    await server.settled()
    return group, anna


async def opened(server: TelegramServer, bot: Recorder) -> Person:
    """Ben, who opened his private chat."""
    ben = server.person("Ben")
    await ben.starts()
    await server.settled()
    bot.events.clear()
    return ben


# In
