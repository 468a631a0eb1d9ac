"""What the suite needs and no feature has yet: a form with every kind of field, a picture, a file that comes in."""

from __future__ import annotations

import struct
import zlib

from bot.chat.events import CommandInvoked, FileSent, FormSubmitted
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import Fetch, Fetched, Intent, Message, OpenForm, OutgoingFile, Private, Say
from bot.feature import Feature
from bot.scene import Scene, Turn

feature = Feature("contract")
received: list[bytes] = []
"""What the files held."""

ALT = "A green square"


def png(side: int = 16) -> bytes:
    """A green square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x2e\x8b\x57" * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@feature.command("trip", access="members", summary="plan a trip", example="trip")
async def trip(turn: Turn[CommandInvoked]) -> list[Intent]:
    by = (Option("train", "By train"), Option("bus", "By bus"))
    fields = (
        Field("where", "Where to?"),
        Field("why", "Why?", "paragraph", required=False),
        Field("how", "How?", "choice", options=by),
        Field("day", "Which day?", "date"),
        Field("hour", "When?", "time"),
    )
    return [OpenForm(Form("contract.trip", "A trip", fields, "Plan it", context="round 1"))]


def check(name: str, value: str) -> str | None:
    return "Not to nowhere, please." if (name, value) == ("where", "nowhere") else None


@feature.form("contract.trip", access="members", check=check)
async def planned(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    said = " / ".join(values[name] or "-" for name in ("where", "why", "how", "day", "hour"))
    return [turn.tell("Planned: {said} ({context})", said=said, context=turn.event.context)]


@feature.command("picture", access="members", summary="see a picture", example="picture")
async def picture(turn: Turn[CommandInvoked]) -> list[Intent]:
    data = png()
    key = await turn.deployment.files.put(data)
    return [Say(Message((), files=(OutgoingFile(key, "square.png", "image/png", len(data), alt=ALT),)))]


@feature.file
async def filed(turn: Turn[FileSent]) -> list[Intent]:
    event = turn.event
    if not event.name.endswith(".pdf"):
        return []  # for the features that ship
    args = {"name": event.name, "caption": event.caption, "account_id": event.sender.account_id}
    return [Fetch(event.file_id, "contract.filed", {**args, "platform": event.sender.platform})]


@feature.fetched("contract.filed")
async def kept(scene: Scene, fetched: Fetched, name: str, caption: str, platform: str, account_id: str) -> list[Intent]:
    received.append(await scene.deployment.files.get(fetched.key))
    said = scene.group_voice("Got {name}, {size} bytes: {caption}", name=name, size=fetched.size, caption=caption)
    return [Private(Message(said), account=(platform, account_id))]
