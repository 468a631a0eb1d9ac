"""Reminders to those alone who have not handed in, three days, one day and three hours before; one notice when it is overdue.

All that asks members for homework goes out from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Nudge, Recheck
from bot.domain.homework.assignments import Assignment, concerned, is_concerned
from bot.domain.homework.due import Dates, dates_for
from bot.domain.homework.remind import BEFORE, Reminder, Which, due_now
from bot.domain.homework.submissions import is_closed
from bot.domain.people import Member
from bot.feature import Do, Planned
from bot.locale import dates as words_of
from bot.locale.voice import N_
from bot.scene import Scene, View
from handlers.assignments.declared import HOMEWORK, LAST_CALL, dates_of, feature

KINDS: Mapping[Which, str] = {"3d": HOMEWORK, "1d": HOMEWORK, "3h": LAST_CALL, "overdue": LAST_CALL}
"""What can wait is held back where somebody hears much; what cannot, goes at its hour."""

HEADS: Mapping[Which, str] = {
    "3d": N_("📌 **{title}** is due in {left}: {due}."),
    "1d": N_("📌 **{title}** is due in {left}: {due}."),
    "3h": N_("⏰ **{title}** is due in {left}: {due}."),
    "overdue": N_("⚠️ **{title}** was due on {due}. You can still hand it in."),
}


@feature.tick
async def remind(scene: Scene) -> list[Intent]:
    """Each reminder of a due date is given out once, to all who have that date and have handed in nothing."""
    public = await scene.uow.assignments.of_cohort(scene.cohort.id, "open", "closed")
    near = [one for one in public if one.due - BEFORE["3d"] <= scene.now]
    if not near:
        return []
    extended = await scene.uow.extensions.of_assignments([one.id for one in near])
    told: list[Intent] = []
    for one in near:
        more = {member_id: until for (task, member_id), until in extended.items() if task == one.id}
        for dates in {dates_for(one, until) for until in (None, *more.values())}:
            told += await _give_out(scene, one, dates, more)
    return told


async def _give_out(scene: Scene, one: Assignment, dates: Dates, more: Mapping[int, datetime]) -> list[Intent]:
    reminder = due_now(dates, one.posted_at or one.due, scene.now)
    if reminder is None or is_closed(one, dates, scene.now):
        return []
    name = f"homework:{one.id}:{reminder.which}:{int(dates.due.timestamp())}"
    if not await scene.uow.reminders.take(scene.cohort.id, name, scene.now, "given"):
        return []
    in_peace = await scene.uow.feedback.handed_in_by(one.id)
    if KINDS[reminder.which] == LAST_CALL:
        in_peace |= await _deaf(scene)
    members = concerned(await scene.uow.members.of_cohort(scene.cohort.id), one.task.audience)
    late = [
        member
        for member in members
        if member.id not in in_peace and dates_for(one, more.get(member.id)).due == dates.due
    ]
    return _to_each(scene, one, dates, reminder, late)


async def _deaf(view: View) -> frozenset[int]:
    """Who has ignored these reminders so often that they get no more of them: no last call, either."""
    ignored = await view.uow.nudges.ignored(view.cohort.id)
    return frozenset(one.member_id for one in ignored if one.kind == HOMEWORK)


def _to_each(
    scene: Scene, one: Assignment, dates: Dates, reminder: Reminder, members: Sequence[Member]
) -> list[Intent]:
    """Not in the quiet hours of their clock; where these last until it is of no use, not at all."""
    by_moment: dict[datetime, list[int]] = defaultdict(list)
    for member in members:
        by_moment[scene.config.quiet.over(scene.now, member.zone)].append(member.id)
    stamp = int(dates.due.timestamp())
    args = {"assignment": str(one.id), "which": reminder.which, "due": str(stamp)}
    key = f"homework:{one.id}:{reminder.which}:{stamp}"
    recheck = Recheck("assignments.reminder", args)
    return [
        Nudge(KINDS[reminder.which], tuple(ids), key, recheck, at=at, expires=reminder.until)
        for at, ids in by_moment.items()
        if at < reminder.until
    ]


@feature.recheck("assignments.reminder")
async def reminder_now(view: View, assignment: str, which: Which, due: str, to: str) -> Message | None:
    """Unless it was handed in, withdrawn or closed meanwhile, or its due date is another one now."""
    found = await view.uow.assignments.by_id(int(assignment))
    member = await view.uow.members.by_id(int(to))
    if found is None or member is None or not found.public or not is_concerned(member, found.task.audience):
        return None
    dates = await dates_of(view, found, member)
    if is_closed(found, dates, view.now):
        return None
    if int(dates.due.timestamp()) != int(due) or member.id in await view.uow.feedback.handed_in_by(found.id):
        return None
    _ = view.voice_for(member)
    left = timedelta(minutes=round(abs(dates.due - view.now) / timedelta(minutes=1)))
    text = _(HEADS[which], title=found.title, due=_.moment(dates.due), left=words_of.duration(left, _.spoken))
    if which == "overdue" and dates.cutoff is not None:
        text += _("I take it until {cutoff}.", cutoff=_.moment(dates.cutoff))
    text += _("Do you need more time? Write to your trainer, or ask for it under **My homework**.")
    rows = (
        (button(_.plain("Hand it in"), Do("submit"), "primary"),),
        (button(_.plain("My homework"), Do("homework")),),
    )
    return Message(text, rows)


@feature.plans
async def planned(view: View) -> list[Planned]:
    """The reminders of what is open, at the usual dates."""
    _ = view.group_voice
    found: list[Planned] = []
    for one in await view.uow.assignments.of_cohort(view.cohort.id, "open"):
        words = _.plain("Reminder of homework: {title}", title=one.title)
        to = _.plain("who has not handed in")
        found += [Planned(one.due - ahead, words, to) for ahead in BEFORE.values()]
    return found
