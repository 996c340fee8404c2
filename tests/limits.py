"""Limits on what a test may take: a hang fails a test instead of blocking all others."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TooLong(Exception):
    """Nothing of the package's: it ran past its time."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`TooLong` in the main thread where the block is not done after so many seconds."""

    def ring(number: int, frame: object) -> None:
        raise TooLong(f"not done after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
