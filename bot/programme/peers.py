"""How a programme brings its people together between sessions: the pack's table `[peers]`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationInfo, field_validator

from bot.domain.peers.fit import Sectors, Weights
from bot.domain.peers.mentoring import MOST
from bot.domain.peers.profiles import TAG_LENGTH
from bot.programme.fields import CalendarDate, Key, Text, fault

if TYPE_CHECKING:
    from bot.programme.pack import Programme

Points = Annotated[int, Field(strict=True, ge=0, le=100)]
KEY_MAX = 40


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PeerWeights(_Part):
    """Points for what speaks for two people. Zero: it does not matter."""

    help: Points = 10
    country: Points = 4
    sector: Points = 4
    language: Points = 12
    hours: Points = 8


class PeerRound(_Part):
    """One round of exchanges, from a day to a day, both included."""

    key: Annotated[Key, Field(max_length=KEY_MAX)]
    starts: CalendarDate
    ends: CalendarDate
    size: Literal["pairs", "trios"] = "pairs"
    theme: Text
    starters: Annotated[tuple[Text, ...], Field(max_length=3)] = ()
    sectors: Sectors = "any"

    @field_validator("ends")
    @classmethod
    def _long_enough(cls, value: date, info: ValidationInfo) -> date:
        begins = info.data.get("starts")
        if begins and not timedelta(days=2) <= value - begins <= timedelta(days=119):
            raise fault(f"a round from {begins} to {value} cannot be", "It lasts from three days to four months.")
        return value


class PeerMentors(_Part):
    """Mentors of the roster, for its mentees: how many each takes who has not said it, and with what they begin."""

    mentees: Annotated[int, Field(strict=True, ge=1, le=MOST)] = 2
    sectors: Sectors = "same"
    starters: Annotated[tuple[Text, ...], Field(max_length=3)] = ()


class PeerPrompt(_Part):
    """A question to the whole group, on a day of its own; without one, the weeks take them in order."""

    text: Text
    on: CalendarDate | None = None


class Peers(_Part):
    """What people can offer and look for (`tags`), how pairs are weighed, the rounds, mentors, and the questions of
    the week."""

    tags: tuple[Annotated[Text, Field(max_length=TAG_LENGTH)], ...] = ()
    weights: PeerWeights = PeerWeights()
    mentors: PeerMentors = PeerMentors()
    rounds: tuple[PeerRound, ...] = ()
    prompts: tuple[PeerPrompt, ...] = ()
    prompts_from: CalendarDate | None = None
    """The day of the first prompt; a week later comes the second. Without it only prompts with a day of their own."""
    automatic: StrictBool = False
    """Pairs are told when the round begins, without an organiser having looked."""
    preview_days: Annotated[int, Field(strict=True, ge=0, le=30)] = 3
    ask_members: StrictBool = True
    """A question in the group that nobody has answered within a day is brought to members who may know."""

    @field_validator("tags")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        twice = next((tag for n, tag in enumerate(value) if tag.casefold() in [t.casefold() for t in value[:n]]), None)
        if twice:
            raise fault(f"{twice!r} stands there twice", "Remove one of the two.")
        if wrong := next((tag for tag in value if "," in tag or ";" in tag), None):
            raise fault(f"{wrong!r} has a comma in it", "Write a tag without commas: people separate tags by them.")
        return value


def weights_of(programme: Programme, sectors: Sectors) -> Weights:
    given = programme.peers.weights if programme.peers else PeerWeights()
    return Weights(given.help, given.country, given.sector, given.language, given.hours, sectors)


def midnight(programme: Programme, day: date, days: int = 0) -> datetime:
    """The beginning of the day on the programme's clock, or of one `days` later, in UTC."""
    return datetime.combine(day + timedelta(days=days), time(), programme.tz).astimezone(UTC)


def prompt_on(programme: Programme, day: date) -> tuple[int, str] | None:
    """The number and words of the prompt that is due that day."""
    peers = programme.peers
    if peers is None:
        return None
    weekly = [number for number, prompt in enumerate(peers.prompts) if prompt.on is None]
    for number, prompt in enumerate(peers.prompts):
        on = prompt.on
        if on is None and peers.prompts_from is not None:
            on = peers.prompts_from + timedelta(weeks=weekly.index(number))
        if on == day:
            return number, prompt.text
    return None
