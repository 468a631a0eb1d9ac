"""What the review is about: questions that were not answered well, those that ask the same together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.questions import Missed
from bot.scene import View
from handlers.faq.indexes import clustered

MOST = 300
"""Questions that one review looks at, the newest: an hour's work at most."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same, the newest first; that one's id stands for all of them."""

    questions: tuple[Missed, ...]

    @property
    def id(self) -> int:
        return self.questions[0].id

    @property
    def ids(self) -> list[int]:
        return [question.id for question in self.questions]

    @property
    def outcome(self) -> str | None:
        """What became of all of them; None where that was not the same."""
        found = {question.outcome for question in self.questions}
        return found.pop() if len(found) == 1 else None

    @property
    def texts(self) -> list[str]:
        """Each way of asking once, as it was written."""
        return list({" ".join(q.text.casefold().split()): q.text for q in self.questions}.values())

    @property
    def asked(self) -> list[str]:
        """The same, the questions alone: what somebody wrote of themselves around one is not for everybody, nor for ever."""
        from bot.faq.questions import parts

        return [" ".join(part.text for part in parts(text)) or text for text in self.texts]


async def missed_clusters(view: View) -> list[Cluster]:
    """The unanswered questions of the cohort, what was asked most first."""
    return await _clustered((await view.uow.faq_learning.missed(view.cohort.id))[:MOST])


async def cluster_of(view: View, asked_id: int) -> Cluster | None:
    """The cluster that a question is in; None where it has been dealt with."""
    found = await missed_clusters(view)
    for questions in _by_entry(await view.uow.faq_learning.chosen(view.cohort.id)).values():
        found += await _clustered(questions)
    return next((cluster for cluster in found if asked_id in cluster.ids), None)


async def suggestions(view: View, known: set[str]) -> list[tuple[str, Cluster]]:
    """Questions for which somebody chose an entry from an offer: it lacks their words. The most frequent first."""
    chosen = _by_entry(await view.uow.faq_learning.chosen(view.cohort.id))
    found = [(entry, one) for entry, asked in chosen.items() if entry in known for one in await _clustered(asked)]
    return sorted(found, key=lambda pair: -len(pair[1].questions))


def _by_entry(chosen: Sequence[Missed]) -> dict[str, list[Missed]]:
    found: dict[str, list[Missed]] = {}
    for question in chosen[:MOST]:
        if question.entry:
            found.setdefault(question.entry, []).append(question)
    return found


async def _clustered(questions: Sequence[Missed]) -> list[Cluster]:
    """One question has nothing to be compared with."""
    texts = [question.text for question in questions]
    places = await clustered(texts) if len(texts) > 1 else [[0]] * len(texts)
    return [Cluster(tuple(questions[place] for place in cluster)) for cluster in places]
