"""What those hear who were missing when check-in closed. Who was marked meanwhile hears nothing."""

from __future__ import annotations

from bot.chat.messages import Message
from bot.chat.text import Text
from bot.domain.absence import Absence
from bot.domain.people import Member
from bot.locale.voice import N_
from bot.programme import Session
from bot.programme.schedule import window
from bot.scene import View
from handlers.attendance.consequences import contact, what_missing_means
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session


@feature.recheck("attendance.missed")
async def render_missed(view: View, session: str, to: str) -> Message | None:
    """None for who is there after all, was told otherwise, or has left."""
    member = await view.uow.members.by_id(int(to))
    held = find_session(view.programme, session)
    found = window(held) if held else None
    if member is None or not member.learner or held is None or found is None or view.now < found.closes:
        return None
    if await view.uow.check_ins.record_of(member.id, view.cohort.id, session):
        return None
    notice = await view.uow.absences.find(member.id, view.cohort.id, session)
    if notice and notice.stands and notice.state != "unjustified":
        return Message(_with_notice(view, member, held, notice))
    return Message(_without(view, member, held, refused=notice is not None and notice.state == "unjustified"))


def _with_notice(view: View, member: Member, held: Session, notice: Absence) -> Text:
    _ = view.voice_for(member)
    text = _("**{title} is over.** We missed you, and we knew that you could not come.", title=held.title)
    if notice.state == "open":
        text += _("The organisers have not decided about your reason yet. I will tell you when they do.")
    else:
        text += _("The organisers have accepted your reason.")
    if notice.state == "justified" and view.programme.rules.justified_absence_counts:
        return text + _("For the sessions that need this one, it counts as if you had been there.")
    text += what_missing_means(view, member, held.key)
    return text + _("Do you have a question about it? Please write to the organisers{contact}.", contact=contact(view))


def _without(view: View, member: Member, held: Session, *, refused: bool) -> Text:
    _ = view.voice_for(member)
    text = _("**Check-in to {title} is over, and you were not checked in.**", title=held.title)
    if refused:
        text += _("You had told us that you could not come. The organisers did not accept the reason.")
    text += what_missing_means(view, member, held.key)
    words = N_(
        "**What you can do:** were you there, or did you have an important reason? Then please write to the "
        "organisers{contact}. They decide. To say beforehand that you cannot come to another session, send /absent."
    )
    return text + _(words, contact=contact(view))
