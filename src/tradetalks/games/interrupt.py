"""Ctrl-C between steps: a search is never cut in the middle of compiled code, where an interruption can be lost.

:func:`deferred` keeps the signal until the search asks for it with :func:`poll`, between evaluations; a second Ctrl-C does
not wait. Outside the main thread nothing is changed.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

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


def poll() -> None:
    """Raise the interruption that is waiting, if there is one."""
    if _waiting.is_set() and threading.current_thread() is threading.main_thread():
        _waiting.clear()
        raise KeyboardInterrupt
