"""The digest for trainers: who is overdue, once an assignment and due date."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.chat.text import bullets
from bot.domain.homework.remind import DIGEST_AFTER, OVERDUE_FOR, digest_due
from bot.domain.people import LEADS
from bot.feature import Planned
from bot.scene import Scene, View
from handlers.feedback.buttons import Desk
from handlers.feedback.declared import feature, leads_of, rows_of, who

NAMES_MAX = 40


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
    _ = view.group_voice
    return [
        Planned(one.due + DIGEST_AFTER, _.plain("Who is overdue: {title}", title=one.title), _.plain("trainers"))
        for one in await view.uow.assignments.of_cohort(view.cohort.id, "open")
    ]
