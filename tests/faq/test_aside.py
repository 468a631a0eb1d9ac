"""Work in a process of its own: what comes back, what does not, and that a question is answered whatever becomes of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from bot.faq.aside import Aside, Gone
from bot.faq.decide import Outcome, decide, silent_anyway
from bot.faq.entries import Entry
from bot.faq.index import build_index
from bot.faq.opened import encoder
from handlers.faq.indexes import Index, Indexes, indexes

HOTEL = Entry("hotel", "Who pays for the hotel?", ("Is the hotel paid for?", "Do I pay for my room?"))
LUNCH = Entry("lunch", "When is lunch?", ("At what time do we eat?", "Is there food at noon?"))
ENTRIES = (HOTEL, LUNCH)


class Odd(Exception):
    """One that pickle packs, but cannot unpack."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def fail_oddly() -> None:
    raise Odd("this", "that")


class Unreadable:
    """What only the other process can unpack."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return _of, (os.getpid(),)


def _of(process: int) -> object:
    if process != os.getpid():
        raise ImportError("not here")
    return Unreadable()


@pytest.fixture
def aside() -> Iterator[Aside]:
    made = Aside()
    yield made
    made.rest()


def test_what_it_says_and_what_goes_wrong_comes_back(aside: Aside) -> None:
    assert aside.submit(divmod, 7, 3).result() == (2, 1)
    with pytest.raises(ZeroDivisionError):
        aside.submit(divmod, 7, 0).result()
    assert aside.submit(os.getpid).result() != os.getpid()


def test_who_waits_is_told_whatever_comes_back(aside: Aside) -> None:
    with pytest.raises(RuntimeError, match="Odd: this and that"):
        aside.submit(fail_oddly).result(20)
    with pytest.raises(Gone):
        aside.submit(Unreadable).result(20)
    assert aside.submit(divmod, 7, 3).result(20) == (2, 1)


def test_it_is_this_bot_that_works_there_whatever_the_folder_holds(
    aside: Aside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot.py").write_text("raise SystemExit('another bot')")
    monkeypatch.chdir(tmp_path)
    assert aside.submit(divmod, 7, 3).result(20) == (2, 1)


def test_what_is_printed_there_is_no_answer(aside: Aside) -> None:
    assert aside.submit(print, "said").result() is None


def test_whoever_waits_hears_that_it_is_gone_and_the_next_work_begins_another(aside: Aside) -> None:
    process = aside.submit(os.getpid).result()
    with pytest.raises(Gone):
        aside.submit(os.kill, process, signal.SIGKILL).result()
    assert aside.submit(os.getpid).result() != process


def test_it_ends_when_it_is_to_rest_but_not_before_its_work_is_done(aside: Aside) -> None:
    works = [aside.submit(os.getpid) for _ in range(50)]
    wait(works[:1])
    aside.rest()
    assert not aside.running
    processes = {work.result() for work in works}
    assert aside.submit(os.getpid).result() not in processes


def test_a_question_is_answered_also_after_the_process_was_killed() -> None:
    index = Index("somebody", (ENTRIES, 0.95))

    async def main() -> None:
        first = await index.decide("who pays for the hotel?", True, "")
        process = await asyncio.wrap_future(indexes.aside.submit(os.getpid))
        os.kill(process, signal.SIGKILL)
        again = await asyncio.gather(*(index.decide("who pays for the hotel?", True, "") for _ in range(5)))
        assert [part.entry_id for part in first.parts] == ["hotel"]
        assert again == [first] * 5

    asyncio.run(main())


@pytest.mark.parametrize("changed", ["nothing", "entries", "who"])
def test_a_process_that_has_stopped_is_given_up(monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    """Whoever waits may hold up all that is written: no question waits for ever."""
    others = Entry("hotel", HOTEL.question, (*HOTEL.phrasings, "Is my bed paid?")), LUNCH
    monkeypatch.setattr("handlers.faq.indexes.PATIENCE", 0.1)
    monkeypatch.setattr("handlers.faq.indexes.indexes", own := Indexes())
    asked = {
        "nothing": Index("somebody", (ENTRIES, 0.95)),
        "entries": Index("somebody", (others, 0.95)),
        "who": Index("somebody else", (others, 0.95)),
    }[changed]

    def give_up() -> None:
        monkeypatch.setattr("handlers.faq.indexes.LONGEST", 60.0)  # which another one may take on a busy machine
        Aside.give_up(own.aside)

    async def main() -> None:
        first = await Index("somebody", (ENTRIES, 0.95)).decide("who pays for the hotel?", True, "")
        os.kill(await asyncio.wrap_future(own.aside.submit(os.getpid)), signal.SIGSTOP)
        monkeypatch.setattr("handlers.faq.indexes.LONGEST", 0.2)
        monkeypatch.setattr(own.aside, "give_up", give_up)
        again = await asyncio.wait_for(asked.decide("who pays for the hotel?", True, ""), 60)
        assert [part.entry_id for part in again.parts] == [part.entry_id for part in first.parts] == ["hotel"]

    asyncio.run(main())


def test_what_is_known_to_be_silent_is_what_the_index_would_have_said() -> None:
    index = build_index(ENTRIES, encoder())
    texts = (
        "",
        "Hello!",
        "Thanks, bye 🙂",
        "who pays for the hotel?",
        "@anna when is lunch?",
        "Lunch was good.",
        "hotel",
    )
    for text in texts:
        for addressed in (True, False):
            for before in ("", "who pays for the hotel?") if addressed else ("",):
                silent = silent_anyway(text, addressed, before)
                assert silent is None or decide(index, text, addressed, before).outcome is Outcome.SILENT
    assert silent_anyway("Hello!", True)
    assert silent_anyway("who pays for the hotel?", True) is None
