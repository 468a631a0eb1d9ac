"""One call of a method: what it sees and changes, and where the methods are listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.telegram.errors import Wrong, bad, forbidden
from tests.servers.telegram.queries import Queries
from tests.servers.telegram.updates import Updates
from tests.servers.telegram.webhook import Webhook
from tests.servers.telegram.world import PRESENT, Chat, Message, World

Uploaded = tuple[str, str, bytes]
"""Name, media type and content."""


@dataclass
class Profile:
    """What the bot has told Telegram about itself."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    """By scope (its JSON with sorted keys) and language."""
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """By what it is (name, description, short_description) and language."""


@dataclass
class Asked:
    """One call."""

    method: str
    params: dict[str, Any]
    files: dict[str, Uploaded]
    world: World
    updates: Updates
    webhook: Webhook
    queries: Queries
    profile: Profile
    used: set[str] = field(default_factory=set)
    """The uploaded parts that a parameter refers to."""

    def violation(self, what: str) -> None:
        """Note what no bot should do, although Telegram lets it pass."""
        self.world.violations.append(f"{self.method}: {what}")

    def chat(self) -> Chat:
        """The chat that the call names."""
        chat = self.world.chats.get(self.params["chat_id"])
        if chat is None:
            raise bad("chat not found")
        if chat.upgraded_to is not None:
            refusal = bad("group chat was upgraded to a supergroup chat")
            refusal.parameters = {"migrate_to_chat_id": chat.upgraded_to}
            raise refusal
        return chat

    def present(self) -> Chat:
        """The chat that the call names, if the bot is in it."""
        chat = self.chat()
        if not chat.is_group:
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.opened:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        status = chat.status(self.world.bot)
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if status not in PRESENT:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def writable(self) -> Chat:
        """The chat that the call names, if the bot may write there."""
        chat = self.present()
        if chat.is_group and chat.status(self.world.bot) == "restricted":
            raise bad("not enough rights to send text messages to the chat")
        return chat

    def message(self, chat: Chat, missing: str) -> Message:
        """The message of the chat that the call names."""
        found = chat.messages.get(self.params.get("message_id", 0))
        if found is None or found.deleted:
            raise bad(missing)
        return found

    def administrates(self, chat: Chat) -> bool:
        """Whether the bot is an administrator there."""
        return chat.status(self.world.bot) == "administrator"


Method = Callable[[Asked], Any]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """List a function as the method of this name."""

    def listed(function: Method) -> Method:
        METHODS[name] = function
        return function

    return listed


def known_fields(asked: Asked, what: str, given: dict[str, Any], allowed: set[str]) -> None:
    """Note fields that an object of the Bot API does not have."""
    if extra := given.keys() - allowed:
        asked.violation(f"{what} has unknown fields {sorted(extra)}")


def objects(what: str, given: Any) -> list[dict[str, Any]]:
    """The given list, if all in it are objects."""
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise Wrong(f"{what} must be a list of objects")
    return given
