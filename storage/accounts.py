"""Accounts on platforms, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, delete, func, select, update

from bot.domain.people import Account, Cohort, LinkRequest, Member
from storage.connection import Connection
from storage.members import member_of
from storage.prepared import Prepared
from storage.statements import AnyRow, insert, insert_once, pieces
from storage.tables import account, cohort, join_failure, link, link_request, member

NEVER = datetime(1970, 1, 1, tzinfo=UTC)

SEEN_EVERY = timedelta(seconds=5)
"""`last_seen` decides which account a private message goes to; this precise is enough, and saves writes."""

NAME_MAX = 200


@dataclass(frozen=True, slots=True)
class Identity:
    """An account with the memberships it has, one a cohort, and the cohort it chose to speak about.

    `back`: until now it could not be reached in private, and it can be again.
    """

    account: Account
    memberships: tuple[tuple[Cohort, Member], ...]
    chosen_cohort_id: int | None
    back: bool = False


class AccountStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def identify(
        self, platform: str, account_id: str, name: str, now: datetime, *, in_reach: bool = True
    ) -> Identity:
        """The account, made if it is new, with all that it is a member of.

        `in_reach`: that it acted proves that private messages reach it. A new one is taken to be reachable until a
        message fails.
        """
        found = await self._find(platform, account_id)
        if not found:
            await self._make(platform, account_id, name, now)
            found = await self._find(platform, account_id)
        first, known = found[0], identity_of(found, platform, account_id, name, in_reach=in_reach)
        if known.back or abs(now - first.last_seen) > SEEN_EVERY or first.account_name != name[:NAME_MAX]:
            seen = {"b_id": first.account_pk, "b_seen": now, "b_name": name[:NAME_MAX]}
            await (_BACK if known.back else _SEEN).all(self._connection, **seen)
        return known

    async def know(self, platform: str, account_id: str, name: str) -> int:
        """The key of an account that has not acted, made if it is new: so it is not the one last used."""
        await self._make(platform, account_id, name, NEVER)
        statement = select(account.c.id).where(account.c.platform == platform, account.c.account_id == account_id)
        found: int = (await self._connection.execute(statement)).scalar_one()
        return found

    async def _make(self, platform: str, account_id: str, name: str, seen: datetime) -> None:
        statement = insert(self._connection, account).values(
            platform=platform, account_id=account_id, name=name[:NAME_MAX], last_seen=seen, reachable=True
        )
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def _find(self, platform: str, account_id: str) -> list[AnyRow]:
        return await _IDENTITY.all(self._connection, b_platform=platform, b_account=account_id)

    async def by_id(self, pk: int) -> Account | None:
        row = (await self._connection.execute(select(account).where(account.c.id == pk))).first()
        return account_of(row) if row else None

    async def find(self, platform: str, account_id: str) -> Account | None:
        statement = select(account).where(account.c.platform == platform, account.c.account_id == account_id)
        row = (await self._connection.execute(statement)).first()
        return account_of(row) if row else None

    async def choose_cohort(self, pk: int, cohort_id: int) -> None:
        await self._connection.execute(update(account).where(account.c.id == pk).values(chosen_cohort_id=cohort_id))

    async def link(
        self, account_pk: int, whose: Member, platform: str, now: datetime, *, approved: bool = False
    ) -> bool:
        """Bind the account to the member. False where the place is taken, or the account is another member already.

        `approved` adds a further account beside the first; of several at once, each waits for the one before it.
        """
        place = 0
        if approved:
            held = select(member.c.id).where(member.c.id == whose.id).with_for_update(key_share=True)
            await self._connection.execute(held)
            statement = select(func.coalesce(func.max(link.c.place) + 1, 0)).where(
                link.c.member_id == whose.id, link.c.platform == platform
            )
            place = (await self._connection.execute(statement)).scalar_one()
        made = await self._connection.execute(
            insert(self._connection, link)
            .values(
                cohort_id=whose.cohort_id,
                account_id=account_pk,
                member_id=whose.id,
                platform=platform,
                place=place,
                at=now,
            )
            .on_conflict_do_nothing()
        )
        return made.rowcount == 1

    async def linked(self, cohort_id: int, platform: str) -> dict[str, int]:
        """The member of each account that has joined the cohort on this platform."""
        statement = (
            select(account.c.account_id, link.c.member_id)
            .join(link, link.c.account_id == account.c.id)
            .where(link.c.cohort_id == cohort_id, account.c.platform == platform)
        )
        return {row.account_id: row.member_id for row in await self._connection.execute(statement)}

    async def of_member(self, member_id: int) -> list[Account]:
        """Reachable accounts first, and of these the one last used."""
        return [account_of(row) for row in await _OF_MEMBER.all(self._connection, b_member=member_id)]

    async def of_members(self, member_ids: Sequence[int]) -> dict[int, list[Account]]:
        """`of_member` for many; those without an account are left out."""
        found: dict[int, list[Account]] = {}
        for ids in pieces(member_ids):
            statement = (
                select(link.c.member_id, account)
                .join(link, link.c.account_id == account.c.id)
                .where(link.c.member_id.in_(ids))
                .order_by(account.c.reachable.desc(), account.c.last_seen.desc(), account.c.id)
            )
            for row in await self._connection.execute(statement):
                found.setdefault(row.member_id, []).append(account_of(row))
        return found

    async def names(self, cohort_id: int) -> dict[int, list[str]]:
        """What the accounts of the cohort's members, by id, are called."""
        statement = (
            select(link.c.member_id, account.c.name)
            .join(account, account.c.id == link.c.account_id)
            .where(link.c.cohort_id == cohort_id)
        )
        found: dict[int, list[str]] = {}
        for row in await self._connection.execute(statement):
            found.setdefault(row.member_id, []).append(row.name)
        return found

    async def mark_unreachable(self, platform: str, account_id: str, *, blocked: bool = True) -> None:
        """Private messages do not arrive: it wants none (`blocked`), or has not opened the private chat yet."""
        await self._connection.execute(
            update(account)
            .where(account.c.platform == platform, account.c.account_id == account_id)
            .values(reachable=False, blocked=blocked)
        )

    async def without(self, platform: str, cohort_id: int) -> list[Member]:
        """Members of the cohort who have no account on this platform."""
        here = (
            select(link.c.member_id)
            .join(account, account.c.id == link.c.account_id)
            .where(link.c.cohort_id == cohort_id, account.c.platform == platform)
        )
        living = and_(member.c.cohort_id == cohort_id, member.c.erased_at.is_(None))
        statement = select(member).where(living, member.c.id.not_in(here))
        return [member_of(row) for row in await self._connection.execute(statement.order_by(member.c.id))]

    async def request_link(self, account_pk: int, member_id: int, now: datetime) -> int | None:
        """Ask organisers for a second account; None where this was asked before."""
        statement = insert(self._connection, link_request).values(
            account_id=account_pk, member_id=member_id, at=now, state="open"
        )
        return await insert_once(self._connection, statement, link_request.c.id)

    async def request(self, request_id: int) -> LinkRequest | None:
        statement = select(link_request).where(link_request.c.id == request_id)
        row = (await self._connection.execute(statement)).first()
        if row is None:
            return None
        who = await self.by_id(row.account_id)
        wanted = (await self._connection.execute(select(member).where(member.c.id == row.member_id))).first()
        assert who is not None
        assert wanted is not None
        return LinkRequest(row.id, who, member_of(wanted), row.at, row.state)

    async def open_requests(self, cohort_id: int) -> list[LinkRequest]:
        """For members of that cohort, oldest first."""
        statement = (
            select(link_request.c.id)
            .join(member, member.c.id == link_request.c.member_id)
            .where(member.c.cohort_id == cohort_id, link_request.c.state == "open")
            .order_by(link_request.c.at, link_request.c.id)
        )
        ids = (await self._connection.execute(statement)).scalars().all()
        return [request for request_id in ids if (request := await self.request(request_id))]

    async def decide_request(self, request_id: int, state: str, decided_by: int) -> bool:
        """False where another organiser was quicker."""
        done = await self._connection.execute(
            update(link_request)
            .where(link_request.c.id == request_id, link_request.c.state == "open")
            .values(state=state, decided_by=decided_by)
        )
        return done.rowcount == 1

    async def reopen_request(self, request_id: int) -> None:
        """What was decided could not be done, so it is still to be decided."""
        await self._connection.execute(
            update(link_request).where(link_request.c.id == request_id).values(state="open", decided_by=None)
        )

    async def add_join_failure(self, account_pk: int, now: datetime) -> None:
        await self._connection.execute(insert(self._connection, join_failure).values(account_id=account_pk, at=now))

    async def join_failures(self, account_pk: int, since: datetime) -> list[datetime]:
        statement = select(join_failure.c.at).where(join_failure.c.account_id == account_pk, join_failure.c.at > since)
        return list((await self._connection.execute(statement.order_by(join_failure.c.at))).scalars())

    async def clear_join_failures(self, account_pk: int) -> None:
        await self._connection.execute(delete(join_failure).where(join_failure.c.account_id == account_pk))


