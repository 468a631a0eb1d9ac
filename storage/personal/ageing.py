"""Forgetting what is old enough, a few rows at a time, so that nobody waits long for the database."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, func, insert, or_, select, update

from bot.domain.personal import ERASED_DOMAIN
from storage.connection import Connection
from storage.personal.policies import POLICIES, Attendance
from storage.tables import (
    announcement,
    audit,
    code_failure,
    faq_asked,
    faq_entry,
    join_failure,
    meeting_list,
    member,
    metadata,
    outbox,
    question,
    slot,
    slot_draft,
)

ENDED = ("sent", "failed", "dropped")

OVER = ("draft", "done", "cancelled", "replaced")
"""States of an announcement of which nothing is on its way, or planned."""

EMPTIED = (
    *("account_id", "chat_id", "sent_chat_id", "sent_message_id", "payload", "error", "card"),
    *("recheck", "reply_to", "edits"),
)

NOBODY = "nobody"
"""Addresses of the rows to which attendance without a name belongs begin so."""


Kind = Literal["messages", "announcements", "failures", "questions", "meeting_lists", "coaching", "attendance", "audit"]


class Ageing:
    """Of one cohort; `cohort_id` None: what belongs to none. `limit`: at most about so many rows."""

    def __init__(self, connection: Connection, cohort_id: int | None) -> None:
        self._connection = connection
        self._cohort_id = cohort_id
        self.files: list[str] = []
        """Of what was forgotten: keys of the file store, to be removed once that is committed."""

    async def any(self, kind: Kind, before: datetime, still_named: Collection[str]) -> bool:
        """Whether there is anything to forget: a look that takes no lock."""
        if kind == "attendance":
            return await self._old_session(before, still_named) is not None
        for table, where in self._old(kind, before):
            if (await self._connection.execute(select(table.c.id).where(where).limit(1))).first() is not None:
                return True
        return False

    async def forget(self, kind: Kind, before: datetime, still_named: Collection[str], limit: int) -> int:
        """How many were forgotten: messages, questions, lists, lines, or people who lost their name at a session."""
        if kind == "attendance":
            return await self._attendance(before, still_named, limit)
        forgotten = 0
        for table, where in self._old(kind, before):
            ids = list((await self._connection.execute(select(table.c.id).where(where).limit(limit))).scalars())
            if table is question:
                leading = update(faq_entry).where(faq_entry.c.question_id.in_(ids))
                await self._connection.execute(leading.values(question_id=None))
            of: ColumnElement[bool] = table.c.id.in_(ids)
            if table is meeting_list:
                keys = select(meeting_list.c.checksum).where(of, meeting_list.c.checksum != "").distinct()
                self.files += (await self._connection.execute(keys)).scalars()
            # A key must never be used again, so a row with one stays, with nothing else in it.
            if table is outbox:
                keyed = update(outbox).where(of, outbox.c.key.is_not(None))
                await self._connection.execute(keyed.values(**dict.fromkeys(EMPTIED), state="dropped"))
                of = and_(of, outbox.c.key.is_(None))
            await self._connection.execute(delete(table).where(of))
            forgotten += len(ids)
        return forgotten

    def _old(self, kind: Kind, before: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
        if kind == "failures":
            return [(table, table.c.at < before) for table in (join_failure, code_failure)]
        if kind == "messages":
            ended = and_(outbox.c.sent_at < before, outbox.c.state.in_(ENDED), _says_something())
            return [(outbox, and_(self._here(outbox), ended))]
        if kind == "announcements":
            said = func.coalesce(announcement.c.at, announcement.c.made_at) < before
            over = and_(said, announcement.c.state.in_(OVER))
            return [(announcement, and_(self._here(announcement), over))]
        if kind == "coaching":
            # What was booked, offered and waited for there goes with the time.
            drafted = and_(self._here(slot_draft), slot_draft.c.made_at < before)
            return [(slot, and_(self._here(slot), slot.c.ends_at < before)), (slot_draft, drafted)]
        tables = {"questions": (faq_asked, question), "meeting_lists": (meeting_list,), "audit": (audit,)}[kind]
        return [(table, and_(self._here(table), table.c.at < before)) for table in tables]

    async def _attendance(self, before: datetime, still_named: Collection[str], limit: int) -> int:
        """At sessions of which the last is known from before that, it loses its names; not at those in `still_named`.

        In each session the rows are dealt out anew to the same nobodies, so that none can be followed from one session to
        the next. Returns how many people have become nobodies.
        """
        session = await self._old_session(before, still_named)
        if session is None:
            return 0
        people = await self._named_at(session, limit)
        nobodies = await self._nobodies(session, len(people))
        pairs = [{"b_person": one, "b_nobody": other} for one, other in zip(people, nobodies, strict=True)]
        for name, concern in _attended():
            table = metadata.tables[name]
            theirs = and_(*self._at(table, session), table.c.member_id == bindparam("b_person"))
            blank: dict[str, Any] = {**concern.values, **_actors(name), "member_id": bindparam("b_nobody")}
            await self._connection.execute(update(table).where(theirs).values(**blank), pairs)
        return len(people)

    async def _old_session(self, before: datetime, still_named: Collection[str]) -> str | None:
        """One at which somebody still has a name."""
        for table in (metadata.tables[name] for name, _concern in _attended()):
            for session in await self._sessions(table):
                if session in still_named:
                    continue
                at = self._at(table, session)
                young = select(table.c.id).where(*at, table.c.at >= before).limit(1)
                if (await self._connection.execute(young)).first() is not None:
                    continue
                named = select(table.c.id).join(member, member.c.id == table.c.member_id).where(*at, ~_is_nobody())
                if (await self._connection.execute(named.limit(1))).first() is not None:
                    return session
        return None

    async def _sessions(self, table: Table) -> list[str]:
        """Those that it has rows of. From one to the next by the index: to read a cohort's 200,000 rows for 20 names
        took a third of a second."""
        found: list[str] = []
        here = select(func.min(table.c.session)).where(table.c.cohort_id == self._cohort_id)
        session = (await self._connection.execute(here)).scalar_one()
        while session is not None:
            found.append(session)
            session = (await self._connection.execute(here.where(table.c.session > session))).scalar_one()
        return found

    def _at(self, table: Table, session: str) -> tuple[ColumnElement[bool], ...]:
        return table.c.cohort_id == self._cohort_id, table.c.session == session

    async def _named_at(self, session: str, limit: int) -> list[int]:
        found: set[int] = set()
        for name, _concern in _attended():
            table = metadata.tables[name]
            named = (
                select(table.c.member_id)
                .join(member, member.c.id == table.c.member_id)
                .where(table.c.cohort_id == self._cohort_id, table.c.session == session, ~_is_nobody())
            )
            found |= set((await self._connection.execute(named.limit(limit))).scalars())
        people = list(found)[:limit]
        secrets.SystemRandom().shuffle(people)
        return people

    async def _nobodies(self, session: str, wanted: int) -> list[int]:
        """So many who are not at this session yet; more are made where they do not suffice."""
        there = [
            select(table.c.member_id).where(table.c.cohort_id == self._cohort_id, table.c.session == session)
            for table in (metadata.tables[name] for name, _concern in _attended())
        ]
        here = and_(member.c.cohort_id == self._cohort_id, _is_nobody())
        free = select(member.c.id).where(here, *(member.c.id.not_in(one) for one in there)).order_by(member.c.id)
        ids = list((await self._connection.execute(free.limit(wanted))).scalars())
        if len(ids) == wanted:
            return ids
        await self._connection.execute(insert(member), [self._new_nobody() for _ in range(wanted - len(ids))])
        return list((await self._connection.execute(free.limit(wanted))).scalars())

    def _new_nobody(self) -> dict[str, Any]:
        return {
            "cohort_id": self._cohort_id,
            "name": "Somebody",
            "email": f"{NOBODY}.{secrets.token_hex(8)}@{ERASED_DOMAIN}",
            "time_zone": "UTC",
            "language": "en",
            "roles": "participant",
            "erased_at": datetime(1970, 1, 1, tzinfo=UTC),
        }

    async def note(self, now: datetime, counts: Mapping[str, int]) -> None:
        """One line of the audit trail a day, however often something was forgotten."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        of_today = and_(audit.c.cohort_id == self._cohort_id, audit.c.action == "retention", audit.c.at >= today)
        statement = select(audit.c.id, audit.c.details).where(of_today).order_by(audit.c.id.desc()).limit(1)
        row = (await self._connection.execute(statement.with_for_update())).first()
        if row is None:
            values = {"cohort_id": self._cohort_id, "at": now, "action": "retention", "details": dict(counts)}
            await self._connection.execute(insert(audit).values(**values))
            return
        added = {kind: row.details.get(kind, 0) + counts.get(kind, 0) for kind in {**row.details, **counts}}
        await self._connection.execute(update(audit).where(audit.c.id == row.id).values(at=now, details=added))

    def _here(self, table: Table) -> ColumnElement[bool]:
        return table.c.cohort_id.is_not_distinct_from(self._cohort_id)


def _says_something() -> ColumnElement[bool]:
    """What is kept for its key alone has been emptied before; a card in a group is nobody's."""
    return or_(outbox.c.key.is_(None), outbox.c.account_id.is_not(None))


def _is_nobody() -> ColumnElement[bool]:
    return member.c.email.startswith(f"{NOBODY}.") & member.c.email.endswith(f"@{ERASED_DOMAIN}")


def _attended() -> list[tuple[str, Attendance]]:
    """Tables with somebody's attendance of a session."""
    return [
        (name, concern.erased)
        for name, policy in POLICIES.items()
        for concern in policy.concerns
        if isinstance(concern.erased, Attendance) and "session" in metadata.tables[name].c
    ]


def _actors(name: str) -> dict[str, None]:
    """Who did something about it is forgotten as well."""
    table = metadata.tables[name]
    acted = (c.column for c in POLICIES[name].concerns if c.who == "member" and table.c[c.column].nullable)
    return dict.fromkeys(acted)
