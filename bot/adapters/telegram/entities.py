"""From `Text` to what Telegram calls a text: plain words, and entities that say which of them are bold or a link.

No markup is parsed on the way, so what people typed can never become any. Positions count UTF-16 units.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from telegram import MessageEntity, User

from bot.adapters.telegram.words import PLATFORM
from bot.chat.text import Block, Bullets, Inline, Mention, Moment, Paragraph, Quote, Span, Text

_FORMATS = {"day_and_time": "wDt", "time": "t"}
"""Weekday, long date and time, or the time alone: in the reader's own language and zone
(https://core.telegram.org/bots/api#date-time-entity-formatting)."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text as the Bot API takes it."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def marked(text: Text) -> Marked:
    """Blocks stand apart by an empty line; a list follows what introduces it."""
    writer = _Writer()
    previous: Block | None = None
    for block in text:
        if previous is not None:
            close = isinstance(block, Bullets) and not isinstance(previous, Quote)
            writer.write("\n" if close else "\n\n")
        _block(writer, block)
        previous = block
    return Marked("".join(writer.pieces), tuple(writer.entities))


def measure(text: Text) -> int:
    """The length that `marked` will have."""
    return units(marked(text).text)


@dataclass(slots=True)
class _Writer:
    pieces: list[str] = field(default_factory=list)
    entities: list[MessageEntity] = field(default_factory=list)
    at: int = 0

    def write(self, words: str) -> None:
        self.pieces.append(words)
        self.at += units(words)

    def mark(self, kind: str, start: int, **extras: object) -> None:
        """From `start` to here; a mark on nothing is left out."""
        if self.at > start:
            self.entities.append(MessageEntity(kind, start, self.at - start, **extras))  # type: ignore[arg-type]


def _block(writer: _Writer, block: Block) -> None:
    match block:
        case Paragraph(inlines):
            _inlines(writer, inlines)
        case Quote(inlines):
            start = writer.at
            _inlines(writer, inlines)
            writer.mark(MessageEntity.BLOCKQUOTE, start)
        case Bullets(items, ordered, first):
            for number, item in enumerate(items, first):
                writer.write("\n" if number > first else "")
                writer.write(f"{number}. " if ordered else "• ")
                _inlines(writer, item)


def _inlines(writer: _Writer, inlines: tuple[Inline, ...]) -> None:
    for inline in inlines:
        start = writer.at
        match inline:
            case Span():
                _span(writer, inline)
            case Mention(name, accounts):
                writer.write(name)
                account = dict(accounts).get(PLATFORM, "")
                if account.isdecimal():
                    writer.mark(MessageEntity.TEXT_MENTION, start, user=User(int(account), name, is_bot=False))
            case Moment(at, words, style):
                writer.write(words)
                writer.mark(MessageEntity.DATE_TIME, start, unix_time=at, date_time_format=_FORMATS[style])


def _span(writer: _Writer, span: Span) -> None:
    start = writer.at
    writer.write(span.text)
    if span.code:  # which Telegram lets stand with nothing else
        writer.mark(MessageEntity.PRE if "\n" in span.text else MessageEntity.CODE, start)
        return
    if span.bold:
        writer.mark(MessageEntity.BOLD, start)
    if span.italic:
        writer.mark(MessageEntity.ITALIC, start)
    if span.link and span.link.startswith(("https://", "http://")):
        writer.mark(MessageEntity.TEXT_LINK, start, url=span.link)
    elif span.link and span.link.startswith("mailto:"):
        # Telegram drops such a link; the address itself it finds in the text.
        address = span.link.removeprefix("mailto:").partition("?")[0]
        writer.write("" if address in span.text else f" ({address})")
