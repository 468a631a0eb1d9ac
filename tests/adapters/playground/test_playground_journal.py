"""What was posted stays, once and in order, whatever ends the process."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.playground.journal import Closed, Journal
from bot.adapters.playground.posted import Draft, Kept, Posted
from tests.adapters.playground.fakes import GROUP, START, private_chat

KEPT = Kept("a" * 32, "../plan\n.pdf", 3, "application/pdf")


def draft(words: str, author: str | None = "ben", chat: str = GROUP, thread: str | None = None) -> Draft:
    return Draft(chat, author, "Ben", START, {"text": words}, thread=thread)


def texts(journal: Journal, chat: str = GROUP) -> list[str]:
    return [posted.draft.content["text"] for posted in journal.page(chat, journal.seq + 1, 100)]


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    journal = Journal.open(path)
    first = await journal.post(draft("one"), "k1")
    await journal.post(draft("in a thread", thread=first.id), "k2")
    second = await journal.post(draft("two", author=None), "k3")
    await journal.edit(second.id, {"text": "two!"}, [KEPT], START)
    gone = await journal.post(draft("gone", chat=private_chat("ben")), "k4")
    await journal.delete(gone.id)
    journal.mark_handled(first.id)
    await journal.close()

    again = Journal.open(path)
    assert (again.epoch, again.seq) == (journal.epoch, journal.seq)
    assert again.messages == journal.messages
    assert texts(again) == ["one", "two!"]
    assert [posted.draft.content["text"] for posted in again.thread(first.id)] == ["in a thread"]
    assert again.files[KEPT.id][1] == KEPT
    assert texts(again, private_chat("ben")) == []
    await again.close()


@pytest.mark.parametrize(
    "torn", [b'{"do":"post","key":"k9","ch', b"\x00" * 40, b'{"seq":77}\n', b"[]\n", b"\xff\xfe\n"]
)
async def test_a_torn_end_is_set_aside(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "chat.jsonl"
    journal = Journal.open(path)
    await journal.post(draft("kept"), "k1")
    await journal.close()
    with path.open("ab") as file:
        file.write(torn)

    again = Journal.open(path)
    assert texts(again) == ["kept"]
    assert path.with_suffix(".1.torn").read_bytes() == torn
    assert again.epoch == journal.epoch
    await again.post(draft("next"), "k2")
    await again.close()
    last = Journal.open(path)
    assert texts(last) == ["kept", "next"]
    await last.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: b"\x00" * (len(line) - 1) + b"\n",
        lambda line: line[:20] + b"\xff" + line[21:],
        lambda line: line.replace(b'"do"', b'"d0"'),
        lambda line: line.replace(b'"seq":3', b'"seq":9'),
        lambda line: line.replace(b'"seq":3', b'"seq":1'),
        lambda line: line[:30] + b"\n" + line[30:],
        lambda line: line[:-1] + b" ",
        lambda line: b"",
    ],
)
async def test_a_damaged_line_costs_no_other(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "chat.jsonl"
    journal = Journal.open(path)
    for number in range(1, 7):
        await journal.post(draft(str(number)), f"k{number}")
    await journal.edit("m3", {"text": "3!"}, [], START)
    await journal.delete("m6")
    await journal.close()
    lines = path.read_bytes().splitlines(keepends=True)
    damaged = damage(lines[3])
    path.write_bytes(b"".join([*lines[:3], damaged, *lines[4:]]))

    again = Journal.open(path)
    kept = texts(again)
    assert [text for text in kept if text != "4"] == ["1", "2", "5"]
    assert ("4" in kept) == (damaged.endswith(b"\n") or not damaged)
    assert again.epoch != journal.epoch
    assert damaged in path.with_suffix(".1.torn").read_bytes()
    assert [posted.id for _, posted in again.changes(4, "ben")] == ["m5", "m6"]
    seven = await again.post(draft("7"), "k7")
    assert (seven.id, texts(again)) == ("m9", [*kept, "7"])
    await again.close()
    last = Journal.open(path)
    assert (last.epoch, texts(last)) == (again.epoch, [*kept, "7"])
    assert not path.with_suffix(".2.torn").exists()
    await last.close()


async def test_what_was_set_aside_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    for torn in (b"one", b"two"):
        await Journal.open(path).close()
        with path.open("ab") as file:
            file.write(torn)
    await Journal.open(path).close()
    assert [path.with_suffix(f".{number}.torn").read_bytes() for number in (1, 2)] == [b"one", b"two"]


async def test_a_damaged_first_line_costs_the_pages_their_place_only(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    journal = Journal.open(path)
    await journal.post(draft("kept"), "k1")
    await journal.close()
    path.write_bytes(b"?" + path.read_bytes())
    again = Journal.open(path)
    assert texts(again) == ["kept"]
    assert again.epoch != journal.epoch
    await again.close()


async def test_the_same_key_posts_once_also_at_the_same_time(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "chat.jsonl")
    posted = await asyncio.gather(*(journal.post(draft(f"try {number}"), "same") for number in range(5)))
    later = await journal.post(draft("later"), "same")
    assert {one.id for one in [*posted, later]} == {posted[0].id}
    assert texts(journal) == ["try 0"]
    await journal.close()


async def test_many_at_once_keep_their_order_in_few_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal.open(tmp_path / "chat.jsonl")
    syncs: list[int] = []
    sync = os.fsync

    def counted(handle: int) -> None:
        syncs.append(handle)
        sync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    await asyncio.gather(*(journal.post(draft(str(number)), f"k{number}") for number in range(50)))
    assert texts(journal) == [str(number) for number in range(50)]
    assert len(syncs) <= 2
    await journal.close()
    lines = [json.loads(line) for line in (tmp_path / "chat.jsonl").read_text().splitlines()]
    assert [line["seq"] for line in lines[1:]] == list(range(1, 51))


async def test_a_full_disk_is_an_error_and_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "chat.jsonl"
    journal = Journal.open(path)
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            await journal.post(draft("lost"), "k1")
    assert (path.read_bytes(), texts(journal)) == (before, [])
    await journal.post(draft("again"), "k1")
    assert texts(journal) == ["again"]
    await journal.close()


async def test_whatever_goes_wrong_whoever_waits_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal.open(tmp_path / "chat.jsonl")

    def broken(handle: int) -> None:
        raise ValueError("no such handle")

    async with asyncio.timeout(5):
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", broken)
            results = await asyncio.gather(
                *(journal.post(draft("x"), f"k{number}") for number in range(3)), return_exceptions=True
            )
        assert [type(result) for result in results] == [ValueError] * 3
        await journal.close()
        for write in (
            lambda: journal.post(draft("late"), "k9"),
            lambda: asyncio.gather(journal.post(draft("later"), "k9")),
        ):
            with pytest.raises(Closed):
                await write()
        journal.mark_handled("m1")
        await journal.close()


async def test_one_that_cannot_be_written_takes_no_other_along(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "chat.jsonl")
    async with asyncio.timeout(5):
        bad, good = await asyncio.gather(
            journal.post(draft("\ud800"), "k1"), journal.post(draft("good"), "k2"), return_exceptions=True
        )
    assert isinstance(bad, UnicodeEncodeError)
    assert texts(journal) == ["good"]
    await journal.close()
    assert isinstance(good, Posted)


async def test_deleting_twice_at_once_is_deleting(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "chat.jsonl")
    await journal.post(draft("root"), "k1")
    reply = await journal.post(draft("reply", thread="m1"), "k2")
    async with asyncio.timeout(5):
        await asyncio.gather(
            journal.delete(reply.id), journal.delete(reply.id), journal.edit(reply.id, {"text": "!"}, [], START)
        )
        await journal.close()
    again = Journal.open(tmp_path / "chat.jsonl")
    assert (list(again.thread("m1")), again.messages[reply.id].draft.content) == ([], {})
    assert again.messages == journal.messages
    await again.close()


async def test_changes_come_once_as_they_are_now(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "chat.jsonl")
    one = await journal.post(draft("one"), "k1")
    two = await journal.post(draft("two"), "k2")
    await journal.edit(one.id, {"text": "one!"}, [], START)
    journal.mark_handled(two.id)
    await journal.close()
    assert [(seq, posted.id) for seq, posted in journal.changes(0, "marta")] == [(2, two.id), (3, one.id)]
    assert [(seq, posted.id) for seq, posted in journal.changes(3, "ben")] == [(4, two.id)]
    assert [(seq, posted.id) for seq, posted in journal.changes(3, "marta")] == []
