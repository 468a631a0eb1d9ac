"""Work done by a process beside this one: it begins with the first work, and ends when there has been none for a while.

What that work has loaded and made (numpy, the encoder, an index) takes half as much memory as the rest of the bot, and what a
process once had, it keeps. So it stands in a process of its own, where nothing that it computes holds up the event loop.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import IO, Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

REST = 300.0
"""Seconds without work after which the process ends: the next work waits some 0.6 s for another."""
AT_ONCE = 4
"""Pieces of work done at the same time, so that a question does not wait while an index is made."""
START = "from bot.faq.aside import serve; serve()"


class Gone(Exception):
    """The process ended before it had done this: it had rested, or the system has taken it. It can be asked again."""


class Aside:
    """Safe to use from several threads and event loops."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._lock = threading.Lock()
        self._sender = ThreadPoolExecutor(1, "aside")
        atexit.register(self.rest)

    @property
    def running(self) -> bool:
        """Whether work is begun without a process to be started."""
        return self._process is not None and not self._process.gone

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have `work`, a function of a module, done over there; the future may raise `Gone`. What goes there and comes back is
        pickled."""
        assert not kwargs
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # it is asked for: who does not wait for it any more changes nothing
        self._sender.submit(self._send, done, work, args)
        return done

    def give_up(self) -> None:
        """End the process at once: it has stopped. Whoever waits hears that it is `Gone`. Waits for nothing itself, not even
        for who is handing it work."""
        if self._process is not None:
            self._process.kill()

    def rest(self) -> None:
        """End the process once what it is doing is done."""
        with self._lock:
            if self._process is not None:
                self._process.end()
                self._process = None

    def _send(self, done: Future[Any], work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        try:
            with self._lock:
                if self._process is None or self._process.gone:
                    self._process = _Process()
                self._process.send(done, work, args)
        except Exception as error:
            done.set_exception(error)


class _Process:
    """One that was started, and what is expected of it."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        command = [sys.executable, "-P", "-c", START]  # whatever else is called `bot` in the folder that one is in
        self._process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        self._expected: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        self._sent = 0
        self.gone = False
        threading.Thread(target=self._receive, name="aside", daemon=True).start()

    def send(self, done: Future[Any], work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        parcel = pickle.dumps((self._sent, work, args))
        with self._lock:
            if self.gone:
                raise Gone
            self._expected[self._sent] = done
        self._sent += 1
        with suppress(OSError):  # it has ended: whoever receives hears of that, too
            _hand_over(self._process.stdin, parcel)

    def end(self) -> None:
        """It ends when it has done what it was sent."""
        with suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()

    def kill(self) -> None:
        self._process.kill()

    def _receive(self) -> None:
        """Until it ends, or says what cannot be read."""
        assert self._process.stdout is not None
        with suppress(Exception), self._process.stdout as source:
            while True:
                number, error, result = pickle.load(source)  # noqa: S301  # it is we who wrote it
                with self._lock:
                    done = self._expected.pop(number)
                if error is None:
                    done.set_result(result)
                else:
                    done.set_exception(error)
        with self._lock:
            self.gone = True
        for done in self._expected.values():
            done.set_exception(Gone())
        self.kill()
        self.end()
        self._process.wait()


def _hand_over(to: IO[bytes] | None, parcel: bytes) -> None:
    assert to is not None
    to.write(parcel)
    to.flush()


def serve() -> None:
    """What the process does: work for whoever started it, until that one has gone or there has been nothing to do for long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to all processes at a terminal; the bot ends this one
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed is no answer
    desk = _Desk(sink)
    threading.Thread(target=desk.watch, daemon=True).start()
    with ThreadPoolExecutor(AT_ONCE, "work") as pool, suppress(EOFError):
        while True:
            number, work, args = pickle.load(source)  # noqa: S301  # it is we who wrote it
            desk.take(pool, number, work, args)


class _Desk:
    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink
        self._lock = threading.Lock()
        self._open = 0
        self._quiet_since = monotonic()

    def take(self, pool: ThreadPoolExecutor, number: int, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        with self._lock:
            self._open += 1
        pool.submit(self._do, number, work, args)

    def _do(self, number: int, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        try:
            parcel = pickle.dumps((number, None, work(*args)))
        except Exception as error:
            parcel = _said(number, error)
        with self._lock, suppress(OSError):  # nobody listens any more
            self._open -= 1
            self._quiet_since = monotonic()
            _hand_over(self._sink, parcel)

    def watch(self) -> None:
        """End the process when it has rested."""
        quiet = threading.Event()
        while True:
            with self._lock:
                left = self._quiet_since + REST - monotonic() if not self._open else REST
                if left <= 0:
                    os._exit(0)
            quiet.wait(left)


def _said(number: int, error: Exception) -> bytes:
    """The error, or its words where it cannot be sent: some can be packed, but not unpacked."""
    try:
        parcel = pickle.dumps((number, error, None))
        pickle.loads(parcel)  # noqa: S301  # it is we who wrote it
        return parcel
    except Exception:
        return pickle.dumps((number, RuntimeError(f"{type(error).__name__}: {error}"), None))
