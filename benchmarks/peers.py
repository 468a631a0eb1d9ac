"""Matching: a cohort of 50, one of 500, mentees with mentors, ten rounds without meeting anybody twice; and publishing."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, FormSubmitted, Place, Sender
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.peers.fit import Peer, Weights, weigh
from bot.domain.people import Profile
from bot.matching.groups import pairs, trios
from bot.matching.mentors import mentors_of
from bot.matching.one_trio import pairs_and_a_trio
from handlers.peers.buttons import Preview
from handlers.peers.match import Pool
from handlers.peers.mentoring.pool import Standing

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
TAGS = [f"tag {n}" for n in range(12)]
TRIES = 9
MEMBERS = 500


def people(size: int, seed: int = 1, *, empty: bool = False) -> list[Peer]:
    chance = random.Random(seed)

    def some(most: int) -> frozenset[str]:
        return frozenset() if empty else frozenset(chance.sample(TAGS, chance.randrange(most)))

    return [
        Peer(
            n,
            "" if empty else f"organisation {n // 2}",
            "" if empty else f"country {chance.randrange(14)}",
            "" if empty else f"sector {chance.randrange(9)}",
            some(5),
            some(5),
            frozenset({"en"}) | some(1),
            255 << chance.randrange(10),
        )
        for n in range(size)
    ]


def _cpu(size: int, *, three: bool = False, empty: bool = False, seed: int = 1) -> float:
    """Milliseconds of CPU time from profiles to groups."""
    everybody = people(size, seed, empty=empty)
    begun = time.process_time()
    (trios if three else pairs)(weigh(everybody, Weights(), {}, set(), seed))
    return (time.process_time() - begun) * 1000


def _median(size: int, *, three: bool = False, empty: bool = False) -> float:
    return sorted(_cpu(size, three=three, empty=empty, seed=seed) for seed in range(TRIES))[TRIES // 2]


def _not_proven(size: int) -> int:
    plans = [pairs_and_a_trio(weigh(people(size, seed), Weights(), {}, set(), seed)) for seed in range(TRIES)]
    return sum(plan is None or plan.weight < plan.at_most for plan in plans)


def _mentors() -> float:
    chance = random.Random(4)
    wanted = [{m: chance.randrange(1000) for m in range(40) if chance.random() < 0.9} for _ in range(26)]
    capacities = [chance.randrange(1, 4) for _ in range(40)]
    begun = time.process_time()
    assert None not in mentors_of(wanted, capacities)
    return (time.process_time() - begun) * 1000


def _looked_at_again() -> float:
    """Milliseconds of CPU time for what the page of mentors says of the best plan, where nothing has changed since."""
    everybody = {one.id: one for one in people(750)}
    mentees, mentors = range(500), range(500, 750)
    for _look in range(2):
        begun = time.process_time()
        now = Standing(
            dict.fromkeys(mentees),  # type: ignore[arg-type]
            dict.fromkeys(mentors),  # type: ignore[arg-type]
            dict.fromkeys(mentors, 2),
            (),
            Pool(dict(everybody), Weights(), {}, frozenset()),
            frozenset(),
            (),
            (),
        )
        assert now.best_points()
    return (time.process_time() - begun) * 1000


def _met_twice() -> int:
    everybody = people(50)
    met: dict[frozenset[int], int] = {}
    twice = 0
    for seed in range(10):
        for group in pairs(weigh(everybody, Weights(), met, set(), seed))[0]:
            for a, b in combinations(group, 2):
                couple = frozenset((everybody[a].id, everybody[b].id))
                twice += couple in met
                met[couple] = 1
    return twice


async def measure() -> list[Row]:
    _cpu(4)  # loads the library
    return [
        Row("peers: 50 members in pairs, CPU, median of 9", _median(50), "ms", at_most=50),
        Row("peers: 51 members in pairs and a trio, CPU, median of 9", _median(51), "ms", at_most=50),
        Row(
            "peers: 51 members, the slowest of 9", max(_cpu(51, seed=seed) for seed in range(TRIES)), "ms", at_most=500
        ),
        Row("peers: of 9 times 61 members, plans not proven to be the best", _not_proven(61), "", at_most=0),
        Row("peers: 50 members with empty profiles, CPU, median of 9", _median(50, empty=True), "ms", at_most=50),
        Row("peers: 500 members in pairs, CPU", _cpu(500), "ms", at_most=5000),
        Row("peers: 500 members with empty profiles, CPU", _cpu(500, empty=True), "ms", at_most=5000),
        Row("peers: 501 members in pairs and a trio, CPU", _cpu(501), "ms", at_most=5000),
        Row("peers: 501 members with empty profiles, CPU", _cpu(501, empty=True), "ms", at_most=5000),
        Row("peers: 500 members in trios, CPU", _cpu(500, three=True), "ms", at_most=5000),
        Row("peers: 26 mentees with 40 mentors of capacity 1 to 3, CPU", _mentors(), "ms", at_most=100),
        Row("peers: 500 mentees with 250 mentors, looked at again, CPU", _looked_at_again(), "ms", at_most=100),
        Row("peers: couples of 50 who met twice in ten rounds", _met_twice(), "", at_most=0),
        *await _a_round(),
    ]


async def _a_round() -> list[Row]:
    """Through the bot: an organiser plans a round of 500 and publishes it."""
    with TemporaryDirectory() as folder:
        app = await _open(Path(folder))
        values = {"theme": "Money", "starters": "", "size": "2", "sectors": "any", "starts": "today", "ends": "20 Dec"}
        common = {"at": NOW, "sender": Sender("bench", "m0", "M 0"), "place": Place("bench", "dm-m0", "private")}
        begun = time.process_time()
        form = FormSubmitted(event_id="round", form="peers.round", values=values, **common)  # type: ignore[arg-type]
        handled = await app.dispatcher.handle(form)
        handled.release()
        planned = time.process_time() - begun
        begun = time.process_time()
        press = ButtonPressed(event_id="publish", token=Preview(1, 0, "yes").pack(), **common)  # type: ignore[arg-type]
        handled = await app.dispatcher.handle(press)
        handled.release()
        published = time.process_time() - begun
        async with app.database.read() as uow:
            found = await uow.rounds.by_id(1)
        assert found is not None
        assert found.state == "running", found.state
        await app.stop()
    return [
        Row(f"peers: planning a round of {MEMBERS}, whole turn, CPU", planned * 1000, "ms", at_most=5000),
        Row("peers: publishing it: times, introductions, later questions, CPU", published * 1000, "ms", at_most=1000),
    ]


async def _open(folder: Path) -> App:
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="aca", programme=ACADEMY, reminders=False),),
    )
    app = App(config, clock=Clock(NOW), wall=Clock(NOW))
    app.platforms["bench"] = CountingPlatform()
    await app.start()
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("aca")
        assert cohort is not None
        roles = [frozenset({"organiser"})] + [frozenset({"participant"})] * MEMBERS
        await uow.members.save(
            cohort.id,
            [
                Profile(f"M {n}", f"m{n}@people.example", f"cluster {n}", f"c{n % 14}", f"s{n % 9}", roles=role)  # type: ignore[arg-type]
                for n, role in enumerate(roles)
            ],
        )
        for member in await uow.members.of_cohort(cohort.id):
            account_id = member.email.partition("@")[0]
            identity = await uow.accounts.identify("bench", account_id, member.name, NOW)
            await uow.accounts.link(identity.account.id, member, "bench", NOW)
    return app
