"""Somebody leaves the programme: they count no longer and are not reminded of anything. Organisers say so, and can undo it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Recheck, Refresh, Rows
from bot.chat.text import Text
from bot.domain.find_people import find_people, is_exactly
from bot.domain.people import ORGANISERS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.enrolment.declared import feature

LEFT_ALREADY = N_("{name} had left the programme already, so nothing has changed.")
NOT_LEFT = N_("{name} has not left the programme, so nothing has changed.")
SURE_THEY_LEFT = N_(
    "Has **{who}** left the programme? Nothing has changed yet.\n\nIf you tap Yes, they are not counted or reminded any more, "
    "and I tell them so. What they did so far is kept. You can take them back with /readmit."
)
GIVEN_BACK = N_("Coaching that they have booked is given back. If they return, they book it anew.")
AN_ORGANISER = N_("{name} is an organiser, so nothing has changed. Please change their role on the roster first.")
SURE_THEY_ARE_BACK = N_(
    "Do you mean **{who}**? Nothing has changed yet. If they are back, please tap their name. I tell them."
)

CHOICES = 8
"""People to choose from by buttons; more are not told apart on a phone."""


@dataclass(frozen=True, slots=True)
class AskWhetherTheyLeft(ButtonData):
    prefix: ClassVar[str] = "wq"
    member: int


@dataclass(frozen=True, slots=True)
class TheyLeft(ButtonData):
    prefix: ClassVar[str] = "wd"
    member: int


@dataclass(frozen=True, slots=True)
class TheyAreBack(ButtonData):
    prefix: ClassVar[str] = "wb"
    member: int


def membership_card(member_id: int) -> str:
    """The organisers' messages about whether somebody still takes part, kept up to date together."""
    return f"membership:{member_id}"


def next_step(_: Voice, member: Member) -> Rows:
    """What an organiser can do, as things stand."""
    if member.withdrawn:
        return ((button(_.plain("They are back"), TheyAreBack(member.id)),),)
    if _runs_it(member):
        return ()
    return ((button(_.plain("They left the programme"), TheyLeft(member.id)),),)


@feature.command(
    "withdraw",
    access=ORGANISERS,
    topic="manage",
    summary=N_("note that somebody has left the programme"),
    example="withdraw Giulia",
)
async def withdraw(turn: Turn[CommandInvoked]) -> list[Intent]:
    return await _by_name(turn, leaving=True)


@feature.command(
    "readmit",
    access=ORGANISERS,
    topic="manage",
    summary=N_("take somebody back who had left the programme"),
    example="readmit Giulia",
)
async def readmit(turn: Turn[CommandInvoked]) -> list[Intent]:
    return await _by_name(turn, leaving=False)


async def _by_name(turn: Turn[CommandInvoked], *, leaving: bool) -> list[Intent]:
    """Of leaving it is always asked first: they are told, and lose what they booked. Back is somebody at once whose exact
    name or address was typed; with a part of it by buttons."""
    typed = turn.event.args.strip()
    everybody = [m for m in await turn.uow.members.of_cohort(turn.cohort.id) if not m.erased]
    if not typed:
        return [_whom(turn, everybody, leaving)]
    called = await turn.uow.accounts.names(turn.cohort.id)
    named = find_people(everybody, typed, called)
    found = [member for member in named if member.withdrawn != leaving]
    if not found:
        return [_nobody(turn, typed, named, leaving)]
    if len(found) == 1 and leaving:
        return [
            _unchanged(turn, AN_ORGANISER, found[0]) if _runs_it(found[0]) else Private(await _sure(turn, found[0]))
        ]
    if len(found) == 1 and is_exactly(found[0], typed):
        return await _come_back(turn, found[0])
    if len(found) == 1:
        return [turn.tell(SURE_THEY_ARE_BACK, _choices(found, leaving), who=_who(found[0]))]
    if len(found) > CHOICES:
        words = N_("“{words}” can be {n} people. Please write more of the name.")
        return [turn.tell(words, words=typed[:60], n=len(found))]
    return [turn.tell(N_("Whom do you mean?"), _choices(found, leaving))]


def _choices(found: list[Member], leaving: bool) -> Rows:
    kind = AskWhetherTheyLeft if leaving else TheyAreBack
    return tuple((button(_who(member), kind(member.id)),) for member in found)


async def _sure(turn: Turn[Any], member: Member) -> Message:
    """What will happen, before it does."""
    _ = turn.voice
    text = _(SURE_THEY_LEFT, who=_who(member))
    if any(one.slot.ends_at > turn.now for one in await turn.uow.bookings.of_member(member.id)):
        text += _(GIVEN_BACK)
    return Message(text, ((button(_.plain("Yes, they left"), TheyLeft(member.id), style="danger"),),))


def _runs_it(member: Member) -> bool:
    return bool(member.roles & ORGANISERS)


def _whom(turn: Turn[Any], everybody: list[Member], leaving: bool) -> Intent:
    """Nobody was named."""
    gone = [member for member in everybody if member.withdrawn]
    if leaving:
        words = N_(
            "Who has left the programme? Please write the name or the e-mail address, for instance `/withdraw Giulia`."
        )
        return turn.tell(words)
    if not gone:
        return turn.tell(N_("Nobody has left the programme."))
    if len(gone) <= CHOICES:
        return turn.tell(N_("Who is back?"), _choices(gone, leaving=False))
    return turn.tell(N_("Who is back? Please write the name or the e-mail address, for instance `/readmit Giulia`."))


