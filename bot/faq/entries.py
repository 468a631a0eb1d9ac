"""What the index is built from: an entry is one thing people ask, in several wordings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One FAQ entry without its answer: callers convert packs and organisers' own entries to it."""

    id: str
    question: str
    phrasings: tuple[str, ...] = ()
    topic: str = ""

    def wordings(self) -> tuple[str, ...]:
        """The question and its other phrasings, blanks and repetitions left out, in order."""
        return tuple(dict.fromkeys(text for text in (self.question, *self.phrasings) if text.strip()))
