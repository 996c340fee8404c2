"""A world of 77 countries and 45 industries, from its file to a solved scenario: seconds and memory, beside what they may be.

`make bench`; needs ../shared/validation (arrays of 2022, which do not ship). Every line is a process of its own, so that its
memory is its own and nothing is compiled before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
from tests.conftest import VALIDATION

import tradetalks as tt
from tradetalks.data.elasticities import SET_PARTS, SET_WORLD
from tradetalks.data.industry_codes import parts_of_industries

ARRAYS = VALIDATION / "world2022_77x45.npz"
# From file to solved scenario.
SECONDS, GIGABYTES = 60.0, 4.0
# ru_maxrss counts kilobytes.
KILOBYTES = 1e6
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


def write_world(folder: Path) -> None:
    """The arrays as a world in a file: exporters first there, elasticities of the default set, balanced to the last digit."""
    start = time.perf_counter()
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
    balanced = time.perf_counter()
    tt.save_world(accounts, folder / "world.nc")
    saved = time.perf_counter()
    tt.aggregate(accounts, regions={"EU": ["EU27"], "SEA": ["ASEAN"], "USMCA": ["USMCA"], "ROW": ["rest"]})
    merged = time.perf_counter()
    size = (folder / "world.nc").stat().st_size / 1e6
    print(
        f"arrays checked and balanced {balanced - start:.1f} s, written {saved - balanced:.1f} s ({size:.1f} MB), "
        f"merged to five regions {merged - saved:.1f} s"
    )


def timed(what: str, command: list[str], folder: Path) -> None:
    """Seconds and memory of a process, beside what they may be."""
    env = os.environ | {"TRADETALKS_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT / "src")}
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read().strip().splitlines()
    _, status, used = os.wait4(process.pid, 0)
    seconds, held = time.perf_counter() - start, used.ru_maxrss / KILOBYTES
    verdict = "met" if seconds <= SECONDS and held <= GIGABYTES and status == 0 else "MISSED"
    targets = f"target {SECONDS:g} s, {GIGABYTES:g} GB: {verdict}"
    # What other programs took of the machine does not count as work.
    worked = used.ru_utime + used.ru_stime
    print(
        f"{what:<40} {seconds:6.1f} s, {worked:5.1f} of processors, {held:.2f} GB ({targets}) {said[-1] if said else ''}"
    )


def main() -> None:
    if not ARRAYS.is_file():
        print(f"skipped: {ARRAYS} is not here")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_world(folder)
        for scale in ("False", "True"):
            timed(f"read, calibrate, solve; scale {scale}", ["-c", SOLVE.replace("SCALE", scale)], folder)
        for scale in ("false", "true"):
            (folder / "large.yaml").write_text(SCENARIO.replace("SCALE", scale), encoding="utf-8")
            command = ["-m", "tradetalks", "run", "large.yaml", "--brief"]
            timed(f"tradetalks run --brief; scale {scale}", command, folder)


if __name__ == "__main__":
    main()
