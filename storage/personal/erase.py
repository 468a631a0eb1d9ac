"""Erasing somebody, in one transaction, table by table as `policies` has it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, true, tuple_, update

from bot.chat.wire import load_message
from bot.domain.people import LEARNERS, Account, Member
from bot.domain.personal import Forgotten, Subject, placeholder, unnamed
from storage.connection import Connection
from storage.outgoing import CIRCLE
from storage.personal.policies import POLICIES, Attendance, Blank, Concern, Delete
from storage.tables import (
    account,
    announcement,
    dialog,
    link,
    meeting_list,
    meeting_row,
    member,
    metadata,
    outbox,
    processed_event,
    roadmap_part,
)

GONE = "my_data.gone"
"""The recheck that words what stands in the place of a card about somebody who was forgotten."""

SURE = 6
"""Characters of an account's id from which on it cannot be anything else."""

WORDS = {
    "payload": ("text", "name", "label", "alt"),
    "form": ("title", "intro", "label", "help", "value", "context"),
}
ADDRESSES = ("link", "url")
"""Parts of a stored message or form that are read, by its column; and those that lead somewhere."""

A_PAGE = 500
"""Rows that are read at a time, to look for a name in them."""

LEAST = 3
"""Letters: fewer are in most texts."""

_PLAIN = re.compile(r"[A-Za-z0-9]+")
_LIKE_PLAIN = (("ı", "i"), ("İ", "i"), ("ſ", "s"), ("\N{KELVIN SIGN}", "k"))
"""What counts as one of the plain letters where capitals and small ones are alike (`unnamed`), but not in a database."""

UNSENT = ("draft", "scheduled", "sent")
"""States of an announcement that somebody may still be going to read."""


async def erase(connection: Connection, subject: Subject, now: datetime, *, attendance: bool) -> Forgotten | None:
    """See `PersonalStore.erase`."""
    assert len(subject.members) <= 1, "one membership at a time"
    whose = subject.members[0] if subject.members else None
    if whose and not await _still_there(connection, whose):
        return None
    work = _Erasing(connection, subject, whose, now, attendance)
    await work.tables()
    await work.accounts()
    name = await work.member()
    await work.mentions(name)
    await work.lists()
    # Which of them were to this person cannot be told; who sends an event again within three days sees no toast.
    await connection.execute(update(processed_event).where(processed_event.c.reply.is_not(None)).values(reply=None))
    return Forgotten(name, tuple(await work.cards_to_refresh()), tuple(work.files))


async def _still_there(connection: Connection, whose: Member) -> bool:
    here = select(member.c.id).where(member.c.id == whose.id, member.c.erased_at.is_(None)).with_for_update()
    return (await connection.execute(here)).first() is not None


