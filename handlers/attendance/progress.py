"""What a member sees of their own attendance, and what organisers see of everybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.chat.text import Text, bullets
from bot.domain.absence import State, by_member
from bot.domain.check_in import CheckIn, open_windows
from bot.domain.eligibility import AtRisk, at_risk, is_over
from bot.domain.people import STAFF, Member
from bot.locale.sorting import alphabetical
from bot.locale.voice import N_, Voice
from bot.programme import Programme, Session
from bot.programme.facts import next_session_line
from bot.programme.meetings import Reader
from bot.programme.schedule import meetings, windows
from bot.programme.upcoming import next_session
from bot.report import Listing, More, Report
from bot.scene import View
from handlers.attendance.declared import feature
from handlers.attendance.sessions import who
from storage.attendance import Turnout


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
    notices = {notice.session: notice.state for notice in await view.uow.absences.of_member(member.id)}
    over = {meeting.key for meeting in meetings(view.programme) if is_over(meeting, view.now)}
    taken = _with_check_in(view.programme)
    on_now = await _expected(view, member)

    def phase(key: str) -> Phase:
        return "over" if key in over else "now" if key in on_now else "ahead"

    lines = [
        _(
            "{title}: {state}",
            title=s.title,
            state=_state(_, mine.get(s.key), phase(s.key), s.key in taken, notices.get(s.key)),
        )
        for s in view.programme.sessions
        if s.date and (member.learner or s.key in mine)
    ]
    if not lines:
        return ()
    return (*_("**Your attendance**"), *bullets(*lines))


async def _expected(view: View, member: Member) -> set[str]:
    """Sessions to which the member can check in now; not where they did, or were marked as absent."""
    opened = [found.session for found in open_windows(windows(view.programme), view.now)]
    return {key for key in opened if not await view.uow.check_ins.record_of(member.id, member.cohort_id, key)}


def _with_check_in(programme: Programme) -> set[str]:
    """Sessions that one can check in to; of the others nobody can be told to have missed them."""
    return {found.session for found in windows(programme)}


ABSENT: dict[State, str] = {
    "open": N_("absence announced, the organisers have not decided yet"),
    "justified": N_("absent, your reason was accepted"),
    "unjustified": N_("absent, your reason was not accepted"),
}


Phase = Literal["ahead", "now", "over"]
"""`now`: the member can check in."""


def _state(_: Voice, check_in: CheckIn | None, phase: Phase, taken: bool, notice: State | None) -> str:
    if check_in is None and notice in ABSENT:
        return _.plain(ABSENT[notice])
    if check_in is None and phase == "over":
        return _.plain("no check-in") if taken else _.plain("over")
    if check_in is None:
        return _.plain("on now: send /checkin") if phase == "now" else _.plain("to come")
    at = _.moment(check_in.at).text
    return _.plain("late, {when}", when=at) if check_in.late else _.plain("checked in, {when}", when=at)


@feature.status
async def everybody(view: View, _: Voice, reader: Member | None) -> Report:
    """The last session and the next, then how many are at risk; the other sessions, and who it is, behind buttons."""
    sessions = [session for session in view.programme.sessions if session.date]
    found = await _whole(view)
    lines = [_session_line(_, s, found, view.now) for s in _near(sessions, view.now)]
    text = (*_("**Attendance**"), *bullets(*lines)) if lines else ()
    text += _counts(_, found.risks)
    absent = found.absent
    more = [More("at_risk", _.plain("At risk ({n})", n=len(absent)))] if absent else []
    more += [More("sessions", _.plain("All sessions ({n})", n=len(sessions)))] if len(sessions) > len(lines) else []
    return Report(text, more=tuple(more) if reader else ())


def _near(sessions: Sequence[Session], now: datetime) -> list[Session]:
    """The one that began last, and the next."""
    dated = [session for session in sessions if session.opens_at or session.over_at]
    ahead = [session for session in dated if (session.opens_at or session.over_at or now) > now]
    begun = [session for session in dated if session not in ahead]
    return [*begun[-1:], *ahead[:1]]


@feature.listing("sessions", access=STAFF)
async def all_sessions(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    sessions = [session for session in view.programme.sessions if session.date]
    found = await _whole(view)
    shown = tuple(_session_line(_, session, found, view.now) for session in sessions[lines])
    return Listing(_("**Attendance**"), len(sessions), shown)


@feature.listing("at_risk", access=STAFF)
async def names_at_risk(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    """Who was not there, and why; not those who have not joined."""
    absent = (await _whole(view)).absent
    names = await view.uow.members.names(view.cohort.id)
    reasons = list(dict.fromkeys(risk.reason for risk in absent))
    absent.sort(key=lambda risk: (reasons.index(risk.reason), alphabetical(names.get(risk.member_id, ""))))
    members = [(await view.uow.members.by_id(risk.member_id), risk) for risk in absent[lines]]
    said = tuple(_risk_line(_, view.programme, member, risk) for member, risk in members if member)
    return Listing(_("**At risk:** {n}. What it means for each: `/eligibility all`", n=len(absent)), len(absent), said)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everybody's attendance: how many are `expected`, and by session's key who was there, and how many of the others had
    said that they cannot come."""

    expected: int
    turnouts: Mapping[str, Turnout]
    away: Mapping[str, int]
    risks: Sequence[AtRisk]

    @property
    def absent(self) -> list[AtRisk]:
        return [risk for risk in self.risks if risk.reason != "not_linked"]


