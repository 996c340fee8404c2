"""Limits on what a test may take: a hang fails a test instead of blocking all others."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def peak_kilobytes() -> int:
    """The most memory that this program has held.

    Where the system tells the peak of the program itself that is taken: the resource usage of a process counts what the process
    that started it held at the time.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
