"""The inside view: odds of the deadline game, the mean over joint draws of what is assumed, with the range of the draws."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float, Int

from tradetalks.bargaining.deadlines.stopping_outcome import StoppingOutcome
from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.talks.drawn_game import DrawnGame, TalksClock
from tradetalks.talks.drivers import Driver, drivers_of

# What the game can end in at the deadline. It does not tell a deal on everything from one on something.
ENDINGS = ("agreement", "extension", "escalation", "lapse")
# The band that is printed: eight draws of ten lie in it.
BAND = (0.1, 0.9)
# Odds are quoted where all but this share of the draws are solved and have one equilibrium; the others are left out, and it is
# said how many they are. On the shipped scenarios it is up to one in twenty-five.
MOST_UNSOLVED = 0.1
# A draw counts as solved where no plan is further from a best reply than this probability: odds are printed to a percent.
GOOD_ENOUGH = 1e-5
# An event, a carrot or a stick has an effect where its sign holds in more than this share of the draws.
SURE = 0.9
# A change of the odds by less than a tenth of a point is none: solvers and rounding move them by far less.
SMALLEST_EFFECT = 1e-3


class Effect(enum.Enum):
    """What something does to the odds of an agreement, where nearly all draws agree on it."""

    RAISES = "raises the odds"
    LOWERS = "lowers the odds"
    UNCLEAR = "no clear effect"


def effect_of(before: Float[np.ndarray, " d"], after: Float[np.ndarray, " d"]) -> Effect:
    """Whether odds (d,) rise or fall in more than nine of ten draws; draws in which either is nan say nothing."""
    change = (after - before)[np.isfinite(after - before)]
    if not len(change):
        return Effect.UNCLEAR
    if (change > SMALLEST_EFFECT).mean() > SURE:
        return Effect.RAISES
    if (change < -SMALLEST_EFFECT).mean() > SURE:
        return Effect.LOWERS
    return Effect.UNCLEAR


@dataclasses.dataclass(frozen=True)
class Banded:
    """A mean over draws with the 10 and the 90 percent point of them."""

    mean: float
    low: float
    high: float


def banded(draws: Float[np.ndarray, " d"]) -> Banded:
    """The mean and the band of a number that every draw gives; nan where no draw does."""
    known = draws[np.isfinite(draws)]
    if not len(known):
        return Banded(np.nan, np.nan, np.nan)
    low, high = np.quantile(known, BAND)
    mean = float(known.mean())
    # Where a few draws lie far out their mean may leave the band, which is widened to it.
    return Banded(mean, min(float(low), mean), max(float(high), mean))


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class GameOdds:
    """The deadline game played in every draw.

    Args:
        clock: when the sides meet.
        endings: (d, 4) odds of :data:`ENDINGS` at the deadline.
        agreed: (d, r) odds that an agreement is signed in each round, those of the extension included.
        gives_way: (r, 2) odds that a side is the one that gives way in a round (or both do), the mean over draws.
        committed: (r, 2) belief after each round of silence that a side never gives way, the mean over draws.
        converged: (d,) draws that are solved.
        equilibria: (d,) how many the starts end in.
        residual: greatest distance of any plan from a best reply, a probability.
        several: odds of an agreement in each equilibrium of the first draw that has several; empty where none has.
        closed, compatible: (d,) draws in which no deal suits both, or one deal meets both texts.
        quantiles: by coordinate, where in its distribution (d,) each assumption stands.
    """

    clock: TalksClock
    endings: Float[np.ndarray, "d 4"]
    agreed: Float[np.ndarray, "d r"]
    gives_way: Float[np.ndarray, "r 2"]
    committed: Float[np.ndarray, "r 2"]
    converged: Bool[np.ndarray, " d"]
    equilibria: Int[np.ndarray, " d"]
    residual: float
    several: tuple[float, ...]
    closed: Bool[np.ndarray, " d"]
    compatible: Bool[np.ndarray, " d"]
    quantiles: Mapping[str, np.ndarray]

    @property
    def known(self) -> Bool[np.ndarray, " d"]:
        """(d,) draws that are solved and have one equilibrium."""
        return np.asarray(self.converged & (self.equilibria <= 1))

    @property
    def quoted(self) -> bool:
        """Whether so many draws are known that their mean may be quoted."""
        return bool(self.known.mean() >= 1 - MOST_UNSOLVED)

    @property
    def agreement(self) -> Float[np.ndarray, " d"]:
        """(d,) odds of an agreement by the deadline; nan in draws that are not known, and everywhere where none are quoted."""
        if not self.quoted:
            return np.full(len(self.endings), np.nan)
        return np.where(self.known, self.endings[:, 0], np.nan)

    @property
    def why_not(self) -> str:
        """Why no odds are quoted, without a full stop; empty where they are."""
        if self.quoted:
            return ""
        share = float((self.equilibria > 1).mean())
        if share > MOST_UNSOLVED:
            odds = " or ".join(f"{p:.0%}" for p in self.several)
            return (
                f"in {share:.0%} of the draws the deadline game has several equilibria (with odds of an agreement of {odds} in "
                "one of them), so that it gives no odds; a higher conceding_dispersion leaves one"
            )
        return f"in {1 - self.converged.mean():.0%} of the draws the deadline game was not solved, so that it gives no odds"

    @property
    def mean(self) -> Float[np.ndarray, " 4"]:
        """(4,) mean odds of :data:`ENDINGS` over the known draws; nan where they are not quoted."""
        if not self.quoted:
            return np.full(len(ENDINGS), np.nan)
        return np.asarray(self.endings[self.known].mean(axis=0))

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """What the odds of an agreement follow, most first."""
        return drivers_of(self.agreement, self.quantiles)

    def agreed_by(self, days: Float[np.ndarray, " n"]) -> Float[np.ndarray, "d n"]:
        """Odds (d, n) of an agreement within so many days of the opening, in every known draw."""
        by_round = np.cumsum(self.agreed[self.known], axis=1)
        # A round held on the day counts; half a day is far less than there is between rounds.
        past = np.searchsorted(self._days, np.asarray(days) + 0.5, side="right")
        return np.asarray(np.concatenate([np.zeros((len(by_round), 1)), by_round], axis=1)[:, past])

    @property
    def outlook(self) -> dict[str, Banded]:
        """What comes of the talks, extension included, over the known draws.

        Returns:
            ``agreement in the end``: odds in [0, 1]. ``days to an agreement``: expected, given one.
        """
        if not self.quoted:
            return {}
        agreed = self.agreed[self.known]
        total = agreed.sum(axis=1)
        days = np.divide(agreed @ self._days, total, out=np.full(len(total), np.nan), where=total > 0)
        return {"agreement in the end": banded(total), "days to an agreement": banded(days)}

    @property
    def _days(self) -> np.ndarray:
        """(r,) days from the opening to each round, of an extension as long as stated."""
        return np.concatenate([self.clock.rounds, self.clock.extension]) * DAYS_PER_YEAR


def game_odds(
    clock: TalksClock,
    drawn: DrawnGame,
    played: StoppingOutcome,
    without: StoppingOutcome,
    quantiles: Mapping[str, np.ndarray],
) -> GameOdds:
    """What is kept of a game that was played in every draw.

    Args:
        clock: when the sides meet.
        drawn: what was at stake.
        played: the equilibria.
        without: those where no deal is worth signing.
        quantiles: by coordinate, where in its distribution each assumption stands.
    """
    worth = drawn.worth_signing
    gives_way = worth[:, None, None] * played.deal_by_round
    with_deal, without_deal = (
        np.stack([found.deal, found.extension, found.escalation, found.lapse], axis=-1) for found in (played, without)
    )
    return GameOdds(
        clock=clock,
        endings=worth[:, None] * with_deal + (1 - worth[:, None]) * without_deal,
        agreed=gives_way.sum(axis=-1),
        gives_way=(gives_way[..., :2] + gives_way[..., 2:]).mean(axis=0),
        committed=played.commitment.mean(axis=0),
        converged=played.residual <= GOOD_ENOUGH,
        equilibria=played.equilibria,
        residual=float(played.residual.max()),
        several=next((tuple(deals) for deals in played.equilibrium_deals() if len(deals) > 1), ()),
        closed=drawn.stakes.closed,
        compatible=drawn.stakes.compatible,
        quantiles=quantiles,
    )
