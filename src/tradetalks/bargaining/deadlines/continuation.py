"""What happens at the deadline: deal, extend, escalate or lapse, as a graph of regimes.

    (T29)  D_i(μ) = Σ_o w_o(μ) [V_i^o(μ) - κ_i^o],   w = given odds, or the choice of one side, or of both

Each regime is a clock of rounds (a truce, an escalated war, ...); each option of its menu leads to another regime or ends in
fixed values. The graph must have no cycle: a truce that can be extended twice is three regimes. Leaves are solved first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, softmax

from tradetalks.bargaining.deadlines.belief_grid import BeliefGame, BeliefPath, Induction, belief_axis, induct, play
from tradetalks.bargaining.deadlines.concession_stage import Table
from tradetalks.bargaining.errors import TalksError, pair, probability
from tradetalks.result import Result

CHOOSERS = ("chance", "side 1", "side 2", "both")


@dataclass(frozen=True)
class Option:
    """One item of the menu.

    Args:
        name: e.g. "extend", "escalate", "lapse".
        to: name of the regime it opens, or None when it ends the talks with `value`.
        value: (2,) values when it ends the talks.
        cost: (2,) κ, what taking it costs each side.
        odds: its probability when chance decides.
    """

    name: str
    to: str | None = None
    value: ArrayLike = (0.0, 0.0)
    cost: ArrayLike = 0.0
    odds: float = 0.0


@dataclass(frozen=True)
class Regime:
    """A clock of rounds and the menu at its deadline; an empty menu means `game.breakdown`.

    `chooser`: "chance" (odds), "side 1" or "side 2" (the threatener, by logit choice with the game's ψ), or "both": options are
    offered in order, each taken if both sides prefer it to the last one, which is the fallback.
    """

    game: BeliefGame
    menu: tuple[Option, ...] = ()
    chooser: str = "chance"

    def __post_init__(self) -> None:
        if self.chooser not in CHOOSERS:
            raise TalksError(f"chooser must be one of {', '.join(CHOOSERS)}; got {self.chooser!r}.")
        if self.menu and self.chooser == "chance":
            odds = probability("an option's odds", [o.odds for o in self.menu])
            if abs(odds.sum() - 1) > 1e-9:
                raise TalksError(
                    f"the odds of the menu {', '.join(o.name for o in self.menu)} must sum to 1; got {odds.sum():g}. "
                    "Add a lapse for what is missing."
                )


@dataclass(frozen=True)
class Clock:
    """One regime on the path of play: when it starts, how likely it is reached, its rounds, and the menu's odds and values.

    `option_values` (o, 2) are net of costs, at the beliefs the deadline finds.
    """

    regime: str
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

    def worth(self, option: str, instead_of: str) -> np.ndarray:
        """(2,) value of one option over another at this deadline, per side."""
        for name in (option, instead_of):
            if name not in self.options:
                raise TalksError(f"the menu of {self.regime} has no option {name!r}; it has {', '.join(self.options)}.")
        return self.option_values[self.options.index(option)] - self.option_values[self.options.index(instead_of)]


@dataclass(frozen=True, repr=False, eq=False)
class MenuTalks(Result):
    """All clocks on the path, the value of the talks (2,) at the opening, and how they end."""

    clocks: tuple[Clock, ...]
    value: np.ndarray
    endings: dict[str, float]
    unsolved: float
    residual: float
    broke_symmetry: bool

    @property
    def deal(self) -> float:
        """Probability of a deal on any clock."""
        return float(sum(c.deal for c in self.clocks))

    @property
    def mean_date(self) -> float:
        """Expected date of the deal, given one, in years from the opening."""
        dated = sum(c.reached * float(c.path.deal_at @ (c.start + c.path.dates)) for c in self.clocks)
        return dated / self.deal if self.deal > 0 else np.nan

    @property
    def converged(self) -> bool:
        """Every clock's path is solved."""
        return all(c.path.converged for c in self.clocks)

    def raise_if_failed(self) -> MenuTalks:
        """Self, or the error of the first clock that is not solved."""
        for clock in self.clocks:
            clock.path.raise_if_failed()
        return self

    def deal_by(self, years: ArrayLike) -> np.ndarray:
        """Probability (T,) of a deal by each date, on any clock."""
        t = np.atleast_1d(np.asarray(years, float))
        total = np.zeros(len(t))
        for c in self.clocks:
            reached_by = (c.start + c.path.dates)[None] <= t[:, None] + 1e-12
            total += c.reached * (reached_by * c.path.deal_at).sum(1)
        return total

    def summary(self) -> str:
        """Clock by clock, then endings and values."""
        lines = [f"deal with probability {self.deal:.4f}, on average after {self.mean_date:.3f} yr"]
        for c in self.clocks:
            lines.append(f"  {c.regime} from {c.start:.3f} yr (reached {c.reached:.4f}): deal {c.deal:.4f}")
            lines += [
                f"    then {name} with {w:.4f}: values {v[0]:.6g} and {v[1]:.6g}"
                for name, w, v in zip(c.options, c.odds, c.option_values, strict=True)
            ]
        lines += [f"  ends in {name}: {p:.4f}" for name, p in self.endings.items()]
        lines.append(f"  values {self.value[0]:.6g} and {self.value[1]:.6g}")
        lines.append(
            f"  {'solved' if self.converged else 'NOT SOLVED'}: residual {self.residual:.1e}, {self.unsolved:.1%} unsolved"
        )
        if self.broke_symmetry:
            lines.append(
                "  the sides are alike but their values differ: several equilibria (use symmetric=True for the fair one)"
            )
        return "\n".join(lines)


def solve_menu(
    regimes: Mapping[str, Regime],
    first: str,
    committed: ArrayLike,
    *,
    grid: int = 41,
    symmetric: bool = False,
    tolerance: float = 1e-6,
) -> MenuTalks:
    """(T29) Solve the graph from its leaves and play it from regime `first` with priors `committed` (2,).

    Raises TalksError for unknown regimes and cycles.
    """
    axis = belief_axis(committed, grid)
    solved: dict[str, Induction] = {}
    for name in _leaves_first(regimes, first):
        regime = regimes[name]
        solved[name] = induct(regime.game, _terminal(regime, solved, axis), symmetric=symmetric, tolerance=tolerance)
    clocks: list[Clock] = []
    endings: dict[str, float] = {}
    _walk(regimes, solved, first, logit(pair("the prior", committed)), 0.0, 1.0, clocks, endings, tolerance)
    return MenuTalks(
        tuple(clocks),
        clocks[0].path.value,
        endings,
        max(i.unsolved for i in solved.values()),
        max(i.residual for i in solved.values()),
        any(c.path.broke_symmetry for c in clocks),
    )


def _leaves_first(regimes: Mapping[str, Regime], first: str) -> list[str]:
    order: list[str] = []

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name not in regimes:
            raise TalksError(
                f"the menu of {trail[-1] if trail else 'the talks'} leads to {name!r}, which is not a regime."
            )
        if name in trail:
            raise TalksError(
                f"regimes form a cycle: {' -> '.join((*trail, name))}. "
                "Give each extension its own regime, the last of which lapses or escalates."
            )
        if name not in order:
            for option in regimes[name].menu:
                if option.to is not None:
                    visit(option.to, (*trail, name))
            order.append(name)

    visit(first, ())
    return order


def _option_values(regime: Regime, solved: Mapping[str, Induction], log_odds: np.ndarray) -> np.ndarray:
    """Values (o, 2, N) of the menu's options at beliefs (2, N), net of costs."""
    rows = []
    for option in regime.menu:
        cost = pair("an option's cost", option.cost)[:, None]
        if option.to is None:
            rows.append(np.broadcast_to(pair("an option's value", option.value)[:, None] - cost, log_odds.shape))
        else:
            rows.append(solved[option.to].opening.at(log_odds) - cost)
    return np.array(rows)


def _menu_odds(regime: Regime, values: np.ndarray) -> np.ndarray:
    """Probability (o, N) of each option given its values (o, 2, N)."""
    if regime.chooser == "chance":
        return np.broadcast_to(np.array([o.odds for o in regime.menu])[:, None], (len(values), values.shape[2]))
    if regime.chooser != "both":
        side = int(regime.chooser == "side 2")
        return softmax(values[:, side] / regime.game.noise[-1, side], axis=0)
    odds, left = np.zeros((len(values), values.shape[2])), np.ones(values.shape[2])
    for k in range(len(values) - 1):
        odds[k] = left * expit((values[k] - values[-1]) / regime.game.noise[-1][:, None]).prod(0)
        left = left - odds[k]
    odds[-1] = left
    return odds


def _terminal(regime: Regime, solved: Mapping[str, Induction], axis: np.ndarray) -> Table:
    n = len(axis)
    if not regime.menu:
        return Table(axis, np.broadcast_to(regime.game.breakdown[:, None, None], (2, n, n)).copy())
    beliefs = np.stack([m.ravel() for m in np.meshgrid(axis, axis, indexing="ij")])
    values = _option_values(regime, solved, beliefs)
    return Table(axis, np.einsum("on,oin->in", _menu_odds(regime, values), values).reshape(2, n, n))


def _walk(
    regimes: Mapping[str, Regime],
    solved: Mapping[str, Induction],
    name: str,
    log_odds: np.ndarray,
    start: float,
    reached: float,
    clocks: list[Clock],
    endings: dict[str, float],
    tolerance: float,
) -> None:
    """Play one regime from `log_odds`, then every branch of its menu that has positive probability (fills clocks, endings)."""
    regime, path = regimes[name], play(solved[name], log_odds, tolerance=tolerance)
    left, menu = reached * path.no_deal, regime.menu
    if menu:
        values = _option_values(regime, solved, path.log_odds[:, None])
        odds = _menu_odds(regime, values)[:, 0]
    else:
        menu, values, odds = (Option("breakdown"),), regime.game.breakdown[None, :, None], np.ones(1)
    clocks.append(Clock(name, start, reached, path, tuple(o.name for o in menu), odds, values[:, :, 0]))
    for option, weight in zip(menu, odds, strict=True):
        if option.to is None:
            endings[option.name] = endings.get(option.name, 0.0) + left * float(weight)
        elif weight > 1e-9:
            end = start + float(path.dates[-1])
            _walk(regimes, solved, option.to, path.log_odds, end, left * float(weight), clocks, endings, tolerance)
