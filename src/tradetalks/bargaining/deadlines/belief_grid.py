"""Talks round by round when neither side knows the other's resolve: backward induction on a grid of beliefs.

    (T28)  C_i = f_i + δ_i V_i(next round; μ'),   at the deadline C_i = the value of its options;  then (T24)-(T25) at each belief

Beliefs are log-odds of being the commitment type, on an n×n grid; all points of a round are solved at once. The path of
play re-solves each round at the exact belief it has reached, because interpolating q itself is inaccurate near the spike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from tradetalks.bargaining.checks import check_probability, ordered_stakes, two_sided
from tradetalks.bargaining.deadlines.concession_stage import BeliefTable, RoundPayoffs, check_selection, solve_stage
from tradetalks.bargaining.discounting import annuity
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result, Status

if TYPE_CHECKING:
    import xarray as xr

# Beliefs run to this: at 1 Bayes' rule has nothing left to say, and log-odds no end.
_TOP = 1 - 1e-4
# A path may be valued by a grid of which this share of points is not solved: they lie in corners that play never visits.
_UNSOLVED = 0.01
# Values of like sides that differ by more than this share of themselves are those of a lopsided equilibrium.
_LOPSIDED = 1e-3


@dataclass(frozen=True)
class BeliefGame:
    """A clock of K rounds; the last round is the deadline. Values in any unit per side.

    Args:
        gaps: (K,) years of waiting before each round (0 for a first round held at once).
        win, split, concede: A > M > B, present values at the date of signing: (2,), or (K, 2) by round where mandates
            end on dates.
        disagreement_flow: (2,) or (K, 2) flow g per year while waiting.
        rates: (2,) discount rates per year.
        breakdown: (2,) value at the deadline without a deal, used where no options are given; must be below B of the last round.
        dispersion: ψ of private resolve, the noise of the logit best reply, in payoff units: of both sides, of each (2,) or in
            each round (K, 2).
        selection: which solution (see :mod:`~tradetalks.bargaining.deadlines.concession_stage`).

    Raises:
        TalksError: stakes in another order, negative waits, an unknown selection or a dispersion that is not positive.
    """

    gaps: np.ndarray
    win: np.ndarray
    split: np.ndarray
    concede: np.ndarray
    disagreement_flow: np.ndarray
    rates: np.ndarray
    breakdown: np.ndarray
    dispersion: ArrayLike
    selection: str = "logit"

    def __post_init__(self) -> None:
        check_selection(self.selection, self.dispersion)
        gaps = np.atleast_1d(np.asarray(self.gaps, float))
        if not ((gaps >= 0).all() and gaps.size):
            raise TalksError(
                message(
                    "the waits between rounds must be at least 0 years",
                    got=str(gaps.tolist()),
                    do="give one wait before each round",
                )
            )
        disagreement_flow = np.broadcast_to(np.asarray(self.disagreement_flow, float), (len(gaps), 2))
        breakdown = two_sided("breakdown", self.breakdown)
        rounds = {name: self._by_round(getattr(self, name), len(gaps)) for name in ("win", "split", "concede")}
        for k in range(len(gaps)):
            ordered_stakes(**{name: values[k] for name, values in rounds.items()}, breakdown=breakdown)
        for name, values in rounds.items():
            object.__setattr__(self, name, values)
        object.__setattr__(self, "breakdown", breakdown)
        object.__setattr__(self, "gaps", gaps)
        object.__setattr__(self, "disagreement_flow", disagreement_flow)
        object.__setattr__(self, "rates", two_sided("a discount rate", self.rates))

    @staticmethod
    def _by_round(value: ArrayLike, rounds: int) -> np.ndarray:
        """(K, 2) of what is given of both sides, of each, or in each round."""
        return np.broadcast_to(np.asarray(value, float), (rounds, 2))

    def payoffs(self, k: int) -> RoundPayoffs:
        """A, M, B of round k as the stage takes them."""
        return RoundPayoffs(self.win[k][:, None], self.split[k][:, None], self.concede[k][:, None])

    @property
    def dispersion_by_round(self) -> np.ndarray:
        """(K, 2) ψ of each side in each round."""
        return np.broadcast_to(np.asarray(self.dispersion, float), (len(self.gaps), 2))

    @property
    def dates(self) -> np.ndarray:
        """(K,) years of the rounds from the start of the clock."""
        return np.cumsum(self.gaps)

    @property
    def symmetric(self) -> bool:
        """Whether both sides face the same payoffs."""
        values = (self.rates, self.breakdown)
        by_round = (*self.win, *self.split, *self.concede, *self.disagreement_flow, *self.dispersion_by_round)
        return all(v[0] == v[1] for v in (*values, *by_round))

    def wait(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """(f, δ), each (2,), of the wait before round k."""
        return self.disagreement_flow[k] * annuity(self.rates, self.gaps[k]), np.exp(-self.rates * self.gaps[k])


def belief_axis(commitment_probability: ArrayLike, size: int = 41, *, top: float = _TOP) -> np.ndarray:
    """Log-odds (size,) from half the smaller prior (beliefs in resolve only rise with silence) to ``top``.

    Args:
        commitment_probability: (2,) priors, in (0, top).
        size: points.
        top: the highest belief.

    Raises:
        TalksError: a prior outside (0, top).
    """
    name = "the probability of being committed"
    z = check_probability(name, two_sided(name, commitment_probability))
    if not ((z > 0) & (z < top)).all():
        raise TalksError(
            message(
                f"beliefs on a grid need a prior resolve strictly between 0 and {top:g}",
                got=str(z.tolist()),
                do="use a small number such as 0.001 for a side that is almost surely rational",
            )
        )
    return np.linspace(logit(z.min() / 2), logit(top), size)


@dataclass(frozen=True)
class Induction:
    """Backward induction of one clock: `opening`, the value before the first wait; `ahead[k]`, the value of going on from k.

    Args:
        game: the clock.
        residual: the worst |x - σ(-H/ψ)| over rounds and beliefs.
        unsolved: share of beliefs above the tolerance.
        asymmetry: how far the two sides' values differ at mirrored beliefs (meaningful when the game is symmetric).
        mirrored: symmetry was imposed.
    """

    game: BeliefGame
    opening: BeliefTable
    ahead: tuple[BeliefTable, ...]
    residual: float
    unsolved: float
    asymmetry: float
    mirrored: bool


def induct(game: BeliefGame, terminal: BeliefTable, *, symmetric: bool = False, tolerance: float = 1e-6) -> Induction:
    """(T28) Backward induction from the ``terminal`` values to the opening.

    Args:
        game: the clock.
        terminal: value of the deadline without a deal, over beliefs.
        symmetric: impose equal values at mirrored beliefs.
        tolerance: on the residual of a round at a belief.

    Raises:
        TalksError: ``symmetric`` where the sides' payoffs differ.
    """
    if symmetric and not game.symmetric:
        raise TalksError(
            message("the symmetric mode needs sides with equal payoffs; these differ", do="use symmetric=False")
        )
    axis, n = terminal.axis, len(terminal.axis)
    beliefs = np.stack([m.ravel() for m in np.meshgrid(axis, axis, indexing="ij")])
    table, ahead, residual, missed, asymmetry = terminal, [], 0.0, 0, 0.0
    for k in range(len(game.gaps) - 1, -1, -1):
        ahead.append(table)
        found = solve_stage(
            payoffs=game.payoffs(k),
            log_odds=beliefs,
            go_on=table,
            dispersion=game.dispersion_by_round[k],
            selection=game.selection,
            tolerance=tolerance,
            tied=symmetric & (beliefs[0] == beliefs[1]),
        )
        value = found.value.reshape(2, n, n)
        if symmetric:  # what is solved at (μ_1, μ_2) is mirrored at (μ_2, μ_1), so both belong to one equilibrium
            value = np.triu(value) + np.tril(value[::-1].transpose(0, 2, 1), -1)
        asymmetry = max(asymmetry, float(np.abs(value[0] - value[1].T).max()))
        residual, missed = max(residual, float(found.residual.max())), missed + int((found.residual > tolerance).sum())
        f, delta = game.wait(k)
        table = BeliefTable(axis, f[:, None, None] + delta[:, None, None] * value)
    share = missed / (len(game.gaps) * n * n)
    return Induction(game, table, tuple(reversed(ahead)), residual, share, asymmetry, symmetric)


class DeadlineStatus(Status):
    """How a game of concessions was solved."""

    SOLVED = "every round is a fixed point to the tolerance"
    NOT_SOLVED = "the concession game is not solved"


@dataclass(frozen=True, repr=False, eq=False)
class BeliefPath(Result):
    """Play on one clock, values in the unit of the game.

    Args:
        dates: (K,) years of the rounds from the start of the clock.
        q: (K, 2) probability that each side concedes in a round.
        posterior: (K, 2) belief, after silence, that a side never concedes.
        survival: (K,) probability of no deal so far.
        value: (2,) at the opening.
        log_odds: (2,) of the beliefs that the deadline leaves.
        residual: worst of the rounds on the path; grid_residual: of the whole grid.
        unsolved: share of grid points above the ``tolerance``.
        asymmetry: how far values differ at mirrored beliefs; symmetric: whether the sides' payoffs are alike.
    """

    dates: np.ndarray
    q: np.ndarray
    posterior: np.ndarray
    survival: np.ndarray
    value: np.ndarray
    log_odds: np.ndarray
    residual: float
    grid_residual: float
    unsolved: float
    asymmetry: float
    symmetric: bool
    tolerance: float

    @property
    def converged(self) -> bool:
        """The rounds on the path are solved, and so are nearly all grid points that value them."""
        return self.residual <= self.tolerance and self.unsolved <= _UNSOLVED

    @property
    def no_deal(self) -> float:
        """Probability of no deal when the clock runs out."""
        return float(self.survival[-1])

    @property
    def deal_at(self) -> np.ndarray:
        """(K,) probability of a deal at each round."""
        return np.asarray(np.append(1.0, self.survival[:-1]) - self.survival)

    @property
    def broke_symmetry(self) -> bool:
        """A symmetric game in which the sides' values differ: several equilibria, of which the solver took one."""
        return self.symmetric and self.asymmetry > _LOPSIDED * max(1.0, float(np.abs(self.value).max()))

    @property
    def status(self) -> DeadlineStatus:
        """Whether the rounds are solved."""
        if self.converged:
            return DeadlineStatus.SOLVED
        return DeadlineStatus.NOT_SOLVED

    def failure(self) -> TalksError | None:
        """How far the rounds are from solved; None where they are."""
        if self.converged:
            return None
        return TalksError(
            message(
                DeadlineStatus.NOT_SOLVED.value,
                got=f"a residual of {self.residual:.2g} on the path, {self.unsolved:.1%} of the grid above "
                f"{self.tolerance:g} (worst {self.grid_residual:.2g})",
                do="raise the dispersion, refine the grid or change the selection",
            )
        )

    def to_dataset(self) -> xr.Dataset:
        """Concessions and beliefs by round."""
        both = ("round", "side")
        return labelled_dataset(
            {"round": range(1, len(self.dates) + 1), "side": (1, 2)},
            {
                "concedes": LabelledArray(both, self.q, "1", "probability of conceding in this round, if nobody has"),
                "posterior": LabelledArray(
                    both, self.posterior, "1", "belief, after silence, that the side never concedes"
                ),
                "date": LabelledArray(("round",), self.dates, "years", "from the start of the clock"),
                "deal": LabelledArray(("round",), self.deal_at, "1", "probability of a deal in this round"),
                "value": LabelledArray(("side",), self.value, PAYOFF_UNIT, "value at the opening"),
            },
        )

    def summary(self) -> str:
        """When deals happen, the values, and the solver's residuals."""
        peak = int(np.argmax(self.deal_at))
        state = "NOT SOLVED"
        if self.converged:
            state = "solved"
        lines = [
            f"deal with probability {1 - self.no_deal:.4f} by {self.dates[-1]:.3f} yr; most likely at {self.dates[peak]:.3f} yr "
            f"({self.deal_at[peak]:.4f})",
            f"  values {self.value[0]:.6g} and {self.value[1]:.6g}",
            f"  {state}: residual {self.residual:.1e} on the path, {self.unsolved:.1%} of the grid unsolved",
        ]
        if self.broke_symmetry:
            lines.append(
                f"  the sides are alike but their values differ by up to {self.asymmetry:.3g}: several equilibria"
            )
        return "\n".join(lines)


