"""In the overview on Monday, for trainers: how much homework waits to be looked at."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import button
from bot.chat.messages import Message
from bot.chat.text import bullets
from bot.domain.people import LEADS, Member
from bot.feature import Do
from bot.scene import View
from handlers.feedback.declared import feature
from handlers.feedback.overview import tasks_of

MOST = 5


@feature.week_ahead
async def waits_for_feedback(view: View, member: Member, _until: datetime) -> Message | None:
    tasks = await tasks_of(view) if member.roles & LEADS else []
    tallies = await view.uow.feedback.tallies(tasks)
    waiting = [(one.title, tallies[one.id].waiting) for one in tasks if tallies[one.id].waiting]
    if not waiting:
        return None
    _ = view.voice_for(member)
    text = _("**Homework that waits for feedback:** {n}", n=sum(n for _title, n in waiting))
    text += bullets(*(_("{title}: {n}", title=title, n=n) for title, n in waiting[:MOST]))
    if len(waiting) > MOST:
        text += _("and more: see /submissions")
    return Message(text, ((button(_.plain("Look at homework"), Do("submissions")),),))
