"""Studies: summing up.

A store with all that is kept of the costs of `us-china-trade-war` is summed up without loading it whole. Its
numbers are made up, for what is timed is reading and estimating. Making the store and summing it up are processes of their own.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import xarray as xr
from benchmarks.rows import Row, judged, process, show

import tradetalks as tt
from tradetalks.ensemble.card import card_of
from tradetalks.ensemble.design import Design, design_of
from tradetalks.ensemble.layout import create_store
from tradetalks.ensemble.outcomes import SOLVED, empty_outcomes, outcome_frame
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import one_writer, open_store
from tradetalks.report.study.write import write_study
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter
from tradetalks.scenario.sections.study_values import Distribution, LognormalSpec

DRAWS, PIECE = 10_000, 256
TARGET_SECONDS = 10


def plan_of(draws: int) -> StudyPlan:
    return StudyPlan(
        draws=draws,
        seed=1,
        sampling="latin hypercube",
        parameters={
            "trade elasticity": Parameter(factor=Distribution(lognormal=LognormalSpec(median=1.0, p10=0.7, p90=1.4))),
            "returns to scale": Parameter(factor=Distribution(uniform=(0.0, 1.0))),
            "horizon": Parameter(key="model.horizon_years", uniform=(0.5, 10.0)),
        },
    )


@dataclasses.dataclass(frozen=True)
class MadeUp:
    """Outcomes that fall with the first parameter and rise with the second, of another size in every date and region."""

    scenario: Scenario
    design: Design

    def __call__(self, positions: range) -> xr.Dataset:
        found = empty_outcomes(self.scenario, self.design.plan, [self.design.draw_names[k] for k in positions])
        where = np.array(positions)
        values = self.design.table[where]
        found["parameter_value"].values[:], found["cube"].values[:] = values, self.design.cube[where]
        found["status"].values[:] = SOLVED
        change = -0.4 / values[:, 0] * (1 + 0.2 * values[:, 1]) - 0.01 * values[:, 2]
        for name, variable in found.data_vars.items():
            if "moment" in variable.dims:
                sizes = np.random.default_rng(len(str(name))).normal(size=variable.shape[1:])
                variable.values[:] = change[:, None, None] * sizes
        return found


def make_store(path: Path, draws: int) -> None:
    scenario, plan = tt.read_scenario("us-china-trade-war"), plan_of(draws)
    design = design_of(scenario, plan)
    card = card_of(scenario, plan, draws=draws, piece=PIECE)
    create_store(path, card, outcome_frame(scenario, plan), scenario, design.draw_names)
    store = open_store(path)
    with one_writer(path), team_of(MadeUp(scenario, design), None, None) as team:
        solve_pieces(store, team, store.to_do(), lambda line: None)


def peak_bytes() -> int:
    """The most memory that this process has held; kibibytes are what Linux counts in."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def summed_up(path: Path, out: Path) -> dict[str, float]:
    """Seconds and bytes of the summary, of its page, and of reading every variable once."""
    study = tt.open_study(path)
    size, before = study.dataset.nbytes, peak_bytes()
    wall, cpu = time.perf_counter(), time.process_time()
    summary = tt.summarise_study(study)
    found = {"bytes": size, "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    found["held"] = peak_bytes() - before
    wall = time.perf_counter()
    write_study(summary, out)
    found["page"] = time.perf_counter() - wall
    cpu = time.process_time()
    for variable in study.dataset.data_vars.values():
        np.asarray(variable.values)
    return found | {"read": time.process_time() - cpu}


def by_a_process(work: str, folder: Path, draws: int) -> str:
    """What a process of its own prints that makes the store, or sums it up."""
    arguments = [__file__, work, str(folder), str(draws)]
    done = process(arguments, cache=os.environ.get("TRADETALKS_CACHE", ""))
    if not done.ended_well:
        raise SystemExit(f"{' '.join(arguments)} failed\n{done.output}")
    return done.output


def rows(draws: int = DRAWS) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        by_a_process("make", Path(folder), draws)
        m = json.loads(by_a_process("sum-up", Path(folder), draws).splitlines()[-1])
    yield Row(
        what=f"A store of {draws:,} draws, {m['bytes'] / 1e6:.0f} MB, summed up",
        measured=f"{m['wall']:.1f} s by the clock, {m['cpu']:.1f} s of processors, {m['held'] / 1e6:.0f} MB of memory on top",
        limit=f"reading every variable once: {m['read']:.1f} s",
        target=judged(m["wall"], TARGET_SECONDS, "s by the clock"),
        beside=f"page, charts and tables {m['page']:.1f} s by the clock",
    )


def main(arguments: list[str]) -> None:
    if not arguments:
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        show(rows())
        return
    work, folder, draws = arguments[0], Path(arguments[1]), int(arguments[2])
    if work == "make":
        make_store(folder / "study.zarr", draws)
    else:
        print(json.dumps(summed_up(folder / "study.zarr", folder / "report")))


if __name__ == "__main__":
    main(sys.argv[1:])
