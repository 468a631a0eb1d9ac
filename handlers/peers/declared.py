"""The feature that this folder's modules register with, and what all of them ask."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, TypeVar

from bot.chat.events import Event
from bot.domain.peers.profiles import PeerProfile
from bot.domain.peers.rounds import TAKING_PART, Pairing, Place, Round
from bot.domain.people import LEARNERS, ORGANISERS, PAIRED, Member
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.voice import N_
from bot.programme.peers import Peers
from bot.scene import Turn, View
from storage.peers import NOBODY

feature = Feature("peers", topic="people")
E = TypeVar("E", bound=Event)


def _peers_here(view: View) -> bool:
    return view.programme.peers is not None


feature.nudge(
    "peers_meeting",
    label=N_("Your talks with other members"),
    why=N_("in the last hour"),
    appointment=True,
    used=_peers_here,
)
feature.nudge(
    "peers_met",
    label=N_("Whether you have met"),
    why=N_("halfway through a round, after a talk, and at the end"),
    access=LEARNERS,
    used=_peers_here,
)
feature.nudge(
    "peers_partner",
    label=N_("Partners who do not find each other"),
    why=N_("when your partner has not heard from you, or does not answer you"),
    access=PAIRED,
    used=_peers_here,
)
feature.nudge(
    "peers_question",
    label=N_("Questions that you may be able to answer"),
    why=N_("when nobody in the group has answered for a day"),
    used=_peers_here,
)
feature.nudge(
    "peers_thanks",
    label=N_("Thanks for what you shared"),
    why=N_("when somebody thanks you"),
    used=_peers_here,
)


def check_still_here(member: Member) -> None:
    """Raises `peers.left`: buttons outlive their readers' time in the programme."""
    if member.withdrawn:
        raise RuleViolation("peers.left")


def peers_of(view: View) -> Peers:
    """What the pack says. Raises `peers.none` where the programme brings nobody together."""
    if view.programme.peers is None:
        raise RuleViolation("peers.none")
    return view.programme.peers


async def profile_of(view: View, member_id: int) -> PeerProfile:
    """What they say of themselves; empty for who has said nothing yet."""
    return await view.uow.peers.of_member(member_id) or NOBODY


async def current_round(view: View) -> Round | None:
    """The round that people are in, or hear of next."""
    held = [one for one in await view.uow.rounds.of_cohort(view.cohort.id) if one.state in TAKING_PART]
    running = [one for one in held if one.state == "running"]
    return next(iter([*running, *held]), None)


async def round_for(turn: Turn[Any], round_id: int) -> tuple[Turn[Any], Round]:
    """A round of a cohort of which the asker is an organiser. Raises `access.denied`."""
    found = await turn.uow.rounds.by_id(round_id)
    if found is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    return await turn.within(found.cohort_id, ORGANISERS), found


async def own_pairing(turn: Turn[Any], pairing_id: int) -> tuple[Turn[Any], Round, Pairing, Place]:
    """A pairing that the asker is in, and their place in it, as it is under the cohort's lock: who answers it at the same
    time comes before, or after. Raises `access.denied`."""
    seen = await turn.uow.rounds.pairing(pairing_id)
    found = await turn.uow.rounds.by_id(seen.round_id) if seen else None
    if found is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    here = await turn.within(found.cohort_id, "members")
    await turn.uow.rounds.lock(here.cohort.id)
    pairing, found = await turn.uow.rounds.pairing(pairing_id), await turn.uow.rounds.by_id(found.id)
    if pairing is None or found is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    place = next((one for one in pairing.places if one.member_id == here.me.id), None)
    if place is None or found.state not in ("running", "over"):
        raise RuleViolation("access.denied", access=ORGANISERS)
    return here, found, pairing, place


async def still_together(
    view: View, to: str, pairing: str = "", round_id: str = "", since: str = ""
) -> tuple[Round, Pairing, Place, Member] | None:
    """A member's round, pairing and place in it: of that `pairing`, or of that round as it was begun (`since`). None where
    it is no longer theirs, or its round was not published."""
    if round_id:
        here = await view.uow.rounds.pairing_of(int(round_id), int(to))
        here = here if here and here.since == datetime.fromisoformat(since) else None
    else:
        here = await view.uow.rounds.pairing(int(pairing))
    reader = await view.uow.members.by_id(int(to))
    found = await view.uow.rounds.by_id(here.round_id) if here else None
    if here is None or reader is None or reader.withdrawn or found is None or reader.id not in here.members:
        return None
    if found.state not in ("running", "over"):
        return None
    return found, here, here.place_of(reader.id), reader


def form_id(context: str) -> int:
    """The id that a form carries. Raises `access.denied` for one that somebody made up."""
    if not re.fullmatch(r"[0-9]{1,9}", context):
        raise RuleViolation("access.denied", access="members")
    return int(context)


async def organisers_of(view: View) -> list[Member]:
    return [one for one in await view.uow.members.organisers(view.cohort.id) if not one.withdrawn]


async def members_of(view: View, ids: tuple[int, ...]) -> list[Member]:
    """In the order of `ids`; who is no longer there is left out."""
    found = [await view.uow.members.by_id(member_id) for member_id in ids]
    return [one for one in found if one and not one.withdrawn and not one.erased]
