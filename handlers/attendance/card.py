"""The card in the group: posted when check-in opens, counting while it is open, closed at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.messages import Card, Intent, Message, Recheck, Refresh
from bot.domain.check_in import check_in_card
from bot.feature import Planned
from bot.programme.schedule import window, windows
from bot.scene import Scene, View
from handlers.attendance.declared import feature


@dataclass(frozen=True, slots=True)
class ImHere(ButtonData):
    prefix: ClassVar[str] = "ci"
    cohort: int
    session: str


@feature.tick
async def open_and_close(scene: Scene) -> list[Intent]:
    """Post the cards of the sessions that are open; have those of the closed ones say so, until the clock is moved back."""
    intents: list[Intent] = []
    for found in windows(scene.programme):
        key = check_in_card(scene.cohort.id, found.session)
        if found.opens <= scene.now < found.closes:
            recheck = Recheck("attendance.card", {"session": found.session})
            intents += [Card(key, recheck, expires=found.closes), Refresh(key, once="open")]
        elif found.closes <= scene.now:
            intents.append(Refresh(key, once="closed"))
    return intents


@feature.recheck("attendance.card")
async def render_card(view: View, session: str) -> Message | None:
    """The card as it is now; None for a session that the pack no longer has."""
    held = next((s for s in view.programme.sessions if s.key == session), None)
    found = window(held) if held else None
    if held is None or found is None:
        return None
    _ = view.group_voice
    there, late = await view.uow.check_ins.count(view.cohort.id, session)
    expected = await view.uow.members.count_learners(view.cohort.id)
    count = _.plain("{n} of {all} are here", n=there, all=expected)
    if view.now >= found.closes:
        count = _.plain("{n} of {all} were here", n=there, all=expected)
    if late:
        count += ", " + _.plural("{n} of them late", "{n} of them late", late)
    if view.now >= found.closes:
        return Message(_("**Check-in is closed: {title}**\n\n{count}.", title=held.title, count=count))
    until = _.clock(found.closes)
    if found.late_from < found.closes:
        hint = _(
            "Please tap the button when you are here. From {late} on you count as late; check-in closes at {until}.",
            late=_.clock(found.late_from),
            until=until,
        )
    else:
        hint = _("Please tap the button when you are here. Check-in closes at {until}.", until=until)
    head = _("**Check-in is open: {title}**", title=held.title)
    tap = button(_.plain("I am here"), ImHere(view.cohort.id, session), style="primary")
    return Message((*head, *hint, *_("{count}.", count=count)), ((tap,),))


@feature.plans
async def planned(view: View) -> list[Planned]:
    """Cards to come, and when they close; and between, from when on taps count otherwise."""
    _ = view.group_voice
    found: list[Planned] = []
    for session in view.programme.sessions:
        opening = window(session)
        if opening is None:
            continue
        moments = [(opening.opens, _.plain("Check-in opens: {title}", title=session.title))]
        if session.starts_at and opening.opens < session.starts_at < opening.closes:
            moments.append((session.starts_at, _.plain("The session begins: {title}", title=session.title)))
        if opening.late_from < opening.closes:
            moments.append((opening.late_from, _.plain("Who comes now is late: {title}", title=session.title)))
        moments.append((opening.closes, _.plain("Check-in closes: {title}", title=session.title)))
        found += [Planned(at, what, view.cohort.title) for at, what in moments]
    return found
