"""What somebody says of themselves, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.violation import RuleViolation

Standing = Literal["in", "paused", "out"]

OFFICE = (time(9), time(17))
"""The hours of who has not said theirs. A setting of the bot's own."""

SHORTEST = timedelta(hours=1)
"""Of a working day: less leaves no room to meet."""

TAGS_MAX = 12
TAG_LENGTH = 60

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class PeerProfile:
    """`offers` and `wants` are tags, of the pack or free. `hours` are on the member's own clock. `contact` is what a
    partner may be given; `findable`: others may find them by what they offer; `askable`: they are asked what they may know;
    `mentees`: how many a mentor takes, where they said so.
    `until`: the last day of a pause, or None where it has none; `silent`: rounds in a row in which nothing came of them."""

    member_id: int
    job: str = ""
    sector: str = ""
    age: str = ""
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: tuple[time, time] = OFFICE
    contact: str = ""
    findable: bool = False
    askable: bool = False
    standing: Standing = "in"
    until: date | None = None
    silent: int = 0
    mentees: int | None = None

    def takes_part(self, on: date) -> bool:
        if self.standing == "paused":
            return self.until is not None and on > self.until
        return self.standing == "in"


def hours_of(begins: time, ends: time) -> tuple[time, time]:
    """Working hours. Raises `peers.hours` where the one is not at least an hour after the other."""
    day = date(2024, 1, 1)
    if datetime.combine(day, ends) - datetime.combine(day, begins) < SHORTEST:
        raise RuleViolation("peers.hours")
    return begins, ends


def tags_of(typed: str) -> tuple[str, ...]:
    """Free words, separated by commas, semicolons or lines; each once. Raises `peers.tags` for too many or too long."""
    found = _each_once(typed)
    if len(found) > TAGS_MAX or any(len(word) > TAG_LENGTH for word in found):
        raise RuleViolation("peers.tags", most=TAGS_MAX, longest=TAG_LENGTH)
    return found


def tags_within(answers: Iterable[str]) -> tuple[str, ...]:
    """From what somebody wrote elsewhere, in whole sentences maybe: what is short enough to stand as a tag, to begin with."""
    found = _each_once("\n".join(answers))
    return tuple(word for word in found if len(word) <= TAG_LENGTH)[:TAGS_MAX]


def _each_once(typed: str) -> tuple[str, ...]:
    words = [" ".join(word.split()) for word in typed.replace(";", ",").replace("\n", ",").split(",")]
    return tuple({word.casefold(): word for word in reversed(words) if word}.values())[::-1]


def half_hours(hours: tuple[time, time], zone: ZoneInfo, on: date) -> int:
    """The half hours of that day's UTC clock that lie wholly within working hours, as bits; over midnight they go on at
    the front, so that those of different zones compare."""
    begins = datetime.combine(on, hours[0], zone).astimezone(UTC)
    ends = datetime.combine(on, hours[1], zone).astimezone(UTC)
    first = -(-(begins.hour * 60 + begins.minute) // 30)
    lasts = max(int((ends - begins) / STEP), 0)
    return sum(1 << ((first + step) % 48) for step in range(lasts))
