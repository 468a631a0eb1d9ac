"""The whole of it: people talk while the bot is killed; then it is looked at what came of that."""

from __future__ import annotations

import asyncio
import random
import signal
from contextlib import suppress
from pathlib import Path

from bot.domain.join import new_code
from tests.flows.crashing.process import Bot, fill_database, write_folder
from tests.flows.crashing.reckoning import Reckoning, reckon, unkept
from tests.flows.crashing.script import ask_meanwhile, organise, visit
from tests.flows.crashing.stage import Show, Stage, until

STARTS = (0.05, 1.2)
"""Seconds after which a process is killed that is not ready yet."""

SETTLE = 90.0
"""Seconds for what is left at the end: Telegram takes twenty messages a minute in a group."""

MEANWHILE = 3
"""People who ask something while there is no process."""

BLINKS = (0.0, 0.0, 0.001, 0.002, 0.003, 0.005, 0.008, 0.015, 0.03)
"""Seconds between something that happens and the kill."""


async def crash(stage: Stage, folder: Path, *, kills: int, people: int, questions: int, seed: int) -> Reckoning:
    """`questions` of the `people` ask what only the organiser knows."""
    chance, show = random.Random(seed), Show(stage)
    roster = [
        (f"member-{number}@people.example", f"Member {number}", new_code(chance.choice)) for number in range(people + 1)
    ]
    write_folder(folder, stage.section)
    await fill_database(folder, roster)
    bot = Bot(folder, stage.name, stage.secrets)
    (organiser, *members) = [stage.visitor(name, email, code) for email, name, code in roster]
    tasks = [asyncio.create_task(organise(show, organiser, questions))]
    askers = set(chance.sample(range(people), questions))

    async def come(number: int) -> None:
        await show.bound.wait()
        begun = stage.life
        await until(
            "their turn", lambda: show.over or stage.life >= begun + (kills - begun) * 0.7 * number / people, 9999
        )
        tag = f"Rex{number}" if number in askers else None
        await visit(show, members[number], tag, random.Random(seed + number))

    tasks += [asyncio.create_task(come(number)) for number in range(people)]
    try:
        early = await _kill_again_and_again(show, bot, kills, chance, tasks)
        show.over = True
        await asyncio.gather(*tasks)
        with suppress(AssertionError):  # what waits is reckoned with
            await until("everything is sent", lambda: _nothing_waits(bot), patience=SETTLE)
        ended = await bot.end(signal.SIGTERM)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bot.clean_up()
    found = reckon(show, bot)
    found.lost += early
    if ended != 0:
        found.complaints.append(f"it ended with {ended}")
    return found


async def _kill_again_and_again(
    show: Show, bot: Bot, kills: int, chance: random.Random, tasks: list[asyncio.Task[None]]
) -> list[str]:
    """What was promised and not there after a kill. The last process lives on. While there is none, some go on asking
    whatever else they wait for (in `tasks`): that all comes in at once when the next one starts."""
    lost: list[str] = []
    for _ in range(kills):
        await bot.spawn()
        if chance.random() < 0.12:
            await asyncio.sleep(chance.uniform(*STARTS))
        else:
            await bot.ready()
            await _moment(show.stage, chance)
        promised = show.stage.promised()
        assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
        lost += [f"after a kill: the event {event}" for event in unkept(bot, promised)]
        await asyncio.sleep(0.02)  # what it had sent has arrived
        show.stage.life += 1
        show.stage.forget_confirmations()
        others = show.arrived[1:]  # what the organiser writes may be the answer to a form
        asking = chance.sample(others, min(MEANWHILE, len(others)))
        tasks += [asyncio.create_task(ask_meanwhile(show, who, chance)) for who in asking]
    await bot.spawn()
    await bot.ready()
    return lost


async def _moment(stage: Stage, chance: random.Random) -> None:
    """Any moment at all; or one in the thick of it, just after something has happened: while what had waited for this
    process comes in all at once, or when it has begun to answer."""
    kind = chance.random()
    if kind < 0.25:
        await asyncio.sleep(chance.uniform(0, 1.2))
        return
    if kind < 0.5:
        await stage.pulse.beats(chance.randint(1, 10), 1.0)
    else:
        posted = len(stage.posts())
        with suppress(AssertionError):
            await until("the first message of this life", lambda: len(stage.posts()) > posted, patience=1.5)
        await asyncio.sleep(chance.uniform(0, 0.8))
        await stage.pulse.beats(chance.randint(1, 4), 0.5)
    await asyncio.sleep(chance.choice(BLINKS))


def _nothing_waits(bot: Bot) -> bool:
    return bot.rows("SELECT id FROM outbox WHERE state = 'waiting' AND not_before IS NULL") == []
