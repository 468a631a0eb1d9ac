"""A mentee and their mentor are introduced: in a chat of their own where the platform has that, else each in private with
what the other agreed to share, else in the cohort's group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.chat.messages import Card, Intent, Message, Recheck
from bot.chat.text import Text
from bot.domain.peers.mentoring import Mentoring
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import Voice
from bot.scene import Scene, View
from handlers.peers.crowd import crowd_of
from handlers.peers.declared import feature, members_of, peers_of
from handlers.peers.introduce import begun_with, in_circle, presented, reached
from handlers.peers.mentoring.pool import why_of
from handlers.peers.nudge import nudge
from handlers.peers.words import of_two, to_you, who

USEFUL = timedelta(days=14)
"""Whom the group is asked to bring together has found the other by then, or asks the organisers."""


async def publish(scene: Scene, ids: Collection[int]) -> list[Intent]:
    """Under the cohort's lock. Raises `round.not_there` where they were published meanwhile."""
    published = await scene.uow.mentorings.publish(ids, scene.now)
    if not published:
        raise RuleViolation("round.not_there")
    crowd = await crowd_of(scene, published)
    told: list[Intent] = []
    for one in published:
        people = crowd.of(one)
        if circle := in_circle(scene, crowd, people, "mentor_circle", str(one.id), mentoring=one.id):
            told.append(circle)
            continue
        told += [nudge(scene, who_, "mentor_introduced", str(one.id), mentoring=one.id) for who_ in people]
        if crowd.without_contact(people):
            told.append(_in_group(scene, one))
    return told


def _in_group(scene: Scene, one: Mentoring) -> Intent:
    recheck = Recheck("peers.mentor_in_group", {"mentoring": str(one.id)})
    at = scene.config.quiet.over(scene.now, scene.programme.tz)
    return Card(f"peers-mentor-group:{one.id}", recheck, at=at, expires=at + USEFUL)


async def still_theirs(view: View, mentoring: str) -> tuple[Mentoring, Member, Member] | None:
    """With mentee and mentor; None where it is over, or one of them has left."""
    one = await view.uow.mentorings.by_id(int(mentoring))
    people = await members_of(view, one.members) if one and one.since else []
    return (one, people[0], people[1]) if one and len(people) == 2 else None


@feature.recheck("peers.mentor_circle")
async def to_both(view: View, mentoring: str) -> Message | None:
    here = await still_theirs(view, mentoring)
    if here is None:
        return None
    _one, mentee, mentor = here
    _ = view.group_voice
    text = await presented(view, [mentee, mentor], _)
    text += _("{mentor} is the mentor of {mentee}.", mentor=mentor.name, mentee=mentee.name)
    why = await why_of(view, mentee, mentor)
    if why:
        text += _("{why}", why=of_two(why, mentee.name, mentor.name, _))
    return Message(text + await first_steps(view, mentor, _))


@feature.recheck("peers.mentor_introduced")
async def to_one(view: View, to: str, mentoring: str) -> Message | None:
    here = await still_theirs(view, mentoring)
    if here is None:
        return None
    _one, mentee, mentor = here
    reader, other = (mentee, mentor) if int(to) == mentee.id else (mentor, mentee)
    _ = view.voice_for(reader)
    mine = (
        _("**Your mentor: {who}**", who=who(other)) if other is mentor else _("**Your mentee: {who}**", who=who(other))
    )
    why = to_you(await why_of(view, reader, other), other.name, _)
    text: Text = (*mine, *(_("{why}", why=why) if why else ()), *await reached(view, other, _))
    return Message(text + await first_steps(view, mentor, _))


async def first_steps(view: View, mentor: Member, _: Voice) -> Text:
    """With what they can begin, and how they find a time."""
    text = begun_with(peers_of(view).mentors.starters, _)
    if any(slot.free for slot in await view.uow.slots.of_coach(mentor.id, view.now)):
        return text + _("{mentor} offers times to talk: `/coaching` shows and books them.", mentor=mentor.name)
    return text + _("Please write to each other and agree on a first time.")


@feature.recheck("peers.mentor_in_group")
async def in_group(view: View, mentoring: str) -> Message | None:
    """Only names, of two who have no other way to find each other."""
    here = await still_theirs(view, mentoring)
    if here is None or not (await crowd_of(view, [here[0]])).without_contact(here[1:]):
        return None
    _ = view.group_voice
    names = " – ".join(one.name for one in here[1:])
    return Message(_("**{names}**: please find each other here, and say hello.", names=names))
