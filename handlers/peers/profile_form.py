"""The form behind `/profile`: short, filled in as far as is known already, and all of it may be left empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.forms import Field, Form, Option
from bot.domain.peers.mentoring import MOST, places
from bot.domain.peers.profiles import PeerProfile, tags_within
from bot.domain.people import PAIRED
from bot.domain.roadmap.plan import OFFERED, WANTED
from bot.domain.violation import RuleViolation
from bot.locale.voice import Voice
from bot.scene import Turn, View
from handlers.peers.declared import peers_of, profile_of
from handlers.peers.languages import language_word
from handlers.peers.words import known_tags

PLACES = tuple(str(n) for n in range(1, MOST + 1))
"""How many mentees a mentor can take, as the form has it."""

SHARING: Mapping[str, tuple[bool, bool]] = {
    "both": (True, True),
    "found": (True, False),
    "asked": (False, True),
    "no": (False, False),
}
"""By answer: whether others may find them, and whether they may be asked."""


async def prefilled(turn: Turn[Any]) -> PeerProfile:
    """What they have said; or what the roster, their settings and their roadmap say of them already."""
    own = await profile_of(turn, turn.me.id)
    if await turn.uow.peers.has_filled(turn.me.id):
        return own
    spoken = dict.fromkeys((turn.me.language, turn.programme.language))
    roadmap = await turn.uow.roadmaps.of_member(turn.me.id)
    goals = roadmap.goals if roadmap else ()
    offers, wants = (tags_within(goal.answer(asked) for goal in goals) for asked in (OFFERED, WANTED))
    return replace(own, sector=turn.me.sector, languages=tuple(spoken), offers=offers, wants=wants)


async def form(turn: Turn[Any]) -> Form:
    """Raises `access.denied` for who is brought together with nobody, and `peers.none`."""
    _ = turn.voice
    peers_of(turn)
    if not turn.me.paired:
        raise RuleViolation("access.denied", access=PAIRED)
    own = await prefilled(turn)
    fields = (*_about_them(own, _), *_topics(own, known_tags(turn), _), *_meeting(own, _))
    if "mentor" in turn.me.roles:
        fields += (_mentees(turn, own),)
    intro = _.plain("All of it can be left empty, and changed at any time with /profile.")
    return Form("peers.profile", _.plain("Your profile"), fields, _.plain("Save"), str(turn.cohort.id), intro)


def _about_them(own: PeerProfile, _: Voice) -> tuple[Field, ...]:
    example = _.plain("For example: 5 years, or new")
    return (
        Field("job", _.plain("Your role in the cluster"), required=False, value=own.job, max_length=120),
        Field("sector", _.plain("Sector of your cluster"), required=False, value=own.sector, max_length=120),
        Field("age", _.plain("How old is your cluster?"), required=False, value=own.age, help=example, max_length=60),
    )


def _topics(own: PeerProfile, known: tuple[str, ...], _: Voice) -> tuple[Field, ...]:
    commas = _.plain("With commas between the topics")
    if known:
        listed = ", ".join(known[:4])
        commas = _.plain(
            "With commas between the topics, for example: {tags}. You can also tap them later.", tags=listed
        )
    offers, wants = ", ".join(own.offers), ", ".join(own.wants)
    offered = _.plain("What can you offer to others?")
    return (
        Field("offers", offered, "paragraph", required=False, value=offers, help=commas),
        Field("wants", _.plain("What do you look for?"), "paragraph", required=False, value=wants, help=commas),
    )


def _meeting(own: PeerProfile, _: Voice) -> tuple[Field, ...]:
    spoken = ", ".join(map(language_word, own.languages))
    hours = _.plain("Your working hours, on your own clock")
    reach = _.plain("How may your partner reach you outside this chat?")
    only_partners = _.plain(
        "An e-mail address, a number or a @name. Only your partners see it. Leave it empty if you don't want that."
    )
    found = _.plain("May other participants find you by what you offer?")
    share = next((name for name, agreed in SHARING.items() if agreed == (own.findable, own.askable)), "no")
    return (
        Field("languages", _.plain("Languages you like to talk in"), required=False, value=spoken, max_length=120),
        Field("hours", hours, required=False, value=hours_typed(own), help="9:00-17:00", max_length=20),
        Field("contact", reach, required=False, value=own.contact, help=only_partners, max_length=200),
        Field("share", found, "choice", value=share, options=_options(_)),
    )


def mentees_taken(view: View, own: PeerProfile) -> int:
    """How many a mentor takes: as they said, else as the pack says."""
    return places(own.mentees, peers_of(view).mentors.mentees)


def _mentees(turn: Turn[Any], own: PeerProfile) -> Field:
    _ = turn.voice
    options = tuple(Option(n, n) for n in PLACES)
    asked = _.plain("How many mentees do you take?")
    return Field("mentees", asked, "choice", value=str(mentees_taken(turn, own)), options=options)


def _options(_: Voice) -> tuple[Option, ...]:
    return (
        Option("both", _.plain("Yes, and ask me when somebody has a question")),
        Option("found", _.plain("Yes, they may find me")),
        Option("asked", _.plain("No, but ask me when somebody has a question")),
        Option("no", _.plain("No")),
    )


def hours_typed(own: PeerProfile) -> str:
    return f"{own.hours[0]:%H:%M}-{own.hours[1]:%H:%M}"
