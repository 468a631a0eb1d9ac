"""Who said that they cannot come to a session that was moved is asked whether they can come now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Recheck, Refresh
from bot.domain.absence import Absence
from bot.domain.changes import Plan
from bot.domain.people import Member
from bot.locale.voice import N_
from bot.programme import Session
from bot.scene import Scene, Turn, View
from handlers.attendance.absence import NOT_YOURS, mine
from handlers.attendance.decide_absence import absence_card
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session, when


@dataclass(frozen=True, slots=True)
class CanComeNow(ButtonData):
    prefix: ClassVar[str] = "ym"
    absence: int
    can: bool


async def ask_again(scene: Scene, plan: Plan) -> list[Intent]:
    """A question to each of them, at an hour at which it may be asked; once for each new time."""
    asked: list[Intent] = []
    for notice in await scene.uow.absences.of_session(scene.cohort.id, plan.session):
        whose = await scene.uow.members.by_id(notice.member_id)
        if whose is None:
            continue
        new = plan.starts_at or plan.day
        recheck = Recheck("attendance.moved", {"absence": str(notice.id), "new": str(new)})
        at = scene.config.quiet.over(scene.now, whose.zone)
        asked.append(Private(to=whose.id, key=f"moved-notice:{notice.id}:{new}", at=at, recheck=recheck))
    return asked


@feature.recheck("attendance.moved")
async def render_question(view: View, absence: str, new: str) -> Message | None:
    """None where it is answered by other means, or the session was moved once more."""
    notice = await view.uow.absences.by_id(int(absence))
    whose = await view.uow.members.by_id(notice.member_id) if notice else None
    session = find_session(view.programme, notice.session) if notice else None
    if notice is None or whose is None or session is None or not await _wanted(view, notice, whose, session, new):
        return None
    _ = view.voice_for(whose)
    text = _(
        "**{title} is moved: it is now on {when}.** You had said that you cannot come. Can you come now?",
        title=session.title,
        when=when(_, session),
    )
    yes = button(_.plain("Yes, I can come"), CanComeNow(notice.id, True), "primary")
    return Message(text, ((yes, button(_.plain("No, I still cannot"), CanComeNow(notice.id, False))),))


async def _wanted(view: View, notice: Absence, whose: Member, session: Session, new: str) -> bool:
    if not notice.stands or not whose.learner or str(session.starts_at or session.date) != new:
        return False
    if session.over_at is None or session.over_at <= view.now:
        return False
    return await view.uow.check_ins.find(whose.id, whose.cohort_id, notice.session) is None


@feature.button(CanComeNow, access="members", any_cohort=True)
async def answered(turn: Turn[ButtonPressed], data: CanComeNow) -> list[Intent]:
    """The notice is taken back, also one that was decided on: that was about another day. Or it stays."""
    turn, notice = await mine(turn, data.absence)
    session = find_session(turn.programme, notice.session) if notice else None
    if notice is None:
        return [turn.toast(NOT_YOURS, alert=True)]
    if session is None or session.over_at is None or session.over_at <= turn.now:
        return [turn.toast(N_("This session is over or cancelled by now, so nothing has changed."), alert=True)]
    fields = {"title": session.title, "when": when(turn.voice, session)}
    if not data.can:
        words = N_("All right. Your absence notice stands for the new time, too: **{title}**, {when}.")
        return [Edit(Message(turn.voice(words, **fields)))]
    await turn.uow.absences.withdraw(notice.id, decided=True)
    words = N_("Good! The organisers can see that you come to **{title}**: {when}.")
    return [Edit(Message(turn.voice(words, **fields))), Refresh(absence_card(notice.id))]
