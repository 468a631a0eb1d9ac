"""The conversation on Slack, in Socket Mode. Slack sends events again, but nothing that people press or command: they do."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.flows.crashing.stage import FORGOTTEN, Post, Pulse, until, words_of
from tests.servers.slack import SlackServer

RETRY_AFTER = (0.0, 0.7, 2.0)
"""Seconds. Slack's own (at once, a minute, five minutes) are as spread, and as much longer than a start takes."""

WAITS = 20.0
"""Seconds that an event may wait for a connection here."""

POSTS = {"chat.postMessage": "ts", "chat.postEphemeral": "message_ts"}


class SlackStage:
    name = "slack"

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        server.retry_after, server.ack_within = RETRY_AFTER, WAITS
        self.section = f'[slack]\nbase_url = "{server.base_url}"\n'
        self.secrets = {"GROUPMATE_SLACK_BOT_TOKEN": server.bot_token, "GROUPMATE_SLACK_APP_TOKEN": server.app_token}
        self.pulse = Pulse()
        self._life = 0
        self._begins = [0]
        self.unheard = Counter[tuple[str, str]]()
        self.room = server.channel("academy")
        happened = server.space.changes.happened

        def beat() -> None:
            happened()
            self.pulse.beat()

        server.space.changes.happened = beat  # type: ignore[method-assign]

    @property
    def life(self) -> int:
        return self._life

    @life.setter
    def life(self, number: int) -> None:
        self._life = number
        self._begins.append(len(self.server.calls))

    def visitor(self, name: str, email: str, code: str) -> SlackVisitor:
        return SlackVisitor(self, name, email)

    def group(self) -> list[Any]:
        return [message for message in self.server.messages(self.room) if message.by_bot]

    def posts(self) -> list[Post]:
        made = []
        for number, call in enumerate(self.server.calls):
            if call.method in POSTS and call.answer.get("ok"):
                values = [
                    str(element.get("value"))
                    for block in call.params.get("blocks") or ()
                    for element in block.get("elements", ())
                    if isinstance(element, dict) and element.get("type") == "button"
                ]
                life = sum(begin <= number for begin in self._begins) - 1
                fleeting = call.method == "chat.postEphemeral"
                chat = f"{call.params['channel']}:{call.params['user']}" if fleeting else str(call.answer["channel"])
                posted_as = str(call.answer[POSTS[call.method]])
                made.append(Post(chat, posted_as, str(call.params.get("text")), tuple(values), life, fleeting))
        return made

    def promised(self) -> set[str]:
        """What was acknowledged and makes events; the effects of submitted forms speak for themselves."""
        found = set()
        for delivery in self.server.deliveries:
            payload = delivery.payload
            event = payload.get("event", {})
            if not delivery.acked:
                continue
            if delivery.kind == "slash_commands":
                found.add(f"slack:{payload['user_id']}:{payload['trigger_id']}")
            elif payload.get("type") == "block_actions":
                found.add(f"slack:{payload['user']['id']}:{payload['trigger_id']}")
            elif event.get("type") == "message" and not event.get("subtype") and not event.get("bot_id"):
                found.add(f"slack:{payload['team_id']}:{event['channel']}:{event['ts']}")
            elif event.get("type") == "member_joined_channel":
                found.add(f"slack:{payload['event_id']}")
        return found

    def forget_confirmations(self) -> None:
        outbox = self.server.outbox
        for delivery in [one for one in outbox.deliveries if one.acked and one.kind == "events_api"][-FORGOTTEN:]:
            outbox.send("events_api", delivery.payload, first_attempt=1)

    def complaints(self) -> list[str]:
        return [*self.server.violations, *(f"never acknowledged: {one}" for one in self.server.outbox.open())]


def _tells_of(delivery: Any, said: Any) -> bool:
    event = delivery.payload.get("event", {})
    return (event.get("type"), event.get("channel"), event.get("ts")) == ("message", said.channel, said.ts)


@dataclass
class SlackVisitor:
    stage: SlackStage
    name: str
    email: str
    _person: Any = None

    @property
    def person(self) -> Any:
        """Comes into the workspace when they first do anything: most are found by e-mail then, and not before."""
        if self._person is None:
            self._person = self.stage.server.person(self.name, email=self.email, zone="Europe/Warsaw")
        return self._person

    @property
    def account(self) -> str:
        return str(self.person.id)

    async def arrives(self) -> None:
        self.stage.room.invite(self.person)
        await self.says("Hello!")
        await until(f"{self.name} gets an answer", self.private)

    async def says(self, text: str, *, group: bool = False) -> Any:
        """Again, where Slack has given up telling the bot."""
        words = f"<@{self.stage.server.bot_user_id}> {text}" if group else text
        while True:
            said = await self.person.says(self.stage.room if group else None, words)
            event = next(one for one in self.stage.server.deliveries if _tells_of(one, said))
            if (await self.stage.server.outbox.finished(event)).acked:
                return said
            self.stage.unheard[self.account, text] += 1

    def replies(self, said: Any) -> list[Any]:
        if said.channel == self.stage.room.id:
            return [message for message in self.stage.group() if message.thread_ts == said.ts]
        return [message for message in self.private() if message.ts > said.ts]

    def private(self) -> list[Any]:
        return [message for message in self.stage.server.messages(self.person) if message.by_bot]

    def told(self) -> list[str]:
        return [words_of(message) for message in (*self.private(), *self.person.ephemerals)]

    async def presses(self, message: Any, label: str) -> None:
        while label in message.buttons:
            press = await self.person.presses(message, label)
            if press.acked:
                return
            await asyncio.sleep(0.1)

    async def commands(self, words: str) -> None:
        await self._command(words, None)

    async def _command(self, words: str, room: Any) -> None:
        while not (await self.person.command("/groupmate", words, channel=room)).delivery.acked:
            await asyncio.sleep(0.1)

    async def binds(self) -> None:
        self.stage.room.invite_bot(by=self.person)
        await until("the bot says hello", self.stage.group)
        await self._command("bind", self.stage.room)
        await until(
            "the group is bound", lambda: any("is now the home of" in words_of(one) for one in self.stage.group())
        )

    async def answers(self, card: Any, words: str) -> None:
        """A form is opened after the acknowledgement: a kill in between leaves who pressed without one."""
        before = self._sent()
        await self._close_forms()
        while not self._sent() > before and "Answer" in card.buttons:
            if not self.person.modal:
                await self.presses(card, "Answer")
                try:
                    await until("the form", lambda: self.person.modal, patience=1.5)
                except AssertionError:
                    continue
            if (await self.person.submits(values={"Your answer": words})).acked:
                break
            await asyncio.sleep(0.1)
        await until("word that the answer was sent", lambda: self._sent() > before)
        await self._close_forms()

    async def _close_forms(self) -> None:
        """One whose submission was taken, though not acknowledged, still stands there."""
        while self.person.modal:
            await self.person.closes_modal()

    def _sent(self) -> int:
        return sum("I have sent your answer" in words for words in self.told())
