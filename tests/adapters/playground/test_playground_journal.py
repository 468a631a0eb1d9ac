"""What was posted stays, once and in order, whatever ends the process."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from bot.adapters.playground.journal import Journal
from bot.adapters.playground.posted import Draft, Kept
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
    assert path.with_suffix(".torn").read_bytes() == torn
    await again.post(draft("next"), "k2")
    await again.close()
    last = Journal.open(path)
    assert texts(last) == ["kept", "next"]
    await last.close()


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
