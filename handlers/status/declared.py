"""The feature that this folder's modules register with, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.messages import Rows
from bot.chat.text import Text, bullets
from bot.domain.absence import State
from bot.domain.people import STAFF, Member, Role
from bot.feature import Feature
from bot.locale.sorting import alphabetical
from bot.locale.voice import Voice
from bot.report import Report
from bot.scene import View

feature = Feature("status")

KEEPERS: frozenset[Role] = frozenset({"trainer", "organiser"})
"""Those who may have lists as files."""

FIRST = ("enrolment", "attendance")
LAST = ("faq",)
"""Who has joined and who is there comes first, what waits for an answer last; further features stand between."""


@dataclass(frozen=True, slots=True)
class WhoIsMissing(ButtonData):
    prefix: ClassVar[str] = "zm"
    cohort: int


@dataclass(frozen=True, slots=True)
class ByPerson(ButtonData):
    prefix: ClassVar[str] = "zb"
    cohort: int


@dataclass(frozen=True, slots=True)
class ShowPicture(ButtonData):
    prefix: ClassVar[str] = "zp"
    cohort: int


@dataclass(frozen=True, slots=True)
class Export(ButtonData):
    prefix: ClassVar[str] = "ze"
    cohort: int


def looks(_: Voice, cohort_id: int, roles: frozenset[Role]) -> Rows:
    """The buttons under a status that only `roles` read: other ways to look at the same."""
    rows: Rows = (
        (
            button(_.plain("Who is missing"), WhoIsMissing(cohort_id)),
            button(_.plain("By person"), ByPerson(cohort_id)),
        ),
    )
    second = [button(_.plain("Picture"), ShowPicture(cohort_id))]
    if roles & KEEPERS:
        second.append(button(_.plain("Export"), Export(cohort_id)))
    return (*rows, tuple(second))


async def gathered(view: View, _: Voice, reader: Member | None) -> Report:
    """What each feature reports, together. For `reader` alone, each shows what their roles allow; without one it is for
    the group."""
    found = [
        await part(view, _, reader)
        for feature_ in in_order(view.deployment.registry.features)
        for part in feature_.status_parts
    ]
    return Report(
        tuple(block for one in found for block in one.text),
        tuple(line for one in found for line in one.waits),
        tuple(more for one in found for more in one.more),
    )


def worded(_: Voice, report: Report) -> Text:
    """What waits for the reader first, then how things stand."""
    if not report.waits:
        return report.text
    return (*_("**Waits for you:**"), *bullets(*report.waits), *report.text)


def in_order(features: Iterable[Feature]) -> list[Feature]:
    def rank(one: Feature) -> int:
        if one.name in FIRST:
            return FIRST.index(one.name)
        return len(FIRST) + (one.name in LAST)

    return sorted(features, key=rank)


async def reader_of(view: View, member_id: str, wanted: frozenset[Role] = STAFF) -> Member | None:
    """The one for whom something is made, as long as they work for the programme."""
    member = await view.uow.members.by_id(int(member_id))
    return member if member and member.roles & wanted and not member.withdrawn else None


async def learners_of(view: View) -> list[Member]:
    """By name."""
    members = await view.uow.members.of_cohort(view.cohort.id)
    return sorted((member for member in members if member.learner), key=lambda member: alphabetical(member.name))


async def notices_of(view: View) -> Mapping[tuple[str, int], State]:
    """What became of the absence notices, by session and member id."""
    return {(a.session, a.member_id): a.state for a in await view.uow.absences.of_cohort(view.cohort.id)}


def who(member: Member) -> str:
    """A name alone is not enough among fifty people."""
    return f"{member.name} ({member.organisation})" if member.organisation else member.name
