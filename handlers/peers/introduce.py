"""Two or three people are introduced to one another: in a chat of their own where the platform has that, else each in
private with what the others agreed to share, else in the cohort's group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.chat.buttons import Button, button
from bot.chat.messages import Intent, Message, Recheck, Rows, Together
from bot.chat.text import Text, bullets
from bot.domain.peers.fit import reasons
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.scene import View
from handlers.peers.buttons import no_time, the_time
from handlers.peers.crowd import Crowd, crowd_of
from handlers.peers.declared import feature, members_of, profile_of, still_together
from handlers.peers.match import Pool, pool_among
from handlers.peers.nudge import nudge_all
from handlers.peers.words import at_hour, elsewhere, last_day, names, of_two, to_you, who


def introduce(
    view: View, pairings: Collection[Pairing], crowd: Crowd, about: str, begun: Mapping[str, str]
) -> list[Intent]:
    """Once for what it is `about`, to each of these people as they are together since they have `begun`."""
    told: list[Intent] = []
    single: list[Member] = []
    for pairing in pairings:
        people = crowd.of(pairing)
        if len(people) < 2:
            continue
        key = f"{pairing.id}:{'-'.join(map(str, pairing.members))}"
        if circle := in_circle(view, crowd, people, "circle", key, pairing=pairing.id):
            told.append(circle)
        else:
            single += people
    return [*told, *nudge_all(view, single, "introduced", about, begun)]


def in_circle(
    view: View, crowd: Crowd, people: Sequence[Member], kind: str, about: str, **args: int
) -> Together | None:
    """To these together, when it is night for none of them, by the recheck `peers.{kind}`; None where they have no platform
    on which the bot can open a chat for them."""
    platform = crowd.circle(people)
    if platform is None:
        return None
    at = max(view.config.quiet.over(view.now, one.zone) for one in people)
    recheck = Recheck(f"peers.{kind}", {name: str(value) for name, value in args.items()})
    return Together(tuple(one.id for one in people), platform, f"peers-{kind}:{about}", recheck, at=at)


async def _fit(view: View, found: Round, pairing: Pairing) -> tuple[list[Member], Pool] | None:
    """Who they are and why they fit; None where they are no longer together."""
    people = await members_of(view, pairing.members) if found.state == "running" else []
    return (people, await pool_among(view, found, people)) if len(people) > 1 else None


@feature.recheck("peers.circle")
async def to_all(view: View, pairing: str) -> Message | None:
    here = await view.uow.rounds.pairing(int(pairing))
    found = await view.uow.rounds.by_id(here.round_id) if here else None
    fit = await _fit(view, found, here) if here and found else None
    if here is None or found is None or fit is None:
        return None
    people, pool = fit
    _ = view.group_voice
    text = await presented(view, people, _)
    for at, one in enumerate(people):
        for other in people[at + 1 :]:
            why = reasons(pool.peers[one.id], pool.peers[other.id], pool.weights, pool.met)
            text += _("{why}", why=of_two(why, one.name, other.name, _))
    text += _theme(found, _)
    times, rows = times_of(here, people, None, _)
    return Message(text + times, rows)


@feature.recheck("peers.introduced")
async def to_one(view: View, to: str, **begun: str) -> Message | None:
    current = await still_together(view, to, **begun)
    fit = await _fit(view, current[0], current[1]) if current else None
    if current is None or fit is None:
        return None
    found, here, _place, reader = current
    people, pool = fit
    others = [one for one in people if one.id != reader.id]
    _ = view.voice_for(reader)
    text: Text = _("**Your partner in this round: {names}**", names=names(others, _))
    for other in others:
        text += _("{who}.", who=await _about(view, other))
        why = reasons(pool.peers[reader.id], pool.peers[other.id], pool.weights, pool.met)
        text += _("{why}", why=to_you(why, other.name, _))
        text += await reached(view, other, _)
    text += _theme(found, _)
    times, rows = times_of(here, people, reader, _)
    return Message(text + times, rows)


async def presented(view: View, people: Sequence[Member], _: Voice) -> Text:
    """To all of them: who each of them is."""
    text = _("**{names}: please meet each other!**", names=names(people, _))
    return (*text, *bullets(*[_("{who}", who=await _about(view, one)) for one in people]))


async def reached(view: View, other: Member, _: Voice) -> Text:
    """How, as far as they agreed."""
    contact = (await profile_of(view, other.id)).contact
    if contact:
        return _("How to reach {name}: {contact}", name=other.name, contact=contact)
    return _("{name} has shared no contact with me. You find {name} in the group.", name=other.name)


async def _about(view: View, one: Member) -> str:
    job = (await profile_of(view, one.id)).job
    return f"{who(one)}, {job}" if job else who(one)


def _theme(found: Round, _: Voice) -> Text:
    text = _("Talk about: **{theme}**, until {day}.", theme=found.theme, day=last_day(found, _))
    return (*text, *begun_with(found.starters, _))


def begun_with(starters: Sequence[str], _: Voice) -> Text:
    if not starters:
        return ()
    return (*_("To begin with:"), *bullets(*[_("{starter}", starter=starter) for starter in starters]))


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


@feature.recheck("peers.in_group")
async def in_group(view: View, round_id: str, pairing: str) -> Message | None:
    """Only names, of those who have no other way to find each other."""
    found = await view.uow.rounds.by_id(int(round_id))
    if found is None or found.state != "running":
        return None
    _ = view.group_voice
    pairings = [one for one in await view.uow.rounds.pairings(found.id) if pairing in ("", str(one.id))]
    crowd = await crowd_of(view, pairings)
    shown = [people for one in pairings if crowd.without_contact(people := crowd.of(one))]
    if not shown:
        return None
    lines = [_("{names}", names=" – ".join(one.name for one in people)) for people in shown]
    text = _("**Round “{theme}”**: please find each other here, and say hello:", theme=found.theme)
    return Message(text + bullets(*lines))