def play(induction: Induction, log_odds: np.ndarray, *, tolerance: float = 1e-6) -> BeliefPath:
    """(T25, T28) The path of play, each round re-solved at the exact belief.

    Args:
        induction: values of going on.
        log_odds: (2,) of the beliefs at the opening.
        tolerance: on the residual of a round.
    """
    game, odds = induction.game, np.asarray(log_odds, float)[:, None]
    opening = induction.opening.at(odds)[:, 0]
    q, posterior, survival, worst, alive = [], [], [], 0.0, 1.0
    for k, ahead in enumerate(induction.ahead):
        found = solve_stage(
            payoffs=game.payoffs(k),
            log_odds=odds,
            go_on=ahead,
            dispersion=game.dispersion_by_round[k],
            selection=game.selection,
            tolerance=tolerance,
            tied=induction.mirrored and bool(odds[0, 0] == odds[1, 0]),
        )
        if k == 0:
            f, delta = game.wait(0)
            opening = f + delta * found.value[:, 0]
        odds, worst = found.log_odds, max(worst, float(found.residual.max()))
        alive *= float((1 - found.q).prod())
        q.append(found.q[:, 0])
        posterior.append(1 / (1 + np.exp(-odds[:, 0])))
        survival.append(alive)
    return BeliefPath(
        dates=game.dates,
        q=np.array(q),
        posterior=np.array(posterior),
        survival=np.array(survival),
        value=opening,
        log_odds=odds[:, 0],
        residual=worst,
        grid_residual=induction.residual,
        unsolved=induction.unsolved,
        asymmetry=induction.asymmetry,
        symmetric=game.symmetric,
        tolerance=tolerance,
    )


def solve_belief_game(
    game: BeliefGame,
    commitment_probability: ArrayLike,
    *,
    grid: int = 41,
    symmetric: bool = False,
    tolerance: float = 1e-6,
) -> BeliefPath:
    """(T28) Backward induction and play of one clock, with ``game.breakdown`` at the deadline.

    Args:
        game: the clock.
        commitment_probability: (2,) priors that each side never concedes.
        grid: points of beliefs on each side.
        symmetric: impose equal values at mirrored beliefs.
        tolerance: on the residual of a round.

    Returns:
        The path of play; ``status`` says whether its rounds are solved.

    Raises:
        TalksError: priors of 0 or 1, or ``symmetric`` where the sides' payoffs differ.

    Reference:
        Logit best replies: McKelvey and Palfrey (1998).
    """
    axis = belief_axis(commitment_probability, grid)
    terminal = BeliefTable(axis, np.broadcast_to(game.breakdown[:, None, None], (2, grid, grid)).copy())
    induction = induct(game, terminal, symmetric=symmetric, tolerance=tolerance)
    return play(induction, logit(two_sided("the prior", commitment_probability)), tolerance=tolerance)
