"""What a member sees of their own attendance, and what organisers see of everybody's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.text import Text, bullets
from bot.domain.check_in import CheckIn
from bot.domain.eligibility import AtRisk, at_risk, is_over
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.programme import Programme, Session
from bot.programme.facts import next_session_line
from bot.programme.meetings import Reader
from bot.programme.schedule import meetings
from bot.programme.upcoming import next_session
from bot.scene import View
from handlers.attendance.declared import feature


@feature.personal("next_session")
async def coming(view: View, member: Member) -> Text:
    """The member's next session, with the time on their own clock, and whether they are checked in to it already."""
    _ = view.voice_for(member)
    session = next_session(view.programme, view.now)
    line = next_session_line(view.programme, Reader(view.now, member.zone, member.language))
    if session is None:
        return _("{line}", line=line)
    there = await view.uow.check_ins.find(member.id, member.cohort_id, session.key)
    said = _("**Your next session** is {line}.", line=line)
    return said + (_("You are checked in to it.") if there else ())


@feature.personal("check_ins")
@feature.progress
async def own(view: View, member: Member) -> Text:
    """Each session with a date: there, late, missed, or still to come."""
    _ = view.voice_for(member)
    mine = {check_in.session: check_in for check_in in await view.uow.check_ins.of_member(member.id)}
    over = {meeting.key for meeting in meetings(view.programme) if is_over(meeting, view.now)}
    lines = [
        _("{title}: {state}", title=session.title, state=_state(_, mine.get(session.key), session.key in over))
        for session in view.programme.sessions
        if session.date
    ]
    if not lines:
        return ()
    return (*_("**Your attendance**"), *bullets(*lines))


def _state(_: Voice, check_in: CheckIn | None, over: bool) -> str:
    if check_in is None:
        return _.plain("no check-in") if over else _.plain("to come")
    at = _.moment(check_in.at).text
    return _.plain("late, {when}", when=at) if check_in.late else _.plain("checked in, {when}", when=at)


@feature.status
async def everybody(view: View, _: Voice, names: bool) -> Text:
    """Attendance by session, then who is at risk and why (with `names`; otherwise how many)."""
    members = await view.uow.members.of_cohort(view.cohort.id)
    sessions = [session for session in view.programme.sessions if session.date]
    recorded = await view.uow.check_ins.of_cohort(view.cohort.id, [session.key for session in sessions])
    learners = {member.id for member in members if member.learner}
    begun = [session for session in sessions if session.opens_at and session.opens_at <= view.now]
    lines = [
        _session_line(_, s, [c for c in recorded if c.member_id in learners], len(learners), s in begun)
        for s in sessions
    ]
    linked = await view.uow.members.linked_ids(view.cohort.id)
    attended = {(check_in.session, check_in.member_id) for check_in in recorded}
    risks = at_risk(members, linked, attended, meetings(view.programme), view.now)
    attendance = (*_("**Attendance**"), *bullets(*lines)) if lines else ()
    return attendance + _risks(_, view.programme, risks, names)


def _session_line(_: Voice, session: Session, recorded: Sequence[CheckIn], expected: int, begun: bool) -> Text:
    if not begun:
        assert session.date is not None
        return _("{title}: to come, {day}", title=session.title, day=_.day(session.date))
    there = [check_in for check_in in recorded if check_in.session == session.key]
    late = sum(check_in.late for check_in in there)
    line = _.plain("{n} of {all} there", n=len(there), all=expected)
    if late:
        line += ", " + _.plural("{n} late", "{n} late", late)
    return _("{title}: {line}", title=session.title, line=line)


def _risks(_: Voice, programme: Programme, risks: Sequence[AtRisk], names: bool) -> Text:
    missed = [risk for risk in risks if risk.reason == "missed"]
    absent = [risk for risk in risks if risk.reason == "not_linked"]
    if not risks:
        return _("**At risk:** nobody.")
    head = _.plain(
        "{missed} missed a compulsory session, {absent} have not joined", missed=len(missed), absent=len(absent)
    )
    if not names:
        return _("**At risk:** {head}.", head=head)
    lines = [
        _(
            "{name} ({organisation}): missed {sessions}",
            name=risk.member.name,
            organisation=risk.member.organisation or "–",
            sessions=", ".join(programme.session(key).title for key in risk.missed),
        )
        for risk in missed
    ]
    lines += [
        _("{name} ({organisation}): has not joined", name=r.member.name, organisation=r.member.organisation or "–")
        for r in absent
    ]
    return (*_("**At risk:** {head}.", head=head), *bullets(*lines))
