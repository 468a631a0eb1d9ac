"""A partner does not answer, cannot, or has left: nobody is left waiting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.peers.rounds import PATIENCE, Pairing, Place, Round, silent_partners, unanswered
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Scene, Turn, View
from handlers.peers.buttons import HaveMet
from handlers.peers.declared import current_round, feature, members_of, still_together
from handlers.peers.introduce import times_of
from handlers.peers.match import nearest, pool_of
from handlers.peers.nudge import key_of, nudge
from handlers.peers.publish import begin_anew
from handlers.peers.words import names

LABEL_MAX = 44
"""Longer ones are cut off on a phone."""


async def partners_silent(turn: Turn[Any], pairing: Pairing, place: Place, others: list[Member]) -> list[Intent]:
    """They are asked; and in two days who waits can have somebody else."""
    await turn.uow.rounds.answer(place.id, "partner_silent", turn.now)
    told: list[Intent] = []
    waited_for = False
    for one in others:
        theirs = pairing.place_of(one.id)
        if await turn.uow.rounds.ask(theirs.id, turn.now, turn.now - PATIENCE):
            asked = _asked(pairing, turn.now)
            told.append(nudge(turn, one, "are_you_there", asked, pairing=pairing.id, by=turn.me.id))
        waited_for = waited_for or bool(told) or not theirs.active
    _ = turn.voice
    said = names(others, _)
    text = _("I ask {names}. If there is no answer within two days of that, I offer you somebody else.", names=said)
    if not waited_for:
        text = _("I asked {names} a short time ago, and there was an answer.", names=said)
        text += _("Please write once more. If you hear nothing, tell me again in two days.")
    return [Private(Message(text)), *told]


def _asked(pairing: Pairing, at: datetime) -> str:
    """What the question of that moment is about, in its key."""
    return f"{pairing.id}:{int(at.timestamp())}"


async def silent_in(view: View, pairing: Pairing) -> set[int]:
    """Members who had the question whether they are there, and have not answered in time."""
    reached: dict[int, datetime] = {}
    for one in unanswered(pairing, view.now):
        assert one.asked_at is not None
        at = await view.uow.nudges.sent_at(key_of("are_you_there", _asked(pairing, one.asked_at)), one.member_id)
        reached |= {one.member_id: at} if at else {}
    return {place.member_id for place in silent_partners(pairing, view.now, reached)}


@feature.recheck("peers.are_you_there")
async def are_you_there(view: View, to: str, pairing: str, by: str) -> Message | None:
    current = await still_together(view, to, pairing)
    if current is None or current[0].state != "running" or current[1].met or int(by) not in current[1].members:
        return None
    _found, here, place, reader = current
    asker = await view.uow.members.by_id(int(by))
    if place.active:
        return None
    _ = view.voice_for(reader)
    name = asker.name if asker else ""
    text = _("**{name} would like to meet you, and has not heard from you. Are you there?**", name=name)
    here_ = button(_.plain("Yes, I am here"), HaveMet(here.id, "here"), "primary")
    return Message(text, ((here_,), (button(_.plain("I cannot in this round"), HaveMet(here.id, "cannot")),)))


async def offer_new(scene: Scene, found: Round) -> list[Intent]:
    """Who waits for somebody silent, or has been left alone, is offered a new partner."""
    told: list[Intent] = []
    for pairing in await scene.uow.rounds.pairings(found.id):
        if pairing.met or not (len(pairing.places) == 1 or unanswered(pairing, scene.now)):
            continue
        silent = await silent_in(scene, pairing)
        waiting = [one for one in await members_of(scene, pairing.members) if one.id not in silent]
        if len(waiting) == 1 and (silent or len(pairing.places) == 1):
            told.append(_offered(scene, found, pairing, waiting[0]))
    return told


def _offered(scene: Scene, found: Round, pairing: Pairing, to: Member) -> Intent:
    """Once for each time that a partner was asked; and once where none is left."""
    if len(pairing.places) == 1:
        return _told_alone(scene, found, pairing, to)
    asked = max(one.asked_at for one in pairing.places if one.member_id != to.id and one.asked_at)
    return nudge(scene, to, "offer", _asked(pairing, asked), expires=found.ends_at, pairing=pairing.id)


def _told_alone(scene: Scene, found: Round, pairing: Pairing, to: Member, *, behind: bool = False) -> Intent:
    """News that they rely on. Whether a partner cannot, or has left them behind: one key, so that they hear only of that
    which happened."""
    why = "behind" if behind else ""
    return nudge(scene, to, "alone", str(pairing.id), expires=found.ends_at, pairing=pairing.id, why=why)


async def who_left(scene: Scene, found: Round) -> list[Intent]:
    """Who left the programme is in no pairing any more; two who stay of three are told. Who stays alone: `offer_new`."""
    told: list[Intent] = []
    for place in await scene.uow.rounds.places_of_who_left(found.id):
        await scene.uow.rounds.leave(found.id, place.member_id)
        left = await scene.uow.rounds.pairing(place.pairing_id)
        told += await _two_stay(scene, left, place.member_id) if left else []
    return told


async def _two_stay(scene: Scene, left: Pairing, gone: int) -> list[Intent]:
    people = await members_of(scene, left.members)
    return [_one_less(scene, left, one, gone) for one in people if len(people) > 1]


def _one_less(scene: Scene, left: Pairing, to: Member, gone: int, why: str = "") -> Intent:
    return nudge(scene, to, "one_less", f"{left.id}:{gone}", pairing=left.id, gone=gone, why=why)


@feature.recheck("peers.one_less")
async def one_less(view: View, to: str, pairing: str, gone: str, why: str = "") -> Message | None:
    """To each of two who go on. Those left `behind` did not answer, and the third has somebody else."""
    current = await still_together(view, to, pairing)
    if current is None or current[0].state != "running" or int(gone) in current[1].members:
        return None
    _found, here, _place, reader = current
    third = await view.uow.members.by_id(int(gone))
    people = await members_of(view, here.members)
    partners = [one for one in people if one.id != reader.id]
    if not partners:
        return None
    _ = view.voice_for(reader)
    name = third.name if third and not third.erased else _.plain("One of you three")
    text = _("**{name} cannot take part in this round any more.**", name=name)
    if why == "behind":
        text = _("**{name} had no answer from you, and has another partner in this round now.**", name=name)
    text += _("You go on with {names}.", names=names(partners, _))
    times, rows = times_of(here, people, reader, _) if not here.met else ((), ())
    return Message(text + times, rows)


@feature.recheck("peers.offer")
async def offer(view: View, to: str, pairing: str) -> Message | None:
    """Unless the silent one has spoken meanwhile."""
    current = await still_together(view, to, pairing)
    if current is None or current[0].state != "running" or current[1].met:
        return None
    _found, here, _place, reader = current
    silent = await silent_in(view, here)
    others = [one for one in await members_of(view, here.members) if one.id != reader.id]
    if not others or any(one.id not in silent for one in others):
        return None
    _ = view.voice_for(reader)
    said = names(others, _)
    text = _("**{names} has not answered. Shall I find you somebody else?**", names=said)
    wait = _.plain("No, I wait for {names}", names=said)
    wait = wait if len(wait) <= LABEL_MAX else _.plain("No, I wait")
    return Message(text, ((somebody_else(here, _),), (button(wait, HaveMet(here.id, "wait")),)))


def somebody_else(pairing: Pairing, _: Voice) -> Button:
    return button(_.plain("Find me somebody else"), HaveMet(pairing.id, "new"), "primary")


async def on_offer(view: View, member: Member) -> Pairing | None:
    """The pairing that they may leave for a new partner just now: each of the others is silent, or gone."""
    found = await current_round(view)
    here = await view.uow.rounds.pairing_of(found.id, member.id) if found and found.state == "running" else None
    if here is None or here.met:
        return None
    return None if {*here.members} - {member.id} - await silent_in(view, here) else here


@feature.recheck("peers.alone")
async def alone(view: View, to: str, pairing: str, why: str = "") -> Message | None:
    """What they relied on does not hold any more: no nudge. Who was left `behind` did not answer, and may not even have
    seen that they were asked."""
    current = await still_together(view, to, pairing)
    if current is None or current[0].state != "running" or current[1].met:
        return None
    if len(await members_of(view, current[1].members)) > 1:
        return None
    _found, here, _place, reader = current
    _ = view.voice_for(reader)
    if why == "behind":
        text = _("**Your partner had no answer from you, and has another partner in this round now.**")
        text += _("If you have time after all, I find you somebody, too.")
    else:
        text = _("**Your partner cannot take part any more. Shall I find you somebody else?**")
    return Message(text, ((somebody_else(here, _),),))


async def cannot(turn: Turn[Any], found: Round, pairing: Pairing, place: Place) -> list[Intent]:
    """They skip the rest of this round; who stays alone is offered somebody else at once. Who has met, or written what
    they learned, stays: it would be lost. Raises `round.over` where nobody could be found for who stays."""
    if pairing.met or place.learned:
        return [turn.toast(N_("You have met already, so there is nothing to cancel."), alert=True)]
    if turn.now >= found.ends_at:
        raise RuleViolation("round.over")
    # Another of three may have left the programme since the last tick: who stays alone then is not one of two.
    told = await who_left(turn, found)
    await turn.uow.rounds.leave(found.id, turn.me.id)
    await turn.uow.rounds.skip(found.id, turn.me.id)
    left = await turn.uow.rounds.pairing(pairing.id)
    people = await members_of(turn, left.members) if left else []
    if left and len(people) == 1:
        told.append(_offered(turn, found, left, people[0]))
    elif left:
        told += await _two_stay(turn, left, turn.me.id)
    _ = turn.voice
    text = _("All right. You are free until the next round.")
    if people:
        words = _.plural(
            "{names} hears from me that you cannot.",
            "{names} hear from me that you cannot.",
            len(people),
            names=names(people, _),
        )
        text += _("{words}", words=words)
    return [Private(Message(text)), *told]


async def gone_to(turn: Turn[Any], found: Round) -> Text:
    """Why who is there too late is alone: those they were with are with somebody else, or in this round no more."""
    had = await turn.uow.rounds.had_in(found.id, turn.me.id)
    pairings = await turn.uow.rounds.pairings(found.id)
    if any(had & {*one.members} for one in pairings if len(one.members) > 1):
        return turn.voice("Your partner is with somebody else by now.")
    return turn.voice("Your partner cannot take part any more.")


async def take_new(turn: Turn[Any], found: Round, pairing: Pairing) -> list[Intent]:
    """With somebody who waits, too, if they fit; else as the third of a pair. Raises `round.not_there` where the partner
    has spoken meanwhile, and `peers.nobody_fits`."""
    silent = await silent_in(turn, pairing)
    others = [one for one in await members_of(turn, pairing.members) if one.id != turn.me.id]
    if pairing.met or {one.id for one in others} - silent or turn.now >= found.ends_at:
        raise RuleViolation("round.not_there")
    target = await _somebody(turn, found, pairing)
    if target is None:
        raise RuleViolation("peers.nobody_fits")
    behind = await _left_behind(turn, found, pairing, turn.me.id)
    if len(target.members) == 1:
        behind += await _left_behind(turn, found, await turn.uow.rounds.pairing(target.id), *target.members)
        made = await turn.uow.rounds.bring_together(found, (*target.members, turn.me.id), turn.now)
    else:
        made = target.id
        await turn.uow.rounds.join(found, made, turn.me.id)
    text = turn.voice("I have found somebody. You hear in a moment who it is.")
    return [Private(Message(text)), *behind, *await begin_anew(turn, found, made)]


async def _left_behind(turn: Turn[Any], found: Round, left: Pairing | None, gone: int) -> list[Intent]:
    """Those whom `gone` leaves for a new partner, as they did not answer."""
    people = await members_of(turn, tuple(one for one in left.members if one != gone)) if left else []
    if left and len(people) == 1:
        return [_told_alone(turn, found, left, people[0], behind=True)]
    return [_one_less(turn, left, one, gone, why="behind") for one in people if left]


async def _somebody(turn: Turn[Any], found: Round, pairing: Pairing) -> Pairing | None:
    """First those who wait as well, then pairs that have not met yet and can take a third."""
    others = [one for one in await turn.uow.rounds.pairings(found.id) if one.id != pairing.id]
    pool = await pool_of(turn, found, also=[turn.me.id, *(m for p in others for m in p.members)])
    alone: dict[tuple[int, ...], Pairing] = {}
    pairs: dict[tuple[int, ...], Pairing] = {}
    for one in others:
        silent = await silent_in(turn, one)
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
