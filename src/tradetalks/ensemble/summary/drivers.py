"""What each outcome of a study hangs on: shares of its variance, rank correlations, and how sure the order is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.ensemble.summary.given_data import columns_by_gaps, first_order_shares, rank_correlations
from tradetalks.ensemble.summary.reading import NOISE, YES_NO, Draws, outcome_variables
from tradetalks.ensemble.summary.saltelli import FEWEST_BLOCKS, sobol_indices, whole_blocks
from tradetalks.scenario.sections.study import GRID, SOBOL

# Fewer draws than this make no classes of a parameter.
FEWEST_DRAWS = 16
# Samplings that leave little to chance: in each class of a parameter the others are spread nearly as in all draws.
EVEN = (SOBOL, GRID)
# The same outcome in another unit, whose shares are those of the first.
IN_OTHER_UNITS = "_busd"
# Of the resamples, the first and the last twentieth are left out of a range of ranks.
RANK_RANGE = (0.05, 0.95)
FIELDS = (
    "first_order",
    "first_order_standard_error",
    "total",
    "total_standard_error",
    "rank_correlation",
    "rank",
    "rank_low",
    "rank_high",
    "is_first",
)
UNITS = {"first_order": "share of variance", "total": "share of variance", "is_first": "share of resamples"}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One number that every draw has.

    Args:
        variable: its name in the study.
        labels: along the other dimensions of the variable, by dimension.
    """

    variable: str
    labels: Mapping[str, str]

    @property
    def name(self) -> str:
        """``real_income_change 2019-09-01 CHN``."""
        return " ".join([self.variable, *self.labels.values()])


def study_drivers(dataset: xr.Dataset, draws: Draws, moment: str, *, evenly_spread: bool) -> xr.Dataset:
    """What every outcome hangs on: those of one moment, and those that have none; one variable in memory after the other.

    Args:
        dataset: of a study.
        draws: of the same.
        moment: a label of it; ignored where there are none.
        evenly_spread: whether their sampling is one of :data:`EVEN`.

    Returns:
        As :func:`drivers_by_outcome`.
    """
    names = [*outcome_variables(dataset), *(name for name in YES_NO if name in dataset)]
    found = [
        drivers_by_outcome(draws, list(_outcomes_of(dataset[name], moment)), evenly_spread=evenly_spread)
        for name in names
        if not name.endswith(IN_OTHER_UNITS)
    ]
    if not found:
        return drivers_by_outcome(draws, [], evenly_spread=evenly_spread)
    return xr.concat(
        found, dim="quantity", data_vars="minimal", coords="minimal", join="exact", combine_attrs="override"
    )


def _outcomes_of(variable: xr.DataArray, moment: str) -> Iterator[tuple[Outcome, Float[np.ndarray, " d"]]]:
    """The outcomes of a variable at one moment, with all their draws."""
    shared: dict[str, str] = {}
    if "moment" in variable.dims:
        shared = {"moment": moment}
    at = variable.sel(shared).compute().transpose("draw", ...)
    for place in np.ndindex(*at.shape[1:]):
        labels = {str(dim): str(at[dim].values[k]) for dim, k in zip(at.dims[1:], place, strict=True)}
        yield Outcome(str(variable.name), shared | labels), np.asarray(at.values[(slice(None), *place)], float)


def drivers_by_outcome(
    draws: Draws, outcomes: list[tuple[Outcome, Float[np.ndarray, " d"]]], *, evenly_spread: bool
) -> xr.Dataset:
    """What outcomes hang on.

    Args:
        draws: of a study.
        outcomes: with their numbers in every draw.
        evenly_spread: whether their sampling is one of :data:`EVEN`.

    Returns:
        By (quantity, parameter): ``first_order`` and ``total`` shares of the variance with their standard errors (totals only
        from draws laid out for them), ``rank_correlation`` (none for named alternatives), ``rank`` by total or else first-order
        share, ``rank_low`` to ``rank_high`` in nine of ten resamples, ``is_first``, the share of resamples in which a parameter
        comes first. NaN throughout for an outcome that does not move or has too few draws; it is a row all the same.
    """
    names = [outcome.name for outcome, _ in outcomes]
    found = {field: np.full((len(outcomes), len(draws.names)), np.nan) for field in FIELDS}
    if outcomes and draws.varying:
        columns = np.column_stack([values for _, values in outcomes])
        columns[~draws.solved] = np.nan
        moving = [c for c in range(columns.shape[1]) if _moves(columns[:, c])]
        if draws.is_laid_out:
            _from_blocks(draws, columns, moving, found)
        else:
            _from_sample(draws, columns, moving, found, evenly_spread)
    data = {field: (("quantity", "parameter"), values, _attrs(field)) for field, values in found.items()}
    coords = {
        "quantity": names,
        "parameter": list(draws.names),
        "variable": ("quantity", [outcome.variable for outcome, _ in outcomes]),
    }
    return xr.Dataset(data, coords)


