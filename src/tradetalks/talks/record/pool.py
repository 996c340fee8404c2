"""(T52) The outside view and the inside view together: a linear opinion pool whose weight past deadlines teach.

(T52)  p_o = w g_o + (1 - w) r_o,   π(w | past) ∝ π(w) Π_k [w g_k + (1 - w) r_k],   w ~ Beta(1, 1)

g_k and r_k are the odds that the game and the record gave to what happened at the k-th deadline at which the game had priced
stakes. Few deadlines have been priced, so the posterior of w is wide and is carried into the band of the pooled odds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from tradetalks.bargaining.checks import check_probability
from tradetalks.data.deadlines import OUTCOMES
from tradetalks.errors import TalksError, message
from tradetalks.result import Result
from tradetalks.talks.record.reference_class import QUANTILES, learn

# Beta(1, 1), flat: before any priced deadline the game and the record count alike.
PRIOR = (1.0, 1.0)
# Points of w, in the middle of as many equal parts of [0, 1]: the likelihood is a polynomial of low degree in w.
GRID_POINTS = 400
# Odds of what happened are not less than this: one surprise must not rule a source out for ever.
LEAST_LIKELIHOOD = 1e-6
# A forecast sums to 1 but for the rounding of a file.
ROUNDING = 1e-3
# Any number will do; the same one gives the same band twice.
SEED = 0


@dataclasses.dataclass(frozen=True, eq=False)
class PricedDeadline:
    """A past deadline of which the game had priced the stakes.

    Args:
        name: the id of its row in the record.
        deadline: its day.
        game, record: (outcomes,) odds in the order of :data:`tradetalks.data.deadlines.OUTCOMES`, each from before the day.
        happened: one of them.

    Raises:
        TalksError: odds that are none, or an outcome that is not on the list.
    """

    name: str
    deadline: date
    game: np.ndarray
    record: np.ndarray
    happened: str

    def __post_init__(self) -> None:
        for source in ("game", "record"):
            _check_odds(f"the {source}'s odds of {self.name}", getattr(self, source))
        if self.happened not in OUTCOMES:
            raise TalksError(message(f"{self.name}: {self.happened!r} is no outcome", expected=", ".join(OUTCOMES)))

    def likelihoods(self) -> tuple[float, float]:
        """The odds that the game and the record gave to what happened."""
        place = OUTCOMES.index(self.happened)
        return float(self.game[place]), float(self.record[place])


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class PoolWeight(Result):
    """What past deadlines say of the weight of the game.

    Args:
        grid: (points,) values of w.
        posterior: (points,) their probabilities.
        mean: of w.
        low, high: its 10 and 90 percent points.
        deadlines: names of those that taught it.
    """

    grid: np.ndarray
    posterior: np.ndarray
    mean: float
    low: float
    high: float
    deadlines: tuple[str, ...]

    def quantile(self, probability: np.ndarray | float) -> np.ndarray:
        """The w below which lies this much of the posterior, linear between the points of the grid."""
        edges = np.linspace(0.0, 1.0, len(self.grid) + 1)
        return np.asarray(np.interp(probability, np.concatenate([[0.0], np.cumsum(self.posterior)]), edges))

    def summary(self) -> str:
        """The weight, its range, and what it was learnt from."""
        weight = f"weight of the game {self.mean:.0%} ({self.low:.0%} to {self.high:.0%})"
        if not self.deadlines:
            return f"{weight}: no earlier deadline had its stakes priced, so that this is the prior"
        return f"{weight}, learnt from priced deadlines: {', '.join(self.deadlines)}"


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class PooledOdds(Result):
    """The game and the record together.

    Args:
        odds: (outcomes,) at the mean weight.
        low, high: (outcomes,) 10 and 90 percent points of the draws.
        draws: (draws, outcomes) odds, rows summing to 1.
        weight: of the game.
    """

    odds: np.ndarray
    low: np.ndarray
    high: np.ndarray
    draws: np.ndarray
    weight: PoolWeight

    def summary(self) -> str:
        """A line per outcome, then the weight."""
        rows = zip(OUTCOMES, self.odds, self.low, self.high, strict=True)
        lines = [f"{name:<13} {p:4.0%}  ({low:.0%} to {high:.0%})" for name, p, low, high in rows]
        return "\n".join([*lines, self.weight.summary()])


def learn_weight(
    priced: Sequence[PricedDeadline], *, before: date | None = None, prior: tuple[float, float] = PRIOR
) -> PoolWeight:
    """(T52) The weight of the game, from priced deadlines strictly before a day.

    Args:
        priced: in any order.
        before: the day; None takes all.
        prior: parameters of the Beta distribution of w, above 0.

    Returns:
        Posterior on a grid of w; with no deadline, the prior.

    Raises:
        TalksError: parameters that are not above 0.

    Reference:
        Genest & Zidek (1986), "Combining probability distributions", Statistical Science 1.
    """
    if not min(prior) > 0:
        raise TalksError(message("the prior of the weight", expected="two numbers above 0", got=f"{prior}"))
    past = [deadline for deadline in priced if before is None or deadline.deadline < before]
    grid = (np.arange(GRID_POINTS) + 0.5) / GRID_POINTS
    log = (prior[0] - 1) * np.log(grid) + (prior[1] - 1) * np.log(1 - grid)
    for deadline in past:
        game, record = deadline.likelihoods()
        log = log + np.log(np.maximum(grid * game + (1 - grid) * record, LEAST_LIKELIHOOD))
    posterior = np.exp(log - log.max())
    posterior = posterior / posterior.sum()
    names = tuple(deadline.name for deadline in past)
    weight = PoolWeight(grid, posterior, float(grid @ posterior), 0.0, 1.0, names)
    low, high = weight.quantile(np.array(QUANTILES))
    return dataclasses.replace(weight, low=float(low), high=float(high))


def pool_odds(game: np.ndarray, record: np.ndarray, weight: float) -> np.ndarray:
    """(T52) ``weight`` · game + (1 - ``weight``) · record, along the last axis."""
    return np.asarray(weight * np.asarray(game) + (1 - weight) * np.asarray(record))


def pooled_forecast(
    game: np.ndarray, record: np.ndarray, weight: PoolWeight, *, game_draws: np.ndarray, record_draws: np.ndarray
) -> PooledOdds:
    """(T52) Odds at the mean weight, and a band over the draws of both sources and of the weight.

    Args:
        game, record: (outcomes,) odds.
        weight: of the game.
        game_draws, record_draws: (draws, outcomes) odds of each source under its own uncertainty, any number of each.

    Raises:
        TalksError: odds or draws that are not probabilities summing to 1.
    """
    for name, values in (("game", game), ("record", record), ("game", game_draws), ("record", record_draws)):
        _check_odds(f"the {name}'s odds", values)
    number = max(len(game_draws), len(record_draws))
    rng = np.random.default_rng(SEED)
    # Sources and weight are independent: each is taken in an order of its own, the weight at even steps of its quantiles.
    game_rows = rng.permutation(number) % len(game_draws)
    record_rows = rng.permutation(number) % len(record_draws)
    weights = weight.quantile((rng.permutation(number) + 0.5) / number)[:, None]
    draws = weights * game_draws[game_rows] + (1 - weights) * record_draws[record_rows]
    low, high = np.quantile(draws, QUANTILES, axis=0)
    return PooledOdds(pool_odds(game, record, weight.mean), low, high, draws, weight)


def priced_deadlines(priced: pd.DataFrame, record: pd.DataFrame) -> tuple[PricedDeadline, ...]:
    """Rows of priced odds joined with the record.

    Args:
        priced: as :func:`tradetalks.data.deadlines.read_priced_odds` gives it.
        record: as :func:`tradetalks.data.deadlines.read_deadlines` gives it.

    Returns:
        In order of their days. The record's odds are learnt from deadlines strictly before the announcement of each, or before
        its day where the announcement is not known: what was there when the game began.

    Raises:
        TalksError: a row that is not in the record.
    """
    found = []
    for _, given in priced.iterrows():
        row = record[record["id"] == given["id"]]
        if row.empty:
            raise TalksError(
                message(f"priced odds of {given['id']!r}", expected="an id of the record", got=given["id"])
            )
        known_from = row["announced"].fillna(row["deadline"]).iloc[0]
        odds = learn(record, before=known_from).odds(row)[0]
        day, happened = row["deadline"].iloc[0].date(), str(row["outcome"].iloc[0])
        found.append(PricedDeadline(given["id"], day, given[list(OUTCOMES)].to_numpy(float), odds, happened))
    return tuple(sorted(found, key=lambda deadline: deadline.deadline))


def _check_odds(name: str, values: np.ndarray) -> None:
    """Probabilities of the five outcomes along the last axis, each set summing to 1."""
    p = np.asarray(check_probability(name, values))
    if p.shape[-1:] != (len(OUTCOMES),) or p.size == 0 or np.abs(p.sum(axis=-1) - 1).max() > ROUNDING:
        raise TalksError(
            message(
                f"{name} are no odds", expected=f"{len(OUTCOMES)} probabilities summing to 1", got=f"shape {p.shape}"
            )
        )
