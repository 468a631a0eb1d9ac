"""Everything of a cohort, table by table, for those who run it to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, case, false, select

from storage.connection import Connection
from storage.personal.policies import POLICIES
from storage.tables import (
    account,
    booking,
    cohort,
    faq_asked,
    link,
    member,
    metadata,
    pairing_member,
    peer_profile,
    roadmap,
    roadmap_part,
    takeaway,
)

LEFT_OUT: Mapping[str, str] = {
    "code_failure": "wrong codes that somebody typed",
    "dialog": "forms that somebody is filling in",
    "incoming_file": "files on their way",
    "invite": "fingerprints of invite codes",
    "join_failure": "wrong codes that somebody typed",
    "outbox": "messages on their way",
    "peer_exclusion": "whom somebody does not want to be paired with, which nobody else ever sees",
    "processed_event": "events that were handled",
    "reminder": "which reminders were given out",
    "signing_key": "what private calendars' addresses are signed with",
}
"""Tables with nothing about the programme, and why."""

SECRET = frozenset(
    {"secret", "waits_as", "standing", "nonce", "message_id", "thread_id", "chosen_cohort_id", "checksum"}
)
"""Columns that are of use to the bot alone."""

_SUBMITTED = roadmap_part.c.roadmap_id.in_(select(roadmap.c.id).where(roadmap.c.submitted_at.is_not(None)))
TOLD: Mapping[Column[Any], ColumnElement[bool]] = {
    booking.c.own_note: false(),
    faq_asked.c.account_id: false(),
    pairing_member.c.learned: pairing_member.c.share == "named",
    peer_profile.c.contact: false(),
    roadmap_part.c.answers: _SUBMITTED,
    roadmap_part.c.note: _SUBMITTED,
    takeaway.c.member_id: false(),
}
"""What people were promised that organisers do not see (docs/privacy.md), and in which rows they may: the coach's own notes;
who asked the bot what; what somebody learned and does not share under their name; contacts meant for partners; drafts of
roadmaps; who took what away from a debrief."""


@dataclass(frozen=True, slots=True)
class Whole:
    """`rows` of one table, as {column: value}; beside a column that leads to a member, `…_name` has the name."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


async def whole_cohort(connection: Connection, cohort_id: int) -> list[Whole]:
    """As it is at one moment, where the connection sees one."""
    people_here = select(member.c.id, member.c.name).where(member.c.cohort_id == cohort_id)
    names = {row.id: row.name for row in await connection.execute(people_here)}
    found = []
    for name, policy in POLICIES.items():
        if name in LEFT_OUT:
            continue
        table = metadata.tables[name]
        people = [concern.column for concern in policy.concerns if concern.who == "member" and table is not member]
        columns = [column.name for column in table.columns if column.name not in SECRET]
        rows = await connection.execute(
            select(*(_told(table.c[column]) for column in columns)).where(_of(table, cohort_id)).order_by(table.c.id)
        )
        named = [f"{column}_name" for column in people]
        told = [
            {**row._asdict(), **{f"{column}_name": names.get(getattr(row, column)) for column in people}}
            for row in rows
        ]
        found.append(Whole(name, (*columns, *named), told))
    return found


def _told(column: Column[Any]) -> ColumnElement[Any]:
    return case((TOLD[column], column)).label(column.name) if column in TOLD else column


def _of(table: Table, cohort_id: int) -> ColumnElement[bool]:
    """The rows of that cohort: by its id, or by way of what they hang on."""
    if table is cohort:
        return table.c.id == cohort_id
    if "cohort_id" in table.c:
        return table.c.cohort_id == cohort_id
    if table is account:
        return table.c.id.in_(select(link.c.account_id).where(link.c.cohort_id == cohort_id))
    for key in table.foreign_keys:
        if "cohort_id" in key.column.table.c:
            above: Select[Any] = select(key.column).where(key.column.table.c.cohort_id == cohort_id)
            return key.parent.in_(above)
    raise TypeError(f"{table.name} hangs on no cohort: say in LEFT_OUT why it is not exported")
