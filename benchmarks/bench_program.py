"""The command line from outside: start of Python, solves, report and files.

A first run compiles; a later one finds compiled code.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rows import Row, process, show


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("us-china-trade-war", "beijing-2019"):
            command = ["-m", "tradetalks", "run", name, "--quiet", "--out", f"{folder}/{name}"]
            cold, warm = (process(command, cache=f"{folder}/cache-{name}") for _ in range(2))
            yield Row(f"`tradetalks run {name}`, nothing compiled before", str(cold))
            yield Row(f"`tradetalks run {name}`, compiled code kept", str(warm))
        yield Row("`tradetalks --help`", str(process(["-m", "tradetalks", "--help"], cache=folder)))


if __name__ == "__main__":
    show(rows())
