"""Handing in again without losing what was handed in: it is put together once more, and something is added."""

from __future__ import annotations

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent
from bot.domain.homework.submissions import left_out, may_hand_in
from bot.domain.violation import RuleViolation
from bot.scene import Turn
from handlers.assignments.buttons import KeepIt
from handlers.assignments.declared import dates_of, feature, own_submission
from handlers.assignments.gather import refuse, show


@feature.button(KeepIt, access="members", any_cohort=True)
async def keep(pressed: Turn[ButtonPressed], data: KeepIt) -> list[Intent]:
    """Each thing once, however often it is tapped."""
    try:
        turn, _found, assignment = await own_submission(pressed, data.submission)
        may_hand_in(assignment, await dates_of(turn, assignment, turn.me), turn.now, theirs=True)
        submission = await turn.uow.submissions.lock(data.submission)
        assert submission is not None
        gathered = await turn.uow.submission_items.gathered(submission.id)
        lost = left_out(await turn.uow.submission_items.of_version(submission.id, submission.version), gathered)
        most = turn.deployment.homework.most_at_once
        if len(gathered) + len(lost) > most:
            raise RuleViolation("submission.most", max=most)
    except RuleViolation as violation:
        return refuse(pressed, violation)
    for item in lost:
        await turn.uow.submission_items.keep(item)
    return await show(turn, submission)