class _Erasing:
    def __init__(
        self, connection: Connection, subject: Subject, whose: Member | None, now: datetime, attendance: bool
    ) -> None:
        self._connection = connection
        self._subject = subject
        self._whose = whose
        self._now = now
        self._attendance = attendance
        self._shared: set[int] = set()
        self._cards: list[str] = []
        self.files: list[str] = []

    async def tables(self) -> None:
        """What hangs on others goes first."""
        self._shared = await self._used_elsewhere()
        for table in reversed(metadata.sorted_tables):
            for concern in POLICIES[table.name].concerns:
                match concern.erased:
                    case Delete():
                        await self._delete(table, concern)
                    case Attendance() if self._attendance:
                        await self._delete(table, concern)
                    case Attendance(values, settled):
                        await self._blank(table, concern, values, settled)
                    case Blank(values):
                        if table is announcement:
                            await self._cancel_announcements()
                        await self._blank(table, concern, values, None)

    async def _used_elsewhere(self) -> set[int]:
        """Accounts with which they take part in another programme, too."""
        if self._whose is None:
            return set()
        mine = [one.id for one in self._subject.accounts]
        elsewhere = select(link.c.account_id).where(link.c.account_id.in_(mine), link.c.member_id != self._whose.id)
        return set((await self._connection.execute(elsewhere)).scalars())

    def _of(self, table: Table, concern: Concern) -> ColumnElement[bool]:
        """The rows that go: what an account did elsewhere stays where it is used elsewhere."""
        column = table.c[concern.column]
        if concern.who == "member":
            return column.in_([one.id for one in self._subject.members])
        whole = [one for one in self._subject.accounts if one.id not in self._shared]
        partly = [one for one in self._subject.accounts if one.id in self._shared]
        if "cohort_id" not in table.c or self._whose is None:
            return _held_by(table, concern, whole)
        here = and_(table.c.cohort_id == self._whose.cohort_id, _held_by(table, concern, partly))
        return or_(_held_by(table, concern, whole), here)

    async def _delete(self, table: Table, concern: Concern) -> None:
        where = self._of(table, concern)
        rows = (await self._connection.execute(select(table).where(where))).all()
        if not rows:
            return
        if concern.card:
            await self._take_down([concern.card.format(id=row.id) for row in rows])
        self.files += [key for row in rows for column in concern.files if (key := getattr(row, column))]
        if table is outbox:
            payloads = [load_message(row.payload) for row in rows if row.payload]
            self.files += [file.key for message in payloads for file in message.files]
        ids = [row.id for row in rows]
        for other, column in _leading_to(table):
            await self._connection.execute(update(other).where(column.in_(ids)).values({column.name: None}))
        await self._connection.execute(delete(table).where(where))

    async def _blank(self, table: Table, concern: Concern, values: Any, settled: tuple[str, str] | None) -> None:
        where = self._of(table, concern)
        if concern.card:
            ids = (await self._connection.execute(select(table.c.id).where(where))).scalars()
            self._cards += [concern.card.format(id=row_id) for row_id in ids]
        if values:
            await self._connection.execute(update(table).where(where).values(**values))
        if settled:
            was, becomes = settled
            await self._connection.execute(update(table).where(where, table.c.state == was).values(state=becomes))

    async def _take_down(self, cards: Sequence[str]) -> None:
        """What organisers were posted about it says from now on that it is gone; what was not posted is not."""
        of = and_(outbox.c.card.in_(cards), outbox.c.edits.is_(None))
        await self._connection.execute(
            update(outbox).where(of, outbox.c.state == "sent").values(recheck=GONE, recheck_args={})
        )
        unsent = and_(outbox.c.card.in_(cards), outbox.c.state.in_(["waiting", "parked", "failed"]))
        await self._connection.execute(delete(outbox).where(unsent))
        self._cards += cards

    async def _cancel_announcements(self) -> None:
        """Nobody says any more what somebody wanted to say who is gone."""
        mine = announcement.c.author_id.in_([one.id for one in self._subject.members])
        await self._connection.execute(
            update(announcement).where(mine, announcement.c.state.in_(UNSENT)).values(state="cancelled")
        )

    async def accounts(self) -> None:
        """Accounts that are used nowhere else go, with what the bot said in the group to have them open their chat."""
        gone = [one for one in self._subject.accounts if one.id not in self._shared]
        for one in gone:
            asked = outbox.c.key.startswith(f"open-chat:{one.platform}:{one.account_id}:", autoescape=True)
            await self._connection.execute(delete(outbox).where(asked))
            among = and_(outbox.c.platform == one.platform, outbox.c.chat_id.startswith(CIRCLE, autoescape=True))
            for row in (await self._connection.execute(select(outbox.c.id, outbox.c.chat_id).where(among))).all():
                if one.account_id in row.chat_id.removeprefix(CIRCLE).split(","):
                    await self._connection.execute(delete(outbox).where(outbox.c.id == row.id))
        await self._connection.execute(delete(account).where(account.c.id.in_([one.id for one in gone])))

    async def member(self) -> str:
        """The row stays, for what hangs on it, and is nobody's. The name that it has now."""
        if self._whose is None:
            return ""
        taken = set((await self._connection.execute(select(member.c.name))).scalars())
        learner = bool(self._whose.roles & LEARNERS)
        number = _free_number(taken)
        name = f"Former participant {number}" if learner else f"Former member {number}"
        await self._connection.execute(
            update(member)
            .where(member.c.id == self._whose.id)
            .values(
                name=name,
                email=placeholder(self._whose.email, number, secrets.token_hex(4)),
                roles=" ".join(sorted(self._whose.roles & LEARNERS)),
                time_zone="UTC",
                language="en",
                erased_at=self._now,
                **dict.fromkeys(("organisation", "country", "sector"), ""),
            )
        )
        return name

    async def mentions(self, instead: str) -> None:
        """Their name and address, in what others have written in the same cohort."""
        names = await self._names()
        for name, policy in POLICIES.items():
            table = metadata.tables[name]
            for column in policy.texts if names else ():
                await self._unname(table, column, names, instead or "…")
        await self._answers(names, instead or "…")

    async def _answers(self, names: set[str], instead: str) -> None:
        """What others have typed into forms that they are still filling in, and into their roadmaps."""
        for table in (dialog, roadmap_part) if names else ():
            async for row_id, answers in _by_pages(self._connection, table, table.c.answers, self._within(table)):
                told = {field: unnamed(said, names, instead) for field, said in answers.items()}
                if told != answers:
                    await self._connection.execute(update(table).where(table.c.id == row_id).values(answers=told))

    async def lists(self) -> None:
        """Files from meeting software name everybody who was there: read once more, they would bring them back."""
        if self._whose is None:
            return
        kept = and_(meeting_list.c.cohort_id == self._whose.cohort_id, meeting_list.c.checksum != "")
        keys = (await self._connection.execute(select(meeting_list.c.checksum).where(kept))).scalars()
        self.files += [*dict.fromkeys(keys)]
        await self._connection.execute(update(meeting_list).where(kept).values(checksum=""))

    async def _names(self) -> set[str]:
        """All that they are called by, save what somebody else is called, too."""
        # An account's name of one word, or an id of a few digits, could be any word.
        names = {one.name for one in self._subject.accounts if len(one.name.split()) > 1}
        names |= {one.account_id for one in self._subject.accounts if len(one.account_id) >= SURE}
        names |= {self._whose.name, self._whose.email} if self._whose else set()
        living = select(member.c.name).where(member.c.erased_at.is_(None))
        taken = {name.lower() for name in (await self._connection.execute(living)).scalars()}
        return {name for name in names if name.lower() not in taken}

    async def _unname(self, table: Table, column: str, names: set[str], instead: str) -> None:
        said = table.c[column]
        named = and_(said.is_not(None), said != "", may_name(said, names), self._within(table))
        async for row_id, words in _by_pages(self._connection, table, said, named):
            told = _unnamed_in(column, words, names, instead) if column in WORDS else unnamed(words, names, instead)
            if told != words:
                await self._connection.execute(update(table).where(table.c.id == row_id).values({column: told}))

    def _within(self, table: Table) -> ColumnElement[bool]:
        """Rows of their cohort, and those of none."""
        if self._whose is None:
            return true()
        if table is meeting_row:
            lists = select(meeting_list.c.id).where(meeting_list.c.cohort_id == self._whose.cohort_id)
            return meeting_row.c.list_id.in_(lists)
        return or_(table.c.cohort_id == self._whose.cohort_id, table.c.cohort_id.is_(None))

    async def cards_to_refresh(self) -> list[str]:
        """Those about what was theirs, and those in the group that still count."""
        live = await live_cards(self._connection, self._whose.cohort_id, self._now) if self._whose else []
        return [*dict.fromkeys([*self._cards, *live])]


