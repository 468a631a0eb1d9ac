"""What reaches the author by itself: each action on its day, and after the programme the question how all of them go.

Each is looked at again when it leaves, and dropped where the action is settled, moved or gone by then. It may be one of
several in a message, so its buttons name the action, and open a message of their own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Nudge, Recheck
from bot.chat.text import bullets
from bot.domain.people import Member
from bot.domain.roadmap.follow import ASKED_FOR, OF_USE, follow_up_due, morning_of, wants_reminder
from bot.domain.roadmap.plan import Roadmap
from bot.domain.roadmap.steps import FOLLOWED, title_of
from bot.feature import Do, Planned
from bot.programme import Programme
from bot.scene import Scene, View
from handlers.roadmap.buttons import MyAction
from handlers.roadmap.declared import ACTIONS, FOLLOW_UP, feature, template_of
from handlers.roadmap.show import action_line, action_text, short

A_DAY = timedelta(days=1)
PLANNED_AHEAD = timedelta(days=60)
HELD_FOR = timedelta(days=7)
"""If it may not leave at once, then with the overview on Monday at the latest."""


async def of_actions(scene: Scene) -> list[Intent]:
    """In the morning of its day, on the author's own clock."""
    # A day begins up to 14 hours before UTC's, and ends up to 12 after.
    first, last = (scene.now - OF_USE - A_DAY).date(), (scene.now + A_DAY).date()
    told: list[Intent] = []
    given: list[int] = []
    for due in await scene.uow.roadmap_actions.to_remind(scene.cohort.id, first, last):
        member = await scene.uow.members.by_id(due.member_id)
        if member is None or not wants_reminder(due.day, member.zone, scene.now):
            continue
        given.append(due.part_id)
        recheck = Recheck("roadmap.action", {"part": str(due.part_id), "day": due.day.isoformat()})
        key = f"roadmap-action:{due.part_id}:{due.day}"
        told.append(Nudge(ACTIONS, (member.id,), key, recheck, expires=scene.now + HELD_FOR))
    if given:
        await scene.uow.roadmap_actions.reminded(given)
    return told


@feature.recheck("roadmap.action")
async def action_due(view: View, part: str, day: str, to: str) -> Message | None:
    found, member = await view.uow.roadmaps.by_part(int(part)), await view.uow.members.by_id(int(to))
    action = found.part(int(part)) if found else None
    if found is None or action is None or not _reachable(found, member) or member is None:
        return None
    if action.outcome != "open" or action.due != date.fromisoformat(day) or view.programme.roadmap is None:
        return None
    _ = view.voice_for(member)
    template = template_of(view)
    today = view.now.astimezone(member.zone).date()
    when = _.plain("today") if action.due == today else _.day(action.due)
    head = _("⏰ **From your roadmap, for {when}.** Is it done?", when=when)
    title = short(title_of(action, template))
    rows = (
        (button(_.plain("✓ Done: {title}", title=title), MyAction(action.id, "did"), "primary"),),
        (button(_.plain("Not yet: {title}", title=title), MyAction(action.id, "open")),),
    )
    return Message((*head, *action_text(_, found, action, template)), rows)


async def after_programme(scene: Scene) -> list[Intent]:
    """30, 60 and 90 days after the end, or as the pack says; only who has something open is asked."""
    if scene.programme.roadmap is None:
        return []
    ended = ended_at(scene.programme)
    days = follow_up_due(ended, template_of(scene).follow_ups, scene.now, 0)
    if days is None or ended is None:
        return []
    told: list[Intent] = []
    found = await scene.uow.roadmap_actions.to_follow_up(scene.cohort.id, days)
    for one in found:
        recheck = Recheck("roadmap.follow_up", {"roadmap": str(one.roadmap_id), "days": str(days)})
        key, expires = f"roadmap-follow-up:{one.roadmap_id}:{days}", ended + timedelta(days=days) + ASKED_FOR
        told.append(Nudge(FOLLOW_UP, (one.member_id,), key, recheck, expires=expires))
    if found:
        await scene.uow.roadmap_actions.followed_up([one.roadmap_id for one in found], days)
    return told


@feature.recheck("roadmap.follow_up")
async def follow_up(view: View, roadmap: str, days: str, to: str) -> Message | None:
    found, member = await view.uow.roadmaps.by_id(int(roadmap)), await view.uow.members.by_id(int(to))
    if found is None or member is None or not _reachable(found, member) or view.programme.roadmap is None:
        return None
    template = template_of(view)
    left = [action for action in found.actions if action.outcome == "open"]
    if not left:
        return None
    _ = view.voice_for(member)
    text = _("**{n} days after {title}:** how is your roadmap going?", n=int(days), title=view.cohort.title)
    text += bullets(*(action_line(_, action, template, "own") for action in left))
    text += _("Please tap an action and say whether it is done, moved or dropped.")
    rows = tuple((button(short(title_of(action, template)), MyAction(action.id, "open")),) for action in left)
    return Message(text, (*rows, (button(_.plain("My roadmap"), Do("roadmap")),)))


@feature.plans
async def planned(view: View) -> list[Planned]:
    """The reminders of actions in the weeks to come, and the next question how all of them go."""
    if view.programme.roadmap is None:
        return []
    _ = view.group_voice
    last = (view.now + PLANNED_AHEAD).date()
    coming: list[Planned] = []
    for due in await view.uow.roadmap_actions.to_remind(view.cohort.id, view.now.date(), last):
        member = await view.uow.members.by_id(due.member_id)
        if member:
            coming.append(Planned(morning_of(due.day, member.zone), _.plain("Reminder of an action"), member.name))
    ended, days = ended_at(view.programme), template_of(view).follow_ups
    following = [ended + timedelta(days=day) for day in days if ended and ended + timedelta(days=day) > view.now]
    if following and await view.uow.roadmap_actions.to_follow_up(view.cohort.id, max(days)):
        coming.append(Planned(min(following), _.plain("How are the roadmaps going?"), _.plain("participants")))
    return coming


def _reachable(found: Roadmap, member: Member | None) -> bool:
    return member is not None and not member.withdrawn and found.state in FOLLOWED


def ended_at(programme: Programme) -> datetime | None:
    """When the last session is over; None while a day is not published."""
    ends = [session.over_at for session in programme.sessions]
    return max((end for end in ends if end), default=None) if all(ends) else None
