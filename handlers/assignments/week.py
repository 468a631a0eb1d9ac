"""In the overview on Monday: what members still have to hand in, and for trainers who waits for more time.

What is due in the week stands in the member's calendar already.
"""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import Button, button
from bot.chat.messages import Message
from bot.chat.text import Text, bullets
from bot.domain.homework.due import dates_for
from bot.domain.homework.submissions import Extension, standing
from bot.domain.people import LEADS, Member
from bot.feature import Do
from bot.locale.voice import Voice
from bot.scene import View
from handlers.assignments.ask_time import minute_of
from handlers.assignments.buttons import DecideTime
from handlers.assignments.declared import feature, tasks_of

SHOWN = 5
"""Of overdue tasks, and of wishes, which have two buttons each: with more the message would be a wall of them."""


@feature.week_ahead
async def to_hand_in(view: View, member: Member, until: datetime) -> Message | None:
    """What is overdue but still taken, and what is to be changed; with a button, also where something is due soon."""
    tasks = await tasks_of(view, member) if member.learner else []
    if not tasks:
        return None
    works = await view.uow.submissions.all_of_member(member.id)
    extensions = await view.uow.extensions.all_of_member(member.id)
    _ = view.voice_for(member)
    overdue: list[Text] = []
    asked: list[Text] = []
    soon = False
    for one in tasks:
        extended = extensions.get(one.id)
        dates = dates_for(one, extended.until if extended else None)
        stands = standing(works.get(one.id), one, dates, view.now)
        soon |= stands == "open" and dates.due < until
        if stands == "overdue":
            overdue.append(_("{title}, was due on {due}", title=one.title, due=_.moment(dates.due)))
        elif stands == "changes_asked" and one.state == "open":
            asked.append(_("{title}", title=one.title))
    text = (_("**Still to hand in:**") + bullets(*overdue[-SHOWN:])) if overdue else ()
    if len(overdue) > SHOWN:
        text += _("and {n} older ones: see /homework", n=len(overdue) - SHOWN)
    text += (_("**Changes are asked for:**") + bullets(*asked)) if asked else ()
    return Message(text, ((button(_.plain("My homework"), Do("homework")),),)) if text or soon else None


@feature.week_ahead
async def who_asks_for_time(view: View, member: Member, _until: datetime) -> Message | None:
    if not member.roles & LEADS:
        return None
    wishes = await view.uow.extensions.open_ones(view.cohort.id)
    _ = view.voice_for(member)
    found = [one for wish in wishes if (one := await _wish(view, _, wish))]
    if not found:
        return None
    text = _("**More time for homework to decide:** {n}", n=len(found)) + bullets(
        *(line for line, _row in found[:SHOWN])
    )
    if len(found) > SHOWN:
        text += _("and {n} more.", n=len(found) - SHOWN)
    return Message(text, tuple(row for _line, row in found[:SHOWN]))


async def _wish(view: View, _: Voice, wish: Extension) -> tuple[Text, tuple[Button, ...]] | None:
    """None where its author has left, or nobody can hand in any more."""
    task = await view.uow.assignments.by_id(wish.assignment_id)
    member = await view.uow.members.by_id(wish.member_id)
    if task is None or member is None or member.withdrawn or not task.public:
        return None
    if wish.asked_at is None or wish.asked_until is None:
        return None
    line = _("{name}: {title}, until {until}", name=member.name, title=task.title, until=_.moment(wish.asked_until))
    minute, name = minute_of(wish.asked_at), member.name[:24]
    yes = button(_.plain("Give it: {name}", name=name), DecideTime(wish.id, minute, yes=True))
    return line, (yes, button(_.plain("No: {name}", name=name), DecideTime(wish.id, minute, yes=False)))