def _nobody(turn: Turn[Any], typed: str, named: list[Member], leaving: bool) -> Intent:
    if named:
        return turn.tell(LEFT_ALREADY if leaving else NOT_LEFT, name=named[0].name)
    return turn.tell(
        N_(
            "I found nobody called “{words}” in this programme, so nothing has changed. Please write the name as it is on "
            "the roster, or the e-mail address."
        ),
        words=typed[:60],
    )


@feature.button(AskWhetherTheyLeft, access="members", any_cohort=True)
async def ask_whether_they_left(turn: Turn[ButtonPressed], data: AskWhetherTheyLeft) -> list[Intent]:
    turn, member = await _member(turn, data.member)
    if member.withdrawn or _runs_it(member):
        return await _leave(turn, member)  # it says why nothing changes
    return [Edit(await _sure(turn, member))]


@feature.button(TheyLeft, access="members", any_cohort=True)
async def they_left(turn: Turn[ButtonPressed], data: TheyLeft) -> list[Intent]:
    turn, member = await _member(turn, data.member)
    return await _leave(turn, member)


@feature.button(TheyAreBack, access="members", any_cohort=True)
async def they_are_back(turn: Turn[ButtonPressed], data: TheyAreBack) -> list[Intent]:
    turn, member = await _member(turn, data.member)
    return await _come_back(turn, member)


async def _member(turn: Turn[Any], member_id: int) -> tuple[Turn[Any], Member]:
    """Who it is about, within their cohort, for an organiser there. Raises `access.denied` for everybody else."""
    member = await turn.uow.members.by_id(member_id)
    if member is None or member.erased:
        raise RuleViolation("access.denied", access=ORGANISERS)
    return await turn.within(member.cohort_id, ORGANISERS), member


async def _leave(turn: Turn[Any], member: Member) -> list[Intent]:
    """The first organiser who says so is noted; what the person did stays."""
    if _runs_it(member):
        return [_unchanged(turn, AN_ORGANISER, member)]
    if not await turn.uow.members.withdraw(member.id, turn.now):
        return [_unchanged(turn, LEFT_ALREADY, member), Refresh(membership_card(member.id))]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "withdrawn", actor=turn.me.id, subject=member.id)
    _ = turn.voice_for(member)
    told = _(
        "**The organisers have noted that you left the programme.** I will not remind you of anything any more. What you "
        "did so far is kept."
    )
    settled = await turn.deployment.registry.farewell(turn, replace(member, withdrawn=True))
    return [*await _done(turn, member), Private(Message(told + mistaken(turn, _)), to=member.id), *settled]


async def _come_back(turn: Turn[Any], member: Member) -> list[Intent]:
    gave_back = await turn.uow.bookings.gave_back(member.id)
    if not await turn.uow.members.readmit(member.id):
        return [_unchanged(turn, NOT_LEFT, member), Refresh(membership_card(member.id))]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "readmitted", actor=turn.me.id, subject=member.id)
    _ = turn.voice_for(member)
    told = _(
        "**Welcome back!** The organisers have taken you back into the programme. Send /status to see how you are doing."
    )
    if gave_back:
        told += _("Coaching that you had booked was given back when you left. Please book it anew: /coaching")
    return [*await _done(turn, member), Private(Message(told), to=member.id)]


def _unchanged(turn: Turn[Any], words: str, member: Member) -> Intent:
    if isinstance(turn.event, ButtonPressed):
        return turn.toast(words, alert=True, name=member.name[:80])
    return turn.tell(words, name=member.name)


async def _done(turn: Turn[Any], member: Member) -> list[Intent]:
    """What is so now, with the way back: in place of a question, or as a new message; and in everybody's copies."""
    refresh = Refresh(membership_card(member.id))
    args = {"member": str(member.id), "reader": str(turn.me.id)}
    if isinstance(turn.event, ButtonPressed):
        shown = await render_membership(turn, **args)
        return [Edit(shown), refresh] if shown else [refresh]
    # The copies first: this one is made when it leaves, and says how it is then.
    return [refresh, Private(card=membership_card(member.id), recheck=Recheck("enrolment.membership", args))]


@feature.recheck("enrolment.membership")
async def render_membership(view: View, member: str, reader: str) -> Message | None:
    who, organiser = await view.uow.members.by_id(int(member)), await view.uow.members.by_id(int(reader))
    if who is None or who.erased or organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    if who.withdrawn:
        text = _(
            "**{name} has left the programme.** They are not counted or reminded any more, and I have told them.",
            name=_who(who),
        )
        text += _("What they did so far is kept. An import of the roster does not bring them back.")
        if await view.uow.bookings.gave_back(who.id):
            text += _("Coaching that they had booked is given back. If they return, they book it anew.")
    else:
        text = _("**{name} is in the programme.** They are counted and reminded like everybody else.", name=_who(who))
    return Message(text, next_step(_, who))


def mistaken(view: View, _: Voice) -> Text:
    """For somebody who is said to have left."""
    contact = "".join(f", {contact}" for contact in view.programme.contacts.values())
    words = N_("Is that a mistake? Then please write to the organisers{contact}. Thank you for having been with us!")
    return _(words, contact=contact)


@feature.progress
async def left_already(view: View, member: Member) -> Text:
    """In `/me` and their own `/status`."""
    if not member.withdrawn:
        return ()
    _ = view.voice_for(member)
    return _("**You have left the programme.** Nothing is expected of you any more.") + mistaken(view, _)


def _who(member: Member) -> str:
    return f"{member.name} ({member.organisation})" if member.organisation else member.name
