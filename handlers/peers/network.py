"""A picture of who has been brought together with whom, and who met. With names for organisers alone."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck
from bot.documents.typeset import PNG, png
from bot.domain.people import ORGANISERS, STAFF
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.peers.buttons import Network
from handlers.peers.declared import feature

PEOPLE_MAX = 120
"""More than that are no picture any more."""


@feature.button(Network, access="members", any_cohort=True)
async def show_network(pressed: Turn[ButtonPressed], data: Network) -> list[Intent]:
    turn = await pressed.within(data.cohort, STAFF)
    if not await turn.uow.rounds.edges(turn.cohort.id):
        return [turn.toast(N_("No round has brought anybody together yet, so there is nothing to show."), alert=True)]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "exported", actor=turn.me.id, what="network")
    recheck = Recheck("peers.network", {"reader": str(turn.me.id)})
    return [Private(recheck=recheck), turn.toast(N_("I am drawing it. It comes in a moment."))]


@feature.recheck("peers.network")
async def draw(view: View, reader: str) -> Message | None:
    member = await view.uow.members.by_id(int(reader))
    if member is None or member.withdrawn or not member.roles & STAFF:
        return None
    _ = view.voice_for(member)
    values, people, met = await values_of(view, named=bool(member.roles & ORGANISERS))
    values |= {
        "title": _.plain("Who has met whom"),
        "legend": [_.plain("met"), _.plain("brought together, not met")],
        "language": _.spoken,
    }
    data = await asyncio.to_thread(png, "network", values)
    key = await view.deployment.files.put(data)
    alt = _.plain("{people} people, {met} couples who met", people=people, met=met)
    file = OutgoingFile(key, f"network-{view.cohort.key}.png", PNG, len(data), alt, keep=False)
    return Message(_("**Who has met whom**: {alt}", alt=alt), files=(file,))


async def values_of(view: View, *, named: bool) -> tuple[dict[str, Any], int, int]:
    """For the template: people around a circle, and lines between them; how many people and couples who met."""
    edges = await view.uow.rounds.edges(view.cohort.id)
    learners = [one for one in await view.uow.members.of_cohort(view.cohort.id) if one.learner][:PEOPLE_MAX]
    place = {one.id: number for number, one in enumerate(learners)}
    lines = [{"a": place[a], "b": place[b], "met": met} for a, b, met in edges if a in place and b in place]
    met = {number for line in lines if line["met"] for number in (line["a"], line["b"])}
    people = [{"name": one.name if named else "", "met": place[one.id] in met} for one in learners]
    return {"people": people, "lines": lines}, len(people), sum(bool(line["met"]) for line in lines)
