"""The words and turns of phrase of `lists.toml`, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(files("bot.faq").joinpath("lists.toml").read_text(encoding="utf-8"))


def word_set(name: str) -> frozenset[str]:
    """The folded words of a list."""
    return frozenset(str(_book()[name]).split())


def turns(name: str) -> str:
    """A list of turns of phrase as the alternatives of one regular expression."""
    return "|".join(_book()["turns"][name])


def shorthand() -> dict[str, tuple[str, ...]]:
    """Contractions and chat shorthand with the words they stand for."""
    return {short: tuple(long.split()) for short, long in _book()["shorthand"].items()}


def common_words() -> dict[str, frozenset[str]]:
    """Each language's commonest words, with their accents."""
    return {language: frozenset(words.split()) for language, words in _book()["languages"].items()}


def ukrainian() -> dict[str, str]:
    """Frequent Ukrainian words with the Russian ones for them."""
    pairs = (pair.partition("=") for pair in str(_book()["ukrainian"]["russian"]).split())
    return {word: russian for word, _, russian in pairs}
