"""A file for a task is here, or will not come."""

from __future__ import annotations

from bot.chat.messages import Fetched, Intent, Message, Private
from bot.domain.homework.items import check_contents, check_file
from bot.domain.homework.submissions import Item, Submission
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Scene
from handlers.assignments.declared import feature
from handlers.assignments.gathering import hand_in_button
from handlers.assignments.hand_in import go_on
from handlers.assignments.left_behind import forget
from handlers.assignments.refusals import worded

LOST = N_("I could not get {name} from the chat, so I do not have it. Please send it again.")
TWICE = N_("You have sent the contents of {name} already, so I keep them once.")
STOPPED = N_(
    "**Nothing was handed in yet.** The rest is still here: tap **Hand it in now** once more when you are ready."
)


@feature.fetched("assignments.item")
async def arrived(scene: Scene, fetched: Fetched, item: str) -> list[Intent]:
    """It counts from now on; whoever was waiting for it is handed in."""
    found = await scene.uow.submission_items.by_id(int(item))
    member = await scene.uow.members.by_id(found.member_id) if found else None
    if found is None or member is None or found.state != "coming":
        await forget(scene, fetched.key)
        return []
    submission = await scene.uow.submissions.lock(found.submission_id) if found.submission_id else None
    why = await _why_not(scene, fetched, found)
    if why is not None:
        return await _refused(scene, fetched, found, member, submission, why)
    await scene.uow.submission_items.arrived(found.id, fetched.key, fetched.size)
    return await go_on(scene, submission) if submission else []


async def _why_not(scene: Scene, fetched: Fetched, found: Item) -> RuleViolation | str | None:
    """A rule that refuses it, or the words for what went wrong."""
    if fetched.problem:
        return LOST
    if found.submission_id and await scene.uow.submission_items.has(found.submission_id, fetched.key, but=found.id):
        return TWICE
    try:
        check_file(found.name, fetched.size, scene.deployment.homework.limits)
        check_contents(fetched.head)
    except RuleViolation as violation:
        return violation
    return None


async def _refused(
    scene: Scene, fetched: Fetched, found: Item, member: Member, submission: Submission | None, why: RuleViolation | str
) -> list[Intent]:
    """They are told. What they wanted handed in with it is not, as it would lack something."""
    await scene.uow.submission_items.end(found.id, "dropped" if why is TWICE else "failed")
    _ = scene.voice_for(member)
    text = (
        _("{why}", why=worded(why, _, name=found.name)) if isinstance(why, RuleViolation) else _(why, name=found.name)
    )
    if submission is not None and submission.asked_at is not None and why is not TWICE:
        await scene.uow.submissions.ask_to_hand_in(submission.id, None)
        text += _(STOPPED)
    rest = await scene.uow.submission_items.gathered(submission.id) if submission else []
    rows = ((hand_in_button(_, submission.id),),) if submission and rest else ()
    told = Private(Message(text, rows), to=member.id, key=f"file-refused:{found.id}")
    more = await go_on(scene, await scene.uow.submissions.by_id(submission.id)) if submission else []
    await forget(scene, fetched.key)
    return [told, *more]
