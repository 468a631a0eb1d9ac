"""Getting it to happen: "have you met?", midway, after an agreed time and at the end; and what each answer leads to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private, Rows
from bot.chat.text import Text
from bot.domain.peers.rounds import Pairing, Place, Round, check_running
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.peers.buttons import HaveMet, Learned
from handlers.peers.declared import feature, members_of, own_pairing, still_together
from handlers.peers.introduce import times_of
from handlers.peers.nudge import nudge
from handlers.peers.partner import LABEL_MAX, cannot, gone_to, partners_silent, silent_in, somebody_else, take_new
from handlers.peers.refusals import worded
from handlers.peers.words import last_day, names


@feature.recheck("peers.midway")
async def midway(view: View, to: str, **begun: str) -> Message | None:
    """Unless they have met or have a time to come."""
    current = await still_together(view, to, **begun)
    if current is None or not _open(view, current):
        return None
    _found, here, _place, reader = current
    _ = view.voice_for(reader)
    others = await _partners(view, here, reader)
    if not others:
        return None
    text = _("**Half of the round is over. Have you met {names}?**", names=names(others, _))
    return Message(text, answers(here, others, _))


@feature.recheck("peers.afterwards")
async def afterwards(view: View, to: str, pairing: str, meant: str) -> Message | None:
    """Of the time they agreed on, as long as it was that one, and nobody has said that they met."""
    current = await still_together(view, to, pairing)
    if current is None or current[1].meets_at != datetime.fromisoformat(meant) or current[1].met:
        return None
    _found, here, _place, reader = current
    _ = view.voice_for(reader)
    others = await _partners(view, here, reader)
    text = _("**Did you meet {names} as agreed?**", names=names(others, _))
    return Message(text, answers(here, others, _)) if others else None


@feature.recheck("peers.ended")
async def ended(view: View, to: str, **begun: str) -> Message | None:
    """The round is over: did it happen? Who said so already is asked what they learned, once."""
    current = await still_together(view, to, **begun)
    if current is None or current[2].learned or current[2].share:
        return None
    found, here, place, reader = current
    _ = view.voice_for(reader)
    others = await _partners(view, here, reader)
    if not others:
        return None
    if here.met or place.answer == "met":
        return what_learned(here, others, _)
    text = _("**The round “{theme}” is over. Have you met {names}?**", theme=found.theme, names=names(others, _))
    yes = button(_.plain("Yes, we met"), HaveMet(here.id, "met"), "primary")
    no = button(_.plain("No, we did not"), HaveMet(here.id, "not_yet"))
    return Message(text, ((yes, no),))


def _open(view: View, current: tuple[Round, Pairing, Place, Member]) -> bool:
    found, here, place, _reader = current
    if found.state != "running" or here.met or place.answer in ("met", "planned"):
        return False
    return here.meets_at is None or here.meets_at <= view.now


async def _partners(view: View, pairing: Pairing, reader: Member) -> list[Member]:
    return [one for one in await members_of(view, pairing.members) if one.id != reader.id]


def answers(pairing: Pairing, others: list[Member], _: Voice) -> Rows:
    silent = _.plain("No answer from {names}", names=names(others, _))
    one: list[Button] = [
        button(_.plain("Yes, we met"), HaveMet(pairing.id, "met"), "primary"),
        button(_.plain("It is planned"), HaveMet(pairing.id, "planned")),
    ]
    return (
        tuple(one),
        (button(_.plain("Not yet"), HaveMet(pairing.id, "not_yet")),),
        (button(silent if len(silent) <= LABEL_MAX else _.plain("No answer"), HaveMet(pairing.id, "partner_silent")),),
    )


def what_learned(pairing: Pairing, others: list[Member], _: Voice) -> Message:
    text = _("**You met {names}. What is one thing you learned?** One sentence is enough.", names=names(others, _))
    return Message(text, ((button(_.plain("Write it"), Learned(pairing.id), "primary"),),))


@feature.button(HaveMet, access="members", any_cohort=True)
async def have_met(pressed: Turn[ButtonPressed], data: HaveMet) -> list[Intent]:
    turn, found, pairing, place = await own_pairing(pressed, data.pairing)
    try:
        check_running(found, turn.now)
        return await _answered(turn, found, pairing, place, data.what)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [turn.toast(worded(no, turn.voice), alert=True)]


async def _answered(turn: Turn[Any], found: Round, pairing: Pairing, place: Place, what: str) -> list[Intent]:
    _ = turn.voice
    others = await _partners(turn, pairing, turn.me)
    match what:
        case "met":
            await turn.uow.rounds.answer(place.id, "met", turn.now)
            asked = [nudge(turn, one, "learned", str(pairing.id), pairing=pairing.id) for one in others]
            return [Private(what_learned(pairing, others, _)), *asked]
        case "planned":
            await turn.uow.rounds.answer(place.id, "planned", turn.now)
            return [Private(Message(_("Good. I ask you again when the round is over.")))]
        case "not_yet":
            await turn.uow.rounds.answer(place.id, "not_yet", turn.now)
            return [Private(_encourage(turn, found, pairing, others, _))]
        case "partner_silent":
            return await partners_silent(turn, pairing, place, others)
        case "here" if not others:
            await turn.uow.rounds.stir(place.id)
            text: Text = _("Good to hear.") + await gone_to(turn, found)
            return [Private(Message(text, ((somebody_else(pairing, _),),)))]
        case "here":
            await turn.uow.rounds.stir(place.id)
            text = _("Good to hear. {names} will be glad.", names=names(others, _))
            times, rows = times_of(pairing, [turn.me, *others], turn.me, _)
            said = [
                nudge(turn, one, "back", f"{pairing.id}:{turn.me.id}", pairing=pairing.id, by=turn.me.id)
                for one in others
            ]
            return [Private(Message(text + times, rows)), *said]
        case "cannot":
            return await cannot(turn, found, pairing, place)
        case "new":
            # Even if nobody fits: who is left alone later can have them.
            await turn.uow.rounds.stir(place.id)
            return await take_new(turn, found, pairing)
        case "wait":
            # Nobody is waited for any more, and so nobody else is looked for, until they say so again.
            for member_id in await silent_in(turn, pairing):
                await turn.uow.rounds.ask_no_more(pairing.place_of(member_id).id)
            return [Private(Message(_("All right, you stay together.")))]
    return [turn.toast(N_("This button no longer works. Please send /peers."), alert=True)]


def _encourage(turn: Turn[Any], found: Round, pairing: Pairing, others: list[Member], _: Voice) -> Message:
    if turn.now >= found.ends_at:
        return Message(_("Thank you for saying so. In the next round there is a new chance."))
    text = _("There is time until {day}.", day=last_day(found, _))
    times, rows = times_of(pairing, [turn.me, *others], turn.me, _)
    return Message(text + times, rows)


@feature.recheck("peers.learned")
async def learned(view: View, to: str, pairing: str) -> Message | None:
    """A partner says that they met: what did this one learn?"""
    current = await still_together(view, to, pairing)
    if current is None or current[2].learned or current[2].share:
        return None
    _found, here, _place, reader = current
    _ = view.voice_for(reader)
    others = await _partners(view, here, reader)
    return what_learned(here, others, _) if others else None


@feature.recheck("peers.back")
async def back(view: View, to: str, pairing: str, by: str) -> Message | None:
    """Good news for who waited."""
    current = await still_together(view, to, pairing)
    if current is None or current[1].met or int(by) not in current[1].members:
        return None
    _found, here, _place, reader = current
    partner = await view.uow.members.by_id(int(by))
    _ = view.voice_for(reader)
    times, rows = times_of(here, await members_of(view, here.members), reader, _)
    name = partner.name if partner else ""
    return Message(_("**{name} is there and wants to meet you.**", name=name) + times, rows)
