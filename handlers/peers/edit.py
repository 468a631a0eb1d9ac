"""Organisers change a proposed round: keep, forbid, exchange, match anew; publish or cancel it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.chat.text import Text, bullets
from bot.domain.peers.fit import reasons
from bot.domain.peers.rounds import Pairing, Round, check_editable
from bot.domain.people import ORGANISERS
from bot.domain.violation import RuleViolation
from bot.scene import Turn
from handlers.peers.buttons import Exchange, OnPair, Preview
from handlers.peers.declared import feature, members_of, round_for
from handlers.peers.match import pool_of
from handlers.peers.paging import turning
from handlers.peers.preview import preview
from handlers.peers.propose import exchange, kept_of, rematch
from handlers.peers.publish import publish
from handlers.peers.refusals import worded
from handlers.peers.words import names, of_two, who

NAMES_A_PAGE = 12


@feature.button(Preview, access="members", any_cohort=True)
async def on_round(pressed: Turn[ButtonPressed], data: Preview) -> list[Intent]:
    turn, found = await round_for(pressed, data.round)
    _ = turn.voice
    try:
        if data.what != "see":
            await turn.uow.rounds.lock(turn.cohort.id)
            check_editable(await _fresh(turn, found.id))
        match data.what:
            case "again":
                return await _again(turn, found)
            case "free":
                await turn.uow.rounds.lift_bans(found.id)
                return await _again(turn, found)
            case "swap":
                return [Edit(await choose(turn, found, 0, data.page))]
            case "publish":
                return [Edit(await _sure(turn, found))]
            case "yes":
                return await _publish(turn, found)
            case "cancel":
                no = button(_.plain("No, keep it"), Preview(found.id, 0, "see"))
                yes = button(_.plain("Yes, cancel it"), Preview(found.id, 0, "drop"), "danger")
                return [Edit(Message(_("Cancel this round? Nobody has been told of it yet."), ((no,), (yes,))))]
            case "drop":
                await turn.uow.rounds.change(found.id, "cancelled", from_=("planned", "proposed"))
                await turn.uow.audit.note(turn.cohort.id, turn.now, "round_cancelled", actor=turn.me.id)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [turn.toast(worded(no, _), alert=True)]
    return [Edit(await preview(turn, await _fresh(turn, found.id), _, data.page))]


async def _fresh(turn: Turn[Any], round_id: int) -> Round:
    found = await turn.uow.rounds.by_id(round_id)
    assert found is not None
    return found


async def _again(turn: Turn[Any], found: Round) -> list[Intent]:
    pool = await pool_of(turn, found)
    if len(pool.peers) < 2:
        raise RuleViolation("peers.too_few")
    plan = await rematch(turn, found, pool, kept_of(await turn.uow.rounds.pairings(found.id), pool))
    if not await turn.uow.rounds.banned(found.id) and not kept_of(await turn.uow.rounds.pairings(found.id), pool):
        await turn.uow.rounds.set_best(found.id, pool.points(plan.groups))
    return [Edit(await preview(turn, await _fresh(turn, found.id), turn.voice, 0, turn.voice("Matched anew.")))]


async def _sure(turn: Turn[Any], found: Round) -> Message:
    _ = turn.voice
    pairings = await turn.uow.rounds.pairings(found.id)
    people = sum(len(one.members) for one in pairings)
    words = _(
        "**Publish now?** {n} people are told at once who their partner is. After that it cannot be changed.", n=people
    )
    if found.starts_at > turn.now:
        first = _.day(found.starts_at.astimezone(_.zone).date())
        words += _("The round then begins today, not on {day}. To keep that day, publish it then.", day=first)
    yes = button(_.plain("Yes, publish"), Preview(found.id, 0, "yes"), "primary")
    return Message(words, ((yes,), (button(_.plain("Not yet"), Preview(found.id, 0, "see")),)))


async def _publish(turn: Turn[Any], found: Round) -> list[Intent]:
    told = await publish(turn, found)
    await turn.uow.audit.note(turn.cohort.id, turn.now, "round_published", actor=turn.me.id)
    return [Edit(await preview(turn, await _fresh(turn, found.id), turn.voice, 0)), *told]


async def pair_for(pressed: Turn[ButtonPressed], pairing_id: int) -> tuple[Turn[ButtonPressed], Round, Pairing | None]:
    """For an organiser. The pairing is None where it was changed meanwhile. Raises `access.denied`."""
    pairing = await pressed.uow.rounds.pairing(pairing_id)
    if pairing is None:
        if not any(one.roles & ORGANISERS for one in pressed.memberships.values()):
            raise RuleViolation("access.denied", access=ORGANISERS)
        raise RuleViolation("round.not_there")
    turn, found = await round_for(pressed, pairing.round_id)
    return turn, found, pairing


@feature.button(OnPair, access="members", any_cohort=True)
async def on_pair(pressed: Turn[ButtonPressed], data: OnPair) -> list[Intent]:
    try:
        turn, found, pairing = await pair_for(pressed, data.pairing)
        assert pairing is not None
        _ = turn.voice
        if data.what == "see":
            return [Edit(await _pair(turn, found, pairing))]
        await turn.uow.rounds.lock(turn.cohort.id)
        check_editable(await _fresh(turn, found.id))
        if data.what in ("keep", "loose"):
            await turn.uow.rounds.keep(pairing.id, kept=data.what == "keep")
            return [Edit(await preview(turn, found, _, 0))]
        if data.what == "forbid":
            return await _forbid(turn, found, pairing)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [pressed.toast(worded(no, pressed.voice), alert=True)]
    return [Edit(await preview(turn, found, _, 0))]


async def _pair(turn: Turn[Any], found: Round, pairing: Pairing) -> Message:
    """One pairing, with all that speaks for it."""
    _ = turn.voice
    people = await members_of(turn, pairing.members)
    pool = await pool_of(turn, found, also=pairing.members)
    text: Text = _("**{people}**", people=" – ".join(who(one) for one in people))
    lines = [
        _("{why}", why=of_two([reason], one.name, other.name, _))
        for at, one in enumerate(people)
        for other in people[at + 1 :]
        for reason in reasons(pool.peers[one.id], pool.peers[other.id], pool.weights, pool.met)
    ]
    text += bullets(*lines) if lines else _("Little speaks for them, but nobody else is left.")
    text += _("Fit: {n} points.", n=pool.points([pairing.members]))
    keep = OnPair(pairing.id, "loose" if pairing.kept else "keep")
    rows: list[tuple[Button, ...]] = [
        (button(_.plain("No longer keep them together") if pairing.kept else _.plain("Keep them together"), keep),),
        (button(_.plain("Not these together"), OnPair(pairing.id, "forbid")),),
        (button(_.plain("Back"), Preview(found.id, 0, "see")),),
    ]
    return Message(text, tuple(rows))


async def _forbid(turn: Turn[Any], found: Round, pairing: Pairing) -> list[Intent]:
    """They are apart in this round, and everybody who is not kept is matched anew; what that costs is shown."""
    _ = turn.voice
    groups = [p.members for p in await turn.uow.rounds.pairings(found.id)]
    # Some of them may have stopped taking part since.
    before = (await pool_of(turn, found, also=[one for group in groups for one in group])).points(groups)
    await turn.uow.rounds.keep(pairing.id, kept=False)
    for at, one in enumerate(pairing.members):
        for other in pairing.members[at + 1 :]:
            await turn.uow.rounds.ban(found.id, one, other)
    pool = await pool_of(turn, found)
    plan = await rematch(turn, found, pool, kept_of(await turn.uow.rounds.pairings(found.id), pool))
    people = names(await members_of(turn, pairing.members), _)
    cost = pool.points(plan.groups) - before
    head = _("{people} are not together in this round. The fit changes by {n} points.", people=people, n=f"{cost:+d}")
    return [Edit(await preview(turn, await _fresh(turn, found.id), _, 0, head))]


async def choose(turn: Turn[Any], found: Round, one: int, page: int) -> Message:
    """Whom to exchange, and then for whom; of the second choices, what each would change."""
    _ = turn.voice
    pairings = await turn.uow.rounds.pairings(found.id)
    home = next((p for p in pairings if one in p.members), None)
    ids = [m for p in pairings for m in p.members if home is None or p.id != home.id]
    people = sorted(await members_of(turn, tuple(ids)), key=lambda m: m.name.casefold())
    shown = people[page * NAMES_A_PAGE : (page + 1) * NAMES_A_PAGE]
    effect = await _effects(turn, found, pairings, one, [m.id for m in shown]) if home else {}
    buttons = []
    for member in shown:
        data = Exchange(found.id, 0, one, member.id) if home else Exchange(found.id, 0, member.id, 0)
        mark = f" ({effect[member.id]:+d})" if member.id in effect else ""
        if not home or member.id in effect:
            buttons.append((button(member.name + mark, data),))
    pages = -(-len(people) // NAMES_A_PAGE)
    back = button(_.plain("Back"), Preview(found.id, 0, "see"))
    moved = await turn.uow.members.by_id(one) if home else None
    words = (
        _("For whom do you want to exchange {name}? The number is what it changes in points.", name=moved.name)
        if moved
        else _("Whom do you want to exchange?")
    )
    return Message(words, (*buttons, *turning(page, pages, _, lambda to: _page(found, one, to)), (back,)))


def _page(found: Round, one: int, page: int) -> Exchange | Preview:
    return Exchange(found.id, page, one, 0) if one else Preview(found.id, page, "swap")


async def _effects(
    turn: Turn[Any], found: Round, pairings: list[Pairing], one: int, others: list[int]
) -> dict[int, int]:
    """What exchanging `one` for each of the others does to the points; those who cannot be are left out."""
    pool = await pool_of(turn, found, also=[m for p in pairings for m in p.members])
    of = {m: p.members for p in pairings for m in p.members}
    effects = {}
    for other in others:
        first, second = {*of[one]} - {one} | {other}, {*of[other]} - {other} | {one}
        if pool.possible(first) and pool.possible(second):
            effects[other] = pool.points([tuple(first), tuple(second)]) - pool.points([of[one], of[other]])
    return effects


@feature.button(Exchange, access="members", any_cohort=True)
async def exchanged(pressed: Turn[ButtonPressed], data: Exchange) -> list[Intent]:
    turn, found = await round_for(pressed, data.round)
    try:
        await turn.uow.rounds.lock(turn.cohort.id)
        check_editable(await _fresh(turn, found.id))
        if not data.other:
            return [Edit(await choose(turn, found, data.one, data.page))]
        await exchange(turn, found, data.one, data.other)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [turn.toast(worded(no, turn.voice), alert=True)]
    return [Edit(await preview(turn, found, turn.voice, 0, turn.voice("Exchanged.")))]
