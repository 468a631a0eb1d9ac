"""All entries of a cohort as this person may see them: the pack's, and those that organisers kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.chat import markup
from bot.chat.messages import Message, Rows
from bot.chat.text import Text, paragraphs
from bot.domain.people import Member
from bot.domain.questions import KeptEntry
from bot.faq.entries import Entry
from bot.feature import Personal
from bot.locale.voice import Voice
from bot.programme import FaqEntry
from bot.programme.facts import render_entry
from bot.scene import View
from handlers.faq.buttons import feedback
from handlers.faq.declared import feature

if TYPE_CHECKING:
    from bot.faq.index import Index

KEPT = "kept-"


@dataclass(frozen=True, slots=True)
class Library:
    """`index` finds among `entries`; `kept` are the organisers' own, by the same ids."""

    index: Index
    entries: dict[str, FaqEntry]
    kept: dict[str, KeptEntry]

    def question(self, entry_id: str) -> str | None:
        """What is shown above the answer and on buttons; None for an entry that is gone or not for this person."""
        if entry_id in self.kept:
            return self.kept[entry_id].question
        return self.entries[entry_id].question if entry_id in self.entries else None


async def library(view: View, member: Member | None) -> Library:
    """What `member` (None: a stranger) may ask. Strangers get what the pack calls public, and nothing kept in chat."""
    today = view.now.astimezone(view.programme.tz).date()
    entries = tuple(
        entry
        for entry in view.programme.faq
        if entry.valid_on(today) and (member is not None or entry.audience == "public")
    )
    kept = await view.uow.faq.kept(view.cohort.id) if member else ()
    # In a thread: it takes most of a second when something has changed, and others are talking meanwhile.
    index = await asyncio.to_thread(_index, tuple(_as_entry(entry) for entry in entries), kept, view.config.faq_precision)
    return Library(
        index,
        {entry.id: entry for entry in entries},
        {f"{KEPT}{entry.id}": entry for entry in kept},
    )


@feature.warm_up
async def build_indexes(view: View) -> None:
    """So that the first question is answered as fast as the others."""
    await library(view, None)
    from bot.faq.opened import rest

    rest()


def _as_entry(entry: FaqEntry) -> Entry:
    return Entry(entry.id, entry.question, entry.phrasings, entry.topic)


@lru_cache(maxsize=8)
def _index(entries: tuple[Entry, ...], kept: tuple[KeptEntry, ...], precision: float) -> Index:
    """Built when the pack or the kept entries change, for members and strangers of a few cohorts."""
    own = tuple(Entry(f"{KEPT}{entry.id}", entry.question, (entry.question,), "") for entry in kept)
    from bot.faq.opened import opened_index  # with numpy and the encoder, which the start does not wait for

    return opened_index((*entries, *own), precision)


def personal_of(view: View, found: Library, entry_id: str) -> Personal | None:
    """What answers the entry from a member's own data."""
    entry = found.entries.get(entry_id)
    return view.deployment.registry.personals.get(entry.personal or "") if entry else None


async def answer_text(view: View, found: Library, entry_id: str, member: Member | None) -> tuple[Text, bool]:
    """The answer, and whether it comes from the member's own data and is therefore for them alone."""
    if entry_id in found.kept:
        return paragraphs(found.kept[entry_id].answer), False
    personal = personal_of(view, found, entry_id)
    if member and personal:
        return await personal(view, member), True
    voice = view.voice_for(member)
    words = render_entry(
        found.entries[entry_id], view.programme, now=view.now, zone=voice.zone, language=voice.language
    )
    return markup.markdown(words), False


def answer_message(_: Voice, question: str, text: Text, asked: int, rows: Rows = ()) -> Message:
    """What answers look like: the entry's question above, and below whether it helped."""
    return Message((*_("*{question}*", question=question), *text), (feedback(_, asked), *rows))
