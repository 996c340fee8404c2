"""The zone of possible agreement: is there a deal both sides prefer, how much is in it, and, if empty, what would open it.

(T4)  Z = {x : u_i(x) >= max(d_i, o_i)},   ε* = max_x min_i (u_i(x) - max(d_i, o_i));   Z is empty iff ε* < 0
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.program import Program, ProgramOptimum, box_starts, remembered, solve_program
from tradetalks.bargaining.solutions import ideal_points, lift_all
from tradetalks.errors import TalksError
from tradetalks.inputs import checked
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# A shadow price below this opens nothing: dividing what is missing by it would ask for more than anything.
_NO_PRICE = 1e-9


@dataclass(frozen=True, repr=False, eq=False)
class Zone(Result):
    """The answer to "could they sign?"; an empty zone is an answer too.

    Args:
        max_min_surplus: ε*, what every side that is to gain gets above its reservation at the fairest deal (< 0: what each
            lacks), in the unit of the payoffs.
        deal: (m,) the deal that attains it; payoffs: (n,) there.
        surplus: max_x Σ (u_i - d_i) over Z, nan when Z is empty.
        potential: max_x Σ (u_i - reservation_i) over all x: if > 0, side payments open an empty zone.
        ideal: (n,) best payoff of each side inside Z, nan when the others cannot be satisfied.
        box: (m, 2) least and greatest value of each instrument over Z, nan when empty or not asked for.
        side_weights: (n,) whose reservation holds ε* back: dε*/d(reservation_i) = -weight.
        bound_prices: (m,) dε*/d(bound) of the mandate (> 0: raise the upper bound, < 0: lower the lower bound).
        mandate_slack: (m, 2) how far the lower bound of each instrument could fall and the upper one rise.
        sides: n labels; instruments: m labels.
        gaining: (n,) the sides whose gain is sought; the others can have none, and must only not lose.
    """

    max_min_surplus: float
    deal: np.ndarray
    payoffs: np.ndarray
    surplus: float
    potential: float
    ideal: np.ndarray
    box: np.ndarray
    side_weights: np.ndarray
    bound_prices: np.ndarray
    mandate_slack: np.ndarray
    sides: tuple[str, ...]
    instruments: tuple[str, ...]
    gaining: np.ndarray

    @property
    def empty(self) -> bool:
        """No deal gives every side its reservation."""
        return self.max_min_surplus < 0

    def to_dataset(self) -> xr.Dataset:
        """Payoffs by side, the fairest deal and the zone's box by instrument, and the two totals."""
        end = ("least", "greatest")
        return labelled_dataset(
            {"side": self.sides, "instrument": self.instruments, "end": end},
            {
                "payoff": LabelledArray(("side",), self.payoffs, PAYOFF_UNIT, "payoff at the fairest deal"),
                "ideal": LabelledArray(("side",), self.ideal, PAYOFF_UNIT, "best payoff inside the zone"),
                "weight": LabelledArray(("side",), self.side_weights, "1", "weight of the side's reservation"),
                "value": LabelledArray(("instrument",), self.deal, "unit of the instrument", "fairest deal"),
                "bound": LabelledArray(
                    ("instrument", "end"), self.box, "unit of the instrument", "least and greatest value"
                ),
                "max_min_surplus": LabelledArray(
                    (), self.max_min_surplus, PAYOFF_UNIT, "what every side can gain at once"
                ),
                "surplus": LabelledArray((), self.surplus, PAYOFF_UNIT, "largest sum of gains inside the zone"),
            },
        )

    def summary(self) -> str:
        """What the zone holds, or how much is missing and what would open it."""
        if self.empty:
            return "\n".join(self._closed())
        return "\n".join(self._open())

    def _open(self) -> list[str]:
        lines = [
            f"there is a zone of agreement: every side can gain {self.max_min_surplus:.6g}; "
            f"total surplus {self.surplus:.6g}"
        ]
        lines += [f"  {side}: at best {best:.6g}" for side, best in zip(self.sides, self.ideal, strict=True)]
        idle = [side for side, gains in zip(self.sides, self.gaining, strict=True) if not gains]
        lines += [f"  {side} can gain nothing, and must only not lose" for side in idle]
        lines += [
            f"  {name}: between {low:.6g} and {high:.6g}"
            for name, (low, high) in zip(self.instruments, self.box, strict=True)
            if np.isfinite(low)
        ]
        return lines

    def _closed(self) -> list[str]:
        missing = -self.max_min_surplus
        lines = [f"there is no zone of agreement: at the best compromise every side still lacks up to {missing:.6g}"]
        if self.potential > 0:
            lines.append(f"  side payments would open it: together the sides could gain {self.potential:.6g}")
        else:
            lines.append(f"  side payments would not open it: together the sides lose {-self.potential:.6g} at best")
        for side, weight in zip(self.sides, self.side_weights, strict=True):
            if weight > _NO_PRICE:
                need = missing / weight
                lines.append(f"  a reservation of {side} lower by about {need:.6g} would open it (to first order)")
        for name, price, (down, up) in zip(self.instruments, self.bound_prices, self.mandate_slack, strict=True):
            bound, move, possible = "a lower", "lower", down
            if price > 0:
                bound, move, possible = "an upper", "higher", up
            if abs(price) <= _NO_PRICE:
                continue
            need = missing / abs(price)
            # A bound that cannot move far enough opens nothing.
            if need <= possible:
                lines.append(f"  {name}: {bound} bound {move} by about {need:.6g} would open it (to first order)")
        return lines


