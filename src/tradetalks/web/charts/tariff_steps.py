"""The steps in which heat maps of tariffs are coloured: the same ones in every view, so that colours can be compared."""

from __future__ import annotations

import numpy as np

# Upper ends of the steps, percent of the value of goods; what is above the last is the darkest.
STEPS = (0.5, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0)
# The colour of each step, away from the paper (moving.css has them as --step-1 to --step-7), and of numbers on it.
COLOURS = ("#f4f6f8", "#fdf0e6", "#fadfc8", "#f7c9a3", "#f2ad77", "#e68a45", "#b84e00", "#7d3300")
DARK_INK, LIGHT_INK, FIRST_LIGHT = "#2a1600", "#fffffe", 6


def step_of(percent: float) -> int:
    """The step of a tariff, from 0 for none to the darkest."""
    return int(np.searchsorted(STEPS, percent, side="right"))


def ink_on(step: int) -> str:
    """The colour of a number on a step."""
    if step >= FIRST_LIGHT:
        return LIGHT_INK
    return DARK_INK


def steps_told() -> str:
    """The scale in words, for a caption."""
    ends = ", ".join(f"{end:g}" for end in STEPS)
    return f"steps of colour end at {ends} percent, the same in Tariffs and Cost"
