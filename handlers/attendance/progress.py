"""What a member sees of their own attendance, and what organisers see of everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.text import Text, bullets
from bot.domain.check_in import CheckIn, open_windows
from bot.domain.eligibility import AtRisk, at_risk, is_over
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.programme import Programme, Session
from bot.programme.facts import next_session_line
from bot.programme.meetings import Reader
from bot.programme.schedule import meetings, windows
from bot.programme.upcoming import next_session
from bot.scene import View
from handlers.attendance.declared import feature


@feature.personal("next_session")
async def coming(view: View, member: Member) -> Text:
    """The member's next session, with the time on their own clock, and whether they are checked in to it already."""
    _ = view.voice_for(member)
    session = next_session(view.programme, view.now)
    line = next_session_line(view.programme, Reader(view.now, member.zone, _.spoken))
    if session is None:
        return _("{line}", line=line)
    there = await view.uow.check_ins.find(member.id, member.cohort_id, session.key)
    said = _("**Your next session** is {line}.", line=line)
    if there:
        return said + _("You are checked in to it.")
    opened = {found.session for found in open_windows(windows(view.programme), view.now)}
    return said + (_("Check-in is open now: send /checkin.") if session.key in opened else ())


@feature.personal("check_ins")
async def mine(view: View, member: Member) -> Text:
    """What `own` says, or plainly that there is nothing."""
    nothing = view.voice_for(member)("I have no check-in from you, and for your role none is needed.")
    return await own(view, member) or nothing


@feature.progress
async def own(view: View, member: Member) -> Text:
    """Each session with a date: there, late, missed, or still to come. For who need not check in, only where they did."""
    _ = view.voice_for(member)
    mine = {check_in.session: check_in for check_in in await view.uow.check_ins.of_member(member.id)}
    over = {meeting.key for meeting in meetings(view.programme) if is_over(meeting, view.now)}
    taken = _with_check_in(view.programme)
    lines = [
        _("{title}: {state}", title=s.title, state=_state(_, mine.get(s.key), s.key in over, s.key in taken))
        for s in view.programme.sessions
        if s.date and (member.learner or s.key in mine)
    ]
    if not lines:
        return ()
    return (*_("**Your attendance**"), *bullets(*lines))


def _with_check_in(programme: Programme) -> set[str]:
    """Sessions that one can check in to; of the others nobody can be told to have missed them."""
    return {found.session for found in windows(programme)}


def _state(_: Voice, check_in: CheckIn | None, over: bool, taken: bool) -> str:
    if check_in is None and not taken and over:
        return _.plain("over")
    if check_in is None:
        return _.plain("no check-in") if over else _.plain("to come")
    at = _.moment(check_in.at).text
    return _.plain("late, {when}", when=at) if check_in.late else _.plain("checked in, {when}", when=at)


@feature.status
async def everybody(view: View, _: Voice, reader: Member | None) -> Text:
    """Attendance by session, then who is at risk and why; for the group how many."""
    members = await view.uow.members.of_cohort(view.cohort.id)
    sessions = [session for session in view.programme.sessions if session.date]
    recorded = await view.uow.check_ins.of_cohort(view.cohort.id, [session.key for session in sessions])
    learners = {member.id for member in members if member.learner}
    begun = [session for session in sessions if session.opens_at and session.opens_at <= view.now]
    lines = [
        _session_line(_, s, [c for c in recorded if c.member_id in learners], len(learners), s in begun, view.now)
        for s in sessions
    ]
    linked = await view.uow.members.linked_ids(view.cohort.id)
    attended = {(check_in.session, check_in.member_id) for check_in in recorded}
    taken = _with_check_in(view.programme)
    counted = [meeting for meeting in meetings(view.programme) if meeting.key in taken]
    risks = at_risk(members, linked, attended, counted, view.now)
    attendance = (*_("**Attendance**"), *bullets(*lines)) if lines else ()
    return attendance + _risks(_, view.programme, risks, names=reader is not None)


def _session_line(
    _: Voice, session: Session, recorded: Sequence[CheckIn], expected: int, begun: bool, now: datetime
) -> Text:
    if not begun:
        assert session.date is not None
        if session.over_at and session.over_at <= now:
            return _("{title}: over, no check-in was taken", title=session.title)
        return _("{title}: to come, {day}", title=session.title, day=_.day(session.date))
    there = [check_in for check_in in recorded if check_in.session == session.key]
    late = sum(check_in.late for check_in in there)
    line = _.plain("{n} of {all} there", n=len(there), all=expected)
    if late:
        line += ", " + _.plural("{n} late", "{n} late", late)
    return _("{title}: {line}", title=session.title, line=line)


def _risks(_: Voice, programme: Programme, risks: Sequence[AtRisk], *, names: bool) -> Text:
    missed = [risk for risk in risks if risk.reason == "missed"]
    absent = [risk for risk in risks if risk.reason == "not_linked"]
    if not risks:
        return _("**At risk:** nobody.")
    counts = [
        _.plural("{n} missed a compulsory session", "{n} missed a compulsory session", len(missed)) if missed else "",
        _.plural("{n} has not joined", "{n} have not joined", len(absent)) if absent else "",
    ]
    head = ", ".join(count for count in counts if count)
    if not names:
        return _("**At risk:** {head}.", head=head)
    lines = [
        _(
            "{who}: missed {sessions}",
            who=_who(risk.member),
            sessions=", ".join(programme.session(key).title for key in risk.missed),
        )
        for risk in missed
    ]
    return _("**At risk:** {head}.", head=head) + (bullets(*lines) if lines else ())


def _who(member: Member) -> str:
    return f"{member.name} ({member.organisation})" if member.organisation else member.name
