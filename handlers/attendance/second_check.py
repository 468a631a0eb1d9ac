"""The card near a session's end: who is still there? Posted where the pack asks for a second check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.messages import Card, Intent, Message, Recheck, Refresh
from bot.domain.check_in import second_check_is_on
from bot.feature import Planned
from bot.programme.schedule import window, windows
from bot.scene import Scene, View
from handlers.attendance.declared import feature, second_card_key
from handlers.attendance.sessions import find_session, title_of


@dataclass(frozen=True, slots=True)
class StillHere(ButtonData):
    prefix: ClassVar[str] = "s2"
    cohort: int
    session: str


@feature.tick
async def ask_and_close(scene: Scene) -> list[Intent]:
    """Post the card when its time has come; have it say that it is over afterwards, until the clock is moved back."""
    intents: list[Intent] = []
    for found in windows(scene.programme):
        if found.second_from is None or scene.now < found.second_from:
            continue
        key = second_card_key(scene.cohort.id, found.session)
        if second_check_is_on(found, scene.now):
            recheck = Recheck("attendance.second", {"session": found.session})
            intents += [Card(key, recheck, expires=found.closes), Refresh(key, once="open")]
        else:
            intents.append(Refresh(key, once="closed"))
    return intents


@feature.recheck("attendance.second")
async def render_card(view: View, session: str) -> Message | None:
    """The card as it is now; None where the pack has no such check any more."""
    held = find_session(view.programme, session)
    found = window(held) if held else None
    if held is None or found is None or found.second_from is None:
        return None
    _ = view.group_voice
    still = await view.uow.second_checks.count(view.cohort.id, session)
    there, _late = await view.uow.check_ins.count(view.cohort.id, session)
    if view.now >= found.closes:
        count = _.plain("{n} of the {all} who had checked in were still here at the end.", n=still, all=there)
        return Message(_("**The second check is over: {title}**\n\n{count}", title=held.title, count=count))
    count = _.plain("{n} of the {all} who have checked in are still here.", n=still, all=there)
    head = _("**Still here? {title}**", title=held.title)
    hint = _("Please tap once more before you go. It counts until {until}.", until=_.clock(found.closes))
    tap = button(_.plain("Still here"), StillHere(view.cohort.id, session), style="primary")
    return Message((*head, *hint, *_("{count}", count=count)), ((tap,),))


@feature.plans
async def planned(view: View) -> list[Planned]:
    """Second checks to come."""
    _, to = view.group_voice, view.cohort.title
    return [
        Planned(at, _.plain("Second check: {title}", title=title_of(view.programme, found.session)), to)
        for found in windows(view.programme)
        if (at := found.second_from)
    ]
