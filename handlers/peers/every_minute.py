"""What happens to rounds by itself, in one transaction a minute and cohort, and only where the pack has exchanges."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.chat.buttons import button
from bot.chat.messages import Card, Intent, Message, Recheck
from bot.domain.peers.rounds import AFTER, SILENT_ROUNDS, Round, came_to_nothing, proposal_due
from bot.domain.violation import RuleViolation
from bot.feature import Planned
from bot.programme.peers import midnight, prompt_on
from bot.scene import Scene, View
from handlers.peers.buttons import TakePart
from handlers.peers.declared import feature, peers_of
from handlers.peers.nudge import nudge
from handlers.peers.partner import offer_new, who_left
from handlers.peers.propose import propose, show_organisers
from handlers.peers.publish import publish
from handlers.peers.questions import bring
from handlers.peers.takeaway import digest
from storage.rounds import NewRound

SIZES = {"pairs": 2, "trios": 3}
PROMPTED_AT = time(10)
"""On the programme's clock: a setting of the bot's own."""

DIGESTED = timedelta(days=30)
"""For so long after a round what it brought to the group is kept true."""


@feature.tick
async def every_minute(scene: Scene) -> list[Intent]:
    if scene.programme.peers is None:
        return []
    told = await prompt(scene)
    if scene.programme.peers.ask_members:
        told += await bring(scene)
    await _plan(scene)
    for found in await scene.uow.rounds.of_cohort(scene.cohort.id):
        if _due(found, scene):
            await scene.uow.rounds.lock(scene.cohort.id)
            fresh = await scene.uow.rounds.by_id(found.id)
            if fresh is not None:
                told += await _advance(scene, fresh)
    return told


async def _plan(scene: Scene) -> None:
    """The pack's rounds, as it has them now; those that people know of stay as they are."""
    known = {one.key: one for one in await scene.uow.rounds.of_cohort(scene.cohort.id)}
    for given in peers_of(scene).rounds:
        starts, ends = midnight(scene.programme, given.starts), midnight(scene.programme, given.ends, days=1)
        new = NewRound(given.key, SIZES[given.size], given.theme, given.starters, given.sectors, starts, ends)
        if ends <= scene.now and given.key not in known:
            continue
        there = known.get(given.key)
        if there is None or (there.state == "planned" and not _same(there, new)):
            await scene.uow.rounds.plan(scene.cohort.id, new)


def _same(there: Round, new: NewRound) -> bool:
    had = (there.size, there.theme, there.starters, there.sectors, there.starts_at, there.ends_at)
    return had == (new.size, new.theme, new.starters, new.sectors, new.starts_at, new.ends_at)


def _due(found: Round, scene: Scene) -> bool:
    """Whether there may be something to do, as far as its dates tell."""
    if found.state == "planned":
        return scene.now >= found.starts_at - _ahead(scene)
    return found.state in ("proposed", "running") or (found.state == "over" and scene.now < found.ends_at + DIGESTED)


def _ahead(scene: Scene) -> timedelta:
    return timedelta(days=peers_of(scene).preview_days)


async def _advance(scene: Scene, found: Round) -> list[Intent]:
    match found.state:
        case "planned" if scene.now >= found.ends_at:
            await scene.uow.rounds.change(found.id, "cancelled", from_=("planned",))
            return []
        case "planned" if proposal_due(found, _ahead(scene), scene.now):
            return await propose(scene, found)
        case "proposed":
            return await _begin(scene, found)
        case "running" if scene.now >= found.ends_at:
            return await _end(scene, found)
        case "running":
            return [*await who_left(scene, found), *await offer_new(scene, found)]
        case "over":
            return await digest(scene, found)
    return []


