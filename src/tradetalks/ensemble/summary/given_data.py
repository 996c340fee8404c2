"""What drives an outcome, from any sample of draws: the share of its variance that each parameter explains by itself."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

import numpy as np
from jaxtyping import Bool, Float, Int

# The standard normal quantile of an interval that holds 95 in 100.
NORMAL_95 = 1.959964
# Samples drawn again from the sample: an error is then known to a twentieth of itself.
RESAMPLES = 200
# More classes than this add noise and no shape.
MOST_CLASSES = 100
# A class of fewer draws has no line worth the name.
FEWEST_IN_CLASS = 8
# Numbers of weights that are held at once, 8 bytes each.
MOST_WEIGHTS = 2**23
# Outcomes whose lines are held at once, for every draw and parameter.
MOST_AT_ONCE = 64
# Where all values of a class are one, rounding leaves a spread that is none.
NO_SPREAD = 1e-12


# Of a class, the positions of its draws and their values around the middle of the class.
Class = tuple[Int[np.ndarray, " m"], Float[np.ndarray, " m"]]


def parted(values: Float[np.ndarray, " d"], count: int) -> Int[np.ndarray, " d"]:
    """In which of about ``count`` parts of as many draws each every draw lies, in order of the values, counted from 0.

    Equal values are never parted: which of them come first hangs on the order of the draws, and with it, in a grid, on all other
    parameters.

    Args:
        values: (d,) of a parameter.
        count: of the parts.
    """
    _, places, sizes = np.unique(values, return_inverse=True, return_counts=True)
    before = np.cumsum(sizes) - sizes
    parts = np.unique(before * count // len(values), return_inverse=True)[1]
    return np.asarray(parts[places])


def class_of(values: Float[np.ndarray, " d"]) -> Int[np.ndarray, " d"]:
    """In which class each draw lies: classes of as many draws each, in order of the values; where values are few, each its own.

    There are about half as many classes as the square root of the number of draws, each with a mean and a slope: what a smooth
    curve leaves within them is then less than one draw in all. A power of two, so that the cells of Sobol points fit.
    """
    count = max(1, min(isqrt(len(values)) // 2, MOST_CLASSES, len(values) // FEWEST_IN_CLASS))
    count = max(2, 2 ** (count.bit_length() - 1))
    distinct, places = np.unique(values, return_inverse=True)
    if len(distinct) <= max(count, len(values) // FEWEST_IN_CLASS):
        return np.asarray(places)
    return parted(values, count)


def first_order_shares(
    values: Float[np.ndarray, "d k"], outcomes: Float[np.ndarray, "d o"], *, evenly_spread: bool
) -> tuple[Float[np.ndarray, "o k"], Float[np.ndarray, "s o k"]]:
    """First-order Sobol indices from a sample: how much of the variance a line through classes of each parameter follows.

    In every class of a parameter's values a straight line is fitted to the outcome. With p means and slopes in all, ``E`` the sum
    of squares that the lines explain, and ``T`` that of the outcome::

        S_k = (E - c (T - E)) / T,        c = (p - 1) / (d - p)

    The second term is what lines would seem to explain of independent draws by chance. Sobol points leave little to chance: in
    each class the other parameters are spread nearly as evenly as in all of them, and ``c = 0``. How evenly hangs on their number
    and on the scrambling: of 256 points in four dimensions two dimensions may be so badly spread together that one of them seems
    to explain a quarter of what the other one does. What lines in the classes of a parameter explain of the lines of all others
    is therefore counted as an error of its index.

    Args:
        values: (d, k) of the parameters.
        outcomes: (d, o), every one finite and not constant.
        evenly_spread: whether the draws are Sobol points or a whole grid, in which each value meets all others alike.

    Returns:
        The indices (outcome, parameter), which may lie below 0 by chance, and the same (resample, outcome, parameter) for samples
        drawn again from the sample, around the estimate.

    Notes:
        Errors from the resamples are those of independent draws, and of Sobol points also of how unevenly they lie. Parameters
        that move together, by correlation or by a corner that is missing, are left out of the latter: there shares overlap.

    Reference:
        Plischke, Borgonovo & Smith (2013), Global sensitivity measures from given data, European Journal of Operational Research
        226(3), for the variance of class means; Kelley (1935), An unbiased correlation ratio measure, PNAS 21(9), for what chance
        explains.
    """
    centred = outcomes - outcomes.mean(axis=0)
    chance = float(not evenly_spread)
    classes = [_classes(column) for column in values.T]
    estimate = _weighted_shares(np.ones((1, len(values))), classes, centred, chance)[0]
    resampled = np.concatenate([_weighted_shares(part, classes, centred, chance) for part in _weights(len(values))])
    # Draws that are there twice make lines look tighter than they are; the spread of the resamples is what they are made for.
    around = resampled - resampled.mean(axis=0)
    if evenly_spread:
        around = around * _widening(around.std(axis=0), _unevenness(values, classes, centred))
    return estimate, around + estimate


def _widening(error: Float[np.ndarray, "o k"], more: Float[np.ndarray, "o k"]) -> Float[np.ndarray, "o k"]:
    """How many times larger errors are with more of them, independent of the first."""
    there = np.where(error > 0, error, 1.0)
    return np.where(error > 0, np.hypot(1.0, more / there), 1.0)


def _unevenness(
    values: Float[np.ndarray, "d k"], parameters: list[list[Class]], outcomes: Float[np.ndarray, "d o"]
) -> Float[np.ndarray, "o k"]:
    """The share of the variance that lines of each parameter explain of the lines of all others; 0 of points that lie evenly."""
    together = np.eye(len(parameters), dtype=bool)
    moving = np.flatnonzero(np.ptp(values, axis=0) > 0)
    for first, second, _ in correlated_pairs(values[:, moving]):
        pair = moving[first], moving[second]
        together[pair] = together[pair[::-1]] = True
    found = np.zeros((outcomes.shape[1], len(parameters)))
    for start in range(0, outcomes.shape[1], MOST_AT_ONCE):
        part = outcomes[:, start : start + MOST_AT_ONCE]
        total = np.sum(part**2, axis=0)
        lines = np.stack([_on_lines(classes, part) for classes in parameters])
        for k, classes in enumerate(parameters):
            others = lines[~together[k]].sum(axis=0)
            found[start : start + MOST_AT_ONCE, k] = np.sum(_on_lines(classes, others) ** 2, axis=0) / total
    return found


def _on_lines(classes: list[Class], outcomes: Float[np.ndarray, "d o"]) -> Float[np.ndarray, "d o"]:
    """Outcomes on the straight lines through classes."""
    found = np.empty_like(outcomes)
    for members, values in classes:
        inside, across = outcomes[members], values - values.mean()
        spread = across @ across
        found[members] = inside.mean(axis=0)
        if spread > NO_SPREAD * np.sum(values**2):
            found[members] += np.outer(across, across @ inside / spread)
    return found


def _classes(values: Float[np.ndarray, " d"]) -> list[Class]:
    """The classes of a parameter."""
    places = class_of(values)
    order = np.argsort(places, kind="stable")
    starts = np.searchsorted(places[order], np.arange(1, places.max() + 1))
    parts = np.split(order, starts)
    return [(members, values[members] - values[members].mean()) for members in parts]


def _weights(count: int) -> Iterator[Float[np.ndarray, "s d"]]:
    """How often each draw is in each resample, some resamples at a time."""
    rng = np.random.default_rng(0)
    batch = max(1, min(RESAMPLES, MOST_WEIGHTS // count))
    for start in range(0, RESAMPLES, batch):
        size = min(batch, RESAMPLES - start)
        yield np.array([np.bincount(rng.integers(0, count, count), minlength=count) for _ in range(size)], float)


def _weighted_shares(
    weights: Float[np.ndarray, "s d"], parameters: list[list[Class]], outcomes: Float[np.ndarray, "d o"], chance: float
) -> Float[np.ndarray, "s o k"]:
    """The indices of samples in which draws count as often as ``weights`` says."""
    count = weights.sum(axis=1)[:, None]
    offset = (weights @ outcomes) ** 2 / count
    total = weights @ outcomes**2 - offset
    # A resample of few draws may hold one draw alone, many times: it says nothing, and counts as nothing explained.
    total = np.where(total > 0, total, np.inf)
    found = []
    for classes in parameters:
        lines = [_explained_by_line(weights[:, members], values, outcomes[members]) for members, values in classes]
        explained = (sum(part for part, _ in lines) - offset) / total
        fitted = sum(numbers for _, numbers in lines)
        by_chance = chance * (fitted - 1) * (1 - explained) / np.maximum(count - fitted, 1.0)
        found.append(explained - by_chance)
    return np.stack(found, axis=-1)


def _explained_by_line(
    weights: Float[np.ndarray, "s m"], values: Float[np.ndarray, " m"], outcomes: Float[np.ndarray, "m o"]
) -> tuple[Float[np.ndarray, "s o"], Float[np.ndarray, "s 1"]]:
    """The sum of squares around zero that a line through a class explains, and how many numbers it fits: mean and slope."""
    size = weights.sum(axis=1)[:, None]
    there = np.maximum(size, 1.0)
    mean, across = weights @ outcomes, weights @ values[:, None]
    spread = weights @ values[:, None] ** 2 - across**2 / there
    has_slope = spread > NO_SPREAD * np.sum(values**2)
    together = weights @ (values[:, None] * outcomes) - across * mean / there
    by_slope = np.where(has_slope, together**2 / np.where(has_slope, spread, 1.0), 0.0)
    return mean**2 / there + by_slope, (size > 0) + 1.0 * has_slope


def rank_correlations(values: Float[np.ndarray, "d k"], outcomes: Float[np.ndarray, "d o"]) -> Float[np.ndarray, "o k"]:
    """Spearman's rank correlation of every outcome with every parameter.

    Args:
        values: (d, k) of the parameters, none constant.
        outcomes: (d, o), none constant.
    """
    ranked_values, ranked_outcomes = _standard_ranks(values), _standard_ranks(outcomes)
    return np.asarray(ranked_outcomes.T @ ranked_values / len(values))


def _standard_ranks(columns: Float[np.ndarray, "d c"]) -> Float[np.ndarray, "d c"]:
    """Ranks with mean 0 and variance 1."""
    # Loaded where it is needed, as in the sampling.
    from scipy.stats import rankdata

    ranks = rankdata(columns, axis=0)
    return np.asarray((ranks - ranks.mean(axis=0)) / ranks.std(axis=0))


def correlated_pairs(values: Float[np.ndarray, "d k"]) -> list[tuple[int, int, float]]:
    """Pairs of parameters that move together in the sample, the strongest first.

    Args:
        values: (d, k), none constant.

    Returns:
        Positions of both and their rank correlation, where it is beyond chance and large enough to matter for shares of variance.
    """
    # Of independent draws one in a million is beyond five standard errors, so that no pair of many is named by chance; a
    # correlation of a tenth moves a share by a hundredth.
    bound = max(0.1, 5 / np.sqrt(len(values)))
    together = rank_correlations(values, values)
    pairs = [(i, j, float(together[i, j])) for i in range(len(together)) for j in range(i)]
    return sorted((pair for pair in pairs if abs(pair[2]) > bound), key=lambda pair: -abs(pair[2]))


def columns_by_gaps(outcomes: Float[np.ndarray, "d o"]) -> Iterator[tuple[Bool[np.ndarray, " d"], list[int]]]:
    """Columns that have outcomes in the same draws, together: the draws, and the positions of the columns."""
    there = np.isfinite(outcomes)
    groups: dict[bytes, list[int]] = {}
    for column in range(outcomes.shape[1]):
        groups.setdefault(np.packbits(there[:, column]).tobytes(), []).append(column)
    for columns in groups.values():
        yield there[:, columns[0]], columns
