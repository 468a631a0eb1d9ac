"""`/language` and `/timezone`: how the bot speaks to this member, and on which clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Rows, Toast
from bot.locale.catalogue import language_names, languages
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.enrolment.declared import feature

SUGGESTIONS = 4

SHORT_ZONES = frozenset({"UTC", "GMT", "WET", "CET", "EET"})
"""Zones without a city that people in Europe know their clock by."""


@dataclass(frozen=True, slots=True)
class SetLanguage(ButtonData):
    prefix: ClassVar[str] = "sl"
    language: str


@dataclass(frozen=True, slots=True)
class SetTimeZone(ButtonData):
    prefix: ClassVar[str] = "tz"
    zone: str


@feature.command("language", access="members", summary=N_("choose the language I use with you"), example="language pl")
async def language(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Set it from a code or a name in any of the languages; without one, show the choice."""
    args = turn.event.args
    names = language_names()
    wanted = args.strip().casefold()
    if wanted:
        code = next((code for code, own in names.items() if wanted in (code, *map(str.casefold, own))), None)
        if code:
            return await _set_language(turn, code)
    buttons = [button(own[0], SetLanguage(code)) for code, own in names.items()]
    rows: Rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    if wanted:
        return [turn.tell(N_("I don't know the language “{name}”. Please choose one of these:"), rows, name=args[:40])]
    return [turn.tell(N_("Which language do you prefer?"), rows)]


@feature.button(SetLanguage, access="members")
async def language_chosen(turn: Turn[ButtonPressed], data: SetLanguage) -> list[Intent]:
    if data.language not in language_names():
        return [turn.toast(N_("This choice no longer exists. Please send /language again."), alert=True)]
    return await _set_language(turn, data.language)


async def _set_language(turn: Turn[CommandInvoked] | Turn[ButtonPressed], code: str) -> list[Intent]:
    await turn.uow.members.set_language(turn.me.id, code)
    _ = Voice(code, turn.me.zone)
    name = language_names()[code][0]
    said = _("From now on I write to you in {name}.", name=name)
    if code not in languages():
        said = _(
            "I have noted {name}. Answers that the organisers have translated come in {name}; "
            "my own sentences are still in English.",
            name=name,
        )
    return [Private(Message(said))]


@feature.command(
    "timezone", access="members", summary=N_("choose the clock I use with you"), example="timezone Vilnius"
)
async def timezone(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Set it from a city or a zone name; offers the nearest where there is doubt."""
    args = turn.event.args
    if not args:
        words = N_(
            "Your time zone is **{zone}**; for you it is {now}. To change it, send for example `/timezone Vilnius`."
        )
        return [turn.tell(words, zone=turn.me.time_zone, now=turn.voice.moment(turn.now))]
    zones = {zone.casefold(): zone for zone in sorted(available_timezones()) if "/" in zone or zone in SHORT_ZONES}
    wanted = args.strip().casefold().replace(" ", "_")
    exact = zones.get(wanted) or next((z for low, z in zones.items() if low.rpartition("/")[2] == wanted), None)
    if exact:
        return await _set_time_zone(turn, exact)
    from rapidfuzz import fuzz, process

    cities = {zone: zone.rpartition("/")[2].replace("_", " ").casefold() for zone in zones.values()}
    near = process.extract(args.casefold(), cities, scorer=fuzz.WRatio, limit=SUGGESTIONS, score_cutoff=60)
    if not near:
        return [
            turn.tell(
                N_(
                    "I don't know the place “{name}”. Please send a big city near you, for example `/timezone Vilnius`."
                ),
                name=args[:40],
            )
        ]
    rows = tuple((button(zone, SetTimeZone(zone)),) for _city, _score, zone in near)
    return [turn.tell(N_("Which of these is your time zone?"), rows)]


@feature.button(SetTimeZone, access="members")
async def time_zone_chosen(turn: Turn[ButtonPressed], data: SetTimeZone) -> list[Intent]:
    if data.zone not in available_timezones():
        return [Toast(turn.voice.plain("I don't know this time zone. Please send /timezone again."), alert=True)]
    return await _set_time_zone(turn, data.zone)


async def _set_time_zone(turn: Turn[CommandInvoked] | Turn[ButtonPressed], zone: str) -> list[Intent]:
    await turn.uow.members.set_time_zone(turn.me.id, zone)
    _ = Voice(turn.me.language, ZoneInfo(zone))
    return [
        Private(Message(_("Your time zone is now **{zone}**; for you it is {now}.", zone=zone, now=_.moment(turn.now))))
    ]
