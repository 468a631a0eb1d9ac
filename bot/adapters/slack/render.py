"""From messages to Slack's blocks. Pure.

All text goes out as `rich_text`, in which nothing that people typed is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.adapters.slack.reading import PLATFORM, Json
from bot.adapters.slack.typed import escape
from bot.chat.buttons import Button
from bot.chat.messages import Message, Rows
from bot.chat.split import beginning, split
from bot.chat.text import Block, Bullets, Inline, Mention, Moment, Paragraph, Quote, Span, Text, paragraphs, plain
from bot.chat.words import shortened

SLASH = "/groupmate"
TEXT_MAX = 12_000
"""Characters of a message; by reports all its blocks together are refused near 13,200."""

BLOCK_MAX = 3_000
BLOCKS = 50
ELEMENTS = 25
ROWS = 40
"""Of buttons, beside a text that has been cut: it takes up to nine blocks."""

LABEL = 75
URL = 3_000
FALLBACK = 3_000
"""Characters of the text for notifications, before escaping; Slack advises at most 4,000."""

_FORMATS = {"day_and_time": "{date_short_pretty}, {time}", "time": "{time}"}
_SAFE = ("https://", "http://", "mailto:")


@dataclass(slots=True)
class Part:
    """One message of Slack's: its blocks, what they say in words, and its length in characters."""

    blocks: list[Json] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, block: Json, words: str, size: int) -> None:
        self.blocks.append(block)
        (self.labels if block["type"] == "actions" else self.words).append(words)
        self.size += size

    def payload(self) -> Json:
        """The text is for notifications; buttons are named in it where there is nothing else."""
        fallback = "\n".join(self.words or self.labels)
        return {"text": escape(shortened(fallback, FALLBACK)), "blocks": self.blocks}


class Render:
    """`commands` are the names of ours: Slack knows "/help" as "/groupmate help"."""

    def __init__(self, commands: Collection[str]) -> None:
        names = "|".join(map(re.escape, sorted(commands, key=len, reverse=True)))
        self._command = re.compile(rf"(?<![\w/:.)}}])/(?=(?:{names})\b)") if names else None

    def words(self, words: str) -> str:
        """A toast, label or error, with our commands as Slack knows them."""
        return self._command.sub(f"{SLASH} ", words) if self._command else words

    def parts(self, message: Message) -> list[Part]:
        """The message as one of Slack's, or as several where it is longer or has more buttons than one takes."""
        parts = [Part()]
        for block, words, size in (*_texts(message.text), *self._rows(message.buttons)):
            if len(parts[-1].blocks) == BLOCKS or (parts[-1].blocks and parts[-1].size + size > TEXT_MAX):
                parts.append(Part())
            parts[-1].add(block, words, size)
        return parts

    def one(self, message: Message) -> Part:
        """The message as a single one of Slack's: what is too long ends with "…", and buttons too many are left out."""
        parts = self.parts(message)
        if len(parts) == 1:
            return parts[0]
        rows = list(self._rows(message.buttons))[:ROWS]
        while _size(rows) > TEXT_MAX // 2:
            rows.pop()
        texts, left = list(_texts(message.text)), TEXT_MAX - _size(rows)
        while left and _size(texts) + _size(rows) > TEXT_MAX:
            texts = list(_texts(beginning(tuple(map(_for_slack, message.text)), left, measure)))
            left = left * 3 // 4  # an address whose words are cut in two counts twice, so the first try can be too long
        made = Part()
        for block in (*texts, *rows):
            made.add(*block)
        return made

    def blocks(self, text: Text) -> list[Json]:
        return [block for block, _, _ in _texts(text)]

    def line(self, words: str) -> Json:
        """What is plain text, as a message of its own."""
        said = self.words(words)
        return {"text": escape(said), "blocks": self.blocks(paragraphs(said))}

    def _rows(self, rows: Rows) -> Iterator[tuple[Json, str, int]]:
        number = 0
        for row in rows:
            for start in range(0, len(row), ELEMENTS):
                buttons = row[start : start + ELEMENTS]
                elements = [self._button(each, f"b{number}.{place}") for place, each in enumerate(buttons)]
                labels = " · ".join(each.label for each in buttons)
                size = sum(len(each.label) + len(each.token) + len(each.url or "") for each in buttons)
                yield {"type": "actions", "block_id": f"b{number}", "elements": elements}, labels, size
                number += 1

    def _button(self, button: Button, action_id: str) -> Json:
        shown: Json = {"type": "button", "action_id": action_id, "text": plain_text(self.words(button.label), LABEL)}
        if button.url and button.url.startswith(_SAFE) and len(button.url) <= URL:
            shown["url"] = button.url
        elif button.token:
            shown["value"] = button.token
        return shown if button.style == "default" else {**shown, "style": button.style}


