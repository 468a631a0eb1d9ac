"""Lists of participants from meeting software, and which member each of their people is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.domain.meeting import Attendee, How
from storage.connection import Connection
from storage.statements import AnyRow
from storage.tables import meeting_list, meeting_row


@dataclass(frozen=True, slots=True)
class MeetingList:
    """`key` is its file in the file store; `session` is empty while nobody has said which one it is of."""

    id: int
    cohort_id: int
    session: str
    by: int | None
    file_name: str
    key: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """`member_id` is who they are, once that is certain; `suggested` who they may be."""

    id: int
    person: Attendee
    how: How
    member_id: int | None
    suggested: int | None


Row = tuple[Attendee, How, int | None, int | None]
"""A person of a list, how they were matched, who they are and who they may be."""


class MeetingListStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, cohort_id: int, by: int, file_name: str, key: str, at: datetime) -> int:
        """A list whose session and people are not known yet."""
        values = {"cohort_id": cohort_id, "session": "", "by_member_id": by, "at": at, "checksum": key, "state": "open"}
        made = await self._connection.execute(
            insert(meeting_list).values(file_name=file_name[:200], **values).returning(meeting_list.c.id)
        )
        list_id: int = made.scalar_one()
        return list_id

    async def by_id(self, list_id: int) -> MeetingList | None:
        row = (await self._connection.execute(select(meeting_list).where(meeting_list.c.id == list_id))).first()
        if row is None:
            return None
        return MeetingList(
            row.id, row.cohort_id, row.session, row.by_member_id, row.file_name, row.checksum, row.at, row.state
        )

    async def fill(self, list_id: int, session: str, rows: Sequence[Row]) -> None:
        """Say of which session it is, and who is in it, in place of what was said before."""
        await self._connection.execute(
            update(meeting_list).where(meeting_list.c.id == list_id).values(session=session, state="open")
        )
        await self._connection.execute(delete(meeting_row).where(meeting_row.c.list_id == list_id))
        if rows:
            await self._connection.execute(insert(meeting_row), [_values(list_id, *row) for row in rows])

    async def people(self, list_id: int) -> list[ListedPerson]:
        """In the order of the list."""
        statement = select(meeting_row).where(meeting_row.c.list_id == list_id).order_by(meeting_row.c.id)
        return [_person(row) for row in await self._connection.execute(statement)]

    async def answer(self, list_id: int, rows: Collection[int], *, yes: bool) -> int:
        """Whether these people are who they were suggested to be; who is not is one whom nobody knows. How many had not
        been answered before."""
        said: dict[str, object] = {"matched": "confirmed" if yes else "none"}
        if yes:
            said["member_id"] = meeting_row.c.suggested_id
        done = await self._connection.execute(
            update(meeting_row)
            .where(
                meeting_row.c.list_id == list_id,
                meeting_row.c.id.in_(rows),
                meeting_row.c.matched.in_(("exact", "close")),
            )
            .values(**said)
        )
        return done.rowcount

    async def name(self, list_id: int, row: int, member_id: int | None) -> bool:
        """This person, whom nobody knew, is that member, or none (None). False where that was said before."""
        done = await self._connection.execute(
            update(meeting_row)
            .where(meeting_row.c.list_id == list_id, meeting_row.c.id == row, meeting_row.c.matched == "none")
            .values(member_id=member_id, matched="refused" if member_id is None else "confirmed")
        )
        return done.rowcount == 1

    async def close(self, list_id: int) -> bool:
        """Nothing more is to be decided. False where that was so before."""
        done = await self._connection.execute(
            update(meeting_list)
            .where(meeting_list.c.id == list_id, meeting_list.c.state == "open")
            .values(state="done")
        )
        return done.rowcount == 1


def _values(
    list_id: int, person: Attendee, how: How, member_id: int | None, suggested: int | None
) -> dict[str, object]:
    return {
        "list_id": list_id,
        "name": person.name[:200],
        "email": person.email,
        "minutes": person.minutes,
        "first_seen": person.first,
        "last_seen": person.last,
        "matched": how,
        "member_id": member_id,
        "suggested_id": suggested,
    }


def _person(row: AnyRow) -> ListedPerson:
    person = Attendee(row.name, row.email, row.minutes, row.first_seen, row.last_seen)
    return ListedPerson(row.id, person, row.matched, row.member_id, row.suggested_id)
