"""How people, tags and reasons are said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.peers.fit import Reason
from bot.domain.peers.rounds import Round
from bot.domain.people import Member
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.scene import View

REASONS = 2
"""That many are said: a list is not read."""

TO_YOU: Mapping[str, str] = {
    "they_help": N_("{name} can help you with {what}."),
    "you_help": N_("You can help {name} with {what}."),
    "both_want": N_("You both work on {what}."),
    "same_sector": N_("You are in the same sector."),
    "other_sector": N_("You come from different sectors."),
    "other_country": N_("You come from different countries."),
    "language": N_("You both speak {what}."),
    "hours": N_("Your working hours overlap well."),
    "new": N_("You have not met in a round before."),
}
OF_TWO: Mapping[str, str] = {
    "they_help": N_("{other} can help {one} with {what}."),
    "you_help": N_("{one} can help {other} with {what}."),
    "both_want": N_("{one} and {other} both work on {what}."),
    "same_sector": N_("{one} and {other} are in the same sector."),
    "other_sector": N_("{one} and {other} come from different sectors."),
    "other_country": N_("{one} and {other} come from different countries."),
    "language": N_("{one} and {other} both speak {what}."),
    "hours": N_("The working hours of {one} and {other} overlap well."),
    "new": N_("{one} and {other} have not met in a round before."),
}


def language_words(codes: Iterable[str], _: Voice) -> str:
    """Languages by their own names; words that are no code as they were typed."""
    from handlers.peers.languages import language_word

    return dates.listing([language_word(code) for code in codes], _.spoken)


def _what(reason: Reason, _: Voice) -> str:
    if reason.why == "language":
        return language_words(reason.what[:2], _)
    return dates.listing(reason.what[:2], _.spoken)


def to_you(reasons: Iterable[Reason], other: str, _: Voice) -> str:
    """Why, in a sentence or two, to one of them."""
    said = [_.plain(TO_YOU[one.why], name=other, what=_what(one, _)) for one in [*reasons][:REASONS]]
    return " ".join(said)


def of_two(reasons: Iterable[Reason], one: str, other: str, _: Voice) -> str:
    """The same for both to read, or for organisers."""
    said = [_.plain(OF_TWO[r.why], one=one, other=other, what=_what(r, _)) for r in [*reasons][:REASONS]]
    return " ".join(said)


def last_day(found: Round, _: Voice) -> str:
    """The last day that belongs to the round, which ends at a midnight."""
    return _.day((found.ends_at - timedelta(minutes=1)).astimezone(_.zone).date())


def period(found: Round, _: Voice) -> str:
    first = _.day(found.starts_at.astimezone(_.zone).date())
    return _.plain("{first} to {last}", first=first, last=last_day(found, _))


def who(member: Member) -> str:
    """'Ana Núñez (Food Cluster, Spain)'."""
    where = ", ".join(part for part in (member.organisation, member.country) if part)
    return f"{member.name} ({where})" if where else member.name


def names(members: Iterable[Member], _: Voice) -> str:
    return dates.listing([member.name for member in members], _.spoken)


def at_hour(at: datetime, _: Voice) -> str:
    """'Tue 14 Jan, 14:00', for buttons."""
    day = dates.short_day(at.astimezone(_.zone).date(), _.spoken)
    return f"{day}, {dates.clock_time(at, _.zone)}"


def elsewhere(at: datetime, members: Iterable[Member], _: Voice) -> str:
    """The same moment on the others' clocks, where they differ: '15:00 in Vilnius'."""
    shown = dates.clock_time(at, _.zone)
    found = {}
    for member in members:
        there = dates.clock_time(at, member.zone)
        if there != shown:
            found[member.time_zone] = _.plain("{hour} in {city}", hour=there, city=dates.city(member.zone, _.spoken))
    return ", ".join(found.values())


def known_tags(view: View) -> tuple[str, ...]:
    return view.programme.peers.tags if view.programme.peers else ()


def as_known(typed: Iterable[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """Each as the pack has it, where it is nearly that or its number in the list; else as it was typed."""
    from rapidfuzz import fuzz, process

    found = []
    for word in typed:
        if re.fullmatch(r"[0-9]{1,2}", word) and 1 <= int(word) <= len(known):
            found.append(known[int(word) - 1])
            continue
        near = process.extractOne(
            word.casefold(), [tag.casefold() for tag in known], scorer=fuzz.ratio, score_cutoff=85
        )
        found.append(known[near[2]] if near else word)
    return tuple(dict.fromkeys(found))
