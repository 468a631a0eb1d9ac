"""Homework in `/status`, and what waits for a member in `/me`."""

from __future__ import annotations

from bot.chat.text import Text, bullets
from bot.domain.people import LEADS, STAFF, Member
from bot.locale.voice import Voice
from bot.report import Listing, More, Report
from bot.scene import View
from handlers.feedback.declared import feature
from handlers.feedback.overview import line, tasks_of

SHOWN = 2
"""Those due soonest, or lately: the others are behind a button."""


@feature.status
async def overall(view: View, _: Voice, reader: Member | None) -> Report:
    """By assignment: handed in, late, missing. Counts only: names are behind /submissions."""
    tasks = await tasks_of(view)
    if not tasks:
        return Report()
    leads = reader is not None and bool(reader.roles & LEADS)
    tallies = await view.uow.feedback.tallies(tasks if leads else tasks[:SHOWN])
    shown = sorted(tasks[:SHOWN], key=lambda one: one.due)
    text = _("**Homework**") + bullets(*(line(_, one, tallies[one.id], view.now, brief=True) for one in shown))
    more = [More("homework", _.plain("All homework ({n})", n=len(tasks)))] if reader and len(tasks) > SHOWN else []
    if not leads:
        return Report(text, more=tuple(more))
    waiting = sum(tally.waiting for tally in tallies.values())
    waits = (_("Homework to look at: **{n}**. Send /submissions.", n=waiting),) if waiting else ()
    return Report(text + _("Who handed in, and who did not: /submissions"), waits, tuple(more))


@feature.listing("homework", access=STAFF)
async def all_homework(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    tasks = sorted(await tasks_of(view), key=lambda one: one.due)
    tallies = await view.uow.feedback.tallies(tasks[lines])
    said = tuple(line(_, one, tallies[one.id], view.now, brief=True) for one in tasks[lines])
    return Listing(_("**Homework**"), len(tasks), said)


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
