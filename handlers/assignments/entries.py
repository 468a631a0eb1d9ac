"""Due dates in a member's private calendar."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.calendar import Entry
from bot.domain.homework.due import dates_for
from bot.domain.people import Member
from bot.scene import View
from handlers.assignments.declared import feature, tasks_of

LENGTH = timedelta(minutes=30)
"""So that calendars show it: the half hour before it is due."""


@feature.calendar
async def entries(view: View, member: Member) -> list[Entry]:
    """Of what they have to do, on their own dates."""
    if not member.learner:
        return []
    _ = view.voice_for(member)
    tasks = await tasks_of(view, member)
    extensions = await view.uow.extensions.all_of_member(member.id) if tasks else {}
    works = await view.uow.submissions.all_of_member(member.id) if tasks else {}
    found = []
    for one in tasks:
        extended, work = extensions.get(one.id), works.get(one.id)
        due = dates_for(one, extended.until if extended else None).due
        uid, title = f"assignment-{one.id}-{member.id}@groupmate", _.plain("Due: {title}", title=one.title)
        # It rises with each change; more time for one alone counts, too.
        sequence = 2 * one.changes + int(due != one.due)
        changed = one.posted_at or view.now
        settled = work is not None and work.version > 0
        entry = Entry(uid, title, changed, due - LENGTH, due, sequence=sequence, deadline=True, settled=settled)
        found.append(entry)
    return found
