"""What a reminder says, made at the moment of sending: nothing, where it is no longer wanted."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.messages import Message, Rows
from bot.chat.text import Span, Text
from bot.domain.absence import by_member
from bot.domain.people import Member
from bot.domain.reminders import Reminder, concerns
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.programme.schedule import meetings
from bot.scene import View
from handlers.reminders.declared import begins, feature, of_session, stamp


@feature.recheck("reminders.session")
async def remind(view: View, session: str, kind: str, starts: str, to: str) -> Message | None:
    """None for who has checked in, said that they cannot come, or may not come; in quiet hours; and for a session that
    has begun, is cancelled, or was moved: of its new time there is a reminder of its own."""
    member = await view.uow.members.by_id(int(to))
    held = next((s for s in view.programme.sessions if s.key == session), None)
    at = begins(held) if held else None
    if member is None or held is None or at is None or stamp(at) != starts:
        return None
    found = of_session(view, held, member.zone)
    reminder = next((one for one in found if one.kind == kind), None)
    if reminder is None or view.now >= reminder.until or view.config.quiet.holds(view.now, member.zone):
        return None
    if not await _expected(view, held, member):
        return None
    return _worded(view, held, member, reminder, alone=len(found) == 1)


async def _expected(view: View, session: Session, member: Member) -> bool:
    all_of_them = meetings(view.programme)
    meeting = next(m for m in all_of_them if m.key == session.key)
    attended = {check_in.session for check_in in await view.uow.check_ins.of_member(member.id)}
    notices = by_member(await view.uow.absences.of_member(member.id)).get(member.id, {})
    counts = view.programme.rules.justified_absence_counts
    return concerns(meeting, member, all_of_them, attended, notices, view.now, justified_counts=counts)


def _worded(view: View, session: Session, member: Member, reminder: Reminder, *, alone: bool) -> Message:
    _ = view.voice_for(member)
    if session.starts_at is None:
        assert session.date is not None
        text = _("**{title}** is on {day}. Its hours are not published.", title=session.title, day=_.day(session.date))
    elif reminder.kind == "day":
        text = _("**{title}** begins on {when}.", title=session.title, when=_.moment(session.starts_at))
    else:
        text = _("**{title}** begins soon: at {time}.", title=session.title, time=_.clock(session.starts_at))
    text += where(_, session)
    if reminder.kind == "hour" and member.learner and session.opens_at and view.now < session.opens_at:
        hint = N_("Check-in opens at {opens}: please tap the button in the group then, or send /checkin.")
        text += _(hint, opens=_.clock(session.opens_at))
    if session.starts_at is None and member.learner and session.opens_at:
        hint = N_("Check-in opens at {opens} on that day: please tap the button in the group then.")
        text += _(hint, opens=_.clock(session.opens_at))
    if alone and session.starts_at:
        quiet = view.config
        hours = {"begins": f"{quiet.quiet_from:%H:%M}", "ends": f"{quiet.quiet_until:%H:%M}"}
        text += _("This is my only reminder, as I do not write to you between {begins} and {ends}.", **hours)
    return Message(text, _buttons(view, member, _) if reminder.kind == "day" else ())


def where(_: Voice, session: Session) -> Text:
    """Where one has to go: for members alone, as it may hold the link."""
    text: Text = ()
    if session.kind == "online" and session.link:
        text += _("Join here: {link}", link=Span(session.link, link=session.link))
    if session.kind != "online" and session.place:
        text += _("Where: {place}", place=session.place)
    if session.kind == "online" and session.camera:
        text += _("Please keep your camera on.")
    return text


def _buttons(view: View, member: Member, _: Voice) -> Rows:
    if not member.learner or "absent" not in view.deployment.registry.commands:
        return ()
    return ((button(_.plain("I cannot come"), Do("absent")),),)
