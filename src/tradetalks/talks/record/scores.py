"""How good were probability forecasts of what happened at deadlines: log score, Brier score, and a naive rival.

(T36)  log = -mean ln p(outcome),   Brier = mean Σ_o (p_o - 1[o])²;   lower is better for both
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, repr=False, eq=False)
class Score(Result):
    """Scores of one forecaster; lower is better.

    Args:
        name: of the forecaster.
        log: mean log score, in nats.
        brier: mean Brier score, from 0 to 2.
        log_each, brier_each: (events,) of every event.
    """

    name: str
    log: float
    brier: float
    log_each: np.ndarray
    brier_each: np.ndarray

    def to_dataset(self) -> xr.Dataset:
        """Log and Brier score of every event."""
        events = range(1, len(self.log_each) + 1)
        return labelled_dataset(
            {"event": events},
            {
                "log": LabelledArray(("event",), self.log_each, "nats", f"log score of {self.name}"),
                "brier": LabelledArray(("event",), self.brier_each, "1", f"Brier score of {self.name}"),
            },
        )

    def summary(self) -> str:
        """One line."""
        return f"{self.name}: log score {self.log:.4f}, Brier score {self.brier:.4f} over {len(self.log_each)} events"


def score(
    name: str, forecasts: ArrayLike, outcomes: Sequence[str], categories: Sequence[str], *, floor: float = 1e-6
) -> Score:
    """(T36) Scores of probability forecasts against what happened.

    Args:
        name: of the forecaster.
        forecasts: (events, categories) probabilities, each row summing to 1.
        outcomes: what happened at each event.
        categories: what could have.
        floor: least probability that the log score counts: a forecaster who is sure and wrong would lose for good.

    Raises:
        TalksError: rows that do not sum to 1, or an outcome that is not a category.
    """
    p = np.atleast_2d(check_probability(f"a forecast of {name}", forecasts))
    if p.shape != (len(outcomes), len(categories)) or np.abs(p.sum(1) - 1).max() > 1e-6:
        raise TalksError(
            message(
                f"{name}: the forecasts do not fit what happened",
                expected=f"{len(outcomes)} forecasts over {len(categories)} categories, each summing to 1",
                got=f"shape {p.shape} with sums from {p.sum(1).min():g} to {p.sum(1).max():g}",
            )
        )
    unknown = [o for o in outcomes if o not in categories]
    if unknown:
        raise TalksError(message(f"{name}: outcome {unknown[0]!r} is not a category", expected=", ".join(categories)))
    hit = np.array([categories.index(o) for o in outcomes])
    happened = np.eye(len(categories))[hit]
    each = -np.log(np.maximum(p[np.arange(len(hit)), hit], floor))
    brier = ((p - happened) ** 2).sum(1)
    return Score(name, float(each.mean()), float(brier.mean()), each, brier)


def mean_and_error(each: np.ndarray, clusters: Sequence[object]) -> tuple[float, float]:
    """Mean of ``each`` (events,) and its standard error with the events of one cluster counted as one; nan for one cluster.

    Reference:
        Liang & Zeger (1986), Biometrika 73, with the usual correction G/(G-1) for G clusters.
    """
    codes, names = pd.factorize(np.asarray(clusters, dtype=object))
    if len(names) < 2:
        return float(each.mean()), math.nan
    sums = np.bincount(codes, weights=each - each.mean())
    correction = len(names) / (len(names) - 1)
    return float(each.mean()), float(np.sqrt(correction * (sums**2).sum()) / len(each))


def always(category: str, events: int, categories: Sequence[str], *, confidence: float = 0.9) -> np.ndarray:
    """Probabilities (events, categories) of a forecaster who always says the same.

    Args:
        category: what is said.
        events: how many.
        categories: what could happen.
        confidence: probability of ``category``; the rest is spread evenly.

    Raises:
        TalksError: ``category`` is none, or the confidence no probability.
    """
    if category not in categories:
        raise TalksError(message(f"{category!r} is not a category", expected=", ".join(categories)))
    sure = float(check_probability("the confidence", confidence))
    row = np.full(len(categories), (1 - sure) / max(len(categories) - 1, 1))
    row[categories.index(category)] = sure
    return np.tile(row, (events, 1))
