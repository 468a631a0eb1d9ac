"""The platform's own memory of the chat, as a messenger's servers would have it: an append-only file of JSON lines.

A line counts once it is on the disk (fsync, off the event loop, one for all lines that wait); only then is it seen by
anyone. The order in the file is the order of `seq`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self
from uuid import uuid4

from bot.adapters.playground.posted import Draft, Kept, Posted

log = logging.getLogger(__name__)

Record = dict[str, Any]


class Journal:
    """Made by `open`. Everything read from it is on the disk already."""

    def __init__(self, path: Path, file: BinaryIO, epoch: str) -> None:
        self.epoch = epoch
        self.seq = 0
        self.messages: dict[str, Posted] = {}
        self.joined: set[str] = set()
        self.files: dict[str, tuple[Posted, Kept]] = {}
        self._path = path
        self._file = file
        self._chats: defaultdict[str, list[Posted]] = defaultdict(list)
        self._threads: defaultdict[str, list[Posted]] = defaultdict(list)
        self._keys: dict[str, Posted] = {}
        self._changes: list[Posted] = []
        self._on_disk = file.tell()
        self._waiting: list[tuple[Record, asyncio.Future[Posted]]] = []
        self._pending: dict[str, asyncio.Future[Posted]] = {}
        self._flushing: asyncio.Task[None] | None = None
        self.grown = asyncio.Event()
        """Set, and replaced by a fresh one, whenever something was added. Take it before looking at `changes`."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Replay what is there. A torn end (power loss, kill -9) is set aside: it was never confirmed to anyone."""
        path.parent.mkdir(parents=True, exist_ok=True)
        records, good = _read(path)
        file = path.open("r+b" if path.exists() else "w+b", buffering=0)
        file.seek(good)
        file.truncate()
        if not records:
            records = [{"epoch": uuid4().hex}]
            file.write(_line(records[0]))
            os.fsync(file.fileno())
        journal = cls(path, file, str(records[0]["epoch"]))
        for record in records[1:]:
            journal._apply(record)
        return journal

    async def post(self, draft: Draft, key: str) -> Posted:
        """Post it once per `key`: a later call with the same key returns what stands there already."""
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
        self._append({"do": "handled", "id": message_id}).add_done_callback(asyncio.Future.exception)

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
        for seq, posted in enumerate(self._changes[after:], after + 1):
            if posted.version == seq or (posted.handled == seq and posted.draft.author == viewer):
                yield seq, posted

    def wake(self) -> None:
        """Let the streams look again: something beside the chat has changed."""
        self.grown.set()
        self.grown = asyncio.Event()

    async def close(self) -> None:
        if self._flushing is not None:
            await self._flushing
        self._file.close()

    def _alive(self, message_id: str) -> Posted:
        posted = self.messages[message_id]
        if posted.deleted:
            raise KeyError(message_id)
        return posted

    def _append(self, record: Record) -> asyncio.Future[Posted]:
        future: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()
        self._waiting.append((record, future))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush(), name="playground journal")
        return future

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            for seq, (record, _) in enumerate(batch, self.seq + 1):
                record["seq"] = seq
            try:
                await asyncio.to_thread(self._write, b"".join(_line(record) for record, _ in batch))
            except OSError as error:
                log.exception("the playground's chat could not be written to %s", self._path)
                for _, future in batch:
                    future.set_exception(error)
                continue
            for record, future in batch:
                future.set_result(self._apply(record))
            self.wake()

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
        seq = self.seq = int(record["seq"])
        if record["do"] == "post":
            posted = self._add(record, seq)
        else:
            posted = self.messages[record["id"]]
            _change(posted, record, seq)
            self._index_files(posted)
            if posted.draft.thread is not None and posted.deleted:
                self._threads[posted.draft.thread].remove(posted)
        self._changes.append(posted)
        return posted

    def _add(self, record: Record, seq: int) -> Posted:
        draft = _load_draft(record)
        posted = Posted(f"m{seq}", seq, seq, record["key"], draft)
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
            posted.draft = replace(posted.draft, content=record["content"], files=files)
            posted.edited, posted.version = datetime.fromisoformat(record["edited"]), seq
        case "delete":
            posted.draft = replace(posted.draft, content={}, files=())
            posted.deleted, posted.version = True, seq
        case "handled":
            posted.handled = posted.handled or seq


def _read(path: Path) -> tuple[list[Record], int]:
    """The records up to the first line that is damaged, and where they end; the rest is kept beside, for a look."""
    data = path.read_bytes() if path.exists() else b""
    records: list[Record] = []
    good = 0
    for line in data.splitlines(keepends=True):
        record = _parse(line, len(records))
        if record is None:
            break
        records.append(record)
        good += len(line)
    if good < len(data):
        aside = path.with_suffix(".torn")
        aside.write_bytes(data[good:])
        log.warning("%s ended in the middle of a line: %d bytes set aside in %s", path, len(data) - good, aside)
    return records, good


def _parse(line: bytes, seq: int) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    expected = isinstance(record, dict) and ("epoch" in record if seq == 0 else record.get("seq") == seq)
    return record if expected else None


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _dump_draft(draft: Draft) -> Record:
    return {**asdict(draft), "at": draft.at.isoformat()}


def _load_draft(record: Record) -> Draft:
    files = tuple(Kept(**kept) for kept in record["files"])
    at = datetime.fromisoformat(record["at"])
    named = {name: record[name] for name in ("chat", "author", "name", "content", "thread", "reply_to")}
    return Draft(**named, at=at, files=files)
