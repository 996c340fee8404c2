"""The costs of a run in joint draws of what is least known about them, and the bands that these draws span."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.labels import BUSD, PERCENT_OF_BASELINE

# A band is between the first and the last: eight of ten draws lie inside.
QUANTILES = (0.1, 0.5, 0.9)
INSIDE = "eight of ten"
# Where fewer draws than this share were solved, those that were are a corner, and their quantiles no band.
LEAST_SOLVED = 0.5
# What is drawn of every policy: name, unit and what it is.
DRAWN_OUTCOMES = {
    "real_income_change": (PERCENT_OF_BASELINE, "change of real income"),
    "real_income_change_busd": (BUSD, "change of real income at baseline prices"),
    "real_income_change_before_revenue": (BUSD, "change of real income before revenue is handed back"),
    "revenue_change": (BUSD, "change of revenue of tariffs and export taxes, less subsidies, at baseline prices"),
    "tariff_revenue": (BUSD, "tariff revenue"),
    "cost_of_living_change": (PERCENT_OF_BASELINE, "change of consumer prices at an unchanged wage of the region"),
}
JOBS = "jobs_change"
# The label after the last year: the twelve months that follow the last date.
AHEAD_LABEL = "ahead"


@dataclasses.dataclass(frozen=True)
class DrawnAssumption:
    """Something that is drawn: what it is, how it is spread, and who says so."""

    name: str
    spread: str
    source: str


@dataclasses.dataclass(frozen=True)
class DrawnDesign:
    """What the draws of a band are.

    Args:
        draws: how many were made.
        assumptions: what was drawn, all at once.
        refused: by the name of a draw that has no answer, why.
        plan: the plan of the draws as JSON, as ``tradetalks study`` takes it.
        cut: where the draws without an answer lie beyond nearly all that have one: sentences on the end that is missing.
        own: where the file's own elasticities are at an end of what was drawn: a clause that says so.
    """

    draws: int
    assumptions: tuple[DrawnAssumption, ...]
    refused: dict[str, str]
    plan: str
    cut: str = ""
    own: str = ""

    @property
    def solved(self) -> int:
        """Draws with an answer."""
        return self.draws - len(self.refused)

    @property
    def is_enough(self) -> bool:
        """Whether the draws that were solved stand for all."""
        return self.solved >= LEAST_SOLVED * self.draws

    @property
    def without_answer(self) -> str:
        """How many draws have no answer, why the first of them has none, and what that leaves of the band."""
        why = next(iter(self.refused.values()), "")
        said = f"{len(self.refused)} of {self.draws} joint draws of elasticities have no answer ({why})"
        if self.is_enough and self.cut:
            return f"{said}: bands are those of the others. {self.cut}"
        if self.is_enough:
            return f"{said}: bands are those of the others"
        return f"{said}: too many for a band, so that ranges are those of named elasticities"


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnCosts:
    """What the policies of a run cost in every draw that was solved.

    Args:
        design: what was drawn.
        moments: the policies, in the order of the dimension ``moment``: dates, and names of branches.
        later: :data:`DRAWN_OUTCOMES` by (draw, moment, region), of the horizon of the run.
        today: the same on the day of each policy, at the ages that tariffs have in the model of the file.
        jobs: (quantile, moment, region, sector) E17, percent of the region's workforce.
        by_year: (draw, year, region) billion dollars by calendar year, then the year ahead; None where nothing is in force.
        quarrel: the same of what the sides of the talks levy on each other alone; None where the run has none.
    """

    design: DrawnDesign
    moments: tuple[str, ...]
    later: xr.Dataset
    today: xr.Dataset
    jobs: xr.DataArray
    by_year: xr.DataArray | None = None
    quarrel: DrawnCosts | None = None

    def __repr__(self) -> str:
        return f"DrawnCosts({self.design.solved} of {self.design.draws} draws, {len(self.moments)} policies)"

    def values(self, name: str, moment: str, region: str, *, today: bool = False) -> Float[np.ndarray, " d"]:
        """An outcome in every draw.

        Args:
            name: of :data:`DRAWN_OUTCOMES`.
            moment: a date or the name of a branch.
            region: whose.
            today: on the day of the policy, not at the horizon of the run.
        """
        data = self.later
        if today:
            data = self.today
        return np.asarray(data[name].sel(moment=moment, region=region).values)

    def in_years(self, regions: Sequence[str]) -> Float[np.ndarray, "d y"]:
        """Billion dollars of real income of some regions together by calendar year, then in the year ahead, in every draw."""
        assert self.by_year is not None, "asked where something is in force"
        return np.asarray(self.by_year.sel(region=list(regions)).sum("region").values)

    def bands(self, moments: Sequence[str], dim: str) -> Iterator[xr.DataArray]:
        """Every outcome of some policies by (quantile, ``dim``, region), named with ``_band``, without labels along ``dim``."""
        for data, when in ((self.later, ""), (self.today, "_on_the_day")):
            for name in data.data_vars:
                part = data[name].sel(moment=list(moments)).quantile(list(QUANTILES), dim="draw", keep_attrs=True)
                yield _named(part, f"{name}{when}_band", dim, self.design)
        yield _named(self.jobs.sel(moment=list(moments)), f"{JOBS}_band", dim, self.design)

    def year_bands(self) -> Iterator[xr.DataArray]:
        """Costs by year and in the year ahead by (quantile, year, region)."""
        if self.by_year is not None:
            part = self.by_year.quantile(list(QUANTILES), dim="draw", keep_attrs=True)
            yield _named(part, f"{self.by_year.name}_band", "year_or_ahead", self.design)


def _named(part: xr.DataArray, name: str, dim: str, design: DrawnDesign) -> xr.DataArray:
    """Quantiles with what they are over."""
    words = f"{part.attrs['long_name']}, quantiles of {design.solved} of {design.draws} joint draws of elasticities"
    for old in ("moment", "year"):
        if old in part.dims:
            part = part.drop_vars(old).rename({old: dim})
    return part.rename(name).assign_attrs(part.attrs | {"long_name": words})
