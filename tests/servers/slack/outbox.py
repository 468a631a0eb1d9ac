"""What the server has to tell the app: events with their retries, and commands and presses, which get one attempt."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tests.servers.slack.things import Json
from tests.servers.slack.workspace import Workspace

Kind = Literal["events_api", "slash_commands", "interactive"]
ATTEMPTS = 4
"""The first, and three more for events."""


class Unheard(Exception):
    """An attempt that brought no acknowledgement; the text is Slack's reason, as in X-Slack-Retry-Reason."""

    def __init__(self, reason: str, final: bool = False, status: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.final, self.status = reason, final, status


class Carrier(Protocol):
    """Brings one attempt to the app."""

    async def carry(self, delivery: Delivery, attempt: int, reason: str, within: float) -> Any:
        """The body of the acknowledgement, None without one; raises Unheard."""


@dataclass(eq=False)
class Delivery:
    """One event, command or press on its way; `seconds` is the time to the acknowledgement."""

    kind: Kind
    payload: Json
    answerable: bool = False
    """Whether an acknowledgement may carry something."""
    acked: bool = False
    ack_body: Any = None
    seconds: float = 0.0
    attempts: int = 0
    first_attempt: int = 0
    done: bool = False
    failure: str = ""
    status: int = 0

    def __iter__(self) -> Iterator[Any]:
        return iter((self.kind, self.payload, self.acked, self.ack_body, self.seconds))


def names(event: Json) -> set[str]:
    """The names under which an app asks for an event; messages have one for each kind of conversation."""
    plural = {"channel": "channels", "group": "groups"}
    kind = event.get("channel_type", "")
    return {event["type"], f"message.{plural.get(kind, kind)}"} if event["type"] == "message" else {event["type"]}


class Outbox:
    """Sends, waits and sends again, and knows what was acknowledged.

    `ack_within` is the time an event's acknowledgement may take, `reply_within` that of a command or press; `retry_after`
    are the pauses before the three retries. All in seconds.
    """

    def __init__(self, space: Workspace, carrier: Carrier) -> None:
        self.space, self.carrier = space, carrier
        self.deliveries: list[Delivery] = []
        self.ack_within = self.reply_within = 3.0
        self.retry_after = (0.0, 0.05, 0.1)
        self.subscribed: set[str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        space.emit = self.event

    def event(self, event: Json) -> Delivery | None:
        """Send an event, if the app asked for its type."""
        if self.subscribed is not None and not self.subscribed & names(event):
            return None
        space = self.space
        team = {"enterprise_id": None, "team_id": space.team_id, "user_id": space.bot.id, "is_bot": True}
        payload: Json = {
            "token": space.verification_token,
            "team_id": space.team_id,
            "context_team_id": space.team_id,
            "context_enterprise_id": None,
            "api_app_id": space.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": space.new_id("Ev"),
            "event_time": space.now(),
            "authorizations": [team | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_urlsafe(24),
        }
        return self.send("events_api", payload)

    def send(self, kind: Kind, payload: Json, answerable: bool = False, first_attempt: int = 0) -> Delivery:
        delivery = Delivery(kind, payload, answerable, first_attempt=first_attempt)
        self.deliveries.append(delivery)
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    def again(self, number: int) -> Delivery:
        """The last event once more, as the retry with this number."""
        last = next(delivery for delivery in reversed(self.deliveries) if delivery.kind == "events_api")
        return self.send("events_api", last.payload, first_attempt=number)

    async def _deliver(self, delivery: Delivery) -> None:
        reason = "timeout" if delivery.first_attempt else ""
        attempts = ATTEMPTS if delivery.kind == "events_api" else delivery.first_attempt + 1
        within = self.ack_within if delivery.kind == "events_api" else self.reply_within
        begun = time.monotonic()
        for attempt in range(delivery.first_attempt, attempts):
            if attempt > delivery.first_attempt:
                await asyncio.sleep(self.retry_after[attempt - 1])
            delivery.attempts += 1
            try:
                delivery.ack_body = await self.carrier.carry(delivery, attempt, reason, within)
            except Unheard as unheard:
                reason = delivery.failure = unheard.reason
                delivery.status = unheard.status
                if unheard.final:
                    break
            else:
                delivery.acked, delivery.failure, delivery.status = True, "", 200
                break
        delivery.seconds = time.monotonic() - begun
        delivery.done = True
        if delivery.acked and delivery.ack_body not in (None, {}, "") and not delivery.answerable:
            self.space.violate(
                f"The acknowledgement of {describe(delivery)} carries something: {delivery.ack_body!r:.200}"
            )
        self.space.changes.happened()

    async def finished(self, delivery: Delivery) -> Delivery:
        """Wait until a delivery was acknowledged or given up."""
        while not delivery.done:
            await self.space.changes.until(lambda: delivery.done, 60, lambda: describe(delivery))
        return delivery

    def open(self) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if not delivery.done]

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def describe(delivery: Delivery) -> str:
    """A delivery in a few words, for messages to the reader of a failing test."""
    payload = delivery.payload
    if not isinstance(payload, dict):
        return f"{delivery.kind} {payload!r:.80}"
    event = payload.get("event") or {}
    what = event.get("type") or payload.get("command") or payload.get("type")
    more = event.get("subtype") or event.get("text") or payload.get("text") or ""
    return f"{delivery.kind} {what} {str(more)[:60]!r}"
