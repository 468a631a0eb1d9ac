"""Handing in: what is put together becomes a version, and its receipt says so. Not before all of it is safe with us."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private, Recheck, Refresh
from bot.chat.text import Text
from bot.domain.homework.assignments import Assignment, may_be_named
from bot.domain.homework.debrief import plan_card
from bot.domain.homework.submissions import Submission, Version, may_hand_in
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.scene import Scene, Turn, View
from handlers.assignments.buttons import HandIn, LetSee
from handlers.assignments.declared import card_of, dates_of, desk_of, feature, own_submission
from handlers.assignments.gather import refuse
from handlers.assignments.gathering import gathering_card, listed
from handlers.assignments.show import time_left


@feature.button(HandIn, access="members", any_cohort=True)
async def hand_in(pressed: Turn[ButtonPressed], data: HandIn) -> list[Intent]:
    """At once, or, with files still on their way, as soon as these are here: as handed in now."""
    try:
        turn, _found, assignment = await own_submission(pressed, data.submission)
        may_hand_in(assignment, await dates_of(turn, assignment, turn.me), turn.now, theirs=True)
        submission = await turn.uow.submissions.lock(data.submission)
        assert submission is not None
        items = await turn.uow.submission_items.gathered(submission.id)
        if not items:
            raise RuleViolation("submission.nothing")
    except RuleViolation as violation:
        return refuse(pressed, violation)
    if all(item.state == "ready" for item in items):
        return await handed_in(turn, submission, assignment, turn.now)
    await turn.uow.submissions.ask_to_hand_in(submission.id, submission.asked_at or turn.now)
    words = N_("A file is still on its way. You get your receipt as soon as it is safe with me.")
    return [turn.toast(words, alert=True), Refresh(gathering_card(submission.id, submission.sitting))]


async def handed_in(scene: Scene, submission: Submission, assignment: Assignment, at: datetime) -> list[Intent]:
    """With the receipt. Nothing where another device was quicker."""
    member = await scene.uow.members.by_id(submission.member_id)
    assert member is not None
    dates = await dates_of(scene, assignment, member)
    version = await scene.uow.submissions.hand_in(submission, at, dates.due)
    if version is None:
        return []
    args = {"submission": str(submission.id), "version": str(version.number)}
    key = f"receipt:{submission.id}:{version.number}"
    return [
        Private(to=member.id, key=key, card=receipt_card(submission.id), recheck=Recheck("assignments.receipt", args)),
        Refresh(gathering_card(submission.id, submission.sitting)),
        Refresh(card_of(assignment.id)),
        Refresh(desk_of(assignment.id)),
    ]


async def go_on(scene: Scene, submission: Submission | None) -> list[Intent]:
    """Where nothing is waited for any more, what they had asked for is done, as at the moment when they asked."""
    if submission is None:
        return []
    items = await scene.uow.submission_items.gathered(submission.id)
    assignment = await scene.uow.assignments.by_id(submission.assignment_id)
    safe = all(item.state == "ready" for item in items)
    if submission.asked_at is None or not safe or not items or assignment is None:
        return [Refresh(gathering_card(submission.id, submission.sitting))]
    return await handed_in(scene, submission, assignment, submission.asked_at)


def receipt_card(submission_id: int) -> str:
    return f"receipt:{submission_id}"


@feature.recheck("assignments.receipt")
async def receipt(view: View, submission: str, version: str) -> Message | None:
    """What was received, and when."""
    found = await view.uow.submissions.by_id(int(submission))
    member = await view.uow.members.by_id(found.member_id) if found else None
    assignment = await view.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or member is None or assignment is None:
        return None
    number = int(version)
    known = next((one for one in await view.uow.submissions.versions(found.id) if one.number == number), None)
    if known is None:
        return None
    _ = view.voice_for(member)
    text = _("✅ **Handed in: {title}**", title=assignment.title)
    text += _("Receipt {number}, version {version}: {when}.", number=found.id, version=number, when=_.moment(known.at))
    text += in_time(_, known)
    text += listed(_, await view.uow.submission_items.of_version(found.id, number), checksums=True)
    again = button(_.plain("My tasks"), Do("homework"))
    if not assignment.task.shared:
        return Message(text, ((again,),))
    text += _("The others may see it.") if found.consent else _("Only your trainers see it.")
    label = _.plain("Only for trainers") if found.consent else _.plain("Let the others see it")
    return Message(text, ((button(label, LetSee(found.id, not found.consent)),), (again,)))


def in_time(_: Voice, version: Version) -> Text:
    if version.late:
        return _("It was due on {due}: {late}.", due=_.moment(version.due), late=time_left(_, version.due, version.at))
    return _("In time: it is due on {due}. Until then you can hand in a better version.", due=_.moment(version.due))


@feature.button(LetSee, access="members", any_cohort=True)
async def let_see(pressed: Turn[ButtonPressed], data: LetSee) -> list[Intent]:
    """Only where the task asks for it; it can be taken back at any time."""
    try:
        turn, submission, assignment = await own_submission(pressed, data.submission)
    except RuleViolation as violation:
        return refuse(pressed, violation)
    if not assignment.task.shared:
        return [turn.toast(N_("Nobody but your trainers sees this one anyway."), alert=True)]
    await turn.uow.submissions.set_consent(submission.id, yes=data.yes)
    words = N_("The others may see it from now on.") if data.yes else N_("Only your trainers see it from now on.")
    if data.yes and may_be_named(assignment):
        words = N_("The others may see it from now on. Once it is due, it is in the library, too: /library")
    return [turn.toast(words), Refresh(receipt_card(submission.id)), Refresh(plan_card(assignment.id))]
