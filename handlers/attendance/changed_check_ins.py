"""People had checked in to a session that was then moved or cancelled: organisers decide whether that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Recheck, Refresh, Rows, ToMany
from bot.chat.text import Text
from bot.domain.changes import Known, Pending
from bot.domain.people import ORGANISERS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.report import Report
from bot.scene import Turn, View
from handlers.attendance.declared import feature
from handlers.attendance.plans import plan_words


@dataclass(frozen=True, slots=True)
class KeepCheckIns(ButtonData):
    prefix: ClassVar[str] = "sk"
    known: int
    number: int


@dataclass(frozen=True, slots=True)
class AskToDrop(ButtonData):
    prefix: ClassVar[str] = "sa"
    known: int
    number: int


@dataclass(frozen=True, slots=True)
class DropCheckIns(ButtonData):
    """`count` is what the organiser was shown: no more than that is deleted."""

    prefix: ClassVar[str] = "sd"
    known: int
    number: int
    count: int


def change_card(known: Known, number: int) -> str:
    """The organisers' copies of one change, kept up to date together."""
    return f"session-change:{known.id}:{number}"


def organisers_card(known: Known, number: int, organiser_id: int, *, asked_for: bool = False) -> Private:
    args = {"known": str(known.id), "number": str(number), "reader": str(organiser_id)}
    card, recheck = change_card(known, number), Recheck("attendance.change", args)
    if asked_for:
        return Private(card=card, recheck=recheck)
    return Private(to=organiser_id, key=f"{card}:{organiser_id}", card=card, recheck=recheck)


@feature.recheck("attendance.change")
async def render_change(view: View, known: str, number: str, reader: str) -> Message | None:
    """An organiser's copy: what would be kept, with buttons; afterwards what was decided."""
    found = await view.uow.known_sessions.by_id(int(known))
    organiser = await view.uow.members.by_id(int(reader))
    if found is None or organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    if found.pending is None or found.pending.number != int(number):
        words = N_("**{title}** has changed once more since, so there is nothing to decide here.")
        return Message(_(words, title=found.plan.title))
    if found.pending.outcome:
        return Message(_head(_, found, found.pending) + await _outcome(view, _, found, found.pending))
    return Message(*await _question(view, _, found, found.pending))


def _head(_: Voice, known: Known, pending: Pending) -> Text:
    was = plan_words(_, pending.was)
    if pending.kind == "cancelled":
        words = N_("**{title}** ({was}) is no longer in the programme, and people had checked in to it.")
        return _(words, title=pending.was.title, was=was)
    words = N_("**{title}** was on {was} and is now on {now}, and people had checked in to it before.")
    return _(words, title=known.plan.title, was=was, now=plan_words(_, known.plan))


async def _question(view: View, _: Voice, known: Known, pending: Pending) -> tuple[Text, Rows]:
    session = known.plan.session
    n = await view.uow.check_ins.count_until(known.cohort_id, session, pending.noticed)
    notices = len(await view.uow.absences.of_session(known.cohort_id, session))
    kept = _.plural("{n} check-in", "{n} check-ins", n)
    if notices:
        said = _.plural("{n} absence notice", "{n} absence notices", notices)
        kept = _.plain("{check_ins} and {notices}", check_ins=kept, notices=said)
    text = _head(_, known, pending) + _("I have kept everything: **{kept}**.", kept=kept)
    if pending.kind == "moved":
        text += _(
            "Shall the check-ins count for the new time? If not, they are deleted, and people check in again. Absence "
            "notices stay: I ask those people whether they can come now."
        )
    else:
        text += _("Shall the check-ins stay in my records? If not, they are deleted. Absence notices stay.")
    keep = button(_.plain("Keep"), KeepCheckIns(known.id, pending.number), "primary")
    return text, ((keep, button(_.plain("Do not count"), AskToDrop(known.id, pending.number), "danger")),)


async def _outcome(view: View, _: Voice, known: Known, pending: Pending) -> Text:
    by = await view.uow.members.by_id(known.decided_by) if known.decided_by else None
    name = by.name if by else _.plain("an organiser")
    if pending.outcome == "kept":
        words = _.plural(
            "Kept: {n} check-in. Decided by {name}.",
            "Kept: {n} check-ins. Decided by {name}.",
            pending.count,
            name=name,
        )
    else:
        words = _.plural(
            "Deleted: {n} check-in. Decided by {name}.",
            "Deleted: {n} check-ins. Decided by {name}.",
            pending.count,
            name=name,
        )
    return _("{words}", words=words)


@feature.button(KeepCheckIns, access="members", any_cohort=True)
async def keep(turn: Turn[ButtonPressed], data: KeepCheckIns) -> list[Intent]:
    turn, known, pending = await _pending(turn, data.known, data.number)
    if pending is None:
        return _settled(turn, known, data.number)
    count = await turn.uow.check_ins.count_until(known.cohort_id, known.plan.session, pending.noticed)
    if not await turn.uow.known_sessions.decide(known, "kept", count, turn.me.id, turn.now):
        return _settled(turn, known, data.number)
    await _note(turn, known, pending, count, kept=True)
    return [Refresh(change_card(known, pending.number)), turn.toast(N_("Kept. Nothing was deleted."))]


