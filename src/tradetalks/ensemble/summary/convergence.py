"""Whether more draws would say something else: the same numbers from the first draws, twice as many, and so on to all."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from jaxtyping import Float, Int

from tradetalks.ensemble.outcomes import TO_DO
from tradetalks.ensemble.summary.drivers import EVEN, FEWEST_DRAWS, Outcome, drivers_by_outcome
from tradetalks.ensemble.summary.headline import Headline
from tradetalks.ensemble.summary.quantiles import QUANTILES, quantiles_with_errors
from tradetalks.ensemble.summary.reading import Draws
from tradetalks.scenario.sections.study import SALTELLI, SOBOL


def steps_to(count: int) -> list[int]:
    """All draws, half of them, and so on, down to the fewest that have quantiles; in rising order."""
    steps = [count]
    while steps[0] // 2 >= FEWEST_DRAWS:
        steps.insert(0, (steps[0] + 1) // 2)
    return steps


def convergence_of(draws: Draws, headline: Headline, *, sampling: str) -> xr.Dataset:
    """The quantiles of the headline, and what it hangs on, from a part of the draws.

    Args:
        draws: of a study.
        headline: the number spoken of first.
        sampling: how they were drawn. The first Sobol points, and the first blocks, are a study of their own; the first draws
            of a Latin hypercube or of a grid are not, so that they are taken in an order drawn by lot.

    Returns:
        ``headline`` and ``headline_standard_error`` by (draws_used, quantile), in the unit of the headline, and
        ``headline_first_order`` by (draws_used, parameter), where ``draws_used`` counts draws with and without an answer; nothing
        where no draw has a headline.
    """
    order = np.flatnonzero(draws.independent & (draws.status != TO_DO))
    kept = np.where(draws.sample, headline.values, np.nan)
    if not np.isfinite(kept).any():
        return xr.Dataset()
    if sampling not in (SOBOL, SALTELLI):
        order = np.random.default_rng(0).permutation(order)
    steps = [step for step in steps_to(len(order)) if np.isfinite(kept[order[:step]]).any()]
    found = [quantiles_with_errors(kept[order[:step], None]) for step in steps]
    dims, units = ("draws_used", "quantile"), {"units": headline.unit}
    data: dict[str, Any] = {
        "headline": (dims, np.array([part[0][:, 0] for part in found]), units),
        "headline_standard_error": (dims, np.array([part[1][:, 0] for part in found]), units),
    }
    if not draws.is_laid_out:
        # A part of a grid is drawn by lot.
        even = [sampling == SOBOL or (sampling in EVEN and step == len(order)) for step in steps]
        shares = [_shares(draws, kept, order[:s], evenly_spread=e) for s, e in zip(steps, even, strict=True)]
        units = {"units": "share of variance"}
        data["headline_first_order"] = (("draws_used", "parameter"), np.array(shares), units)
    coords = {"draws_used": steps, "quantile": list(QUANTILES), "parameter": list(draws.names)}
    return xr.Dataset(data, coords)


def _shares(
    draws: Draws, headline: Float[np.ndarray, " d"], chosen: Int[np.ndarray, " s"], *, evenly_spread: bool
) -> Float[np.ndarray, " k"]:
    """First-order shares of the headline from some draws."""
    kept = np.full(len(headline), np.nan)
    kept[chosen] = headline[chosen]
    found = drivers_by_outcome(draws, [(Outcome("headline", {}), kept)], evenly_spread=evenly_spread)
    return np.asarray(found["first_order"].values[0])