async def live_cards(connection: Connection, cohort_id: int, now: datetime) -> list[str]:
    """Cards in the cohort's groups that still have their time."""
    live = and_(outbox.c.card.is_not(None), outbox.c.account_id.is_(None), outbox.c.expires > now)
    statement = select(outbox.c.card).distinct().where(live, outbox.c.cohort_id == cohort_id)
    return [card for card in (await connection.execute(statement)).scalars() if card]


async def _by_pages(
    connection: Connection, table: Table, column: Any, where: ColumnElement[bool]
) -> AsyncIterator[tuple[int, Any]]:
    """Id and value of each row, by id: a cohort's texts of years are never held all at once, and rows may be changed on the
    way."""
    last = 0
    while True:
        page = select(table.c.id, column).where(table.c.id > last, where).order_by(table.c.id).limit(A_PAGE)
        rows = (await connection.execute(page)).all()
        for row in rows:
            yield row[0], row[1]
        if len(rows) < A_PAGE:
            return
        last = rows[-1][0]


def may_name(column: Any, names: Iterable[str]) -> ColumnElement[bool]:
    """Whether a text can have one of these names in it: the database leaves out nearly all others, many times as fast as they
    are read. By the longest part in plain Latin letters, which every database compares alike in capitals and small; a name
    without one may be in any text."""
    parts = [max(_PLAIN.findall(name), key=len, default="") for name in names]
    if any(len(part) < LEAST for part in parts):
        return true()
    plainly = column
    for like, letter in _LIKE_PLAIN:
        plainly = func.replace(plainly, like, letter)
    return or_(*(func.lower(plainly).contains(part.lower()) for part in parts))


def _unnamed_in(column: str, stored: str, names: AbstractSet[str], instead: str) -> str:
    """A message or form with the names replaced in what is read of it: somebody may be called like one of its own words."""

    def told(part: Any, key: str = "") -> Any:
        match part:
            case dict():
                return {name: told(inner, name) for name, inner in part.items()}
            case list() if key == "accounts":
                return [one for one in part if names.isdisjoint(one)]
            case list():
                return [told(inner) for inner in part]
            case str() if key in WORDS[column]:
                return unnamed(part, names, instead)
            case str() if key in ADDRESSES:
                return part if unnamed(part, names, instead) == part else None
        return part

    return json.dumps(told(json.loads(stored)), ensure_ascii=False)


def _held_by(table: Table, concern: Concern, accounts: Sequence[Account]) -> ColumnElement[bool]:
    column = table.c[concern.column]
    if concern.who == "account":
        return column.in_([one.id for one in accounts])
    return tuple_(table.c.platform, column).in_([(one.platform, one.account_id) for one in accounts])


def _leading_to(table: Table) -> list[tuple[Table, Any]]:
    """Columns that lead to rows of this table and do not go with them: they lead nowhere then."""
    return [
        (other, key.parent)
        for other in metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table and key.ondelete is None and key.parent.nullable
    ]


def _free_number(taken: set[str]) -> int:
    """Drawn, so that it tells nothing: neither who it was nor who came before."""
    while True:
        number = secrets.randbelow(9000) + 1000 if len(taken) < 5000 else secrets.randbelow(10**9)
        if not any(name.endswith(f" {number}") for name in taken):
            return number
