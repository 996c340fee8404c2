"""How far the headline goes when one parameter lies at either end of what was drawn, all others as they come."""

from __future__ import annotations

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.ensemble.summary.drivers import FEWEST_DRAWS
from tradetalks.ensemble.summary.quantiles import quantiles_with_errors
from tradetalks.ensemble.summary.reading import Draws

# The lowest and the highest fifth of the draws: ends that are apart, with draws enough for a median.
END = 0.2
# Fewer draws than this have no median worth the name.
FEWEST_AT_AN_END = 4


@dataclasses.dataclass(frozen=True)
class SwingEnd:
    """The headline where a parameter lies at one end.

    Args:
        label: the name of an alternative; empty for numbers.
        value: the median value of the parameter there; NaN for alternatives.
        median: of the headline.
        standard_error: of that median.
    """

    label: str
    value: float
    median: float
    standard_error: float


@dataclasses.dataclass(frozen=True)
class Swing:
    """The headline at both ends of a parameter: its lowest and highest fifth, or two of its alternatives.

    Args:
        parameter: its name.
        low: its lowest fifth; of alternatives the one with the lowest median.
        high: its highest fifth; of alternatives the one with the highest median.
    """

    parameter: str
    low: SwingEnd
    high: SwingEnd


def swings_of(draws: Draws, headline: Float[np.ndarray, " d"]) -> tuple[Swing, ...]:
    """The headline at both ends of every parameter that varies.

    Args:
        draws: of a study.
        headline: (d,) NaN where a draw has none.

    Returns:
        In order of the parameters; none where the draws are too few for ends.
    """
    rows = draws.sample & np.isfinite(headline)
    found = []
    if rows.sum() >= FEWEST_DRAWS:
        for k, name in enumerate(draws.names):
            values = draws.values[rows, k]
            ends = _ends(values, headline[rows], draws.alternatives.get(name))
            if len(ends) > 1:
                found.append(Swing(name, ends[0], ends[-1]))
    return tuple(found)


def _ends(
    values: Float[np.ndarray, " s"], headline: Float[np.ndarray, " s"], names: tuple[str, ...] | None
) -> list[SwingEnd]:
    """What the headline is in parts of the draws, the first and the last of which are told."""
    if names is not None:
        parts = [(name, np.round(values) == k) for k, name in enumerate(names)]
        found = [_end(name, np.nan, headline, inside) for name, inside in parts if inside.sum() >= FEWEST_AT_AN_END]
        return sorted(found, key=lambda end: end.median)
    low, high = np.quantile(values, [END, 1 - END])
    if low == high:
        return []
    inside = [values <= low, values >= high]
    return [_end("", float(np.median(values[part])), headline, part) for part in inside]


def _end(label: str, value: float, headline: Float[np.ndarray, " s"], inside: Bool[np.ndarray, " s"]) -> SwingEnd:
    median, error = quantiles_with_errors(headline[inside, None], [0.5])
    return SwingEnd(label, value, float(median[0, 0]), float(error[0, 0]))
