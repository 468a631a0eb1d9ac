"""Words to stems: a light English stemmer, number words, and the words that say nothing about the subject."""

from functools import lru_cache

from bot.faq.lists import word_set

STOP_WORDS = word_set("stop_words")

_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "fifty": "50",
    "hundred": "100", "thousand": "1000", "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
    "1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "5th": "5", "deux": "2", "trois": "3", "zwei": "2", "drei": "3",
    "dos": "2", "tres": "3", "due": "2", "tre": "3", "dwa": "2", "trzy": "3",
}  # fmt: skip
_ENDINGS = (
    ("isations", "ise"), ("izations", "ise"), ("isation", "ise"), ("ization", "ise"), ("ational", "ate"), ("fulness", "ful"),
    ("ously", "ous"), ("ments", ""), ("ment", ""), ("ingly", ""), ("ings", ""), ("edly", ""), ("ies", "y"), ("ied", "y"),
    ("ally", "al"), ("ing", ""), ("ers", "er"), ("ely", "e"), ("ed", ""), ("es", "e"), ("ly", ""), ("s", ""),
)  # fmt: skip
_IRREGULAR = {
    "paid": "pay", "payed": "pay", "began": "begin", "begun": "begin", "met": "meet", "held": "hold", "taught": "teach",
    "chosen": "choose", "chose": "choose", "gave": "give", "given": "give", "sent": "send", "wrote": "write", "came": "come",
    "took": "take", "taken": "take", "made": "make", "ran": "run", "learnt": "learn", "spoke": "speak", "spoken": "speak",
    "went": "go", "gone": "go", "brought": "bring", "left": "leave", "children": "child", "people": "person", "persons": "person",
    "peoples": "person",
}  # fmt: skip


@lru_cache(maxsize=4_000)
def stem(word: str) -> str:
    """The stem of a folded word; words of other languages mostly stay as they are."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isascii() or word.isdigit():
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(replacement) >= (4 if ending == "ly" else 3):
            if ending == "s" and word[-2] in "su":
                continue
            return _tidy(word[: -len(ending)] + replacement)
    return _tidy(word)


def _tidy(stemmed: str) -> str:
    if len(stemmed) > 3 and stemmed[-1] == stemmed[-2] and stemmed[-1] not in "aeiols":
        stemmed = stemmed[:-1]
    stemmed = stemmed.replace("isation", "ization")
    if len(stemmed) > 4 and stemmed.endswith("ise"):
        stemmed = stemmed[:-2] + "ze"
    return stemmed[:-1] if len(stemmed) > 3 and stemmed[-1] == "e" else stemmed