async def _begin(scene: Scene, found: Round) -> list[Intent]:
    """By itself where the pack says so; else organisers are reminded on the day, and it waits for them."""
    if scene.now >= found.ends_at:
        await scene.uow.rounds.change(found.id, "cancelled", from_=("proposed",))
        return []
    if scene.now < found.starts_at:
        return []
    if not peers_of(scene).automatic or found.key.startswith("own-"):
        return await show_organisers(scene, found, "today")
    try:
        return await publish(scene, found)
    except RuleViolation:
        return []


async def _end(scene: Scene, found: Round) -> list[Intent]:
    """Over. Of whom nothing came for the second time in a row, pauses."""
    if not await scene.uow.rounds.change(found.id, "over", from_=("running",)):
        return []
    told: list[Intent] = []
    for pairing in await scene.uow.rounds.pairings(found.id):
        for place in pairing.places:
            member = await scene.uow.members.by_id(place.member_id)
            if member is None or member.withdrawn:
                continue
            silent = came_to_nothing(pairing, member.id)
            if await scene.uow.peers.count_silent(member, silent=silent) >= SILENT_ROUNDS:
                await scene.uow.peers.stand(member, "paused")
                told.append(nudge(scene, member, "paused", str(found.id)))
    return told


@feature.recheck("peers.paused")
async def paused(view: View, to: str) -> Message | None:
    """Unless they are back already."""
    reader = await view.uow.members.by_id(int(to))
    own = await view.uow.peers.of_member(int(to))
    if reader is None or reader.withdrawn or own is None or own.standing != "paused":
        return None
    _ = view.voice_for(reader)
    text = _("I have not heard from you in two rounds, so I leave you in peace: you pause.")
    text += _("You are welcome back at any time: one tap is enough.")
    return Message(text, ((button(_.plain("I take part again"), TakePart(view.cohort.id, "back"), "primary"),),))


async def prompt(scene: Scene) -> list[Intent]:
    """The question of the week, in the morning of its day."""
    local = scene.now.astimezone(scene.programme.tz)
    due = prompt_on(scene.programme, local.date()) if local.time() >= PROMPTED_AT else None
    if due is None:
        return []
    recheck = Recheck("peers.prompt", {"day": local.date().isoformat()})
    return [Card(f"peers-prompt:{scene.cohort.id}:{local.date()}", recheck, expires=scene.now + timedelta(hours=9))]


@feature.recheck("peers.prompt")
async def prompt_now(view: View, day: str) -> Message | None:
    due = prompt_on(view.programme, date.fromisoformat(day))
    _ = view.group_voice
    return Message(_("💬 **Question of the week**") + _("{words}", words=due[1])) if due else None


@feature.plans
async def planned(view: View) -> list[Planned]:
    """Rounds and prompts to come."""
    if view.programme.peers is None:
        return []
    _ = view.group_voice
    ahead = timedelta(days=view.programme.peers.preview_days)
    everybody, organisers = _.plain("participants"), _.plain("organisers")
    found: list[Planned] = []
    for one in await view.uow.rounds.of_cohort(view.cohort.id):
        moments: list[tuple[datetime, str, str]] = [
            (one.starts_at - ahead, _.plain("Preview of the round “{theme}”", theme=one.theme), organisers),
            (one.starts_at, _.plain("The round “{theme}” begins", theme=one.theme), everybody),
            (one.midway, _.plain("“Have you met?”, round “{theme}”", theme=one.theme), everybody),
            (one.ends_at, _.plain("The round “{theme}” is over", theme=one.theme), everybody),
            (one.ends_at + AFTER, _.plain("What was learned in “{theme}”", theme=one.theme), _.plain("the group")),
        ]
        live = one.state not in ("cancelled", "over")
        found += [Planned(at, what, to) for at, what, to in moments if at > view.now and live]
    for days in range(60):
        day = view.now.astimezone(view.programme.tz).date() + timedelta(days=days)
        due = prompt_on(view.programme, day)
        at = datetime.combine(day, PROMPTED_AT, view.programme.tz)
        if due and at > view.now:
            found.append(Planned(at, _.plain("Question of the week"), _.plain("the group")))
    return found
