"""What a benchmark says: rows of one form, printed by the benchmark alone or collected into a page by ``write_page.py``.

A benchmark is a file ``bench_*.py`` with a function ``rows()`` that gives them as they are measured and a docstring whose
first line is the heading. Times are those of processors unless they say otherwise: what other programs take of the machine does
not count.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
# ru_maxrss counts kilobytes.
KILOBYTES_IN_GIGABYTE = 1e6


@dataclass(frozen=True)
class Row:
    """One line: what is timed, what it took, the least it could take, what it may take, and who else was timed beside it."""

    what: str
    measured: str
    limit: str = ""
    target: str = ""
    beside: str = ""


def processor_seconds(call: Callable[[], object]) -> float:
    """Of one call, until its arrays are there; all threads count."""
    start = time.process_time()
    jax.block_until_ready(call())
    return time.process_time() - start


def in_turn(calls: dict[str, Callable[[], object]], runs: int) -> dict[str, np.ndarray]:
    """Processor seconds of every call, in turn, so that each meets the same machine; a first call of each is not counted."""
    for call in calls.values():
        jax.block_until_ready(call())
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs):
        for name, call in calls.items():
            taken[name].append(processor_seconds(call))
    return {name: np.array(seconds) for name, seconds in taken.items()}


def ratio(longer: np.ndarray, shorter: np.ndarray) -> float:
    """Median over runs of the time of one over that of the other, next to it."""
    return float(np.median(longer / shorter))


def judged(value: float, target: float, unit: str, *, most: bool = True) -> str:
    """A target and whether the value meets it: at most, or at least."""
    met = value <= target if most else value >= target
    return f"at {'most' if most else 'least'} {target:g} {unit}: {'met' if met else 'missed'}"


@dataclass(frozen=True)
class Process:
    """What a process of its own took."""

    wall: float
    processors: float
    gigabytes: float
    output: str
    ended_well: bool

    def __str__(self) -> str:
        return f"{self.wall:.1f} s by the clock, {self.processors:.1f} s of processors, {self.gigabytes:.1f} GB"


def process(arguments: list[str], *, cache: str, folder: Path | None = None) -> Process:
    """Run Python on ``arguments`` with compiled code kept in ``cache`` (``off``: none)."""
    environment = os.environ | {"TRADETALKS_CACHE": cache, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    with running.stdout as said:
        output = said.read()
    _, status, used = os.wait4(running.pid, 0)
    # It was waited for here, for what it used, and not by Popen.
    running.returncode = os.waitstatus_to_exitcode(status)
    return Process(
        wall=time.perf_counter() - start,
        processors=used.ru_utime + used.ru_stime,
        gigabytes=used.ru_maxrss / KILOBYTES_IN_GIGABYTE,
        output=output.strip(),
        ended_well=running.returncode == 0,
    )


def show(rows: Iterable[Row]) -> None:
    """Print rows as they come."""
    for row in rows:
        parts = {"limit": row.limit, "target": row.target, "beside": row.beside}
        rest = "".join(f" | {name} {text}" for name, text in parts.items() if text)
        print(f"{row.what}: {row.measured}{rest}", flush=True)
