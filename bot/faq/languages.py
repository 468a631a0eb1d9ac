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
_CYRILLIC = "uk", "bg", "sr", "mk", "be"
_NOT_LATIN = frozenset((*_CYRILLIC, *(language for language, _ in _SCRIPTS)))
_SCRIPT_OF = {language: language for language, _ in _SCRIPTS} | dict.fromkeys(_CYRILLIC, "ru")
"""None for Latin; for the others, a language that stands for it."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS = common_words()
_TELLING = {
    "de": "ßü", "pl": "ąęłśżźćń", "es": "ñ¿¡", "pt": "ãõ", "ro": "ășțşţ", "sv": "å", "lt": "ėįųū",
    "lv": "āēīņļģ", "tr": "ğış", "da": "æø", "cs": "řěů", "fr": "çœ", "et": "õ",
    "uk": "іїєґ", "ru": "ыэъё",
}  # fmt: skip


def main_language(texts: Iterable[str]) -> str | None:
    """The language that most of the texts are in; None where none can be told."""
    found = Counter(language for language in map(guess_language, texts) if language)
    return found.most_common(1)[0][0] if found else None


ENCODED = frozenset(("ar", "zh", "en", "fr", "de", "it", "ja", "ko", "nl", "pl", "pt", "es", "th", "tr", "ru", "uk"))
"""The languages that the encoder was trained in, and Ukrainian, which is put near to Russian (`ukrainian.py`). In trials it
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
    script = _script(plain)
    if script is not None and script != "ru":
        return script
    counts, words = _counted(plain)
    (first, most), (_, second) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    if script == "ru":
        return first if most > second else None
    return first if most >= 2 * FEWEST_HITS - (words <= 3) and most > second else None


def may_be_in(text: str, language: str, instead_of: str) -> bool:
    """Whether a text whose words do not tell its language is rather in `language`, in which somebody asked before, than in
    English or in the one that is otherwise theirs: where the script excludes these, or its words speak for it, if not surely."""
    plain = normalise(text[:LONGEST_TEXT]).casefold()
    script = _script(plain)
    if script != _SCRIPT_OF.get(language):
        return False
    if script is not None and script != _SCRIPT_OF.get(instead_of):
        return True
    counts, _ = _counted(plain)
    return counts[language] == max(counts.values(), default=0) > max(counts[instead_of], counts["en"])


def _script(plain: str) -> str | None:
    """The language that stands for the script of most letters; None for Latin."""
    letters = sum(c.isalpha() for c in plain)
    found = (language for language, script in _SCRIPTS if letters and len(script.findall(plain)) * 2 > letters)
    return next(found, None)


def _counted(plain: str) -> tuple[Counter[str], int]:
    """What speaks for each language, and of how many words."""
    counts: Counter[str] = Counter()
    words = _WORD.findall(plain)
    for word in words:
        for language, common in _WORDS.items():
            if word in common:
                counts[language] += 2
    for language, letters in _TELLING.items():
        counts[language] += min(2, sum(letter in plain for letter in letters))
    return counts, len(words)
