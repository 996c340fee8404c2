"""Studies: processes beside threads.

The same study by threads of one process and by four processes of Dask on this machine, each into a store of its own. Warm: the
processes run, and have solved the study once. Both then solve the same draws, in turns; seconds of processors are those of this
process and of all that it has started. From nothing: processes are started, load the package, and take compiled code from the
folder where it is kept.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from benchmarks.rows import Row, judged, ratio, show

import tradetalks as tt
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.ensemble.card import card_of
from tradetalks.ensemble.design import Design, design_of
from tradetalks.ensemble.layout import create_store, piece_size
from tradetalks.ensemble.outcomes import outcome_frame
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.run import StudySolver
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import one_writer, open_store
from tradetalks.ensemble.team import Team
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.study import parse_study

SCENARIO = "beijing-2019"
# Four pieces for each worker.
DRAWS = 1024
WORKERS = 4
TURNS = 3
# Percent that four processes may lose against threads.
MOST_LOST = 15
PLAN = """
sampling: latin hypercube
parameters:
  trade elasticity: {factor: {lognormal: {median: 1, p10: 0.7, p90: 1.4}}}
  returns to scale: {factor: {uniform: [0, 1]}}
  horizon: {key: model.horizon_years, uniform: [0.5, 10]}
"""


def rows(draws: int = DRAWS, workers: int = WORKERS, turns: int = TURNS) -> Iterator[Row]:
    """Warm, then from nothing; the first turn of both is the one in which they compile."""
    keep_compiled_code()
    scenario = tt.read_scenario(SCENARIO)
    design = design_of(scenario, parse_study(f"draws: {draws}\n{PLAN}", "plan", scenario))
    solver = StudySolver(scenario, design)
    with tempfile.TemporaryDirectory() as folder, team_of(solver, None, None) as threads:
        whole = partial(in_a_store, Path(folder), scenario, design)
        first_of_threads = timed(partial(whole, threads))
        before, cpu_before = time.perf_counter(), cpu_seconds()
        with team_of(solver, workers, None) as processes:
            whole(processes)
            first = time.perf_counter() - before, cpu_seconds() - cpu_before
            pairs = np.array([(timed(partial(whole, threads)), timed(partial(whole, processes))) for _ in range(turns)])
    one, many = pairs[:, 0], pairs[:, 1]
    longer, more = (100 * (ratio(many[:, k], one[:, k]) - 1) for k in (0, 1))
    name = f"{draws:,} draws of `{SCENARIO}`, {workers} processes"
    yield Row(
        what=f"{name}, warm",
        measured=f"{in_words(many.min(axis=0))}; {more:+.0f} percent of work",
        limit="threads of one process",
        target=judged(longer, MOST_LOST, "percent longer than threads by the clock"),
        beside=f"threads {in_words(one.min(axis=0))}: processes take {longer:+.0f} percent by the clock",
    )
    yield Row(
        what=f"{name}, from nothing",
        measured=in_words(first),
        beside=f"threads, nothing compiled in their process {in_words(first_of_threads)}",
    )


def in_words(seconds: Sequence[float]) -> str:
    wall, cpu = seconds
    return f"{wall:.2f} s by the clock, {cpu:.2f} s of processors"


def in_a_store(folder: Path, scenario: Scenario, design: Design, team: Team) -> None:
    """The whole study, into a store that is new."""
    solve(folder / f"{len(list(folder.iterdir()))}.zarr", scenario, design, team)


def solve(path: Path, scenario: Scenario, design: Design, team: Team) -> None:
    """The whole study, into a store of its own."""
    card = card_of(scenario, design.plan, draws=len(design), piece=piece_size(len(design), batched=True))
    create_store(path, card, outcome_frame(scenario, design.plan), scenario, design.draw_names)
    store = open_store(path)
    with one_writer(path):
        solve_pieces(store, team, store.to_do(), lambda line: None)


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of this process and of all below it."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    work()
    return time.perf_counter() - wall, cpu_seconds() - cpu


def cpu_seconds() -> float:
    """Of this process and of those that it has started; of the others only where the system tells (Linux)."""
    ticks = 0
    for child in multiprocessing.active_children():
        stat = Path(f"/proc/{child.pid}/stat")
        if stat.is_file():
            # After the name in brackets: state, ten numbers, then time in the program and in the system.
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    show(rows())
