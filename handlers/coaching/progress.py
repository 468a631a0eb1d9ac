"""Coaching in `/me`, on the bot's own page and in `/status`."""

from __future__ import annotations

from bot.chat.text import Text, bullets
from bot.domain.coaching.slots import Booking
from bot.domain.people import STAFF, Member
from bot.locale.voice import N_, Voice
from bot.programme.coaching import policy
from bot.report import Listing, More, Report
from bot.scene import View
from handlers.coaching.declared import feature
from handlers.coaching.nudge import missing
from handlers.coaching.show import when


@feature.progress
async def mine(view: View, member: Member) -> Text:
    """A participant's booking, offer or place in the queue; a coach's next times."""
    rules = policy(view.programme)
    if rules is None:
        return ()
    _ = view.voice_for(member)
    if "coach" in member.roles:
        return await _coached(view, member, _)
    if not member.learner:
        return ()
    lines = [await _line(view, one, _) for one in await view.uow.bookings.of_member(member.id)]
    if await view.uow.waiting.of_member(member.id):
        lines.append(_("You are on the waiting list."))
    if not lines and await view.uow.slots.offered_since(view.cohort.id) is None:
        return ()
    if not lines and rules.over(view.now):
        return ()
    lines = lines or [_("not booked yet: send /coaching")]
    return (*_("**My coaching**"), *bullets(*lines))


@feature.personal("coaching")
async def when_is_mine(view: View, member: Member) -> Text:
    """What `mine` says, or plainly that there is nothing."""
    rules, words = (
        policy(view.programme),
        N_("You have no coaching booked. Send /coaching to see which times are free."),
    )
    if rules is not None and rules.over(view.now):
        words = N_("You have no coaching booked, and the time to book it is over.")
    return await mine(view, member) or view.voice_for(member)(words)


async def _line(view: View, one: Booking, _: Voice) -> Text:
    at = when(one.slot.span, _)
    if one.state == "offered" and one.expires_at:
        return _("{when} is held for you until {until}: see my message.", when=at, until=_.moment(one.expires_at))
    shared, _own = await view.uow.bookings.notes(one.id)
    note = " " + _.plain("Note from your coach: {note}", note=shared) if shared else ""
    if one.state == "came" or (one.state == "booked" and one.slot.ends_at <= view.now):
        return _("done: {when}, with {coach}.{note}", when=at, coach=one.slot.coach, note=note)
    if one.state == "no_show":
        return _("missed: {when}, with {coach}.{note}", when=at, coach=one.slot.coach, note=note)
    return _("{when}, with {coach}. To move or cancel it, send /coaching.", when=at, coach=one.slot.coach)


async def _coached(view: View, coach: Member, _: Voice) -> Text:
    """Nothing before the first time was offered."""
    if await view.uow.slots.offered_since(view.cohort.id) is None:
        return ()
    slots = await view.uow.slots.of_coach(coach.id, view.now)
    booked = [slot for slot in slots if slot.taken]
    text = _("**My coaching**") + bullets(
        _("{times} to come, {booked} of them booked: see /slots", times=len(slots), booked=len(booked))
    )
    return text + (_("Next: {when}.", when=when(booked[0].span, _)) if booked else ())


@feature.status
async def overall(view: View, _: Voice, reader: Member | None) -> Report:
    """Booked, done, no-show, not booked; places against those who need one. Who has none is behind a button."""
    rules = policy(view.programme)
    if rules is None:
        return Report()
    begun = rules.first is not None and rules.first <= view.now and (rules.last is None or view.now < rules.last)
    if not begun and await view.uow.slots.offered_since(view.cohort.id) is None:
        return Report()
    states = [state for _member, state in await view.uow.bookings.states(view.cohort.id)]
    lack, unbooked, free = await missing(view, rules)
    waits = len(await view.uow.waiting.queue(view.cohort.id))
    text = _(
        "**Coaching:** {booked} booked, {done} done, {missed} did not come, {unbooked} not booked. Free places: {free}.",
        booked=states.count("booked"),
        done=states.count("came"),
        missed=states.count("no_show"),
        unbooked=unbooked,
        free=free,
    )
    if lack and not rules.over(view.now):
        words = _.plural("Too few: {n} place is missing.", "Too few: {n} places are missing.", lack)
        text += _("{words}", words=words)
    if waits:
        text += _("On the waiting list: {n}.", n=waits)
    more = (More("no_coaching", _.plain("No coaching ({n})", n=unbooked)),) if reader and unbooked else ()
    return Report(text, more=more)


@feature.listing("no_coaching", access=STAFF)
async def not_booked(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    ids = await view.uow.bookings.without(view.cohort.id)
    members = [await view.uow.members.by_id(member_id) for member_id in ids[lines]]
    said = tuple(_("{name}", name=member.name) for member in members if member)
    return Listing(_("**Coaching not booked:** {n}", n=len(ids)), len(ids), said)
