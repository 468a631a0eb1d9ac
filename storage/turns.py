"""How a turn begins: whether its event is new, and who has sent it.

On PostgreSQL, where each statement is a way there and back, that is one statement instead of three. On SQLite statements that
write cannot be part of one that reads, and cost next to nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, exists, func, not_, or_, select, true, update

from storage.accounts import (
    IDENTITY,
    NAME_MAX,
    SEEN_EVERY,
    AccountStore,
    Identity,
    identity_of,
    is_account,
    with_memberships,
)
from storage.connection import Connection
from storage.events import EventStore
from storage.prepared import Prepared
from storage.statements import insert_for
from storage.tables import account, cohort, processed_event


class TurnStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(
        self, event_id: str, platform: str, account_id: str, name: str, now: datetime, *, in_reach: bool
    ) -> Identity | None:
        """Who acts, see `AccountStore.identify`; None for an event that was begun before, see `EventStore.begin`."""
        if self._connection.dialect.name == "sqlite":
            if not await EventStore(self._connection).begin(event_id, now):
                return None
        else:
            values = {"b_event": event_id, "b_platform": platform, "b_account": account_id, "b_reach": in_reach}
            times = {"b_now": now, "b_before": now - SEEN_EVERY, "b_after": now + SEEN_EVERY}
            found = await _BEGIN.all(self._connection, **values, **times, b_name=name[:NAME_MAX])
            if not found[0].is_new:
                return None
            if found[0].account_pk is not None:
                return identity_of(found, platform, account_id, name, in_reach=in_reach)
        return await AccountStore(self._connection).identify(platform, account_id, name, now, in_reach=in_reach)


def _begin(dialect: str) -> Any:
    """The event is noted, and, if it is new, the account as seen; what is read is as it was before, in one row at least."""
    event = insert_for(dialect, processed_event).values(event_id=bindparam("b_event"), at=bindparam("b_now"))
    new = event.on_conflict_do_nothing().returning(processed_event.c.event_id).cte("new")
    back = and_(bindparam("b_reach", type_=Boolean), not_(account.c.reachable))
    last = account.c.last_seen
    changed = or_(
        back, last < bindparam("b_before"), last > bindparam("b_after"), account.c.name != bindparam("b_name")
    )
    seen = (
        update(account)
        .where(is_account(), changed, exists(select(new)))
        .values(last_seen=bindparam("b_now"), name=bindparam("b_name"))
        .values(reachable=or_(account.c.reachable, back), blocked=and_(account.c.blocked, not_(back)))
        .cte("seen")
    )
    counted = select(func.count().label("is_new")).select_from(new).subquery()
    found = with_memberships(counted.outerjoin(account, and_(true(), is_account())))
    return select(counted.c.is_new, *IDENTITY).select_from(found).order_by(cohort.c.id).add_cte(seen)


_BEGIN = Prepared(_begin)
