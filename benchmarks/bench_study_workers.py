"""What processes cost: the same study by threads of one process and by four processes of Dask on this machine.

Processes are started, and have compiled and solved a first study, before either is timed. Both then solve the same draws, in
turns; of each the best turn is told. On a machine that does other work wall seconds say little: CPU seconds stand beside them, of
this process and of the workers.

    python benchmarks/bench_study_workers.py
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

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
# What four workers may lose against threads.
MOST_LOST = 0.15
PLAN = """
sampling: latin hypercube
parameters:
  trade elasticity: {factor: {lognormal: {median: 1, p10: 0.7, p90: 1.4}}}
  returns to scale: {factor: {uniform: [0, 1]}}
  horizon: {key: model.horizon_years, uniform: [0.5, 10]}
"""


def main() -> int:
    keep_compiled_code()
    scenario = tt.read_scenario(SCENARIO)
    draws = int(os.environ.get("STUDY_DRAWS", DRAWS))
    design = design_of(scenario, parse_study(f"draws: {draws}\n{PLAN}", "plan", scenario))
    solver = StudySolver(scenario, design)
    print(f"{draws:,} draws of {SCENARIO}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with team_of(solver, None, None) as threads, team_of(solver, WORKERS, None) as workers:
        best = in_turns({"threads": threads, f"{WORKERS} workers": workers}, scenario, design)
    for name, (wall, cpu) in best.items():
        print(f"  {name:>10}  {wall:.2f} s, {cpu:.2f} CPU s: {draws / wall:,.0f} draws a second")
    (own_wall, own_cpu), (wall, cpu) = best.values()
    lost, more = wall / own_wall - 1, cpu / own_cpu - 1
    print(f"the workers lose {lost:.0%} of the time (at most {MOST_LOST:.0%}), and {more:.0%} of the CPU")
    print(f"load {os.getloadavg()[0]:.1f} at the end")
    return 0


def in_turns(teams: dict[str, Team], scenario: Scenario, design: Design) -> dict[str, tuple[float, float]]:
    """The best wall and CPU seconds of each team; the first turn, in which it compiles, does not count."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in teams}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(TURNS + 1):
            for name, team in teams.items():
                path = Path(folder) / f"{turn}-{name}.zarr"
                seconds = timed(partial(solve, path, scenario, design, team))
                print(f"    turn {turn}, {name}: {seconds[0]:.2f} s, {seconds[1]:.2f} CPU s", flush=True)
                if turn:
                    found[name].append(seconds)
    return {name: (min(wall for wall, _ in turns), min(cpu for _, cpu in turns)) for name, turns in found.items()}


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
    raise SystemExit(main())