def _attrs(field: str) -> dict[str, str]:
    base = field.removesuffix("_standard_error")
    return {"units": UNITS.get(base, "1")}


def _moves(column: Float[np.ndarray, " d"]) -> bool:
    """Whether an outcome has draws that differ by more than what solvers leave open."""
    there = column[np.isfinite(column)]
    return len(there) > 1 and float(np.ptp(there)) > NOISE


def _from_sample(
    draws: Draws,
    columns: Float[np.ndarray, "d o"],
    moving: list[int],
    found: dict[str, np.ndarray],
    evenly_spread: bool,
) -> None:
    """Fill in what any sample gives."""
    for rows, places in columns_by_gaps(columns[:, moving]):
        chosen = [moving[place] for place in places]
        values = draws.values[rows]
        varying = [k for k in draws.varying if len(values) and np.ptp(values[:, k]) > 0]
        if not varying or len(values) < FEWEST_DRAWS:
            continue
        cell = np.ix_(chosen, varying)
        # Gaps break the even spread of Sobol points; a few leave it nearly as it was.
        part = columns[rows][:, chosen]
        shares, resampled = first_order_shares(values[:, varying], part, evenly_spread=evenly_spread)
        found["first_order"][cell] = shares
        found["first_order_standard_error"][cell] = resampled.std(axis=0)
        found["rank_correlation"][cell] = rank_correlations(values[:, varying], part)
        for number, outcome in enumerate(chosen):
            _fill_ranks(found, outcome, varying, shares[number], resampled[:, number])
    _no_order_among_names(draws, found)


def _from_blocks(
    draws: Draws, columns: Float[np.ndarray, "d o"], moving: list[int], found: dict[str, np.ndarray]
) -> None:
    """Fill in what blocks laid out for Sobol indices give, from the whole ones."""
    count = len(draws.names)
    everything = list(range(count))
    for outcome in moving:
        column = columns[:, outcome]
        kept = whole_blocks(np.isfinite(column), count)
        if kept.sum() < FEWEST_BLOCKS:
            continue
        rows = np.repeat(kept, count + 2)
        if not _moves(column[rows]):
            continue
        indices, errors, resampled = sobol_indices(column[rows], count)
        found["first_order"][outcome], found["total"][outcome] = indices
        found["first_order_standard_error"][outcome], found["total_standard_error"][outcome] = errors
        base = draws.independent & np.isfinite(column)
        varying = [k for k in everything if np.ptp(draws.values[base, k]) > 0]
        ranked = rank_correlations(draws.values[base][:, varying], column[base][:, None])
        found["rank_correlation"][outcome, varying] = ranked[0]
        _fill_ranks(found, outcome, everything, indices[1], resampled)
    _no_order_among_names(draws, found)


def _no_order_among_names(draws: Draws, found: dict[str, np.ndarray]) -> None:
    """Named alternatives stand in no order: nothing rises with them."""
    named = [k for k, name in enumerate(draws.names) if name in draws.alternatives]
    found["rank_correlation"][:, named] = np.nan


def _fill_ranks(
    found: dict[str, np.ndarray],
    outcome: int,
    parameters: list[int],
    shares: Float[np.ndarray, " k"],
    resampled: Float[np.ndarray, "s k"],
) -> None:
    """The rank of each parameter, 1 for the one that explains most, and how it moves among resamples."""
    found["rank"][outcome, parameters] = _ranks(shares[None])[0]
    ranks = _ranks(resampled)
    low, high = np.quantile(ranks, RANK_RANGE, axis=0, method="nearest")
    found["rank_low"][outcome, parameters] = low
    found["rank_high"][outcome, parameters] = high
    found["is_first"][outcome, parameters] = np.mean(ranks == 1, axis=0)


def _ranks(shares: Float[np.ndarray, "s k"]) -> Float[np.ndarray, "s k"]:
    """Ranks along the last axis, the largest first."""
    return np.asarray(np.argsort(np.argsort(-shares, axis=-1, kind="stable"), axis=-1) + 1.0)
