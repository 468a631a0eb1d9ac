"""Which messages are on their way at this moment, in a file that outlives a `kill -9`, though not a power cut.

A message that was posted is repeated where the process dies before the database has it as sent, which takes a turn in the
queue and a wait for the disk. A line in a file takes microseconds: what stands there as arrived is not sent again, and what
stands there as begun may or may not have arrived. All else that the process had in hand was never sent.

It is for SQLite: there the only process on the database finds the last one's file. Rows are known by the process that held
them, so that a file that belongs to another state of the database (a backup was put back) says nothing of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.ports import Sent
from storage.outgoing import OutboxRow

LONGEST = 2**18
"""Bytes after which it begins anew, as soon as nothing is on its way."""


@dataclass(slots=True)
class Left:
    """What a process that has died left: `arrived` by row, with the version that was sent; and what was `begun`."""

    process: str = ""
    arrived: dict[int, tuple[int, Sent]] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


class Flights:
    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = -1
        self._process = ""
        self._open: set[int] = set()

    def left(self) -> Left:
        """A line that a kill has cut short is as good as none."""
        found = Left()
        if self._path is None:
            return found
        with suppress(OSError):
            for line in self._path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):
                    _note(found, json.loads(line))
        return found

    def start(self, process: str, doubtful: set[int]) -> None:
        """From now on, of this process; `doubtful` stays begun. Without the file messages are sent all the same."""
        self._process, self._open = process, set(doubtful)
        if self._path is None:
            return
        with suppress(OSError):
            # A new one takes the old one's place at once: a kill in between leaves either.
            fresh = self._path.with_name(f"{self._path.name}.new")
            self._file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            self._write("process", process)
            for row_id in doubtful:
                self._write("begun", row_id)
            fresh.replace(self._path)

    @contextmanager
    def flight(self, row: OutboxRow) -> Iterator[Callable[[Sent], None]]:
        """Around posting a row; to be called once the platform has it. Edits are not noted: they may be done twice."""
        self._open.add(row.id)
        self._tell("begun", row)
        try:
            yield lambda sent: self._write("arrived", row.id, row.version, [sent.chat_id, sent.message_id])
        except Exception:
            self.end(row)
            raise

    def end(self, row: OutboxRow) -> None:
        """It was refused, or the database knows it to be sent."""
        if row.id in self._open:
            self._open.discard(row.id)
            self._tell("ended", row)
            if not self._open and self._file >= 0 and os.lseek(self._file, 0, os.SEEK_CUR) > LONGEST:
                os.ftruncate(self._file, 0)
                self._write("process", self._process)

    def in_doubt(self) -> frozenset[int]:
        """Rows that may have arrived, of which the database does not know; the file tells the next process of them."""
        return frozenset(self._open) if self._file >= 0 else frozenset()

    def close(self) -> None:
        """Nothing is on its way any more. The file goes, unless something is in doubt."""
        if self._file >= 0 and self._path is not None:
            os.close(self._file)
            self._file = -1
            if not self._open:
                self._path.unlink(missing_ok=True)

    def _tell(self, what: str, row: OutboxRow) -> None:
        """In JSON as the others, made by hand: it is written twice for each message."""
        self._append(f'["{what}", {row.id}]\n')

    def _write(self, *line: object) -> None:
        self._append(f"{json.dumps(line)}\n")

    def _append(self, line: str) -> None:
        if self._file >= 0:
            with suppress(OSError):
                os.write(self._file, line.encode())


def _note(left: Left, line: object) -> None:
    match line:
        case ["process", str(process)]:
            left.process = process
        case ["begun", int(row_id)]:
            left.begun.add(row_id)
        case ["arrived", int(row_id), int(version), [str(chat_id), str(message_id)]]:
            left.begun.discard(row_id)
            left.arrived[row_id] = version, Sent(chat_id, message_id)
        case ["ended", int(row_id)]:
            left.begun.discard(row_id)
            left.arrived.pop(row_id, None)
