"""In the overview on Monday, for those who review roadmaps: how many wait. The days of actions stand in the calendar."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import button
from bot.chat.messages import Message
from bot.domain.people import STAFF, Member
from bot.feature import Do
from bot.scene import View
from handlers.roadmap.declared import feature
from handlers.roadmap.news import UNREAD, reviewers_of


@feature.week_ahead
async def waits_to_be_read(view: View, member: Member, _until: datetime) -> Message | None:
    if view.programme.roadmap is None or not member.roles & STAFF:
        return None
    found = await view.uow.roadmaps.of_cohort(view.cohort.id, UNREAD)
    if not found or all(one.id != member.id for one in await reviewers_of(view)):
        return None
    _ = view.voice_for(member)
    words = _.plural("{n} roadmap waits to be read.", "{n} roadmaps wait to be read.", len(found))
    return Message(_("**{words}**", words=words), ((button(_.plain("Show roadmaps"), Do("roadmap")),),))
