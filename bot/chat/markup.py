"""From Markdown, which we and organisers write, to `Text`. Values are put in after parsing, so they can never become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.chat.text import Block, Bullets, Inline, Mention, Moment, Paragraph, Quote, Span, Text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Value = str | int | Span | Mention | Moment

_COMMAND = re.compile(r"(?<![\w/:.)}])(?=/(?:[a-z]{2}|\{))")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def text(template: str, **values: Value) -> Text:
    """Parse `template` (CommonMark, no HTML) and put `values` in the place of `{name}`.

    A line break in the template stays a line break. Raises `KeyError` for a placeholder without a value.
    """
    return tuple(_fill_block(block, values) for block in _parse(template))


def markdown(words: str) -> Text:
    """Markdown in which braces mean nothing: what organisers wrote."""
    return _parse(words)


@lru_cache(maxsize=2048)
def _parse(template: str) -> Text:
    return tuple(_blocks(_parser().parse(template)))


@cache
def _parser() -> MarkdownIt:
    """Loaded with the first text, which is after the start."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    items: list[tuple[Inline, ...]] = []
    ordered = in_list = in_quote = False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open") and not in_list:
            items, in_list, ordered = [], True, token.type == "ordered_list_open"
        elif token.type in ("bullet_list_close", "ordered_list_close") and token.level == 0:
            yield Bullets(tuple(items), ordered)
            in_list = False
        elif token.type in ("blockquote_open", "blockquote_close"):
            in_quote = token.type == "blockquote_open"
        elif token.type in ("fence", "code_block"):
            yield Paragraph((Span(token.content.rstrip("\n"), code=True),))
        elif token.type == "inline":
            inlines = tuple(_inlines(token.children or ()))
            if in_list:
                items.append(inlines)
            else:
                yield Quote(inlines) if in_quote else Paragraph(inlines)


def _inlines(tokens: Iterable[Token]) -> Iterator[Inline]:
    style = Span("")
    for token in tokens:
        match token.type:
            case "text":
                yield from _commands(replace(style, text=token.content))
            case "code_inline":
                yield from _commands(replace(style, text=token.content, code=True))
            case "softbreak" | "hardbreak":
                yield Span("\n")
            case "strong_open" | "strong_close":
                style = replace(style, bold=token.type == "strong_open")
            case "em_open" | "em_close":
                style = replace(style, italic=token.type == "em_open")
            case "link_open":
                style = replace(style, link=_safe_link(str(token.attrGet("href") or "")))
            case "link_close":
                style = replace(style, link=None)
            case "image":
                yield replace(style, text=token.content)


def _commands(span: Span) -> Iterator[Span]:
    """Split where one of our commands begins. Values are not in yet, so nothing that people typed is taken for one."""
    for index, piece in enumerate(_COMMAND.split(span.text)):
        if piece:
            yield replace(span, text=piece, command=index > 0)


def _safe_link(href: str) -> str | None:
    return href if href.startswith(("https://", "http://", "mailto:")) else None


def _joined(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Neighbours of one style as one: `/{example}` in backquotes is one command to copy, not two."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if (
            isinstance(last, Span)
            and isinstance(inline, Span)
            and not inline.command
            and _style(last) == _style(inline)
        ):
            joined[-1] = replace(last, text=last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(joined)


def _fill_block(block: Block, values: Mapping[str, Value]) -> Block:
    match block:
        case Paragraph(inlines):
            return Paragraph(_joined(_fill(inlines, values)))
        case Quote(inlines):
            return Quote(_joined(_fill(inlines, values)))
        case Bullets(items, ordered, start):
            return Bullets(tuple(_joined(_fill(item, values)) for item in items), ordered, start)


def _fill(inlines: Iterable[Inline], values: Mapping[str, Value]) -> Iterator[Inline]:
    for inline in inlines:
        if not isinstance(inline, Span) or "{" not in inline.text:
            yield inline
            continue
        pieces = _PLACEHOLDER.split(inline.text)
        for index, piece in enumerate(pieces):
            value = values[piece] if index % 2 else piece
            if isinstance(value, Span | Mention | Moment):
                yield value
            elif value != "" or index % 2:
                yield Span(str(value), *_style(inline), command=inline.command and index == 0)


def _style(span: Span) -> tuple[bool, bool, bool, str | None]:
    return span.bold, span.italic, span.code, span.link
