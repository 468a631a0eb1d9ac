"""Messages on their way out: where they go, and in how many parts."""

from __future__ import annotations

import logging
from collections import OrderedDict
from time import monotonic

from bot.adapters.slack.api import Api, code
from bot.adapters.slack.files import Files
from bot.adapters.slack.reading import Json, text
from bot.adapters.slack.render import Part, Render
from bot.chat.errors import Refused, SendError, Unreachable
from bot.chat.messages import Message
from bot.chat.text import paragraphs
from bot.ports import Sent, Target, ToAccount, ToChat, ToCircle, Whisper

log = logging.getLogger(__name__)

REMEMBERED = 5000
JUST_NOW = 60.0
"""Seconds in which an answer that cannot be posted is taken for one to the last who sent a command there."""

NOT_THERE = (
    "I cannot answer in that channel, as I am not in it. Please add me there (/invite @groupmate), and ask again."
)
PEOPLE = ("U", "W")
PRIVATE = ("D", *PEOPLE)
"""How the ids begin of people, and of the private chats with them."""

QUIET = {"unfurl_links": False, "unfurl_media": False}


class Outgoing:
    def __init__(self, api: Api, files: Files, render: Render) -> None:
        self._api = api
        self._files = files
        self._render = render
        self._dms: OrderedDict[str, str] = OrderedDict()
        self._begun: OrderedDict[str, list[str]] = OrderedDict()
        self._askers: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def dm_of(self, account_id: str) -> str | None:
        """The id of the private chat, where it is known."""
        return self._dms.get(account_id)

    def remember_dm(self, account_id: str, channel: str) -> None:
        self._dms[account_id] = channel
        while len(self._dms) > REMEMBERED:
            self._dms.popitem(last=False)

    def remember_asker(self, account_id: str, channel: str) -> None:
        """Who has sent a command in a channel: that works in channels, too, which the bot is not in."""
        self._askers[channel] = (monotonic(), account_id)
        while len(self._askers) > REMEMBERED:
            self._askers.popitem(last=False)

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        """Raises `SendError`. Called again with the same `dedup`, it goes on behind the parts that were posted.

        Of files alone Slack does not say which message they become: `message_id` is empty then, and cannot be edited."""
        match target:
            case ToChat():
                return await self._to_chat(target, message, dedup)
            case ToAccount(account_id):
                return await self._post(account_id, None, message, dedup)
            case ToCircle(account_ids):
                return await self._to_circle(account_ids, message, dedup)
            case Whisper():
                return await self._whisper(target, message, dedup)

    async def edit(self, sent: Sent, message: Message) -> None:
        """One message takes the place of what stood there, cut where it is longer. Files stay what they were. Raises
        `SendError`."""
        if not sent.message_id:
            raise Refused("a message of files alone cannot be edited on Slack")
        part, channel = self._render.one(message), await self._channel(sent.chat_id)
        await self._api.call("chat.update", channel=channel, ts=sent.message_id, **part.payload())

    async def _to_chat(self, target: ToChat, message: Message, dedup: str) -> Sent:
        thread = target.thread_id or (None if target.chat_id.startswith(PRIVATE) else target.reply_to)
        try:
            return await self._post(target.chat_id, thread, message, dedup)
        except Refused as error:
            if code(error) in ("not_in_channel", "channel_not_found"):
                await self._say_why(target.chat_id, dedup)
            raise

    async def _to_circle(self, accounts: tuple[str, ...], message: Message, dedup: str) -> Sent:
        """A group DM. Where the workspace has not given the bot the right to open one, each of them in private."""
        try:
            answer = await self._api.call("conversations.open", users=",".join(accounts))
        except Refused as error:
            log.warning("a conversation of %d people could not be opened: %s", len(accounts), error)
            sent = [await self._post(account, None, message, f"{dedup}:{account}") for account in accounts]
            return sent[0]
        return await self._post(text(answer, "channel", "id"), None, message, dedup)

    async def _say_why(self, channel: str, dedup: str) -> None:
        """To whoever seems to wait for an answer in a channel that the bot is not in. Raises nothing."""
        since, asker = self._askers.pop(channel, (0.0, ""))
        if asker and monotonic() - since < JUST_NOW:
            try:
                await self._post(asker, None, Message(paragraphs(NOT_THERE)), f"{dedup}:not there")
            except SendError as error:
                log.warning("somebody was not told why there is no answer in a channel: %s", error)

    async def _whisper(self, target: Whisper, message: Message, dedup: str) -> Sent:
        """An ephemeral message; in private where it is long, has files, or cannot be shown there."""
        parts = self._render.parts(message)
        if len(parts) == 1 and not message.files and not target.chat_id.startswith(PEOPLE):
            place = {"channel": target.chat_id, "user": target.account_id, "thread_ts": target.thread_id}
            try:
                answer = await self._api.call("chat.postEphemeral", **place, **parts[0].payload())
            except (Refused, Unreachable):
                pass
            else:
                return Sent(target.chat_id, text(answer, "message_ts"))
        return await self._post(target.account_id, None, message, dedup)

    async def _post(self, chat_id: str, thread: str | None, message: Message, dedup: str) -> Sent:
        parts = self._render.parts(message)
        if not parts[0].blocks:
            parts = []
        if not parts and not message.files:
            raise Refused("the message is empty")
        # A person is written to by their own id; files need that of the private chat, which a posted part tells.
        channel = self._dms.get(chat_id, chat_id) if parts else await self._channel(chat_id)
        # Uploaded before anything is said, shown after: a file that cannot be sent leaves no half message.
        files = [(await self._files.upload(file), file.name) for file in message.files]
        posted = self._begun.get(dedup, [])
        for part in parts[len(posted) :]:
            answer = await self._post_part(channel, thread, part)
            self._begun[dedup] = posted = [*posted, text(answer, "ts")]
            channel = self._learn(chat_id, text(answer, "channel") or channel)
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
        if files:
            channel = await self._channel(channel)
            await self._files.share(files, channel, thread)
        self._begun.pop(dedup, None)
        return Sent(channel, posted[_main(parts)] if parts else "")

    async def _post_part(self, channel: str, thread: str | None, part: Part) -> Json:
        try:
            return await self._api.call(
                "chat.postMessage", channel=channel, thread_ts=thread, **part.payload(), **QUIET
            )
        except Refused as error:
            if channel.startswith(PEOPLE) and code(error) == "channel_not_found":
                raise Unreachable("the workspace has no such person (any more)") from error
            raise

    async def _channel(self, chat_id: str) -> str:
        """The id of a chat; for an account, that of its private chat."""
        if not chat_id.startswith(PEOPLE):
            return chat_id
        if known := self._dms.get(chat_id):
            return known
        answer = await self._api.call("conversations.open", users=chat_id)
        return self._learn(chat_id, text(answer, "channel", "id"))

    def _learn(self, chat_id: str, channel: str) -> str:
        """`channel`, which is where the messages for `chat_id` stand."""
        if chat_id.startswith(PEOPLE) and not channel.startswith(PEOPLE):
            self.remember_dm(chat_id, channel)
        return channel


def _main(parts: list[Part]) -> int:
    """The part that is edited later: the one whose buttons are pressed."""
    return next((number for number, part in enumerate(parts) if part.labels), 0)
