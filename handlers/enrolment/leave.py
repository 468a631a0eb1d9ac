"""Somebody leaves the group: organisers may not have noticed, and may want to ask why, or to note that they gave up."""

from __future__ import annotations

from bot.chat.events import MemberLeft
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.domain.people import ORGANISERS
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.enrolment.declared import feature
from handlers.enrolment.withdraw import membership_card, next_step


@feature.left
async def left_group(turn: Turn[MemberLeft]) -> list[Intent]:
    """Being a member is a matter of the roster, so nothing else changes. Of others nothing is said."""
    member = turn.member
    if member is None:
        return []
    args = {"member": str(member.id), "platform": turn.event.place.platform}
    return [
        Private(
            to=organiser.id,
            key=f"left:{turn.event.event_id}:{organiser.id}",
            card=membership_card(member.id),
            recheck=Recheck("enrolment.left", {**args, "reader": str(organiser.id)}),
        )
        for organiser in await turn.uow.members.organisers(turn.cohort.id)
    ]


@feature.recheck("enrolment.left")
async def render_left(view: View, member: str, platform: str, reader: str) -> Message | None:
    """An organiser's copy, with what can be done about it as things stand."""
    who, organiser = await view.uow.members.by_id(int(member)), await view.uow.members.by_id(int(reader))
    if who is None or who.erased or organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    words = N_("{name} has left the group on {platform}. They are still a member, and I still answer them in private.")
    if who.withdrawn:
        words = N_("{name} has left the group on {platform}, and the programme: they do not count any more.")
    return Message(_(words, name=who.name, platform=platform.capitalize()), next_step(_, who))
