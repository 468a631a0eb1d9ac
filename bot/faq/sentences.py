"""A message in sentences."""

import re

from bot.faq.concepts import thesaurus
from bot.faq.focus import MONTHS
from bot.faq.forms import WH_WORDS
from bot.faq.text import normalise, words

LONGEST_MESSAGE = 1600
"""Of a longer message only the beginning, the end and the last question in them are read."""
MOST_SENTENCES = 60

_DAY = re.compile(r"(?<!\d)(\d\d?)\.(?=\s+([^\W\d_]+))")
"""What may be the day of a date in German, Polish, Finnish or Czech: `am 11. November`."""
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|(?<=[。！])|\n+|(?<=[?])(?=[^\s?!.)\"'])|\s+[-–—]+\s+|(?<=:\)|;\))\s+")


def sentences(message: str) -> list[str]:
    """Sentences of a message; what only confirms the one before (`right?`) stays with it."""
    if len(message) > LONGEST_MESSAGE:
        message = message[: LONGEST_MESSAGE // 2] + "\n" + message[-LONGEST_MESSAGE // 2 :]
    text = _DAY.sub(lambda day: day[1] if _is_month(day[2]) else day[0], normalise(message))
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        said = words(piece)
        if found and "?" in piece and len(said) <= 2 and not any(word in WH_WORDS for word in said):
            found[-1] += " " + piece.strip()
        elif said:
            found.append(piece.strip())
    return found if len(found) <= MOST_SENTENCES else found[: MOST_SENTENCES // 2] + found[-MOST_SENTENCES // 2 :]


def _is_month(word: str) -> bool:
    return any(concept in MONTHS for said in words(word) for concept in map("={}".format, thesaurus().of_word(said)))
