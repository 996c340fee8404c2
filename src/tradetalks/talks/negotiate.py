"""Talks for users of Python: two equilibria and what is on the table, without a scenario file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import xarray as xr

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.errors import TalksError, message
from tradetalks.inputs import DAY, Kind, ListOf, Maybe, Names, Numbers, argument, checked
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_money import money_faults
from tradetalks.talks.negotiation import Negotiation
from tradetalks.war.objectives import Objective

# How the arguments of talks are read.
SOLVED = Kind((Equilibrium,), "an Equilibrium", "solve the policy first: tradetalks.solve(economy, policy)")
ISSUES = ListOf(Kind((Issue,), "issues", "from tradetalks.talks.issue import Issue"), "a list of Issue")
ASSUMED = Maybe(Kind((Assumptions,), "an Assumptions, or None", "leave it out for those of the package"))
GOALS = Maybe(Kind((Mapping,), "a mapping from sides to objectives, as {'USA': RealIncome()}"))


@checked(
    TalksError,
    status_quo=SOLVED,
    sides=Names("regions", alone=False, distinct=False),
    issues=ISSUES,
    escalation=SOLVED,
    opening=DAY,
    deadline=DAY,
    assumptions=ASSUMED,
    objectives=GOALS,
)
def negotiate(
    status_quo: Equilibrium,
    *,
    sides: Sequence[str],
    issues: Sequence[Issue],
    escalation: Equilibrium,
    opening: date,
    deadline: date,
    baseline_tariff: xr.DataArray | np.ndarray | None = None,
    assumptions: Assumptions | None = None,
    objectives: Mapping[str, Objective] | None = None,
) -> Negotiation:
    """Talks between countries over ``issues``, from an opening to a deadline after which the war goes on.

    The status quo is the impasse: payoffs are real income above it, billion dollars a year at baseline prices (T37).

    Flows never change: they are those of the given equilibria, at the elasticities of their economy, from the deadline to the end
    of each mandate. The talks of a scenario follow the calendar instead (T47, T61): elasticities grow with the age of the
    tariffs, steps that are already scheduled come on their dates, grants are phased in, so that the same issues have other
    prices there. ``phase_in`` of an issue counts on that calendar alone.

    Args:
        status_quo: the equilibrium in force while the talks last.
        sides: the regions at the table, two or more; what has a value a side is in this order.
        issues: what each could grant, x = 0 the status quo and x = 1 the whole amount.
        escalation: the equilibrium if the deadline passes without a deal or an extension, of the same economy.
        opening: the day from which on the sides look ahead.
        deadline: the day on which the threat is carried out.
        baseline_tariff: (importer, exporter, sector) tariffs, fractions, that a full rollback returns to. Default: those of
            the baseline that the economy was calibrated to.
        assumptions: what the record cannot pin down (resolve, patience, punishments). Default: ``Assumptions()``.
        objectives: what a side maximises, by name, as in a war (:mod:`tradetalks.war.objectives`). Default: real income.

    Returns:
        The negotiation. Its parts are computed when first asked for: ``zone``, ``deals``, ``compliance`` of any number of sides,
        ``frontier``, ``odds``, ``attrition``, ``rounds`` of two; ``summary()`` says them in a dozen lines.

    Raises:
        TalksError: a policy in place of an equilibrium, texts in place of dates, a set in place of a list of sides, fewer than
            two sides, objectives of somebody else, an issue that nobody there can grant, amounts that the economy cannot carry,
            dates in the wrong order, an escalation of another economy, or tariffs of another shape or that are no numbers.
        PolicyError: a side or sector that the economy does not have.

    Example:
        >>> import datetime
        >>> import tradetalks as tt
        >>> from tradetalks.talks.issue import Issue
        >>> economy = tt.calibrate(tt.load_world("toy"))
        >>> first = tt.raise_tariffs(economy, by="HOME", on="ABROAD", rate=0.1)
        >>> both = tt.raise_tariffs(economy, by="ABROAD", on="HOME", rate=0.1, policy=first)
        >>> worse = tt.raise_tariffs(economy, by="HOME", on="ABROAD", rate=0.2, policy=both)
        >>> talks = tt.negotiate(
        ...     tt.solve(economy, both),
        ...     sides=("HOME", "ABROAD"),
        ...     issues=[
        ...         Issue("tariffs of HOME", "rollback", "HOME", "ABROAD", 1.0),
        ...         Issue("tariffs of ABROAD", "rollback", "ABROAD", "HOME", 1.0),
        ...     ],
        ...     escalation=tt.solve(economy, worse),
        ...     opening=datetime.date(2026, 1, 1),
        ...     deadline=datetime.date(2026, 3, 1),
        ... )
        >>> talks.zone.empty
        False

    Reference:
        The bargaining problem is that of Nash (1950) with the impasse as disagreement point and escalation as outside option
        (Binmore, Rubinstein and Wolinsky 1986); the odds follow Abreu and Gul (2000), with a deadline.
    """
    economy = status_quo.economy
    if escalation.economy is not economy:
        raise TalksError(
            message(
                "the escalation is an equilibrium of another economy than the status quo",
                expected="two equilibria of one economy",
                do="solve both with the economy that calibrate returned",
            )
        )
    target = _tariffs(baseline_tariff, economy.tariff)
    agenda = Agenda(status_quo, tuple(sides), tuple(issues), target, objectives=dict(objectives or {}))
    check_money(agenda)
    if assumptions is None:
        assumptions = Assumptions()
    return Negotiation(agenda, agenda.payoffs_of(escalation.instruments), opening, deadline, assumptions)


def check_money(agenda: Agenda) -> None:
    """Amounts that the economy can carry. Those of a scenario file are held against its accounts, where it is read.

    Args:
        agenda: what is on the table, amounts in billion dollars a year.

    Raises:
        TalksError: purchases of more than is bought in all, payments of more than a treaty ever moved.
    """
    economy = agenda.status_quo.economy
    for issue in agenda.issues:
        by, to = (economy.regions.index(side) for side in (issue.by, issue.to))
        where = [economy.sectors.index(sector) for sector in (issue.sectors or economy.goods)]
        spent, income = float(economy.expenditure_nj[by, where].sum()), economy.income_n
        for fault in money_faults(issue, spent=spent, income_by=float(income[by]), income_to=float(income[to])):
            raise issue.error(fault)


def _tariffs(given: xr.DataArray | np.ndarray | None, baseline: xr.DataArray) -> np.ndarray:
    """The tariffs (importer, exporter, sector) that a full rollback returns to, as a bare array."""
    if given is None:
        return np.asarray(baseline.values)
    if isinstance(given, xr.DataArray):
        if set(given.dims) == set(baseline.dims):
            given = given.transpose(*baseline.dims)
        if given.dims != baseline.dims or not all(given.indexes[d].equals(baseline.indexes[d]) for d in baseline.dims):
            raise TalksError(
                message(
                    "the tariffs of a full rollback have other labels than the economy's",
                    expected=f"the dimensions {', '.join(map(str, baseline.dims))} with the economy's labels, in its order",
                    got=f"the dimensions {', '.join(map(str, given.dims))}",
                    do="start from a copy of economy.tariff",
                )
            )
    tariff: np.ndarray = argument("negotiate", "baseline_tariff", given, Numbers(), TalksError)
    if tariff.shape != baseline.shape:
        raise TalksError(
            message(
                "the tariffs of a full rollback have the wrong shape",
                expected=f"an array (importer, exporter, sector) of the shape {baseline.shape}",
                got=f"the shape {tariff.shape}",
                do="start from a copy of economy.tariff",
            )
        )
    if not np.all(tariff > -1):
        raise TalksError(
            message(
                "the tariffs of a full rollback cannot be",
                expected="fractions above -1 in every cell (0.25 is 25 percent)",
                got=f"{np.sum(~(tariff > -1))} cells that are not",
                do="start from a copy of economy.tariff",
            )
        )
    return tariff
