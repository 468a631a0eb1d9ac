"""The workspace: who and what is in it, and the numbers, names and times it hands out."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.servers.slack.changes import Changes, wall
from tests.servers.slack.things import ApiError, Ephemeral, File, Json, User

if TYPE_CHECKING:
    from tests.servers.slack.rooms import Room
    from tests.servers.slack.things import Message

BOT_SCOPES = (
    "app_mentions:read channels:history channels:join channels:read chat:write commands files:read files:write groups:history"
    " groups:read im:history im:read im:write mpim:history mpim:read mpim:write team:read users:read users:read.email"
)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class Trigger:
    """Leave to open one modal, for a short time."""

    user: str
    made: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where answers to one command or press may be sent; `original` is what was pressed."""

    channel: str
    user: str
    made: float
    original: Message | Ephemeral | None = None
    thread_ts: str | None = None
    uses: int = 0


class Workspace:
    """Everything the server remembers. Events leave through `emit`, which the outbox sets."""

    def __init__(self, bot_token: str, app_token: str, signing_secret: str) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.verification_token = secrets.token_hex(12)
        self.origin = ""
        self.changes = Changes()
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._last_ts = 0
        self.team_id, self.app_id, self.bot_id = self.new_id("T"), self.new_id("A"), self.new_id("B")
        self.domain = "people-of-the-academy"
        self.users: dict[str, User] = {}
        self.rooms: dict[str, Room] = {}
        self.files: dict[str, File] = {}
        self.upload_tickets: dict[str, File] = {}
        self.triggers: dict[str, Trigger] = {}
        self.trigger_lifetime = 3.0
        self.response_urls: dict[str, ResponseUrl] = {}
        self.stacks: defaultdict[str, list[Json]] = defaultdict(list)
        self.homes: dict[str, Json] = {}
        self.ephemerals: defaultdict[str, list[Ephemeral]] = defaultdict(list)
        self.scopes = set(BOT_SCOPES.split())
        self.revoked = False
        self.violations: list[str] = []
        self.emit: Callable[[Json], Any] = lambda event: None
        self.bot = self.add_user("groupmate", is_bot=True)

    def new_id(self, prefix: str) -> str:
        """An id as Slack writes them: a letter for the kind, then capitals and digits."""
        self._numbers[prefix] += 1
        number, digits = self._numbers[prefix] * 7919 + 46656, ""
        while number:
            number, digit = divmod(number, 36)
            digits = ALPHABET[digit] + digits
        return f"{prefix}0{digits:0>9}"

    def short_id(self) -> str:
        """For blocks and actions that came without an id."""
        return secrets.token_urlsafe(4)[:5]

    def ts(self) -> str:
        """A new ts, later than all others; it identifies a message in its channel."""
        self._last_ts = max(self._last_ts + 1, int(wall() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def now(self) -> int:
        return int(wall())

    def add_user(self, name: str, **fields: Any) -> User:
        handle = "".join(c for c in name.casefold() if c.isalnum()) or "somebody"
        is_stranger = not fields.get("is_bot") and fields.get("email") is None
        team_id = self.new_id("T") if is_stranger else self.team_id
        user = User(self.new_id("U"), team_id, handle, name, is_stranger=is_stranger, **fields)
        self.users[user.id] = user
        return user

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise ApiError("user_not_found")
        return self.users[user_id]

    def room(self, room_id: str) -> Room:
        """A conversation the bot can see: private ones only from within."""
        room = self.rooms.get(room_id)
        if room is None or (room.kind != "channel" and self.bot.id not in room.members):
            raise ApiError("channel_not_found")
        return room

    def violate(self, what: str) -> None:
        self.violations.append(what)
        self.changes.happened()

    def new_trigger(self, user_id: str) -> str:
        trigger_id = f"{self.now()}.{len(self.triggers) + 1}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user_id, time.monotonic())
        return trigger_id

    def take_trigger(self, trigger_id: str) -> str:
        """The user whose trigger it is; each can be used once, and not for long."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if time.monotonic() - trigger.made > self.trigger_lifetime:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_url(self, kind: str, use: ResponseUrl) -> str:
        """`kind` is "commands" or "actions", as in Slack's addresses."""
        key = f"{self.team_id}/{len(self.response_urls) + 1}/{secrets.token_hex(12)}"
        self.response_urls[key] = use
        return f"{self.origin}/{kind}/{key}"

    def named(self, blocks: list[Json]) -> list[Json]:
        """The blocks with an id for each block and each element that came without."""
        for block in blocks:
            block.setdefault("block_id", self.short_id())
            inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
            for element in inside if block.get("type") != "rich_text" and block.get("type") != "context" else []:
                if isinstance(element, dict) and element.get("type") != "image":
                    element.setdefault("action_id", self.short_id())
        return blocks
