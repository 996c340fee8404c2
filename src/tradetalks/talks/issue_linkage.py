"""What one package adds to separate deals on an economy, where payoffs do not add up.

    (T42)  V_i = u_i(x_package) − u_i(Σ_g x_g),    x_g the deal over the issues of group g alone, all others at the impasse

An issue that one side alone grants costs that side and can as a rule not be signed by itself: what linking is for. Whether
it can is computed, not assumed (with scale economies, or tariffs above the optimum, granting may pay).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.gaining import seeking_gains
from tradetalks.bargaining.linkage import Linkage
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import lift_all, nash_bargain, payoff_range
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.dated_agenda import NOTHING, DatedAgenda

Groups = Mapping[str, Sequence[str]]

# The programs meet reservations to 1e-7 of the range of payoffs: a deal must gain clearly more to count as one.
_CLEAR_GAIN = 1e-6


@checked(TalksError)
def linkage_of(
    agenda: Agenda | DatedAgenda,
    groups: Groups | None = None,
    *,
    concept: Callable[[BargainingProblem], Deal] = nash_bargain,
    step: np.ndarray | None = None,
) -> Linkage:
    """(T42) The package over all issues against separate deals, by ``concept``; billion dollars a year per side.

    Args:
        groups: name -> issues that are bargained over together; every issue once. By default each issue is alone;
            :func:`by_kind` gives one group per kind.
        concept: the bargaining solution.
        step: (n,) mean flows of what comes without a deal, from which gains are counted in bargaining; default: the status quo.
            A deal beats the status quo too.

    Raises:
        TalksError: an empty group, unknown issues, issues in two groups or in none.
    """
    split = {name: [name] for name in agenda.names}
    if groups is not None:
        split = {name: list(issues) for name, issues in groups.items()}
    _check(agenda, split)
    impasse, least = agenda.problem(), NOTHING * agenda.incomes
    whole = impasse
    if step is not None:
        whole = replace(whole, disagreement_point=step, outside_option=np.zeros(whole.n))
    sought = seeking_gains(whole, least)
    package = concept(sought)
    nothing = np.zeros(whole.m)
    if not worth_signing(package, sought):
        none = np.zeros(whole.n)
        package = replace(package, x=nothing, u=none, gains=none, transfers=none)
    union, separate, unsigned = nothing.copy(), [], []
    for name, issues in split.items():
        own = [agenda.names.index(issue) for issue in issues]
        problem = seeking_gains(whole.part(own, nothing), least)
        alone = seeking_gains(impasse.part(own, nothing), least)
        # ε* of T4 and no more of the zone: inside one that is a single point a search for each side's best finds only rounding.
        fairest = lift_all(alone, alone.reservation, np.ones(alone.n), starts=1)
        surplus, clear = float(fairest.slack[0]), _CLEAR_GAIN * payoff_range(problem).max()
        # Where not all can gain there is nothing to bargain over: the best for the worst off, if nobody loses by it.
        deal = _as_it_is(package, problem, fairest.x, signed=surplus >= -clear)
        if surplus > clear:
            deal = concept(problem)
        separate.append(deal)
        if worth_signing(deal, problem):
            union[own] = deal.x
        else:
            unsigned.append(name)
    value = package.u - agenda.payoffs(union)[0]
    return Linkage(package, tuple(separate), value, tuple(split), tuple(unsigned))


def _as_it_is(pattern: Deal, problem: BargainingProblem, x: np.ndarray, *, signed: bool) -> Deal:
    """The deal ``x`` (m,), which no solution has picked; its concept is that of ``pattern``."""
    u = problem.payoffs(x)[0]
    gains, none = u - problem.disagreement_point, np.zeros(problem.n)
    return replace(
        pattern,
        instruments=problem.instruments,
        x=x,
        u=u,
        gains=gains,
        transfers=none,
        frontier_gap=np.nan,
        signed=signed,
    )


@checked(TalksError)
def by_kind(agenda: Agenda | DatedAgenda) -> dict[str, tuple[str, ...]]:
    """Names of the issues by kind: tariffs with tariffs, purchases with purchases; the groups that T42 compares."""
    kinds = dict.fromkeys(issue.kind for issue in agenda.issues)
    return {kind: tuple(i.name for i in agenda.issues if i.kind == kind) for kind in kinds}


def worth_signing(deal: Deal, problem: BargainingProblem) -> bool:
    """Whether somebody gains clearly over what each has anyway and nobody loses: the impasse itself is no deal."""
    share = (deal.u - problem.reservation) / payoff_range(problem)
    return deal.signed and bool(share.max() > _CLEAR_GAIN and share.min() > -_CLEAR_GAIN)


def _check(agenda: Agenda | DatedAgenda, split: dict[str, list[str]]) -> None:
    for name, issues in split.items():
        if not issues:
            raise TalksError(
                message(f"the group {name!r} is empty", expected="at least one issue", do="leave the group out")
            )
        for issue in issues:
            if issue not in agenda.names:
                raise TalksError(
                    message(
                        f"the group {name!r} names the issue {issue!r}, which is not on the agenda",
                        do=f"choose from {', '.join(agenda.names)}",
                    )
                )
    placed = [issue for issues in split.values() for issue in issues]
    wrong = [name for name in agenda.names if placed.count(name) != 1]
    if wrong:
        raise TalksError(
            message(
                "every issue belongs to exactly one group",
                got=f"{wrong[0]!r} in {placed.count(wrong[0])}",
                do="give each issue one group, or no groups to take every issue alone",
            )
        )
