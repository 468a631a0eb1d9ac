"""Words of days and times as people type them, by language. A further language is one more entry in `LANGUAGES`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

Sense = Literal["now", "noon", "day", "next", "this", "at", "on", "of", "hours_mark", "in", "unit", "month", "weekday"]

Meanings = Mapping[tuple[str, ...], frozenset[tuple[Sense, int]]]
"""By the words of a phrase, as `plain_words` writes them: what it can mean, each with its number."""

MINUTES_OF = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}


@dataclass(frozen=True, slots=True)
class Words:
    """What CLDR does not have; months and weekdays in their usual forms come from there. Phrases are parted by "|".

    `days` are those counted from today. `at` stands before an hour, `on` before a day, `of` between the parts of a date,
    `hours_mark` behind an hour, `within` before a length of time. `months` (1 to 12) and `weekdays` (0 is Monday) hold
    further forms: cases, and abbreviations that people use.
    """

    now: str
    noon: str
    days: Mapping[int, str]
    next: str
    this: str
    at: str
    on: str
    of: str
    hours_mark: str
    within: str
    minute: str
    hour: str
    day: str
    week: str
    months: Mapping[int, str] = field(default_factory=dict)
    weekdays: Mapping[int, str] = field(default_factory=dict)


LANGUAGES: Mapping[str, Words] = {
    "en": Words(
        now="now|right now|at once",
        noon="noon|midday",
        days={-1: "yesterday", 0: "today", 1: "tomorrow|tmrw", 2: "the day after tomorrow|day after tomorrow"},
        next="next",
        this="this",
        at="at",
        on="on|on the|the",
        of="of",
        hours_mark="h|hrs|o'clock",
        within="in",
        minute="minute|minutes|min|mins",
        hour="hour|hours|hr|hrs|h",
        day="day|days",
        week="week|weeks",
        months={9: "sept"},
        weekdays={1: "tues", 2: "weds", 3: "thur|thurs"},
    ),
    "fr": Words(
        now="maintenant|tout de suite",
        noon="midi",
        days={-1: "hier", 0: "aujourd'hui", 1: "demain", 2: "après-demain"},
        next="prochain|prochaine",
        this="ce|cette",
        at="à|vers",
        on="le",
        of="de",
        hours_mark="h|heure|heures",
        within="dans|d'ici",
        minute="minute|minutes|min",
        hour="heure|heures|h",
        day="jour|jours",
        week="semaine|semaines",
    ),
    "de": Words(
        now="jetzt|sofort",
        noon="mittag",
        days={-1: "gestern", 0: "heute", 1: "morgen", 2: "übermorgen"},
        next="nächster|nächsten|nächste|kommender|kommenden|kommende",
        this="dieser|diesen|diese",
        at="um|gegen|ab",
        on="am|den|der",
        of="",
        hours_mark="uhr|h",
        within="in",
        minute="minute|minuten|min",
        hour="stunde|stunden|std",
        day="tag|tage|tagen",
        week="woche|wochen",
        months={1: "jänner", 2: "feber", 3: "maerz"},
        weekdays={5: "sonnabend"},
    ),
    "es": Words(
        now="ahora|ahora mismo|ya",
        noon="mediodía",
        days={-1: "ayer", 0: "hoy", 1: "mañana", 2: "pasado mañana"},
        next="próximo|próxima|que viene",
        this="este|esta",
        at="a la|a las|las",
        on="el|el día",
        of="de|del",
        hours_mark="h|hs|hrs|horas",
        within="en|dentro de",
        minute="minuto|minutos|min",
        hour="hora|horas|h",
        day="día|días",
        week="semana|semanas",
        months={9: "sep|set|setiembre"},
    ),
    "pl": Words(
        now="teraz|od razu",
        noon="południe|w południe",
        days={-1: "wczoraj", 0: "dziś|dzisiaj", 1: "jutro", 2: "pojutrze"},
        next="następny|następna|następną|przyszły|przyszła|przyszłą|najbliższy|najbliższą",
        this="ten|ta|tę|tą",
        at="o|o godz|o godzinie|godz|godzina",
        on="w|we|dnia",
        of="r|roku",
        hours_mark="h",
        within="za",
        minute="minuta|minutę|minuty|minut|min",
        hour="godzina|godzinę|godziny|godzin|godz",
        day="dzień|dni",
        week="tydzień|tygodnie|tygodni",
        weekdays={2: "środę", 4: "pią|piąt", 5: "sobotę", 6: "niedzielę|nd|ndz"},
    ),
    "it": Words(
        now="adesso|subito",
        noon="mezzogiorno",
        days={-1: "ieri", 0: "oggi", 1: "domani", 2: "dopodomani"},
        next="prossimo|prossima",
        this="questo|questa",
        at="alle|alle ore|ore|ora",
        on="il|l'",
        of="",
        hours_mark="h",
        within="tra|fra",
        minute="minuto|minuti|min",
        hour="ora|ore",
        day="giorno|giorni",
        week="settimana|settimane",
        months={9: "sett"},
    ),
}


def plain_words(text: str) -> str:
    """Lower case, without accents and apostrophes, so that "août", "aout" and "AOÛT" are one word."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    return re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", re.sub(r"['’`´]", "", bare))


@cache
def meanings() -> Meanings:
    """All languages together: who types German to an English bot is understood, too."""
    found: dict[tuple[str, ...], set[tuple[Sense, int]]] = {}
    for language, words in LANGUAGES.items():
        for phrase, sense, number in (*_own(words), *_of_cldr(language)):
            parts = tuple(re.findall(r"[^\W\d_]+", plain_words(phrase)))
            if parts:
                found.setdefault(parts, set()).add((sense, number))
    return {parts: frozenset(senses) for parts, senses in found.items()}


@cache
def longest_phrase() -> int:
    return max(len(parts) for parts in meanings())


def _own(words: Words) -> Iterator[tuple[str, Sense, int]]:
    single: tuple[tuple[str, Sense, int], ...] = (
        (words.now, "now", 0),
        (words.noon, "noon", 0),
        (words.next, "next", 0),
        (words.this, "this", 0),
        (words.at, "at", 0),
        (words.on, "on", 0),
        (words.of, "of", 0),
        (words.hours_mark, "hours_mark", 0),
        (words.within, "in", 0),
        *((getattr(words, name), "unit", minutes) for name, minutes in MINUTES_OF.items()),
        *((phrases, "day", number) for number, phrases in words.days.items()),
        *((phrases, "month", number) for number, phrases in words.months.items()),
        *((phrases, "weekday", number) for number, phrases in words.weekdays.items()),
    )
    for phrases, sense, number in single:
        yield from ((phrase, sense, number) for phrase in phrases.split("|") if phrase)


def _of_cldr(language: str) -> Iterator[tuple[str, Sense, int]]:
    from babel import Locale

    locale = Locale.parse(language)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            yield from ((name, "month", number) for number, name in locale.months[context][width].items())
            yield from ((name, "weekday", number) for number, name in locale.days[context][width].items())
