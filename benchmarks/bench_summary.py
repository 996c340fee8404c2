"""How long it takes to say what a study says: a store of 10,000 draws, summed up without loading it whole. `make bench`.

The store has every variable of the costs of us-china-trade-war, all dates and regions; its numbers are made up, for what is timed
is reading and estimating. Wall time, time of the processors, and the memory beyond what the process held before.
"""

from __future__ import annotations

import dataclasses
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import xarray as xr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rows import judged

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


def plan_of() -> StudyPlan:
    return StudyPlan(
        draws=DRAWS,
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


def make_store(path: Path) -> None:
    scenario, plan = tt.read_scenario("us-china-trade-war"), plan_of()
    design = design_of(scenario, plan)
    card = card_of(scenario, plan, draws=DRAWS, piece=PIECE)
    create_store(path, card, outcome_frame(scenario, plan), scenario, design.draw_names)
    store = open_store(path)
    with one_writer(path), team_of(MadeUp(scenario, design), None, None) as team:
        solve_pieces(store, team, store.to_do(), lambda line: None)


def peak_bytes() -> int:
    """The most memory that this process has held; kibibytes are what Linux counts in."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def row(path: Path, out: Path) -> None:
    study = tt.open_study(path)
    size, before = study.dataset.nbytes, peak_bytes()
    wall, cpu = time.perf_counter(), time.process_time()
    summary = tt.summarise_study(study)
    wall, cpu, held = time.perf_counter() - wall, time.process_time() - cpu, peak_bytes() - before
    print(
        f"{DRAWS} draws, {size / 1e6:.0f} MB: summed up in {wall:.1f} s ({judged(wall, TARGET_SECONDS, 's')}), "
        f"{cpu:.1f} s of processors, memory beyond before {held / 1e6:.0f} MB",
        flush=True,
    )
    wall = time.perf_counter()
    write_study(summary, out)
    print(f"page, charts and tables {time.perf_counter() - wall:.1f} s")


if __name__ == "__main__":
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        # Made by a process of its own, so that what it takes to make a store is not counted.
        if os.fork() == 0:
            make_store(Path(folder) / "study.zarr")
            os._exit(0)
        os.wait()
        row(Path(folder) / "study.zarr", Path(folder) / "report")
