"""How fast messages leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.capabilities import Capabilities
from bot.engine.pace import Closed, Gate, Pace, Turn

GROUP, OTHER, PERSON = ("test", "group"), ("test", "other"), ("test", "@ana")


class FastLoop(asyncio.SelectorEventLoop):
    """Its clock jumps to the next timer whenever there is nothing else to do: nobody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        due = [timer.when() for timer in self._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
        if not self._ready and due:  # type: ignore[attr-defined]
            self.now = max(self.now, min(due)) + 1e-4
        super()._run_once()  # type: ignore[misc]


def run(main: Callable[[FastLoop], Coroutine[Any, Any, list[float]]]) -> list[float]:
    loop = FastLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


async def times(loop: FastLoop, turn: Callable[[], AbstractAsyncContextManager[None]], count: int) -> list[float]:
    """When each turn was granted, in seconds from the first call."""
    begun, found = loop.now, []
    for _ in range(count):
        async with turn():
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
    assert [round(at) for at in found[20:40]] == [60] * 20
    assert [round(at) for at in found[40:]] == [120] * 20


def test_all_lanes_together_keep_to_the_platforms_limit() -> None:
    can = Capabilities(per_second=30, chat_per_second=1)

    async def main(loop: FastLoop) -> list[float]:
        pace, found = Pace(loop.time), []

        async def send(number: int) -> None:
            async with pace.turn(("test", f"@{number}"), can):
                found.append(loop.now)

        await asyncio.gather(*(send(number) for number in range(120)))
        return found

    found = run(main)
    assert len(found) == 120
    assert worst(found, 1) == 30
    assert round(max(found) - min(found), 1) == 3.9
    gaps = {round(later - first, 2) for first, later in pairwise(found)}
    assert sorted(gaps) == [0.03, 0.13], "evenly, and once a second a little longer"


def test_two_bots_in_one_process_do_not_share_their_limits() -> None:
    """And a limit does not outlive its event loop."""
    can = Capabilities(per_second=1)

    async def main(loop: FastLoop) -> list[float]:
        first, second = Pace(loop.time), Pace(loop.time)
        async with first.turn(GROUP, can):
            pass
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


def test_a_thousand_messages_of_one_do_not_hold_up_the_one_of_another() -> None:
    can = Capabilities(per_second=30, chat_per_second=1)

    async def main(loop: FastLoop) -> list[float]:
        pace, done = Pace(loop.time), dict[str, list[float]]()

        async def send(number: int, share: str) -> None:
            async with pace.turn(("test", f"@{share}{number}"), can, share):
                done.setdefault(share, []).append(loop.now)

        busy = [asyncio.create_task(send(number, "busy")) for number in range(1000)]
        for _ in range(3):
            await asyncio.sleep(1)
        begun = loop.now
        assert len(done["busy"]) < 200
        await asyncio.gather(*(send(number, "quiet") for number in range(3)))
        quiet = [at - begun for at in done["quiet"]]
        await asyncio.gather(*busy)
        assert len(done["busy"]) == 1000
        assert worst(sorted(done["busy"] + done["quiet"]), 1) == 30
        return quiet

    assert max(run(main)) < 1.1


def test_shares_take_turns_and_each_keeps_its_own_order() -> None:
    async def main(loop: FastLoop) -> list[float]:
        gate, done = Gate(1, 1, loop.time), list[str]()

        async def send(what: str) -> None:
            async with Turn([gate], what[0]):
                done.append(what)

        await asyncio.gather(*(send(what) for what in ("a1", "a2", "a3", "a4", "b1", "c1", "b2")))
        assert done == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]
        return []

    run(main)


@given(
    st.integers(1, 4),
    st.lists(
        st.tuples(st.floats(0, 3), st.floats(0, 4), st.floats(0, 1), st.integers(0, 2), st.none() | st.floats(0, 2)),
        max_size=25,
    ),
)
def test_no_window_ever_sees_more_than_the_limit(
    most: int, requests: list[tuple[float, float, float, int, float | None]]
) -> None:
    """A request takes its time and arrives somewhere within it; some of those who wait lose patience."""

    async def main(loop: FastLoop) -> list[float]:
        gate, arrived = Gate(most, 1.0, loop.time), list[float]()
        served = 0

        async def send(duration: float, part: float, share: int) -> None:
            nonlocal served
            async with Turn([gate], share):
                began = loop.now
                await asyncio.sleep(duration)
                arrived.append(began + part * (loop.now - began))
            served += 1

        sending = []
        for later, duration, part, share, patience in requests:
            await asyncio.sleep(later / 4)
            task = asyncio.create_task(send(duration, part, share))
            if patience is not None:
                loop.call_later(patience, task.cancel)
            sending.append(task)
        outcomes = await asyncio.gather(*sending, return_exceptions=True)
        assert served == sum(outcome is None for outcome in outcomes)
        assert [type(o) for o in outcomes if o is not None] == [asyncio.CancelledError] * (len(requests) - served)
        await asyncio.sleep(2)
        assert gate.quiet, "nobody is forgotten inside"
        return sorted(arrived)

    found = run(main)
    assert all(later - first >= 1.0 - 1e-9 for first, later in zip(found, found[most:], strict=False))


def test_closed_it_sends_away_who_waits_and_who_comes_and_who_has_half_a_turn() -> None:
    """The one that waits gets its turn in the chat in the very moment, and would then wait a minute for the group's."""
    can = Capabilities(chat_per_second=1, group_per_minute=1, per_second=30)

    async def main(loop: FastLoop) -> list[float]:
        pace = Pace(loop.time)

        async def send(lane: tuple[str, str]) -> None:
            async with pace.turn(lane, can):
                pass

        await send(GROUP)
        begun = loop.now
        waiting = [asyncio.create_task(send(lane)) for lane in (GROUP, GROUP, OTHER)]
        loop.call_later(1, pace.close)
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [Closed, Closed, type(None)]
        took = loop.now - begun
        for lane in (GROUP, OTHER, PERSON):
            with pytest.raises(Closed):
                await send(lane)
        assert loop.now - begun == took, "at once"
        return [round(took, 1)]

    assert run(main) == [1]
