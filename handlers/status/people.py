"""How each person is doing, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.people import STAFF, Member
from bot.domain.presence import PRESENT, Presence, presence
from bot.locale.voice import Voice
from bot.programme.schedule import sittings
from bot.scene import Turn, View
from handlers.status.declared import ByPerson, feature, learners_of, notices_of, who

PAGE = 20


@dataclass(frozen=True, slots=True)
class PeoplePage(ButtonData):
    prefix: ClassVar[str] = "zn"
    cohort: int
    page: int


@feature.button(ByPerson, access="members", any_cohort=True)
async def by_person(pressed: Turn[ButtonPressed], data: ByPerson) -> list[Intent]:
    turn = await pressed.within(data.cohort, STAFF)
    return [Private(await _message(turn, turn.voice, 0))]


@feature.button(PeoplePage, access="members", any_cohort=True)
async def another_page(pressed: Turn[ButtonPressed], data: PeoplePage) -> list[Intent]:
    turn = await pressed.within(data.cohort, STAFF)
    return [Edit(await _message(turn, turn.voice, data.page))]


async def _message(view: View, _: Voice, page: int) -> Message:
    learners = await learners_of(view)
    if not learners:
        return Message(_("There are no participants yet."))
    last = (len(learners) - 1) // PAGE
    page = min(page, last)
    shown = learners[page * PAGE : (page + 1) * PAGE]
    first = page * PAGE + 1
    head = _("**By person**, {a} to {b} of {all}", a=first, b=first + len(shown) - 1, all=len(learners))
    near = []
    if page:
        near.append(button(_.plain("Back"), PeoplePage(view.cohort.id, page - 1)))
    if page < last:
        near.append(button(_.plain("More"), PeoplePage(view.cohort.id, page + 1)))
    return Message((*head, *bullets(*await _lines(view, _, shown))), (tuple(near),) if near else ())


async def _lines(view: View, _: Voice, members: list[Member]) -> list[Text]:
    found = await view.uow.attendance.of_people(view.cohort.id, [member.id for member in members])
    records = {(record.session, record.member_id): record for record in found}
    notices = await notices_of(view)
    begun = [sitting for sitting in sittings(view.programme, view.now) if sitting.begun and sitting.taken]
    lines = []
    for member in members:
        keys = [(sitting, (sitting.session, member.id)) for sitting in begun]
        states = [presence(records.get(k), notices.get(k), over=at.over, taken=at.taken) for at, k in keys]
        lines.append(_("{who}: {said}", who=who(member), said=_words(_, states)))
    return lines


def _words(_: Voice, states: list[Presence]) -> str:
    """'3 of 4, 1 late, 1 absence accepted'. A session that still runs counts where they are there already."""
    settled = [state for state in states if state != "to_come"]
    if not settled:
        return _.plain("no session yet")
    parts = [_.plain("{n} of {all}", n=sum(state in PRESENT for state in settled), all=len(settled))]
    if late := settled.count("late"):
        parts.append(_.plural("{n} late", "{n} late", late))
    if excused := settled.count("excused"):
        parts.append(_.plural("{n} absence accepted", "{n} absences accepted", excused))
    if waiting := settled.count("notice"):
        parts.append(_.plural("{n} absence to be decided", "{n} absences to be decided", waiting))
    return ", ".join(parts)
