"""One turn: a payload becomes events, the bot handles them, Slack gets its acknowledgement; what may fail comes after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.adapters.slack import forms
from bot.adapters.slack.aftermath import Aftermath
from bot.adapters.slack.people import People
from bot.adapters.slack.reading import Json, each, part, text
from bot.adapters.slack.render import Render
from bot.adapters.slack.translate import Refusal, Scene, translate
from bot.chat.errors import SendError
from bot.chat.events import CommandInvoked, Event, FileSent, MessagePosted
from bot.ports import Handled, Receive

log = logging.getLogger(__name__)

TRY_AGAIN = "Sorry, that did not work just now, and nothing was recorded. Please try again in a few minutes."

FLIGHT_SECONDS, AFTER_SECONDS = 5.0, 3.0
"""How long stopping waits for turns, and then for what comes after them: within the ten that a container is given to end."""

Step = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Outcome:
    """The acknowledgement: HTTP status and body. Once it is written, give the outcome to `Turns.finish`."""

    status: int = 200
    body: Json | str = ""
    handled: list[Handled] = field(default_factory=list)
    after: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Origin:
    """What an answer can use of the request: its kind, leave to open a modal, the inputs of a submitted one."""

    kind: str
    trigger: str
    on_home: bool
    fields: list[str]

    @classmethod
    def of(cls, payload: Json) -> Origin:
        kind = "command" if text(payload, "command") else text(payload, "type")
        inputs = [
            text(block, "block_id") for block in each(payload, "view", "blocks") if text(block, "type") == "input"
        ]
        return cls(kind, text(payload, "trigger_id"), text(payload, "container", "type") == "view", inputs)


class Turns:
    """`scene` makes the scene of now. `stop` waits for what is under way, but for nothing that takes too long."""

    def __init__(
        self, receive: Receive, people: People, render: Render, aftermath: Aftermath, scene: Callable[[], Scene]
    ) -> None:
        self.stopping = False
        self._receive = receive
        self._people = people
        self._render = render
        self._aftermath = aftermath
        self._scene = scene
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._after: set[asyncio.Task[None]] = set()

    async def take(self, payload: Json) -> Outcome:
        """Everything that this leads to is committed when it returns; nothing is sent yet."""
        outcome, origin = Outcome(), Origin.of(payload)
        if text(payload, "event", "type") == "user_change":
            self._people.changed(part(payload, "event", "user"))
        try:
            events = translate(payload, self._scene())
        except Refusal as refusal:
            log.warning("nothing was made of a request from Slack: %s", refusal)
            return outcome
        for known in events:
            event = await self._people.introduce(known)
            self._aftermath.met(event)
            handled = await self._handle(event)
            outcome.handled.append(handled)
            try:
                self._answer(outcome, origin, event, handled)
            except Exception:
                log.exception("an answer could not be made", extra={"event_id": event.event_id})
        return outcome

    def finish(self, outcome: Outcome) -> None:
        """The acknowledgement is written, or could not be: what was committed takes its course either way."""
        for handled in outcome.handled:
            handled.release()
        if outcome.after:
            task = asyncio.create_task(_run(outcome.after), name="after an acknowledgement")
            self._after.add(task)
            task.add_done_callback(self._after.discard)

    @asynccontextmanager
    async def flight(self) -> AsyncIterator[None]:
        """Around a request, from its arrival until after `finish`."""
        self._in_flight += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._idle.set()

    async def stop(self) -> None:
        self.stopping = True
        try:
            async with asyncio.timeout(FLIGHT_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("a turn in flight takes too long to be waited for")
        if self._after:
            _, late = await asyncio.wait(self._after, timeout=AFTER_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _handle(self, event: Event) -> Handled:
        try:
            return await self._receive(event)
        except Exception:
            log.exception("a turn failed", extra={"event_id": event.event_id})
            return Handled(again=True)

    def _answer(self, outcome: Outcome, origin: Origin, event: Event, handled: Handled) -> None:
        """Payloads are made here, nothing is sent: between commit and acknowledgement nothing may fail."""
        if handled.again and origin.kind == "event_callback":
            outcome.status = 503  # Slack sends events again, and nothing else
            return
        reply, after = handled.reply, self._aftermath
        problem = handled.failed or (TRY_AGAIN if handled.again else "")
        if origin.kind == "view_submission" and origin.fields and (problem or reply.errors):
            outcome.body = forms.errors({"": problem} if problem else reply.errors, origin.fields, self._render)
            return
        if reply.form and origin.kind == "view_submission":
            outcome.body = {"response_action": "update", "view": forms.view(reply.form, event.place, self._render)}
        elif reply.form:
            form, offer = reply.form, reply.form_offer
            outcome.after.append(lambda: after.open_form(event, origin.trigger, form, offer))
        words = problem or (reply.toast.text if reply.toast else " ".join(reply.errors.values()))
        if words and origin.kind == "command":
            outcome.body = {"response_type": "ephemeral", **self._render.line(words)}
        elif words and origin.on_home:
            outcome.after.append(lambda: after.show_on_home(event, origin.trigger, words))
        elif words and (not problem or _waits_for_an_answer(event, origin)):
            outcome.after.append(lambda: after.whisper(event, words))
        if reply.home:
            home = reply.home
            outcome.after.append(lambda: after.show_home(event, home))


def _waits_for_an_answer(event: Event, origin: Origin) -> bool:
    if isinstance(event, MessagePosted):
        return event.addressed
    return origin.kind != "event_callback" or isinstance(event, CommandInvoked | FileSent)


async def _run(steps: list[Step]) -> None:
    for step in steps:
        try:
            await step()
        except SendError as error:
            log.warning("an answer did not reach its asker: %s", error)
        except Exception:
            log.exception("an answer did not reach its asker")