async def _whole(view: View) -> _Whole:
    keys = [session.key for session in view.programme.sessions if session.date]
    turnouts = await view.uow.attendance.turnouts(view.cohort.id, keys)
    learners = await view.uow.members.learner_ids(view.cohort.id)
    notices = by_member(await view.uow.absences.of_cohort(view.cohort.id))
    there = {key: found.there for key, found in turnouts.items()}
    away = Counter(key for id_ in learners for key in notices.get(id_, ()) if id_ not in there.get(key, ()))
    taken = _with_check_in(view.programme)
    risks = at_risk(
        learners,
        await view.uow.members.linked_ids(view.cohort.id),
        there,
        [meeting for meeting in meetings(view.programme) if meeting.key in taken],
        view.now,
        notices,
        justified_counts=view.programme.rules.justified_absence_counts,
    )
    return _Whole(len(learners), turnouts, away, risks)


def _session_line(_: Voice, session: Session, found: _Whole, now: datetime) -> Text:
    turnout = found.turnouts.get(session.key)
    said = _away(_, found.away.get(session.key, 0), over=session.over_at is not None and session.over_at <= now)
    if session.opens_at is None or session.opens_at > now:
        assert session.date is not None
        if session.over_at and session.over_at <= now:
            return _("{title}: over, no check-in was taken", title=session.title)
        ahead = ", ".join(filter(None, [_.day(session.date), said]))
        return _("{title}: to come, {ahead}", title=session.title, ahead=ahead)
    parts = [_.plain("{n} of {all} there", n=len(turnout.there) if turnout else 0, all=found.expected)]
    if turnout and turnout.late:
        parts.append(_.plural("{n} late", "{n} late", turnout.late))
    return _("{title}: {line}", title=session.title, line=", ".join(filter(None, [*parts, said])))


def _away(_: Voice, away: int, *, over: bool) -> str:
    """How many said that they cannot come, and did not."""
    if not away:
        return ""
    if over:
        return _.plural("{n} had said they could not come", "{n} had said they could not come", away)
    return _.plural("{n} said they cannot come", "{n} said they cannot come", away)


def _counts(_: Voice, risks: Sequence[AtRisk]) -> Text:
    if not risks:
        return _("**At risk:** nobody.")
    n = Counter(risk.reason for risk in risks)
    one, many = N_("{n} missed a compulsory session"), N_("{n} missed a compulsory session")
    counts = [_.plural(one, many, n["missed"])] if n["missed"] else []
    if n["waiting"]:
        one, many = N_("{n} was absent and waits for your decision"), N_("{n} were absent and wait for your decision")
        counts.append(_.plural(one, many, n["waiting"]))
    if n["excused"]:
        one, many = N_("{n} was absent with an accepted reason"), N_("{n} were absent with an accepted reason")
        counts.append(_.plural(one, many, n["excused"]))
    if n["not_linked"]:
        counts.append(_.plural("{n} has not joined", "{n} have not joined", n["not_linked"]))
    return _("**At risk:** {head}.", head=", ".join(counts))


def _risk_line(_: Voice, programme: Programme, member: Member, risk: AtRisk) -> Text:
    sessions = ", ".join(programme.session(key).title for key in risk.missed)
    words = N_("{who}: missed {sessions}")
    if risk.reason == "waiting":
        words = N_("{who}: absent from {sessions}, to be decided (/absences)")
    if risk.reason == "excused":
        words = N_("{who}: absent from {sessions}, reason accepted")
    return _(words, who=who(member), sessions=sessions)
