"""Issue linkage: what signing one package adds to signing the issues one by one.

(T13)  V_i = u_i(package) - Σ_issues u_i(issue alone)

Where payoffs are not additive, :mod:`package` evaluates the separate deals together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.bargaining.errors import TalksError
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import Deal, nash_bargain
from tradetalks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class Linkage(Result):
    """The package deal, the separate deals and the value of linking them per side (n,).

    ``names`` label what was signed separately, ``unsigned`` are those that cannot be signed alone.
    """

    package: Deal
    separate: tuple[Deal, ...]
    value: np.ndarray
    names: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def together(self) -> np.ndarray:
        """(n,) payoffs of the separate deals, all in force."""
        return self.package.u - self.value

    def summary(self) -> str:
        """Payoffs of the package, of the separate deals, and the difference."""
        lines = [f"linking {len(self.separate)} issues is worth {self.value.sum():+.6g} in total"]
        lines += [
            f"  {side}: package {u:.6g}, one by one {v:.6g}, linkage {w:+.6g}"
            for side, u, v, w in zip(self.package.sides, self.package.u, self.together, self.value, strict=True)
        ]
        lines += [f"  cannot be signed alone: {', '.join(self.unsigned)}"] if self.unsigned else []
        return "\n".join(lines)


def package_of(issues: Sequence[BargainingProblem]) -> BargainingProblem:
    """The joint problem of issues that are independent in payoffs: instruments side by side, payoffs added up.

    Constraints of the issues are not carried over; raises TalksError where there are some, or where the sides differ.
    """
    sides = issues[0].sides
    for k, issue in enumerate(issues):
        if issue.sides != sides:
            raise TalksError(
                f"issue {k + 1} is between {', '.join(issue.sides)}, issue 1 between {', '.join(sides)}. "
                "Link issues of the same sides, in the same order."
            )
        if issue.at_least is not None or issue.equal is not None:
            raise TalksError(
                f"issue {k + 1} has constraints of its own, which a package does not carry over. "
                "Write the package as one BargainingProblem with the joint constraints."
            )
    edges = np.cumsum([0, *(issue.m for issue in issues)])

    def payoffs(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        parts = [issue.payoffs(x[a:b]) for issue, a, b in zip(issues, edges[:-1], edges[1:], strict=True)]
        return np.sum([u for u, _ in parts], 0), np.hstack([jac for _, jac in parts])

    return BargainingProblem(
        payoffs,
        np.concatenate([issue.lower for issue in issues]),
        np.concatenate([issue.upper for issue in issues]),
        np.sum([issue.disagreement_point for issue in issues], 0),
        sides=sides,
        instruments=tuple(f"{name} (issue {k + 1})" for k, issue in enumerate(issues) for name in issue.instruments),
    )


def link_issues(
    issues: Sequence[BargainingProblem], *, concept: Callable[[BargainingProblem], Deal] = nash_bargain
) -> Linkage:
    """(T13) Solve the package and each issue alone by `concept`; an issue that cannot be signed stays at its impasse."""
    separate = tuple(concept(issue) for issue in issues)
    alone = [deal.u if deal.signed else issue.disagreement_point for deal, issue in zip(separate, issues, strict=True)]
    package = concept(package_of(issues))
    return Linkage(package, separate, package.u - np.sum(alone, 0))
