"""Write docs/performance.md: the rows of every benchmark, a table each, with the day and the machine.

    python benchmarks/write_page.py                  every table anew (make bench)
    python benchmarks/write_page.py --only economy   that table alone; the others stay as they are, each with its own day

A table comes from one run from its first row to its last; no run fills part of a table.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import jax
from benchmarks.rows import Row

PAGE = ROOT / "docs" / "performance.md"
INTRODUCTION = """# Performance

How long things take, how much memory they need, and beside it what could be least and what others need. `make bench`
measures all of it and writes this page; a figure of speed that stands on another page is one of its rows. Ratios come from one
run in which both sides took turns. Seconds are those of processors, all threads added up, so that other programs on the machine
count less; those by the clock say so. A *stream* is the time to copy the trade shares (importer, exporter, sector) once: no solve
can take fewer streams than it evaluates the equations. Small worlds fit into a processor's own cache, where a stream is so short
that the start of each operation weighs more.
"""
COLUMNS = ("what", "measured", "least", "target", "beside it, in the same run")
# A table stands between these two marks, with the name of its benchmark.
BEGIN, END = "<!-- begin {} -->", "<!-- end {} -->"


def benchmarks() -> list[str]:
    """Names of the benchmarks that give rows, in the order of the alphabet."""
    files = sorted(Path(__file__).parent.glob("bench_*.py"))
    return [file.stem.removeprefix("bench_") for file in files if "def rows(" in file.read_text(encoding="utf-8")]


def machine() -> str:
    """Processor, cores, memory and the versions that matter; no name of a host."""
    processor = platform.processor() or platform.machine()
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        found = re.search(r"model name\s*:\s*(.+)", listed.read_text(encoding="utf-8"))
        if found:
            processor = found.group(1).strip()
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    device = jax.devices()[0].platform
    versions = f"Python {platform.python_version()}, JAX {jax.__version__} on {device}"
    return f"{processor}, {os.cpu_count()} cores, {gigabytes:.0f} GB; {versions}"


def table(name: str) -> str:
    """One benchmark, run now, as a section of the page."""
    module = importlib.import_module(f"benchmarks.bench_{name}")
    heading, _, text = (module.__doc__ or name).partition("\n\n")
    before = os.getloadavg()[0]
    rows: list[Row] = []
    for row in module.rows():
        print(f"{name}: {row.what}: {row.measured}", flush=True)
        rows.append(row)
    if not rows:
        return ""
    day = datetime.now(UTC).date()
    load = f"{before:.0f} to {os.getloadavg()[0]:.0f}"
    lines = [
        f"## {heading.strip().rstrip('.')}",
        "",
        " ".join(text.split()),
        "",
        f"Measured on {day}: {machine()}; other programs at work, load {load}.",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|---" * len(COLUMNS) + "|",
        *(f"| {row.what} | {row.measured} | {row.limit} | {row.target} | {row.beside} |" for row in rows),
    ]
    return "\n".join(lines)


def sections(page: str) -> dict[str, str]:
    """Tables of a written page by benchmark."""
    found = re.findall(r"<!-- begin (\w+) -->\n(.*?)\n<!-- end \1 -->", page, re.DOTALL)
    return dict(found)


def assemble(tables: dict[str, str]) -> str:
    """The page of these tables."""
    parts = [INTRODUCTION]
    for name in sorted(tables):
        parts.append(f"{BEGIN.format(name)}\n{tables[name]}\n{END.format(name)}\n")
    return "\n".join(parts)


def main() -> None:
    known = benchmarks()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("--only", nargs="+", choices=known, default=known, help="these tables alone")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(known))
        return
    tables = {}
    if PAGE.is_file():
        tables = {name: text for name, text in sections(PAGE.read_text(encoding="utf-8")).items() if name in known}
    for name in arguments.only:
        written = table(name)
        if written:
            tables[name] = written
            PAGE.write_text(assemble(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
