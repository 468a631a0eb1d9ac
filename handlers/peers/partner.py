"""A partner does not answer, cannot, or has left: nobody is left waiting."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.messages import Edit, Intent, Message, Private
from bot.domain.peers.rounds import PATIENCE, Pairing, Place, Round, silent_partners
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Scene, Turn, View
from handlers.peers.buttons import HaveMet
from handlers.peers.declared import feature, members_of
from handlers.peers.match import nearest, pool_of
from handlers.peers.nudge import nudge
from handlers.peers.publish import begin_anew
from handlers.peers.times import still_together
from handlers.peers.words import names


async def partners_silent(turn: Turn[Any], pairing: Pairing, place: Place, others: list[Member]) -> list[Intent]:
    """They are asked; and in two days who waits can have somebody else."""
    await turn.uow.rounds.answer(place.id, "partner_silent", turn.now)
    told: list[Intent] = []
    about = f"{pairing.id}:{int(turn.now.timestamp())}"
    waited_for = False
    for one in others:
        theirs = pairing.place_of(one.id)
        if await turn.uow.rounds.ask(theirs.id, turn.now, turn.now - PATIENCE):
            told.append(nudge(turn, one, "are_you_there", about, pairing=pairing.id, by=turn.me.id))
        waited_for = waited_for or bool(told) or not theirs.active
    _ = turn.voice
    said = names(others, _)
    text = _("I ask {names}. If there is no answer in two days, I offer you somebody else.", names=said)
    if not waited_for:
        text = _("I asked {names} a short time ago, and there was an answer.", names=said)
        text += _("Please write once more. If you hear nothing, tell me again in two days.")
    message = Message(text)
    return [Edit(message) if turn.in_private else Private(message), *told]


@feature.recheck("peers.are_you_there")
async def are_you_there(view: View, to: str, pairing: str, by: str) -> Message | None:
    current = await still_together(view, pairing, to)
    if current is None or current[0].state != "running" or current[1].met or int(by) not in current[1].members:
        return None
    _found, here, _place, reader = current
    asker = await view.uow.members.by_id(int(by))
    _ = view.voice_for(reader)
    name = asker.name if asker else ""
    text = _("**{name} would like to meet you, and has not heard from you. Are you there?**", name=name)
    here_ = button(_.plain("Yes, I am here"), HaveMet(here.id, "here"), "primary")
    return Message(text, ((here_,), (button(_.plain("I cannot in this round"), HaveMet(here.id, "cannot")),)))


async def offer_new(scene: Scene, found: Round) -> list[Intent]:
    """Who waits for somebody silent, or has been left alone, is offered a new partner."""
    told: list[Intent] = []
    for pairing in await scene.uow.rounds.pairings(found.id):
        silent = {place.member_id for place in silent_partners(pairing, scene.now)}
        people = await members_of(scene, pairing.members) if silent or len(pairing.places) == 1 else []
        gone = len(people) < len(pairing.places)
        waiting = [one for one in people if one.id not in silent and not pairing.met]
        if (silent or gone or len(pairing.places) == 1) and len(waiting) == 1:
            told.append(_offered(scene, found, pairing, waiting[0]))
    return told


def _offered(scene: Scene, found: Round, pairing: Pairing, to: Member) -> Intent:
    """Once for each time that a partner was asked, and once for each who left."""
    asked = max((one.asked_at for one in pairing.places if one.member_id != to.id and one.asked_at), default=None)
    about = f"{pairing.id}:{len(pairing.places)}:{int(asked.timestamp()) if asked else 0}"
    return nudge(scene, to, "offer", about, expires=found.ends_at, pairing=pairing.id)


async def who_left(scene: Scene, found: Round) -> None:
    """Who left the programme is in no pairing any more."""
    for pairing in await scene.uow.rounds.pairings(found.id):
        here = {one.id for one in await members_of(scene, pairing.members)}
        for member_id in {*pairing.members} - here:
            await scene.uow.rounds.leave(found.id, member_id)


@feature.recheck("peers.offer")
async def offer(view: View, to: str, pairing: str) -> Message | None:
    """Unless the silent one has spoken meanwhile."""
    current = await still_together(view, pairing, to)
    if current is None or current[0].state != "running" or current[1].met:
        return None
    _found, here, _place, reader = current
    silent = {place.member_id for place in silent_partners(here, view.now)}
    others = [one for one in await members_of(view, here.members) if one.id != reader.id]
    if any(one.id not in silent for one in others):
        return None
    _ = view.voice_for(reader)
    new = button(_.plain("Yes, please"), HaveMet(here.id, "new"), "primary")
    if not others:
        text = _("**Your partner cannot take part any more. Shall I find you somebody else?**")
        return Message(text, ((new,),))
    text = _("**{names} has not answered. Shall I find you somebody else?**", names=names(others, _))
    return Message(text, ((new,), (button(_.plain("No, I wait"), HaveMet(here.id, "wait")),)))


async def cannot(turn: Turn[Any], found: Round, pairing: Pairing, place: Place) -> list[Intent]:
    """They skip the rest of this round; who stays alone is offered somebody else at once. Who has met, or written what
    they learned, stays: it would be lost."""
    if pairing.met or place.learned:
        return [turn.toast(N_("You have met already, so there is nothing to cancel."), alert=True)]
    await turn.uow.rounds.leave(found.id, turn.me.id)
    await turn.uow.rounds.skip(found.id, turn.me.id)
    left = await turn.uow.rounds.pairing(pairing.id)
    people = await members_of(turn, left.members) if left else []
    told: list[Intent] = []
    if len(people) == 1:
        assert left is not None
        told = [_offered(turn, found, left, people[0])]
    text = turn.voice("All right. You are free until the next round; your partner is told that you cannot.")
    return [Edit(Message(text)) if turn.in_private else Private(Message(text)), *told]


async def take_new(turn: Turn[Any], found: Round, pairing: Pairing) -> list[Intent]:
    """With somebody who waits, too, if they fit; else as the third of a pair. Raises `round.not_there` where the partner
    has spoken meanwhile, and `peers.nobody_fits`."""
    silent = {place.member_id for place in silent_partners(pairing, turn.now)}
    present = {one.id for one in await members_of(turn, pairing.members)}
    if pairing.met or present - silent - {turn.me.id} or turn.now >= found.ends_at:
        raise RuleViolation("round.not_there")
    target = await _somebody(turn, found, pairing)
    if target is None:
        raise RuleViolation("peers.nobody_fits")
    if len(target.members) == 1:
        made = await turn.uow.rounds.bring_together(found, (*target.members, turn.me.id), turn.now)
    else:
        made = target.id
        await turn.uow.rounds.join(found, made, turn.me.id)
    text = turn.voice("I have found somebody. You hear in a moment who it is.")
    told = await begin_anew(turn, found, made)
    return [Edit(Message(text)) if turn.in_private else Private(Message(text)), *told]


async def _somebody(turn: Turn[Any], found: Round, pairing: Pairing) -> Pairing | None:
    """First those who wait as well, then pairs that have not met yet and can take a third."""
    others = [one for one in await turn.uow.rounds.pairings(found.id) if one.id != pairing.id]
    pool = await pool_of(turn, found, also=[turn.me.id, *(m for p in others for m in p.members)])
    alone: dict[tuple[int, ...], Pairing] = {}
    pairs: dict[tuple[int, ...], Pairing] = {}
    for one in others:
        silent = {place.member_id for place in silent_partners(one, turn.now)}
        active = tuple(place.member_id for place in one.places if place.member_id not in silent)
        if len(active) == 1 and (silent or len(one.places) == 1) and not one.met:
            alone[active] = _only(one, active)
        elif len(one.places) == 2 and not silent and not one.met:
            pairs[one.members] = one
    for candidates in (alone, pairs):
        best = nearest(pool, turn.me.id, candidates.keys())
        if best is not None:
            return candidates[best]
    return None


def _only(pairing: Pairing, members: tuple[int, ...]) -> Pairing:
    return Pairing(
        pairing.id,
        pairing.round_id,
        tuple(place for place in pairing.places if place.member_id in members),
        pairing.kept,
        pairing.since,
    )
