"""Sobol indices of first order and total, from a study whose draws were laid out for them."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.ensemble.summary.given_data import NORMAL_95, RESAMPLES
from tradetalks.errors import TradeTalksError, message

# SALib's errors are half an interval of 95 in 100.
CONFIDENCE = 0.95
# Fewer whole blocks than this give no variance.
FEWEST_BLOCKS = 4


def is_laid_out(cube: Float[np.ndarray, "d k"]) -> bool:
    """Whether draws come in blocks of k + 2: A, then A with one column of B after the other, then B.

    Args:
        cube: (d, k) where in its distribution each value lies, NaN for draws that are not run yet.
    """
    size = cube.shape[1] + 2
    if not len(cube) or len(cube) % size:
        return False
    blocks = cube.reshape(-1, size, size - 2)
    blocks = blocks[np.isfinite(blocks).all(axis=(1, 2))]
    if not len(blocks):
        return False
    first, last = blocks[:, 0], blocks[:, -1]
    for k in range(size - 2):
        mixed = first.copy()
        mixed[:, k] = last[:, k]
        if not np.allclose(blocks[:, k + 1], mixed, rtol=0, atol=1e-12):
            return False
    return True


def whole_blocks(solved: Bool[np.ndarray, " d"], count: int) -> Bool[np.ndarray, " b"]:
    """Which blocks have every draw solved.

    Args:
        solved: (d,) of a study of this layout.
        count: of the parameters.
    """
    return np.asarray(solved.reshape(-1, count + 2).all(axis=1))


def sobol_indices(
    outcomes: Float[np.ndarray, " d"], count: int
) -> tuple[Float[np.ndarray, "2 k"], Float[np.ndarray, "2 k"], Float[np.ndarray, "s k"]]:
    """First-order and total Sobol indices of one outcome.

    Args:
        outcomes: (d,) in whole blocks, all finite, not constant.
        count: of the parameters, k.

    Returns:
        The indices (first-order then total), their standard errors, and the total ones of samples drawn again from the blocks.

    Raises:
        TradeTalksError: SALib is not installed.

    Reference:
        Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), Variance based sensitivity analysis of model output,
        Computer Physics Communications 181(2); Herman & Usher (2017), SALib, Journal of Open Source Software 2(9).
    """
    problem = {"num_vars": count, "names": [str(k) for k in range(count)], "bounds": [[0.0, 1.0]] * count}
    options = {"num_resamples": RESAMPLES, "conf_level": CONFIDENCE, "keep_resamples": True, "seed": 0}
    found = _salib().analyze(problem, outcomes, calc_second_order=False, print_to_console=False, **options)
    indices = np.array([found["S1"], found["ST"]])
    errors = np.array([found["S1_conf"], found["ST_conf"]]) / NORMAL_95
    return indices, errors, np.asarray(found["ST_conf_all"])


def _salib() -> Any:
    """SALib's analysis of Sobol indices."""
    try:
        return importlib.import_module("SALib.analyze.sobol")
    except ImportError:
        raise TradeTalksError(
            message(
                "Sobol indices need the package SALib, which is not installed",
                do='pip install "tradetalks[study]"',
            )
        ) from None
