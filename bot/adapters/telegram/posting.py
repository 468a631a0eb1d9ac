"""Posting and editing: one message of ours as the messages that Telegram takes."""

from __future__ import annotations

import logging
from asyncio import sleep
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import telegram
from telegram import Bot, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram import render
from bot.adapters.telegram.errors import says, translated
from bot.adapters.telegram.keyboards import without_styles
from bot.adapters.telegram.render import Part
from bot.chat.errors import RateLimited, Refused, SendError
from bot.chat.messages import Message, OutgoingFile
from bot.ports import FileStore, Sent, Target, ToChat, ToCircle

log = logging.getLogger(__name__)

BEGUN_MAX = 1000
"""Messages of which a beginning was posted and the rest is to be tried again; older ones are begun anew."""

PART_PAUSE = 1.0
"""Seconds between the parts of one message: a chat takes one a second, and the pace before `send` knows of one message
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""

UPLOAD_SECONDS = 120.0
"""For an answer to an upload, which Telegram works on: 50 MB at 5 Mbit/s take 80."""

_NO_THREAD = ("message thread not found", "topic_closed", "topic_deleted")
_NO_PICTURE = ("image_process_failed", "photo_invalid_dimensions", "photo_ext_invalid", "photo_save_file_invalid")
_NO_KEYBOARD = ("reply_markup", "reply markup", "keyboard button")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_Replacing = Callable[[int, int, Part], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Where:
    """`reply_to` is left out by Telegram itself where that message is gone."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None

    @property
    def private(self) -> bool:
        """Telegram gives people positive numbers, and groups negative ones."""
        return self.chat > 0


def where(target: Target) -> Where:
    """Raises `Refused`."""
    if isinstance(target, ToCircle):
        raise Refused("a bot cannot open a group on Telegram")
    if not isinstance(target, ToChat):
        return Where(_number(target.account_id))  # a whisper too: in a group nobody can be answered unseen
    thread = _number(target.thread_id) if target.thread_id else None
    return Where(_number(target.chat_id), thread, _number(target.reply_to) if target.reply_to else None)


@contextmanager
def as_send_errors(*, private: bool) -> Iterator[None]:
    """Only the errors of `bot.chat.errors` leave the body, and none with the library's own words for the network."""
    try:
        yield
    except TelegramError as error:
        raise translated(error, private=private) from None
    except (SendError, KeyError):
        raise
    except Exception as error:
        log.error("a call to Telegram failed in a way unknown here: %s", type(error).__name__)
        raise SendError(f"The call to Telegram failed ({type(error).__name__}).") from None


