"""Where the config says "ask": organisers decide whether the attendance of who was erased stays, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private, Recheck, Refresh
from bot.chat.text import Text
from bot.domain.people import ORGANISERS, Member
from bot.domain.personal import Erasure, erasure_card
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.report import Report
from bot.scene import Turn, View
from handlers.my_data.declared import feature


@dataclass(frozen=True, slots=True)
class DecideErasure(ButtonData):
    prefix: ClassVar[str] = "ed"
    erasure: int
    remove: bool


async def ask_organisers(turn: Turn[Any], member: Member) -> list[Intent]:
    """`member` as they were: they are erased by now, and only their attendance is left."""
    made = await turn.uow.personal.ask_about_attendance(member, turn.now)
    if made is None:
        return []
    await turn.uow.audit.note(member.cohort_id, turn.now, "erasure_asked", actor=None, subject=member.id)
    organisers = await turn.uow.members.organisers(member.cohort_id)
    return [organisers_copy(made, organiser.id) for organiser in organisers]


def organisers_copy(erasure_id: int, organiser_id: int, *, asked_for: bool = False) -> Private:
    """`asked_for`: once more, to the asker."""
    recheck = Recheck("my_data.attendance", {"erasure": str(erasure_id), "reader": str(organiser_id)})
    card = erasure_card(erasure_id)
    if asked_for:
        return Private(card=card, recheck=recheck)
    return Private(to=organiser_id, key=f"{card}:{organiser_id}", card=card, recheck=recheck)


@feature.recheck("my_data.attendance")
async def render(view: View, erasure: str, reader: str) -> Message | None:
    """With buttons while it is open, afterwards with what was decided."""
    found = await view.uow.personal.erasure(int(erasure))
    organiser = await view.uow.members.by_id(int(reader))
    if found is None or organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    head = _("**A member has had their data erased.** In my lists they are now called {name}.", name=found.name)
    if found.state == "open":
        return Message((*head, *_open(_)), ((_keep(_, found),), (_remove(_, found),)))
    if found.state == "kept":
        return Message(head + _("Decided: their attendance stays, without a name."))
    return Message(head + _("Decided: their attendance is erased, too."))


def _open(_: Voice) -> Text:
    return _(
        "At which sessions they were is still there, without a name. Must you keep that for your funders? If not, please "
        "erase it, too. The first decision counts."
    )


def _keep(_: Voice, found: Erasure) -> Any:
    return button(_.plain("Keep it without a name"), DecideErasure(found.id, remove=False), "primary")


def _remove(_: Voice, found: Erasure) -> Any:
    return button(_.plain("Erase it, too"), DecideErasure(found.id, remove=True), "danger")


@feature.button(DecideErasure, access="members", any_cohort=True)
async def decide(turn: Turn[ButtonPressed], data: DecideErasure) -> list[Intent]:
    """An organiser of that cohort; the first one counts."""
    found = await turn.uow.personal.erasure(data.erasure)
    if found is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    organiser = turn.require(ORGANISERS, found.cohort_id)
    refresh = Refresh(erasure_card(found.id))
    state = "removed" if data.remove else "kept"
    if not await turn.uow.personal.decide_erasure(found.id, state, organiser.id, turn.now):
        return [turn.toast(N_("This was decided already, so nothing has changed."), alert=True), refresh]
    await turn.uow.audit.note(
        found.cohort_id,
        turn.now,
        "attendance_of_erased_decided",
        actor=organiser.id,
        subject=found.member_id,
        removed=data.remove,
    )
    if not data.remove:
        return [refresh, turn.toast(N_("It stays, without a name."))]
    cards = await turn.uow.personal.remove_attendance(found.cohort_id, found.member_id, turn.now)
    return [refresh, *(Refresh(card) for card in cards), turn.toast(N_("It is erased."))]


@feature.status
async def to_decide(view: View, _: Voice, reader: Member | None) -> Report:
    """For organisers, and so in their weekly digest: what waits for them."""
    if reader is None or not reader.roles & ORGANISERS:
        return Report()
    waiting = await view.uow.personal.open_erasures(view.cohort.id)
    words = N_("Attendance of erased members to decide: **{n}**. Send /forget.")
    return Report(waits=(_(words, n=len(waiting)),) if waiting else ())
