"""The tests' loopback servers as processes of their own, with a crowd that taps and writes, everybody at once.

In one process with the bot, the server would take its share of both rates that are compared, and make them alike.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from tests.servers.slack import SlackServer
from tests.servers.slack.outbox import Delivery, Kind, Outbox
from tests.servers.slack.things import Message
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).parent.parent
BUTTON = "I am here"
PATIENCE = 60.0
LOOK_SECONDS = 0.002

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Burst:
    """`seconds` from the first tap to the last answer; `busy` is the share of them that the server computed."""

    seconds: float
    busy: float


class Crowd(Protocol):
    """People before a server. The slice says who of them acts; the answers are methods that the bot calls."""

    answers: ClassVar[dict[str, str]]

    @property
    def address(self) -> Json: ...

    def gather(self, count: int) -> Json:
        """The accounts of so many people, and the group that they and the bot are in."""
        ...

    def put_card(self) -> None:
        """Have the bot's message with the button stand in the group, without the bot."""
        ...

    async def act(self, what: str, start: int, end: int) -> None: ...

    def calls(self) -> list[Any]: ...


class OnTelegram:
    answers: ClassVar[dict[str, str]] = {"taps": "answerCallbackQuery", "commands": "sendMessage"}

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.people: list[Any] = []
        self.group = server.group("Bench")

    @property
    def address(self) -> Json:
        server = self.server
        return {"base_url": server.base_url, "base_file_url": server.base_file_url, "token": server.token}

    def gather(self, count: int) -> Json:
        self.people = [self.server.person(f"Person {number}") for number in range(count)]
        for person in self.people:
            person.chat.opened = True
            self.server.world.member(self.group.chat, person.account, "member")
        self.server.world.member(self.group.chat, self.server.bot, "administrator")
        return {"accounts": [str(person.id) for person in self.people], "group": str(self.group.id)}

    def put_card(self) -> None:
        markup = {"inline_keyboard": [[{"text": BUTTON, "callback_data": "here"}]]}
        self.server.world.post(self.group.chat, self.server.bot, text="Are you here?", markup=markup)

    async def act(self, what: str, start: int, end: int) -> None:
        card = next((m for m in self.server.messages(self.group) if BUTTON in m.buttons), None)
        for person in self.people[start:end]:
            if what == "commands":
                await person.says(None, "/checkin")
            else:
                assert card is not None
                await person.presses_data(card, card.buttons[BUTTON]["callback_data"], timeout=0)

    def calls(self) -> list[Any]:
        return self.server.calls


class _Unwaited:
    """An outbox for people who do not wait until what they did is acknowledged."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def send(self, kind: Kind, payload: Json, answerable: bool = False) -> Delivery:
        return self._outbox.send(kind, payload, answerable)

    async def finished(self, delivery: Delivery) -> Delivery:
        return delivery


class OnSlack:
    answers: ClassVar[dict[str, str]] = {"taps": "chat.postEphemeral", "commands": "chat.postMessage"}

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        server.subscribe("nothing")
        server.reply_within = PATIENCE
        self.people: list[Any] = []
        self.room = server.channel("bench")

    @property
    def address(self) -> Json:
        server = self.server
        tokens = {"bot_token": server.bot_token, "app_token": server.app_token, "secret": server.signing_secret}
        return {"base_url": server.base_url, **tokens}

    def gather(self, count: int) -> Json:
        for number in range(count):
            person = self.server.person(f"Person {number}", email=f"person-{number}@bench.example")
            person.outbox = _Unwaited(self.server.outbox)  # type: ignore[assignment]
            self.people.append(person)
        self.room.members += [self.server.bot_user_id, *(person.id for person in self.people)]
        return {"accounts": [person.id for person in self.people], "group": self.room.id}

    def put_card(self) -> None:
        button = {"type": "button", "action_id": "here", "text": {"type": "plain_text", "text": BUTTON}}
        space = self.server.space
        blocks = space.named([{"type": "actions", "elements": [button]}])
        card = Message(self.room.id, space.ts(), space.bot.id, "Are you here?", blocks, by_bot=True)
        self.room.history.append(card)

    async def act(self, what: str, start: int, end: int) -> None:
        card = next((m for m in self.server.messages(self.room) if BUTTON in m.buttons), None)
        for person in self.people[start:end]:
            if what == "commands":
                await person.command("/groupmate", "checkin")
            else:
                assert card is not None
                await person.presses(card, BUTTON)

    def calls(self) -> list[Any]:
        return self.server.calls


async def _burst(crowd: Crowd, what: str, start: int, end: int) -> Burst:
    calls = crowd.calls()
    seen, answered = len(calls), 0
    begun, computed = time.perf_counter(), time.process_time()
    await crowd.act(what, start, end)
    waiting: list[Any] = []
    while answered < end - start:
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError(f"{answered} of {end - start} {what} were answered")
        await asyncio.sleep(LOOK_SECONDS)
        waiting += (call for call in calls[seen:] if call.method == crowd.answers[what])
        seen = len(calls)
        answered += sum(call.status == 200 for call in waiting)
        waiting = [call for call in waiting if call.status == 0]
    seconds = time.perf_counter() - begun
    return Burst(seconds, (time.process_time() - computed) / seconds)


async def _serve(crowd: Crowd) -> None:
    """One JSON list a line: what to do, and with what. One JSON value a line comes back."""
    _say(crowd.address)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        match json.loads(line):
            case ["gather", int(count)]:
                _say(crowd.gather(count))
            case ["put_card"]:
                crowd.put_card()
                _say("done")
            case ["use_http", str(url)] if isinstance(crowd, OnSlack):
                crowd.server.use_http(url)
                _say("done")
            case [str(what), int(start), int(end)]:
                burst = await _burst(crowd, what, start, end)
                _say([burst.seconds, burst.busy])


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)


async def _main(platform: str) -> None:
    if platform == "telegram":
        async with TelegramServer() as telegram:
            await _serve(OnTelegram(telegram))
    else:
        async with SlackServer() as slack:
            await _serve(OnSlack(slack))


class Remote:
    """The crowd and its server in the other process, from this one."""

    def __init__(self, process: Process, address: Json) -> None:
        self._process = process
        self.address = address

    async def ask(self, *request: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        return await _answer(self._process)

    async def burst(self, what: str, start: int, end: int) -> Burst:
        return Burst(*await self.ask(what, start, end))


async def _answer(process: Process) -> Any:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError("the server's process has ended; what it said stands above")
    return json.loads(line)


@asynccontextmanager
async def remote(platform: str) -> AsyncIterator[Remote]:
    command = (sys.executable, "-m", "benchmarks.live_server", platform)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, limit=2**24)
    try:
        yield Remote(process, await _answer(process))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
