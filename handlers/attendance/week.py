"""In the overview on Monday, for those who run the sessions: how many have said that they cannot come."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.chat.messages import Message
from bot.chat.text import Text
from bot.domain.people import LEADS, Member
from bot.programme.upcoming import upcoming
from bot.scene import View
from handlers.attendance.declared import feature


@feature.week_ahead
async def who_cannot_come(view: View, member: Member, until: datetime) -> Message | None:
    if not member.roles & LEADS:
        return None
    ahead = [s for s in upcoming(view.programme, view.now) if (s.starts_at or s.over_at or until) < until]
    notices = await view.uow.absences.of_cohort(view.cohort.id) if ahead else []
    said = Counter(notice.session for notice in notices if notice.state != "withdrawn")
    _ = view.voice_for(member)
    lines: Text = ()
    for session in ahead:
        if said[session.key]:
            lines += _("**{title}**: {n} said that they cannot come.", title=session.title, n=said[session.key])
    return Message(lines) if lines else None
