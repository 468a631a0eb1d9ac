"""Mentors in `/status`, and for organisers in the overview on Monday."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import button
from bot.chat.messages import Message
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import Voice
from bot.report import Listing, More, Report
from bot.scene import View
from handlers.peers.buttons import Mentors
from handlers.peers.declared import feature
from handlers.peers.words import who


async def _without(view: View) -> tuple[list[Member], int]:
    """Mentees without a mentor, of how many; none of no one where the list of people has no mentors."""
    mentees = await view.uow.members.with_roles(view.cohort.id, {"mentee"})
    if not mentees or not await view.uow.members.with_roles(view.cohort.id, {"mentor"}):
        return [], 0
    matched = {one.mentee_id for one in await view.uow.mentorings.of_cohort(view.cohort.id) if one.since}
    return [one for one in mentees if one.id not in matched], len(mentees)


@feature.status
async def overall(view: View, _: Voice, reader: Member | None) -> Report:
    """How many have a mentor; who has none is for organisers' eyes, as is what is proposed."""
    without, mentees = await _without(view) if view.programme.peers is not None else ([], 0)
    if not mentees:
        return Report()
    text = _("**Mentors:** {n} of {all} mentees have one.", n=mentees - len(without), all=mentees)
    if reader is None or not reader.roles & ORGANISERS:
        return Report(text)
    proposed = await _proposed(view)
    waits = (_("Mentors proposed: **{n}**. Send `/peers mentors`.", n=proposed),) if proposed else ()
    more = (More("no_mentor", _.plain("No mentor yet ({n})", n=len(without))),) if without else ()
    return Report(text, waits, more)


@feature.listing("no_mentor", access=ORGANISERS)
async def no_mentor(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    without, _mentees = await _without(view)
    said = tuple(_("{who}", who=who(one)) for one in without[lines])
    return Listing(_("**No mentor yet:** {n}", n=len(without)), len(without), said)


async def _proposed(view: View) -> int:
    return sum(one.since is None for one in await view.uow.mentorings.of_cohort(view.cohort.id))


@feature.week_ahead
async def to_do(view: View, member: Member, _until: datetime) -> Message | None:
    if view.programme.peers is None or not member.roles & ORGANISERS:
        return None
    waiting = await _proposed(view)
    if not waiting:
        return None
    _ = view.voice_for(member)
    words = _.plural("{n} proposal waits for you.", "{n} proposals wait for you.", waiting)
    look = button(_.plain("Look at the mentors"), Mentors(view.cohort.id, 0, "see"))
    return Message(_("**Mentors:** {words}", words=words), ((look,),))
