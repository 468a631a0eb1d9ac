"""Field types of a pack that refuse what looks right and isn't, with a sentence that says what to write instead."""

import re
from datetime import date, datetime, time
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.locale.catalogue import LANGUAGES

HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def fault(problem: str, hint: str) -> PydanticCustomError:
    """A mistake in a pack: what is wrong, and what to write instead."""
    return PydanticCustomError("pack", "{problem}. {hint}", {"problem": problem, "hint": hint})


def nearest(word: str, known: list[str]) -> str:
    """'Did you mean …?' for a mistyped word; empty when nothing known is near it."""
    from rapidfuzz import process  # takes ten milliseconds, and few have made a mistake

    folded = {name.casefold(): name for name in known}
    found = process.extractOne(word.casefold(), list(folded), score_cutoff=70)
    return f"Did you mean {folded[found[0]]}?" if found else ""


def _local_time(value: object) -> time:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and (match := HOUR.fullmatch(value)):
        return time(int(match[1]), int(match[2]))
    raise fault(f"{value!r} is not a time of day", 'Write hours and minutes in quotes, as in "10:00".')


def _calendar_date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise fault(f"{value!r} is not a date", "Write year, month and day, as in 2024-11-06.")


def is_zone(name: str) -> bool:
    """Whether there is such a zone, to the letter; looked up by itself, as the whole list costs two megabytes."""
    try:
        return ZoneInfo(name).key == name and name.partition("/")[0] not in ("posix", "right")
    except (ValueError, OSError, KeyError):
        return False


@cache
def zone_names() -> list[str]:
    """Every IANA name, sorted; kept, because finding them reads the disk."""
    return sorted(available_timezones())


def _zone(value: str) -> str:
    if is_zone(value):
        return value
    hint = nearest(value, zone_names()) or "Write an IANA name such as Europe/Warsaw."
    raise fault(f"{value!r} is not a time zone", hint)


def _language(value: str) -> str:
    if value in LANGUAGES:
        return value
    from babel.localedata import exists

    if re.fullmatch(r"[a-z]{2,3}", value) and exists(value):
        return value
    raise fault(f"{value!r} is not a language", "Write its code of two letters, such as en or de.")


def _text(value: str) -> str:
    if value.strip():
        return value.strip()
    raise fault("it is empty", "Write some text, or leave the key out.")


LocalTime = Annotated[time, BeforeValidator(_local_time)]
CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Text = Annotated[str, AfterValidator(_text)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
