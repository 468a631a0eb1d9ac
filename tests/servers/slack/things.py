"""What a workspace is made of: users, messages, files, and messages that only one person sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = dict[str, Any]

INTERACTIVE = ("actions", "section", "input", "context_actions")


class ApiError(Exception):
    """A method's refusal, by Slack's code; the details go into the answer beside it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(eq=False)
class User:
    """A member, a guest, somebody of another organisation, or the bot."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str | None = None
    zone: str = "Etc/UTC"
    locale: str = "en-US"
    guest: str | None = None
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False


class SentFile(NamedTuple):
    """A file as it is shown in a message."""

    name: str
    media_type: str
    bytes: bytes
    alt: str | None


@dataclass(eq=False)
class File:
    """An uploaded file; `shares` are the places where it is shown, as pairs of a channel and a ts."""

    id: str
    name: str
    title: str
    media_type: str
    user: str
    created: int
    data: bytes | None = None
    length: int = 0
    alt: str | None = None
    complete: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)

    def sent(self) -> SentFile:
        return SentFile(self.name, self.media_type, self.data or b"", self.alt)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each interactive element, with the block it stands in."""
    for block in blocks:
        if block.get("type") not in INTERACTIVE:
            continue
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        yield from (
            (block, element) for element in inside if isinstance(element, dict) and element.get("type") != "image"
        )


def buttons(blocks: list[Json]) -> dict[str, Json]:
    """Each button by its label."""
    return {element["text"]["text"]: element for _, element in elements(blocks) if element["type"] == "button"}


@dataclass(eq=False)
class Message:
    """A message as it stands; `uploads` are its files as the server holds them."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    uploads: list[File] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    broadcast: bool = False
    by_bot: bool = False
    edits: int = 0
    edited_ts: str | None = None
    deleted: bool = False

    @property
    def buttons(self) -> dict[str, Json]:
        return buttons(self.blocks)

    @property
    def files(self) -> list[SentFile]:
        return [upload.sent() for upload in self.uploads]


@dataclass(eq=False)
class Ephemeral:
    """A message that one person sees; `source` says whether a method, a response_url or an acknowledgement made it."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    source: str = "chat.postEphemeral"
    edits: int = 0
    deleted: bool = False

    @property
    def buttons(self) -> dict[str, Json]:
        return buttons(self.blocks)
