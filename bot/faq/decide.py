"""From a message to a verdict: answered, offered, handed over or silent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.faq.questions import Asked, Form, follows_up, parts
from bot.faq.scorer import Candidate

if TYPE_CHECKING:
    from bot.faq.index import Index

MOST_OFFERS = 3
EXTRA = {Form.CLAIM: 0.1, Form.FRAGMENT: 0.1, Form.STATEMENT: 0.42}
"""How much surer the bot must be of what is not put as a question."""
FRAGMENT_OFFERED = 0.3
"""Under this a few words without a verb are taken for something said to the group, not for key words."""
OVERHEARD_EXTRA = 0.15
"""How much surer it must be to speak without being spoken to."""
_WAITS_FOR_YES_OR_NO = (Form.QUESTION, Form.CLAIM)
LONG_MESSAGE = 600
"""A longer message is only looked at in its parts."""


class Outcome(StrEnum):
    """What happens with a message or with a part of it."""

    ANSWERED = "answered"
    OFFERED = "offered"
    HANDED_OVER = "handed_over"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked and what becomes of it; `offers` are entry ids, nearest first."""

    text: str
    outcome: Outcome
    entry_id: str | None = None
    score: float = 0.0
    phrasing: str | None = None
    offers: tuple[str, ...] = ()
    assumed: bool | None = None
    """Of what is answered: whether what the question takes for granted is so; None where that is not told."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for the whole message and for each of its parts (none where it holds no words)."""

    outcome: Outcome
    parts: tuple[Part, ...] = ()


_TO_SOMEBODY = re.compile(r"\s*(?:<@|@\w)")
_ORDER = (Outcome.ANSWERED, Outcome.OFFERED, Outcome.HANDED_OVER, Outcome.SILENT)


def decide(index: Index, text: str, addressed: bool, before: str = "") -> Verdict:
    """The verdict on a message; `addressed` is true in private and where the bot is mentioned or replied to, and
    `before` is what the same person asked there a moment ago."""
    asked = parts(text)
    if not asked:
        return Verdict(Outcome.SILENT)
    if addressed and before and len(asked) == 1 and follows_up(text):
        return _followed_up(index, asked[0], before)
    decided = _whole_or_parts(index, text, asked) if addressed else tuple(_overheard(index, part) for part in asked)
    outcome = min((part.outcome for part in decided), key=_ORDER.index)
    return Verdict(outcome, decided)


def silent_anyway(text: str, addressed: bool, before: str = "") -> Verdict | None:
    """The verdict on what no index makes a question of; None where one has to be asked (see `decide`)."""
    asked = parts(text)
    if addressed:
        silent = not asked or (not before and [part.form for part in asked] == [Form.CHATTER])
    else:
        silent = all(part.form is not Form.QUESTION or _TO_SOMEBODY.match(part.text) for part in asked)
    return Verdict(Outcome.SILENT, tuple(Part(part.text, Outcome.SILENT) for part in asked)) if silent else None


def _followed_up(index: Index, asked: Asked, before: str) -> Verdict:
    """A question that leaves out what it is about: read alone or after the one before, whichever is surer."""
    alone = _addressed(index, replace(asked, form=Form.QUESTION))
    after = _addressed(index, Asked(asked.text, Form.QUESTION, before))
    best = min(alone, after, key=lambda part: (_ORDER.index(part.outcome), -part.score))
    return Verdict(best.outcome, (best,))


def _whole_or_parts(index: Index, text: str, asked: tuple[Asked, ...]) -> tuple[Part, ...]:
    """Several questions each on its own, unless only the message as a whole is understood."""
    decided = tuple(_addressed(index, part) for part in asked)
    if len(asked) > 1 and len(text) <= LONG_MESSAGE and any(part.outcome is not Outcome.ANSWERED for part in decided):
        whole = _addressed(index, Asked(text, Form.QUESTION))
        if whole.outcome is Outcome.ANSWERED and whole.score > max(part.score for part in decided):
            return (whole,)
    return _without_repetitions(decided)


def _addressed(index: Index, asked: Asked) -> Part:
    if asked.form is Form.CHATTER:
        return Part(asked.text, Outcome.SILENT)
    ranked = index.rank(asked.text, asked.context)
    best = ranked[0] if ranked else Candidate("", 0.0, "")
    own = None if asked.context else index.worded_so(asked.text)
    if own is not None and own != best.entry_id:
        best = Candidate(own, 0.0, asked.text)
    if own is not None:
        best = replace(best, score=max(best.score, index.zones.answer_from))
    if own is not None or (ranked and best.score >= index.zones.answer_from + EXTRA.get(asked.form, 0.0)):
        assumed = index.assumed(asked.text, best.entry_id) if asked.form in _WAITS_FOR_YES_OR_NO else None
        return Part(asked.text, Outcome.ANSWERED, best.entry_id, best.score, best.phrasing, assumed=assumed)
    if asked.form is Form.STATEMENT or (asked.form is Form.FRAGMENT and best.score < FRAGMENT_OFFERED):
        return Part(asked.text, Outcome.SILENT, score=best.score)
    if ranked and best.score >= index.zones.offer_from:
        offers = tuple(candidate.entry_id for candidate in ranked[:MOST_OFFERS])
        return Part(asked.text, Outcome.OFFERED, best.entry_id, best.score, best.phrasing, offers)
    return Part(asked.text, Outcome.HANDED_OVER, score=best.score)


def _overheard(index: Index, asked: Asked) -> Part:
    """What members ask one another is answered only when it is a question and surely known."""
    if asked.form is not Form.QUESTION or _TO_SOMEBODY.match(asked.text):
        return Part(asked.text, Outcome.SILENT)
    part = _addressed(index, asked)
    sure = part.outcome is Outcome.ANSWERED and part.score >= index.zones.answer_from + OVERHEARD_EXTRA
    return part if sure else Part(asked.text, Outcome.SILENT, score=part.score)


def _without_repetitions(decided: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts answered by one entry become one part."""
    kept: dict[object, Part] = {}
    for number, part in enumerate(decided):
        key = part.entry_id if part.outcome is Outcome.ANSWERED else number
        earlier = kept.get(key)
        kept[key] = part if earlier is None else _together(earlier, part)
    return tuple(kept.values())


def _together(one: Part, other: Part) -> Part:
    """Two questions with one answer: it begins with Yes or No where that holds for both."""
    assumed = one.assumed if one.assumed == other.assumed else None
    return replace(one, text=f"{one.text} {other.text}", assumed=assumed)
