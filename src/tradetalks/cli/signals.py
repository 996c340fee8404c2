"""Ctrl-C and SIGTERM: both end a command through its clean-up, wherever they strike."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

# Seconds: long enough for the callback that lost the signal to return, too short to notice.
AGAIN_AFTER = 0.02


class Terminated(SystemExit):
    """SIGTERM, as an exception, so that drafts are removed on the way out."""

    def __init__(self) -> None:
        # By convention, the status of a process that a signal ended.
        super().__init__(128 + signal.SIGTERM)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _again(lost: UnraisableHookArgs) -> None:
    """An interruption raised where Python ignores exceptions (a garbage collector's callback, of which JAX has one) is sent
    once more; anything else is reported as usual."""
    if lost.exc_type is KeyboardInterrupt:
        number = signal.SIGINT
    elif lost.exc_type is Terminated:
        number = signal.SIGTERM
    else:
        sys.__unraisablehook__(lost)
        return
    timer = threading.Timer(AGAIN_AFTER, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Within it no interruption is lost; what was in force before comes back. Only the main thread can listen."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler, hook = signal.signal(signal.SIGTERM, _terminate), sys.unraisablehook
    sys.unraisablehook = _again
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        sys.unraisablehook = hook
