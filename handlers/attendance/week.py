"""In the overview on Monday. For those who run the sessions: how many have said that they cannot come. For those who take
part: to what they may not come."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.chat.messages import Message
from bot.chat.text import Text
from bot.domain.eligibility import eligibility
from bot.domain.people import LEADS, Member
from bot.locale.voice import N_
from bot.programme import Session
from bot.programme.schedule import meetings
from bot.programme.upcoming import upcoming
from bot.scene import View
from handlers.attendance.declared import feature
from handlers.attendance.sessions import titles_of


@feature.week_ahead
async def may_not_come(view: View, member: Member, until: datetime) -> Message | None:
    """As it stands: organisers may still decide otherwise."""
    all_of_them = meetings(view.programme)
    needs = {one.key: one for one in all_of_them if one.requires}
    ahead = [one for one in upcoming(view.programme, view.now) if one.key in needs and _begins(one, until) < until]
    if not ahead or not member.learner:
        return None
    attended = {one.session for one in await view.uow.check_ins.of_member(member.id)}
    notices = {one.session: one.state for one in await view.uow.absences.of_member(member.id)}
    counts = view.programme.rules.justified_absence_counts
    barred = tuple(
        one.key
        for one in ahead
        if eligibility(needs[one.key], all_of_them, attended, view.now, notices, justified_counts=counts).verdict
        == "no"
    )
    if not barred:
        return None
    words = N_("**{titles}**: you may not come as it stands, see /eligibility")
    return Message(view.voice_for(member)(words, titles=titles_of(view.programme, barred)))


def _begins(session: Session, otherwise: datetime) -> datetime:
    return session.starts_at or session.over_at or otherwise


@feature.week_ahead
async def who_cannot_come(view: View, member: Member, until: datetime) -> Message | None:
    if not member.roles & LEADS:
        return None
    ahead = [s for s in upcoming(view.programme, view.now) if _begins(s, until) < until]
    notices = await view.uow.absences.of_cohort(view.cohort.id) if ahead else []
    said = Counter(notice.session for notice in notices if notice.state != "withdrawn")
    _ = view.voice_for(member)
    lines: Text = ()
    for session in ahead:
        if said[session.key]:
            lines += _("**{title}**: {n} said that they cannot come.", title=session.title, n=said[session.key])
    return Message(lines) if lines else None
