"""Attendance as a picture for a phone: people across sessions, or, where they are too many to be told apart, groups."""

from __future__ import annotations

import asyncio

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck
from bot.documents.typeset import PNG, png
from bot.domain.people import STAFF
from bot.locale.voice import N_
from bot.programme.schedule import sittings
from bot.scene import Turn, View
from handlers.status.declared import ShowPicture, feature, learners_of, reader_of
from handlers.status.heat_map import PEOPLE_MAX, by_group, by_person, window


@feature.button(ShowPicture, access="members", any_cohort=True)
async def show_picture(pressed: Turn[ButtonPressed], data: ShowPicture) -> list[Intent]:
    """In private, wherever it is asked for: it has names. It is made after the turn."""
    turn = await pressed.within(data.cohort, STAFF)
    if not sittings(turn.programme, turn.now):
        return [turn.toast(N_("No session has a date yet, so there is nothing to show."), alert=True)]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "exported", actor=turn.me.id, what="picture")
    recheck = Recheck("status.picture", {"reader": str(turn.me.id)})
    return [Private(recheck=recheck), turn.toast(N_("I am drawing it. It comes in a moment."))]


@feature.recheck("status.picture")
async def draw(view: View, reader: str) -> Message | None:
    """None for somebody who may no longer see it, or when there is nothing to draw any more."""
    member = await reader_of(view, reader)
    shown = window(sittings(view.programme, view.now))
    if member is None or not shown:
        return None
    _ = view.voice_for(member)
    learners = await learners_of(view)
    if not learners:
        return Message(_("There are no participants yet."))
    make = by_person if len(learners) <= PEOPLE_MAX else by_group
    drawn = await make(view, _, shown, learners)
    data = await asyncio.to_thread(png, "heat_map", drawn.values)
    key = await view.deployment.files.put(data)
    file = OutgoingFile(key, f"attendance-{view.cohort.key}.png", PNG, len(data), drawn.alt, keep=False)
    return Message(drawn.caption, files=(file,))
