"""(T48), (T49) How often deadlines ended in each outcome: all together, and by kind drawn towards all together.

(T48)  p_o = (½ + Σ_i w_i 1[o_i = o]) / (K/2 + Σ_i w_i)
(T49)  p_ko = (s p_o + Σ_{i of kind k} w_i 1[o_i = o]) / (s + Σ_{i of kind k} w_i),   s = 5 rows
"""

from __future__ import annotations

import numpy as np

# Counts before any row, one half for each outcome: Jeffreys' prior.
JEFFREYS = 0.5
# How many rows of its own a kind needs until they weigh as much as all kinds together.
PRIOR_ROWS = 5.0


def outcome_counts(happened: np.ndarray, weights: np.ndarray, outcomes: int) -> np.ndarray:
    """(outcomes,) weighted counts of what happened (indices)."""
    return np.bincount(happened, weights=weights, minlength=outcomes).astype(float)


def pooled_rate(
    happened: np.ndarray, weights: np.ndarray, outcomes: int, prior: np.ndarray | None = None
) -> np.ndarray:
    """(T48) The rate of each outcome over all rows.

    Args:
        happened: (rows,) index of each outcome.
        weights: (rows,) of the rows, 1 for a count.
        outcomes: how many there are.
        prior: (outcomes,) counts before any row; None is one half each.
    """
    if prior is None:
        prior = np.full(outcomes, JEFFREYS)
    counts = prior + outcome_counts(happened, weights, outcomes)
    return np.asarray(counts / counts.sum())


def rates_by_kind(
    happened: np.ndarray, kinds: np.ndarray, weights: np.ndarray, number: int, prior: np.ndarray
) -> np.ndarray:
    """(T49) The rate of each outcome for each kind.

    Args:
        happened, kinds, weights: (rows,) index of the outcome, index of the kind, weight.
        number: of kinds.
        prior: (kinds, outcomes) counts before any row of the kind, :data:`PRIOR_ROWS` times the pooled rate.

    Returns:
        (kinds, outcomes), rows summing to 1.

    Reference:
        The posterior mean of a multinomial with a Dirichlet prior: Gelman et al. (2013), Bayesian Data Analysis, section 3.4.
    """
    counts = np.array(
        [outcome_counts(happened[kinds == k], weights[kinds == k], prior.shape[1]) for k in range(number)]
    )
    counts = counts + prior
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))
