"""Whose data it is, and what of it there is; and what becomes of a wish to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, tuple_, update

from bot.chat.text import plain
from bot.chat.wire import load_message
from bot.domain.people import Account, Member
from bot.domain.personal import ERASED_DOMAIN, Erasure, Forgotten, Others, Subject, is_of
from storage.accounts import account_of
from storage.connection import Connection
from storage.members import member_of
from storage.personal.erase import erase, live_cards
from storage.personal.policies import POLICIES, Attendance, Concern
from storage.statements import AnyRow, insert, insert_once
from storage.tables import (
    account,
    assignment_file,
    cohort,
    erasure,
    link,
    meeting_list,
    member,
    metadata,
    outbox,
    submission_item,
)

GOODBYE = "goodbye"
"""Keys of the last words to somebody begin so: their rows go as soon as they were sent."""

TAKEN = "my-data"
"""Keys of the messages with which somebody takes their data."""

Taken = dict[str, list[dict[str, Any]]]
"""By section, the rows as {column: value}."""


class PersonalStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_account(self, account_pk: int) -> Subject | None:
        """The person behind an account, with all that is theirs; None where it is gone."""
        mine = select(link.c.member_id).where(link.c.account_id == account_pk)
        members = await self._members(member.c.id.in_(mine))
        own = await self._accounts(or_(account.c.id == account_pk, self._linked_to(members)))
        return Subject(tuple(members), tuple(own)) if any(one.id == account_pk for one in own) else None

    async def of_member(self, whose: Member) -> Subject:
        """One membership, with the accounts by which it is used."""
        return Subject((whose,), tuple(await self._accounts(self._linked_to([whose]))))

    def _linked_to(self, members: Collection[Member]) -> ColumnElement[bool]:
        linked = select(link.c.account_id).where(link.c.member_id.in_([one.id for one in members]))
        return account.c.id.in_(linked)

    async def _members(self, where: ColumnElement[bool]) -> list[Member]:
        rows = await self._connection.execute(select(member).where(where).order_by(member.c.id))
        return [member_of(row) for row in rows]

    async def _accounts(self, where: ColumnElement[bool]) -> list[Account]:
        rows = await self._connection.execute(select(account).where(where).order_by(account.c.id))
        return [account_of(row) for row in rows]

    async def take(self, subject: Subject) -> Taken:
        """Everything that is stored about them, without what it says of others."""
        cohorts = {row.id: row.key for row in await self._connection.execute(select(cohort.c.id, cohort.c.key))}
        found: dict[str, dict[tuple[str, int], dict[str, Any]]] = {}
        by_others: list[tuple[dict[str, Any], str]] = []
        for name, policy in POLICIES.items():
            table = metadata.tables[name]
            actors = {concern.column for concern in policy.concerns if concern.who == "member"}
            for concern in policy.concerns:
                for row in await self._rows(table, concern, subject) if concern.section else []:
                    seen = {
                        column: _shown(column, row, subject, column in actors - {concern.column})
                        for column in concern.shown
                    }
                    if "cohort_id" in table.c:
                        seen["cohort"] = cohorts.get(row.cohort_id)
                    if not _by_themselves(name, row, subject):
                        by_others += [(seen, column) for column in concern.foreign if seen[column]]
                    found.setdefault(concern.section, {}).setdefault((name, row.id), seen)
        others = await self._others(subject) if by_others else Others()
        for seen, column in by_others:
            seen[column] = others.hide(seen[column])
        return {section: [*rows.values()] for section, rows in found.items()}

    async def _rows(self, table: Table, concern: Concern, subject: Subject) -> Sequence[AnyRow]:
        statement = select(table).where(of_subject(table, concern, subject)).order_by(table.c.id)
        return (await self._connection.execute(statement)).all()

    async def _others(self, subject: Subject) -> Others:
        cohorts = {one.cohort_id for one in subject.members}
        mine = {one.id for one in subject.members}
        there = and_(member.c.cohort_id.in_(cohorts), member.c.id.not_in(mine), member.c.erased_at.is_(None))
        own = [text for one in subject.members for text in (one.name, one.email)]
        return Others.of(await self._members(there), [*own, *(one.name for one in subject.accounts)])

    async def taken_at(self, account_pk: int) -> tuple[datetime, bool] | None:
        """In which minute they last asked for their data, and whether it is still on its way. It stands in the key, as
        the outbox has only the wall clock's time."""
        statement = (
            select(outbox.c.key, outbox.c.state)
            .where(_begins(f"{TAKEN}:{account_pk}:"))
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
        row = (await self._connection.execute(statement)).first()
        if row is None:
            return None
        minute = int(row.key.rpartition(":")[2])
        return datetime.fromtimestamp(minute * 60, UTC), row.state in ("waiting", "parked")

    async def erase(self, subject: Subject, now: datetime, *, attendance: bool) -> Forgotten | None:
        """Forget them, but for what is declared as kept; `attendance`: that too. None where they were erased before.

        For a membership, what the accounts have done in other programmes stays, and so do accounts that are used there.
        """
        return await erase(self._connection, subject, now, attendance=attendance)

    async def lock_organisers(self, cohort_id: int) -> list[Member]:
        """Those who have joined and can answer. Until the end of the transaction none of them is erased by another."""
        joined = select(link.c.id).where(link.c.member_id == member.c.id).exists()
        here = and_(member.c.cohort_id == cohort_id, member.c.roles.contains("organiser"), member.c.erased_at.is_(None))
        still = and_(here, member.c.withdrawn_at.is_(None), joined)
        statement = select(member).where(still).order_by(member.c.id).with_for_update()
        return [member_of(row) for row in await self._connection.execute(statement)]

    async def erased_among(self, cohort_id: int, emails: Collection[str]) -> set[str]:
        """Which of these addresses belong to somebody who was erased from the cohort."""
        gone = and_(member.c.cohort_id == cohort_id, member.c.email.endswith(f"@{ERASED_DOMAIN}"))
        stand_ins = (await self._connection.execute(select(member.c.email).where(gone))).scalars().all()
        return {email for email in emails if any(is_of(email, stand_in) for stand_in in stand_ins)}

    async def ask_about_attendance(self, whose: Member, now: datetime) -> int | None:
        """An organiser is to decide; None where that was asked before."""
        statement = insert(self._connection, erasure).values(
            cohort_id=whose.cohort_id, member_id=whose.id, asked_at=now, state="open"
        )
        return await insert_once(self._connection, statement, erasure.c.id)

    async def erasure(self, erasure_id: int) -> Erasure | None:
        found = await self._erasures(erasure.c.id == erasure_id)
        return found[0] if found else None

    async def open_erasures(self, cohort_id: int) -> list[Erasure]:
        """Those that wait for a decision, oldest first."""
        return await self._erasures(and_(erasure.c.cohort_id == cohort_id, erasure.c.state == "open"))

    async def _erasures(self, where: ColumnElement[bool]) -> list[Erasure]:
        statement = (
            select(erasure, member.c.name)
            .join(member, member.c.id == erasure.c.member_id)
            .where(where)
            .order_by(erasure.c.id)
        )
        rows = await self._connection.execute(statement)
        return [Erasure(r.id, r.cohort_id, r.member_id, r.name, r.asked_at, r.state) for r in rows]

    async def decide_erasure(self, erasure_id: int, state: str, by: int, now: datetime) -> bool:
        """False where another organiser was quicker."""
        done = await self._connection.execute(
            update(erasure)
            .where(erasure.c.id == erasure_id, erasure.c.state == "open")
            .values(state=state, decided_by=by, decided_at=now)
        )
        return done.rowcount == 1

    async def has_attendance(self, member_id: int) -> bool:
        """Whether there is anything that funders may want to count."""
        for table, column in _attended():
            statement = select(table.c.id).where(column == member_id).limit(1)
            if (await self._connection.execute(statement)).first() is not None:
                return True
        return False

    async def remove_attendance(self, cohort_id: int, member_id: int, now: datetime) -> list[str]:
        """What was kept of it without a name goes, too. The cards that still count it."""
        for table, column in _attended():
            await self._connection.execute(delete(table).where(column == member_id))
        return await live_cards(self._connection, cohort_id, now)

    async def forget_goodbyes(self) -> list[str]:
        """The last words have been said, or cannot be: nothing is left of to whom. The `files` that each came with."""
        over = and_(_begins(f"{GOODBYE}:"), outbox.c.state.in_(["sent", "failed", "dropped"]))
        rows = (await self._connection.execute(select(outbox.c.id, outbox.c.recheck_args).where(over))).all()
        await self._connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))
        return [str((row.recheck_args or {}).get("files", "")) for row in rows]

    async def any_goodbye(self) -> bool:
        """A look that takes no lock."""
        statement = select(outbox.c.id).where(_begins(f"{GOODBYE}:")).limit(1)
        return (await self._connection.execute(statement)).first() is not None

    async def is_used(self, file_key: str) -> bool:
        """Whether a message on its way, a list or somebody's homework still has it: the same contents have the same key."""
        sent = select(outbox.c.id).where(outbox.c.payload.contains(file_key))
        listed = select(meeting_list.c.id).where(meeting_list.c.checksum == file_key)
        handed_in = select(submission_item.c.id).where(
            submission_item.c.checksum == file_key, submission_item.c.state == "ready"
        )
        attached = select(assignment_file.c.id).where(assignment_file.c.checksum == file_key)
        every = (sent, listed, handed_in, attached)
        found = [(await self._connection.execute(one.limit(1))).first() for one in every]
        return any(row is not None for row in found)


