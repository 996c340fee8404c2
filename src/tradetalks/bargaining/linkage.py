"""Issue linkage: what signing one package adds to signing the issues one by one.

(T13)  V_i = u_i(package) - Σ_issues u_i(issue alone)

Where payoffs are not additive, as on an economy, the separate deals are evaluated together (T42,
:mod:`tradetalks.talks.issue_linkage`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, repr=False, eq=False)
class Linkage(Result):
    """The package deal, the separate deals and what linking them is worth.

    Args:
        package: one deal over everything; separate: the deals one by one.
        value: (n,) package less separate deals, in the unit of the payoffs.
        names: what was signed separately; unsigned: those of them that cannot be signed alone.
    """

    package: Deal
    separate: tuple[Deal, ...]
    value: np.ndarray
    names: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def together(self) -> Float[np.ndarray, " n"]:
        """(n,) payoffs of the separate deals, all in force."""
        return np.asarray(self.package.u - self.value)

    def to_dataset(self) -> xr.Dataset:
        """Payoffs of the package, of the separate deals, and the difference, by side."""
        return labelled_dataset(
            {"side": self.package.sides},
            {
                "package": LabelledArray(("side",), self.package.u, PAYOFF_UNIT, "payoff of the package"),
                "separate": LabelledArray(("side",), self.together, PAYOFF_UNIT, "payoff of the separate deals"),
                "linkage": LabelledArray(("side",), self.value, PAYOFF_UNIT, "what linking is worth"),
            },
        )

    def summary(self) -> str:
        """Payoffs of the package, of the separate deals, and the difference."""
        lines = [f"linking {len(self.separate)} issues is worth {self.value.sum():+.6g} in total"]
        lines += [
            f"  {side}: package {u:.6g}, one by one {v:.6g}, linkage {w:+.6g}"
            for side, u, v, w in zip(self.package.sides, self.package.u, self.together, self.value, strict=True)
        ]
        if self.unsigned:
            lines.append(f"  cannot be signed alone: {', '.join(self.unsigned)}")
        return "\n".join(lines)


@checked(TalksError)
def package_of(issues: Sequence[BargainingProblem]) -> BargainingProblem:
    """The joint problem of issues that are independent in payoffs: instruments side by side, payoffs added up.

    Args:
        issues: problems of the same sides, in one unit.

    Raises:
        TalksError: sides that differ, or an issue with constraints of its own, which a package does not carry over.
    """
    sides = issues[0].sides
    for k, issue in enumerate(issues):
        if issue.sides != sides:
            raise TalksError(
                message(
                    f"issue {k + 1} is between {', '.join(issue.sides)}, issue 1 between {', '.join(sides)}",
                    do="link issues of the same sides, in the same order",
                )
            )
        if issue.at_least is not None or issue.equal is not None:
            raise TalksError(
                message(
                    f"issue {k + 1} has constraints of its own, which a package does not carry over",
                    do="write the package as one BargainingProblem with the joint constraints",
                )
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


@checked(TalksError)
def link_issues(
    issues: Sequence[BargainingProblem], *, concept: Callable[[BargainingProblem], Deal] = nash_bargain
) -> Linkage:
    """(T13) Solve the package and each issue alone; an issue that cannot be signed stays at its impasse.

    Args:
        issues: problems of the same sides, in one unit.
        concept: which deal is signed.

    Raises:
        TalksError: issues that cannot be linked (see :func:`package_of`).
    """
    separate = tuple(concept(issue) for issue in issues)
    alone = []
    for deal, issue in zip(separate, issues, strict=True):
        alone.append(deal.u if deal.signed else issue.disagreement_point)
    package = concept(package_of(issues))
    return Linkage(package, separate, package.u - np.sum(alone, 0))
