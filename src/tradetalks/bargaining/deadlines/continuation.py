"""What happens at the deadline: deal, extend, escalate or lapse, as a graph of phases.

    (T29)  D_i(μ) = Σ_o w_o(μ) [V_i^o(μ) - κ_i^o],   w = given odds, or the choice of one side, or of both

Each phase is a clock of rounds (a truce, an escalated war, ...); each continuation option at its deadline leads to another
phase or ends in fixed values. The graph must have no cycle: a truce that can be extended twice is three phases. Leaves are
solved first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.special import expit, logit, softmax

from tradetalks.bargaining.checks import check_probability, two_sided
from tradetalks.bargaining.deadlines.belief_grid import (
    BeliefGame,
    BeliefPath,
    DeadlineStatus,
    Induction,
    belief_axis,
    induct,
    play,
)
from tradetalks.bargaining.deadlines.concession_stage import BeliefTable
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# Odds may miss 1 by this much: numbers typed with ten digits.
_ODDS_SUM = 1e-9
# A date counts as reached where it is missed by less than this many years: a thousandth of a second.
_SAME_DATE = 1e-12
# An option less likely than this is not played on.
_NEVER_TAKEN = 1e-9
CHOOSERS = ("chance", "side 1", "side 2", "both")


@dataclass(frozen=True)
class ContinuationOption:
    """One way to go on at a deadline.

    Args:
        name: e.g. "extend", "escalate", "lapse".
        to: name of the phase it opens, or None when it ends the talks with ``value``.
        value: (2,) values when it ends the talks, in the unit of the game.
        cost: (2,) κ, what taking it costs each side, in the same unit.
        odds: its probability when chance decides.
    """

    name: str
    to: str | None = None
    value: ArrayLike = (0.0, 0.0)
    cost: ArrayLike = 0.0
    odds: float = 0.0


@dataclass(frozen=True)
class Phase:
    """A clock of rounds and the options at its deadline.

    Args:
        game: the clock.
        options: ways to go on; none mean ``game.breakdown``.
        chooser: "chance" (odds), "side 1" or "side 2" (the threatener, by logit choice with the game's dispersion), or "both":
            options are offered in order, each taken if both sides prefer it to the last one, which is the fallback.

    Raises:
        TalksError: an unknown chooser, or odds that do not sum to 1.
    """

    game: BeliefGame
    options: tuple[ContinuationOption, ...] = ()
    chooser: str = "chance"

    def __post_init__(self) -> None:
        if self.chooser not in CHOOSERS:
            raise TalksError(
                message("unknown chooser", expected=f"one of {', '.join(CHOOSERS)}", got=repr(self.chooser))
            )
        if self.options and self.chooser == "chance":
            odds = check_probability("an option's odds", [o.odds for o in self.options])
            if abs(odds.sum() - 1) > _ODDS_SUM:
                raise TalksError(
                    message(
                        f"the odds of the options {', '.join(o.name for o in self.options)} must sum to 1",
                        got=f"{odds.sum():g}",
                        do="add a lapse for what is missing",
                    )
                )


@dataclass(frozen=True)
class PhaseOutcome:
    """One phase on the path of play.

    Args:
        phase: its name.
        start: years from the opening of the talks.
        reached: probability that it begins.
        path: its rounds.
        options: names; odds: (o,) with which each is taken at the deadline.
        option_values: (o, 2) net of costs, at the beliefs that the deadline finds.
    """

    phase: str
    start: float
    reached: float
    path: BeliefPath
    options: tuple[str, ...]
    odds: np.ndarray
    option_values: np.ndarray

    @property
    def deal(self) -> float:
        """Probability of a deal on this clock, from the opening of the talks."""
        return self.reached * (1 - self.path.no_deal)

    def worth(self, option: str, instead_of: str) -> Float[np.ndarray, "sides=2"]:
        """(2,) value of one option over another at this deadline, per side."""
        for name in (option, instead_of):
            if name not in self.options:
                raise TalksError(
                    message(f"the phase {self.phase} has no option {name!r}", expected=", ".join(self.options))
                )
        values = dict(zip(self.options, self.option_values, strict=True))
        return np.asarray(values[option] - values[instead_of])


@dataclass(frozen=True, repr=False, eq=False)
class ContinuationTalks(Result):
    """Talks with continuations at every deadline, values in the unit of the game.

    Args:
        phases: those on the path of play.
        value: (2,) of the talks at the opening.
        endings: probability of each way in which talks end without a deal.
        unsolved: share of grid points above the tolerance, residual: the worst of them.
        broke_symmetry: like sides with unlike values: one of several equilibria.
    """

    phases: tuple[PhaseOutcome, ...]
    value: np.ndarray
    endings: dict[str, float]
    unsolved: float
    residual: float
    broke_symmetry: bool

    @property
    def deal(self) -> float:
        """Probability of a deal on any clock."""
        return float(sum(c.deal for c in self.phases))

    @property
    def mean_date(self) -> float:
        """Expected date of the deal, given one, in years from the opening."""
        dated = sum(c.reached * float(c.path.deal_at @ (c.start + c.path.dates)) for c in self.phases)
        if not self.deal > 0:
            return np.nan
        return dated / self.deal

    @property
    def converged(self) -> bool:
        """Every clock's path is solved."""
        return all(c.path.converged for c in self.phases)

    @property
    def status(self) -> DeadlineStatus:
        """Whether every phase is solved."""
        if self.converged:
            return DeadlineStatus.SOLVED
        return DeadlineStatus.NOT_SOLVED

    def failure(self) -> TalksError | None:
        """The failure of the first phase that is not solved; None where all are."""
        for phase in self.phases:
            failure = phase.path.failure()
            if failure is not None:
                return failure
        return None

    def to_dataset(self) -> xr.Dataset:
        """Reach and deal by phase, and the value at the opening."""
        phase = ("phase",)
        return labelled_dataset(
            {"phase": [p.phase for p in self.phases], "side": (1, 2)},
            {
                "deal": LabelledArray(phase, [p.deal for p in self.phases], "1", "probability of a deal in this phase"),
                "reached": LabelledArray(
                    phase, [p.reached for p in self.phases], "1", "probability that the phase begins"
                ),
                "start": LabelledArray(phase, [p.start for p in self.phases], "years", "from the opening"),
                "value": LabelledArray(("side",), self.value, PAYOFF_UNIT, "value at the opening"),
            },
        )

    def deal_by(self, years: ArrayLike) -> Float[np.ndarray, " times"]:
        """Probability (T,) of a deal by each date, on any clock."""
        t = np.atleast_1d(np.asarray(years, float))
        total = np.zeros(len(t))
        for c in self.phases:
            reached_by = (c.start + c.path.dates)[None] <= t[:, None] + _SAME_DATE
            total += c.reached * (reached_by * c.path.deal_at).sum(1)
        return total

    def summary(self) -> str:
        """Clock by clock, then endings and values."""
        state = "NOT SOLVED"
        if self.converged:
            state = "solved"
        lines = [f"deal with probability {self.deal:.4f}, on average after {self.mean_date:.3f} yr"]
        for c in self.phases:
            lines.append(f"  {c.phase} from {c.start:.3f} yr (reached {c.reached:.4f}): deal {c.deal:.4f}")
            lines += [
                f"    then {name} with {w:.4f}: values {v[0]:.6g} and {v[1]:.6g}"
                for name, w, v in zip(c.options, c.odds, c.option_values, strict=True)
            ]
        lines += [f"  ends in {name}: {p:.4f}" for name, p in self.endings.items()]
        lines.append(f"  values {self.value[0]:.6g} and {self.value[1]:.6g}")
        lines.append(f"  {state}: residual {self.residual:.1e}, {self.unsolved:.1%} unsolved")
        if self.broke_symmetry:
            lines.append(
                "  the sides are alike but their values differ: several equilibria (use symmetric=True for the fair one)"
            )
        return "\n".join(lines)


def solve_continuations(
    phases: Mapping[str, Phase],
    first: str,
    commitment_probability: ArrayLike,
    *,
    grid: int = 41,
    symmetric: bool = False,
    tolerance: float = 1e-6,
) -> ContinuationTalks:
    """(T29) Solve the graph of phases from its leaves and play it.

    Args:
        phases: by name.
        first: the phase in which talks open.
        commitment_probability: (2,) priors that each side never concedes.
        grid: points of beliefs on each side.
        symmetric: impose equal values at mirrored beliefs.
        tolerance: on the residual of a round.

    Returns:
        The talks; ``status`` says whether every phase is solved.

    Raises:
        TalksError: unknown phases, cycles, or priors of 0 or 1.
    """
    axis = belief_axis(commitment_probability, grid)
    solved: dict[str, Induction] = {}
    for name in _leaves_first(phases, first):
        phase = phases[name]
        solved[name] = induct(phase.game, _terminal(phase, solved, axis), symmetric=symmetric, tolerance=tolerance)
    outcomes: list[PhaseOutcome] = []
    endings: dict[str, float] = {}
    _walk(
        phases,
        solved,
        first,
        logit(two_sided("the prior", commitment_probability)),
        0.0,
        1.0,
        outcomes,
        endings,
        tolerance,
    )
    return ContinuationTalks(
        tuple(outcomes),
        outcomes[0].path.value,
        endings,
        max(i.unsolved for i in solved.values()),
        max(i.residual for i in solved.values()),
        any(c.path.broke_symmetry for c in outcomes),
    )


def _leaves_first(phases: Mapping[str, Phase], first: str) -> list[str]:
    order: list[str] = []

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name not in phases:
            whose = "the talks"
            if trail:
                whose = trail[-1]
            raise TalksError(message(f"an option of {whose} leads to {name!r}, which is not a phase"))
        if name in trail:
            raise TalksError(
                message(
                    f"phases form a cycle: {' -> '.join((*trail, name))}",
                    do="give each extension its own phase, the last of which lapses or escalates",
                )
            )
        if name not in order:
            for option in phases[name].options:
                if option.to is not None:
                    visit(option.to, (*trail, name))
            order.append(name)

    visit(first, ())
    return order


def _option_values(phase: Phase, solved: Mapping[str, Induction], log_odds: np.ndarray) -> np.ndarray:
    """Values (o, 2, N) of a phase's options at beliefs (2, N), net of costs."""
    rows = []
    for option in phase.options:
        cost = two_sided("an option's cost", option.cost)[:, None]
        if option.to is None:
            rows.append(np.broadcast_to(two_sided("an option's value", option.value)[:, None] - cost, log_odds.shape))
        else:
            rows.append(solved[option.to].opening.at(log_odds) - cost)
    return np.array(rows)


def _option_odds(phase: Phase, values: np.ndarray) -> np.ndarray:
    """Probability (o, N) of each option given its values (o, 2, N)."""
    if phase.chooser == "chance":
        return np.broadcast_to(np.array([o.odds for o in phase.options])[:, None], (len(values), values.shape[2]))
    if phase.chooser != "both":
        side = int(phase.chooser == "side 2")
        return np.asarray(softmax(values[:, side] / phase.game.dispersion_by_round[-1, side], axis=0))
    odds, left = np.zeros((len(values), values.shape[2])), np.ones(values.shape[2])
    for k in range(len(values) - 1):
        odds[k] = left * expit((values[k] - values[-1]) / phase.game.dispersion_by_round[-1][:, None]).prod(0)
        left = left - odds[k]
    odds[-1] = left
    return odds


def _terminal(phase: Phase, solved: Mapping[str, Induction], axis: np.ndarray) -> BeliefTable:
    n = len(axis)
    if not phase.options:
        return BeliefTable(axis, np.broadcast_to(phase.game.breakdown[:, None, None], (2, n, n)).copy())
    beliefs = np.stack([m.ravel() for m in np.meshgrid(axis, axis, indexing="ij")])
    values = _option_values(phase, solved, beliefs)
    return BeliefTable(axis, np.einsum("on,oin->in", _option_odds(phase, values), values).reshape(2, n, n))


def _walk(
    phases: Mapping[str, Phase],
    solved: Mapping[str, Induction],
    name: str,
    log_odds: np.ndarray,
    start: float,
    reached: float,
    outcomes: list[PhaseOutcome],
    endings: dict[str, float],
    tolerance: float,
) -> None:
    """Play one phase from `log_odds`, then every option that has positive probability (fills outcomes, endings)."""
    phase, path = phases[name], play(solved[name], log_odds, tolerance=tolerance)
    left, options = reached * path.no_deal, phase.options
    if options:
        values = _option_values(phase, solved, path.log_odds[:, None])
        odds = _option_odds(phase, values)[:, 0]
    else:
        options, values, odds = (ContinuationOption("breakdown"),), phase.game.breakdown[None, :, None], np.ones(1)
    outcomes.append(PhaseOutcome(name, start, reached, path, tuple(o.name for o in options), odds, values[:, :, 0]))
    for option, weight in zip(options, odds, strict=True):
        if option.to is None:
            endings[option.name] = endings.get(option.name, 0.0) + left * float(weight)
        elif weight > _NEVER_TAKEN:
            end = start + float(path.dates[-1])
            _walk(phases, solved, option.to, path.log_odds, end, left * float(weight), outcomes, endings, tolerance)
