"""Deals with everything that is asked about them: what they are worth, when, to whom, and whether they would be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from tradetalks.bargaining.deal import Deal
from tradetalks.scenario.negotiate import deal_path_of
from tradetalks.scenario.results.talks_records import BreachWorth, SolvedDeal
from tradetalks.talks.dated_agenda import DatedAgenda
from tradetalks.talks.deal_path import DealPath, path_of_deals
from tradetalks.talks.issue import Issue
from tradetalks.talks.negotiation import Negotiation

# What a deal is called that no solution picked.
MOVED = "as moved"
# What a side may lack of its reservation and still be said to have it, a share of what the deal is worth to it: the solver's.
ROUNDING = 1e-7


def solve_deals(talks: Negotiation) -> tuple[dict[str, SolvedDeal], np.ndarray]:
    """Every bargaining solution with what it is worth, when, to whom, and whether it would be kept; and the years priced."""
    path = deal_path_of(talks)
    under = talks.bargaining_set.deals_by_threat.items()
    found = {}
    for name, deal in talks.deals.items():
        solved = solved_deal(talks, deal, path, name)
        found[name] = dataclasses.replace(solved, under_threat={t: of[name].u for t, of in under if name in of})
    return found, path.years


def any_deal(talks: Negotiation, x: np.ndarray) -> SolvedDeal:
    """A deal that no solution picked, with what it is worth, when, to whom, and whether it would be kept.

    Args:
        talks: at which it is signed.
        x: (m,) share of each item, in [0, 1].

    Returns:
        What :func:`solved_deal` does. ``deal.signed`` says whether every side has at least what it has without a deal; the
        distance to the frontier is not computed.
    """
    problem = talks.problem
    seen = problem.payoffs(x)[0]
    enough = seen >= problem.reservation - ROUNDING * np.maximum(1.0, np.abs(seen))
    deal = Deal(
        concept=MOVED,
        sides=talks.sides,
        instruments=problem.instruments,
        x=x,
        u=seen,
        gains=seen - problem.disagreement_point,
        transfers=np.zeros(len(seen)),
        frontier_gap=np.nan,
        stationarity=np.nan,
        spread=np.nan,
        signed=bool(enough.all()),
    )
    return solved_deal(talks, deal, path_of_deals(talks, {MOVED: x}), MOVED)


def solved_deal(talks: Negotiation, deal: Deal, path: DealPath, name: str) -> SolvedDeal:
    """What a deal is worth, when, to whom, and whether it would be kept.

    Args:
        talks: at which it is signed.
        deal: shares granted and payoffs as the sides see them.
        path: what it is worth in the years after its signing.
        name: which deal of ``path``.

    Returns:
        All that is asked about it, in billion dollars a year; what other threat points pick is left out.
    """
    agenda, x = talks.priced, deal.x
    others = [k for k, region in enumerate(agenda.status_quo.economy.regions) if region not in talks.sides]
    worth, slopes = agenda.payoffs(x)
    return SolvedDeal(
        deal=deal,
        worth=worth,
        slopes=slopes,
        low=worth_at_end(agenda, x, "low"),
        high=worth_at_end(agenda, x, "high"),
        third_countries=float(agenda.gains(x)[others].sum()),
        rollback=np.array([_withdrawn(agenda.issues, x, side) for side in talks.sides]),
        years=path.gains[name],
        present_value=path.present_value[name],
        breaches=_breaches(talks, x),
        under_threat={},
    )


def _withdrawn(issues: Sequence[Issue], x: np.ndarray, side: str) -> float:
    """Share of its tariff increases that ``side`` withdraws in the deal ``x`` (m,), the mean over those it would grant it to."""
    own = [
        (issue, share) for issue, share in zip(issues, x, strict=True) if issue.kind == "rollback" and issue.by == side
    ]
    partners = {issue.to for issue, _ in own}
    return float(sum(share * issue.amount for issue, share in own)) / max(len(partners), 1)


def _breaches(talks: Negotiation, x: np.ndarray) -> dict[str, BreachWorth]:
    comply, keeping = talks.problem.payoffs(x)[0], talks.compliance
    verdicts = keeping.by_breach(x)
    return {
        breach.name: BreachWorth(
            lag=breach.lag,
            possible=np.asarray(breach.withheld.any(axis=1)),
            gains=keeping.deviate(breach)(x)[0] - comply,
            answer_takes=comply - keeping.punished(breach)(x)[0],
            verdict=verdicts[breach.name],
        )
        for breach in keeping.breaches
    }


def worth_at_end(agenda: DatedAgenda, x: np.ndarray, end: str) -> np.ndarray:
    """(n,) what the deal ``x`` is worth with every amount, and every value beyond the model, at an end of its range."""
    valued = tuple(issue.valued(end) for issue in agenda.issues)
    priced = agenda if valued == agenda.issues else agenda.replace(issues=valued)
    return priced.payoffs(agenda.with_amounts(x, end))[0]
