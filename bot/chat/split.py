"""Long texts in parts that a platform takes: cut between blocks, else between list items, else between words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.chat.text import Block, Bullets, Inline, Paragraph, Quote, Span, Text

Measure = Callable[[Text], int]
"""How long a text will be on the platform, in the platform's own unit; it must grow with the text."""

_MORE = Paragraph((Span("…"),))


def split(text: Text, limit: int, measure: Measure) -> list[Text]:
    """`text` in order, each part at most `limit` long. Markup is kept: a style or list that is cut goes on in the next
    part, numbered lists with their numbers; of a list item that is cut, the rest is a paragraph. An empty text is one
    empty part."""
    parts: list[Text] = []
    part: Text = ()
    for block in text:
        for piece in _pieces(block, limit, measure):
            if part and measure((*part, piece)) > limit:
                parts.append(part)
                part = ()
            part = (*part, piece)
    return [*parts, part] if part or not parts else parts


def beginning(text: Text, limit: int, measure: Measure) -> Text:
    """`text` itself where it fits; else as much of its beginning as does, with "…" below, so that the reader sees that it
    goes on."""
    if measure(text) <= limit:
        return text
    return (*split(text, limit, lambda part: measure((*part, _MORE)))[0], _MORE)


def _pieces(block: Block, limit: int, measure: Measure) -> Iterator[Block]:
    """The block itself, or smaller ones of its kind that fit."""
    if measure((block,)) <= limit:
        yield block
        return
    match block:
        case Bullets(items, ordered, start):
            for number, item in enumerate(items):
                runs = [*_runs(item, lambda cut: measure((replace(block, items=(cut,)),)) <= limit)]
                first, *others = runs or [()]
                yield Bullets((first,), ordered, start + number)
                yield from (Paragraph(inlines) for inlines in others)
        case Paragraph(inlines) | Quote(inlines):
            for run in _runs(inlines, lambda cut: measure((replace(block, inlines=cut),)) <= limit):
                yield replace(block, inlines=run)


def _runs(inlines: tuple[Inline, ...], fits: Callable[[tuple[Inline, ...]], bool]) -> Iterator[tuple[Inline, ...]]:
    """As many as fit each time; which is looked for by halves, as a long text can have thousands."""
    waiting = inlines
    while waiting:
        many = bisect_left(range(1, len(waiting) + 1), True, key=lambda count: not fits(waiting[:count]))
        run, waiting = waiting[:many], waiting[many:]
        head: Inline | None = None
        if waiting:
            head, rest = _cut(waiting[0], run, fits)
            waiting = (*(() if rest is None else (rest,)), *waiting[1:])
        if head is not None or run:
            yield run if head is None else (*run, head)


def _cut(
    inline: Inline, run: tuple[Inline, ...], fits: Callable[[tuple[Inline, ...]], bool]
) -> tuple[Inline | None, Inline | None]:
    """The longest beginning that fits behind `run`, up to a line or word end where there is one; and what is left."""
    if not isinstance(inline, Span):
        return (None, inline) if run else (inline, None)
    low, high = 0, len(inline.text)
    while low < high:
        middle = (low + high + 1) // 2
        beginning = replace(inline, text=inline.text[:middle])
        low, high = (middle, high) if fits((*run, beginning)) else (low, middle - 1)
    if low == 0:
        if run:
            return None, inline
        low = 1  # where not even one character fits, the limit is beyond keeping, but there must be an end
    end = max(inline.text.rfind("\n", 1, low + 1), inline.text.rfind(" ", 1, low + 1))
    at = end if end > low // 2 else low
    head, tail = inline.text[:at].rstrip(), inline.text[at:].lstrip()
    return (
        replace(inline, text=head) if head else None,
        replace(inline, text=tail, command=False) if tail else None,
    )
