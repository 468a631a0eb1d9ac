"""A real process, killed again and again in the middle of its work: what it has confirmed is there, once."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import random
import re
import signal
import sqlite3
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).parent.parent.parent
GROUP = "group-academy-4"
WELCOME = "You are checked in to"
TURNS = 200
KILLS = 13
ANSWERED = 15
SEED = 20241106
READY = 30.0
"""Seconds that a start, or the last messages, may take on a busy machine."""

Json = dict[str, Any]


@dataclass
class Bot:
    """`groupmate demo` as a process, on one data folder through all its lives."""

    data: Path
    process: asyncio.subprocess.Process | None = None
    url: str = ""
    starts: int = 0

    async def start(self) -> None:
        command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", "--data", str(self.data)]
        self.process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        assert self.process.stdout is not None
        async with asyncio.timeout(READY):
            line = (await self.process.stdout.readline()).decode()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, f"it did not start: {line!r}"
        self.url = found[0]
        self.starts += 1

    async def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        async with asyncio.timeout(READY):
            return await self.process.wait()

    async def restart(self) -> None:
        assert await self.end(signal.SIGKILL) == -signal.SIGKILL
        await self.start()


@dataclass
class Turn:
    """Somebody does something. `reply` is the confirmation, once there was one; `tag` is unique to what was asked."""

    who: str
    payload: Json
    kind: str
    tag: str = ""
    reply: Json | None = None


@dataclass
class Visitors:
    """All who use the page. What they have not been confirmed they send again, under the same id."""

    bot: Bot
    session: aiohttp.ClientSession
    chance: random.Random
    done: list[Turn] = field(default_factory=list)

    async def get(self, path: str, who: str) -> Json:
        async with self.session.get(f"{self.bot.url}/playground/{path}", params={"as": who}) as answer:
            assert answer.status == 200
            found: Json = await answer.json()
            return found

    async def post(self, path: str, who: str, body: Json) -> tuple[int, Json]:
        async with self.session.post(f"{self.bot.url}/playground/{path}", params={"as": who}, json=body) as answer:
            return answer.status, await answer.json()

    async def take(self, turn: Turn) -> None:
        """Raises `aiohttp.ClientError` where the bot was gone before it answered."""
        status, body = await self.post("act", turn.who, turn.payload)
        assert status == 200, (turn, status, body)
        if turn.reply is None:
            turn.reply = body
            self.done.append(turn)
        assert turn.reply == body, "a redelivery was answered otherwise"

    async def take_all(self, turns: Iterable[Turn], *, kill: bool) -> list[Turn]:
        """All at once; the turns that were not confirmed because the bot was killed meanwhile."""
        pending = list(turns)
        tasks = [asyncio.create_task(self.take(turn)) for turn in pending]
        try:
            if kill:
                await asyncio.wait(tasks, timeout=self.chance.choice((0, 0.001, 0.004, 0.008, 0.015, 0.03, 0.06)))
                await self.bot.restart()
        finally:
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        lost = [turn for turn, end in zip(pending, ends, strict=True) if isinstance(end, aiohttp.ClientError)]
        assert kill or not lost
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, aiohttp.ClientError):
                raise end
        return lost

    def turn(self, who: str, kind: str, payload: Json, chat: str = "", tag: str = "") -> Turn:
        number = str(uuid.UUID(int=self.chance.getrandbits(128)))
        return Turn(who, {"id": number, "chat": chat or f"private-{who}", **payload}, kind, tag)

    def says(self, who: str, text: str, kind: str, chat: str = "", tag: str = "") -> Turn:
        return self.turn(who, kind, {"kind": "say", "text": text}, chat, tag)


async def until(what: str, check: Callable[[], bool]) -> None:
    """Wait for it, no longer than needed."""
    try:
        async with asyncio.timeout(READY):
            while not check():
                await asyncio.sleep(0.02)
    except TimeoutError:
        pytest.fail(f"never came true: {what}")


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{data / 'groupmate.db'}?mode=ro", uri=True, timeout=5)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def nothing_waits(data: Path) -> bool:
    return rows(data, "SELECT id FROM outbox WHERE state = 'waiting' AND not_before IS NULL") == []


async def invite_codes(visitors: Visitors, organiser: str) -> list[str]:
    turn = visitors.says(organiser, "/invites", "invites")
    await visitors.take(turn)
    await until("the codes have come", lambda: nothing_waits(visitors.bot.data))
    messages = (await visitors.get("state", organiser))["private"]["messages"]
    (kept,) = [file for message in messages for file in message["files"]]
    url = f"{visitors.bot.url}/playground/file/{kept['id']}"
    async with visitors.session.get(url, params={"as": organiser}) as answer:
        text = (await answer.read()).decode("utf-8-sig")
    return [row["code"] for row in csv.DictReader(io.StringIO(text))]


async def plan(visitors: Visitors) -> list[Turn]:
    """200 turns of many people, in an order that the seed decides."""
    async with visitors.session.get(f"{visitors.bot.url}/playground/people") as answer:
        people = await answer.json()
    members = [person["account_id"] for person in people if person["account_id"].startswith("member-")]
    organisers = [person["account_id"] for person in people if person["group"] == "Organisers"]
    organiser, askers = organisers[0], [member for member in members if member not in organisers]
    status, _ = await visitors.post("clock", organiser, {"local": "2024-11-06T09:50"})
    assert status == 200
    codes = await invite_codes(visitors, organiser)
    (card,) = (await visitors.get("state", organiser))["group"]["messages"]
    ((tap,),) = card["content"]["buttons"]
    chance = visitors.chance
    turns = [visitors.says(f"guest-{n}", f"/join {codes[n - 1]}", "join", tag=codes[n - 1]) for n in (1, 2)]
    for who in chance.sample(members, 30):
        press = {"kind": "press", "message": card["id"], "token": tap["token"]}
        turns += [visitors.turn(who, "check-in", press, GROUP) for _ in range(chance.choice((1, 1, 2)))]
        if chance.random() < 0.4:
            turns.append(visitors.says(who, "/checkin", "check-in"))
    while len(turns) < TURNS:
        who, number = chance.choice(askers), len(turns)
        kind = chance.choice(("ask", "ask", "faq", "command"))
        if kind == "ask":
            turns.append(
                visitors.says(
                    who, f"Where can I park my car in Warsaw? It is called Rex{number}", kind, tag=f"Rex{number}"
                )
            )
        elif kind == "faq":
            turns.append(visitors.says(who, "Who pays for the hotel in Warsaw?", kind))
        else:
            turns.append(visitors.says(who, chance.choice(("/me", "/help", "/status", "/cancel")), kind))
    chance.shuffle(turns)
    return turns


async def hand_over(visitors: Visitors) -> list[Turn]:
    """Taps on "None of these: ask the organisers" under offers."""
    made: list[Turn] = []
    for who in dict.fromkeys(turn.who for turn in visitors.done if turn.kind == "ask"):
        for message in (await visitors.get("state", who))["private"]["messages"]:
            buttons = [button for row in message["content"].get("buttons", ()) for button in row]
            for button in buttons:
                if button["token"].startswith("fo:"):
                    press = {"kind": "press", "message": message["id"], "token": button["token"]}
                    made.append(visitors.turn(who, "hand over", press))
    return made[:ANSWERED]


async def answers(visitors: Visitors, organiser: str) -> list[Turn]:
    """Filled-in forms for the questions that wait."""
    made = []
    for (question,) in rows(visitors.bot.data, "SELECT id FROM question WHERE state = 'open' ORDER BY id")[:ANSWERED]:
        form = {"kind": "submit", "form": "faq.answer", "context": str(question)}
        tag = f"Answer number {question}"
        made.append(visitors.turn(organiser, "answer", {**form, "values": {"answer": tag}}, tag=tag))
    return made


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.timeout(180)
async def test_nothing_confirmed_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    bot, chance = Bot(tmp_path / "data"), random.Random(SEED)
    await bot.start()
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=READY)) as session:
            visitors = Visitors(bot, session, chance)
            await run(visitors)
            await until("everything was sent", lambda: nothing_waits(bot.data))
        assert await bot.end(signal.SIGTERM) == 0
        check(visitors, bot.data)
        assert bot.starts == KILLS + 1
    finally:
        if bot.process and bot.process.returncode is None:
            bot.process.kill()
            await bot.process.wait()


async def run(visitors: Visitors) -> None:
    todo = await plan(visitors)
    organiser = visitors.done[0].who
    batches = [todo[at : at + 5] for at in range(0, len(todo), 5)]
    kill_at = set(visitors.chance.sample(range(len(batches)), KILLS - 2))
    pending: list[Turn] = []
    for number, batch in enumerate(batches):
        again = visitors.chance.sample(visitors.done, 1)
        pending = await visitors.take_all([*pending, *batch, *again], kill=number in kill_at)
    assert await visitors.take_all(pending, kill=False) == []
    await until("the offers have come", lambda: nothing_waits(visitors.bot.data))
    again = visitors.chance.sample(visitors.done, 5)
    lost = await visitors.take_all([*await hand_over(visitors), *again], kill=True)
    assert await visitors.take_all(lost, kill=False) == []
    last = await answers(visitors, organiser)
    assert len(last) == ANSWERED
    lost = await visitors.take_all(last, kill=True)
    assert await visitors.take_all(lost, kill=False) == []
    assert await visitors.take_all(visitors.chance.sample(visitors.done, 20), kill=False) == []


def check(visitors: Visitors, data: Path) -> None:
    done = visitors.done
    assert len(done) >= TURNS
    assert len({turn.payload["id"] for turn in done}) == len(done)

    handled = [row[0] for row in rows(data, "SELECT event_id FROM processed_event")]
    assert sorted(handled) == sorted(f"playground:{turn.payload['id']}" for turn in done)

    there = {f"member-{row[0]}" for row in rows(data, "SELECT member_id FROM check_in")}
    assert there == {turn.who for turn in done if turn.kind == "check-in"}
    # Who tapped hears it from the reply; who typed /checkin, from a message.
    tapped = Counter(turn.who for turn in done if "Welcome" in json.dumps(turn.reply) and turn.kind == "check-in")
    written = Counter(
        line["chat"].removeprefix("private-")
        for line in chat(data)
        if line["do"] == "post" and line["key"].startswith("bot:") and WELCOME in json.dumps(line["content"])
    )
    assert tapped + written == Counter(there)

    tags = {turn.tag for turn in done if turn.kind == "ask"}
    noted = [row[0] for row in rows(data, "SELECT text FROM faq_asked WHERE text LIKE '%Rex%'")]
    handed_over = [row[0] for row in rows(data, "SELECT text FROM question")]
    for texts in (noted, handed_over):
        assert len(texts) == len(set(texts))
    assert {found[0] for text in (*noted, *handed_over) if (found := re.search(r"Rex\d+", text))} == tags
    presses = sum(turn.kind == "hand over" for turn in done)
    assert len(set(noted) & set(handed_over)) == presses
    hotel = rows(data, "SELECT count(*) FROM faq_asked WHERE text LIKE '%hotel%'")
    assert hotel == [(sum(turn.kind == "faq" for turn in done),)]

    guests = rows(
        data, "SELECT a.account_id FROM link l JOIN account a ON a.id = l.account_id WHERE a.account_id LIKE 'guest-%'"
    )
    assert sorted(guests) == [("guest-1",), ("guest-2",)]
    settled = rows(data, "SELECT answer FROM question WHERE state = 'answered'")
    assert sorted(row[0] for row in settled) == sorted(turn.tag for turn in done if turn.kind == "answer")
    check_chat(visitors, data)


def chat(data: Path) -> list[dict[str, Any]]:
    """All that was posted and changed in the playground."""
    return [json.loads(line) for line in (data / "playground" / "chat.jsonl").read_text().splitlines()[1:]]


def check_chat(visitors: Visitors, data: Path) -> None:
    lines = chat(data)
    posts = {line["key"]: f"m{line['seq']}" for line in lines if line["do"] == "post"}
    assert len(posts) == sum(line["do"] == "post" for line in lines)
    said = {f"playground:{turn.payload['id']}" for turn in visitors.done if turn.payload["kind"] == "say"}
    assert {key for key in posts if key.startswith("playground:")} == said

    sent = rows(data, "SELECT id, state, sent_message_id FROM outbox WHERE edits IS NULL")
    assert {state for _, state, _ in sent} == {"sent"}
    assert {f"bot:outbox:{number}": message for number, _, message in sent} == {
        key: message for key, message in posts.items() if key.startswith("bot:")
    }
    for answer, where in rows(data, "SELECT answer, chat_id FROM question WHERE state = 'answered'"):
        told = [line for line in lines if line["do"] == "post" and line["chat"] == where]
        assert sum(f'"{answer}"' in json.dumps(line["content"]) for line in told) == 1, (
            "told to the one who asked, once"
        )
    group = [line for line in lines if line["do"] == "post" and line["chat"] == GROUP]
    assert len(group) == 1
    edits = [line for line in lines if line["do"] == "edit" and line["id"] == f"m{group[0]['seq']}"]
    learners = rows(
        data,
        "SELECT count(*) FROM check_in c JOIN member m ON m.id = c.member_id"
        " WHERE m.roles LIKE '%participant%' OR m.roles LIKE '%mentee%'",
    )[0][0]
    assert f"{learners} of " in json.dumps(edits[-1]["content"])
