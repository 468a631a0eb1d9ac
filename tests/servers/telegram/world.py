"""What there is on the pretended Telegram: people, chats, topics, messages and files, and who may do what."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.telegram.text import Entity

PRESENT = {"member", "administrator", "creator", "restricted"}


@dataclass(eq=False)
class Account:
    """A person or a bot."""

    id: int
    name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False


@dataclass(eq=False)
class File:
    """A stored file."""

    id: str
    unique_id: str
    name: str
    media_type: str
    data: bytes
    kind: str = "document"
    width: int = 0
    height: int = 0
    small: File | None = None
    """The thumbnail that Telegram makes of a photo."""


@dataclass(eq=False)
class Chat:
    """A private chat of a person with the bot, or a group of either kind."""

    id: int
    kind: str
    title: str = ""
    forum: bool = False
    person: Account | None = None
    opened: bool = False
    blocked: bool = False
    members: dict[int, str] = field(default_factory=dict)
    """Status by account; who never was here is not in it."""
    accounts: dict[int, Account] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    before: Chat | None = None
    """The basic group that this supergroup was."""
    upgraded_to: int | None = None

    @property
    def is_group(self) -> bool:
        return self.kind != "private"

    def status(self, account: Account) -> str:
        """What the account is in this chat."""
        return self.members.get(account.id, "left")


@dataclass(eq=False)
class Message:
    """A message as it stands now; `reply_to` is the id of the message that it answers."""

    id: int
    chat: Chat
    sender: Account
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    caption: str = ""
    caption_entities: list[Entity] = field(default_factory=list)
    attached: File | None = None
    markup: dict[str, Any] | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    album: str | None = None
    service: dict[str, Any] = field(default_factory=dict)
    edits: int = 0
    edit_date: int | None = None
    deleted: bool = False
    forgotten: bool = False
    reactions: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    """What else the bot asked for: disable_notification, protect_content, link_preview_options."""

    @property
    def by_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def keyboard(self) -> list[list[dict[str, Any]]]:
        """The rows of buttons under it."""
        return list((self.markup or {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """The buttons under it by label."""
        return {button["text"]: button for row in self.keyboard for button in row}

    @property
    def files(self) -> list[tuple[str, str, bytes]]:
        """Name, media type and content of what is attached."""
        return [(self.attached.name, self.attached.media_type, self.attached.data)] if self.attached else []


class World:
    """Everything on the pretended Telegram. `touched` is called at each change."""

    def __init__(self, bot: Account, now: Callable[[], int], touched: Callable[[], None]) -> None:
        self.bot = bot
        self.now = now
        self.touched = touched
        self.privacy_mode = True
        self.chats: dict[int, Chat] = {}
        self.accounts: dict[int, Account] = {bot.id: bot}
        self.files: dict[str, File] = {}
        self.violations: list[str] = []
        # Ids are longer than 32 bits, as Telegram's are.
        self._account_ids = itertools.count(7_100_000_001, 7919)
        self._group_ids = itertools.count(4_300_000_001, 104_729)
        self._supergroup_ids = itertools.count(1_002_900_000_001, 15_485_863)
        self._file_ids = itertools.count(1)
        self._message_ids = itertools.count(40)
        self._albums = itertools.count(13_800_000_000_000_001)

    def person(self, name: str, language: str | None, username: str | None) -> Account:
        """A new account, and the private chat that it has not opened."""
        account = Account(next(self._account_ids), name, username, language)
        self.accounts[account.id] = account
        self.chats[account.id] = Chat(account.id, "private", person=account)
        return account

    def group(self, title: str, kind: str, forum: bool) -> Chat:
        """A new group without members."""
        if kind not in ("group", "supergroup") or (forum and kind == "group"):
            raise ValueError(f"there is no {kind}{' with topics' if forum else ''}")
        number = next(self._group_ids if kind == "group" else self._supergroup_ids)
        chat = Chat(-number, kind, title, forum)
        self.chats[chat.id] = chat
        return chat

    def member(self, chat: Chat, account: Account, status: str) -> str:
        """Set what the account is in the chat; what it was."""
        old = chat.status(account)
        chat.members[account.id] = status
        chat.accounts[account.id] = account
        self.touched()
        return old

    def post(self, chat: Chat, sender: Account, **fields: Any) -> Message:
        """A new message at the end of the chat."""
        # A supergroup counts its own messages; private chats and basic groups share one count.
        number = max(chat.messages, default=0) + 1 if chat.kind == "supergroup" else next(self._message_ids)
        message = Message(number, chat, sender, self.now(), **fields)
        chat.messages[number] = message
        self.touched()
        return message

    def topic(self, chat: Chat, name: str, by: Account) -> Message:
        """A new topic of a forum: its id is that of the message that says so."""
        if not chat.forum:
            raise ValueError(f"{chat.title} has no topics")
        made = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        posted = self.post(chat, by, service=made)
        posted.thread_id = posted.id
        chat.topics[posted.id] = name
        return posted

    def album(self) -> str:
        """A new media_group_id."""
        return str(next(self._albums))

    def store(self, name: str, media_type: str, data: bytes, *, kind: str = "document") -> File:
        """Keep a file under a new id."""
        number = next(self._file_ids)
        file = File(f"BQACAgIAAxkB-file_{number:04}", f"AgAD_{number:04}", name, media_type, data, kind)
        if kind == "photo":
            file.width, file.height = picture_size(data) or (0, 0)
            file.small = File(f"{file.id}s", f"{file.unique_id}s", name, media_type, data[:33], "photo", 90, 90)
            self.files[file.small.id] = file.small
        self.files[file.id] = file
        return file

    def sees(self, message: Message) -> bool:
        """Whether the bot is told about a message that somebody else posted."""
        chat = message.chat
        if not chat.is_group:
            return True
        status = chat.status(self.bot)
        if status not in PRESENT:
            return False
        if message.service or status == "administrator" or not self.privacy_mode:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        return (replied is not None and replied.by_bot) or self._commanded(message)

    def _commanded(self, message: Message) -> bool:
        text = message.text or message.caption
        entities = message.entities or message.caption_entities
        if not any(entity["type"] == "bot_command" and entity["offset"] == 0 for entity in entities):
            return False
        _, _, meant = text.split(maxsplit=1)[0].partition("@")
        return not meant or meant.lower() == str(self.bot.username).lower()


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture; None for what is none. Only PNG says its real size here."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith((b"\xff\xd8\xff", b"GIF87a", b"GIF89a")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return 640, 480
    return None
