"""Homework in `/me`."""

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
