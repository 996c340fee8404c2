"""Which draws a picture shows, and where it puts those of named alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.ensemble.summary.reading import Draws
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.names import alternative_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

# More dots than this are a stain, and a file that opens slowly.
MOST_DOTS = 1500
# Draws of one alternative are spread by so much on either side of its place, so that they do not hide each other.
SPREAD = 0.3
# Letters of the name of an alternative at an axis: all those that ship. Where all of them together have more letters than a
# narrow picture holds beside each other, they are written aslant.
AXIS_NAME, BESIDE = 32, 36
# Degrees by which names stand aslant below an axis: no two lie over each other, and each can be read.
ASLANT = 25


def some_of(rows: np.ndarray) -> np.ndarray:
    """Positions of the draws of a mask, at most 1,500 of them, by lot but always the same."""
    places = np.flatnonzero(rows)
    if len(places) <= MOST_DOTS:
        return places
    return np.sort(np.random.default_rng(0).choice(places, MOST_DOTS, replace=False))


def drawn_at(draws: Draws, parameter: int) -> np.ndarray:
    """Where every draw stands along a parameter."""
    values = draws.values[:, parameter]
    if draws.names[parameter] not in draws.alternatives:
        return values
    return values + np.random.default_rng(parameter).uniform(-SPREAD, SPREAD, len(values))


def name_axis(axes: Axes, axis: Axis, draws: Draws, parameter: int) -> None:
    """Names of alternatives at an axis, and what is drawn along it."""
    name = draws.names[parameter]
    labels = draws.alternatives.get(name)
    if labels is not None:
        names = [for_chart(alternative_words(draws, name, label), AXIS_NAME) for label in labels]
        axis.set_ticks(range(len(labels)), names)
        if axis is axes.xaxis and sum(map(len, names)) > BESIDE:
            axes.tick_params(axis="x", rotation=ASLANT)
            for label in axes.get_xticklabels():
                label.set(ha="right", rotation_mode="anchor")
    unit = draws.units.get(name, "")
    said = for_chart(name)
    if unit:
        said = f"{said}, {unit}"
    axis.set_label_text(said)
