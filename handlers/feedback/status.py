"""Homework in `/status`, and what waits for a member in `/me`."""

from __future__ import annotations

from bot.chat.text import Text, bullets
from bot.domain.people import LEADS, Member
from bot.locale.voice import Voice
from bot.scene import View
from handlers.feedback.declared import feature
from handlers.feedback.overview import line, tasks_of

MOST = 10


@feature.status
async def overall(view: View, _: Voice, reader: Member | None) -> Text:
    """By assignment: handed in, late, missing. Counts only: names are behind /submissions."""
    found = (await tasks_of(view))[:MOST]
    if not found:
        return ()
    tallies = await view.uow.feedback.tallies(found)
    text = _("**Homework**") + bullets(*(line(_, one, tallies[one.id], view.now) for one in found))
    if reader and reader.roles & LEADS:
        text += _("Who handed in, and who did not: /submissions")
    return text


@feature.progress
async def mine(view: View, member: Member) -> Text:
    """What a participant has to change; and for a trainer, how much waits to be looked at."""
    _ = view.voice_for(member)
    if member.roles & LEADS:
        tallies = await view.uow.feedback.tallies(await tasks_of(view))
        waiting = sum(tally.waiting for tally in tallies.values())
        return _("Homework that waits for you: {n}. To see it, send /submissions", n=waiting) if waiting else ()
    works = await view.uow.submissions.all_of_member(member.id)
    asked = [
        task.title
        for task in await view.uow.assignments.of_cohort(view.cohort.id, "open", "closed")
        if task.id in works and works[task.id].state == "changes_asked"
    ]
    if not asked:
        return ()
    return _("**Changes are asked for** (to read more, send /feedback):") + bullets(
        *(_("{title}", title=title) for title in asked)
    )
