"""A small thesaurus: words of many languages that mean the same in the world of training programmes."""

import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from bot.faq.stems import stem
from bot.faq.text import words


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Single words, beginnings of words and runs of stems, each with the concepts it stands for."""

    single: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beginnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    runs: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)

    def of_word(self, word: str) -> tuple[str, ...]:
        """Concepts of one folded word: its own line, or else the longest beginning that is known."""
        return self.single.get(word) or _beginning(word)

    def of_words(self, text: tuple[str, ...]) -> list[tuple[int, int, str]]:
        """Concepts in a text as (first word, number of words, concept)."""
        found = [(i, 1, concept) for i, word in enumerate(text) for concept in self.of_word(word)]
        stems = tuple(stem(word) for word in text)
        for i, word in enumerate(stems):
            for run, concept in self.runs.get(word, ()):
                if stems[i : i + len(run)] == run:
                    found.append((i, len(run), concept))
        return found


@lru_cache(maxsize=4_000)
def _beginning(word: str) -> tuple[str, ...]:
    known = thesaurus().beginnings
    return next((known[word[:length]] for length in range(len(word), 2, -1) if word[:length] in known), ())


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus of `concepts.toml`, read once."""
    book = tomllib.loads(files("bot.faq").joinpath("concepts.toml").read_text(encoding="utf-8"))
    found = Thesaurus()
    for concept, line in book.items():
        for term in line.split(","):
            _add(found, term.strip(), concept)
    return found


def _add(book: Thesaurus, term: str, concept: str) -> None:
    parts = words(term.rstrip("*"))
    if len(parts) > 1:
        run = tuple(stem(part) for part in parts)
        book.runs[run[0]] = (*book.runs.get(run[0], ()), (run, concept))
    elif parts:
        shelf = book.beginnings if term.endswith("*") else book.single
        if concept not in shelf.get(parts[0], ()):
            shelf[parts[0]] = (*shelf.get(parts[0], ()), concept)
