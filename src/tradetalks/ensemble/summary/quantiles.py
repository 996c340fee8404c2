"""Quantiles of what came out of a study, each with its standard error."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.ensemble.summary.reading import Draws, outcome_variables, read_pieces

# The median, four in five draws, and nine in ten.
QUANTILES = (0.05, 0.1, 0.5, 0.9, 0.95)


def quantiles_with_errors(
    values: Float[np.ndarray, "d o"], levels: Sequence[float] = QUANTILES
) -> tuple[Float[np.ndarray, "q o"], Float[np.ndarray, "q o"]]:
    """Quantiles of columns of draws, with the standard error of each.

    A quantile lies between the two draws beside it, in proportion. Its standard error is that of the order statistic at rank
    ``(n + 1) p`` when draws are drawn again from those there are, which has a closed form: order statistics have beta weights.

    Args:
        values: (d, o) outcomes, NaN where a draw has none.
        levels: between 0 and 1.

    Returns:
        Quantiles and standard errors, each (level, outcome); NaN where a column has no draws, for errors fewer than two.

    Notes:
        Errors are those of independent draws. Sobol points and Latin hypercubes fill space more evenly, which makes the errors
        smaller: what is said is then on the safe side.

    Reference:
        Maritz & Jarrett (1978), A note on estimating the variance of the sample median, JASA 73(361).
    """
    ordered = np.sort(values, axis=0)  # NaN last
    counts = np.sum(np.isfinite(values), axis=0)
    found = np.full((len(levels), values.shape[1]), np.nan)
    errors = found.copy()
    for count in np.unique(counts[counts > 0]):
        columns = np.flatnonzero(counts == count)
        part = ordered[:count, columns]
        found[:, columns] = np.quantile(part, levels, axis=0)
        if count > 1:
            errors[:, columns] = [_error_of_quantile(part, level) for level in levels]
    return found, errors


def _error_of_quantile(ordered: Float[np.ndarray, "d o"], level: float) -> Float[np.ndarray, " o"]:
    """The standard deviation of one order statistic of columns that are sorted."""
    # Loaded where it is needed, as in the sampling.
    from scipy.stats import beta

    count = len(ordered)
    # A rank is at least the first and at most the last.
    rank = min(max((count + 1) * level, 1.0), float(count))
    weights = np.diff(beta.cdf(np.arange(count + 1) / count, rank, count + 1 - rank))
    # Around the middle draw, so that a spread that is small beside the level keeps its digits.
    centred = ordered - ordered[count // 2]
    mean = weights @ centred
    return np.asarray(np.sqrt(np.maximum(weights @ centred**2 - mean**2, 0.0)))


def quantile_bands(dataset: xr.Dataset, draws: Draws) -> xr.Dataset:
    """Quantiles of every outcome over the solved draws that were drawn by themselves.

    Args:
        dataset: of a study.
        draws: of the same.

    Returns:
        For each outcome its quantiles (quantile, ...) in its own unit, under its name, and their standard errors under the name
        with ``_standard_error``.
    """
    found = {}
    for name in outcome_variables(dataset):
        pieces = [_bands_of(piece) for piece in read_pieces(dataset[name], draws.sample)]
        for k, ending in enumerate(("", "_standard_error")):
            parts = [piece[k] for piece in pieces]
            whole = parts[0]
            if len(parts) > 1:
                whole = xr.concat(parts, dim=parts[0].dims[1])
            found[f"{name}{ending}"] = whole.assign_attrs(dataset[name].attrs)
    return xr.Dataset(found, coords={"quantile": list(QUANTILES)})


def _bands_of(piece: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Quantiles and errors of a piece of a variable, with the labels of the piece."""
    values = piece.values.reshape(len(piece), math.prod(piece.shape[1:]))
    shape = (len(QUANTILES), *piece.shape[1:])
    dims = ("quantile", *piece.dims[1:])
    coords = {str(dim): piece[dim] for dim in piece.dims[1:] if dim in piece.coords}
    quantiles, errors = (
        xr.DataArray(part.reshape(shape), coords, dims) for part in quantiles_with_errors(values, QUANTILES)
    )
    return quantiles, errors


def median_whatever_the_rest(values: Float[np.ndarray, " d"], missing: int) -> tuple[float, float]:
    """The least and the greatest median over all draws, whatever those without an outcome would have given.

    Args:
        values: (d,) outcomes of the draws that have one.
        missing: how many draws have none.

    Returns:
        Infinities where half of the draws or more have no outcome.
    """
    share = missing / (missing + len(values))
    if share >= 0.5:
        return -np.inf, np.inf
    least, greatest = np.quantile(values, [(0.5 - share) / (1 - share), 0.5 / (1 - share)])
    return float(least), float(greatest)
