"""One draw of a study, run again alone, beside what is kept of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr

from tradetalks.ensemble.design import Variant
from tradetalks.ensemble.draws import solve_alone
from tradetalks.ensemble.store import DRAW
from tradetalks.ensemble.study import Study
from tradetalks.ensemble.summary.reading import NOT_OUTCOMES


class Pair(NamedTuple):
    """A number of a draw: what it is, where, in which unit, alone and as it is kept."""

    name: str
    where: dict[str, str]
    units: str
    alone: float
    kept: float


@dataclasses.dataclass(frozen=True, eq=False)
class DrawAgain:
    """A draw run alone, and what is kept of it; both without a dimension of draws.

    Args:
        variant: the values of its parameters.
        alone: what it comes to now.
        kept: what is in the store.
    """

    variant: Variant
    alone: xr.Dataset
    kept: xr.Dataset

    @property
    def pairs(self) -> Iterator[Pair]:
        """Every number of the draw, along all its dimensions."""
        for name, values in self.alone.data_vars.items():
            if name in NOT_OUTCOMES:
                continue
            kept = self.kept[name].values
            for at in np.ndindex(values.shape):
                where = {str(dim): str(values[dim].values[k]) for dim, k in zip(values.dims, at, strict=True)}
                yield Pair(str(name), where, values.attrs.get("units", ""), float(values.values[at]), float(kept[at]))

    @property
    def difference(self) -> float:
        """The largest difference between a number alone and as it is kept, as a share of the largest of its kind."""
        largest = 0.0
        for name, values in self.alone.data_vars.items():
            if name in NOT_OUTCOMES:
                continue
            kept = self.kept[name].values
            scale = np.max(np.abs(kept), initial=0.0, where=np.isfinite(kept))
            gap = np.max(np.abs(values.values - kept), initial=0.0, where=np.isfinite(kept))
            if np.any(np.isfinite(values.values) != np.isfinite(kept)):
                return np.inf
            if gap > 0:
                largest = max(largest, float(gap / scale))
        return largest


def draw_again(study: Study, name: str) -> DrawAgain:
    """Run a draw of a study alone.

    Args:
        study: whole or not yet.
        name: of the draw, as ``d00017``.

    Returns:
        The draw alone, beside what is kept of it.

    Raises:
        TradeTalksError: no draw is called so.
    """
    position = study.design.position(name)
    alone = solve_alone(study.scenario, study.design, position)
    kept = study.dataset.isel({DRAW: position}).load()
    return DrawAgain(study.design.variant(position), alone.isel({DRAW: 0}), kept)