class Posting:
    """`files` is where the bot's outgoing files rest."""

    def __init__(self, bot: Bot, files: FileStore) -> None:
        self._bot = bot
        self._files = files
        self._begun: OrderedDict[str, list[Sent]] = OrderedDict()

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        """Post all parts. After a failure the same `dedup` goes on where it stopped, so that nothing is repeated."""
        place, made = where(target), render.parts(message)
        if not made:
            raise Refused("There is nothing in this message.")
        sent = self._begun.pop(dedup, [])
        try:
            for number, part in enumerate(made[len(sent) :]):
                if number:
                    await sleep(PART_PAUSE)
                sent.append(await self.post(place if not sent else replace(place, reply_to=None), part))
        except SendError as error:
            if sent:
                self._begun[dedup] = sent
                if len(self._begun) > BEGUN_MAX:
                    self._begun.popitem(last=False)
                if isinstance(error, RateLimited):  # it is this chat that has had enough for now
                    raise RateLimited(error.retry_after, whole_platform=False) from None
            raise
        return sent[min(render.main_part(made), len(sent) - 1)]

    async def post(self, place: Where, part: Part) -> Sent:
        """Raises `SendError`. In a topic that is closed or gone it goes to the group; a picture that Telegram cannot
        read goes as a document; buttons go without their colours to a server that does not know of these."""
        with as_send_errors(private=place.private):
            while True:
                try:
                    posted = await self._call(place, part)
                except BadRequest as error:
                    if place.thread is not None and says(error, *_NO_THREAD):
                        place = Where(place.chat)
                    elif part.as_photo and says(error, *_NO_PICTURE):
                        part = replace(part, as_photo=False)
                    elif plainer := _without_styles(part, error):
                        part = plainer
                    else:
                        raise
                else:
                    return Sent(str(posted.chat_id), str(posted.message_id))

    async def edit(self, sent: Sent, message: Message) -> None:
        """What is too long for the place is cut; see `render.new_content`."""
        chat, number = _number(sent.chat_id), _number(sent.message_id)
        made = render.new_content(message, render.TEXT_MAX)
        with as_send_errors(private=chat > 0):
            try:
                await self._replaced(self._replace_text, chat, number, made)
            except BadRequest as error:
                if not says(error, "no text in the message"):
                    raise
                made = render.new_content(message, render.CAPTION_MAX)
                await self._replaced(self._replace_caption, chat, number, made)

    async def _replaced(self, replacing: _Replacing, chat: int, number: int, part: Part) -> None:
        try:
            await replacing(chat, number, part)
        except BadRequest as error:
            plainer = _without_styles(part, error)
            if plainer is None:
                raise
            await replacing(chat, number, plainer)

    async def _call(self, place: Where, part: Part) -> telegram.Message:
        common: dict[str, Any] = {
            "chat_id": place.chat,
            "message_thread_id": place.thread,
            "reply_parameters": _reply(place.reply_to),
            "reply_markup": part.keyboard,
        }
        content = part.content
        if part.file is None:
            return await self._bot.send_message(
                text=content.text, entities=content.entities, link_preview_options=_NO_PREVIEW, **common
            )
        common |= {"caption": content.text or None, "caption_entities": content.entities or None}
        common |= {"read_timeout": UPLOAD_SECONDS, "write_timeout": UPLOAD_SECONDS}
        upload = InputFile(await self._contents(part.file), filename=part.file.name)
        if part.as_photo:
            return await self._bot.send_photo(photo=upload, **common)
        return await self._bot.send_document(document=upload, **common)

    async def _replace_text(self, chat: int, number: int, part: Part) -> None:
        content = part.content
        with _unless_the_same():
            await self._bot.edit_message_text(
                content.text,
                chat,
                number,
                entities=content.entities,
                link_preview_options=_NO_PREVIEW,
                reply_markup=part.keyboard,
            )

    async def _replace_caption(self, chat: int, number: int, part: Part) -> None:
        content = part.content
        with _unless_the_same():
            await self._bot.edit_message_caption(
                chat, number, caption=content.text, caption_entities=content.entities, reply_markup=part.keyboard
            )

    async def _contents(self, file: OutgoingFile) -> bytes:
        if file.size > render.UPLOAD_MAX:
            raise Refused(f"The file {file.name!r} is larger than the 50 MB that bots may send.")
        try:
            return await self._files.get(file.key)
        except KeyError:
            raise Refused(f"The file {file.name!r} is gone from the file store.") from None
        except OSError as error:
            raise SendError(f"The file {file.name!r} could not be read: {error.strerror}.") from None


def _without_styles(part: Part, error: BadRequest) -> Part | None:
    """What to send instead, where the buttons were refused and their colours may be why."""
    if part.keyboard is None or not says(error, *_NO_KEYBOARD):
        return None
    plain = without_styles(part.keyboard)
    return None if plain == part.keyboard else replace(part, keyboard=plain)


@contextmanager
def _unless_the_same() -> Iterator[None]:
    try:
        yield
    except BadRequest as error:
        if not says(error, "message is not modified"):
            raise


def _reply(number: int | None) -> ReplyParameters | None:
    return None if number is None else ReplyParameters(number, allow_sending_without_reply=True)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused("This is no place on Telegram.") from None
