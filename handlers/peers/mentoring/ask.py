"""Midway the mentee is asked, once, whether they have met their mentor; a mentor from whom nothing comes hears who waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private
from bot.domain.coaching.slots import STANDING
from bot.domain.peers.mentoring import Mentoring, asked_at
from bot.domain.people import ORGANISERS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Scene, Turn, View
from handlers.peers.buttons import MetMentor
from handlers.peers.declared import feature
from handlers.peers.introduce import reached
from handlers.peers.mentoring.introduce import first_steps, still_theirs
from handlers.peers.nudge import nudge

OF_USE = timedelta(days=14)
"""A question that could not be put for so long is not put any more."""


async def later(scene: Scene, ids: Collection[int]) -> list[Intent]:
    """The question to each mentee who has just been told of their mentor, for when it is time."""
    ends = max((session.over_at for session in scene.programme.sessions if session.over_at), default=None)
    at = asked_at(scene.now, ends)
    told: list[Intent] = []
    for mentoring_id in ids:
        here = await still_theirs(scene, str(mentoring_id))
        if here:
            about = str(mentoring_id)
            told.append(nudge(scene, here[1], "mentor_met", about, at=at, expires=at + OF_USE, mentoring=about))
    return told


async def _together(view: View, mentoring: str) -> tuple[Mentoring, Member, Member] | None:
    """Unless it is over, or they have a time that was booked, past or to come."""
    here = await still_theirs(view, mentoring)
    if here is None:
        return None
    one, mentee, mentor = here
    booked = [each for each in await view.uow.bookings.of_member(mentee.id) if each.state in STANDING]
    return None if any(each.slot.coach_id == mentor.id for each in booked) else (one, mentee, mentor)


@feature.recheck("peers.mentor_met")
async def have_they_met(view: View, to: str, mentoring: str) -> Message | None:
    here = await _together(view, mentoring)
    if here is None or here[1].id != int(to):
        return None
    one, mentee, mentor = here
    _ = view.voice_for(mentee)
    answers = {
        "met": _.plain("Yes, we talked"),
        "planned": _.plain("We will talk soon"),
        "not_yet": _.plain("We did not talk yet"),
        "silent": _.plain("My mentor does not answer"),
    }
    rows = tuple((button(label, MetMentor(one.id, what)),) for what, label in answers.items())
    return Message(_("**Have you met your mentor, {name}?**", name=mentor.name), rows)


@feature.button(MetMentor, access="members", any_cohort=True)
async def answered(pressed: Turn[ButtonPressed], data: MetMentor) -> list[Intent]:
    """For the mentee alone."""
    seen = await pressed.uow.mentorings.by_id(data.mentoring)
    turn = await pressed.within(seen.cohort_id, "members") if seen else pressed
    if seen and (turn.me.id != seen.mentee_id or seen.since is None):
        raise RuleViolation("access.denied", access=ORGANISERS)
    here = await still_theirs(turn, str(data.mentoring))
    if here is None:
        return [turn.toast(N_("This is no longer there."), alert=True)]
    one, _mentee, mentor = here
    _ = turn.voice
    match data.what:
        case "met" | "planned":
            return [Private(Message(_("Good to hear.")))]
        case "not_yet":
            return [Private(Message(await reached(turn, mentor, _) + await first_steps(turn, mentor, _)))]
        case "silent":
            text = _("I tell {name} that you wait. If nothing comes, please tell the organisers.", name=mentor.name)
            return [Private(Message(text)), nudge(turn, mentor, "mentee_waits", str(one.id), mentoring=one.id)]
    return [turn.toast(N_("This button no longer works. Please send /peers."), alert=True)]


@feature.recheck("peers.mentee_waits")
async def mentee_waits(view: View, to: str, mentoring: str) -> Message | None:
    here = await _together(view, mentoring)
    if here is None or here[2].id != int(to):
        return None
    _one, mentee, mentor = here
    _ = view.voice_for(mentor)
    text = _("**{name}, your mentee, would like to talk to you, and has not heard from you.**", name=mentee.name)
    return Message(text + await reached(view, mentee, _) + await first_steps(view, mentor, _))
