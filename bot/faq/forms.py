"""How questions, requests and claims begin and end, in the languages of the groups."""

import re

from bot.faq.lists import turns, word_set

ASKING_WORDS = word_set("asking")
WH_WORDS = word_set("asking_for")
PREPOSITIONS = word_set("prepositions")
PRONOUNS = word_set("subjects")
AUXILIARIES = word_set("auxiliaries")

REQUEST = re.compile(rf"\b(?:{turns('request')})\b")
URGENT = re.compile(rf"\b(?:{turns('urgent')})\b")
CHOICE = re.compile(turns("choice"))
TALKING = re.compile(rf"\b(?:{turns('talking')})\b")
FOLLOWING = re.compile(rf"(?:{turns('following')})\b")
EXCLAMATION = re.compile(turns("exclamation"))
CLAIM_AT_END = re.compile(rf"\b(?:{turns('claim_at_end')})$")
CLAIM = re.compile(rf"\b(?:{turns('claim_at_end')})$|\b(?:{turns('claim')})\b")
TO_EACH_OTHER = re.compile(rf"\b(?:{turns('to_each_other')})\b")


def begins_asking(text: tuple[str, ...]) -> bool:
    """Whether the first folded words are those of a question; doubtful beginnings need a subject behind them."""
    if len(text) > 2 and text[0] in PREPOSITIONS and text[1] in ASKING_WORDS - AUXILIARIES - PRONOUNS:
        return True
    if not text or text[0] not in ASKING_WORDS:
        return False
    if text[0] in WH_WORDS:
        return True
    if text[0] in AUXILIARIES:
        return len(text) > 1 and (text[1] in PRONOUNS or text[1] == "not" or len(text) > 3)
    return len(text) > 2
