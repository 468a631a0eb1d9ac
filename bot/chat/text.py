"""Rich text as a small tree: blocks that hold inlines. People's words are always the `text` of a `Span`, never markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `link` is an absolute http(s) or mailto address. `command`: it begins with the slash
    of one of the bot's own commands, which a platform may have to write otherwise."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None
    command: bool = False
    type: Literal["span"] = "span"


@dataclass(frozen=True, slots=True)
class Mention:
    """A member by name; `accounts` maps a platform to the account to notify there."""

    name: str
    accounts: tuple[tuple[str, str], ...] = ()
    type: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant. Platforms that can show it in the reader's own zone use `at` and `style`; the others use `text`."""

    at: datetime
    text: str
    style: Literal["day_and_time", "time"] = "day_and_time"
    type: Literal["moment"] = "moment"


Inline = Span | Mention | Moment


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: tuple[Inline, ...]
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `ordered` numbers it, from `start` on."""

    items: tuple[tuple[Inline, ...], ...]
    ordered: bool = False
    start: int = 1
    type: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Quote:
    inlines: tuple[Inline, ...]
    type: Literal["quote"] = "quote"


Block = Paragraph | Bullets | Quote
Text = tuple[Block, ...]


def plain(text: Text) -> str:
    """`text` without its markup: for logs of the playground, previews and platforms that know no markup."""
    return "\n".join(_block_lines(text))


def _block_lines(text: Text) -> Iterator[str]:
    for block in text:
        match block:
            case Paragraph(inlines) | Quote(inlines):
                yield _inline_text(inlines)
            case Bullets(items, ordered, start):
                for number, item in enumerate(items, start):
                    yield f"{f'{number}.' if ordered else '•'} {_inline_text(item)}"


def _inline_text(inlines: tuple[Inline, ...]) -> str:
    return "".join(inline.name if isinstance(inline, Mention) else inline.text for inline in inlines)


def typed(text: Text) -> str:
    """`text` as somebody would type it who has no markup: like `plain`, with each link's address behind its words."""
    return plain(tuple(_with_addresses(block) for block in text))


def _with_addresses(block: Block) -> Block:
    if isinstance(block, Bullets):
        return replace(block, items=tuple(_addressed(item) for item in block.items))
    return replace(block, inlines=_addressed(block.inlines))


def _addressed(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(
        replace(one, text=f"{one.text} ({one.link})")
        if isinstance(one, Span) and one.link not in (None, one.text)
        else one
        for one in inlines
    )


def paragraphs(words: str) -> Text:
    """What a person typed, as paragraphs of plain text: nothing in it is markup."""
    return tuple(Paragraph((Span(line),)) for line in words.split("\n") if line.strip())


def bullets(*items: Text) -> Text:
    """One list whose items are the first blocks of `items`."""
    return (Bullets(tuple(_first_inlines(item) for item in items)),)


def numbered(*items: Text, start: int = 1) -> Text:
    """The same, with numbers from `start` on."""
    return (Bullets(tuple(_first_inlines(item) for item in items), ordered=True, start=start),)


def _first_inlines(text: Text) -> tuple[Inline, ...]:
    match text[0]:
        case Paragraph(inlines) | Quote(inlines):
            return inlines
        case Bullets(items):
            return items[0]


def quote(words: str) -> Text:
    """What a person typed, shown as their words; cut where it would swamp the message."""
    return (Quote((Span(words if len(words) <= QUOTE_MAX else words[: QUOTE_MAX - 1] + "…"),)),)


QUOTE_MAX = 600
"""Characters of somebody's message that are repeated back: enough to recognise it, on a phone."""