def _attended() -> list[tuple[Table, Any]]:
    """Tables with attendance, and whose it is."""
    return [
        (metadata.tables[name], metadata.tables[name].c[concern.column])
        for name, policy in POLICIES.items()
        for concern in policy.concerns
        if isinstance(concern.erased, Attendance)
    ]


def _begins(prefix: str) -> ColumnElement[bool]:
    """As a range, for which the index is of use."""
    return and_(outbox.c.key >= prefix, outbox.c.key < prefix[:-1] + chr(ord(prefix[-1]) + 1))


def of_subject(table: Table, concern: Concern, subject: Subject) -> ColumnElement[bool]:
    """The rows that concern them in this way."""
    column = table.c[concern.column]
    if concern.who == "member":
        return column.in_([one.id for one in subject.members])
    if concern.who == "account":
        return column.in_([one.id for one in subject.accounts])
    return tuple_(table.c.platform, column).in_([(one.platform, one.account_id) for one in subject.accounts])


def _by_themselves(name: str, row: AnyRow, subject: Subject) -> bool:
    """Whether the foreign words of a row are their own after all."""
    return name == "check_in" and row.by_member_id in {one.id for one in subject.members}


def _shown(column: str, row: AnyRow, subject: Subject, is_actor: bool) -> Any:
    value: Any = getattr(row, column)
    if is_actor and value is not None:
        return "you" if value in {one.id for one in subject.members} else "somebody else"
    if column == "payload":
        return plain(load_message(value).text) if value else None
    if column == "roles":
        return value.split()
    if isinstance(value, Mapping):
        return json.loads(json.dumps(value))
    return value
