"""The platform's own memory of the chat, as a messenger's servers would have it: an append-only file of JSON lines.

A line counts once it is on the disk (fsync, off the event loop, one for all lines that wait); only then is it seen by
anyone. The order in the file is the order of `seq`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Self

from bot.adapters.playground.posted import Draft, Kept, Posted
from bot.adapters.playground.replay import Record, line, replay

log = logging.getLogger(__name__)


Waiting = list[tuple[Record, asyncio.Future[Posted]]]


class Closed(OSError):
    """Nothing more is written."""


class Journal:
    """Made by `open`. Everything read from it is on the disk already."""

    _file: BinaryIO

    def __init__(self, path: Path) -> None:
        self.epoch = ""
        self.seq = 0
        self.messages: dict[str, Posted] = {}
        self.joined: set[str] = set()
        self.files: dict[str, tuple[Posted, Kept]] = {}
        self._path = path
        self._chats: defaultdict[str, list[Posted]] = defaultdict(list)
        self._threads: defaultdict[str, list[Posted]] = defaultdict(list)
        self._keys: dict[str, Posted] = {}
        self._changes: list[tuple[int, Posted]] = []
        self._on_disk = 0
        self._closed = False
        self._waiting: Waiting = []
        self._pending: dict[str, asyncio.Future[Posted]] = {}
        self._flushing: asyncio.Task[None] | None = None
        self.grown = asyncio.Event()
        """Set, and replaced by a fresh one, whenever something was added. Take it before looking at `changes`."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Replay what is there; `replay` says what becomes of damaged lines."""
        path.parent.mkdir(parents=True, exist_ok=True)
        journal = cls(path)
        journal.epoch = replay(path, journal._apply)
        journal._file = path.open("r+b", buffering=0)
        journal._on_disk = journal._file.seek(0, os.SEEK_END)
        return journal

    async def post(self, draft: Draft, key: str) -> Posted:
        """Post it once per `key`: a later call with the same key returns what stands there already.

        Like all that writes, raises `OSError` (`Closed` after `close`), and `ValueError` for what cannot be written.
        """
        if (known := self._keys.get(key)) is not None:
            return known
        if (under_way := self._pending.get(key)) is not None:
            return await asyncio.shield(under_way)
        future = self._append({"do": "post", "key": key, **_dump_draft(draft)})
        self._pending[key] = future
        future.add_done_callback(lambda _: self._pending.pop(key, None))
        return await asyncio.shield(future)

    async def edit(self, message_id: str, content: Mapping[str, Any], files: Sequence[Kept], at: datetime) -> Posted:
        """Raises `KeyError` where there is no such message."""
        record = {"do": "edit", "id": self._alive(message_id).id, "content": content, "edited": at.isoformat()}
        return await asyncio.shield(self._append({**record, "files": [asdict(kept) for kept in files]}))

    async def delete(self, message_id: str) -> Posted:
        return await asyncio.shield(self._append({"do": "delete", "id": self._alive(message_id).id}))

    def mark_handled(self, message_id: str) -> None:
        """The bot confirmed it. Not waited for: a lost mark only means that the page offers to send it again."""
        with suppress(Closed):
            self._append({"do": "handled", "id": message_id}).add_done_callback(asyncio.Future.exception)

    def chats(self) -> Sequence[str]:
        """In the order in which something was first said there."""
        return [chat for chat, posted in self._chats.items() if posted]

    def by_key(self, key: str) -> Posted | None:
        return self._keys.get(key)

    def thread(self, root: str) -> Sequence[Posted]:
        return self._threads.get(root, ())

    def page(self, chat: str, before: int, limit: int) -> list[Posted]:
        """The last `limit` messages of the chat (threads apart) with a `seq` below `before`, oldest first."""
        found: list[Posted] = []
        for posted in reversed(self._chats.get(chat, ())):
            if posted.seq < before and not posted.deleted:
                found.append(posted)
                if len(found) == limit:
                    break
        return found[::-1]

    def last_from_bot(self, chat: str) -> int:
        return next((posted.seq for posted in reversed(self._chats.get(chat, ())) if posted.by_bot), 0)

    def changes(self, after: int, viewer: str) -> Iterator[tuple[int, Posted]]:
        """Messages whose last change is later than `after`, with the `seq` of that change. That one was handled is
        a change only for its author."""
        for seq, posted in self._changes[bisect_right(self._changes, after, key=itemgetter(0)) :]:
            if posted.version == seq or (posted.handled == seq and posted.draft.author == viewer):
                yield seq, posted

    def wake(self) -> None:
        """Let the streams look again: something beside the chat has changed."""
        self.grown.set()
        self.grown = asyncio.Event()

    async def close(self) -> None:
        """What was given before is written; what comes later is refused."""
        self._closed = True
        if self._flushing is not None:
            await asyncio.wait([self._flushing])
        self._file.close()

    def _alive(self, message_id: str) -> Posted:
        posted = self.messages[message_id]
        if posted.deleted:
            raise KeyError(message_id)
        return posted

    def _append(self, record: Record) -> asyncio.Future[Posted]:
        if self._closed:
            raise Closed("the playground's chat is closed")
        future: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()
        self._waiting.append((record, future))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush(), name="playground journal")
        return future

    async def _flush(self) -> None:
        """Whatever goes wrong, every future of the batch hears of it: somebody waits for each."""
        while self._waiting:
            batch, self._waiting = self._waiting, []
            lines, batch = self._lines(batch)
            try:
                await asyncio.to_thread(self._write, b"".join(lines))
            except Exception as error:
                log.exception("the playground's chat could not be written to %s", self._path)
                for _, future in batch:
                    future.set_exception(error)
                continue
            for record, future in batch:
                try:
                    future.set_result(self._apply(record))
                except Exception as error:
                    log.exception("a line of the playground's chat makes no sense")
                    future.set_exception(error)
            self.wake()

    def _lines(self, batch: Waiting) -> tuple[list[bytes], Waiting]:
        """What is to be written, and for whom; whose record cannot be written down is told."""
        lines: list[bytes] = []
        written: Waiting = []
        for record, future in batch:
            record["seq"] = self.seq + len(lines) + 1
            try:
                lines.append(line(record))
            except Exception as error:
                future.set_exception(error)
            else:
                written.append((record, future))
        return lines, written

    def _write(self, data: bytes) -> None:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.seek(self._on_disk)
            self._file.truncate()
            raise
        self._on_disk += len(data)

    def _apply(self, record: Record) -> Posted:
        seq = int(record["seq"])
        if record["do"] == "post":
            posted = self._add(record, seq)
        else:
            posted = self.messages[record["id"]]
            was_deleted = posted.deleted
            _change(posted, record, seq)
            self._index_files(posted)
            if posted.draft.thread is not None and posted.deleted and not was_deleted:
                self._threads[posted.draft.thread].remove(posted)
        self.seq = seq
        self._changes.append((seq, posted))
        return posted

    def _add(self, record: Record, seq: int) -> Posted:
        draft = _load_draft(record)
        posted = Posted(f"m{seq}", seq, seq, str(record["key"]), draft)
        self.messages[posted.id] = self._keys[posted.key] = posted
        (self._chats[draft.chat] if draft.thread is None else self._threads[draft.thread]).append(posted)
        self._index_files(posted)
        if draft.content.get("joined") and draft.author is not None:
            self.joined.add(draft.author)
        return posted

    def _index_files(self, posted: Posted) -> None:
        self.files.update((kept.id, (posted, kept)) for kept in posted.draft.files)


def _change(posted: Posted, record: Record, seq: int) -> None:
    match record["do"]:
        case "edit":
            files = tuple(Kept(**kept) for kept in record["files"])
            draft = replace(posted.draft, content=record["content"], files=files)
            edited = datetime.fromisoformat(record["edited"])
            if not posted.deleted:  # meanwhile
                posted.draft, posted.edited, posted.version = draft, edited, seq
        case "delete":
            posted.draft = replace(posted.draft, content={}, files=())
            posted.deleted, posted.version = True, seq
        case "handled":
            posted.handled = posted.handled or seq
        case unknown:
            raise ValueError(f"no change is called {unknown!r}")


def _dump_draft(draft: Draft) -> Record:
    return {**asdict(draft), "at": draft.at.isoformat()}


def _load_draft(record: Record) -> Draft:
    files = tuple(Kept(**kept) for kept in record["files"])
    at = datetime.fromisoformat(record["at"])
    named = {name: record[name] for name in ("chat", "author", "name", "content", "thread", "reply_to")}
    return Draft(**named, at=at, files=files)
