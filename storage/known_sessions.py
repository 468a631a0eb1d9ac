"""The sessions as the bot last saw them in the pack, and changes that wait for a decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.changes import Known, Outcome, Pending, Plan
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert_new
from storage.tables import known_session

TIMES = ("opens_at", "starts_at", "ends_at", "closes_at")


class KnownSessionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_cohort(self, cohort_id: int, *, hold: bool = False) -> list[Known]:
        """All that were ever seen. `hold`: nobody else changes them until the end of the transaction."""
        statement = _HELD if hold else _OF_COHORT
        return [_known(row) for row in await statement.all(self._connection, b_cohort=cohort_id)]

    async def by_id(self, known_id: int) -> Known | None:
        statement = select(known_session).where(known_session.c.id == known_id)
        row = (await self._connection.execute(statement)).first()
        return _known(row) if row else None

    async def add(self, cohort_id: int, plan: Plan) -> bool:
        """False where it is known already."""
        values = {"cohort_id": cohort_id, "session": plan.session, "gone": False, **_values(plan)}
        return await _ADD.any(self._connection, **values)

    async def remember(self, known: Known, plan: Plan | None, pending: Pending | None) -> None:
        """How the session is now (None: it is gone), and what is to be decided about that."""
        values: dict[str, Any] = {"gone": True} if plan is None else {"gone": False, **_values(plan)}
        if pending != known.pending:
            values |= {"pending": _packed(pending), "decided_by": None, "decided_at": None}
        await self._connection.execute(update(known_session).where(known_session.c.id == known.id).values(values))

    async def decide(self, known: Known, outcome: Outcome, count: int, by: int, at: datetime) -> bool:
        """False where another organiser was quicker, or the session has changed again."""
        assert known.pending is not None
        done = await self._connection.execute(
            update(known_session)
            .where(
                known_session.c.id == known.id,
                known_session.c.pending == _packed(known.pending),
                known_session.c.decided_at.is_(None),
            )
            .values(pending=_packed(replace(known.pending, outcome=outcome, count=count)), decided_by=by, decided_at=at)
        )
        return done.rowcount == 1


_of_cohort = (
    select(known_session).where(known_session.c.cohort_id == bindparam("b_cohort")).order_by(known_session.c.id)
)
_OF_COHORT, _HELD = Prepared(_of_cohort), Prepared(_of_cohort.with_for_update())
_ADD = insert_new(known_session, known_session.c.id)


def _values(plan: Plan) -> dict[str, Any]:
    times = {name: getattr(plan, name) for name in TIMES}
    return {"title": plan.title, "day": plan.day.isoformat() if plan.day else None, **times}


def _known(row: AnyRow) -> Known:
    day = date.fromisoformat(row.day) if row.day else None
    plan = Plan(row.session, row.title, day, row.opens_at, row.starts_at, row.ends_at, row.closes_at)
    return Known(row.id, row.cohort_id, plan, row.gone, _unpacked(row.session, row.pending), row.decided_by)


def _packed(pending: Pending | None) -> str | None:
    if pending is None:
        return None
    was = pending.was
    return json.dumps(
        {
            "number": pending.number,
            "kind": pending.kind,
            "title": was.title,
            "day": was.day.isoformat() if was.day else None,
            **{name: at.isoformat() if (at := getattr(was, name)) else None for name in TIMES},
            "noticed": pending.noticed.isoformat(),
            "outcome": pending.outcome,
            "count": pending.count,
        }
    )


def _unpacked(session: str, packed: str | None) -> Pending | None:
    if packed is None:
        return None
    known: Mapping[str, Any] = json.loads(packed)
    times = {name: datetime.fromisoformat(known[name]) if known[name] else None for name in TIMES}
    was = Plan(session, known["title"], date.fromisoformat(known["day"]) if known["day"] else None, **times)
    noticed = datetime.fromisoformat(known["noticed"])
    return Pending(known["number"], known["kind"], was, noticed, known["outcome"], known["count"])
