"""A plan in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.text import Bullets, Span, Text
from bot.domain.homework.debrief import Debrief, length
from bot.domain.people import Member
from bot.locale import dates
from bot.locale.voice import N_, Voice

SHAPE_WORDS = {
    "order": N_("One after the other, {minutes} minutes each: {all} in all."),
    "groups": N_("In small groups at the same time, {minutes} minutes each: {all} in all."),
}


def how_long(_: Voice, plan: Debrief, groups: Sequence[Sequence[int]]) -> Text:
    all_ = dates.duration(length(groups, plan.minutes), _.spoken)
    return _(SHAPE_WORDS[plan.shape], minutes=plan.minutes, all=all_)


def order(_: Voice, plan: Debrief, groups: Sequence[Sequence[int]], members: Mapping[int, Member]) -> Text:
    """Who shows their work, in order; each group by its number."""
    text: Text = ()
    for at, group in enumerate(groups, 1):
        here = [members[one] for one in group if one in members]
        if plan.shape == "groups":
            text += _("**Group {n}**", n=at)
        if here:
            text += (Bullets(tuple((Span(_who(one)),) for one in here), ordered=True),)
    return text


def _who(member: Member) -> str:
    place = ", ".join(part for part in (member.organisation, member.country) if part)
    return f"{member.name} ({place})" if place else member.name
