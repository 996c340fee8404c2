"""A world of 77 countries and 45 industries, from its file to a solved scenario.

Needs ../shared/validation (arrays of 2022, which do not ship). Every row but the first is a process of its own, so that its
memory is its own; compiled code is kept from row to row.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
from benchmarks.rows import Row, judged, process, show
from tests.conftest import VALIDATION

import tradetalks as tt
from tradetalks.data.elasticities import SET_PARTS, SET_WORLD
from tradetalks.data.industry_codes import parts_of_industries

ARRAYS = VALIDATION / "world2022_77x45.npz"
# From file to solved scenario.
SECONDS, GIGABYTES = 60.0, 4.0
SCENARIO = """name: large
title: Twenty-five points on everything from China
baseline: {file: world.nc}
model: {scale: SCALE}
acts:
  - {id: first, by: USA, on: CHN, rate: 25%, from: 2026-01-01, source: made up for this benchmark}
"""
SOLVE = """
import tradetalks as tt
economy = tt.calibrate(tt.read_world("world.nc"), scale=SCALE)
solved = tt.solve(economy, tt.raise_tariffs(economy, by="USA", on="CHN", rate=0.25))
print(f"USA {float(solved.real_income_change.sel(region='USA')):+.3f} percent")
"""


def write_world(folder: Path) -> Row:
    """The arrays as a world in a file: exporters first there, elasticities of the default set, balanced to the last digit."""
    start = time.process_time()
    arrays = np.load(ARRAYS)
    industries = arrays["sectors"].tolist()
    accounts = tt.build_accounts(
        regions=arrays["regions"].tolist(),
        sectors=industries,
        flows_nij=arrays["flows_busd"].swapaxes(0, 1),
        tariff_nij=arrays["tariff"].astype(float).swapaxes(0, 1),
        use_nkj=arrays["intermediate_use_busd"],
        final_nj=arrays["final_use_busd"],
        value_added_nj=arrays["value_added_busd"],
        # Until the named set is laid over it.
        theta_j=np.full(len(industries), 5.0),
        tradable_j=[code[0] in "ABC" for code in industries],
        attrs={"name": "world2022_77x45", "year": 2022},
    )
    accounts.attrs |= {SET_WORLD: "world2022", SET_PARTS: json.dumps(parts_of_industries(industries))}
    accounts, _ = tt.balance(tt.with_elasticities(accounts, "LL2023_psi_half"))
    balanced = time.process_time()
    tt.save_world(accounts, folder / "world.nc")
    saved = time.process_time()
    tt.aggregate(accounts, regions={"EU": ["EU27"], "SEA": ["ASEAN"], "USMCA": ["USMCA"], "ROW": ["rest"]})
    merged = time.process_time()
    size = (folder / "world.nc").stat().st_size / 1e6
    return Row(
        "Arrays checked and balanced, written to a world file, merged to five regions",
        f"{balanced - start:.1f} s, {saved - balanced:.1f} s ({size:.1f} MB), {merged - saved:.1f} s",
    )


def timed(what: str, command: list[str], folder: Path) -> Row:
    """Seconds and memory of a process, beside what they may be."""
    done = process(command, cache=str(folder / "cache"), folder=folder)
    if not done.ended_well:
        raise SystemExit(f"{what} failed")
    seconds = judged(done.processors, SECONDS, "s of processors")
    return Row(what, str(done), target=f"{seconds}; {judged(done.gigabytes, GIGABYTES, 'GB')}")


def rows() -> Iterator[Row]:
    if not ARRAYS.is_file():
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        yield write_world(folder)
        for scale in ("False", "True"):
            command = ["-c", SOLVE.replace("SCALE", scale)]
            yield timed(
                f"Read, calibrated, solved, compilation included; scale economies: {scale.lower()}", command, folder
            )
        for scale in ("false", "true"):
            (folder / "large.yaml").write_text(SCENARIO.replace("SCALE", scale), encoding="utf-8")
            command = ["-m", "tradetalks", "run", "large.yaml", "--brief"]
            yield timed(f"`tradetalks run --brief` of a scenario on it; scale economies: {scale}", command, folder)


if __name__ == "__main__":
    show(rows())
