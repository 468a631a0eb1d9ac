"""Nudges: stored once, taken along by a message, and what became of them; and the members' own limits."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import String, and_, bindparam, case, delete, desc, func, literal, or_, select, update
from sqlalchemy import cast as sql_cast

from bot.chat.messages import Nudge, Recheck
from bot.domain.nudges import Limits, Often, Past
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert, insert_for, pieces
from storage.tables import cohort, link, member, nudge, nudge_limit, outbox

Ended = Literal["sent", "done", "late", "off", "stopped", "failed"]
"""Sent; not needed any more; too late to be of use; not wanted by the member; ignored too often; could not be delivered."""

TOGETHER = "nudges:"
"""How the key of a message begins that has nothing but nudges in it: of these the members' limits count."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A nudge that was not sent yet. `message` is the outbox's key of the one that it leaves with."""

    id: int
    member_id: int
    kind: str
    recheck: Recheck
    due_at: datetime
    expires: datetime | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A member to whom no more of a kind is sent."""

    member_id: int
    name: str
    kind: str


class NudgeStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, cohort_id: int) -> None:
        """Whoever puts a cohort's nudges into messages does so one after the other, from here to the commit: so each
        member has at most one on its way. A row lock on PostgreSQL; SQLite has one writer anyway."""
        statement = select(cohort.c.id).where(cohort.c.id == cohort_id).with_for_update(key_share=True)
        await self._connection.execute(statement)

    async def add(self, cohort_id: int, asked: Nudge, now: datetime) -> None:
        """One for each member, unless there was one with its key."""
        due = asked.at or now
        statement = insert_for(self._connection.dialect.name, nudge).on_conflict_do_nothing()
        for ids in pieces(asked.to):
            rows = [
                {
                    "cohort_id": cohort_id,
                    "member_id": member_id,
                    "kind": asked.kind,
                    "key": f"{asked.key}:{member_id}",
                    "recheck": asked.recheck.name,
                    "args": {**asked.recheck.args, "to": str(member_id)},
                    "due_at": due,
                    "look_at": due,
                    "expires": asked.expires,
                }
                for member_id in ids
            ]
            await self._connection.execute(statement, rows)
            await asyncio.sleep(0)

    async def any_open(self, cohort_id: int, now: datetime) -> bool:
        """Whether any is to be looked at, or on its way."""
        return await _ANY_OPEN.any(self._connection, b_cohort=cohort_id, b_now=now)

    async def due(self, cohort_id: int, now: datetime) -> list[Waiting]:
        """Those to be looked at, oldest first."""
        due = and_(nudge.c.cohort_id == cohort_id, nudge.c.state == "waiting", nudge.c.look_at <= now)
        rows = await self._connection.execute(select(nudge).where(due).order_by(nudge.c.due_at, nudge.c.id))
        return [_waiting(row) for row in rows]

    async def settle(self, cohort_id: int, now: datetime) -> None:
        """Those whose message did not arrive: it was not wanted, could not be delivered, or had nowhere to go. What would
        have left with the week's overview may still leave without; as may what came too late for one that is sent already,
        to who has moved to where Monday morning comes later."""
        leaving = and_(nudge.c.cohort_id == cohort_id, nudge.c.state == "leaving")
        state = select(outbox.c.state).where(outbox.c.key == nudge.c.message).scalar_subquery()
        over = or_(state.is_(None), state.not_in(("waiting", "parked")))
        overview = ~nudge.c.message.startswith(TOGETHER)
        became = case((overview, "waiting"), (state.in_(("dropped", "sent")), "done"), else_="failed")
        looked_at = case((overview, literal(now, nudge.c.look_at.type)))
        await self._connection.execute(update(nudge).where(leaving, over).values(state=became, look_at=looked_at))

    async def on_their_way(self, member_ids: Collection[int]) -> dict[int, str]:
        """The key of the message with nudges that waits for each of these members and that nobody is sending just now.
        It stays so until the commit."""
        found: dict[int, str] = {}
        for ids in pieces(member_ids):
            statement = (
                select(nudge.c.member_id, outbox.c.key)
                .join(outbox, outbox.c.key == nudge.c.message)
                .where(nudge.c.member_id.in_(ids), nudge.c.state == "leaving", outbox.c.lease_until.is_(None))
                .where(outbox.c.state.in_(("waiting", "parked")), outbox.c.key.startswith(TOGETHER))
                .with_for_update(of=outbox)
            )
            found |= {row.member_id: row.key for row in await self._connection.execute(statement)}
        return found

    async def being_sent(self, member_ids: Collection[int]) -> set[int]:
        """Those of the members for whom a message with nudges is on its way, whoever has it."""
        found: set[int] = set()
        for ids in pieces(member_ids):
            statement = select(nudge.c.member_id).where(nudge.c.member_id.in_(ids), nudge.c.state == "leaving")
            found |= set((await self._connection.execute(statement.distinct())).scalars())
        return found

    async def sent_since(self, member_ids: Collection[int], since: datetime) -> dict[int, list[datetime]]:
        """When messages with nothing but nudges left to each of the members."""
        found: dict[int, list[datetime]] = defaultdict(list)
        for ids in pieces(member_ids):
            statement = (
                select(nudge.c.member_id, func.max(nudge.c.sent_at).label("at"))
                .where(nudge.c.member_id.in_(ids), nudge.c.state == "sent", nudge.c.sent_at > since)
                .where(nudge.c.message.startswith(TOGETHER))
                .group_by(nudge.c.member_id, nudge.c.message)
            )
            for row in await self._connection.execute(statement):
                found[row.member_id].append(row.at)
        return found

    async def past(self, member_ids: Collection[int]) -> dict[tuple[int, str], list[Past]]:
        """By member and kind: the messages in which any were sent, newest first."""
        found: dict[tuple[int, str], list[Past]] = defaultdict(list)
        for ids in pieces(member_ids):
            statement = (
                select(
                    nudge.c.member_id,
                    nudge.c.kind,
                    func.max(nudge.c.sent_at).label("at"),
                    func.count(nudge.c.answered_at).label("answers"),
                )
                .where(nudge.c.member_id.in_(ids), nudge.c.state == "sent")
                .group_by(nudge.c.member_id, nudge.c.kind, nudge.c.message)
            )
            for row in await self._connection.execute(statement.order_by(desc("at"))):
                found[row.member_id, row.kind].append(Past(row.at, row.answers > 0))
        return found

    async def take_along(self, ids: Sequence[int], key: str) -> None:
        """They leave with the messages under `{key}:{member id}`."""
        message = literal(f"{key}:") + sql_cast(nudge.c.member_id, String)
        for some in pieces(ids):
            await self._connection.execute(
                update(nudge).where(nudge.c.id.in_(some)).values(state="leaving", message=message)
            )

    async def join(self, nudge_id: int, message: str) -> None:
        """It leaves with a message that waits already."""
        await self._connection.execute(
            update(nudge).where(nudge.c.id == nudge_id).values(state="leaving", message=message)
        )

    async def take_all_along(self, cohort_id: int, member_ids: Collection[int], key: str, now: datetime) -> None:
        """What is due for these members, whatever it waited for, leaves with their messages under `{key}:{member id}`."""
        message = literal(f"{key}:") + sql_cast(nudge.c.member_id, String)
        for ids in pieces(member_ids):
            due = and_(nudge.c.member_id.in_(ids), nudge.c.state == "waiting", nudge.c.due_at <= now)
            await self._connection.execute(
                update(nudge)
                .where(nudge.c.cohort_id == cohort_id, due)
                .values(state="leaving", message=message, look_at=None)
            )

    async def wait(self, looks: Iterable[tuple[int, datetime | None]]) -> None:
        """Look at each again at its time; without one, only for the week's overview."""
        rows = [{"b_id": nudge_id, "b_at": at} for nudge_id, at in looks]
        if rows:
            await self._connection.execute(
                update(nudge).where(nudge.c.id == bindparam("b_id")).values(look_at=bindparam("b_at")), rows
            )

    async def end(self, ids: Sequence[int], state: Ended) -> None:
        """They are not sent."""
        for some in pieces(ids):
            await self._connection.execute(update(nudge).where(nudge.c.id.in_(some)).values(state=state, look_at=None))

    async def of_message(self, message: str) -> list[Waiting]:
        """Those that leave with this one, oldest first."""
        return [_waiting(row) for row in await _OF_MESSAGE.all(self._connection, b_message=message)]

    async def sent_at(self, key: str, member_id: int) -> datetime | None:
        """When the nudge under this key reached that member; None where it has not."""
        row = await _SENT_AT.first(self._connection, b_key=f"{key}:{member_id}")
        return row.sent_at if row else None

    async def arrived(self, parts: Mapping[int, str], now: datetime) -> None:
        """What became of the parts of a message that was sent, by id."""
        for nudge_id, state in parts.items():
            values = {"b_id": nudge_id, "b_state": state, "b_at": now if state == "sent" else None}
            await _ARRIVED.all(self._connection, **values)

    async def answer(self, member_ids: Iterable[int], kinds: Iterable[str], now: datetime) -> None:
        """These members did something about it: what was sent of these kinds was not ignored."""
        for member_id in member_ids:
            for kind in kinds:
                await _ANSWER.all(self._connection, b_member=member_id, b_kind=kind, b_now=now)

    async def ignored(self, cohort_id: int) -> list[Ignored]:
        """To whom no more of which kind is sent, by name: one was stopped, and none was answered since."""
        sent = nudge.alias()
        answered = (
            select(sent.c.id)
            .where(sent.c.member_id == nudge.c.member_id, sent.c.kind == nudge.c.kind, sent.c.state == "sent")
            .where(sent.c.answered_at >= nudge.c.due_at)
            .exists()
        )
        statement = (
            select(nudge.c.member_id, member.c.name, nudge.c.kind)
            .join(member, member.c.id == nudge.c.member_id)
            .where(nudge.c.cohort_id == cohort_id, nudge.c.state == "stopped", ~answered)
            .where(member.c.withdrawn_at.is_(None), member.c.erased_at.is_(None))
            .group_by(nudge.c.member_id, member.c.name, nudge.c.kind)
            .order_by(func.lower(member.c.name), nudge.c.member_id, nudge.c.kind)
        )
        return [Ignored(row.member_id, row.name, row.kind) for row in await self._connection.execute(statement)]

    async def limits(self, member_id: int) -> Limits:
        rows = await _LIMITS.all(self._connection, b_member=member_id)
        return _limits((row.kind, row.choice) for row in rows)

    async def limits_of(self, member_ids: Collection[int]) -> dict[int, Limits]:
        """Of those who chose any."""
        chosen: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for ids in pieces(member_ids):
            statement = select(nudge_limit).where(nudge_limit.c.member_id.in_(ids))
            for row in await self._connection.execute(statement):
                chosen[row.member_id].append((row.kind, row.choice))
        return {member_id: _limits(choices) for member_id, choices in chosen.items()}

    async def set_often(self, member_id: int, often: Often, now: datetime) -> None:
        """What waits is looked at again, by the new limit."""
        await self._choose(member_id, "", "" if often == "usual" else often)
        waits = and_(nudge.c.member_id == member_id, nudge.c.state == "waiting")
        looked_at = case((nudge.c.due_at > now, nudge.c.due_at), else_=now)
        await self._connection.execute(update(nudge).where(waits).values(look_at=looked_at))

    async def switch(self, member_id: int, kind: str, *, on: bool) -> None:
        await self._choose(member_id, kind, "" if on else "off")

    async def _choose(self, member_id: int, kind: str, choice: str) -> None:
        here = and_(nudge_limit.c.member_id == member_id, nudge_limit.c.kind == kind)
        if not choice:
            await self._connection.execute(delete(nudge_limit).where(here))
            return
        chosen = insert(self._connection, nudge_limit).values(member_id=member_id, kind=kind, choice=choice)
        await self._connection.execute(
            chosen.on_conflict_do_update(index_elements=["member_id", "kind"], set_={"choice": choice})
        )

    async def readers(self, cohort_id: int, zone: str, kind: str) -> list[int]:
        """Members of that zone who have joined, are still here, and have not switched this kind off."""
        off = select(nudge_limit.c.id).where(nudge_limit.c.member_id == member.c.id, nudge_limit.c.kind == kind)
        joined = select(link.c.id).where(link.c.member_id == member.c.id)
        here = and_(member.c.withdrawn_at.is_(None), member.c.erased_at.is_(None))
        statement = select(member.c.id).where(member.c.cohort_id == cohort_id, member.c.time_zone == zone, here)
        wanted = statement.where(joined.exists(), ~off.exists()).order_by(member.c.id)
        return list((await self._connection.execute(wanted)).scalars())


