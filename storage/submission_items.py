"""What was sent for homework, piece by piece: texts, links, files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, literal, select, update

from bot.domain.homework.submissions import Item, ItemState
from bot.domain.people import Member
from storage.connection import Connection
from storage.statements import AnyRow
from storage.tables import submission_item

_HERE = ("coming", "ready")
"""States of what still counts."""


def item_of(row: AnyRow) -> Item:
    return Item(
        *(row.id, row.member_id, row.submission_id, row.number, row.kind, row.text, row.checksum, row.name),
        *(row.media_type, row.size, row.state, row.at),
    )


class SubmissionItemStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_words(self, whose: Member, submission_id: int | None, kind: str, words: str, now: datetime) -> int:
        """A text or a link; for no task yet where `submission_id` is None."""
        return await self._add(whose, submission_id, now, kind=kind, text=words, state="ready")

    async def add_file(
        self, whose: Member, submission_id: int | None, name: str, media_type: str, size: int, now: datetime
    ) -> int:
        """A file that is on its way."""
        values = {"name": name, "media_type": media_type[:120], "size": min(size, 2**31 - 1)}
        return await self._add(whose, submission_id, now, kind="file", state="coming", **values)

    async def arrived(self, item_id: int, file: str, size: int) -> bool:
        """It is safe with us. False where it is not waited for any more."""
        values = {"checksum": file, "size": size, "state": "ready"}
        return await self._settle(item_id, values)

    async def end(self, item_id: int, state: ItemState) -> bool:
        """It `failed`, or was `dropped`. False where that was so before, or it was handed in."""
        here = and_(
            submission_item.c.id == item_id, submission_item.c.number.is_(None), submission_item.c.state.in_(_HERE)
        )
        return (await self._connection.execute(update(submission_item).where(here).values(state=state))).rowcount == 1

    async def drop_gathered(self, submission_id: int) -> int:
        """All that is put together and was not handed in. How many that were."""
        here = and_(_gathered(submission_id), submission_item.c.state.in_(_HERE))
        return (await self._connection.execute(update(submission_item).where(here).values(state="dropped"))).rowcount

    async def keep(self, handed_in: Item) -> None:
        """What was handed in is put together for the next version, too."""
        same = (
            "cohort_id",
            "member_id",
            "submission_id",
            "kind",
            "text",
            "checksum",
            "name",
            "media_type",
            "size",
            "at",
        )
        columns = [submission_item.c[name] for name in same]
        ready = select(*columns, literal("ready")).where(submission_item.c.id == handed_in.id)
        await self._connection.execute(insert(submission_item).from_select([*same, "state"], ready))

    async def put_to(self, member_id: int, submission_id: int) -> int:
        """What they had sent for no task is for that one. How many things these are."""
        loose = and_(_loose(member_id), submission_item.c.state.in_(_HERE))
        return (
            await self._connection.execute(update(submission_item).where(loose).values(submission_id=submission_id))
        ).rowcount

    async def take_up(self, item_id: int, member_id: int, submission_id: int) -> bool:
        """Words of theirs that were for no task, and dropped, are for that one after all. False where it is not so."""
        here = and_(
            _loose(member_id),
            submission_item.c.id == item_id,
            submission_item.c.kind == "text",
            submission_item.c.state == "dropped",
        )
        values = {"submission_id": submission_id, "state": "ready"}
        return (await self._connection.execute(update(submission_item).where(here).values(values))).rowcount == 1

    async def drop_loose(self, member_id: int, before: datetime | None = None) -> int:
        """What they sent for no task is for none after all; with `before`, only what came earlier."""
        loose = and_(_loose(member_id), submission_item.c.state.in_(_HERE))
        if before is not None:
            loose = and_(loose, submission_item.c.at < before)
        return (await self._connection.execute(update(submission_item).where(loose).values(state="dropped"))).rowcount

    async def by_id(self, item_id: int) -> Item | None:
        found = await self._all(submission_item.c.id == item_id)
        return found[0] if found else None

    async def gathered(self, submission_id: int) -> list[Item]:
        """What is put together for the next version, in the order in which it came."""
        return await self._all(and_(_gathered(submission_id), submission_item.c.state.in_(_HERE)))

    async def loose(self, member_id: int) -> list[Item]:
        """What they sent for no task yet."""
        return await self._all(and_(_loose(member_id), submission_item.c.state.in_(_HERE)))

    async def of_version(self, submission_id: int, number: int) -> list[Item]:
        return await self._all(
            and_(submission_item.c.submission_id == submission_id, submission_item.c.number == number)
        )

    async def has(self, submission_id: int, file: str, *, but: int) -> bool:
        """Whether the same contents are put together there already."""
        same = and_(_gathered(submission_id), submission_item.c.checksum == file, submission_item.c.state == "ready")
        found = select(submission_item.c.id).where(same, submission_item.c.id != but).limit(1)
        return (await self._connection.execute(found)).first() is not None

    async def left_behind(self, limit: int) -> list[str]:
        """Keys of files that were taken out again before they were handed in; each is told once."""
        left = and_(submission_item.c.state == "dropped", submission_item.c.checksum != "")
        found = select(submission_item.c.id, submission_item.c.checksum).where(left).limit(limit)
        rows = (await self._connection.execute(found)).all()
        ids = [row.id for row in rows]
        if ids:
            gone = submission_item.c.id.in_(ids)
            await self._connection.execute(update(submission_item).where(gone).values(checksum=""))
        return list(dict.fromkeys(row.checksum for row in rows))

    async def _add(self, whose: Member, submission_id: int | None, now: datetime, **values: Any) -> int:
        row = {"cohort_id": whose.cohort_id, "member_id": whose.id, "submission_id": submission_id, "at": now}
        statement = insert(submission_item).values(**row, **values).returning(submission_item.c.id)
        return int((await self._connection.execute(statement)).scalar_one())

    async def _settle(self, item_id: int, values: dict[str, Any]) -> bool:
        waiting = and_(submission_item.c.id == item_id, submission_item.c.state == "coming")
        return (await self._connection.execute(update(submission_item).where(waiting).values(values))).rowcount == 1

    async def _all(self, where: ColumnElement[bool]) -> list[Item]:
        rows = await self._connection.execute(select(submission_item).where(where).order_by(submission_item.c.id))
        return [item_of(row) for row in rows]


def _gathered(submission_id: int) -> ColumnElement[bool]:
    return and_(submission_item.c.submission_id == submission_id, submission_item.c.number.is_(None))


def _loose(member_id: int) -> ColumnElement[bool]:
    return and_(submission_item.c.member_id == member_id, submission_item.c.submission_id.is_(None))
