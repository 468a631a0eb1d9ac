"""How the bot speaks to one reader: their language and their time zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.chat import markup
from bot.chat.markup import Value
from bot.chat.text import Moment, Text
from bot.locale import dates
from bot.locale.catalogue import Catalogue, Domain, catalogue


@dataclass(frozen=True, slots=True)
class Voice:
    """Usually called `_`: `_("**Welcome**, {name}!", name=…)` is translated rich text; values are never markup."""

    language: str
    zone: ZoneInfo
    domain: Domain = "chat"

    @property
    def _words(self) -> Catalogue:
        return catalogue(self.language, self.domain)

    def on_paper(self) -> Voice:
        """The same reader's voice for what they keep or print, which speaks more languages than the chat does."""
        return replace(self, domain="papers")

    def __call__(self, message: str, **values: Value) -> Text:
        return markup.text(self._words.gettext(message), **values)

    def plain(self, message: str, **values: str | int) -> str:
        """For toasts, button labels and form labels, where no platform knows markup."""
        return self._words.gettext(message).format_map(values)

    def plural(self, one: str, many: str, n: int, **values: str | int) -> str:
        """The form that fits `n`, which is also the value `{n}`."""
        return self._words.ngettext(one, many, n).format_map({"n": n, **values})

    @property
    def spoken(self) -> str:
        """The language of the sentences that dates stand in: English where there is no catalogue."""
        return self._words.language

    def moment(self, at: datetime) -> Moment:
        """`at` with day, time and zone: 'Wed 6 Nov 2024, 10:00 CET'."""
        return Moment(at, dates.moment(at, self.zone, self.spoken))

    def clock(self, at: datetime) -> Moment:
        """`at` as a time of day with its zone, for something that happens today."""
        text = f"{dates.clock_time(at, self.zone)} {dates.zone_label(self.zone, at, self.spoken)}"
        return Moment(at, text, "time")

    def day(self, day: date) -> str:
        return dates.day(day, self.spoken)


def N_(message: str) -> str:  # noqa: N802  # gettext's customary name
    """Marks a text for translation that is worded later, when the reader is known."""
    return message
