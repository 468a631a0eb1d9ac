"""Languages as people type them, and as they are called."""

from __future__ import annotations

from functools import lru_cache

from bot.domain.peers.profiles import tags_of
from bot.locale.catalogue import language_names


@lru_cache(maxsize=64)
def language_word(code: str) -> str:
    """The language's own name; what is no code stays as it is."""
    from babel import Locale, UnknownLocaleError

    try:
        words = Locale.parse(code).get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        return code
    return words[:1].upper() + words[1:]


def languages_of(typed: str) -> tuple[str, ...]:
    """Codes where the language is known by its code, its own or its English name; else the word. Raises `peers.tags`."""
    codes = {name.casefold(): code for code, names in language_names().items() for name in (code, *names)}
    return tuple(dict.fromkeys(codes.get(word.casefold(), word) for word in tags_of(typed)))