def plain_text(words: str, longest: int) -> Json:
    """`emoji` off: ":)" stays what was typed."""
    return {"type": "plain_text", "text": shortened(words, longest) if words.strip() else "…", "emoji": False}


def measure(text: Text) -> int:
    """Characters that are seen, and those of the addresses behind them."""
    return len(plain(text)) + _addresses(text)


def _addresses(text: Text) -> int:
    links = (inline.link for block in text for inline in _inlines(block) if isinstance(inline, Span))
    return sum(len(link) for link in links if link)


def _texts(text: Text) -> Iterator[tuple[Json, str, int]]:
    """A block for each piece, with its words and its length."""
    for piece in split(tuple(map(_for_slack, text)), BLOCK_MAX, measure):
        if elements := list(_elements(piece)):
            words = plain(piece)
            yield {"type": "rich_text", "elements": elements}, words, len(words) + _addresses(piece)


def _size(blocks: list[tuple[Json, str, int]]) -> int:
    return sum(size for _, _, size in blocks)


def _for_slack(block: Block) -> Block:
    if isinstance(block, Bullets):
        return replace(block, items=tuple(tuple(map(_ours, item)) for item in block.items))
    return type(block)(tuple(map(_ours, block.inlines)))


def _ours(inline: Inline) -> Inline:
    """Commands as Slack knows them, and no address that it would refuse."""
    if not isinstance(inline, Span) or not (inline.command or inline.link):
        return inline
    text = f"{SLASH} {inline.text[1:]}" if inline.command and inline.text.startswith("/") else inline.text
    link = inline.link if inline.link and inline.link.startswith(_SAFE) and len(inline.link) <= URL else None
    return replace(inline, text=text, link=link, command=False)


def _elements(piece: Text) -> Iterator[Json]:
    """Neighbouring paragraphs become one section: between two sections Slack shows no empty line."""
    section: list[Json] = []
    for block in piece:
        if isinstance(block, Paragraph):
            words = _run(block.inlines)
            section += [{"type": "text", "text": "\n\n"}, *words] if section and words else words
            continue
        if section:
            yield {"type": "rich_text_section", "elements": section}
            section = []
        yield from _list(block) if isinstance(block, Bullets) else _quote(block)
    if section:
        yield {"type": "rich_text_section", "elements": section}


def _list(block: Bullets) -> Iterator[Json]:
    items = [_run(item) or [{"type": "text", "text": " "}] for item in block.items]
    shown: Json = {
        "type": "rich_text_list",
        "style": "ordered" if block.ordered else "bullet",
        "elements": [{"type": "rich_text_section", "elements": item} for item in items],
    }
    if items:
        yield shown | ({"offset": block.start - 1} if block.ordered and block.start > 1 else {})


def _quote(block: Quote) -> Iterator[Json]:
    if words := _run(block.inlines):
        yield {"type": "rich_text_quote", "elements": words}


def _run(inlines: Iterable[Inline]) -> list[Json]:
    return [shown for inline in inlines if (shown := _inline(inline))]


def _inline(inline: Inline) -> Json | None:
    match inline:
        case Mention(name, accounts):
            account = dict(accounts).get(PLATFORM)
            return {"type": "user", "user_id": account} if account else {"type": "text", "text": name or "…"}
        case Moment(at, text, style):
            when = int(at.timestamp())
            return {"type": "date", "timestamp": when, "format": _FORMATS[style], "fallback": text}
        case Span(""):
            return None
        case Span(text, link=link):
            shown: Json = {"type": "link", "url": link, "text": text} if link else {"type": "text", "text": text}
            styles = {name: True for name in ("bold", "italic", "code") if getattr(inline, name)}
            return shown | ({"style": styles} if styles else {})


def _inlines(block: Block) -> Iterable[Inline]:
    return [inline for item in block.items for inline in item] if isinstance(block, Bullets) else block.inlines
