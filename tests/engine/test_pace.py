"""How fast messages leave."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.capabilities import Capabilities
from bot.engine.pace import Pace

GROUP, OTHER, PERSON = ("test", "group"), ("test", "other"), ("test", "@ana")


class FastLoop(asyncio.SelectorEventLoop):
    """Its clock jumps to the next timer whenever there is nothing else to do: nobody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when()) + 1e-4  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def run(main: Callable[[FastLoop], Coroutine[Any, Any, list[float]]]) -> list[float]:
    loop = FastLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


async def times(loop: FastLoop, turn: Callable[[], Awaitable[None]], count: int) -> list[float]:
    """When each turn was granted, in seconds from the first call."""
    begun, found = loop.now, []
    for _ in range(count):
        await turn()
        found.append(loop.now - begun)
    return found


def worst(found: list[float], seconds: float) -> int:
    """The most turns that fell into any span of so many seconds."""
    return max(sum(begin <= at < begin + seconds - 1e-6 for at in found) for begin in found)


def test_no_limit_means_no_waiting() -> None:
    assert run(lambda loop: times(loop, lambda: Pace(loop.time).turn(GROUP, Capabilities()), 50)) == [0.0] * 50


def test_one_chat_gets_one_message_a_second() -> None:
    async def main(loop: FastLoop) -> list[float]:
        pace = Pace(loop.time)
        return await times(loop, lambda: pace.turn(PERSON, Capabilities(chat_per_second=1)), 5)

    assert [round(at, 2) for at in run(main)] == [0, 1, 2, 3, 4]


def test_a_group_has_its_own_limit_a_minute_and_people_have_not() -> None:
    can = Capabilities(group_per_minute=20)

    async def main(loop: FastLoop) -> list[float]:
        pace = Pace(loop.time)
        assert await times(loop, lambda: pace.turn(PERSON, can), 50) == [0.0] * 50
        return await times(loop, lambda: pace.turn(GROUP, can), 60)

    found = run(main)
    assert found[19] == 0
    assert 115 < found[59] < 125


def test_all_lanes_together_keep_to_the_platforms_limit() -> None:
    can = Capabilities(per_second=30, chat_per_second=1)

    async def main(loop: FastLoop) -> list[float]:
        pace, found = Pace(loop.time), []

        async def send(number: int) -> None:
            await pace.turn(("test", f"@{number}"), can)
            found.append(loop.now)

        await asyncio.gather(*(send(number) for number in range(120)))
        return found

    found = run(main)
    assert len(found) == 120
    assert worst(found, 1) <= 31
    assert 3.5 < max(found) - min(found) < 4.5


def test_two_bots_in_one_process_do_not_share_their_limits() -> None:
    """And a limit does not outlive its event loop."""
    can = Capabilities(per_second=1)

    async def main(loop: FastLoop) -> list[float]:
        first, second = Pace(loop.time), Pace(loop.time)
        await first.turn(GROUP, can)
        return await times(loop, lambda: second.turn(GROUP, can), 1)

    assert run(main) == run(main) == [0.0]


@given(st.lists(st.tuples(st.sampled_from(["test", GROUP, OTHER]), st.floats(0, 100), st.floats(0, 50)), max_size=20))
def test_a_wait_is_only_ever_extended(asked: list[tuple[Any, float, float]]) -> None:
    now = 0.0
    pace = Pace(lambda: now)
    until = {"test": 0.0, GROUP: 0.0, OTHER: 0.0}
    for where, seconds, later in asked:
        before = pace.wait(GROUP)
        pace.ask_to_wait(where, seconds)
        assert pace.wait(GROUP) >= before
        until[where] = max(until[where], now + seconds)
        for lane in (GROUP, OTHER):
            assert pace.wait(lane) == max(0.0, max(until["test"], until[lane]) - now)
        now += later
    assert pace.wait(("elsewhere", "group")) == 0
