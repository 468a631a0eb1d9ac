"""A light guess of a text's language from its script and its commonest words; None when unsure."""

import re
from collections import Counter
from collections.abc import Iterable

from bot.faq.lists import common_words
from bot.faq.text import LONGEST_TEXT, normalise

FEWEST_HITS = 2
LAST_LATIN = "\u024f"
_SCRIPTS = (
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_NOT_LATIN = frozenset(("uk", "bg", "sr", "mk", "be", *(language for language, _ in _SCRIPTS)))
_UKRAINIAN = re.compile(r"[іїєґ]")
_RUSSIAN = re.compile(r"[ыэъё]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS = common_words()
_TELLING = {
    "de": "ßü", "pl": "ąęłśżźćń", "es": "ñ¿¡", "pt": "ãõ", "ro": "ășțşţ", "sv": "å", "lt": "ėįųū",
    "lv": "āēīņļģ", "tr": "ğış", "da": "æø", "cs": "řěů", "fr": "çœ", "et": "õ",
}  # fmt: skip


def main_language(texts: Iterable[str]) -> str | None:
    """The language that most of the texts are in; None where none can be told."""
    found = Counter(language for language in map(guess_language, texts) if language)
    return found.most_common(1)[0][0] if found else None


ENCODED = frozenset(("ar", "zh", "en", "fr", "de", "it", "ja", "ko", "nl", "pl", "pt", "es", "th", "tr", "ru", "uk"))
"""The languages that the encoder was trained in, and Ukrainian, which it understands as it understands Russian. In trials it
found nine of ten questions in these, and three of ten in Swedish, Finnish, Lithuanian or Romanian: there the words must tell."""


def is_foreign(text: str, language: str | None) -> bool:
    """Whether a text is surely in a language that the encoder knows and that is not `language`, so that more is to be
    expected of its meaning than of its words."""
    if language is None:
        return False
    guessed = guess_language(text)
    if guessed is not None:
        return guessed != language and guessed in ENCODED
    letters = [c for c in text if c.isalpha()]
    return language not in _NOT_LATIN and 2 * sum(c > LAST_LATIN for c in letters) > len(letters)


def guess_language(text: str) -> str | None:
    """The two-letter code of the language a text is in, or None when its words do not tell."""
    plain = normalise(text[:LONGEST_TEXT]).casefold()
    letters = sum(c.isalpha() for c in plain)
    for language, script in _SCRIPTS:
        if letters and len(script.findall(plain)) * 2 > letters:
            return _cyrillic(plain) if language == "ru" else language
    return _latin(plain)


def _cyrillic(plain: str) -> str | None:
    ukrainian, russian = len(_UKRAINIAN.findall(plain)), len(_RUSSIAN.findall(plain))
    if ukrainian == russian:
        return (
            "ru"
            if not ukrainian and any(word in plain.split() for word in ("как", "что", "где", "когда", "это"))
            else None
        )
    return "uk" if ukrainian > russian else "ru"


def _latin(plain: str) -> str | None:
    counts: Counter[str] = Counter()
    words = _WORD.findall(plain)
    for word in words:
        for language, common in _WORDS.items():
            if word in common:
                counts[language] += 2
    for language, letters in _TELLING.items():
        counts[language] += min(2, sum(letter in plain for letter in letters))
    (first, most), (_, second) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    return first if most >= 2 * FEWEST_HITS - (len(words) <= 3) and most > second else None
