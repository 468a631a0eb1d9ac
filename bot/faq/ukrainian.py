"""Ukrainian put near to Russian, which the encoder was trained in: the two share most roots, but neither the little words nor
some letters. Not a translation: nobody is to read it."""

from __future__ import annotations

import re

from bot.faq.languages import guess_language
from bot.faq.lists import ukrainian

_LETTERS = str.maketrans("іїєґ", "ииег")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORDS = ukrainian()


def near_russian(text: str) -> str:
    """A lower-case text with straight apostrophes, the same unless it is Ukrainian."""
    if not _CYRILLIC.search(text) or guess_language(text) != "uk":
        return text
    return _WORD.sub(lambda word: _WORDS.get(word[0], word[0]), text).translate(_LETTERS)
