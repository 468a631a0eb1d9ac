"""What peers may see: nobody's work without a yes, which can be taken back at any time."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Recheck, Refresh
from bot.chat.text import Text
from bot.domain.homework.assignments import Assignment, may_be_named
from bot.domain.homework.debrief import plan_card
from bot.domain.homework.submissions import Submission
from bot.locale.voice import N_, Voice
from bot.scene import Scene, Turn, View
from handlers.feedback.buttons import Agree
from handlers.feedback.declared import feature, own_work

AFTER = timedelta(minutes=5)
"""The receipt has a button for it; who has used it is not asked."""

YES = N_(
    "Thank you: the others may see your work “{title}”. To change your mind, send /feedback and open the work there."
)
NO = N_(
    "All right: only trainers see your work “{title}”. To change your mind, send /feedback and open the work there."
)


def consent_button(_: Voice, found: Submission) -> Button:
    if found.consent:
        return button(_.plain("Only trainers may see it"), Agree(found.id, yes=False))
    return button(_.plain("The others may see it"), Agree(found.id, yes=True))


async def ask_consent(scene: Scene) -> list[Intent]:
    """Soon after somebody has handed in, where peers come into it; never twice about the same work."""
    told: list[Intent] = []
    for work in await scene.uow.debriefs.unasked(scene.cohort.id, scene.now - AFTER):
        if await scene.uow.debriefs.ask_consent(work, scene.now):
            member = await scene.uow.members.by_id(work.member_id)
            assert member is not None
            at = scene.config.quiet.over(scene.now, member.zone)
            recheck = Recheck("feedback.consent", {"submission": str(work.id)})
            told.append(Private(to=member.id, key=f"consent:{work.id}", at=at, recheck=recheck))
    return told


@feature.recheck("feedback.consent")
async def question(view: View, submission: str) -> Message | None:
    """Unless they have said it meanwhile."""
    found = await view.uow.submissions.by_id(int(submission))
    task = await view.uow.assignments.by_id(found.assignment_id) if found else None
    member = await view.uow.members.by_id(found.member_id) if found else None
    if found is None or task is None or member is None or not member.learner or found.consent:
        return None
    if not (task.public and task.task.shared):
        return None
    _ = view.voice_for(member)
    rows = (
        (button(_.plain("Yes, they may see it"), Agree(found.id, yes=True), "primary"),),
        (button(_.plain("No, only trainers"), Agree(found.id, yes=False)),),
    )
    return Message(_("**May the others see your work “{title}”?**", title=task.title) + _why(view, _, task), rows)


def _why(view: View, _: Voice, task: Assignment) -> Text:
    text: Text = ()
    if task.task.peer_reviews:
        words = _.plural(
            "{n} other person reads it and writes to you what they think. You do the same for somebody else.",
            "{n} others read it and write to you what they think. You do the same for {n} others.",
            task.task.peer_reviews,
        )
        text += _("{words}", words=words)
        if task.task.anonymous_reviews:
            text += _("Your names are not shown to one another.")
    if task.task.debrief:
        titles = {session.key: session.title for session in view.programme.sessions}
        text += _("You can show it to the group in “{session}”.", session=titles.get(task.task.debrief, "–"))
    if may_be_named(task):
        text += _("Once it is due, everybody in the programme can read it under /library.")
    return text + _("Without your yes, only trainers see it.")


@feature.button(Agree, access="members", any_cohort=True)
async def agree(pressed: Turn[ButtonPressed], data: Agree) -> list[Intent]:
    turn, found, task = await own_work(pressed, data.submission)
    if not task.task.shared:
        return [turn.toast(N_("Nobody but your trainers sees this one anyway."), alert=True)]
    await turn.uow.submissions.set_consent(found.id, yes=data.yes)
    await turn.uow.debriefs.answer(found.id, turn.now)
    words = turn.voice(YES if data.yes else NO, title=task.title)
    return [Edit(Message(words)), Refresh(plan_card(task.id))]
