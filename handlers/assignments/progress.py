"""Homework in `/me`, and in the answer to who asks when it is due."""

from __future__ import annotations

from bot.chat.text import Text
from bot.domain.people import Member
from bot.scene import View
from handlers.assignments.declared import feature, tasks_of
from handlers.assignments.my_tasks import lines


@feature.progress
async def mine(view: View, member: Member) -> Text:
    """Nothing before the first task."""
    tasks = await tasks_of(view, member)
    if not tasks:
        return ()
    _ = view.voice_for(member)
    return (*_("**My homework**"), *await lines(view, member, tasks, _))


@feature.personal("homework")
async def when_due(view: View, member: Member) -> Text:
    """What `mine` says, or plainly that there is nothing."""
    nothing = view.voice_for(member)("No homework is given out to you. When there is some, I tell you when it is due.")
    return await mine(view, member) or nothing
