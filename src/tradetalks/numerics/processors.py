"""How many processors this process may use."""

from __future__ import annotations

import os

# The environment variable by which XLA counts the processors that it may use, where it is set.
PROCESSORS = "NPROC"


def processors() -> int:
    """How many processors this process may use, as XLA counts them: ``NPROC`` where it is set, else those it may run on."""
    told = os.environ.get(PROCESSORS, "")
    if told.isdigit():
        return max(1, int(told))
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
