"""`/feedback`: what was said about one's own work."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.chat.words import shortened
from bot.domain.homework.submissions import Submission
from bot.domain.people import Member
from bot.handed_in import contents
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.feedback.buttons import MyWork, Reply
from handlers.feedback.consent import consent_button
from handlers.feedback.declared import GIVEN_OUT, feature, own_work
from handlers.feedback.refusals import STATES
from handlers.feedback.thread import said_about


@feature.command("feedback", access="members", summary=N_("see what was said about your homework"), example="feedback")
async def feedback(turn: Turn[CommandInvoked]) -> list[Intent]:
    _ = turn.voice
    mine = await _handed_in(turn, turn.me)
    if not mine:
        return [
            turn.tell(N_("You have not handed in any homework yet, so there is no feedback. Your tasks: /homework."))
        ]
    lines = [_line(turn, title, one) for title, one in mine]
    rows = tuple((button(shortened(title, 40), MyWork(one.id)),) for title, one in mine)
    return [Private(Message(_("**Feedback on your homework**: which one do you want to see?") + bullets(*lines), rows))]


def _line(turn: Turn[CommandInvoked], title: str, one: Submission) -> Text:
    _ = turn.voice
    return _("**{title}**, version {n}: {state}", title=title, n=one.version, state=_.plain(STATES[one.state]))


async def _handed_in(view: View, member: Member) -> list[tuple[str, Submission]]:
    """The newest first."""
    mine = await view.uow.submissions.all_of_member(member.id)
    public = await view.uow.assignments.of_cohort(view.cohort.id, *GIVEN_OUT)
    found = [(task.title, mine[task.id]) for task in public if task.id in mine and mine[task.id].version]
    return sorted(found, key=lambda pair: pair[1].id, reverse=True)


@feature.button(MyWork, access="members", any_cohort=True)
async def my_work(pressed: Turn[ButtonPressed], data: MyWork) -> list[Intent]:
    turn, found, task = await own_work(pressed, data.submission)
    _ = turn.voice
    works = await turn.uow.feedback.works([found.id])
    text = _("**{title}**: {state}", title=task.title, state=_.plain(STATES[found.state]))
    if works:
        at = _.moment(works[0].version.at)
        text += _("Your version {n}, handed in on {at}:", n=works[0].version.number, at=at) + contents(_, works[0])
    comments = await turn.uow.submissions.comments(found.id)
    text += await said_about(turn, _, comments, reader=turn.me.id) or _("Nobody has said anything about it yet.")
    rows = [(button(_.plain("Write to your trainer"), Reply(found.id)),)]
    if task.task.shared:
        text += _("The others may see it, as you said.") if found.consent else _("Only trainers see it.")
        rows.append((consent_button(_, found),))
    return [Edit(Message(text, tuple(rows)))]
