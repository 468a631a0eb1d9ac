"""Nobody has to chase: who has not booked is nudged, few times; then organisers see the list. Coaches hear what is missing."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Nudge, Private, Recheck
from bot.chat.text import Text
from bot.domain.coaching.book import check_open
from bot.domain.coaching.remind import nudge_number, shortage_number
from bot.domain.coaching.slots import Policy, Slot
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.programme.coaching import policy
from bot.scene import Scene, View
from handlers.coaching.declared import bookable_from, feature, organisers_of, policy_of
from handlers.coaching.news import of_booking
from handlers.coaching.pass_on import settle
from handlers.coaching.show import ends

STALE = timedelta(days=3)
"""A nudge that could not be delivered for so long is not sent any more: the next one comes."""

NAMES_MAX = 60


async def nudge(scene: Scene) -> list[Intent]:
    """A round at a time, and only while there is something to book."""
    rules = policy(scene.programme)
    since = await scene.uow.slots.offered_since(scene.cohort.id) if rules else None
    number = nudge_number(rules, since, scene.now) if rules and since else None
    if rules is None or number is None:
        return []
    free, _all = await scene.uow.slots.places(scene.cohort.id, bookable_from(rules, scene.now))
    last = number > rules.nudges
    if not free and not last:
        return []
    if not await scene.uow.reminders.take(scene.cohort.id, f"coaching-nudge:{number}", scene.now, "given"):
        return []
    unbooked = await scene.uow.bookings.without(scene.cohort.id)
    if last:
        return [
            _to(scene, one, f"coaching-unbooked:{scene.cohort.id}", "coaching.unbooked")
            for one in await organisers_of(scene)
            if unbooked
        ]
    waits = {one.member_id for one in await scene.uow.waiting.queue(scene.cohort.id)}
    to = tuple(member_id for member_id in unbooked if member_id not in waits)
    return _nudge(scene, "coaching_to_book", to, f"coaching-nudge:{scene.cohort.id}:{number}", "coaching.nudge")


def _nudge(scene: Scene, kind: str, to: tuple[int, ...], key: str, recheck: str) -> list[Intent]:
    return [Nudge(kind, to, key, Recheck(recheck), expires=scene.now + STALE)] if to else []


def _to(scene: Scene, member: Member, name: str, recheck: str) -> Intent:
    at = scene.config.quiet.over(scene.now, member.zone)
    args = {"member": str(member.id)}
    return Private(to=member.id, key=f"{name}:{member.id}", at=at, expires=at + STALE, recheck=Recheck(recheck, args))


@feature.recheck("coaching.nudge")
async def nudged(view: View, to: str) -> Message | None:
    """Unless they have booked by now, or nothing is free any more."""
    reader = await view.uow.members.by_id(int(to))
    rules = policy_of(view)
    if reader is None or reader.withdrawn or await view.uow.bookings.of_member(reader.id):
        return None
    free, _all = await view.uow.slots.places(view.cohort.id, bookable_from(rules, view.now))
    if not free:
        return None
    try:
        check_open(rules, view.now)
    except RuleViolation:
        return None
    _ = view.voice_for(reader)
    text = _("**You have not booked your coaching yet.** There are free times: it takes two taps.")
    if rules.last:
        text += _("Coaching takes place until {last}.", last=ends(_, rules.last))
    return Message(text, ((button(_.plain("Show the free times"), Do("coaching"), "primary"),),))


@feature.recheck("coaching.unbooked")
async def unbooked_list(view: View, member: str) -> Message | None:
    """For organisers: from here on it is theirs to ask."""
    reader = await view.uow.members.by_id(int(member))
    names = await _names(view, await view.uow.bookings.without(view.cohort.id))
    if reader is None or not names:
        return None
    _ = view.voice_for(reader)
    head = _(
        "**{words}** I have reminded them {n} times and will not do so again. Maybe you would like to ask them yourself?",
        words=_.plural(
            "{n} participant has not booked coaching yet.", "{n} participants have not booked coaching yet.", len(names)
        ),
        n=policy_of(view).nudges,
    )
    return Message(head + listed(_, names))


async def _names(view: View, ids: list[int]) -> list[str]:
    members = [await view.uow.members.by_id(member_id) for member_id in ids]
    return [member.name for member in members if member]


def listed(_: Voice, names: list[str]) -> Text:
    """Names in one line, the rest counted."""
    said = ", ".join(names[:NAMES_MAX])
    if len(names) > NAMES_MAX:
        return _("{names} and {n} more.", names=said, n=len(names) - NAMES_MAX)
    return _("{names}.", names=said)


async def shortage(scene: Scene) -> list[Intent]:
    """Do coaches offer enough for those who have none yet? If not, they are told how many are missing, once a round."""
    rules = policy(scene.programme)
    if rules is None:
        return []
    number = shortage_number(rules, await scene.uow.slots.offered_since(scene.cohort.id), scene.now)
    if number is None or not await scene.uow.reminders.take(
        scene.cohort.id, f"coaching-short:{number}", scene.now, "given"
    ):
        return []
    if not (await missing(scene, rules))[0]:
        return []
    coaches = [one for one in await scene.uow.members.of_cohort(scene.cohort.id) if "coach" in one.roles]
    name = f"coaching-short:{scene.cohort.id}:{number}"
    to = tuple(one.id for one in coaches if not one.withdrawn)
    return _nudge(scene, "coaching_short", to, name, "coaching.short")


async def missing(view: View, rules: Policy) -> tuple[int, int, int]:
    """How many places are missing, how many participants have none, how many places are free."""
    unbooked = len(await view.uow.bookings.without(view.cohort.id))
    free, _all = await view.uow.slots.places(view.cohort.id, bookable_from(rules, view.now))
    held = len(await view.uow.waiting.with_offer(view.cohort.id))
    return max(unbooked - held - free, 0), unbooked, free


@feature.recheck("coaching.short")
async def short_of(view: View, to: str) -> Message | None:
    reader = await view.uow.members.by_id(int(to))
    lack, unbooked, free = await missing(view, policy_of(view))
    if reader is None or not lack or "coach" not in reader.roles:
        return None
    own = sum(max(slot.free, 0) for slot in await view.uow.slots.of_coach(reader.id, view.now))
    _ = view.voice_for(reader)
    needed = _.plural("{n} more coaching time is needed.", "{n} more coaching times are needed.", lack)
    without = _.plural("{n} participant has no coaching yet", "{n} participants have no coaching yet", unbooked)
    places = _.plural("{n} place is free", "{n} places are free", free)
    text = _(
        "**{needed}** {without}, and {places} ({own} of yours).", needed=needed, without=without, places=places, own=own
    )
    return Message(text + _("To offer some, send for example `/slots add 14 Jan 14:00-17:00 30m buffer 10m`."))


GONE = N_(
    "**{name} is no longer a coach, but has coaching times to come.** Free ones are hidden. {n} are booked, and stand: to "
    "cancel them, so that people are told and offered others, send /slots. Or make {name} a coach again in the roster."
)


async def left_behind(scene: Scene) -> list[Intent]:
    """Coaches who are none any more: where they left the programme, their times are cancelled; else organisers decide."""
    if policy(scene.programme) is None or not await scene.uow.slots.left_behind(scene.cohort.id, scene.now):
        return []
    await scene.uow.slots.lock(scene.cohort.id)
    told: list[Intent] = []
    by_coach: dict[int, list[Slot]] = {}
    for slot in await scene.uow.slots.left_behind(scene.cohort.id, scene.now):
        by_coach.setdefault(slot.coach_id, []).append(slot)
    for coach_id, slots in by_coach.items():
        coach = await scene.uow.members.by_id(coach_id)
        if coach is None or coach.withdrawn:
            for slot in slots:
                told += await _cancel(scene, slot)
        else:
            told += await _tell_organisers(scene, coach, slots)
    return [*told, *await settle(scene)]


async def _cancel(scene: Scene, slot: Slot) -> list[Intent]:
    told: list[Intent] = []
    await scene.uow.slots.set_state(slot.id, "cancelled")
    for one in await scene.uow.bookings.of_slot(slot.id):
        if await scene.uow.bookings.release(one.id, "cancelled", from_=("booked", "offered")) and one.state == "booked":
            freed = await scene.uow.bookings.by_id(one.id)
            assert freed is not None
            told += await of_booking(scene, freed, "slot_cancelled")
    return told


async def _tell_organisers(scene: Scene, coach: Member, slots: list[Slot]) -> list[Intent]:
    booked = [slot for slot in slots if slot.taken]
    if not booked:
        return []
    told: list[Intent] = []
    for organiser in await organisers_of(scene):
        _ = scene.voice_for(organiser)
        message = Message(_(GONE, name=coach.name, n=len(booked)))
        at = scene.config.quiet.over(scene.now, organiser.zone)
        told.append(Private(message, to=organiser.id, key=f"coaching-gone:{coach.id}:{organiser.id}", at=at))
    return told