@feature.button(AskToDrop, access="members", any_cohort=True)
async def ask_to_drop(turn: Turn[ButtonPressed], data: AskToDrop) -> list[Intent]:
    """What is deleted cannot be brought back, so the number is shown once more."""
    turn, known, pending = await _pending(turn, data.known, data.number)
    if pending is None:
        return _settled(turn, known, data.number)
    return [Private(await _sure(turn, known, pending))]


async def _sure(turn: Turn[Any], known: Known, pending: Pending) -> Message:
    _ = turn.voice
    n = await turn.uow.check_ins.count_until(known.cohort_id, known.plan.session, pending.noticed)
    words = _.plural(
        "Delete {n} check-in of {title}? It cannot be brought back.",
        "Delete {n} check-ins of {title}? They cannot be brought back.",
        n,
        title=pending.was.title,
    )
    yes = _.plural("Yes, delete {n} check-in", "Yes, delete {n} check-ins", n)
    keep_them = button(_.plain("No, keep"), KeepCheckIns(known.id, pending.number))
    return Message(
        _("**{words}**", words=words),
        ((button(yes, DropCheckIns(known.id, pending.number, n), "danger"), keep_them),),
    )


@feature.button(DropCheckIns, access="members", any_cohort=True)
async def drop(turn: Turn[ButtonPressed], data: DropCheckIns) -> list[Intent]:
    turn, known, pending = await _pending(turn, data.known, data.number)
    if pending is None:
        return _settled(turn, known, data.number)
    session = known.plan.session
    if await turn.uow.check_ins.count_until(known.cohort_id, session, pending.noticed) != data.count:
        return [Edit(await _sure(turn, known, pending))]
    if not await turn.uow.known_sessions.decide(known, "dropped", data.count, turn.me.id, turn.now):
        return _settled(turn, known, data.number)
    gone = await turn.uow.check_ins.remove_until(known.cohort_id, session, pending.noticed)
    await _note(turn, known, pending, data.count, kept=False)
    words = turn.voice.plural("Deleted: {n} check-in.", "Deleted: {n} check-ins.", data.count)
    return [
        Edit(Message(turn.voice("{words}", words=words))),
        Refresh(change_card(known, pending.number)),
        *_tell(known, pending, gone),
    ]


def _tell(known: Known, pending: Pending, gone: set[int]) -> list[Intent]:
    """Who believes to have been there must know that it is still ahead."""
    if pending.kind != "moved" or not gone:
        return []
    recheck = Recheck("attendance.uncounted", {"known": str(known.id)})
    return [ToMany(tuple(sorted(gone)), f"uncounted:{known.id}:{pending.number}", recheck)]


@feature.recheck("attendance.uncounted")
async def render_uncounted(view: View, known: str, to: str) -> Message | None:
    """None for a session that is over or gone by now, and for who has checked in again."""
    found = await view.uow.known_sessions.by_id(int(known))
    whose = await view.uow.members.by_id(int(to))
    if found is None or whose is None or not whose.learner or found.gone:
        return None
    over = found.plan.closes_at or found.plan.ends_at
    again = await view.uow.check_ins.find(whose.id, found.cohort_id, found.plan.session)
    if again or (over and over <= view.now):
        return None
    _ = view.voice_for(whose)
    return Message(
        _(
            "**{title}** is moved: it is now on {now}. Your check-in was for the old time and does not count any more. "
            "Please come, and check in again.",
            title=found.plan.title,
            now=plan_words(_, found.plan),
        )
    )


def _settled(turn: Turn[Any], known: Known, number: int) -> list[Intent]:
    words = N_("This was decided already, or the session has changed again. Nothing was deleted by you.")
    return [turn.toast(words, alert=True), Refresh(change_card(known, number))]


async def _pending(turn: Turn[Any], known_id: int, number: int) -> tuple[Turn[Any], Known, Pending | None]:
    """What is still to be decided, within its cohort, for an organiser there. Raises `access.denied` for others."""
    known = await turn.uow.known_sessions.by_id(known_id)
    if known is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    turn = await turn.within(known.cohort_id, ORGANISERS)
    undecided = known.undecided
    return turn, known, undecided if undecided and undecided.number == number else None


async def _note(turn: Turn[Any], known: Known, pending: Pending, count: int, *, kept: bool) -> None:
    await turn.uow.audit.note(
        known.cohort_id,
        turn.now,
        "session_change_decided",
        actor=turn.me.id,
        session=known.plan.session,
        change=pending.kind,
        kept=kept,
        check_ins=count,
    )


@feature.command(
    "changes",
    access=ORGANISERS,
    topic="manage",
    summary=N_("decide about sessions that were moved or cancelled"),
    example="changes",
)
async def waiting(turn: Turn[CommandInvoked]) -> list[Intent]:
    """One message for each that waits, so that each has its own buttons."""
    known = await turn.uow.known_sessions.of_cohort(turn.cohort.id)
    found: list[Intent] = [
        organisers_card(one, one.undecided.number, turn.me.id, asked_for=True) for one in known if one.undecided
    ]
    return found or [turn.tell(N_("No change of the programme is waiting for you."))]


@feature.status
async def undecided(view: View, _: Voice, reader: Member | None) -> Report:
    """For organisers, where there is any."""
    if reader is None or not reader.roles & ORGANISERS:
        return Report()
    n = sum(one.undecided is not None for one in await view.uow.known_sessions.of_cohort(view.cohort.id))
    return Report(waits=(_("Session changes to decide: **{n}**. Send /changes.", n=n),) if n else ())
