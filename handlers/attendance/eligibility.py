"""May I come to the in-person days? If not, why, and what can I do?"""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.eligibility import Eligibility, Meeting, eligibility
from bot.domain.people import Member
from bot.locale.roles import role_words
from bot.locale.voice import N_, Voice
from bot.programme import Programme
from bot.programme.schedule import meetings
from bot.scene import Turn, View
from handlers.attendance.declared import feature


@feature.command(
    "eligibility", access="members", summary=N_("see which sessions you may come to, and why"), example="eligibility"
)
async def command(turn: Turn[CommandInvoked]) -> list[Intent]:
    return [Private(Message(await answer(turn, turn.me)))]


@feature.personal("eligibility")
async def answer(view: View, member: Member) -> Text:
    """One paragraph for each group of sessions that share their preconditions."""
    _ = view.voice_for(member)
    if not member.learner:
        return _(
            "You are here as {roles}. The attendance rules are for participants, so they do not keep you from any session.",
            roles=role_words(member.roles, _),
        )
    attended = {c.session for c in await view.uow.check_ins.of_member(member.id)}
    all_of_them = meetings(view.programme)
    by_requirements: dict[tuple[str, ...], list[Meeting]] = {}
    for meeting in all_of_them:
        if meeting.requires:
            by_requirements.setdefault(meeting.requires, []).append(meeting)
    if not by_requirements:
        return _("You may come to every session of this programme: none of them has a precondition.")
    found: Text = ()
    for alike in by_requirements.values():
        judged = eligibility(alike[0], all_of_them, attended, view.now)
        found += _worded(_, view.programme, judged, ", ".join(_title(view.programme, m.key) for m in alike))
    return found


def _worded(_: Voice, programme: Programme, judged: Eligibility, what: str) -> Text:
    def titles(keys: tuple[str, ...]) -> str:
        return ", ".join(_title(programme, key) for key in keys)

    if judged.verdict == "yes":
        return _(
            "**Yes, you may come to {what}.** You were at every session that you need for it: {done}.",
            what=what,
            done=titles(judged.attended),
        )
    if judged.verdict == "open":
        return _(
            "**So far, yes: {what}.** To keep your place, please come to {ahead} and check in there.",
            what=what,
            ahead=titles(judged.to_come),
        )
    return _(
        "**As it stands, no: {what}.** You need {missed} for it, and I have no check-in from you there.",
        what=what,
        missed=titles(judged.missed),
    ) + _(
        "What you can do: were you there, or did you have an important reason? Then please write to the organisers{contact}. "
        "They decide.",
        contact="".join(f", {contact}" for contact in programme.contacts.values()),
    )


def _title(programme: Programme, key: str) -> str:
    return programme.session(key).title
