"""Somebody leaves the group: organisers may not have noticed, and may want to ask why."""

from __future__ import annotations

from bot.chat.events import MemberLeft
from bot.chat.messages import Intent
from bot.chat.text import Text
from bot.locale.voice import Voice
from bot.scene import Turn
from handlers.enrolment.declared import feature, tell_organisers


@feature.left
async def left_group(turn: Turn[MemberLeft]) -> list[Intent]:
    """Being a member is a matter of the roster, so nothing else changes. Of others nothing is said."""
    member = turn.member
    if member is None:
        return []
    name = member.name

    def words(_: Voice) -> Text:
        return _(
            "{name} has left the group on {platform}. They are still a member, and I still answer them in private.",
            name=name,
            platform=turn.event.place.platform.capitalize(),
        )

    return await tell_organisers(turn, turn.cohort.id, words)
