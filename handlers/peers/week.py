"""In the overview on Monday: the partner with whom no time is agreed yet; for organisers, a round that waits for them."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import button
from bot.chat.messages import Message
from bot.domain.people import ORGANISERS, Member
from bot.feature import Do
from bot.scene import View
from handlers.peers.declared import current_round, feature, members_of
from handlers.peers.words import last_day, names


@feature.week_ahead
async def to_do(view: View, member: Member, _until: datetime) -> Message | None:
    """A time that is agreed stands in their calendar, and so in the overview as it is."""
    found = await current_round(view) if view.programme.peers is not None else None
    if found is None:
        return None
    _ = view.voice_for(member)
    if found.state == "proposed" and member.roles & ORGANISERS:
        text = _("**Round “{theme}”:** the groups are made and wait for you.", theme=found.theme)
        return Message(text, ((button(_.plain("Look at the groups"), Do("peers")),),))
    pairing = await view.uow.rounds.pairing_of(found.id, member.id) if found.state == "running" else None
    if pairing is None or pairing.met or pairing.meets_at is not None:
        return None
    partners = [one for one in await members_of(view, pairing.members) if one.id != member.id]
    if not partners:
        return None
    text = _(
        "**Round “{theme}”:** you have no time with {names} yet. The round ends on {day}.",
        theme=found.theme,
        names=names(partners, _),
        day=last_day(found, _),
    )
    return Message(text, ((button(_.plain("My exchange"), Do("peers")),),))
