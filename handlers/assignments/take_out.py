"""Taking out again what was put together: the last thing, or all of it."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Refresh
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.assignments.buttons import RemoveLast, StopIt
from handlers.assignments.declared import feature, own_submission
from handlers.assignments.gather import refuse
from handlers.assignments.gathering import STOP, gathering_card, hand_in_button
from handlers.assignments.hand_in import go_on


@feature.button(RemoveLast, access="members", any_cohort=True)
async def remove_last(pressed: Turn[ButtonPressed], data: RemoveLast) -> list[Intent]:
    """Who waits for their receipt because of it alone, gets it now."""
    try:
        turn, submission, _found = await own_submission(pressed, data.submission)
    except RuleViolation as violation:
        return refuse(pressed, violation)
    item = await turn.uow.submission_items.by_id(data.item)
    if item is None or item.submission_id != submission.id:
        raise RuleViolation("access.denied", access="members")
    locked = await turn.uow.submissions.lock(submission.id)
    done = await turn.uow.submission_items.end(item.id, "dropped")
    words = N_("Removed.") if done else N_("It was removed or handed in already.")
    return [turn.toast(words), *await go_on(turn, locked)]


@feature.stopping
async def not_by_cancel(turn: Turn[CommandInvoked]) -> list[Intent]:
    """It may be long work: a word that was meant for a form does not throw it away."""
    submission = await turn.uow.submissions.gathering(turn.me.id)
    found = await turn.uow.assignments.by_id(submission.assignment_id) if submission else None
    if submission is None or found is None or not turn.me.learner:
        return []
    items = await turn.uow.submission_items.gathered(submission.id)
    if not items and not submission.listens(turn.now):
        return []
    words = N_(
        "No form is open. You are handing in **{title}**: what you have sent me for it is kept. To drop it, tap **Stop**."
    )
    stop_it = button(turn.voice.plain(STOP), StopIt(submission.id), "danger")
    row = (hand_in_button(turn.voice, submission.id), stop_it) if items else (stop_it,)
    return [turn.tell(words, (row,), title=found.title)]


@feature.button(StopIt, access="members", any_cohort=True)
async def stop(pressed: Turn[ButtonPressed], data: StopIt) -> list[Intent]:
    try:
        turn, submission, found = await own_submission(pressed, data.submission)
    except RuleViolation as violation:
        return refuse(pressed, violation)
    await turn.uow.submission_items.drop_gathered(submission.id)
    await turn.uow.submissions.stop_gathering(turn.me.id)
    words = turn.voice("Stopped. Nothing was handed in for **{title}** just now.", title=found.title)
    return [Private(Message(words)), Refresh(gathering_card(submission.id, submission.sitting))]