@checked(TalksError)
def find_zone(problem: BargainingProblem, *, starts: int = 4, box: bool = True) -> Zone:
    """(T4) Max–min surplus, total surplus, ideal points and the box of instruments; an empty zone is an answer, not an error.

    Args:
        problem: payoffs of n sides in one unit, or in each side's own.
        starts: points of the box to search from.
        box: False skips the 2m programs of the instrument box, where payoffs are expensive.
    """
    fresh = box_starts(problem, starts)
    floor = problem.reservation
    fairest = lift_all(problem, floor, np.ones(problem.n), starts=starts)
    surplus = float(fairest.slack[0])
    zone = Zone(
        max_min_surplus=surplus,
        deal=fairest.x,
        payoffs=fairest.u,
        surplus=np.nan,
        potential=float((_largest_total(problem, fresh, reservations=False).u - floor).sum()),
        ideal=np.full(problem.n, np.nan),
        box=np.full((problem.m, 2), np.nan),
        side_weights=fairest.multipliers[: problem.n],
        bound_prices=fairest.bound_prices,
        mandate_slack=problem.mandate_slack,
        sides=problem.sides,
        instruments=problem.instruments,
        gaining=problem.seeking,
    )
    if not (fairest.feasible and surplus >= 0):
        return zone
    inside = [fairest.x, *fresh]
    total = _largest_total(problem, inside, reservations=True)
    zone = replace(
        zone,
        surplus=float((total.u - problem.disagreement_point).sum()),
        ideal=ideal_points(problem, starts=starts),
    )
    if not box:
        return zone
    return replace(zone, box=_box(problem, inside))


def _largest_total(problem: BargainingProblem, starts: list[np.ndarray], *, reservations: bool) -> ProgramOptimum:
    """The deal with the largest sum of payoffs, where every side gets its reservation or whatever they get."""
    rows, floor = np.zeros((0, problem.n)), np.zeros(0)
    if reservations:
        rows, floor = problem.reservation_rows()
    program = Program(np.ones(problem.n), rows, np.zeros((len(floor), 0)), floor)
    return solve_program(problem, program, starts)


def _box(problem: BargainingProblem, starts: list[np.ndarray]) -> np.ndarray:
    """Least and greatest value of each instrument over Z: the instrument itself becomes one more payoff."""
    ask = remembered(problem.payoffs)
    rows, floor = problem.reservation_rows()
    padded = np.hstack([rows, np.zeros((len(rows), problem.m))])

    def payoffs(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u, jac = ask(x)
        return np.concatenate([u, x]), np.vstack([jac, np.eye(problem.m)])

    wide = BargainingProblem(
        payoffs,
        problem.lower,
        problem.upper,
        np.concatenate([problem.disagreement_point, problem.lower]),
        at_least=problem.at_least,
        equal=problem.equal,
    )
    box = np.full((problem.m, 2), np.nan)
    for k in range(problem.m):
        for end, sign in enumerate((-1.0, 1.0)):
            weights = np.zeros(problem.n + problem.m)
            weights[problem.n + k] = sign
            program = Program(weights, padded, np.zeros((len(floor), 0)), floor)
            box[k, end] = solve_program(wide, program, starts).x[k]
    return box
