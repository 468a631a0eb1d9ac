"""The queue of updates: what goes in, what a poll takes out, what an offset confirms."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from tests.servers.telegram.changes import Changes
from tests.servers.telegram.errors import Refused

KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
}  # fmt: skip
ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL = 50


class Poll:
    """One getUpdates call that waits."""

    def __init__(self, gone: Callable[[], bool]) -> None:
        self.gone = gone
        self.ended_by: str | None = None


class Updates:
    """What the bot has not confirmed yet, in order."""

    def __init__(self, changes: Changes) -> None:
        self.pending: list[dict[str, Any]] = []
        self.allowed: list[str] = []
        self.webhook_url = ""
        self.conflicts = 0
        self.confirmed = 0
        """The highest update_id that was confirmed."""
        self._changes = changes
        self._ids = itertools.count(918_000_001)
        self._poll: Poll | None = None

    def put(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update unless the bot did not ask for its kind."""
        wanted = self.allowed or KINDS - ONLY_ON_REQUEST
        if kind in wanted:
            self.push({kind: content})

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Queue an update of whatever kind; its update_id is filled in where it has none."""
        queued = {"update_id": next(self._ids)} | update
        self.pending.append(queued)
        self._changes.touched()
        return queued

    def confirm(self, offset: int) -> None:
        """Forget what the offset confirms. A negative one keeps only so many from the end."""
        first_kept = offset
        if offset < 0:
            first_kept = self.pending[offset:][0]["update_id"] if self.pending else 0
        gone = [update["update_id"] for update in self.pending if update["update_id"] < first_kept]
        self.pending = [update for update in self.pending if update["update_id"] >= first_kept]
        if gone:
            self.confirmed = max(gone)
            self._changes.touched()

    def drop(self) -> None:
        """Forget all."""
        self.pending.clear()
        self._changes.touched()

    def end_poll(self, why: str) -> None:
        """End the poll that waits, if one does, with this reason."""
        if self._poll is not None:
            self._poll.ended_by = why
            self._changes.touched()

    async def poll(self, params: dict[str, Any], gone: Callable[[], bool]) -> list[dict[str, Any]]:
        """What getUpdates answers. `gone` says whether whoever asked has hung up."""
        if self.webhook_url:
            raise self._conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        if self._poll is not None and not self._poll.gone():
            self.end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._poll = poll = Poll(gone)
        if "allowed_updates" in params:
            self.allowed = list(params["allowed_updates"])
        if "offset" in params:
            self.confirm(params["offset"])
        timeout = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
        try:
            await self._changes.until(lambda: self.pending or poll.ended_by or poll.gone(), timeout)
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.ended_by:
            raise self._conflict(poll.ended_by)
        limit = params.get("limit", 100)
        return self.pending[: limit if 1 <= limit <= 100 else 100]

    def _conflict(self, why: str) -> Refused:
        self.conflicts += 1
        return Refused(409, f"Conflict: {why}")
