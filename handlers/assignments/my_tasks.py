"""`/homework`: my tasks, with state and time left; and one of them in full."""

from __future__ import annotations

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.markup import Value
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.due import Dates, dates_for
from bot.domain.homework.submissions import Submission, may_hand_in, standing, stood_at_due
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.assignments.buttons import AskTime, HandInTo, LetSee, ShowTask
from handlers.assignments.declared import dates_of, feature, task_for, tasks_of
from handlers.assignments.gather import refuse
from handlers.assignments.gathering import listed
from handlers.assignments.show import body, files_of, time_left

MOST = 20

STANDS = {
    "open": N_("to do"),
    "overdue": N_("not handed in, but I still take it"),
    "missing": N_("not handed in"),
    "handed_in": N_("handed in"),
    "late": N_("handed in late"),
    "accepted": N_("accepted"),
    "returned": N_("looked at, with comments"),
    "changes_asked": N_("changes are asked for"),
}


@feature.command(
    "homework", access="members", summary=N_("see your tasks: what is due, what is handed in"), example="homework"
)
async def homework(turn: Turn[CommandInvoked]) -> list[Intent]:
    if not turn.me.learner:
        words = N_("Homework is for participants, so there is nothing for you to do here.")
        if turn.me.withdrawn:
            words = N_("You have left the programme, so you have no homework. What you handed in is kept.")
        elif turn.me.roles & LEADS:
            words = N_(
                "Homework is for participants. What you gave out is under /assignments; to give out more, send /assign."
            )
        return [turn.tell(words)]
    tasks = await tasks_of(turn, turn.me)
    if not tasks:
        return [turn.tell(N_("You have no tasks yet. I write to you as soon as there is one."))]
    text = turn.voice("**My tasks**") + await lines(turn, turn.me, tasks, turn.voice)
    rows = tuple((button(one.title[:60], ShowTask(one.id)),) for one in tasks[:MOST])
    return [Private(Message(text, rows))]


async def lines(view: View, member: Member, tasks: list[Assignment], _: Voice) -> Text:
    """Each in a line: 'Canvas: to do, Wed 13 Nov 18:00 (2 days left)'."""
    submissions = await view.uow.submissions.all_of_member(member.id)
    extensions = await view.uow.extensions.all_of_member(member.id)
    said = []
    for one in tasks:
        extended = extensions.get(one.id)
        dates = dates_for(one, extended.until if extended else None)
        said.append(_line(_, one, dates, submissions.get(one.id), view))
    return bullets(*said)


def _line(_: Voice, one: Assignment, dates: Dates, submission: Submission | None, view: View) -> Text:
    stands = standing(submission, one, dates, view.now)
    values: dict[str, Value] = {"title": one.title, "state": _.plain(STANDS[stands]), "due": _.moment(dates.due)}
    if stands in ("open", "overdue"):
        left = time_left(_, dates.due, view.now)
        return _("**{title}**: {state}, due {due} ({left})", left=left, **values)
    return _("**{title}**: {state}, due {due}", **values)


@feature.button(ShowTask, access="members", any_cohort=True)
async def show_task(pressed: Turn[ButtonPressed], data: ShowTask) -> list[Intent]:
    try:
        turn, found = await task_for(pressed, data.assignment)
    except RuleViolation as violation:
        return refuse(pressed, violation)
    if found.state == "withdrawn":
        return refuse(turn, RuleViolation("submission.withdrawn"))
    return [Private(await _page(turn, found, turn.me))]


async def _page(view: View, found: Assignment, member: Member) -> Message:
    _ = view.voice_for(member)
    dates = await dates_of(view, found, member)
    submission = await view.uow.submissions.of_member(member.id, found.id)
    stands = standing(submission, found, dates, view.now)
    text = body(view, found, dates, _) + _("State: **{state}**", state=_.plain(STANDS[stands]))
    if submission is not None and submission.version:
        text += await _versions(view, submission, dates, _)
    rows = []
    try:
        may_hand_in(found, dates, view.now, theirs=True)
        new = submission is not None and submission.version > 0
        label = _.plain("Hand in a new version") if new else _.plain("Hand in")
        rows.append((button(label, HandInTo(found.id), "primary"),))
    except RuleViolation:
        pass
    if stands in ("open", "overdue", "missing"):
        rows.append((button(_.plain("Ask for more time"), AskTime(found.id)),))
    if found.task.shared and submission is not None and submission.version:
        rows.append((_see(_, submission),))
    return Message(text, tuple(rows), await files_of(view, found))


async def _versions(view: View, submission: Submission, dates: Dates, _: Voice) -> Text:
    """The newest in full; and which one stood at the due date."""
    versions = await view.uow.submissions.versions(submission.id)
    stood = stood_at_due(versions, dates.due)
    newest = versions[-1]
    text = _("Version {n}, handed in {when}:", n=newest.number, when=_.moment(newest.at))
    text += listed(_, await view.uow.submission_items.of_version(submission.id, newest.number))
    if stood is None:
        return text + _("It came late.")
    if stood.number != newest.number:
        text += _("At the due date, version {n} stood ({when}).", n=stood.number, when=_.moment(stood.at))
    return text


def _see(_: Voice, submission: Submission) -> Button:
    label = _.plain("Only for trainers") if submission.consent else _.plain("Let the others see it")
    return button(label, LetSee(submission.id, not submission.consent))
