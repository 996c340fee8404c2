"""From shares of the draws to values: the quantile functions of a study's distributions, and how much of each lies where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from scipy.special import betaincinv, ndtr, ndtri

from tradetalks.scenario.sections.study_values import BetaSpec, DiscreteSpec, Distribution, LognormalSpec, NormalSpec

Array = np.ndarray
# Standard deviations from the median to the tenth and the ninetieth percentile of a normal.
TENTH = float(ndtri(0.9))
# Shares at which a distribution is looked at where a message says how far it reaches: the ends of all draws but one in a million.
ENDS = (1e-6, 1 - 1e-6)


class _Halves(NamedTuple):
    """Two halves of normals that meet at a median, with the share of the draws below the ends that cut them off."""

    median: float
    below: float
    above: float
    first: float
    last: float


def quantiles(spread: Distribution, share: Float[Array, " d"]) -> Float[Array, " d"]:
    """The value below which a share of the draws lies.

    Args:
        spread: with exactly one shape.
        share: (d,) between 0 and 1.

    Returns:
        (d,) values, in the unit of what is drawn; rising in ``share``.

    Source:
        Inverse distribution functions; a normal or a lognormal given by its median and uneven p10 and p90 is two halves that meet
        at the median, each with the deviation that puts its percentile where it was said.
    """
    u = np.asarray(share, float)
    if spread.uniform is not None:
        low, high = spread.uniform
        return low + u * (high - low)
    if spread.loguniform is not None:
        low, high = spread.loguniform
        return np.asarray(low * (high / low) ** u)
    if spread.triangular is not None:
        return _triangular(spread.triangular, u)
    if spread.normal is not None:
        return _of_halves(_normal(spread.normal), u)
    if spread.lognormal is not None:
        return np.asarray(np.exp(_of_halves(_lognormal(spread.lognormal), u)))
    if spread.beta is not None:
        return _beta(spread.beta, u)
    assert spread.discrete is not None, "a distribution has one shape"
    return _discrete(spread.discrete, u)


def share_kept(spread: Distribution) -> float:
    """Which share of a distribution lies between the ``low`` and ``high`` that cut it off; 1 where nothing does."""
    halves = None
    if spread.normal is not None:
        halves = _normal(spread.normal)
    elif spread.lognormal is not None:
        halves = _lognormal(spread.lognormal)
    if halves is None:
        return 1.0
    return halves.last - halves.first


def alternatives_at(weights: Sequence[float], count: int, share: Float[Array, " d"]) -> Int[Array, " d"]:
    """Which of ``count`` alternatives a share of the draws falls on; equally likely where no weights are given."""
    likely = np.ones(count)
    if weights:
        likely = np.asarray(weights, float)
    edges = np.cumsum(likely)[:-1] / likely.sum()
    return np.searchsorted(edges, np.asarray(share, float), side="right")


def _triangular(ends: Sequence[float], u: Float[Array, " d"]) -> Float[Array, " d"]:
    low, mode, high = ends
    at_mode = (mode - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < at_mode, left, right)


def _beta(spec: BetaSpec, u: Float[Array, " d"]) -> Float[Array, " d"]:
    return np.asarray(spec.low + (spec.high - spec.low) * betaincinv(spec.a, spec.b, u))


def _discrete(spec: DiscreteSpec, u: Float[Array, " d"]) -> Float[Array, " d"]:
    values = np.asarray(spec.values, float)
    return np.asarray(values[alternatives_at(spec.weights, len(values), u)])


def _normal(spec: NormalSpec) -> _Halves:
    if spec.mean is not None and spec.sd is not None:
        return _cut(spec.mean, spec.sd, spec.sd, spec.low, spec.high)
    assert spec.p10 is not None and spec.p90 is not None, "a record holds one of the two pairs"
    median = (spec.p10 + spec.p90) / 2
    if spec.p50 is not None:
        median = spec.p50
    return _cut(median, (median - spec.p10) / TENTH, (spec.p90 - median) / TENTH, spec.low, spec.high)


def _lognormal(spec: LognormalSpec) -> _Halves:
    """Of the logarithm."""
    low = None if not spec.low else float(np.log(spec.low))
    high = None if spec.high is None else float(np.log(spec.high))
    if spec.median is not None and spec.sd is not None:
        return _cut(float(np.log(spec.median)), spec.sd, spec.sd, low, high)
    assert spec.p10 is not None and spec.p90 is not None, "a record holds one of the two pairs"
    p10, p90 = np.log(spec.p10), np.log(spec.p90)
    median = (p10 + p90) / 2
    if spec.median is not None:
        median = np.log(spec.median)
    return _cut(float(median), float(median - p10) / TENTH, float(p90 - median) / TENTH, low, high)


def _cut(median: float, below: float, above: float, low: float | None, high: float | None) -> _Halves:
    halves = _Halves(median, below, above, 0.0, 1.0)
    first = 0.0 if low is None else _share_below(halves, low)
    last = 1.0 if high is None else _share_below(halves, high)
    return halves._replace(first=first, last=last)


def _share_below(halves: _Halves, value: float) -> float:
    """Before anything is cut off."""
    deviation = halves.above
    if value < halves.median:
        deviation = halves.below
    return float(ndtr((value - halves.median) / deviation))


def _of_halves(halves: _Halves, u: Float[Array, " d"]) -> Float[Array, " d"]:
    z = ndtri(halves.first + u * (halves.last - halves.first))
    return np.asarray(halves.median + z * np.where(z < 0, halves.below, halves.above))