def account_of(row: AnyRow) -> Account:
    return Account(row.id, row.platform, row.account_id, row.name, row.reachable, row.blocked)


_SEEING = (
    update(account)
    .where(account.c.id == bindparam("b_id"))
    .values(last_seen=bindparam("b_seen"), name=bindparam("b_name"))
)
_SEEN, _BACK = Prepared(_SEEING), Prepared(_SEEING.values(reachable=True, blocked=False))

_OF_MEMBER = Prepared(
    select(account)
    .join(link, link.c.account_id == account.c.id)
    .where(link.c.member_id == bindparam("b_member"))
    .order_by(account.c.reachable.desc(), account.c.last_seen.desc(), account.c.id)
)

IDENTITY = (
    account.c.id.label("account_pk"),
    account.c.name.label("account_name"),
    account.c.reachable,
    account.c.blocked,
    account.c.last_seen,
    account.c.chosen_cohort_id,
    cohort.c.key,
    cohort.c.programme,
    cohort.c.title,
    *member.c,
)
"""What `identity_of` wants to know, in a row for each cohort, in their order."""


def with_memberships(accounts: FromClause) -> FromClause:
    """All that `IDENTITY` is taken from."""
    return (
        accounts.outerjoin(link, link.c.account_id == account.c.id)
        .outerjoin(member, member.c.id == link.c.member_id)
        .outerjoin(cohort, cohort.c.id == link.c.cohort_id)
    )


def is_account() -> ColumnElement[bool]:
    """The one of the parameters."""
    return and_(account.c.platform == bindparam("b_platform"), account.c.account_id == bindparam("b_account"))


def identity_of(found: Sequence[AnyRow], platform: str, account_id: str, name: str, *, in_reach: bool) -> Identity:
    """From its rows; see `AccountStore.identify`."""
    first = found[0]
    back = in_reach and not first.reachable
    known = Account(first.account_pk, platform, account_id, name, first.reachable or back, first.blocked and not back)
    pairs = tuple((Cohort(r.cohort_id, r.key, r.programme, r.title), member_of(r)) for r in found if r.id is not None)
    return Identity(known, pairs, first.chosen_cohort_id, back)


_IDENTITY = Prepared(select(*IDENTITY).select_from(with_memberships(account)).where(is_account()).order_by(cohort.c.id))
