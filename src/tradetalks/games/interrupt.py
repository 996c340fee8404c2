"""Ctrl-C between steps: a search is never cut in the middle of compiled code, where an interruption can be lost.

:func:`deferred` keeps the signal until the search asks for it with :func:`poll`, between evaluations; a second Ctrl-C does
not wait. Outside the main thread nothing is changed, except in the threads of :func:`side_by_side`, which end with the main one.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from types import FrameType
from typing import TypeVar

from tradetalks.numerics.processors import processors

Found = TypeVar("Found")
# Seconds between two looks at whether Ctrl-C waits: too short to notice, too long to cost anything.
LOOK_EVERY = 0.05

_waiting = threading.Event()


def _note(signum: int, frame: FrameType | None) -> None:
    if _waiting.is_set():
        _waiting.clear()
        raise KeyboardInterrupt
    _waiting.set()


@contextlib.contextmanager
def deferred() -> Iterator[None]:
    """Within it Ctrl-C waits for :func:`poll`; what is in force outside comes back afterwards, and so does a Ctrl-C that
    nobody asked for."""
    before = signal.getsignal(signal.SIGINT)
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or before in (_note, signal.SIG_IGN, None):
        yield
        return
    _waiting.clear()
    signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if _waiting.is_set():
            _waiting.clear()
            signal.raise_signal(signal.SIGINT)


class _Team(threading.local):
    """Of a thread: the event that tells it to stop; None for threads that nobody stops."""

    stop: threading.Event | None = None


_team = _Team()


def side_by_side(work: Callable[[int], Found], count: int, watch: Callable[[int], None]) -> list[Found]:
    """``[work(0), work(1), ...]``, several at a time: compiled code does not hold Python's lock.

    The first is done alone, so that nothing is compiled twice. An interruption of the main thread ends the others between two
    evaluations.

    Args:
        work: what to do with each number; its results do not depend on what else is done.
        count: how many.
        watch: told of each number as it is waited for, in order, in the calling thread.

    Returns:
        The results, in order.
    """
    if count == 0:
        return []
    watch(0)
    done = [work(0)]
    stop = threading.Event()

    def begin() -> None:
        _team.stop = stop

    with ThreadPoolExecutor(max(1, min(processors(), count)), initializer=begin) as pool:
        under_way = [pool.submit(work, k) for k in range(1, count)]
        try:
            for k, future in enumerate(under_way, 1):
                watch(k)
                done.append(_awaited(future))
        except BaseException:
            stop.set()
            for future in under_way:
                future.cancel()
            raise
    return done


def _awaited(future: Future[Found]) -> Found:
    """The result, with an eye on Ctrl-C meanwhile."""
    while True:
        poll()
        try:
            return future.result(timeout=LOOK_EVERY)
        except NotYet:
            if future.done():
                raise


def poll() -> None:
    """Raise the interruption that is waiting, if there is one, or that of the thread that this one works for."""
    if _team.stop is not None and _team.stop.is_set():
        raise KeyboardInterrupt
    if _waiting.is_set() and threading.current_thread() is threading.main_thread():
        _waiting.clear()
        raise KeyboardInterrupt
