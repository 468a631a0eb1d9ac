"""Messages on their way. A row waits, is leased to one process while it is sent, and is then sent, dropped or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, false, func, literal, or_, select, true, update

from bot.ports import Sent
from storage.connection import Connection
from storage.outgoing import EDIT_GAP, Lease, OutboxRow, Outgoing, row_of, values_of
from storage.prepared import Prepared
from storage.statements import insert_for, insert_new
from storage.tables import outbox

PIECE = 1_000
"""Rows stored at once: SQLite runs on the event loop's thread, and others want their turn."""


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, outgoing: Outgoing, made_at: datetime, lease: Lease | None = None) -> int | None:
        """The new row's id; None where its key was used before, so that nothing is sent twice."""
        values = {**values_of(outgoing), "made_at": made_at, **_leased(lease)}
        if outgoing.state == "failed":
            values |= {"sent_at": made_at, "payload": None}
        made = await _ADD.first(self._connection, **values)
        return made.id if made else None

    async def add_many(self, outgoing: Sequence[Outgoing], made_at: datetime) -> None:
        """Like `add`, for many at once; leased to nobody, so that whoever sends claims them."""
        many = insert_for(self._connection.dialect.name, outbox).on_conflict_do_nothing()
        for first in range(0, len(outgoing), PIECE):
            rows = [
                {**values_of(one), "made_at": made_at, "sent_at": made_at if one.state == "failed" else None}
                for one in outgoing[first : first + PIECE]
            ]
            await self._connection.execute(many, rows)
            await asyncio.sleep(0)

    async def refresh(self, card: str, made_at: datetime, lease: Lease, *, once: str | None = None) -> list[int]:
        """Have the card's messages looked at again; the rows to send. Many calls leave one row a message.

        With `once`, the posting remembers the word as its stage: a second call with the same word does nothing.

        The postings that still wait are marked first: one that is marked as sent in between is then seen as sent, by
        the second statement (PostgreSQL reads each statement afresh; SQLite has one writer).
        """
        if once is not None and not await _REACH_STAGE.any(self._connection, b_card=card, b_stage=once):
            return []
        await _RAISE.all(self._connection, b_card=card)
        return await self._insert_edits("card", card, made_at, lease)

    async def _insert_edits(self, where: str, value: str | int, made_at: datetime, lease: Lease) -> list[int]:
        """An edit for each posting with this `card` or `id`; those that this process may send now.

        One that waits already is only raised: it may be with another process, or have to wait for its next try.
        """
        values = {"b_of": value, "b_wall": made_at, "b_process": lease.process, "b_until": lease.until}
        rows = await _UPSERT_EDITS[where].all(self._connection, **values)
        return [row.id for row in rows if row.leased_by == lease.process]

    async def is_card(self, platform: str, posted: Sent) -> bool:
        """Whether this message was posted as a card."""
        where = {"b_platform": platform, "b_chat": posted.chat_id, "b_message": posted.message_id}
        return await _IS_CARD.any(self._connection, **where)

    async def was_posted(self, card: str) -> bool:
        """Whether the card stands in any group."""
        posted = and_(outbox.c.card == card, outbox.c.edits.is_(None), outbox.c.state == "sent")
        return (await self._connection.execute(select(outbox.c.id).where(posted).limit(1))).first() is not None

    async def rows(self, ids: Collection[int]) -> list[OutboxRow]:
        """Those of `ids` that still wait, in order."""
        statement = select(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "waiting").order_by(outbox.c.id)
        return [row_of(row) for row in await self._connection.execute(statement)]

    async def row(self, row_id: int) -> OutboxRow | None:
        """If it still waits."""
        found = await _ROW.first(self._connection, b_id=row_id)
        return row_of(found) if found else None

    async def any_due(self, now: datetime, wall: datetime, platforms: Collection[str]) -> bool:
        """Whether `claim` would find something: a look that takes no lock."""
        return await _any_due(tuple(platforms)).any(self._connection, b_now=now, b_wall=wall)

    async def claim(
        self, now: datetime, wall: datetime, platforms: Collection[str], lease: Lease, limit: int
    ) -> list[OutboxRow]:
        """Take what is due on these platforms and not leased to anybody. `now` is the programme's time, `wall` the
        real one."""
        ids = list(
            (
                await self._connection.execute(
                    select(outbox.c.id)
                    .where(_due(now, wall, platforms))
                    .order_by(outbox.c.id)
                    .limit(limit)
                    .with_for_update(skip_locked=True)
                )
            ).scalars()
        )
        if not ids:
            return []
        await self._connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(**_leased(lease)))
        return await self.rows(ids)

    async def renew(self, row_id: int, lease: Lease) -> bool:
        """Hold it longer. False where another process has it, or it waits no more."""
        held = or_(outbox.c.leased_by == lease.process, outbox.c.leased_by.is_(None))
        done = await self._connection.execute(
            update(outbox).where(outbox.c.id == row_id, _WAITING, held).values(**_leased(lease))
        )
        return done.rowcount == 1

    async def mark_sent(self, row: OutboxRow, sent: Sent | None, wall: datetime, lease: Lease) -> list[int]:
        """It went out as it was at `row.version`. Gives back rows to send because something changed meanwhile."""
        if row.edits is not None and row.card is not None and row.account_id is None:
            await self._rest(row, wall)
            return []
        if row.edits is not None:
            gone = await _GONE.any(self._connection, b_id=row.id, b_version=row.version)
            return [] if gone else [row.id]
        where = (sent.chat_id, sent.message_id) if sent else (None, None)
        values = {"b_id": row.id, "sent_at": wall, "sent_chat_id": where[0], "sent_message_id": where[1]}
        marked = await _SENT.first(self._connection, **values)
        if marked is None or marked.version == row.version:
            return []
        return await self._insert_edits("id", row.id, wall, lease)

    async def _rest(self, row: OutboxRow, wall: datetime) -> None:
        """A card in a group was edited. Its row stays and holds the slot: what has changed meanwhile, or changes from now
        on, waits for the end of the gap, whichever process it comes from."""
        unchanged = outbox.c.version == row.version
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id, _WAITING)
            .values(state=case((unchanged, "sent"), else_="waiting"), sent_at=case((unchanged, wall)))
            .values(retry_at=wall + EDIT_GAP, attempts=0, error=None, leased_by=None, lease_until=None)
        )

    async def mark_ended(self, row: OutboxRow, state: str, error: str | None, wall: datetime) -> None:
        """`dropped` (no longer wanted) or `failed` (the platform will never take it).

        What changed after it was found unwanted is left to be looked at again, when the lease ends.
        """
        unchanged = outbox.c.version == row.version
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id, _WAITING, unchanged if state == "dropped" else true())
            .values(state=state, slot=None, error=error, sent_at=wall, lease_until=None, payload=None)
        )

    async def retry_later(self, row: OutboxRow, at: datetime, error: str, *, counts: bool) -> None:
        """Give it back, to be tried from `at` on the wall clock. `counts`: it adds to the attempts."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id, _WAITING)
            .values(retry_at=at, lease_until=None, leased_by=None, error=error, attempts=row.attempts + int(counts))
        )

    async def put_off(self, row: OutboxRow, until: datetime) -> None:
        """Give it back, to leave from `until` on the programme's clock."""
        given_back = {"not_before": until, "lease_until": None, "leased_by": None}
        await self._connection.execute(update(outbox).where(outbox.c.id == row.id, _WAITING).values(given_back))

    async def park(self, row: OutboxRow, why: str) -> None:
        """Keep it until the person opens their private chat."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id, _WAITING)
            .values(state="parked", lease_until=None, leased_by=None, error=why)
        )

    async def unpark(self, platform: str, account_id: str) -> bool:
        """The person can be reached now. Whether anything had waited for it."""
        done = await self._connection.execute(
            update(outbox)
            .where(outbox.c.state == "parked", outbox.c.platform == platform, outbox.c.account_id == account_id)
            .values(state="waiting", error=None)
        )
        return done.rowcount > 0

    async def give_up_parked(self, before: datetime, now: datetime, wall: datetime) -> None:
        """What nobody came for: dropped where it came too late, failed, for organisers to see, after a while."""
        parked = outbox.c.state == "parked"
        await self._connection.execute(
            update(outbox).where(parked, outbox.c.expires <= now).values(state="dropped", sent_at=wall, payload=None)
        )
        await self._connection.execute(
            update(outbox).where(parked, outbox.c.made_at < before).values(state="failed", sent_at=wall, payload=None)
        )

    async def move(self, platform: str, old: str, new: str, now: datetime) -> None:
        """The chat has a new id, and what stands under the old one can no longer be edited. What waits goes to the new
        one; cards that still have their time are posted there once more."""
        there = and_(outbox.c.platform == platform, outbox.c.chat_id == old)
        ends = (f"@{platform}:{old}", f"@{platform}:{new}")
        of_old = and_(outbox.c.chat_id.in_((old, new)), outbox.c.key.endswith(ends[0], autoescape=True))
        other = outbox.alias()
        there_already = select(other.c.id).where(other.c.key == func.replace(outbox.c.key, *ends)).exists()
        await self._connection.execute(
            update(outbox)
            .where(of_old, there_already)
            .values(
                state="dropped",
                key=None,
                card=None,
                payload=None,
                sent_at=func.coalesce(outbox.c.sent_at, outbox.c.made_at),
            )
        )
        await self._connection.execute(delete(outbox).where(there, outbox.c.edits.is_not(None), _WAITING))
        await self._connection.execute(
            update(outbox).where(there, _WAITING).values(chat_id=new, reply_to=None, retry_at=None)
        )
        posted = and_(there, outbox.c.card.is_not(None), outbox.c.edits.is_(None))
        alive = and_(outbox.c.state == "sent", outbox.c.expires > now)
        again = {"state": "waiting", "sent_at": None, "sent_chat_id": None, "sent_message_id": None, "attempts": 0}
        nowhere = {"reply_to": None, "leased_by": None, "lease_until": None}
        await self._connection.execute(update(outbox).where(posted, alive).values(chat_id=new, **again, **nowhere))
        await self._connection.execute(update(outbox).where(posted, outbox.c.state == "sent").values(state="dropped"))
        await self._connection.execute(update(outbox).where(of_old).values(key=func.replace(outbox.c.key, *ends)))

    async def set_aside(self, card: str, name: str, recheck: str) -> None:
        """What stands under `card` is about a time that has changed: from now on it is kept up to date as `name`, by
        `recheck` (called with the same arguments), and the card is posted anew when it is due."""
        of_card = outbox.c.card == card
        posting = and_(of_card, outbox.c.edits.is_(None))
        dropped = {"state": "dropped", "payload": None, "sent_at": outbox.c.made_at}
        await self._connection.execute(update(outbox).where(posting, outbox.c.state != "sent").values(dropped))
        await self._connection.execute(update(outbox).where(posting).values(key=None, stage=None))
        await self._connection.execute(update(outbox).where(of_card).values(card=name, recheck=recheck))

    async def held_by(self, process: str) -> list[OutboxRow]:
        """What waits and is leased to this process."""
        held = select(outbox).where(outbox.c.leased_by == process, _WAITING)
        return [row_of(row) for row in await self._connection.execute(held.order_by(outbox.c.id))]

    async def release(self, process: str, *, but: Collection[int] = ()) -> None:
        """This process sends nothing any more; rows in `but` stay its own."""
        held = (outbox.c.leased_by == process, _WAITING, outbox.c.id.not_in(but))
        await self._connection.execute(update(outbox).where(*held).values(lease_until=None, leased_by=None))

    async def release_all(self) -> None:
        """Nobody is sending: for the start of the only process on this database, after a crash."""
        await self._connection.execute(
            update(outbox).where(outbox.c.state == "waiting").values(lease_until=None, leased_by=None)
        )

    async def upcoming(self, limit: int) -> list[OutboxRow]:
        """What waits for its time, soonest first."""
        statement = select(outbox).where(outbox.c.state == "waiting", outbox.c.not_before.is_not(None))
        rows = await self._connection.execute(statement.order_by(outbox.c.not_before, outbox.c.id).limit(limit))
        return [row_of(row) for row in rows]

    async def failed(self, cohort_id: int, limit: int) -> list[OutboxRow]:
        """The latest that could not be delivered."""
        statement = select(outbox).where(outbox.c.cohort_id == cohort_id, outbox.c.state == "failed")
        return [row_of(r) for r in await self._connection.execute(statement.order_by(outbox.c.id.desc()).limit(limit))]

    async def parked(self, cohort_id: int) -> list[tuple[str, str]]:
        """The accounts (platform, id) for which something waits until they open their private chat."""
        statement = select(outbox.c.platform, outbox.c.account_id).distinct()
        waiting = statement.where(outbox.c.cohort_id == cohort_id, outbox.c.state == "parked")
        return [(row.platform, row.account_id) for row in await self._connection.execute(waiting)]


_WAITING = outbox.c.state == "waiting"

_ADD = insert_new(outbox, outbox.c.id)

_POSTING = and_(outbox.c.card == bindparam("b_card"), outbox.c.edits.is_(None))
_ROW = Prepared(select(outbox).where(outbox.c.id == bindparam("b_id"), _WAITING))
_RAISE = Prepared(update(outbox).where(_POSTING, _WAITING).values(version=outbox.c.version + 1))
_REACH_STAGE = Prepared(
    update(outbox)
    .where(_POSTING, outbox.c.stage.is_distinct_from(bindparam("b_stage")))
    .values(stage=bindparam("b_stage"))
    .returning(outbox.c.id)
)

_IS_CARD = Prepared(
    select(outbox.c.id).where(
        outbox.c.platform == bindparam("b_platform"),
        outbox.c.sent_message_id == bindparam("b_message"),
        outbox.c.sent_chat_id == bindparam("b_chat"),
        outbox.c.card.is_not(None),
    )
)

_GONE = Prepared(
    delete(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.version == bindparam("b_version"))
    .returning(outbox.c.id)
)

_SENT = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"))
    .values(state="sent", payload=None, lease_until=None)
    .values({name: bindparam(name) for name in ("sent_at", "sent_chat_id", "sent_message_id")})
    .returning(outbox.c.version)
)

_COPIED = ("card", "cohort_id", "platform", "account_id", "whisper", "recheck", "recheck_args")
"""What an edit has from its posting."""


def _upsert_edits(where: str, dialect: str) -> Any:
    """From sent postings to their edits."""
    wall = bindparam("b_wall", type_=outbox.c.made_at.type)
    process = bindparam("b_process", type_=outbox.c.leased_by.type)
    until = bindparam("b_until", type_=outbox.c.lease_until.type)
    made: dict[str, Any] = {
        **{name: outbox.c[name] for name in _COPIED},
        "slot": "edit:" + func.cast(outbox.c.id, outbox.c.key.type),
        "chat_id": outbox.c.sent_chat_id,
        "edits": outbox.c.sent_message_id,
        "state": literal("waiting"),
        "attempts": literal(0),
        "version": literal(0),
        "made_at": wall,
        "leased_by": process,
        "lease_until": until,
    }
    of = and_(outbox.c[where] == bindparam("b_of"), outbox.c.edits.is_(None), outbox.c.state == "sent")
    source = select(*made.values()).where(of, outbox.c.sent_message_id.is_not(None))
    free = and_(_may_be_tried(wall), _unleased(wall))
    statement = insert_for(dialect, outbox).from_select(list(made), source)
    raised = {
        "state": "waiting",
        "sent_at": None,
        "chat_id": statement.excluded.chat_id,
        "edits": statement.excluded.edits,
        "version": outbox.c.version + 1,
        "leased_by": case((free, process), else_=outbox.c.leased_by),
        "lease_until": case((free, until), else_=outbox.c.lease_until),
    }
    return statement.on_conflict_do_update(index_elements=["slot"], set_=raised).returning(
        outbox.c.id, outbox.c.leased_by
    )


@cache
def _any_due(platforms: tuple[str, ...]) -> Prepared:
    """Asked after each turn and each minute; of the few platforms that there are, some may just have to be waited for."""
    on_them = or_(false(), *(outbox.c.platform == name for name in platforms))
    due = and_(on_them, _ripe(bindparam("b_now"), bindparam("b_wall")))
    return Prepared(select(outbox.c.id).where(due).limit(1))


def _due(now: datetime, wall: datetime, platforms: Collection[str]) -> Any:
    return and_(outbox.c.platform.in_(platforms), _ripe(now, wall))


def _ripe(now: Any, wall: Any) -> Any:
    return and_(
        outbox.c.state == "waiting",
        or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now),
        _may_be_tried(wall),
        _unleased(wall),
    )


def _may_be_tried(wall: Any) -> Any:
    return or_(outbox.c.retry_at.is_(None), outbox.c.retry_at <= wall)


def _unleased(wall: Any) -> Any:
    return or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= wall)


def _leased(lease: Lease | None) -> dict[str, Any]:
    return (
        {"leased_by": lease.process, "lease_until": lease.until} if lease else {"leased_by": None, "lease_until": None}
    )


_UPSERT_EDITS = {where: Prepared(partial(_upsert_edits, where)) for where in ("card", "id")}
"""Every check-in comes through here."""
