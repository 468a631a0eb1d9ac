"""A mentoring is over: who stays hears it, and organisers get the mentee back with the next best mentor."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.messages import Intent, Message
from bot.domain.peers.mentoring import Mentoring
from bot.domain.people import ORGANISERS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import Voice
from bot.scene import Scene, View
from handlers.peers.buttons import Mentors, OnMentoring
from handlers.peers.declared import feature, members_of, organisers_of
from handlers.peers.mentoring.pool import Standing, standing
from handlers.peers.mentoring.propose import bring_up_to_date
from handlers.peers.nudge import nudge
from handlers.peers.words import of_two, who


@feature.tick
async def who_left(scene: Scene) -> list[Intent]:
    """Who left the programme, was erased, or has another role is nobody's mentor or mentee any more."""
    if scene.programme.peers is None or not await scene.uow.mentorings.who_left(scene.cohort.id):
        return []
    await scene.uow.rounds.lock(scene.cohort.id)
    left = await scene.uow.mentorings.who_left(scene.cohort.id)
    await scene.uow.mentorings.drop_proposals([one.id for one in left])
    return await ended(scene, [one for one in left if one.since])


async def ended(scene: Scene, over: Sequence[Mentoring]) -> list[Intent]:
    """Under the cohort's lock, of what people were told: each ends once. Who stays is told; mentees who stay get a proposal,
    which organisers are shown."""
    over = [one for one in over if await scene.uow.mentorings.end(one.id)]
    told: list[Intent] = []
    back: list[Mentoring] = []
    for one in over:
        for each in await members_of(scene, one.members):
            told.append(_nudge(scene, each, "mentoring_over", one))
            if each.id == one.mentee_id and "mentee" in each.roles:
                back.append(one)
    if back:
        await _propose_anew(scene, back)
    organisers = await organisers_of(scene) if back else []
    return [*told, *(_nudge(scene, organiser, "no_mentor", one) for organiser in organisers for one in back)]


def _nudge(scene: Scene, to: Member, kind: str, about: Mentoring) -> Intent:
    return nudge(scene, to, kind, str(about.id), mentee=about.mentee_id, mentor=about.mentor_id)


async def _propose_anew(scene: Scene, back: Sequence[Mentoring]) -> None:
    try:
        await bring_up_to_date(scene, {one.mentee_id for one in back})
    except RuleViolation:
        return  # there is no mentor left at all: organisers are told so


async def _names(view: View, _: Voice, mentee: str, mentor: str) -> tuple[str, str]:
    """Of who was erased no name is left."""
    names = []
    for member_id, nameless in ((mentee, _.plain("Your mentee")), (mentor, _.plain("Your mentor"))):
        member = await view.uow.members.by_id(int(member_id))
        names.append(member.name if member and not member.erased else nameless)
    return names[0], names[1]


@feature.recheck("peers.mentoring_over")
async def over(view: View, to: str, mentee: str, mentor: str) -> Message | None:
    """To who stays; not where they are together again by now."""
    reader = await view.uow.members.by_id(int(to))
    theirs = await view.uow.mentorings.of_member(int(to))
    if reader is None or reader.withdrawn or any(one.members == (int(mentee), int(mentor)) for one in theirs):
        return None
    _ = view.voice_for(reader)
    their_mentee, their_mentor = await _names(view, _, mentee, mentor)
    if to == mentor:
        text = _("**{name} is not your mentee any more.** You have a place free.", name=their_mentee)
        return Message(text + _("If the organisers have somebody else for you, you hear it from me."))
    text = _("**{name} cannot be your mentor any more.**", name=their_mentor)
    if any(one.mentee_id == reader.id for one in theirs):
        return Message(text)
    return Message(
        text + _("The organisers look for somebody else. As soon as they have found one, you hear it from me.")
    )


@feature.recheck("peers.no_mentor")
async def no_mentor(view: View, to: str, mentee: str, mentor: str) -> Message | None:
    """To an organiser, unless the mentee has another mentor by now, or has left, too."""
    reader, theirs = [await view.uow.members.by_id(int(member_id)) for member_id in (to, mentee)]
    if (
        reader is None
        or reader.withdrawn
        or not reader.roles & ORGANISERS
        or theirs is None
        or theirs.withdrawn
        or theirs.erased
    ):
        return None
    if await view.uow.mentorings.of_member(theirs.id):
        return None
    _ = view.voice_for(reader)
    gone = await view.uow.members.by_id(int(mentor))
    text = _("**{name} has no mentor any more.**", name=theirs.name)
    if gone is not None and gone.withdrawn and not gone.erased:
        text += _("{mentor} has left the programme.", mentor=gone.name)
    now = await _standing(view)
    next_one = (
        next((one for one in now.proposed if one.mentee_id == theirs.id and now.knows(one)), None) if now else None
    )
    rows: list[tuple[Button, ...]] = [(button(_.plain("All mentors"), Mentors(view.cohort.id, 0, "see")),)]
    if now is None or next_one is None:
        text += _(
            "Nobody who fits has a place left. A mentor can take more in their `/profile`, or you add one to the list of people."
        )
        return Message(text, tuple(rows))
    fits = now.member(next_one.mentor_id)
    text += _("The next best: **{who}**.", who=who(fits))
    why = of_two(now.why(theirs.id, fits.id), theirs.name, fits.name, _)
    text += _("{why}", why=why) if why else ()
    rows.insert(0, (button(_.plain("Look at these two"), OnMentoring(next_one.id, "see"), "primary"),))
    return Message(text, tuple(rows))


async def _standing(view: View) -> Standing | None:
    try:
        return await standing(view)
    except RuleViolation:
        return None
