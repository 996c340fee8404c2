"""Solve a piece of a study: many draws at once where only what the economy is made of moves, else one run after the other.

Each draw ends as solved, refused or failed; none is dropped, and none stops the others. What a piece comes to depends on its
positions alone.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping

import numpy as np
import xarray as xr

from tradetalks.ensemble.batched import solve_together
from tradetalks.ensemble.design import SCENARIO, Design
from tradetalks.ensemble.one_draw import solve_one
from tradetalks.ensemble.outcomes import FAILED, REFUSED, SOLVED, cut_text, empty_outcomes, places_on
from tradetalks.errors import ScenarioError, TradeTalksError, message
from tradetalks.inputs import Kind, OfType, checked
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.study import StudyPlan

Array = np.ndarray
DESIGN = Kind((Design,), "a Design, from tradetalks.ensemble.design_of")


def is_batched(plan: StudyPlan) -> bool:
    """Whether many draws are solved at once: of the cost alone, whatever is drawn."""
    return set(plan.parts) == {"cost"}


@checked(ScenarioError, scenario=SCENARIO, design=DESIGN, positions=OfType(range))
def solve_draws(scenario: Scenario, design: Design, positions: range) -> xr.Dataset:
    """The outcomes of some draws of a study.

    Args:
        scenario: whose study it is.
        design: its draws, from :func:`~tradetalks.ensemble.design_of`.
        positions: which draws, counted from 0.

    Returns:
        As :func:`~tradetalks.ensemble.outcome_frame` says, a row for each position: ``status`` 1 solved, 2 refused (``code`` and
        ``message`` say why), 3 failed (an error of Python's); numbers are nan where nothing was solved.

    Raises:
        ScenarioError: positions that the design does not have; never for what happens to a draw.
    """
    if len(positions) and not (min(positions) >= 0 and max(positions) < len(design)):
        raise ScenarioError(
            message(
                "the design has no such draws",
                expected=f"positions from 0 to {len(design) - 1}",
                got=f"{positions.start} to {positions.stop - 1}",
            )
        )
    where = np.array(positions, int)
    found = empty_outcomes(scenario, design.plan, [design.draw_names[k] for k in positions])
    found["parameter_value"].values[:] = design.table[where]
    found["cube"].values[:] = design.cube[where]
    left = np.ones(len(where), bool)
    if is_batched(design.plan) and len(where):
        left = solve_together(found, scenario, design, where)
    for row in np.flatnonzero(left):
        _put_one(found, int(row), scenario, design, int(where[row]))
    return found


def solve_alone(scenario: Scenario, design: Design, k: int) -> xr.Dataset:
    """The outcomes of one draw, as a person gets them who runs its scenario: by itself, whatever the others are.

    Args:
        scenario: whose study it is.
        design: its draws.
        k: the position of the draw, counted from 0.

    Returns:
        As :func:`solve_draws`, with one row.
    """
    found = empty_outcomes(scenario, design.plan, [design.draw_names[k]])
    found["parameter_value"].values[:] = design.table[[k]]
    found["cube"].values[:] = design.cube[[k]]
    _put_one(found, 0, scenario, design, k)
    return found


def _put_one(found: xr.Dataset, row: int, scenario: Scenario, design: Design, k: int) -> None:
    """Solve one draw alone and put what comes of it into its row."""
    began = time.perf_counter()
    try:
        drawn = design.variant(k).scenario(scenario)
        values = solve_one(drawn, design.plan)
    except TradeTalksError as error:
        _put_end(found, row, REFUSED, type(error).__name__, _first_line(str(error)))
    except Exception as error:
        # Whatever it is: one draw that fails does not stop a thousand others, and says what it was.
        last = traceback.format_exception_only(error)[-1].strip()
        _put_end(found, row, FAILED, type(error).__name__, last)
    else:
        put_values(found, row, values, places_on(found, drawn, design.plan))
    found["seconds"].values[row] = time.perf_counter() - began


def _first_line(text: str) -> str:
    """Without the place in the settings of the draw, which nobody wrote."""
    return text.split("\n", 1)[0].rpartition("  ")[2]


def _put_end(found: xr.Dataset, row: int, status: int, code: str, words: str) -> None:
    found["status"].values[row] = status
    found["code"].values[row] = code
    found["message"].values[row] = cut_text(words)


def put_values(found: xr.Dataset, row: int, values: Mapping[str, Array | float], places: Mapping[str, Array]) -> None:
    """Put what was solved into a row, which is then solved; ``places`` as :func:`~tradetalks.ensemble.outcomes.places_on`."""
    for name, value in values.items():
        at = np.ix_(np.array([row]), *(places[str(dim)] for dim in found[name].dims[1:]))
        found[name].values[at] = np.asarray(value)[None]
    found["status"].values[row] = SOLVED
