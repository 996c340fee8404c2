"""Odds at a deadline: the record's, the game's, and both together, each with its band."""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import lru_cache

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.data.deadlines import OUTCOMES, load_deadlines, load_priced_odds
from tradetalks.result import Result
from tradetalks.talks.game_odds import BAND, GameOdds
from tradetalks.talks.record.features import DeadlineFeatures
from tradetalks.talks.record.pool import PooledOdds, PoolWeight, learn_weight, pooled_forecast, priced_deadlines
from tradetalks.talks.record.reference_class import RecordForecast, ReferenceClass, learn

SOURCES = ("record", "game", "together")
_DEAL, _PARTIAL = OUTCOMES.index("deal"), OUTCOMES.index("partial_deal")


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class TalksOdds(Result):
    """What becomes of a deadline, from outside, from inside, and together.

    Args:
        deadline: as it stood when the talks opened.
        record: the outside view, from deadlines before the opening.
        game: the inside view, played in every draw.
        weight: of the game, learnt from deadlines before the opening whose stakes were priced.
        pooled: both together; None where the game is not quoted, and the record stands alone.
    """

    deadline: DeadlineFeatures
    record: RecordForecast
    game: GameOdds
    weight: PoolWeight
    pooled: PooledOdds | None

    def __repr__(self) -> str:
        odds = ", ".join(f"{name} {p:.0%}" for name, p in zip(OUTCOMES, self.odds[2], strict=True))
        return f"<TalksOdds by {self.deadline.deadline}: {odds}>"

    @property
    def game_draws(self) -> Float[np.ndarray, "d 5"]:
        """(d, 5) the game's odds of the five outcomes in every draw that is known."""
        return five_outcomes(self.game.endings[self.game.known], self.record.odds)

    @property
    def odds(self) -> Float[np.ndarray, "sources=3 outcomes=5"]:
        """(3, 5) odds by source and outcome, in [0, 1]; nan for a game that is not quoted."""
        together = self.record.odds if self.pooled is None else self.pooled.odds
        return np.stack([self.record.odds, five_outcomes(self.game.mean, self.record.odds), together])

    @property
    def band(self) -> Float[np.ndarray, "sources=3 outcomes=5 quantiles=2"]:
        """(3, 5, 2) 10 and 90 percent points of the odds; nan for a game that is not quoted."""
        draws = [self.record.draws, self.game_draws, self.record.draws]
        if self.pooled is not None:
            draws[2] = self.pooled.draws
        found = [
            np.quantile(values, BAND, axis=0).T if len(values) else np.full((len(OUTCOMES), 2), np.nan)
            for values in draws
        ]
        if not self.game.quoted:
            found[1] = np.full((len(OUTCOMES), 2), np.nan)
        return np.stack(found)

    def to_dataset(self) -> xr.Dataset:
        """Odds and bands by source and outcome."""
        return labelled_dataset(
            {"source": SOURCES, "outcome": OUTCOMES, "quantile": BAND},
            {
                "odds": LabelledArray(("source", "outcome"), self.odds, "1", "probability at the deadline"),
                "odds_band": LabelledArray(
                    ("source", "outcome", "quantile"), self.band, "1", "10 and 90 percent points of that probability"
                ),
            },
        )

    def summary(self) -> str:
        """A line a source, then the weight of the game."""
        lines = [f"by {self.deadline.deadline}, percent (10 to 90 percent range)"]
        for source, odds, band in zip(SOURCES, self.odds, self.band, strict=True):
            cells = [
                f"{name.replace('_', ' ')} {100 * p:.0f} ({100 * low:.0f} to {100 * high:.0f})"
                for name, p, (low, high) in zip(OUTCOMES, odds, band, strict=True)
            ]
            said = ", ".join(cells)
            if not np.isfinite(odds).all():
                said = self.game.why_not
            lines.append(f"  {source}: {said}")
        return "\n".join([*lines, self.weight.summary()])


def five_outcomes(endings: Float[np.ndarray, "*d 4"], record: Float[np.ndarray, " 5"]) -> Float[np.ndarray, "*d 5"]:
    """The game's endings as the record counts them.

    The game does not tell a deal from a partial one: its agreements are split as the record splits them.

    Args:
        endings: odds of agreement, extension, escalation and lapse.
        record: odds of the five outcomes.
    """
    agreement = endings[..., 0]
    partial = record[_PARTIAL] / (record[_DEAL] + record[_PARTIAL])
    parts = [agreement * (1 - partial), agreement * partial, endings[..., 1], endings[..., 2], endings[..., 3]]
    return np.stack(parts, axis=-1)


def odds_of(game: GameOdds, deadline: DeadlineFeatures, opening: date) -> TalksOdds:
    """Put the game beside the record.

    Args:
        game: the inside view.
        deadline: what the record knows of such a deadline.
        opening: of the talks; only deadlines strictly earlier teach the record and the weight.
    """
    record, weight = outside_view(deadline, opening)
    pooled = None
    if game.quoted:
        inside = five_outcomes(game.mean, record.odds)
        draws = five_outcomes(game.endings[game.known], record.odds)
        pooled = pooled_forecast(inside, record.odds, weight, game_draws=draws, record_draws=record.draws)
    return TalksOdds(deadline, record, game, weight, pooled)


@lru_cache(maxsize=32)
def outside_view(deadline: DeadlineFeatures, opening: date) -> tuple[RecordForecast, PoolWeight]:
    """What the record says of a deadline, and what it says of the game, as both stood on a day."""
    record, weight = _learnt(opening)
    return record.forecast(deadline), weight


@lru_cache(maxsize=8)
def _learnt(opening: date) -> tuple[ReferenceClass, PoolWeight]:
    """What deadlines before a day teach, of a deadline and of the game: learnt once, whatever is asked of it."""
    table = load_deadlines()
    priced = priced_deadlines(load_priced_odds(), table)
    return learn(table, before=opening), learn_weight(priced, before=opening)
