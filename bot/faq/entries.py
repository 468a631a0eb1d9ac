"""What the index is built from: an entry is one thing people ask, in several wordings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One FAQ entry without its answer: callers convert packs and organisers' own entries to it. What people take for granted
    when they ask is `so`, or `not_so`."""

    id: str
    question: str
    phrasings: tuple[str, ...] = ()
    topic: str = ""
    so: tuple[str, ...] = ()
    not_so: tuple[str, ...] = ()

    def wordings(self) -> tuple[str, ...]:
        """The question, its other phrasings and what people take for granted; blanks and repetitions left out, in order."""
        said = (self.question, *self.phrasings, *self.so, *self.not_so)
        return tuple(dict.fromkeys(text for text in said if text.strip()))