def _limits(choices: Iterable[tuple[str, str]]) -> Limits:
    often: Often = "usual"
    off = set()
    for kind, choice in choices:
        if kind:
            off.add(kind)
        elif choice in ("fewer", "digest"):
            often = "fewer" if choice == "fewer" else "digest"
    return Limits(often, frozenset(off))


def _waiting(row: AnyRow) -> Waiting:
    recheck = Recheck(row.recheck, dict(row.args))
    return Waiting(row.id, row.member_id, row.kind, recheck, row.due_at, row.expires, row.message)


_ANY_OPEN = Prepared(
    select(nudge.c.id)
    .where(nudge.c.cohort_id == bindparam("b_cohort"))
    .where(
        or_(
            and_(nudge.c.state == "waiting", nudge.c.look_at <= bindparam("b_now", type_=nudge.c.look_at.type)),
            nudge.c.state == "leaving",
        )
    )
    .limit(1)
)

_OF_MESSAGE = Prepared(
    select(nudge)
    .where(nudge.c.message == bindparam("b_message"), nudge.c.state == "leaving")
    .order_by(nudge.c.due_at, nudge.c.id)
)

_SENT_AT = Prepared(select(nudge.c.sent_at).where(nudge.c.key == bindparam("b_key")))

_ARRIVED = Prepared(
    update(nudge)
    .where(nudge.c.id == bindparam("b_id"), nudge.c.state == "leaving")
    .values(state=bindparam("b_state"), sent_at=bindparam("b_at"), look_at=None)
    .returning(nudge.c.id)
)

_ANSWER = Prepared(
    update(nudge)
    .where(nudge.c.member_id == bindparam("b_member"), nudge.c.state == "sent")
    .where(nudge.c.kind == bindparam("b_kind"), nudge.c.answered_at.is_(None))
    .values(answered_at=bindparam("b_now", type_=nudge.c.answered_at.type))
    .returning(nudge.c.id)
)

_LIMITS = Prepared(
    select(nudge_limit.c.kind, nudge_limit.c.choice).where(nudge_limit.c.member_id == bindparam("b_member"))
)
"""Asked for before each message that a member may have switched off."""
