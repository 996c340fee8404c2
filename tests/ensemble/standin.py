"""A study whose draws cost nothing: the numbers of a piece follow from its positions, some draws are refused, some fail."""

from __future__ import annotations

import dataclasses
import os
import time
from pathlib import Path

import numpy as np
import xarray as xr

from tradetalks.ensemble.card import RunCard, card_of
from tradetalks.ensemble.layout import create_store
from tradetalks.ensemble.outcomes import FAILED, REFUSED, SOLVED
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter


def plan(draws: int) -> StudyPlan:
    """Something that a study draws."""
    return StudyPlan(draws=draws, seed=7, parameters={"horizon": Parameter(key="model.horizon_years", uniform=(1, 9))})


def frame(draws: int = 0) -> xr.Dataset:
    """Every variable of the stand-in."""
    text = np.full(draws, "", dtype="U200")
    return xr.Dataset(
        {
            "cube": (("draw", "parameter"), np.zeros((draws, 2))),
            "status": ("draw", np.zeros(draws, np.int8)),
            "code": ("draw", text),
            "message": ("draw", text),
            "seconds": ("draw", np.zeros(draws)),
            "real_income_change": (("draw", "moment", "region"), np.zeros((draws, 2, 3)), {"units": "percent"}),
        },
        {
            "parameter": ["trade elasticity", "horizon"],
            "moment": ["2019-09-01", "branch: naïve"],
            "region": ["USA", "CHN", "ROW"],
            "region_name": ("region", ["United States", "China", "rest of the world"]),
        },
        {"title": "a study of nothing", "players": '["USA", "CHN"]'},
    )


@dataclasses.dataclass(frozen=True)
class Solve:
    """The solver: ``seconds`` a piece; with ``log`` every piece that is begun leaves a line; ``kill`` ends its process once."""

    seconds: float = 0.0
    log: Path | None = None
    kill: Path | None = None

    def __call__(self, positions: range) -> xr.Dataset:
        if self.log is not None:
            with self.log.open("a") as out:
                out.write(f"{positions.start} {os.getpid()}\n")
        if self.kill is not None and positions.start >= 16:
            try:
                self.kill.unlink()
            except FileNotFoundError:
                pass
            else:
                os._exit(9)
        time.sleep(self.seconds)
        found = frame(len(positions))
        at = np.arange(positions.start, positions.stop)
        found["cube"][:] = np.stack([(at + 0.5) / 1000, np.sin(at) ** 2], axis=1)
        found["status"][:] = np.select([at % 7 == 3, at % 11 == 5], [REFUSED, FAILED], SOLVED)
        found["code"][:] = np.where(at % 7 == 3, "ScenarioError", "")
        found["message"][:] = [f"draw {k} leaves the domain, naïvely" if k % 7 == 3 else "" for k in at]
        numbers = np.cos(at)[:, None, None] * np.arange(1, 7).reshape(2, 3)
        numbers[found["status"].values != SOLVED] = np.nan
        found["real_income_change"][:] = numbers
        return found


def card(draws: int = 40, piece: int = 4) -> RunCard:
    """Of a study with so many draws."""
    return card_of(read_scenario("beijing-2019"), plan(draws), draws=draws, piece=piece)


def create(path: Path, draws: int = 40, piece: int = 4) -> None:
    """A store in which everything is to do."""
    names = [f"d{k:05}" for k in range(draws)]
    create_store(path, card(draws, piece), frame(), read_scenario("beijing-2019"), names)
