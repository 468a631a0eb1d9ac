"""In the overview on Monday: how things stand, for organisers; only if there is something to say."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.messages import Message
from bot.domain.people import ORGANISERS, Member
from bot.programme.upcoming import dated
from bot.scene import View
from handlers.status.declared import feature, gathered, looks, worded
from handlers.status.lists import openers

WEEK = timedelta(days=7)


@feature.week_ahead
async def how_things_stand(view: View, member: Member, _until: datetime) -> Message | None:
    """None for others, and for an old programme in which nobody waits for anything."""
    if not member.roles & ORGANISERS or not await _something_to_say(view):
        return None
    _ = view.voice_for(member)
    found = await gathered(view, _, member)
    rows = (*openers(view.cohort.id, found.more), *looks(_, view.cohort.id, member.roles))
    return Message(worded(_, found), rows)


async def _something_to_say(view: View) -> bool:
    """A session was last week or is this week; or somebody waits for the organisers."""
    ahead = [session for session in dated(view.programme) if session.over_at and session.over_at >= view.now - WEEK]
    if any((session.starts_at or session.over_at or view.now) <= view.now + WEEK for session in ahead):
        return True
    if await view.uow.absences.open_ones(view.cohort.id) or await view.uow.questions.open_ones(view.cohort.id):
        return True
    if await view.uow.accounts.open_requests(view.cohort.id):
        return True
    return bool(ahead) and bool(await view.uow.outbox.failed(view.cohort.id, 1))
