"""`/announcements`: what is still to be sent, and can be cancelled."""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Private, Recheck
from bot.domain.announcement import TELLERS
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.announce.declared import feature, state_card

SHOWN = 10


@feature.command(
    "announcements",
    access=TELLERS,
    summary=N_("see the announcements that are planned, and cancel them"),
    example="announcements",
)
async def announcements(turn: Turn[CommandInvoked]) -> list[Intent]:
    """One message each, with its button: for organisers all of them, for trainers their own."""
    found = await turn.uow.announcements.of_state(turn.cohort.id, "scheduled", "sent")
    mine = [one for one in found if "organiser" in turn.me.roles or one.author_id == turn.me.id]
    waiting = [one for one in mine if one.state == "scheduled" or (await turn.uow.announcements.progress(one.id))[1]]
    if not waiting:
        return [turn.tell(N_("No announcement is planned. To write one, send /announce."))]
    intents: list[Intent] = [
        Private(
            card=state_card(one.id),
            recheck=Recheck("announce.state", {"announcement": str(one.id), "reader": str(turn.me.id)}),
        )
        for one in waiting[:SHOWN]
    ]
    if len(waiting) > SHOWN:
        words = turn.voice.plural("{n} more is planned.", "{n} more are planned.", len(waiting) - SHOWN)
        intents.append(turn.tell("{words}", words=words))
    return intents
