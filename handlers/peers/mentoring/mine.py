"""One's own mentor, or mentees: in `/peers`, `/me` and `/status`."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.peers.buttons import MyProfile
from handlers.peers.declared import feature, members_of, profile_of
from handlers.peers.exclude import not_with, with_again
from handlers.peers.words import who

HELP = N_("You can send: `/peers`, `/profile`, `/peers not with …` (a name), `/peers with …` (to take that back).")


@feature.progress
async def mine(view: View, member: Member) -> Text:
    if view.programme.peers is None or member.withdrawn:
        return ()
    return await lines_of(view, member, view.voice_for(member))


async def lines_of(view: View, member: Member, _: Voice) -> Text:
    """Nothing for who is neither mentee nor mentor."""
    text: Text = ()
    told = await view.uow.mentorings.of_member(member.id) if member.roles & {"mentee", "mentor"} else []
    if "mentee" in member.roles:
        mentor = [one.mentor_id for one in told if one.mentee_id == member.id]
        none = _("none yet: you hear from me")
        text += _("**My mentor**") + (await _people(view, mentor, _) or bullets(none))
    if "mentor" in member.roles:
        mentees = [one.mentee_id for one in told if one.mentor_id == member.id]
        text += _("**My mentees**") + (await _people(view, mentees, _) or bullets(_("none yet: you hear from me")))
    return text


async def _people(view: View, ids: list[int], _: Voice) -> Text:
    """With the contact that they share with their partners."""
    lines = []
    for one in await members_of(view, tuple(ids)):
        contact = (await profile_of(view, one.id)).contact
        words = _("{who}: {contact}", who=who(one), contact=contact) if contact else _("{who}", who=who(one))
        lines.append(words)
    return bullets(*lines) if lines else ()


async def of_mentor(turn: Turn[Any], word: str, rest: str) -> list[Intent]:
    """`/peers` of a mentor, who is in no rounds. Raises `peers.not_a_participant` for who is none."""
    if not turn.me.paired:
        raise RuleViolation("peers.not_a_participant")
    match word:
        case "":
            _ = turn.voice
            text = await lines_of(turn, turn.me, _)
            text += _(
                "Do you not want to be paired with somebody? Send me `/peers not with` and the name. Only I know."
            )
            profile = button(_.plain("My profile"), MyProfile(turn.cohort.id, "see"))
            return [Private(Message(text, ((profile,),)))]
        case "not" if rest.casefold().startswith("with "):
            return await not_with(turn, rest[5:])
        case "with":
            return await with_again(turn, rest)
    return [turn.tell(HELP)]
