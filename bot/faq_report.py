"""`groupmate faq test` and `groupmate faq lint`: how well a pack answers, and what is weak in it, before people notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.faq.assumed import holds
from bot.faq.decide import Outcome, decide
from bot.faq.index import Index
from bot.faq.scorer import Candidate
from bot.faq_answer import index_of
from bot.programme import FaqEntry, Programme
from bot.programme.dates_in import days_in
from bot.programme.placeholders import PLACEHOLDER

FEWEST_PHRASINGS = 3
SAME_QUESTION = 0.85
"""From this confidence on, another entry answers an entry's own question: one of the two is too many."""
AROUND = timedelta(days=60)
"""Days that far from the programme's own are other matters: earlier editions, say."""
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Tried:
    """One line of an organiser's list and what the bot makes of it; `entry` is what was expected, None for nothing."""

    question: str
    entry: str | None
    outcome: str
    given: tuple[str, ...]
    offers: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """`right`, `offered`, `handed over` or `wrong`."""
        if self.outcome == Outcome.ANSWERED:
            return "right" if self.entry in self.given else "wrong"
        if self.outcome == Outcome.OFFERED:
            return "offered" if self.entry is None or self.entry in self.offers else "wrong"
        return "right" if self.entry is None else "handed over"


class BadList(Exception):
    """A line of the list says something that cannot be; the words say which."""


def try_questions(programme: Programme, lines: Iterable[str]) -> list[Tried]:
    """Lines of `entry-id<tab>question`; the entry is `-` where the bot is to say that it does not know.

    Raises `BadList` for a line without a tab and for an entry that the pack does not have.
    """
    wanted = list(_read(programme, lines))
    index = index_of(programme)
    return [_tried(index, question, entry) for entry, question in wanted]


def _read(programme: Programme, lines: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    known = {entry.id for entry in programme.faq}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry, tab, question = line.strip().partition("\t")
        if not tab or not question.strip():
            raise BadList(f"Line {number}: write an entry's id, a tab, and the question; `-` where nothing fits.")
        if entry not in known and entry != NOBODY:
            raise BadList(f"Line {number}: the pack has no entry {entry!r}.")
        yield (None if entry == NOBODY else entry), question.strip()


def _tried(index: Index, question: str, entry: str | None) -> Tried:
    verdict = decide(index, question, addressed=True)
    given = tuple(part.entry_id for part in verdict.parts if part.outcome is Outcome.ANSWERED and part.entry_id)
    offers = tuple(offer for part in verdict.parts for offer in part.offers)
    return Tried(question, entry, str(verdict.outcome), given, offers)


def tried_lines(tried: Iterable[Tried]) -> Iterator[str]:
    """What is not right, each with what came instead, and the numbers."""
    tried = list(tried)
    for one in tried:
        if one.verdict != "right":
            came = ", ".join(one.given or one.offers) or "nothing"
            yield f"{one.verdict}: {one.question}\n    wanted {one.entry or 'nothing'}, came {came}"
    counts = {
        verdict: sum(one.verdict == verdict for one in tried)
        for verdict in ("right", "offered", "handed over", "wrong")
    }
    yield f"{len(tried)} questions: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def lint(programme: Programme, today: date) -> Iterator[str]:
    """What is weak in a pack's entries, a sentence each."""
    for entry in programme.faq:
        if len(entry.phrasings) < FEWEST_PHRASINGS:
            yield f"{entry.id}: it has {len(entry.phrasings)} phrasings; with {FEWEST_PHRASINGS} or more it is found better."
        if entry.valid_until and entry.valid_until < today:
            yield f"{entry.id}: its validity ended on {entry.valid_until}."
        yield from _unclear(entry)
        yield from _against_the_schedule(programme, entry)
    yield from _twice(programme)


def _unclear(entry: FaqEntry) -> Iterator[str]:
    """Sentences that the bot would not recognise as what they are."""
    for is_so, sentences in ((True, entry.so), (False, entry.not_so)):
        for sentence in sentences:
            if holds(f"so {sentence}, right?", entry.so, entry.not_so) is not is_so:
                yield f"{entry.id}: {sentence!r} cannot be told from what is {'not so' if is_so else 'so'}. Use other words."


def _twice(programme: Programme) -> Iterator[str]:
    """Entries that share a phrasing, or of which one answers the other's question."""
    owners: dict[str, str] = {}
    for entry in programme.faq:
        for phrasing in entry.phrasings:
            other = owners.setdefault(" ".join(phrasing.casefold().split()), entry.id)
            if other != entry.id:
                yield f"{entry.id} and {other} both have the phrasing {phrasing!r}."
    index = index_of(programme)
    for entry in programme.faq:
        first: Candidate | None = next(iter(index.rank(entry.question)), None)
        if first and first.entry_id != entry.id and first.score >= SAME_QUESTION:
            yield f"{entry.id}: its own question is answered by {first.entry_id}. Put the two together, or tell them apart."


def _against_the_schedule(programme: Programme, entry: FaqEntry) -> Iterator[str]:
    """A day written in words that falls into the programme's time and is no day of a session, module or fact of it."""
    known = {session.date for session in programme.sessions if session.date}
    known |= {day for module in programme.modules for day in (module.starts, module.ends) if day}
    known |= set(days_in(" ".join([*programme.facts.values(), programme.about])))
    if not known:
        return
    first, last = min(known) - AROUND, max(known) + AROUND
    for template in (entry.answer, *entry.answers.values()):
        for day in days_in(PLACEHOLDER.sub(" ", template)):
            if first <= day <= last and day not in known:
                yield f"{entry.id}: its answer names {day}, which is on no session, module or fact of the pack."
