"""All entries of a cohort as this person may see them: the pack's, and those that organisers kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.chat import markup
from bot.chat.messages import Message, Rows
from bot.chat.text import Text, paragraphs
from bot.domain.people import Member
from bot.domain.questions import KeptEntry, Phrasing
from bot.faq.entries import Entry
from bot.feature import Personal
from bot.locale.only_in import only_in
from bot.locale.voice import Voice
from bot.programme import FaqEntry
from bot.programme.facts import render_entry
from bot.scene import View
from handlers.faq.buttons import feedback
from handlers.faq.declared import feature
from handlers.faq.indexes import Index


@dataclass(frozen=True, slots=True)
class Library:
    """`index` finds among `entries`; `kept` are the organisers' own, by the same ids."""

    index: Index
    entries: dict[str, FaqEntry]
    kept: dict[str, KeptEntry]

    @property
    def own(self) -> dict[str, KeptEntry]:
        """The kept ones that stand in for no entry of the pack."""
        return {key: entry for key, entry in self.kept.items() if entry.instead_of is None}

    def question(self, entry_id: str) -> str | None:
        """What is shown above the answer and on buttons; None for an entry that is gone or not for this person."""
        if entry_id in self.kept:
            return self.kept[entry_id].question
        return self.entries[entry_id].question if entry_id in self.entries else None


async def library(view: View, member: Member | None) -> Library:
    """What `member` (None: a stranger) may ask. Strangers get what the pack calls public, as organisers have changed it,
    and nothing else that was kept in chat."""
    today = view.now.astimezone(view.programme.tz).date()
    entries = {
        entry.id: entry
        for entry in view.programme.faq
        if entry.valid_on(today) and (member is not None or entry.audience == "public")
    }
    kept = tuple(
        entry
        for entry in await view.uow.faq.kept(view.cohort.id)
        if (entry.instead_of in entries if entry.instead_of else member is not None)
    )
    phrasings = await view.uow.faq_learning.phrasings(view.cohort.id)
    who = (id(view.deployment), view.cohort.id, member is None)
    index = Index(who, (_known(entries.values(), kept, phrasings), view.config.faq_precision))
    return Library(index, entries, {entry.key: entry for entry in kept})


@feature.warm_up
async def build_indexes(view: View) -> None:
    """So that the first question need not wait until all phrasings are encoded and learned from."""
    await (await library(view, None)).index.make()


def _known(entries: Iterable[FaqEntry], kept: Iterable[KeptEntry], phrasings: Iterable[Phrasing]) -> tuple[Entry, ...]:
    """The entries as the index wants them, each with what organisers have added or changed."""
    kept = tuple(kept)
    questions = {entry.key: entry.question for entry in kept}
    added: dict[str, tuple[str, ...]] = {}
    for phrasing in phrasings:
        added[phrasing.entry] = (*added.get(phrasing.entry, ()), phrasing.text)
    known = [
        Entry(
            *(e.id, questions.get(e.id, e.question), (*e.phrasings, *added.get(e.id, ())), e.topic),
            # Of an answer that was changed in chat it is not known what it confirms.
            so=() if e.id in questions else e.so,
            not_so=() if e.id in questions else e.not_so,
        )
        for e in entries
    ]
    own = [Entry(e.key, e.question, added.get(e.key, ())) for e in kept if e.instead_of is None]
    return (*known, *own)


def personal_of(view: View, found: Library, entry_id: str) -> Personal | None:
    """What answers the entry from a member's own data."""
    entry = found.entries.get(entry_id)
    return view.deployment.registry.personals.get(entry.personal or "") if entry else None


async def answer_text(
    view: View,
    found: Library,
    entry_id: str,
    member: Member | None,
    language: str | None = None,
    assumed: bool | None = None,
) -> tuple[Text, bool]:
    """The answer, and whether it comes from the member's own data and is therefore for them alone.

    In the `language` that was asked in where the pack has the answer in it; else as it is written, and a line that says so.
    What the question took for granted is confirmed or put right first (`assumed`).
    """
    written_in = view.programme.language
    if entry_id in found.kept:
        return _only_in(written_in, language) + paragraphs(found.kept[entry_id].answer), False
    personal = personal_of(view, found, entry_id)
    if member and personal:
        return await personal(view, member), True
    voice = view.voice_for(member)
    entry = found.entries[entry_id]
    chosen = language or voice.language
    words = render_entry(entry, view.programme, now=view.now, zone=voice.zone, language=chosen, assumed=assumed)
    _template, given_in = entry.answer_in(chosen, written_in)
    return _only_in(given_in, language) + markup.markdown(words), False


def _only_in(written_in: str, language: str | None) -> Text:
    """One line in the asker's language where the answer is in another; nothing where that is not known to be so."""
    line = only_in(written_in, language) if language and language != written_in else None
    return (*markup.text("*{line}*", line=line),) if line else ()


def answer_message(_: Voice, question: str, text: Text, asked: int, rows: Rows = ()) -> Message:
    """What answers look like: the entry's question above, and below whether it helped."""
    return Message((*_("*{question}*", question=question), *text), (feedback(_, asked), *rows))
