"""What a participant has made and their coach can open: whatever features have of it."""

from __future__ import annotations

from bot.chat.messages import Rows
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.scene import View


async def papers_of(view: View, _: Voice, coach: Member, participant: Member) -> Rows:
    """A button each, in rows of their own."""
    found = [
        one
        for feature in view.deployment.registry.features
        for part in feature.paper_parts
        for one in await part(view, _, coach, participant)
    ]
    return tuple((one,) for one in found)
