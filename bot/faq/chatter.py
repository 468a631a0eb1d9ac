"""What members say to one another: thanks, greetings, jokes, news. The bot stays out of it."""

import re

from bot.faq.lists import turns, word_set
from bot.faq.text import words

_THANKS = word_set("thanks")
WARM = _THANKS | word_set("greetings") | word_set("joy")
_SOCIAL = WARM | word_set("personal")
_I_DID = rf"(?:i|we) (?:(?:{turns('news_i_have')}) )*(?:{turns('news_i_did')})"
_NEWS = re.compile(rf"^(?:{turns('before_news')})*(?:{_I_DID}|{turns('news')})\b")
_SMALL_TALK = re.compile(rf"\b(?:{turns('small_talk')})\b")


def is_chatter(text: tuple[str, ...]) -> bool:
    """Whether folded words are small talk, news or thanks; meant for sentences that ask nothing."""
    if not text:
        return True
    line = " ".join(text)
    if _SMALL_TALK.search(line) or _NEWS.match(line):
        return True
    warm = sum(word in WARM for word in text)
    social = sum(word in _SOCIAL for word in text)
    return bool(warm) and (len(text) <= 12 or social >= len(text) / 4)


def is_greeting(text: tuple[str, ...]) -> bool:
    """Whether folded words are a greeting or thanks and nothing more."""
    return len(text) <= 4 and any(word in WARM for word in text)


def is_thanks(message: str) -> bool:
    """Whether a message thanks and says little more."""
    said = words(message)
    return is_greeting(said) and any(word in _THANKS for word in said)
