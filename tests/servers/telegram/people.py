"""What people do on the pretended Telegram, and what happens to groups."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from dataclasses import dataclass
from typing import Any

from tests.servers.telegram import shapes
from tests.servers.telegram.changes import Changes
from tests.servers.telegram.queries import Answer, Queries
from tests.servers.telegram.text import Entity, detect
from tests.servers.telegram.updates import Updates
from tests.servers.telegram.world import PRESENT, Account, Chat, File, Message, World


@dataclass
class Stage:
    """What people act on."""

    world: World
    updates: Updates
    queries: Queries
    changes: Changes

    def tell(self, message: Message) -> None:
        """Send the bot a message that somebody posted, if it may see it."""
        if self.world.sees(message):
            self.updates.put("edited_message" if message.edits else "message", shapes.message(message))

    def announce(self, chat: Chat, by: Account, **service: Any) -> Message:
        """Post a service message."""
        message = self.world.post(chat, by, service=service)
        self.tell(message)
        return message

    def became(self, chat: Chat, by: Account, whom: Account, status: str) -> None:
        """Change what somebody is in a chat, and tell the bot as Telegram does."""
        old = self.world.member(chat, whom, status)
        if old == status:
            return
        change = {
            "chat": shapes.chat(chat),
            "from": shapes.user(by),
            "date": self.world.now(),
            "old_chat_member": shapes.member(whom, old),
            "new_chat_member": shapes.member(whom, status),
        }
        if whom is self.world.bot:
            self.updates.put("my_chat_member", change)
        elif chat.status(self.world.bot) == "administrator":
            self.updates.put("chat_member", change)


class Group:
    """A group, also after it became a supergroup."""

    def __init__(self, stage: Stage, chat: Chat) -> None:
        self._stage = stage
        self.chat = chat

    @property
    def id(self) -> int:
        """The id that it has now."""
        return self.chat.id

    def add(self, *people: Person) -> None:
        """They join."""
        for person in people:
            if self.chat.status(person.account) in PRESENT:
                continue
            self._stage.announce(self.chat, person.account, new_chat_members=[shapes.user(person.account)])
            self._stage.became(self.chat, person.account, person.account, "member")

    def leave(self, person: Person) -> None:
        """A member goes."""
        self._stage.announce(self.chat, person.account, left_chat_member=shapes.user(person.account))
        self._stage.became(self.chat, person.account, person.account, "left")

    def promote(self, person: Person, status: str = "administrator") -> None:
        """A person becomes an administrator, or whatever else is said."""
        self._stage.became(self.chat, person.account, person.account, status)

    def add_bot(self, by: Person, admin: bool = False) -> None:
        """Somebody adds the bot; in a group without an owner, its owner."""
        if self.chat.status(by.account) not in PRESENT:
            owned = "creator" in self.chat.members.values()
            self._stage.world.member(self.chat, by.account, "member" if owned else "creator")
        bot = self._stage.world.bot
        self._stage.became(self.chat, by.account, bot, "administrator" if admin else "member")
        self._stage.announce(self.chat, by.account, new_chat_members=[shapes.user(bot)])

    def promote_bot(self, by: Person) -> None:
        """The bot becomes an administrator."""
        self._stage.became(self.chat, by.account, self._stage.world.bot, "administrator")

    def demote_bot(self, by: Person) -> None:
        """The bot is a plain member again."""
        self._stage.became(self.chat, by.account, self._stage.world.bot, "member")

    def remove_bot(self, by: Person) -> None:
        """The bot is thrown out."""
        self._stage.became(self.chat, by.account, self._stage.world.bot, "kicked")

    def restrict_bot(self, by: Person | None = None) -> None:
        """The bot may not write any more."""
        bot = self._stage.world.bot
        self._stage.became(self.chat, by.account if by else self._owner(), bot, "restricted")

    def topic(self, name: str) -> int:
        """A new topic; its message_thread_id."""
        posted = self._stage.world.topic(self.chat, name, self._owner())
        self._stage.tell(posted)
        return posted.id

    def upgrade(self) -> None:
        """The group becomes a supergroup, with another id and a count of messages of its own."""
        if self.chat.kind != "group":
            raise ValueError(f"{self.chat.title} is a supergroup already")
        old = self.chat
        new = self._stage.world.group(old.title, "supergroup", forum=False)
        new.members, new.accounts, new.before = dict(old.members), dict(old.accounts), old
        owner = self._owner()
        self.chat = new
        self._stage.announce(old, owner, migrate_to_chat_id=new.id)
        old.upgraded_to = new.id
        self._stage.announce(new, owner, migrate_from_chat_id=old.id)

    def _owner(self) -> Account:
        statuses = self.chat.members.items()
        owner = next((number for number, status in statuses if status == "creator"), None)
        people = [account for account in self.chat.accounts.values() if not account.is_bot]
        if owner is None and not people:
            return self._stage.world.bot
        return self.chat.accounts[owner] if owner else people[0]


class Person:
    """Somebody with an account."""

    def __init__(self, stage: Stage, account: Account) -> None:
        self._stage = stage
        self.account = account

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def chat(self) -> Chat:
        """The private chat with the bot."""
        return self._stage.world.chats[self.account.id]

    async def says(
        self,
        group: Group | None,
        text: str,
        *,
        thread: int | None = None,
        reply_to: Message | int | None = None,
        entities: list[Entity] | None = None,
    ) -> Message:
        """Post a text in a group, or in the private chat, which that opens."""
        found = detect(text, entities or [])
        return await self._posts(group, thread, reply_to, text=text, entities=found)

    async def starts(self, payload: str = "") -> Message:
        """Press Start, maybe by a link with a payload; a block ends with that."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise ValueError(f"no link carries {payload!r}; a person may still type it")
        if self.chat.blocked:
            self.unblocks_bot()
        return await self.says(None, f"/start {payload}".strip())

    async def edits(self, message: Message, text: str) -> Message:
        """Change what one posted."""
        if message.sender is not self.account:
            raise ValueError(f"{self.name} did not write that")
        if message.attached is not None:
            message.caption, message.caption_entities = text, detect(text, [])
        else:
            message.text, message.entities = text, detect(text, [])
        message.edits += 1
        message.edit_date = self._stage.world.now()
        self._stage.tell(message)
        self._stage.changes.touched()
        await asyncio.sleep(0)
        return message

    async def deletes(self, message: Message) -> None:
        """Remove a message; Telegram does not tell bots."""
        message.deleted = True
        self._stage.changes.touched()
        await asyncio.sleep(0)

    async def sends_file(
        self,
        group: Group | None,
        name: str,
        data: bytes,
        media_type: str | None = None,
        caption: str = "",
        *,
        thread: int | None = None,
        reply_to: Message | int | None = None,
    ) -> Message:
        """Post a file."""
        kind = media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return await self._attaches(group, self._stage.world.store(name, kind, data), caption, thread, reply_to)

    async def sends_photo(
        self,
        group: Group | None,
        data: bytes,
        caption: str = "",
        *,
        thread: int | None = None,
        reply_to: Message | int | None = None,
    ) -> Message:
        """Post a picture, which has no name."""
        file = self._stage.world.store("photo.jpg", "image/jpeg", data, kind="photo")
        return await self._attaches(group, file, caption, thread, reply_to)

    def blocks_bot(self) -> None:
        """Stop the bot from writing."""
        self.chat.blocked = True
        self._stage.became(self.chat, self.account, self._stage.world.bot, "kicked")

    def unblocks_bot(self) -> None:
        """Let the bot write again."""
        self.chat.blocked = False
        self._stage.became(self.chat, self.account, self._stage.world.bot, "member")

    async def presses(self, message: Message, label: str, timeout: float = 30) -> Answer:
        """Press the button with this label as it stands now; wait for the answer, but not for ever."""
        button = message.buttons.get(label)
        if message.deleted or button is None or "callback_data" not in button:
            raise LookupError(f"there is no button {label!r} to press, but {list(message.buttons)}")
        return await self.presses_data(message, button["callback_data"], timeout)

    async def presses_data(self, message: Message, data: str, timeout: float = 30) -> Answer:
        """Send callback data as if a button had it: forged, or of a keyboard that is gone."""
        query = self._stage.queries.ask()
        shape = shapes.inaccessible(message) if message.forgotten or message.deleted else shapes.message(message)
        update = {
            "id": query.id,
            "from": shapes.user(self.account),
            "message": shape,
            "chat_instance": str(-8_000_000_000_000_000 - message.chat.id),
            "data": data,
        }
        self._stage.updates.put("callback_query", update)
        await self._stage.changes.until(lambda: query.answer.answered, timeout)
        return query.answer

    async def _attaches(
        self, group: Group | None, file: File, caption: str, thread: int | None, reply_to: Message | int | None
    ) -> Message:
        found = detect(caption, [])
        return await self._posts(group, thread, reply_to, caption=caption, caption_entities=found, attached=file)

    async def _posts(
        self, group: Group | None, thread: int | None, reply_to: Message | int | None, **fields: Any
    ) -> Message:
        chat = self._here(group, thread)
        answered = reply_to.id if isinstance(reply_to, Message) else reply_to
        message = self._stage.world.post(chat, self.account, thread_id=thread, reply_to=answered, **fields)
        self._stage.tell(message)
        await asyncio.sleep(0)
        return message

    def _here(self, group: Group | None, thread: int | None) -> Chat:
        """The chat to post in, if this person can."""
        if group is None:
            if self.chat.blocked:
                raise ValueError(f"{self.name} has blocked the bot")
            if not self.chat.opened:
                self.chat.opened = True
                self._stage.world.member(self.chat, self._stage.world.bot, "member")
            return self.chat
        if group.chat.status(self.account) not in PRESENT:
            raise ValueError(f"{self.name} is not in {group.chat.title}")
        if thread is not None and thread not in group.chat.topics:
            raise ValueError(f"{group.chat.title} has no topic {thread}")
        return group.chat
