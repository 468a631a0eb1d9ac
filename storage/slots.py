"""Times that coaches offer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.domain.coaching.slots import Details, Slot, SlotState, Span
from bot.domain.people import Member
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow
from storage.tables import booking, cohort, member, slot, slot_draft

_TOPIC = "|"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; None and "" leave it open."""

    coach_id: int | None = None
    language: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose from among the free times: coaches by id, languages and topics."""

    coaches: dict[int, str]
    languages: tuple[str, ...]
    topics: tuple[str, ...]


def topics_of(stored: str) -> tuple[str, ...]:
    return tuple(stored.strip(_TOPIC).split(_TOPIC)) if stored else ()


def stored_topics(topics: Sequence[str]) -> str:
    """With marks around each, so that one can be looked for whole."""
    kept = [topic.replace(_TOPIC, " ").strip() for topic in topics]
    return f"{_TOPIC}{_TOPIC.join(kept)}{_TOPIC}" if kept else ""


TAKEN = (
    select(func.count())
    .where(booking.c.slot_id == slot.c.id, booking.c.seat.is_not(None))
    .correlate(slot)
    .scalar_subquery()
)


def is_coach(people: FromClause) -> ColumnElement[bool]:
    """Whether they still are one, for the database to judge."""
    return and_(people.c.roles.contains("coach"), people.c.withdrawn_at.is_(None))


_COACHES = is_coach(member)
_SLOTS = select(slot, member.c.name.label("coach"), TAKEN.label("taken"), _COACHES.label("coached")).join(
    member, member.c.id == slot.c.coach_id
)


def slot_of(row: AnyRow) -> Slot:
    """From a row of `_SLOTS`, or of one that labels the same."""
    return Slot(
        row.id,
        row.cohort_id,
        row.coach_id,
        row.coach,
        Span(row.starts_at, row.ends_at),
        Details(row.capacity, row.place, row.language, topics_of(row.topics)),
        row.state,
        row.taken,
        bool(row.coached),
    )


class SlotStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, cohort_id: int) -> None:
        """Whoever changes times, bookings or the queue of a cohort does so one after the other, from here to the commit.

        A row lock on PostgreSQL, which readers and other features' inserts do not wait for; SQLite has one writer anyway.
        """
        statement = select(cohort.c.id).where(cohort.c.id == cohort_id).with_for_update(key_share=True)
        await self._connection.execute(statement)

    async def draft(self, coach: Member, content: dict[str, Any], now: datetime) -> int:
        """Keep what a coach is about to offer; what they had not confirmed before is forgotten."""
        await self._connection.execute(delete(slot_draft).where(slot_draft.c.coach_id == coach.id))
        values = {"cohort_id": coach.cohort_id, "coach_id": coach.id, "content": content, "made_at": now}
        made = await self._connection.execute(insert(slot_draft).values(values).returning(slot_draft.c.id))
        return int(made.scalar_one())

    async def take_draft(self, draft_id: int, coach_id: int) -> dict[str, Any] | None:
        """The draft, once: for whoever takes it again it is gone."""
        of_coach = and_(slot_draft.c.id == draft_id, slot_draft.c.coach_id == coach_id)
        taken = await self._connection.execute(delete(slot_draft).where(of_coach).returning(slot_draft.c.content))
        found: dict[str, Any] | None = taken.scalar_one_or_none()
        return found

    async def add(self, coach: Member, spans: Collection[Span], details: Details, now: datetime) -> list[int]:
        """Their ids, by time."""
        common = {
            "cohort_id": coach.cohort_id,
            "coach_id": coach.id,
            "capacity": details.capacity,
            "place": details.place,
            "language": details.language,
            "topics": stored_topics(details.topics),
            "state": "open",
            "made_at": now,
        }
        ids = []
        for span in sorted(spans):
            values = {**common, "starts_at": span.starts_at, "ends_at": span.ends_at}
            ids.append((await self._connection.execute(insert(slot).values(values).returning(slot.c.id))).scalar_one())
        return ids

    async def own_spans(self, coach: Member, since: datetime, *, but: int | None = None) -> list[Span]:
        """Times of the same person that are not over at `since`, in all cohorts. From here to the commit nobody else
        adds to them: the rows of the person are locked."""
        same = select(member.c.id).where(member.c.email == coach.email).order_by(member.c.id)
        ids = (await self._connection.execute(same.with_for_update(key_share=True))).scalars().all()
        statement = select(slot.c.starts_at, slot.c.ends_at).where(
            slot.c.coach_id.in_(ids), slot.c.state != "cancelled", slot.c.ends_at > since, slot.c.id != (but or 0)
        )
        return [Span(row.starts_at, row.ends_at) for row in await self._connection.execute(statement)]

    async def by_id(self, slot_id: int) -> Slot | None:
        row = (await self._connection.execute(_SLOTS.where(slot.c.id == slot_id))).first()
        return slot_of(row) if row else None

    async def of_coach(self, coach_id: int, since: datetime, *, limit: int = 500) -> list[Slot]:
        """Those that end after `since`, cancelled ones left out, by time."""
        statement = _SLOTS.where(slot.c.coach_id == coach_id, slot.c.ends_at > since, slot.c.state != "cancelled")
        return [slot_of(r) for r in await self._connection.execute(_in_order(statement).limit(limit))]

    async def of_cohort(self, cohort_id: int, since: datetime, *, limit: int = 500) -> list[Slot]:
        """The same for all coaches, also for those who are none any more."""
        statement = _SLOTS.where(slot.c.cohort_id == cohort_id, slot.c.ends_at > since, slot.c.state != "cancelled")
        return [slot_of(r) for r in await self._connection.execute(_in_order(statement).limit(limit))]

    async def free(self, cohort_id: int, since: datetime, wanted: Wanted, *, skip: int, limit: int) -> list[Slot]:
        """Times of today's coaches that begin at `since` or later and have a place left, by time."""
        statement = _SLOTS.where(_is_free(cohort_id, since), *_wanted(wanted))
        return [slot_of(r) for r in await self._connection.execute(_in_order(statement).offset(skip).limit(limit))]

    async def choice(self, cohort_id: int, since: datetime) -> Choice:
        """Of the free times."""
        statement = (
            select(slot.c.coach_id, member.c.name, slot.c.language, slot.c.topics)
            .join(member, member.c.id == slot.c.coach_id)
            .where(_is_free(cohort_id, since))
            .distinct()
        )
        rows = (await self._connection.execute(statement)).all()
        coaches = {row.coach_id: row.name for row in sorted(rows, key=lambda row: row.name.casefold())}
        topics = {topic.casefold(): topic for row in rows for topic in topics_of(row.topics)}
        languages = {row.language for row in rows if row.language}
        return Choice(coaches, tuple(sorted(languages)), tuple(topics[key] for key in sorted(topics)))

    async def places(self, cohort_id: int, since: datetime) -> tuple[int, int]:
        """Places that can still be booked (none is held), and all in times that are not cancelled, past ones too."""
        (left,) = await _LEFT.all(self._connection, b_cohort=cohort_id, b_since=since)
        (whole,) = await _WHOLE.all(self._connection, b_cohort=cohort_id)
        return int(left.places), int(whole.places)

    async def offered_since(self, cohort_id: int) -> datetime | None:
        """When the first time was offered."""
        statement = select(slot.c.made_at).where(slot.c.cohort_id == cohort_id).order_by(slot.c.made_at).limit(1)
        found: datetime | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    async def set_state(self, slot_id: int, state: SlotState) -> bool:
        """False where it was so already, or is cancelled."""
        changeable = and_(slot.c.id == slot_id, slot.c.state.not_in([state, "cancelled"]))
        return (await self._connection.execute(update(slot).where(changeable).values(state=state))).rowcount == 1

    async def move(self, slot_id: int, span: Span) -> None:
        values = {"starts_at": span.starts_at, "ends_at": span.ends_at}
        await self._connection.execute(update(slot).where(slot.c.id == slot_id).values(values))

    async def left_behind(self, cohort_id: int, now: datetime) -> list[Slot]:
        """Times to come of people who are no coach of this cohort any more, or have left the programme."""
        statement = _SLOTS.where(
            slot.c.cohort_id == cohort_id, slot.c.starts_at > now, slot.c.state != "cancelled", ~_COACHES
        )
        return [slot_of(row) for row in await self._connection.execute(_in_order(statement))]


def _in_order(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(slot.c.starts_at, slot.c.id)


def _is_free(cohort_id: Any, since: Any) -> ColumnElement[bool]:
    in_time = and_(slot.c.cohort_id == cohort_id, slot.c.starts_at >= since, slot.c.state == "open")
    return and_(in_time, _COACHES, slot.c.capacity > TAKEN)


_COHORT: BindParameter[int] = bindparam("b_cohort")
_LEFT = Prepared(
    select(func.coalesce(func.sum(slot.c.capacity - TAKEN), 0).label("places"))
    .join(member, member.c.id == slot.c.coach_id)
    .where(_is_free(_COHORT, bindparam("b_since", type_=slot.c.starts_at.type)))
)
_WHOLE = Prepared(
    select(func.coalesce(func.sum(slot.c.capacity), 0).label("places")).where(
        slot.c.cohort_id == _COHORT, slot.c.state != "cancelled"
    )
)
"""Asked for before each reminder to book."""


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.coach_id is not None:
        found.append(slot.c.coach_id == wanted.coach_id)
    if wanted.language:
        found.append(slot.c.language == wanted.language)
    if wanted.topic:
        found.append(slot.c.topics.contains(stored_topics([wanted.topic]), autoescape=True))
    return found
