"""A message on its way, as values: what is stored of it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.chat.messages import Message, Recheck
from bot.chat.wire import dump_message, load_message
from bot.ports import Sent, Target, ToAccount, ToChat, Whisper
from storage.statements import AnyRow

LEASE = timedelta(seconds=60)
"""How long a process may take to send a row before another may try. Longer than any platform's time-out."""

EDIT_GAP = timedelta(seconds=3)
"""Between two edits of a card in a group: fifty who tap at once would otherwise make it flicker on fifty phones, and use
up what the platform lets us send there."""


@dataclass(frozen=True, slots=True)
class Lease:
    """To whom fresh rows are leased: this process, until when on the wall clock."""

    process: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be stored. `message` is None where `recheck` makes it at the moment of sending.

    `whose` is the account whose private chat a `ToChat` leads to: all that goes there is one lane. `asked_in` is the
    group in which somebody asked who is answered in private. It is `parked` until the person opens their private chat, and
    `failed` from the beginning where they blocked the bot: organisers are shown that.
    """

    platform: str
    target: Target
    message: Message | None
    key: str | None = None
    card: str | None = None
    cohort_id: int | None = None
    edits: Sent | None = None
    recheck: Recheck | None = None
    not_before: datetime | None = None
    expires: datetime | None = None
    whose: str | None = None
    asked_in: ToChat | None = None
    state: Literal["waiting", "parked", "failed"] = "waiting"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    version: int
    cohort_id: int | None
    platform: str
    target: Target
    message: Message | None
    edits: Sent | None
    recheck: Recheck | None
    not_before: datetime | None
    expires: datetime | None
    attempts: int
    key: str | None
    error: str | None = None
    lease_until: datetime | None = None
    account_id: str | None = None
    asked_in: ToChat | None = None
    card: str | None = None

    @property
    def share(self) -> tuple[int | None, bool]:
        """Who waits for it: rows of one share line up behind one another, those of different ones take turns. Answers
        do not wait behind what is sent to a whole cohort."""
        return (self.cohort_id, self.key is None)

    @property
    def lane(self) -> tuple[str, str]:
        """Rows of one lane are sent one after the other; a private chat's begins with an @."""
        if isinstance(self.target, Whisper):
            return (self.platform, self.target.chat_id)
        if self.account_id is not None:
            return (self.platform, f"@{self.account_id}")
        assert isinstance(self.target, ToChat)
        return (self.platform, self.target.chat_id)


def values_of(outgoing: Outgoing) -> dict[str, Any]:
    """For the table `outbox`."""
    target, edits = outgoing.target, outgoing.edits
    to_chat = target if isinstance(target, ToChat | Whisper) else None
    return {
        "key": outgoing.key,
        "card": outgoing.card,
        "cohort_id": outgoing.cohort_id,
        "platform": outgoing.platform,
        "chat_id": to_chat.chat_id if to_chat else None,
        "thread_id": to_chat.thread_id if to_chat else None,
        "reply_to": target.reply_to if isinstance(target, ToChat) else None,
        "account_id": account_of(outgoing),
        "whisper": isinstance(target, Whisper),
        "asked_chat_id": outgoing.asked_in.chat_id if outgoing.asked_in else None,
        "asked_thread_id": outgoing.asked_in.thread_id if outgoing.asked_in else None,
        "edits": edits.message_id if edits else None,
        "payload": dump_message(outgoing.message) if outgoing.message else None,
        "recheck": outgoing.recheck.name if outgoing.recheck else None,
        "recheck_args": outgoing.recheck.args if outgoing.recheck else None,
        "not_before": outgoing.not_before,
        "expires": outgoing.expires,
        "state": outgoing.state,
    }


def fresh_row(row_id: int, outgoing: Outgoing, lease: Lease) -> OutboxRow:
    """What `row_of` would give of one that was just stored."""
    return OutboxRow(
        row_id,
        0,
        outgoing.cohort_id,
        outgoing.platform,
        outgoing.target,
        outgoing.message,
        outgoing.edits,
        outgoing.recheck,
        outgoing.not_before,
        outgoing.expires,
        0,
        outgoing.key,
        None,
        lease.until,
        account_of(outgoing),
        outgoing.asked_in,
        outgoing.card,
    )


def account_of(outgoing: Outgoing) -> str | None:
    """For whose private chat it is, where it is for one."""
    return outgoing.whose if isinstance(outgoing.target, ToChat) else outgoing.target.account_id


def row_of(row: AnyRow) -> OutboxRow:
    """From the table `outbox`."""
    return OutboxRow(
        row.id,
        row.version,
        row.cohort_id,
        row.platform,
        _target_of(row),
        load_message(row.payload) if row.payload else None,
        Sent(row.chat_id, row.edits) if row.edits is not None else None,
        Recheck(row.recheck, dict(row.recheck_args or {})) if row.recheck else None,
        row.not_before,
        row.expires,
        row.attempts,
        row.key,
        row.error,
        row.lease_until,
        row.account_id,
        ToChat(row.asked_chat_id, row.asked_thread_id) if row.asked_chat_id else None,
        row.card,
    )


def _target_of(row: AnyRow) -> Target:
    if row.chat_id is None:
        return ToAccount(row.account_id)
    if row.whisper:
        return Whisper(row.account_id, row.chat_id, row.thread_id)
    return ToChat(row.chat_id, row.thread_id, row.reply_to)
