"""Who joins after tasks were given out hears of those that are open: one message about all of them."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.domain.homework.assignments import Assignment, is_concerned
from bot.domain.homework.submissions import standing
from bot.domain.people import Member
from bot.feature import Do
from bot.scene import Scene, View
from handlers.assignments.buttons import ShowTask
from handlers.assignments.declared import dates_of, feature
from handlers.assignments.my_tasks import lines

SHOWN = 5
"""Tasks with a button each; the rest is behind a command."""


@feature.enrolled
async def on_joining(scene: Scene, member: Member) -> list[Intent]:
    """Not with a second account, and not in the quiet hours of their clock; none where nothing is open."""
    if len(await scene.uow.accounts.of_member(member.id)) > 1 or not await _to_do(scene, member):
        return []
    recheck = Recheck("assignments.joined", {"to": str(member.id)})
    at = scene.config.quiet.over(scene.now, member.zone)
    return [Private(to=member.id, key=f"assignments-joined:{member.id}", at=at, recheck=recheck)]


async def _to_do(view: View, member: Member) -> list[Assignment]:
    """What they can still hand in, and were not told of when it was posted."""
    if not member.learner:
        return []
    open_ = await view.uow.assignments.of_cohort(member.cohort_id, "open")
    works = await view.uow.submissions.all_of_member(member.id)
    return [
        one
        for one in open_
        if is_concerned(member, one.task.audience)
        and standing(works.get(one.id), one, await dates_of(view, one, member), view.now) in ("open", "overdue")
    ]


@feature.recheck("assignments.joined")
async def tasks_so_far(view: View, to: str) -> Message | None:
    """None where they have left, or have handed in everything meanwhile."""
    member = await view.uow.members.by_id(int(to))
    cohort = await view.uow.cohorts.by_id(member.cohort_id) if member else None
    if member is None or cohort is None:
        return None
    here = replace(view, cohort=cohort)
    tasks = await _to_do(here, member)
    if not tasks:
        return None
    _ = here.voice_for(member)
    head = _.plural(
        "{n} task was given out before you joined:", "{n} tasks were given out before you joined:", len(tasks)
    )
    rows = tuple((button(one.title[:60], ShowTask(one.id)),) for one in tasks[:SHOWN])
    if len(tasks) > SHOWN:
        rows += ((button(_.plain("All my tasks"), Do("homework")),),)
    text = _("**{head}**", head=head) + await lines(here, member, tasks[:SHOWN], _)
    return Message(text, rows)
