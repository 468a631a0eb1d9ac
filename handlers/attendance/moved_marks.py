"""Who was marked as absent from a session that is now at another time is not absent from it: the mark is taken back."""

from __future__ import annotations

from bot.chat.errors import NotYet
from bot.chat.messages import Intent, Message, Private, Recheck, ToMany
from bot.chat.text import bullets
from bot.domain.changes import Change, begins_anew
from bot.locale.voice import N_
from bot.scene import Scene, View
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session, when, who

SHOWN = 20
"""Names in one message; the others are in the audit trail."""


async def take_back_marks(scene: Scene, change: Change) -> list[Intent]:
    """Else they could not even check in: one record a member and session. Noted for each, told to them and to organisers."""
    if not begins_anew(change, scene.now) or change.plan is None:
        return []
    session = change.plan.session
    gone = await scene.uow.check_ins.take_back_absences(scene.cohort.id, session, scene.now)
    for member_id in gone:
        await scene.uow.audit.note(
            scene.cohort.id, scene.now, "mark_taken_back", actor=None, subject=member_id, session=session
        )
    if not gone:
        return []
    key = f"mark-taken-back:{scene.cohort.id}:{session}:{scene.now:%Y%m%d%H%M}"
    return [*await _to_organisers(scene, change, gone, key), ToMany(tuple(gone), key, _recheck(session))]


def _recheck(session: str) -> Recheck:
    return Recheck("attendance.mark_taken_back", {"session": session})


async def _to_organisers(scene: Scene, change: Change, gone: list[int], key: str) -> list[Intent]:
    assert change.plan is not None
    members = [member for one in gone if (member := await scene.uow.members.by_id(one))]
    told: list[Intent] = []
    for organiser in await scene.uow.members.organisers(scene.cohort.id):
        _ = scene.voice_for(organiser)
        words = N_(
            "**{title}** has a new time, so these people are no longer marked as absent from it. They can check in when it "
            "takes place; I tell them."
        )
        text = _(words, title=change.plan.title) + bullets(*(_("{who}", who=who(one)) for one in members[:SHOWN]))
        if len(members) > SHOWN:
            text += _("and {n} more: see /audit", n=len(members) - SHOWN)
        at = scene.config.quiet.over(scene.now, organiser.zone)
        told.append(Private(Message(text), to=organiser.id, key=f"{key}:organiser:{organiser.id}", at=at))
    return told


@feature.recheck("attendance.mark_taken_back")
async def render(view: View, session: str, to: str) -> Message | None:
    """None for who has left, and where it is over or was taken out meanwhile. Who had said that they cannot come is asked
    about that instead (`moved_notices`). Raises `NotYet` where it is quiet on the member's clock."""
    whose, found = await view.uow.members.by_id(int(to)), find_session(view.programme, session)
    if whose is None or whose.withdrawn or found is None or found.over_at is None or found.over_at <= view.now:
        return None
    if any(one.member_id == whose.id for one in await view.uow.absences.of_session(view.cohort.id, session)):
        return None
    if view.config.quiet.holds(view.now, whose.zone):
        raise NotYet(view.config.quiet.over(view.now, whose.zone))
    _ = view.voice_for(whose)
    return Message(
        _(
            "**{title}** is moved: it is now on {when}. You had been marked as absent; that was about the old time and does "
            "not count any more. Please come, and check in.",
            title=found.title,
            when=when(_, found),
        )
    )
