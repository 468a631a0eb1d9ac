"""A time to meet: who taps one proposes it, and when it suits all of them it is agreed, with an entry for calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.calendars.write import invitation
from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck, Rows
from bot.domain.calendar import Entry, Person
from bot.domain.peers.meet import LENGTH, NOTICE, propose
from bot.domain.peers.rounds import Pairing, Round, check_running
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.peers.buttons import NONE, ChooseTime, no_time, the_time
from handlers.peers.crowd import crowd_of
from handlers.peers.declared import feature, members_of, own_pairing, still_together
from handlers.peers.introduce import times_of
from handlers.peers.nudge import BEFORE_MEETING, around_meeting, nudge
from handlers.peers.refusals import worded
from handlers.peers.words import at_hour, elsewhere, names

CALENDAR = "text/calendar"


@feature.button(ChooseTime, access="members", any_cohort=True)
async def choose_time(pressed: Turn[ButtonPressed], data: ChooseTime) -> list[Intent]:
    turn, found, pairing, place = await own_pairing(pressed, data.pairing)
    _ = turn.voice
    try:
        check_running(found, turn.now)
    except RuleViolation as no:
        return [turn.toast(worded(no, _), alert=True)]
    if data.nth == NONE:
        await turn.uow.rounds.choose_time(place.id, None)
        return await _other_times(turn, found, pairing)
    if data.nth >= len(pairing.times) or data != the_time(pairing, data.nth):
        return await _outdated(turn, pairing)
    at = pairing.times[data.nth]
    if at <= turn.now:
        return [turn.toast(N_("This time is past already. Tap **None of these** for others."), alert=True)]
    if at == pairing.meets_at:
        return [turn.toast(N_("You have agreed on this time already."))]
    await turn.uow.rounds.choose_time(place.id, data.nth)
    return await _chosen(turn, pairing.id, at)


async def _outdated(turn: Turn[Any], pairing: Pairing) -> list[Intent]:
    """The times on that message were replaced: here are those of now."""
    people = await members_of(turn, pairing.members)
    text, rows = times_of(pairing, people, turn.me, turn.voice)
    toast = turn.toast(N_("These times have changed meanwhile. I send you the newest ones in private."), alert=True)
    return [toast, Private(Message(text, rows))]


async def _chosen(turn: Turn[ButtonPressed], pairing_id: int, at: datetime) -> list[Intent]:
    """Agreed, where it suits all of them now; else the others are asked."""
    pairing = await turn.uow.rounds.pairing(pairing_id)
    assert pairing is not None
    people = await members_of(turn, pairing.members)
    _ = turn.voice
    if len({place.nth for place in pairing.places}) == 1:
        return await agree(turn, pairing, people, at)
    waiting = [one for one in people if pairing.place_of(one.id).nth is None or pairing.times[_nth(pairing, one)] != at]
    about = f"{pairing.id}:{turn.me.id}:{int(at.timestamp())}"
    told: list[Intent] = [
        nudge(turn, one, "suits", about, expires=at, pairing=pairing.id, by=turn.me.id, meant=at.isoformat())
        for one in waiting
    ]
    when = _.moment(at)
    if turn.in_private:
        said = _("{when} suits you: I have asked {names}.", when=when, names=names(waiting, _))
        return [Private(Message(said)), *told]
    return [turn.toast(N_("I have asked {names}."), names=names(waiting, _)), *told]


def _nth(pairing: Pairing, member: Member) -> int:
    nth = pairing.place_of(member.id).nth
    return nth if nth is not None and nth < len(pairing.times) else 0


async def agree(turn: Turn[Any], pairing: Pairing, people: Sequence[Member], at: datetime) -> list[Intent]:
    await turn.uow.rounds.meet_at(pairing.id, at)
    agreed = await turn.uow.rounds.pairing(pairing.id)
    assert agreed is not None
    told: list[Intent] = [turn.toast(N_("Agreed. You all get an entry for your calendar."))]
    for one in people:
        args = {"to": str(one.id), "pairing": str(pairing.id), "meant": at.isoformat()}
        key = f"peers-agreed:{agreed.id}:{agreed.sequence}:{one.id}"
        # Who agrees just now is awake; the others read it when their night is over, or with the reminder.
        leaves = turn.now
        if one.id != turn.me.id:
            leaves = min(turn.config.quiet.over(leaves, one.zone), max(leaves, at - BEFORE_MEETING))
        told.append(Private(to=one.id, key=key, at=leaves, expires=at, recheck=Recheck("peers.agreed", args)))
    return told + around_meeting(turn, agreed, [*people])


@feature.recheck("peers.suits")
async def suits(view: View, to: str, pairing: str, by: str, meant: str) -> Message | None:
    """Unless they have agreed on it meanwhile, or the one who asks has thought better of it."""
    here = await view.uow.rounds.pairing(int(pairing))
    reader = await view.uow.members.by_id(int(to))
    asker = await view.uow.members.by_id(int(by))
    at = datetime.fromisoformat(meant)
    if here is None or reader is None or asker is None or here.meets_at == at or at not in here.times:
        return None
    if {reader.id, asker.id} - {*here.members} or here.place_of(asker.id).nth != here.times.index(at):
        return None
    _ = view.voice_for(reader)
    there = elsewhere(at, [asker], _)
    text = _("**Does it suit you to meet {name} on {when}?**", name=asker.name, when=_.moment(at))
    text += _("For {name} it is {there}.", name=asker.name, there=there) if there else ()
    if here.meets_at is not None:
        text += _("Until you agree, the time you had agreed on holds: {when}.", when=_.moment(here.meets_at))
    yes = button(_.plain("Yes, agreed"), the_time(here, here.times.index(at)), "primary")
    return Message(text, ((yes,), *others(here, at, _)))


def others(pairing: Pairing, but: datetime, _: Voice) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (button(at_hour(at, _), the_time(pairing, nth)),) for nth, at in enumerate(pairing.times) if at != but
    ]
    return (*rows, (button(_.plain("None of these"), no_time(pairing)),))


async def _other_times(turn: Turn[Any], found: Round, pairing: Pairing) -> list[Intent]:
    """Three later ones, for all of them; the agreed one no longer holds."""
    _ = turn.voice
    people = await members_of(turn, pairing.members)
    since = max([turn.now, *(at - NOTICE + LENGTH for at in pairing.times)])
    crowd = await crowd_of(turn, [pairing])
    clocks = [crowd.clock(one) for one in crowd.of(pairing)]
    times = propose(clocks, since, found.ends_at) or propose(clocks, turn.now, found.ends_at)
    if not times or set(times) == set(pairing.times):
        words = N_("I know no other hour that suits all of you in this round. Please agree on one yourselves.")
        return [turn.toast(words, alert=True)]
    await turn.uow.rounds.propose_times(pairing.id, times)
    fresh = await turn.uow.rounds.pairing(pairing.id)
    assert fresh is not None
    text = _("Here are others. Tap the one that suits you: I ask the others.")
    _proposals, rows = times_of(fresh, people, turn.me, _)
    about = f"{fresh.id}:{fresh.sequence}"
    was = pairing.meets_at.isoformat() if pairing.meets_at else ""
    relied = [one for one in people if one.id != turn.me.id and (was or pairing.place_of(one.id).nth is not None)]
    told = [
        nudge(turn, one, "off", about, expires=found.ends_at, pairing=fresh.id, by=turn.me.id, was=was)
        for one in relied
    ]
    return [Private(Message(text, rows)), *told]


@feature.recheck("peers.off")
async def off(view: View, to: str, pairing: str, by: str, was: str) -> Message | None:
    """For who relied on a time, or waited for an answer to one: it is off, and here are others. Unless there is a new one
    already, of which they hear anyway."""
    current = await still_together(view, to, pairing)
    asker = await view.uow.members.by_id(int(by))
    if current is None or asker is None or current[1].meets_at is not None:
        return None
    _found, here, _place, reader = current
    _ = view.voice_for(reader)
    text = _("**{name} needs another time.**", name=asker.name)
    if was:
        text += _("{when} no longer holds.", when=_.moment(datetime.fromisoformat(was)))
    times, rows = times_of(here, await members_of(view, here.members), reader, _)
    return Message(text + times, rows)


@feature.recheck("peers.agreed")
async def agreed(view: View, to: str, pairing: str, meant: str) -> Message | None:
    current = await still_together(view, to, pairing)
    at = datetime.fromisoformat(meant)
    if current is None or current[1].meets_at != at:
        return None
    found, here, _place, reader = current
    people = await members_of(view, here.members)
    partners = [one for one in people if one.id != reader.id]
    _ = view.voice_for(reader)
    text = _("**Agreed: you meet {names} on {when}.**", names=names(partners, _), when=_.moment(at))
    text += _("Here is an entry for your calendar. I remind you an hour before.")
    sender = view.deployment.mail_sender or reader.email
    attendees = [Person(one.name, one.email) for one in people if one.id == reader.id]
    entry = entry_of(view, found, here, partners, _)
    data = invitation(entry, "REQUEST", Person(view.cohort.title, sender), attendees)
    key = await view.deployment.files.put(data)
    file = OutgoingFile(key, "meeting.ics", CALENDAR, len(data), keep=False)
    again = button(_.plain("We need another time"), no_time(here))
    return Message(text, ((again,),), (file,))


def entry_of(view: View, found: Round, pairing: Pairing, partners: Sequence[Member], _: Voice) -> Entry:
    """As it stands in a member's calendar: without the partner's address, which is theirs to share."""
    at = pairing.meets_at
    assert at is not None
    title = _.plain("Exchange with {names}", names=names(partners, _))
    about = "\n".join([view.cohort.title, found.theme, *found.starters])
    return Entry(pairing.uid, title, view.now, at, at + LENGTH, sequence=pairing.sequence, about=about)


@feature.recheck("peers.soon")
async def soon(view: View, to: str, pairing: str, at: str) -> Message | None:
    current = await still_together(view, to, pairing)
    when = datetime.fromisoformat(at)
    if current is None or current[1].meets_at != when:
        return None
    _found, here, _place, reader = current
    partners = [one for one in await members_of(view, here.members) if one.id != reader.id]
    _ = view.voice_for(reader)
    text = _("⏰ You meet {names} at {when}.", names=names(partners, _), when=_.clock(when))
    return Message(text) if partners else None


@feature.calendar
async def entries(view: View, member: Member) -> list[Entry]:
    found = []
    _ = view.voice_for(member)
    for pairing in await view.uow.rounds.meeting_of(member.id):
        round_ = await view.uow.rounds.by_id(pairing.round_id)
        partners = [one for one in await members_of(view, pairing.members) if one.id != member.id]
        if round_ and partners:
            found.append(entry_of(view, round_, pairing, partners, _))
    return found
