"""Starting the platforms: each by itself, again and again until it works."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.errors import Offline
from bot.engine.supervise import LONGEST_PAUSE, LONGEST_START, PATIENCE, Supervisor
from bot.ports import CannotStart, Handled, Receive
from tests.engine.test_pace import FastLoop, run
from tests.house import Platform


class Stubborn(Platform):
    """Starts when its faults are used up; None stands for a good start."""

    def __init__(self, name: str, loop: FastLoop, *faults: Exception) -> None:
        super().__init__(name)
        self.loop = loop
        self.starts: list[float] = []
        self.left = list(faults)

    async def start(self, receive: Receive) -> None:
        self.starts.append(round(self.loop.now - 1000))
        if self.left:
            raise self.left.pop(0)


class Hanging(Stubborn):
    """Its start never ends, until `let` is set."""

    let = False

    async def start(self, receive: Receive) -> None:
        await super().start(receive)
        while not self.let:
            await asyncio.sleep(1)


async def receive(_event: object) -> Handled:
    return Handled()


def supervised(*platforms: Stubborn) -> tuple[Supervisor, list[str]]:
    ready: list[str] = []

    async def note(name: str) -> None:
        ready.append(name)

    return Supervisor({platform.name: platform for platform in platforms}, receive, note), ready


def test_one_that_fails_does_not_hold_up_another() -> None:
    async def main(loop: FastLoop) -> list[float]:
        bad = Stubborn("bad", loop, *[CannotStart("The token is wrong.")] * 3)
        good = Stubborn("good", loop)
        supervisor, ready = supervised(bad, good)
        await supervisor.start()
        assert (ready, good.starts, bad.starts) == (["good"], [0], [0])
        assert supervisor.problems() == {"bad": "The token is wrong.", "good": None}
        await asyncio.sleep(7)
        assert (ready, supervisor.problems()["bad"]) == (["good"], "The token is wrong.")
        await asyncio.sleep(60)
        assert (ready, supervisor.problems()) == (["good", "bad"], {"bad": None, "good": None})
        await supervisor.stop()
        return [*bad.starts, *good.starts]

    assert run(main) == [0, 2, 6, 14, 0]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (CannotStart("The token is wrong."), "The token is wrong."),
        (Offline("No network."), "No network."),
        (ZeroDivisionError("secret"), "There was a fault; the log has it."),
    ],
)
def test_whatever_it_was_it_is_tried_again(fault: Exception, said: str) -> None:
    async def main(loop: FastLoop) -> list[float]:
        platform = Stubborn("one", loop, fault)
        supervisor, ready = supervised(platform)
        await supervisor.start()
        assert supervisor.problems() == {"one": said}
        await asyncio.sleep(3)
        assert (supervisor.problems(), ready) == ({"one": None}, ["one"])
        platform.problem = "The connection was lost."
        assert supervisor.problems() == {"one": "The connection was lost."}
        await supervisor.stop()
        return platform.starts

    assert run(main) == [0, 2]


def test_pauses_grow_up_to_a_limit_and_end_with_the_bot() -> None:
    async def main(loop: FastLoop) -> list[float]:
        platform = Stubborn("one", loop, *[Offline("No network.")] * 99)
        supervisor, ready = supervised(platform)
        await supervisor.start()
        await asyncio.sleep(4 * LONGEST_PAUSE)
        await supervisor.stop()
        tried = len(platform.starts)
        await asyncio.sleep(4 * LONGEST_PAUSE)
        assert (len(platform.starts), ready) == (tried, [])
        return [later - first for first, later in zip(platform.starts, platform.starts[1:], strict=False)]

    assert run(main) == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_one_that_takes_its_time_is_waited_for_a_moment_and_no_longer() -> None:
    async def main(loop: FastLoop) -> list[float]:
        slow, good = Hanging("slow", loop), Stubborn("good", loop)
        supervisor, ready = supervised(slow, good)
        await supervisor.start()
        waited = loop.now - 1000
        connecting = {"slow": "It is still being connected to.", "good": None}
        assert (ready, supervisor.problems()) == (["good"], connecting)
        await asyncio.sleep(LONGEST_START - PATIENCE)
        assert supervisor.problems() == {"slow": "It did not start in time.", "good": None}
        slow.let = True
        await asyncio.sleep(9)
        assert (ready, supervisor.problems()) == (["good", "slow"], {"slow": None, "good": None})
        await supervisor.stop()
        return [round(waited, 1)]

    assert run(main) == [PATIENCE]
