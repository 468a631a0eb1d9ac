"""From what people type to plain words: one form of every letter, contractions opened, accents folded."""

import re
import unicodedata
from functools import lru_cache

from bot.faq.lists import shorthand

LONGEST_WORD = 40
LONGEST_TEXT = 2000
"""Characters of a part that are looked at; nobody asks a question that needs more."""

_QUESTION_MARKS = str.maketrans(dict.fromkeys("؟？;՞፧⁇⸮", "?") | {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ى": "ي", "ة": "ه", "ـ": ""}
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_THOUSANDS = re.compile(r"(?<=\d)[ .,\u00a0\u202f](?=\d{3}(?!\d))")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<@[\w|]+>|@[\w.]+")
_EXCEPT = re.compile(
    r"\b(?:apart from|besides|except(?: for| from)?|other than|aside from|not counting)\s+(?:the |a |my |our )?[^\W_]+"
)
_SHORTHAND = shorthand()
_ENDINGS = {"s": "is", "re": "are", "m": "am", "ll": "will", "ve": "have", "d": "would"}


def normalise(text: str) -> str:
    """Text in NFKC with every question mark as `?`, every apostrophe straight and no control characters."""
    text = unicodedata.normalize("NFKC", text.translate(_QUESTION_MARKS))
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else " " for c in text)


def fold(text: str) -> str:
    """Casefolded text without accents, so that `Café`, `cafe` and `CAFÉ` are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def words(text: str) -> tuple[str, ...]:
    """Folded words of a text, contractions and chat shorthand opened, addresses and mentions left out."""
    plain = _MARKUP.sub(" ", _ADDRESS.sub(" ", normalise(text[:LONGEST_TEXT])))
    plain = _THOUSANDS.sub("", fold(plain))
    found: list[str] = []
    for match in _WORD.findall(_EXCEPT.sub(" ", plain) if _EXCEPT.search(plain) else plain):
        found.extend(_open(match))
    return tuple(found)


def _open(word: str) -> tuple[str, ...]:
    if word in _SHORTHAND:
        return _SHORTHAND[word]
    head, apostrophe, tail = word.partition("'")
    if not apostrophe:
        return (word,)
    joined = head + tail
    if joined in _SHORTHAND:
        return _SHORTHAND[joined]
    if tail == "t" and head.endswith("n"):
        return head[:-1], "not"
    return head, _ENDINGS.get(tail, tail)


@lru_cache(maxsize=300)
def grams(word: str, shortest: int = 3, longest: int = 4) -> frozenset[str]:
    """Character n-grams of a word with its edges marked, so that beginnings and endings count."""
    edged = f"^{word[:LONGEST_WORD]}$"
    return frozenset(edged[i : i + n] for n in range(shortest, longest + 1) for i in range(len(edged) - n + 1))
