"""Reminders to those alone who have not handed in; one notice when it is overdue; and a digest of these for trainers.

All that asks members for homework goes out from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Recheck, ToMany
from bot.chat.text import bullets
from bot.domain.homework.assignments import Assignment, concerned, is_concerned
from bot.domain.homework.due import Dates, dates_for
from bot.domain.homework.remind import BEFORE, DIGEST_AFTER, OVERDUE_FOR, Reminder, Which, digest_due, due_now
from bot.domain.homework.submissions import is_closed
from bot.domain.people import LEADS, Member
from bot.feature import Do, Planned
from bot.locale import dates as words_of
from bot.locale.voice import N_
from bot.scene import Scene, View
from handlers.feedback.buttons import Desk
from handlers.feedback.declared import dates_of, feature, leads_of, rows_of, who

NAMES_MAX = 40

HEADS: Mapping[Which, str] = {
    "3d": N_("📌 **{title}** is due in {left}: {due}."),
    "1d": N_("📌 **{title}** is due in {left}: {due}."),
    "3h": N_("⏰ **{title}** is due in {left}: {due}."),
    "overdue": N_("⚠️ **{title}** was due on {due}. You can still hand it in."),
}


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
    handed_in = await scene.uow.feedback.handed_in_by(one.id)
    members = concerned(await scene.uow.members.of_cohort(scene.cohort.id), one.task.audience)
    late = [
        member
        for member in members
        if member.id not in handed_in and dates_for(one, more.get(member.id)).due == dates.due
    ]
    return _to_each(scene, one, dates, reminder, late)


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
    recheck = Recheck("feedback.reminder", args)
    return [
        ToMany(tuple(ids), key, recheck, at=at, expires=reminder.until)
        for at, ids in by_moment.items()
        if at < reminder.until
    ]


@feature.recheck("feedback.reminder")
async def reminder_now(view: View, assignment: str, which: Which, due: str, to: str) -> Message | None:
    """Unless it was handed in, withdrawn or closed meanwhile, or its due date is another one now."""
    found = await view.uow.assignments.by_id(int(assignment))
    member = await view.uow.members.by_id(int(to))
    if found is None or member is None or not found.public or not is_concerned(member, found.task.audience):
        return None
    dates = await dates_of(view, found, member.id)
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


async def overdue_digest(scene: Scene) -> list[Intent]:
    """To each trainer and organiser, once an assignment and due date, where anybody is overdue."""
    told: list[Intent] = []
    for one in await scene.uow.assignments.of_cohort(scene.cohort.id, "open", "closed"):
        if not digest_due(one.due, scene.now):
            continue
        name = f"homework:{one.id}:digest:{int(one.due.timestamp())}"
        if await scene.uow.reminders.take(scene.cohort.id, name, scene.now, "given"):
            for lead in await leads_of(scene):
                args = {"assignment": str(one.id), "reader": str(lead.id)}
                at = scene.config.quiet.over(scene.now, lead.zone)
                recheck, expires = Recheck("feedback.overdue", args), one.due + OVERDUE_FOR
                told.append(Private(to=lead.id, key=f"{name}:{lead.id}", at=at, expires=expires, recheck=recheck))
    return told


@feature.recheck("feedback.overdue")
async def overdue_now(view: View, assignment: str, reader: str) -> Message | None:
    """Who is overdue by now; nothing where nobody is."""
    found = await view.uow.assignments.by_id(int(assignment))
    lead = await view.uow.members.by_id(int(reader))
    if found is None or lead is None or lead.withdrawn or not lead.roles & LEADS or not found.public:
        return None
    rows = await rows_of(view, found)
    lacking = [member for member, _work, state in rows if state in ("overdue", "missing")]
    if not lacking:
        return None
    _ = view.voice_for(lead)
    waiting = len([state for _member, _work, state in rows if state in ("handed_in", "late")])
    text = _(
        "**{title}** was due on {due}. {n} of {all} have not handed in:",
        title=found.title,
        due=_.moment(found.due),
        n=len(lacking),
        all=len(rows),
    )
    text += bullets(*(_("{who}", who=who(member)) for member in lacking[:NAMES_MAX]))
    if len(lacking) > NAMES_MAX:
        text += _("and {n} more.", n=len(lacking) - NAMES_MAX)
    text += _("They have been reminded. To look at: {n}.", n=waiting)
    return Message(text, ((button(_.plain("Open what was handed in"), Desk(found.id, 0, 0), "primary"),),))


@feature.plans
async def planned(view: View) -> list[Planned]:
    """The reminders of what is open, at the usual dates."""
    _ = view.group_voice
    found: list[Planned] = []
    for one in await view.uow.assignments.of_cohort(view.cohort.id, "open"):
        words = _.plain("Reminder of homework: {title}", title=one.title)
        to = _.plain("who has not handed in")
        found += [Planned(one.due - ahead, words, to) for ahead in BEFORE.values()]
        found.append(
            Planned(one.due + DIGEST_AFTER, _.plain("Who is overdue: {title}", title=one.title), _.plain("trainers"))
        )
    return found
