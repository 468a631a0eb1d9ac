"""A message taken apart: which of its sentences ask something, and what stands around them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.faq.chatter import is_chatter, is_greeting
from bot.faq.forms import (
    AUXILIARIES,
    CHOICE,
    CLAIM,
    EXCLAMATION,
    FOLLOWING,
    REQUEST,
    TALKING,
    TO_EACH_OTHER,
    URGENT,
    WH_WORDS,
    begins_asking,
)
from bot.faq.lists import word_set
from bot.faq.sentences import LONGEST_MESSAGE, sentences
from bot.faq.text import words

MOST_PARTS = 3

MOST_FRAGMENT_WORDS = 6
MOST_FOLLOWING_WORDS = 8

_PLAIN = re.compile(r"[\w\s.,:;/'\"()&-]+")
_POLITE = re.compile(
    r"^\s*(?:(?:hi|hello|hey|dear|good (?:morning|evening|afternoon|day)|hallo|bonjour|hola|ciao|hej|moi|sorry|excuse me|pardon|"
    r"(?:quick|short|stupid|silly|small|one|another|maybe a) question|question|ps|btw|by the way)\b[^,:!?.]{0,60}[,:!]\s*)+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s*[,;–—]\s*(?:(?:and|but|so|or|et|mais|und|aber|y|pero|e|ma|i|ale|och|men)\s+)?|\s+(?:but|so|mais|aber|pero|ma|ale|men)\s+"
)
_AND = re.compile(r",?\s+(?:and(?: also)?|et|und|y|e|i|och|ja|ir|si|sowie|plus|و|και|и|та|და)\s+", re.IGNORECASE)
_FILLERS = word_set("fillers")


class Form(StrEnum):
    """What a sentence is; a claim waits for a yes or a no, a fragment is a few key words such as for a search."""

    QUESTION = "question"
    REQUEST = "request"
    CLAIM = "claim"
    FRAGMENT = "fragment"
    STATEMENT = "statement"
    CHATTER = "chatter"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing said or asked, and the words around it that may help to understand it."""

    text: str
    form: Form
    context: str = ""


def form_of(sentence: str) -> Form:
    """The form of one sentence."""
    text = words(sentence)
    while text and text[0] in _FILLERS and len(text) > 1:
        text = text[1:]
    line = " ".join(text)
    if TO_EACH_OTHER.search(line) or is_greeting(text):
        return Form.CHATTER
    if "?" in sentence and text:
        return Form.QUESTION
    if EXCLAMATION.search(line):
        return Form.CHATTER
    if begins_asking(text):
        return Form.QUESTION
    if REQUEST.search(line) and not is_greeting(text):
        return Form.REQUEST
    if is_chatter(text):
        return Form.CHATTER
    if CHOICE.search(line) or (any(word in WH_WORDS for word in text[:6]) and len(text) <= 12):
        return Form.QUESTION
    if CLAIM.search(line):
        return Form.CLAIM
    short = any(map(str.isalpha, text)) and len(text) <= MOST_FRAGMENT_WORDS and not TALKING.search(line)
    return Form.FRAGMENT if short and _PLAIN.fullmatch(sentence) else Form.STATEMENT


def follows_up(message: str) -> bool:
    """Whether a message may be about what was asked just before: `and in Warsaw?`, `what about lunch?`, `why?`."""
    text = words(message)
    line = " ".join(text)
    if not text or len(text) > MOST_FOLLOWING_WORDS:
        return False
    return bool(FOLLOWING.match(line)) or (len(text) <= 2 and form_of(message) is Form.QUESTION)


def parts(message: str) -> tuple[Asked, ...]:
    """What a message asks, at most three things; when it asks nothing, all of it as one statement or as chatter."""
    said = [(sentence, form_of(sentence)) for sentence in sentences(message)]
    asking = [(text, form) for text, form in said if form in (Form.QUESTION, Form.REQUEST)]
    if any("?" in text for text, _ in asking):
        asking = [(text, form) for text, form in asking if "?" in text or URGENT.search(" ".join(words(text)))]
    if not asking:
        return _nothing_asked(said)
    if len(message) > LONGEST_MESSAGE:
        return (Asked(*asking[-1]),)
    around = " ".join(text for text, form in said if (text, form) not in asking and form is not Form.CHATTER)
    asked = [part for text, form in asking for part in _questions_in(text, form, around)]
    return tuple(asked[-MOST_PARTS:])


def _nothing_asked(said: list[tuple[str, Form]]) -> tuple[Asked, ...]:
    if not said:
        return ()
    forms = {form for _, form in said}
    if Form.CHATTER in forms or len(said) > 4:
        return (Asked(" ".join(text for text, _ in said), Form.CHATTER),)
    form = said[0][1] if len(said) == 1 else Form.CLAIM if Form.CLAIM in forms else Form.STATEMENT
    return (Asked(" ".join(text for text, _ in said), form),)


def _questions_in(sentence: str, form: Form, around: str) -> list[Asked]:
    """A sentence without its greeting, in its single questions; clauses before the question become context."""
    polite = _POLITE.match(sentence)
    text = sentence[polite.end() :] if polite and words(sentence[polite.end() :]) else sentence
    text, before = _from_question_on(text)
    context = f"{around} {before}".strip()
    pieces = [text]
    for joint in _AND.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        if _asks_again(left, right, joint.group().strip(", ")):
            pieces = [left, right]
            break
    if len(pieces) == 1:
        return [Asked(text, form, context)]
    return [Asked(pieces[0], form, context), Asked(pieces[1], form, f"{context} {pieces[0]}".strip())]


def _asks_again(left: str, right: str, joint: str) -> bool:
    """Whether a second question follows the joint; `i` is a joint in Polish and a person in English."""
    second = words(right)
    if len(words(left)) < 3 or len(second) < 3 or not begins_asking(second):
        return False
    if joint in "iI" and second[0] in AUXILIARIES:
        return False
    # `is lunch included` would be too little without its question mark, which stands at the end of both.
    return words(left)[0] in AUXILIARIES or form_of(left) is Form.QUESTION


def _from_question_on(text: str) -> tuple[str, str]:
    """(the question, the clauses before it), where the sentence does not begin with its question."""
    if begins_asking(words(text)):
        return text, ""
    for joint in _CLAUSE.finditer(text):
        rest = text[joint.end() :]
        if len(words(rest)) >= 4 and len(words(text[: joint.start()])) >= 3 and begins_asking(words(rest)):
            return rest, text[: joint.start()]
    return text, ""
