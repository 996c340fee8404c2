"""Ctrl-C and SIGTERM: both end a command through its clean-up, wherever they strike."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

# Seconds: long enough for the callback that lost the signal to return, too short to notice.
AGAIN_AFTER = 0.02
# Seconds in which the main thread answers a signal unless compiled code holds it: a step between two evaluations is shorter.
PATIENCE = 0.5
STOPPED = "interrupted; no file of this run was written"
# What terminals understand: the cursor, hidden while something turns, is seen again.
SHOW_CURSOR = "\x1b[?25h"

_answered = threading.Event()
# What is said of an interruption now: commands that keep what they have done say so.
_said = [STOPPED]
# Set by Ctrl-C, for good: what strikes while an extension module is loaded comes out as an error of the import.
_struck = threading.Event()


class Terminated(SystemExit):
    """SIGTERM, as an exception, so that drafts are removed on the way out."""

    def __init__(self) -> None:
        # By convention, the status of a process that a signal ended.
        super().__init__(128 + signal.SIGTERM)


def _terminate(number: int, frame: FrameType | None) -> None:
    _answered.set()
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


def _interrupt(number: int, frame: FrameType | None) -> None:
    _answered.set()
    _struck.set()
    raise KeyboardInterrupt


def say_when_stopped(text: str) -> None:
    """What is said from now on where the command is interrupted."""
    _said[0] = text


def said_when_stopped() -> str:
    """What is said of an interruption: that no file was written, unless a command has said otherwise."""
    return _said[0]


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Within it no interruption is lost; what was in force before comes back. Only the main thread can listen."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _struck.clear()
    say_when_stopped(STOPPED)
    # A shell has programs in the background ignore Ctrl-C.
    heard = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        heard.append(signal.SIGINT)
    before = {number: signal.signal(number, HANDLERS[number]) for number in heard}
    hook = sys.unraisablehook
    sys.unraisablehook = _again
    try:
        with _watched():
            yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def was_interrupted() -> bool:
    """Whether Ctrl-C has struck since :func:`heeded` began, whatever became of the exception."""
    return _struck.is_set()


@contextlib.contextmanager
def _watched() -> Iterator[None]:
    """A thread that is told of signals at once: Python tells its own handlers only when compiled code comes back."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reader,), name="signals", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        # Closing it ends the thread.
        writer.close()


def _watch(reader: socket.socket) -> None:
    """End the process where a signal is not answered in time."""
    with reader:
        while told := reader.recv(1):
            number = told[0]
            if number not in HANDLERS or _answered.wait(PATIENCE):
                _answered.clear()
            elif signal.getsignal(number) is HANDLERS[number]:
                # Searches that keep Ctrl-C for later, to give their best point, have a handler of their own.
                _stop_now(128 + number)


def _stop_now(status: int) -> None:
    """Leave nothing behind, say so, and end, whatever the main thread is doing."""
    drafts = sys.modules.get("tradetalks.report.draft")
    if drafts is not None:
        drafts.end_all()
    if sys.stderr.isatty():
        sys.stderr.write(SHOW_CURSOR)
    sys.stderr.write(f"{said_when_stopped()}\n")
    leave_at_once(status)


def flush_output() -> None:
    """Send out what is printed; a stream that the caller has closed takes nothing."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


def leave_at_once(status: int) -> None:
    """End the process without waiting for threads."""
    flush_output()
    os._exit(status)


HANDLERS: dict[int, Callable[[int, FrameType | None], None]] = {signal.SIGTERM: _terminate, signal.SIGINT: _interrupt}
