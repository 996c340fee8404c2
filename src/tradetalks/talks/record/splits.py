"""Which deadlines may teach a forecast of which, and what every forecaster says under such a rule.

Five outcomes are forecast for every deadline. Three (deal with partial deal, extension, escalation) are forecast for tariff-like
threats; the few that lapsed are left out of these, of what is learnt and of what is scored alike, and forecasts of five outcomes
are taken given that none lapses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradetalks.data.deadlines import KINDS, OUTCOMES, TARIFF_LIKE
from tradetalks.talks.record.frequencies import PRIOR_ROWS, pooled_rate, rates_by_kind
from tradetalks.talks.record.reference_class import kind_index, learn, outcome_index
from tradetalks.talks.record.scores import always

THREE = ("deal", "extension", "escalation")
# Place of each of the five outcomes among the three; a lapse has none.
_AMONG_THREE = {"deal": 0, "partial_deal": 0, "extension": 1, "escalation": 2}
# How every forecaster is called in tables; the keys are those of ``--json``.
FORECASTERS = {
    "reported": "the record",
    "by_kind": "rate by kind",
    "pooled": "pooled rate",
    "always_extend": "always extend",
    "uniform": "uniform",
}


@dataclass(frozen=True, eq=False)
class Split:
    """Who may teach whom.

    Args:
        taught: the rows that are forecast.
        teachers: the rows that are learnt from.
        allowed: (taught, teachers) whether a forecast may know a row.
    """

    taught: pd.DataFrame
    teachers: pd.DataFrame
    allowed: np.ndarray

    def only(self, taught: np.ndarray, teachers: np.ndarray) -> Split:
        """The split between the rows that are marked."""
        return Split(self.taught[taught], self.teachers[teachers], self.allowed[np.ix_(taught, teachers)])


def leave_episodes_out(record: pd.DataFrame) -> Split:
    """Every deadline forecast from all other episodes, later ones included."""
    episode = record["episode"].to_numpy()
    return Split(record, record, episode[:, None] != episode[None, :])


def earlier_only(record: pd.DataFrame, teachers: pd.DataFrame) -> Split:
    """Every deadline of ``record`` forecast from the ``teachers`` with a deadline strictly before its own."""
    day, past = record["deadline"].to_numpy(), teachers["deadline"].to_numpy()
    return Split(record, teachers, past[None, :] < day[:, None])


def whole(record: pd.DataFrame, teachers: pd.DataFrame) -> Split:
    """Every deadline of ``record`` forecast from all ``teachers``."""
    return Split(record, teachers, np.ones((len(record), len(teachers)), bool))


def tariff_threats(table: pd.DataFrame) -> np.ndarray:
    """(rows,) the tariff-like threats that did not lapse: what three outcomes are about."""
    return (table["kind"].isin(TARIFF_LIKE) & (table["outcome"] != "lapse")).to_numpy()


def three_outcomes(odds: np.ndarray) -> np.ndarray:
    """(rows, 3) odds of :data:`THREE` from (rows, 5) odds, given that the deadline does not lapse."""
    merged = np.column_stack([odds[:, 0] + odds[:, 1], odds[:, 2], odds[:, 3]])
    return np.asarray(merged / merged.sum(axis=1, keepdims=True))


def happened_of_three(table: pd.DataFrame) -> list[str]:
    """What happened, among :data:`THREE`."""
    return [THREE[_AMONG_THREE[outcome]] for outcome in table["outcome"]]


def forecasts_of_five(split: Split) -> dict[str, np.ndarray]:
    """(taught, 5) odds of every forecaster by its key in :data:`FORECASTERS`."""
    rows = len(split.taught)
    out = _constant(rows, OUTCOMES)
    for key in ("reported", "by_kind", "pooled"):
        out[key] = np.empty((rows, len(OUTCOMES)))
    for mask, members in _groups(split.allowed):
        group, reference = split.taught.iloc[members], learn(split.teachers[mask])
        out["reported"][members] = reference.odds(group)
        out["by_kind"][members] = reference.by_kind[kind_index(group)]
        out["pooled"][members] = reference.pooled
    return out


def forecasts_of_three(split: Split, five: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """(taught, 3) odds of every forecaster: rates learnt from the threats of ``split`` alone, the record's from its ``five``.

    Args:
        split: between rows that :func:`tariff_threats` marks.
        five: what :func:`forecasts_of_five` says of the same rows with everything to learn from.
    """
    rows = len(split.taught)
    out = _constant(rows, THREE)
    out["reported"] = three_outcomes(five["reported"])
    happened = np.array([THREE.index(what) for what in happened_of_three(split.teachers)], dtype=int)
    kinds, taught_kinds = kind_index(split.teachers), kind_index(split.taught)
    out["by_kind"], out["pooled"] = np.empty((rows, 3)), np.empty((rows, 3))
    for mask, members in _groups(split.allowed):
        ones = np.ones(int(mask.sum()))
        rate = pooled_rate(happened[mask], ones, len(THREE))
        prior = np.tile(PRIOR_ROWS * rate, (len(KINDS), 1))
        by_kind = rates_by_kind(happened[mask], kinds[mask], ones, len(KINDS), prior)
        out["pooled"][members], out["by_kind"][members] = rate, by_kind[taught_kinds[members]]
    return out


def happened_of_five(table: pd.DataFrame) -> list[str]:
    """What happened, among the five outcomes."""
    return [OUTCOMES[k] for k in outcome_index(table)]


def _constant(rows: int, outcomes: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The forecasters who look at nothing."""
    return {
        "always_extend": always("extension", rows, outcomes),
        "uniform": np.full((rows, len(outcomes)), 1 / len(outcomes)),
    }


def _groups(allowed: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The distinct rows of ``allowed`` and which rows of it each stands for: what teaches the same is learnt once."""
    masks, place = np.unique(allowed, axis=0, return_inverse=True)
    return [(mask, np.flatnonzero(place.ravel() == k)) for k, mask in enumerate(masks)]
