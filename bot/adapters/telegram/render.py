"""From a message to the calls that post it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup

from bot.adapters.telegram.entities import Marked, marked, measure
from bot.adapters.telegram.keyboards import keyboards
from bot.chat.messages import Message, OutgoingFile
from bot.chat.split import beginning, split
from bot.chat.text import Text
from bot.chat.words import shortened

TEXT_MAX = 4096
CAPTION_MAX = 1024
"""UTF-16 units (https://core.telegram.org/bots/api#sendmessage, #sendphoto)."""

TOAST_MAX = 200
"""Characters (https://core.telegram.org/bots/api#answercallbackquery)."""

PHOTO_MAX = 10 * 1024 * 1024
UPLOAD_MAX = 50 * 1024 * 1024
"""Bytes (https://core.telegram.org/bots/api#sending-files); a Bot API server of one's own takes more."""

MORE_BUTTONS = Marked("⋯")
"""What stands above buttons that found no place under the text: a message must not be empty."""

_PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Part:
    """One message on Telegram. With a `file`, `content` is its caption."""

    content: Marked
    keyboard: InlineKeyboardMarkup | None = None
    file: OutgoingFile | None = None
    as_photo: bool = False


def parts(message: Message) -> list[Part]:
    """What to post, in order: the text, further buttons, then the files; none for a message with nothing in it.

    A short text is the caption of an only file. The buttons stand under the end of the text, because that is the
    message that is edited later.
    """
    pages = keyboards(message.buttons)
    if len(message.files) == 1 and measure(message.text) <= CAPTION_MAX:
        file = message.files[0]
        caption = marked(message.text)
        return _with_keyboards([_file(file, caption if caption.text.strip() else _alt(file))], pages)
    texts = [Part(content) for content in _contents(message.text, TEXT_MAX)]
    files = [_file(file, _alt(file)) for file in message.files]
    if not texts and pages and not files:
        texts = [Part(MORE_BUTTONS)]
    return [*_with_keyboards(texts, pages), *files] if texts else _with_keyboards(files, pages)


def new_content(message: Message, limit: int) -> Part:
    """What to put in the place of a posted message: one, however often it is edited, so a text that is too long ends with
    "…", and buttons beyond those that one message holds are left out. `limit` is `TEXT_MAX`, or `CAPTION_MAX` where a file
    stands there. Files stay as they are: Telegram can only exchange them one for one."""
    content = marked(beginning(message.text, limit, measure))
    if not content.text.strip():
        content = MORE_BUTTONS if limit == TEXT_MAX else Marked("")
    return Part(content, next(iter(keyboards(message.buttons)), None))


def main_part(made: list[Part]) -> int:
    """Which of the parts the others belong to, and an edit is to change: the first with buttons, else the last text."""
    with_buttons = next((index for index, part in enumerate(made) if part.keyboard), None)
    texts = [index for index, part in enumerate(made) if part.file is None]
    return with_buttons if with_buttons is not None else (texts or [0])[-1]


def toast_text(words: str) -> str:
    return shortened(words, TOAST_MAX)


def _contents(text: Text, limit: int) -> list[Marked]:
    contents = [marked(part) for part in split(text, limit, measure)]
    return [content for content in contents if content.text.strip()]


def _with_keyboards(made: list[Part], pages: list[InlineKeyboardMarkup]) -> list[Part]:
    if not pages:
        return made
    first, *others = pages
    return [*made[:-1], replace(made[-1], keyboard=first), *(Part(MORE_BUTTONS, page) for page in others)]


def _file(file: OutgoingFile, caption: Marked) -> Part:
    """Telegram shows pictures; everything else, and what it would not take as one, is a document to open."""
    picture = file.media_type in _PICTURES and 0 < file.size <= PHOTO_MAX
    return Part(caption, file=file, as_photo=picture)


def _alt(file: OutgoingFile) -> Marked:
    """Telegram has no text for those who cannot see a picture; a caption is the one thing that is read out."""
    return Marked(shortened(file.alt.strip(), CAPTION_MAX // 2))  # no character takes more than two units
