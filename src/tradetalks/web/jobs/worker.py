"""A process that solves, one task after the other: it can be stopped at any moment, and never keeps the server waiting."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from multiprocessing import connection as wires
from multiprocessing.connection import Connection

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.log import logger

# What is called with a line for every step, and with what is solved so far.
Tell = Callable[[str], None]
Early = Callable[[bytes], None]
# What a process is given to solve, and what solves it: a function of the parts of a task and of those two.
Task = tuple[object, ...]
Solve = Callable[..., bytes]
# Seconds that a run has to stop at its next step; then its process is ended.
GRACE = 2.0
# What is sent in the middle of a task that is not wanted any more.
STOP = "stop"


class JobCancelled(Exception):
    """Raised within a run that nobody wants any more."""


class Worker:
    """A process that solves one run at a time. It starts with its first run, and again after one that had to be ended.

    Args:
        solve: a function of a module; the process imports it, and nothing else that solves.
    """

    def __init__(self, solve: Solve) -> None:
        self._solve = solve
        self._process: multiprocessing.process.BaseProcess | None = None
        self._wire: Connection | None = None
        self._unwanted = False
        # Held while something is sent, and while the process changes.
        self._lock = threading.Lock()

    def solve(self, task: Task, progress: Tell, early: Early) -> bytes:
        """What the process makes of a task; blocks until it is done.

        Args:
            task: as the function takes it, before those whom it tells: texts and numbers.
            progress: called with a line for every step, in this thread.
            early: called with what is solved so far, in this thread.

        Raises:
            JobCancelled: :meth:`stop` was called.
            TradeTalksError: the run cannot be solved, or its process ended.
        """
        try:
            return self._result(self._sent(task), progress, early)
        except (EOFError, OSError):
            self._end()
            if self._unwanted:
                raise JobCancelled from None
            raise TradeTalksError(
                message(
                    "the process that solved this has ended", do="there may be too little memory: try fewer regions"
                )
            ) from None
        finally:
            self._unwanted = False

    def stop(self) -> None:
        """Have the run of now stop at its next step; end its process where it does not. Returns at once."""
        with self._lock:
            self._unwanted = True
            process = self._process
            if process is None or self._wire is None:
                return
            with contextlib.suppress(OSError):
                self._wire.send(STOP)
        timer = threading.Timer(GRACE, self._end_if_unwanted, (process,))
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._unwanted = True
            if self._process is not None:
                self._process.kill()

    def _sent(self, task: Task) -> Connection:
        """Give the process a task; the wire on which it answers."""
        with self._lock:
            if self._unwanted:
                raise JobCancelled
            if self._process is None or self._wire is None or not self._process.is_alive():
                context = multiprocessing.get_context("spawn")
                self._wire, theirs = context.Pipe()
                self._process = context.Process(target=_work, args=(theirs, self._solve), name="run", daemon=True)
                self._process.start()
                # Ours would keep the wire open when the process ends.
                theirs.close()
            self._wire.send(task)
            return self._wire

    def _result(self, wire: Connection, progress: Tell, early: Early) -> bytes:
        while True:
            kind, said = wire.recv()
            if kind == "progress":
                progress(said)
            elif kind == "early":
                early(said)
            elif kind == "done":
                return bytes(said)
            elif kind == "cancelled":
                raise JobCancelled
            elif kind == "defect":
                told, place = said
                logger.error("a run ended by a defect\n%s", place)
                raise TradeTalksError(told)
            else:
                raise TradeTalksError(said)

    def _end_if_unwanted(self, process: multiprocessing.process.BaseProcess) -> None:
        with self._lock:
            if self._unwanted and process is self._process:
                process.kill()

    def _end(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.join()
            if self._wire is not None:
                self._wire.close()
            self._process = self._wire = None


def _work(wire: Connection, solve: Solve) -> None:
    """What the process does: tasks, until the wire is closed or the server is gone."""
    # Ctrl-C of the server's terminal is the server's alone.
    with contextlib.suppress(AttributeError, OSError):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError):
        while True:
            task = wire.recv()
            # One that came too late, of a task that is done.
            if task != STOP:
                _Solving(wire, solve, task).answer()


class _Solving:
    """A task in the process that solves it."""

    def __init__(self, wire: Connection, solve: Solve, task: Task) -> None:
        self._wire, self._solve, self._task = wire, solve, task
        # Steps come from several threads.
        self._lock = threading.Lock()
        self._unwanted = False

    def answer(self) -> None:
        """Solve it and say what came of it."""
        try:
            self._say("done", self._solve(*self._task, self._progress, self._early))
        except JobCancelled:
            self._say("cancelled", "")
        except TradeTalksError as error:
            self._say("failed", str(error))
        except MemoryError:
            self._say("failed", message("there is not enough memory for this", do="try fewer regions or sectors"))
        except Exception as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())
            told = message(
                f"this is a defect of tradetalks ({what})", do="please report it, with the last lines of server.log"
            )
            self._say("defect", (told, traceback.format_exc()))

    def _progress(self, line: str) -> None:
        with self._lock:
            # The server sends nothing else during a task.
            if self._unwanted or self._wire.poll():
                self._unwanted = True
                raise JobCancelled
        self._say("progress", line)

    def _early(self, data: bytes) -> None:
        self._say("early", data)

    def _say(self, kind: str, said: object) -> None:
        with self._lock:
            self._wire.send((kind, said))


def _end_with_parent() -> None:
    """A server that was killed leaves no process behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wires.wait([parent.sentinel])
        os._exit(1)
