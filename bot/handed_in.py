"""What somebody handed in, as whoever may see it is shown it: in words, and as files."""

from __future__ import annotations

from bot.chat.messages import OutgoingFile
from bot.chat.text import QUOTE_MAX, Paragraph, Span, Text, bullets, paragraphs, quote
from bot.domain.homework.bundle import apart
from bot.domain.homework.items import ending_of
from bot.domain.homework.submissions import Item
from bot.locale.voice import Voice
from storage.feedback import Work

PAGE = 1_500
"""Characters of texts and links that a page surely has room for, with what is said about them; one that is edited in place
is cut where a platform takes no more."""


def contents(_: Voice, work: Work, *, nameless: bool = False) -> Text:
    """Texts (their beginnings, where they are long), links, and the files' names and sizes; `nameless`: files often are
    called like whoever wrote them."""
    text: Text = ()
    for number, item in enumerate(work.items, 1):
        match item.kind:
            case "text":
                text += quote(item.text)
            case "link":
                text += bullets(_link(item))
            case "file":
                text += bullets(
                    _("📎 {name} ({size})", name=_name(item, number, nameless=nameless), size=size_words(item.size))
                )
    return text


def _link(item: Item) -> Text:
    return (Paragraph((Span(item.text, link=item.text),)),)


def size_words(size: int) -> str:
    """'340 KB', '1.2 MB'."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def is_long(work: Work) -> bool:
    """Whether the page does not show all of it."""
    texts = [len(item.text) for item in work.items if item.kind != "file"]
    return len(texts) < len(work.items) or max(texts, default=0) > QUOTE_MAX or sum(texts) > PAGE


def in_full(work: Work) -> Text:
    """Texts and links as they were sent."""
    text: Text = ()
    for item in work.items:
        if item.kind == "text":
            text += paragraphs(item.text)
        elif item.kind == "link":
            text += bullets(_link(item))
    return text


def files_of(work: Work, *, nameless: bool = False) -> tuple[OutgoingFile, ...]:
    """Those of the work, under names that are safe and different."""
    files = [(number, item) for number, item in enumerate(work.items, 1) if item.kind == "file" and item.file]
    names = apart(_name(item, number, nameless=nameless) for number, item in files)
    return tuple(
        OutgoingFile(item.file, name, item.media_type, item.size)
        for (_number, item), name in zip(files, names, strict=True)
    )


def _name(item: Item, number: int, *, nameless: bool) -> str:
    if not nameless:
        return item.name
    ending = ending_of(item.name)
    return f"file-{number}.{ending}" if ending else f"file-{number}"
