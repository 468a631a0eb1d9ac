"""Two or three people are introduced to one another: in a chat of their own where the platform has that, else each in
private with what the others agreed to share, else in the cohort's group."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.messages import Intent, Message, Recheck, Rows, Together
from bot.chat.text import Text, bullets
from bot.domain.peers.fit import reasons
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.scene import Scene, View
from handlers.peers.buttons import no_time, the_time
from handlers.peers.declared import feature, members_of, profile_of
from handlers.peers.match import Pool, pool_of
from handlers.peers.nudge import nudge
from handlers.peers.words import at_hour, elsewhere, last_day, names, of_two, to_you, who


async def circle_platform(view: View, people: Sequence[Member]) -> str | None:
    """A platform on which all of them are and can be brought together."""
    accounts = await view.uow.accounts.of_members([one.id for one in people])
    there = [{account.platform for account in accounts.get(one.id, ())} for one in people]
    common = set.intersection(*there) if there else set()
    live = sorted(name for name in common & view.deployment.platforms.keys() if view.deployment.can(name).circles)
    return next(iter(live), None)


async def introduce(scene: Scene, pairing: Pairing, people: Sequence[Member]) -> list[Intent]:
    """Once for these people: who joins a pair later is a reason of its own."""
    about = f"{pairing.id}:{'-'.join(map(str, pairing.members))}"
    platform = await circle_platform(scene, people)
    if platform:
        at = max(scene.config.quiet.over(scene.now, one.zone) for one in people)
        recheck = Recheck("peers.circle", {"pairing": str(pairing.id)})
        ids = tuple(one.id for one in people)
        return [Together(ids, platform, f"peers-circle:{about}", recheck, at=at)]
    return [nudge(scene, one, "introduced", about, pairing=pairing.id) for one in people]


async def _current(view: View, pairing_id: str) -> tuple[Round, Pairing, list[Member], Pool] | None:
    """None where they are no longer together."""
    pairing = await view.uow.rounds.pairing(int(pairing_id))
    found = await view.uow.rounds.by_id(pairing.round_id) if pairing else None
    if pairing is None or found is None or found.state != "running":
        return None
    people = await members_of(view, pairing.members)
    return (found, pairing, people, await pool_of(view, found, also=pairing.members)) if len(people) > 1 else None


@feature.recheck("peers.circle")
async def to_all(view: View, pairing: str) -> Message | None:
    current = await _current(view, pairing)
    if current is None:
        return None
    found, here, people, pool = current
    _ = view.group_voice
    text: Text = _("**{names}: please meet each other!**", names=names(people, _))
    text += bullets(*[_("{who}", who=await _about(view, one, _)) for one in people])
    for at, one in enumerate(people):
        for other in people[at + 1 :]:
            why = reasons(pool.peers[one.id], pool.peers[other.id], pool.weights, pool.met)
            text += _("{why}", why=of_two(why, one.name, other.name, _))
    text += _theme(found, _)
    times, rows = times_of(here, people, None, _)
    return Message(text + times, rows)


@feature.recheck("peers.introduced")
async def to_one(view: View, to: str, pairing: str) -> Message | None:
    current = await _current(view, pairing)
    reader = await view.uow.members.by_id(int(to))
    if current is None or reader is None or reader.id not in current[1].members:
        return None
    found, here, people, pool = current
    others = [one for one in people if one.id != reader.id]
    _ = view.voice_for(reader)
    text: Text = _("**Your partner in this round: {names}**", names=names(others, _))
    for other in others:
        text += _("{who}.", who=await _about(view, other, _))
        why = reasons(pool.peers[reader.id], pool.peers[other.id], pool.weights, pool.met)
        text += _("{why}", why=to_you(why, other.name, _))
        contact = (await profile_of(view, other.id)).contact
        if contact:
            text += _("How to reach {name}: {contact}", name=other.name, contact=contact)
        else:
            text += _("{name} has shared no contact with me. You find {name} in the group.", name=other.name)
    text += _theme(found, _)
    times, rows = times_of(here, people, reader, _)
    return Message(text + times, rows)


async def _about(view: View, one: Member, _: Voice) -> str:
    job = (await profile_of(view, one.id)).job
    return f"{who(one)}, {job}" if job else who(one)


def _theme(found: Round, _: Voice) -> Text:
    text = _("Talk about: **{theme}**, until {day}.", theme=found.theme, day=last_day(found, _))
    if found.starters:
        text += _("To begin with:") + bullets(*[_("{starter}", starter=starter) for starter in found.starters])
    return text


def times_of(pairing: Pairing, people: Sequence[Member], reader: Member | None, _: Voice) -> tuple[Text, Rows]:
    """Proposals, on the reader's clock, or the programme's where several read."""
    if pairing.meets_at is not None:
        return _("You meet on {when}.", when=_.moment(pairing.meets_at)), ()
    if not pairing.times:
        return _("Your working hours have no hour in common: please agree on a time yourselves."), ()
    others = [one for one in people if reader is None or one.id != reader.id]
    lines = []
    for at in pairing.times:
        there = elsewhere(at, others, _)
        lines.append(_("{when} ({there})", when=_.moment(at), there=there) if there else _("{when}", when=_.moment(at)))
    rows: list[tuple[Button, ...]] = [
        (button(at_hour(at, _), the_time(pairing, nth)),) for nth, at in enumerate(pairing.times)
    ]
    rows.append((button(_.plain("None of these"), no_time(pairing)),))
    return _("Three times within your working hours. Tap the one that suits you:") + bullets(*lines), tuple(rows)


async def without_contact(view: View, pairing: Pairing) -> bool:
    """Whether they have to be introduced in the group: no chat of their own, and somebody shares no contact."""
    people = await members_of(view, pairing.members)
    if len(people) < 2 or await circle_platform(view, people):
        return False
    return not all([(await profile_of(view, one.id)).contact for one in people])


@feature.recheck("peers.in_group")
async def in_group(view: View, round_id: str, pairing: str) -> Message | None:
    """Only names, of those who have no other way to find each other."""
    found = await view.uow.rounds.by_id(int(round_id))
    if found is None or found.state != "running":
        return None
    _ = view.group_voice
    pairings = await view.uow.rounds.pairings(found.id)
    shown = [one for one in pairings if pairing in ("", str(one.id)) and await without_contact(view, one)]
    if not shown:
        return None
    lines = [_("{names}", names=" – ".join(one.name for one in await members_of(view, p.members))) for p in shown]
    text = _("**Round “{theme}”**: please find each other here, and say hello:", theme=found.theme)
    return Message(text + bullets(*lines))
