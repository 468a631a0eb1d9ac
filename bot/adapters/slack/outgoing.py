"""Messages on their way out: where they go, and in how many parts."""

from __future__ import annotations

from collections import OrderedDict

from bot.adapters.slack.api import Api, code
from bot.adapters.slack.files import Files
from bot.adapters.slack.reading import text
from bot.adapters.slack.render import Part, Render
from bot.chat.errors import Refused, Unreachable
from bot.chat.messages import Message
from bot.chat.text import paragraphs
from bot.ports import Sent, Target, ToAccount, ToChat, Whisper

REMEMBERED = 5000
NOT_THERE = (
    "I cannot answer in that channel, as I am not in it. Please add me there (/invite @groupmate), and ask again."
)
QUIET = {"unfurl_links": False, "unfurl_media": False}


class Outgoing:
    def __init__(self, api: Api, files: Files, render: Render) -> None:
        self._api = api
        self._files = files
        self._render = render
        self._dms: OrderedDict[str, str] = OrderedDict()
        self._begun: OrderedDict[str, list[str]] = OrderedDict()
        self._askers: OrderedDict[str, str] = OrderedDict()

    def dm_of(self, account_id: str) -> str | None:
        """The id of the private chat, where it is known."""
        return self._dms.get(account_id)

    def remember_dm(self, account_id: str, channel: str) -> None:
        self._dms[account_id] = channel
        while len(self._dms) > REMEMBERED:
            self._dms.popitem(last=False)

    def remember_asker(self, account_id: str, channel: str) -> None:
        """Who has sent a command in a channel: that works in channels, too, which the bot is not in."""
        self._askers[channel] = account_id
        while len(self._askers) > REMEMBERED:
            self._askers.popitem(last=False)

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        """Raises `SendError`. Called again with the same `dedup`, it goes on behind the parts that were posted."""
        match target:
            case ToChat():
                return await self._to_chat(target, message, dedup)
            case ToAccount(account_id):
                return await self._post(await self._channel(account_id), None, message, dedup)
            case Whisper():
                return await self._whisper(target, message, dedup)

    async def edit(self, sent: Sent, message: Message) -> None:
        """The first part takes the place of what stood there, the others follow as new messages. Files stay what they
        were. Raises `SendError`."""
        first, *more = self._render.parts(message)
        channel = await self._channel(sent.chat_id)
        answer = await self._api.call("chat.update", channel=channel, ts=sent.message_id, **first.payload())
        for part in more:
            await self._post_part(channel, text(answer, "message", "thread_ts") or None, part)

    async def _to_chat(self, target: ToChat, message: Message, dedup: str) -> Sent:
        channel = await self._channel(target.chat_id)
        thread = target.thread_id or (None if channel.startswith("D") else target.reply_to)
        try:
            return await self._post(channel, thread, message, dedup)
        except Refused as error:
            asker = self._askers.pop(target.chat_id, None)
            if asker is not None and code(error) in ("not_in_channel", "channel_not_found"):
                there = await self._channel(asker)
                await self._post(there, None, Message(paragraphs(NOT_THERE)), f"{dedup}:not there")
            raise

    async def _whisper(self, target: Whisper, message: Message, dedup: str) -> Sent:
        """An ephemeral message; in private where it is long, has files, or cannot be shown there."""
        parts = self._render.parts(message)
        if len(parts) == 1 and not message.files and not target.chat_id.startswith(("U", "W")):
            place = {"channel": target.chat_id, "user": target.account_id, "thread_ts": target.thread_id}
            try:
                answer = await self._api.call("chat.postEphemeral", **place, **parts[0].payload())
            except (Refused, Unreachable):
                pass
            else:
                return Sent(target.chat_id, text(answer, "message_ts"))
        return await self._post(await self._channel(target.account_id), None, message, dedup)

    async def _post(self, channel: str, thread: str | None, message: Message, dedup: str) -> Sent:
        parts = self._render.parts(message)
        if not parts[0].blocks:
            parts = []
        if not parts and not message.files:
            raise Refused("the message is empty")
        # Uploaded before anything is said, shown after: a file that cannot be sent leaves no half message.
        files = [(await self._files.upload(file), file.name) for file in message.files]
        posted = self._begun.setdefault(dedup, [])
        for part in parts[len(posted) :]:
            posted.append(await self._post_part(channel, thread, part))
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
        if files:
            await self._files.share(files, channel, thread)
        self._begun.pop(dedup, None)
        return Sent(channel, posted[_main(parts)] if parts else files[0][0])

    async def _post_part(self, channel: str, thread: str | None, part: Part) -> str:
        answer = await self._api.call("chat.postMessage", channel=channel, thread_ts=thread, **part.payload(), **QUIET)
        return text(answer, "ts")

    async def _channel(self, chat_id: str) -> str:
        """The id of a chat; for an account, that of its private chat."""
        if not chat_id.startswith(("U", "W")):
            return chat_id
        if known := self._dms.get(chat_id):
            return known
        answer = await self._api.call("conversations.open", users=chat_id)
        self.remember_dm(chat_id, text(answer, "channel", "id"))
        return text(answer, "channel", "id")


def _main(parts: list[Part]) -> int:
    """The part that is edited later: the one whose buttons are pressed."""
    return next((number for number, part in enumerate(parts) if part.labels), 0)
