"""Whom an announcement reaches, in numbers, in words and by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.domain.announcement import Audience, meant
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.typed_words import plain_words
from bot.locale.voice import Voice
from bot.programme import Programme, Session
from bot.scene import View

SESSIONS_OFFERED = 5

ALIKE = 75
"""Of 100, for each word of a name: Annna is Ana, and Maria is not Katharina."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`people` can be written to, `others` are meant but have not joined. `groups`: how many groups it is posted in."""

    people: tuple[Member, ...] = ()
    others: tuple[Member, ...] = ()
    groups: int = 0

    @property
    def anybody(self) -> bool:
        return bool(self.people or self.groups)


async def reach(view: View, audience: Audience) -> Reach:
    """As it is now."""
    if not audience.private:
        groups = await view.uow.cohorts.groups(view.cohort.id)
        return Reach(groups=sum(platform in view.deployment.platforms for platform, *_ in groups))
    wanted = meant(
        audience, await view.uow.members.of_cohort(view.cohort.id), await not_missing(view, audience.session)
    )
    joined = await view.uow.members.linked_ids(view.cohort.id)
    people, others = [m for m in wanted if m.id in joined], [m for m in wanted if m.id not in joined]
    return Reach(tuple(people), tuple(others))


async def not_missing(view: View, session: str | None) -> set[int]:
    """Who is checked in there, or has sent a notice."""
    if session is None:
        return set()
    there = {found.member_id for found in await view.uow.check_ins.of_cohort(view.cohort.id, [session])}
    return there | {notice.member_id for notice in await view.uow.absences.of_session(view.cohort.id, session)}


def begun(view: View) -> list[Session]:
    """The sessions that somebody can be missing from, the latest first."""
    found = [(s.opens_at, s) for s in view.programme.sessions if s.opens_at and s.opens_at <= view.now]
    return [session for _at, session in sorted(found, key=lambda pair: pair[0], reverse=True)][:SESSIONS_OFFERED]


def whom(_: Voice, programme: Programme, audience: Audience) -> str:
    """Whom it is for, within a sentence after "to"."""
    match audience.to:
        case "group":
            return _.plain("the group")
        case "everybody":
            return _.plain("everybody, in private")
        case "participants":
            return _.plain("the participants, in private")
        case "trainers":
            return _.plain("the trainers, in private")
        case "missing":
            session = next((s for s in programme.sessions if s.key == audience.session), None)
            title = session.title if session else str(audience.session)
            return _.plain("those who are missing from {title}, in private", title=title)
        case "people":
            return _.plain("the people you chose, in private")


def named(typed: str, members: Sequence[Member]) -> tuple[int, ...]:
    """The members of these names (or e-mail addresses), parted by commas or lines.

    Raises `announcement.unknown_name` (`name`, `near`), `announcement.several` (`name`, `found`) and
    `announcement.no_names`.
    """
    here = [member for member in members if not member.withdrawn]
    found = [_one(name, here) for part in re.split(r"[,;\n]", typed) if (name := part.strip())]
    if not found:
        raise RuleViolation("announcement.no_names")
    return tuple(dict.fromkeys(found))


def _one(name: str, members: Sequence[Member]) -> int:
    wanted = plain_words(name).split()
    names = {member.id: plain_words(member.name).split() for member in members}
    exact = [m for m in members if names[m.id] == wanted or m.email == name.lower()]
    found = exact or [m for m in members if all(any(word.startswith(part) for word in names[m.id]) for part in wanted)]
    if len(found) > 1:
        listed = ", ".join(f"{m.name} ({m.email})" for m in found[:3])
        raise RuleViolation("announcement.several", name=name, found=listed)
    if not found:
        likeness, near = max(((_alike(wanted, names[m.id]), m.name) for m in members), default=(0, ""))
        raise RuleViolation("announcement.unknown_name", name=name, near=near if likeness >= ALIKE else "")
    return found[0].id


def _alike(wanted: Sequence[str], name: Sequence[str]) -> float:
    """How much each of the words is like one of the name's, 0 to 100: that of the least alike."""
    return min((max((fuzz.ratio(part, word) for word in name), default=0) for part in wanted), default=0)
