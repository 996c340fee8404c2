"""Every forecaster over the same deadlines: scores with standard errors by episode, and whether stated odds came true."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradetalks.talks.record.scores import Score, mean_and_error

# Classes of stated odds in the table of calibration: a third of all odds lie below a tenth.
CLASSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 1.0)
SCHEMES = {
    "leave_one_episode_out": "episodes left out",
    "past_only": "the past only",
    "all_shipped": "all shipped rows",
    "shipped_before": "shipped, earlier only",
}


@dataclasses.dataclass(frozen=True, eq=False)
class Trial:
    """Every forecaster over the same deadlines.

    Args:
        scheme: a key of :data:`SCHEMES`.
        about: which outcomes of which deadlines.
        outcomes: what could happen.
        episodes: (rows,) the episode of each deadline.
        odds: (rows, outcomes) the record's.
        happened: (rows,) what did happen.
        scores: by key of :data:`tradetalks.talks.record.splits.FORECASTERS`.
    """

    scheme: str
    about: str
    outcomes: tuple[str, ...]
    episodes: tuple[str, ...]
    odds: np.ndarray
    happened: tuple[str, ...]
    scores: Mapping[str, Score]

    def log(self, key: str) -> tuple[float, float]:
        """Mean log score of a forecaster and its standard error by episode."""
        return mean_and_error(self.scores[key].log_each, self.episodes)

    def brier(self, key: str) -> tuple[float, float]:
        """Mean Brier score of a forecaster and its standard error by episode."""
        return mean_and_error(self.scores[key].brier_each, self.episodes)

    def less_pooled(self, key: str) -> tuple[float, float]:
        """Log score of a forecaster less that of the pooled rate, and its standard error; below zero is better."""
        return mean_and_error(self.scores[key].log_each - self.scores["pooled"].log_each, self.episodes)


def calibration_table(trial: Trial) -> pd.DataFrame:
    """Stated odds by class, and how often what they were stated of happened.

    Args:
        trial: whose odds of every outcome at every deadline are counted.

    Returns:
        A row per class that holds odds: ``from``, ``to``, ``odds``, ``stated``, ``happened``, ``error``.
    """
    hit = np.array(trial.happened)[:, None] == np.array(trial.outcomes)[None, :]
    episodes = np.repeat(np.array(trial.episodes, dtype=object)[:, None], len(trial.outcomes), axis=1)
    place = np.clip(np.digitize(trial.odds, CLASSES) - 1, 0, len(CLASSES) - 2)
    rows = []
    for k in np.unique(place):
        here = place == k
        share, error = mean_and_error(hit[here].astype(float), episodes[here])
        rows.append((CLASSES[k], CLASSES[k + 1], int(here.sum()), float(trial.odds[here].mean()), share, error))
    return pd.DataFrame(rows, columns=["from", "to", "odds", "stated", "happened", "error"])
