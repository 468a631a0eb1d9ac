"""A coach has seen what they typed as dates, and says yes or no."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.domain.coaching.slots import Details, Span
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.coaching.buttons import Confirm, MySlots
from handlers.coaching.declared import OFFERING, feature
from handlers.coaching.offer import judged, left_out
from handlers.coaching.pass_on import settle


@feature.button(Confirm, access=OFFERING)
async def confirm(turn: Turn[ButtonPressed], data: Confirm) -> list[Intent]:
    """It is looked at once more: meanwhile something else may have been offered, or time may have passed."""
    await turn.uow.slots.lock(turn.cohort.id)
    content = await turn.uow.slots.take_draft(data.draft, turn.me.id)
    _ = turn.voice
    if content is None or "spans" not in content:
        return [turn.toast(N_("This was decided already, or you have typed something newer."), alert=True)]
    if not data.yes or "coach" not in turn.me.roles:
        return [Edit(Message(_("Nothing was offered. You can send the line again, changed.")))]
    wanted = [Span(*(datetime.fromisoformat(at) for at in span)) for span in content["spans"]]
    capacity, place, language, topics = content["details"]
    good, bad = await judged(turn, turn.me, wanted)
    await turn.uow.slots.add(turn.me, good, Details(capacity, place, language, tuple(topics)), turn.now)
    words = _.plural("{n} time is offered now.", "{n} times are offered now.", len(good))
    text = _("✅ **{words}**", words=words) + _("I write to you when somebody books. /slots shows your times.")
    if not good:
        text = _("**Nothing was offered.**")
    show = button(_.plain("Show my times"), MySlots(turn.cohort.id, 0, turn.me.id))
    return [Edit(Message((*text, *left_out(_, bad)), ((show,),))), *await settle(turn)]
