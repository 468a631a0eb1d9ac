"""Cohorts and the groups they live in."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, select, update

from bot.domain.people import Cohort
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert
from storage.tables import cohort, group


def cohort_of(row: AnyRow) -> Cohort:
    return Cohort(row.id, row.key, row.programme, row.title)


class CohortStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ensure(self, key: str, programme: str, title: str) -> Cohort:
        """The cohort of that key, made or renamed as the config says."""
        statement = insert(self._connection, cohort).values(key=key, programme=programme, title=title)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"title": title, "programme": programme}
        )
        await self._connection.execute(statement)
        found = await self.by_key(key)
        assert found is not None
        return found

    async def by_key(self, key: str) -> Cohort | None:
        row = await _BY_KEY.first(self._connection, b_key=key)
        return cohort_of(row) if row else None

    async def by_id(self, cohort_id: int) -> Cohort | None:
        row = await _BY_ID.first(self._connection, b_id=cohort_id)
        return cohort_of(row) if row else None

    async def all(self) -> list[Cohort]:
        return [cohort_of(row) for row in await _ALL.all(self._connection)]

    async def move_group(self, platform: str, old: str, new: str) -> bool:
        """The group goes on under a new id. False where it belongs to no cohort under the old one (any more)."""
        taken = select(group.c.id).where(group.c.platform == platform, group.c.chat_id == new).exists()
        of_old = and_(group.c.platform == platform, group.c.chat_id == old)
        moved = await self._connection.execute(update(group).where(of_old, ~taken).values(chat_id=new))
        if not moved.rowcount:
            moved = await self._connection.execute(delete(group).where(of_old))
        return moved.rowcount == 1

    async def leave_groups(self, cohort_id: int, platform: str, *, but: str) -> bool:
        """Untie the cohort from its groups on this platform, save the chat `but`. Whether there was any."""
        others = and_(group.c.cohort_id == cohort_id, group.c.platform == platform, group.c.chat_id != but)
        return (await self._connection.execute(delete(group).where(others))).rowcount > 0

    async def note_standing(self, platform: str, chat_id: str, standing: str) -> bool:
        """Whether the bot's standing there is another than was noted last; for bound groups only."""
        here = and_(group.c.platform == platform, group.c.chat_id == chat_id)
        changed = group.c.standing.is_distinct_from(standing)
        done = await self._connection.execute(update(group).where(here, changed).values(standing=standing))
        return done.rowcount == 1

    async def bind_group(self, cohort_id: int, platform: str, chat_id: str, thread_id: str | None = None) -> None:
        """Tie a group to a cohort; a group belongs to one cohort at a time."""
        values = {"cohort_id": cohort_id, "platform": platform, "chat_id": chat_id, "thread_id": thread_id}
        statement = insert(self._connection, group).values(values)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["platform", "chat_id"],
                set_={"cohort_id": cohort_id, "thread_id": thread_id, "standing": None},
            )
        )

    async def of_group(self, platform: str, chat_id: str) -> Cohort | None:
        row = await _OF_GROUP.first(self._connection, b_platform=platform, b_chat=chat_id)
        return cohort_of(row) if row else None

    async def groups(self, cohort_id: int) -> list[tuple[str, str, str | None]]:
        """The cohort's groups as (platform, chat id, thread id)."""
        statement = select(group.c.platform, group.c.chat_id, group.c.thread_id).where(group.c.cohort_id == cohort_id)
        return [(row.platform, row.chat_id, row.thread_id) for row in await self._connection.execute(statement)]


_ALL = Prepared(select(cohort).order_by(cohort.c.id))
_BY_KEY = Prepared(select(cohort).where(cohort.c.key == bindparam("b_key")))
_BY_ID = Prepared(select(cohort).where(cohort.c.id == bindparam("b_id")))
_OF_GROUP = Prepared(
    select(cohort)
    .join(group, group.c.cohort_id == cohort.c.id)
    .where(group.c.platform == bindparam("b_platform"), group.c.chat_id == bindparam("b_chat"))
)
