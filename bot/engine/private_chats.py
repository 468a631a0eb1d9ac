"""People who can be written to only once they have opened a private chat: their messages wait, and they are told so."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.messages import Recheck
from bot.ports import ToChat
from storage.outgoing import Lease, OutboxRow, Outgoing
from storage.unit_of_work import UnitOfWork

INVITATION = "private_chat.invitation"
"""The recheck that words it; a handler has it."""

GIVE_UP = timedelta(days=14)
"""So long a message waits for somebody who does not come; then organisers see it among what was not delivered."""


async def park(uow: UnitOfWork, row: OutboxRow, why: str, link: str | None, wall: datetime, lease: Lease) -> list[int]:
    """Keep `row` until its person comes. The rows to send instead: where they asked in a group, a word to them there,
    at most once an hour; else one to all in the cohort's groups, at most once a week, as it names nobody."""
    assert row.account_id is not None
    await uow.outbox.park(row, why)
    await uow.accounts.mark_unreachable(row.platform, row.account_id, blocked=False)
    if link is None:
        return []
    if row.asked_in is not None:
        key = f"open-chat:{row.platform}:{row.account_id}:{wall:%Y-%m-%dT%H}"
        args = {"link": link, "account": row.account_id, "platform": row.platform}
        return await _invite(uow, row.platform, row.cohort_id, row.asked_in, key, args, wall, lease)
    return await invite_all(uow, row.platform, row.cohort_id, link, wall, lease)


async def invite_all(
    uow: UnitOfWork, platform: str, cohort_id: int | None, link: str | None, wall: datetime, lease: Lease
) -> list[int]:
    """A word to nobody by name, in the cohort's groups on this platform; once a week."""
    rows: list[int] = []
    if link is None or cohort_id is None:
        return rows
    for name, chat_id, thread_id in await uow.cohorts.groups(cohort_id):
        if name == platform:
            key = f"open-chats:{platform}:{chat_id}:{wall:%G-%V}"
            where = ToChat(chat_id, thread_id)
            rows += await _invite(uow, platform, cohort_id, where, key, {"link": link}, wall, lease)
    return rows


async def _invite(
    uow: UnitOfWork,
    platform: str,
    cohort_id: int | None,
    where: ToChat,
    key: str,
    args: dict[str, str],
    wall: datetime,
    lease: Lease,
) -> list[int]:
    invitation = Outgoing(platform, where, None, key=key, cohort_id=cohort_id, recheck=Recheck(INVITATION, args))
    made = await uow.outbox.add(invitation, wall, lease)
    return [made] if made is not None else []
