"""A thousand private messages on Telegram: at the platform's own pace, refused not once, and in nobody's way.

The real adapter and library, against the tests' server, which holds every window of a second to Telegram's limits. The
messages go in as a feature's would: intents with keys, recorded in one transaction.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.live_app import make_app, people
from benchmarks.report import Row
from bot.app import App
from bot.chat.messages import Message, Private
from bot.chat.text import Paragraph, Span
from bot.config import TelegramConfig
from bot.domain.people import Member
from bot.engine.record import record_tick
from bot.scene import Scene
from bot.secrets import Secrets
from tests.servers.telegram import Limits, TelegramServer

MEMBERS = 1000
OTHERS = 10
PER_SECOND = 30
THOUSAND, OTHER = "the-thousand", "the-other"
PATIENCE = 120.0


async def measure() -> list[Row]:
    """`OTHERS` messages of a second cohort are put in while the thousand go out, each to a chat that is idle: its own
    lane asks for no wait at all, so from the commit to the server is what it has waited for others."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = await stack.enter_async_context(TelegramServer())
        server.limits = Limits(per_second=PER_SECOND, chat_per_second=1, group_per_minute=20)
        secrets = Secrets.model_validate({"telegram_token": server.token})
        telegram = TelegramConfig(base_url=server.base_url, base_file_url=server.base_file_url)
        app = await make_app(folder, f"sqlite:///{folder / 'bench.db'}", secrets, (THOUSAND, OTHER), telegram=telegram)
        stack.push_async_callback(app.stop)
        await app.start()
        await app.warmed_up()
        members = {key: await _join(app, server, key, count) for key, count in ((THOUSAND, MEMBERS), (OTHER, OTHERS))}
        begun = time.monotonic()
        await _put(app, THOUSAND, members[THOUSAND])
        put_in: dict[str, float] = {}
        for number, member in enumerate(members[OTHER]):
            await asyncio.sleep(begun + (number + 1) * MEMBERS / PER_SECOND / (OTHERS + 1) - time.monotonic())
            await _put(app, OTHER, [member])
            put_in[_words(member)] = time.monotonic()
        await server.until(lambda: len(_arrived(server)) == MEMBERS + OTHERS, PATIENCE)
        await app.delivery.settled()
        server.check()
        return _rows(server, begun, put_in)


def _rows(server: TelegramServer, begun: float, put_in: dict[str, float]) -> list[Row]:
    arrived = _arrived(server)
    seconds = max(arrived.values()) - begun
    waited = [arrived[words] - at for words, at in put_in.items()]
    ratio = seconds * PER_SECOND / len(arrived)
    return [
        Row(f"{MEMBERS} private messages on Telegram", seconds, "s"),
        Row("the same, against what 30 a second allow", ratio, "×", at_most=1.05),
        Row("messages refused for their pace (429)", len(server.refused_for_pace), "", at_most=0),
        Row("another cohort's message meanwhile, median wait", statistics.median(waited), "s"),
        Row("another cohort's message meanwhile, longest wait", max(waited), "s", at_most=1),
    ]


def _arrived(server: TelegramServer) -> dict[str, float]:
    """When each message came to the server, by its words."""
    return {
        call.params["text"]: call.at for call in server.calls if call.method == "sendMessage" and call.status == 200
    }


async def _join(app: App, server: TelegramServer, key: str, count: int) -> list[Member]:
    """People of the cohort, who have opened their private chat with the bot."""
    accounts = []
    for number in range(count):
        person = server.person(f"{key} {number}")
        person.chat.opened = True
        accounts.append(str(person.id))
    return await people(app, key, "telegram", accounts)


async def _put(app: App, key: str, members: Sequence[Member]) -> None:
    """As the minute's tick does it."""
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key(key)
        assert cohort is not None
        intents = [
            Private(Message((Paragraph((Span(_words(member)),)),)), to=member.id, key=f"bench:{member.id}")
            for member in members
        ]
        scene = Scene(app.deployment, uow, app.clock.now(), cohort)
        recorded = await record_tick(scene, intents, app.wall.now(), app.delivery.lease())
    app.delivery.submit(recorded.rows)


def _words(member: Member) -> str:
    return f"Tomorrow at ten we begin, {member.name}."
