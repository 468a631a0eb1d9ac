"""The small, strict grammar of a typed time: every token has its place, and what does not fit is not guessed at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.locale.typed_tokens import Clock, Iso, Number, Numeric, Token, Word, Zone

NOON = Clock(12, 0)
IN_DAYS = 1440


class Unfit(Exception):
    """The tokens make no time."""


@dataclass(slots=True)
class Said:
    """What was said of the time. `ahead` is a length in minutes; `following` is "next" before a weekday."""

    clock: Clock | None = None
    day: Numeric | None = None
    weekday: int | None = None
    following: bool = False
    days_ahead: int | None = None
    ahead: int | None = None
    ahead_in_days: bool = False
    now: bool = False
    iso: Iso | None = None
    zone: Zone | None = None

    @property
    def has_hour(self) -> bool:
        """Whether it says an hour, or an instant as such."""
        return self.clock is not None or self.now or self.iso is not None or (self.ahead or 0) % IN_DAYS > 0

    @property
    def has_day(self) -> bool:
        return not (self.day is None and self.weekday is None and self.days_ahead is None)


def parse(tokens: Sequence[Token]) -> Said:
    """Raises `Unfit`."""
    parser = _Parser(tokens)
    while parser.at < len(tokens):
        if not any(rule() for rule in parser.rules):
            raise Unfit
    said = parser.said
    alone = [said.now, said.iso is not None, said.ahead is not None and not said.ahead_in_days]
    others = said.has_day or said.clock is not None or said.zone is not None
    if sum(alone) > 1 or (any(alone) and (others or said.ahead_in_days)) or (said.ahead_in_days and said.has_day):
        raise Unfit
    if (said.zone and said.clock is None) or (said.weekday is not None and said.days_ahead is not None):
        raise Unfit
    if not (any(alone) or others or said.ahead_in_days) or (said.following and said.weekday is None):
        raise Unfit
    return said


@dataclass
class _Parser:
    tokens: Sequence[Token]
    at: int = 0
    said: Said = field(default_factory=Said)

    @property
    def rules(self) -> tuple[Callable[[], bool], ...]:
        """In this order: what needs more tokens comes first."""
        return (
            self._within,
            self._hour,
            self._day_and_month,
            self._numeric_day,
            self._weekday,
            self._day_from_today,
            self._instant,
            self._zone,
            self._on,
        )

    def _peek(self, ahead: int = 0) -> Token | None:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def _means(self, sense: str, ahead: int = 0) -> int | None:
        token = self._peek(ahead)
        return token.means(sense) if isinstance(token, Word) else None  # type: ignore[arg-type]  # a Sense

    def _number(self, ahead: int) -> int | None:
        token = self._peek(ahead)
        return token.value if isinstance(token, Number) else None

    def _within(self) -> bool:
        """in 3 days · dans 2 heures · za 2 godziny"""
        count, unit = self._number(1), self._means("unit", 2)
        if self._means("in") is None or count is None or unit is None:
            return False
        if self.said.ahead is not None:
            raise Unfit
        self.said.ahead, self.said.ahead_in_days = count * unit, unit >= IN_DAYS
        self.at += 3
        return True

    def _hour(self) -> bool:
        """17:00 · at 17 · 18h · um 18 Uhr 30 · noon"""
        led = 1 if self._means("at") is not None else 0
        token = self._peek(led)
        taken, clock = led + 1, None
        if isinstance(token, Clock):
            clock = token
        elif isinstance(token, Numeric) and token.clock and (led or self.said.has_day):
            clock = token.clock
        elif self._means("noon", led) is not None:
            clock = NOON
        elif isinstance(token, Number) and self._means("hours_mark", led + 1) is not None:
            minute = self._number(led + 2)
            clock, taken = Clock(token.value, minute or 0), led + (2 if minute is None else 3)
        elif isinstance(token, Number) and led and self._means("month", led + 1) is None:
            clock = Clock(token.value, 0)
        if clock is None:
            return False
        if isinstance(token, Clock | Numeric) and self._means("hours_mark", taken) is not None:
            taken += 1
        if self.said.clock is not None or clock.hour > 23 or clock.minute > 59:
            raise Unfit
        self.said.clock = clock
        self.at += taken
        return True

    def _day_and_month(self) -> bool:
        """13 November 2024 · 13 de noviembre de 2024 · Nov 13, 2024"""
        day = self._number(0)
        if day is not None:
            between = 2 if self._means("of", 1) is not None else 1
            month, taken = self._means("month", between), between + 1
        else:
            month, day, taken = self._means("month"), self._number(1), 2
            if day is not None and self._means("month", 2) is not None:
                return False  # Spanish "mar 13 nov" is a Tuesday
        if month is None or day is None:
            return False
        year_at = taken + 1 if self._means("of", taken) is not None else taken
        year = self._number(year_at)
        if year is not None and year >= 1000 and self._means("hours_mark", year_at + 1) is None:
            taken = year_at + 1
            taken += self._means("of", taken) is not None
        else:
            year = None
        self._set_day(Numeric(year, month, day))
        self.at += taken
        return True

    def _numeric_day(self) -> bool:
        """13/11 · 13.11.2024 · 2024-11-13"""
        token = self._peek()
        if not isinstance(token, Numeric):
            return False
        self._set_day(token)
        self.at += 1
        return True

    def _set_day(self, day: Numeric) -> None:
        if self.said.has_day and (self.said.day is not None or self.said.weekday is None):
            raise Unfit
        self.said.day = day

    def _weekday(self) -> bool:
        """Friday · next Friday · vendredi prochain; before a date, never after it"""
        led = 1 if self._means("next") is not None or self._means("this") is not None else 0
        weekday = self._means("weekday", led)
        if weekday is None:
            return False
        if self.said.weekday is not None or self.said.has_day:
            raise Unfit
        self.said.following = self._means("next") is not None
        self.said.weekday = weekday
        self.at += led + 1
        if self._means("next") is not None:
            self.said.following = True
            self.at += 1
        return True

    def _day_from_today(self) -> bool:
        days = self._means("day")
        if days is None:
            return False
        if self.said.has_day:
            raise Unfit
        self.said.days_ahead = days
        self.at += 1
        return True

    def _instant(self) -> bool:
        token = self._peek()
        if isinstance(token, Iso) and self.said.iso is None:
            self.said.iso = token
        elif self._means("now") is not None and not self.said.now:
            self.said.now = True
        else:
            return False
        self.at += 1
        return True

    def _zone(self) -> bool:
        token = self._peek()
        if not isinstance(token, Zone) or self.said.zone is not None:
            return False
        self.said.zone = token
        self.at += 1
        return True

    def _on(self) -> bool:
        """A word before a day: on, am, le, el, w, il."""
        before_day = self._peek(1)
        if self._means("on") is None or before_day is None or isinstance(before_day, Clock | Zone | Iso):
            return False
        self.at += 1
        return True
