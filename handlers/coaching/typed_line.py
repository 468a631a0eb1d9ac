"""`14 Jan 14:00-17:00 30m buffer 10m` and its kin: what a coach types in one line, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.coaching.offer import Hours, check_hours
from bot.domain.coaching.slots import Details
from bot.domain.violation import RuleViolation
from bot.locale.catalogue import language_names
from bot.locale.typed_dates import find_hours, plain_words, read_days, read_length

WEEKS_MAX = 53
TEXT_MAX = 300
TOPICS_MAX = 8
TOPIC_MAX = 40

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_QUOTED = re.compile(r'["“„«]([^"“”„«»]*)["”»]')
_OPTION = re.compile(
    r"(?:^|\s)(buffer|places|capacity|language|topics?|at|place|weekly(?: until)?|every week(?: until)?|until)\b[:=]?",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"(?<![\w:.])(\d{1,2}\s*(?:h|hours?)(?:\s*\d{1,2})?|\d{1,3}\s*(?:m|min|mins|minutes|'))(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What an offering is to be."""

    hours: Hours
    details: Details


def read_line(typed: str, today: date, length: timedelta, language: str = "en") -> Typed:
    """`length` is that of a time where the line says none.

    Raises `RuleViolation`: what `read_days` and `check_hours` do, `line.no_hours`, `line.no_days`, `line.option` (`word`),
    `line.weeks` and `line.language` (`word`).
    """
    words, place = _without_place(plain_words(typed))
    found = find_hours(words)
    if found is None:
        raise RuleViolation("line.no_hours")
    begin, end, rest = found
    rest, options = _options(rest)
    rest, length = _take_length(rest, length)
    if "until" in options:
        options["until"], length = _take_length(options["until"], length)
    buffer = _length(options.get("buffer", "0"))
    places = options.get("places", "1")
    if not places.isdecimal() or len(places) > 3:
        raise RuleViolation("line.option", word=f"places {places}"[:60])
    check_hours(length, buffer, int(places))
    days = _days(rest, options, today, language)
    details = Details(
        int(places),
        place or options.get("place", "")[:TEXT_MAX],
        _language(options),
        read_topics(options.get("topics", "")),
    )
    return Typed(Hours(tuple(days), begin, end, length, buffer), details)


def _take_length(words: str, otherwise: timedelta) -> tuple[str, timedelta]:
    """How long each time is, and what is left of the words."""
    match = _MINUTES.search(words)
    if match is None:
        return words, otherwise
    return f"{words[: match.start()]} {words[match.end() :]}".strip(" ,"), read_length(match[1]) or otherwise


def read_topics(typed: str) -> tuple[str, ...]:
    """Separated by commas; each once."""
    found = dict.fromkeys(topic.strip()[:TOPIC_MAX] for topic in typed.split(",") if topic.strip())
    return tuple(found)[:TOPICS_MAX]


def _without_place(words: str) -> tuple[str, str]:
    """A link needs no keyword, and quotes keep other words from being taken for one."""
    if match := _LINK.search(words):
        rest = re.sub(r"(?:at|place|link)\s*$", "", words[: match.start()], flags=re.IGNORECASE)
        return f"{rest}{words[match.end() :]}", match[0][:TEXT_MAX]
    if match := _QUOTED.search(words):
        rest = re.sub(r"(?:at|place)\s*$", "", words[: match.start()], flags=re.IGNORECASE)
        return f"{rest}{words[match.end() :]}", match[1].strip()[:TEXT_MAX]
    return words, ""


_NAMES = {"capacity": "places", "topic": "topics", "at": "place", "every week": "weekly"}


def _options(words: str) -> tuple[str, dict[str, str]]:
    """What stands before the first keyword, and what follows each."""
    marks = list(_OPTION.finditer(words))
    options: dict[str, str] = {}
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(words)], strict=False):
        name, _, until = mark[1].casefold().partition(" until")
        name = _NAMES.get(name, name)
        value = words[mark.end() : end].strip(" ,;")
        if name == "weekly" and (until or mark[1].casefold().endswith("until")):
            name = "until"
        if name == "weekly" and not value:
            options.setdefault("weekly", "")
            continue
        if not value or name in options:
            raise RuleViolation("line.option", word=mark[1])
        options[name] = value
    head = words[: marks[0].start()] if marks else words
    return f"{head} {options.get('weekly', '')}".strip(), options


def _length(typed: str) -> timedelta:
    found = read_length(typed) if typed != "0" else timedelta()
    if found is None:
        raise RuleViolation("line.option", word=f"buffer {typed}"[:60])
    return found


def _days(words: str, options: dict[str, str], today: date, language: str) -> list[date]:
    """The days typed; or, where they go on `until` a day, those of every week up to it."""
    words = re.sub(r"\b(?:from|on)\b", " ", words, flags=re.IGNORECASE).strip(" ,")
    every = re.sub(r"^(?:every|each)\s+", "", words, flags=re.IGNORECASE)
    if not every:
        raise RuleViolation("line.no_days")
    days = read_days(every, today, language)
    if "until" not in options:
        if every != words or "weekly" in options:
            raise RuleViolation("line.weeks")
        return days
    last = read_days(options["until"], max(days), language)[-1]
    weeks = (last - min(days)).days // 7
    if not 0 <= weeks < WEEKS_MAX:
        raise RuleViolation("line.weeks")
    found = (day + timedelta(weeks=week) for day in days for week in range(weeks + 1))
    return sorted({day for day in found if day <= last})


def _language(options: dict[str, str]) -> str:
    return read_language(options["language"]) if "language" in options else ""


def read_language(typed: str) -> str:
    """The code of a language by its code or by one of its names. Raises `line.language` (`word`)."""
    wanted = typed.strip().casefold()
    for code, names in language_names().items():
        if wanted in (code, *(name.casefold() for name in names)):
            return code
    raise RuleViolation("line.language", word=typed[:40])
