"""What the talks of a scenario need from the rest of it: branches, acts before them, and accounts that carry the amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import xarray as xr

from tradetalks.economy.labels import TRADE
from tradetalks.errors import suggestion
from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.branches import Branch
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_money import money_faults
from tradetalks.talks.issue_tariffs import TARIFF_KINDS, TariffTable

# Kinds of items that are sums of money alone.
OF_NO_SECTOR = ("payment", "stated")


def talks_faults(
    plan: TalksPlan,
    *,
    acts: Sequence[Act],
    branches: Sequence[Branch],
    accounts: xr.Dataset,
    written: Callable[[Place], bool],
) -> Iterator[Refusal]:
    """What is wrong, at its place in the file: what ``tradetalks run`` needs to hold is asked for here.

    Args:
        plan: what the section says.
        acts: of the main line; the talks are over what they put in force.
        branches: what happens without a deal, and every stick, is one of them.
        accounts: what can be bought and paid, billion dollars a year.
        written: whether a place of the file says anything: sectors are all goods where it does not.
    """
    first = min((act.start for act in acts), default=None)
    if first is None or plan.opening < first:
        expected = f"{first}, the day of the first act, or later"
        if first is None:
            expected = "an act before the talks open"
        yield Refusal("the talks open before the war", expected, place=("talks", "opening"))
    names = [branch.name for branch in branches]
    places: list[tuple[str, Place]] = [(plan.escalation, ("talks", "escalation"))]
    for k, strategy in enumerate(plan.strategies):
        if strategy.branch is not None:
            places.append((strategy.branch, ("talks", "strategies", k, "branch")))
    for name, place in places:
        if name not in names:
            yield Refusal("unknown branch", f"one of {', '.join(names)}", suggestion(name, names), place, name)
    for k, issue in enumerate(plan.issues):
        for refusal in (*_reach_faults(issue, accounts), *_money_faults(issue, accounts)):
            yield refusal.below("talks", "issues", k)
        if issue.kind in OF_NO_SECTOR and written(("talks", "issues", k, "sectors")):
            title = f"an item of the kind {issue.kind} has no sectors"
            advice = "leave sectors out: what is paid or stated is billion dollars a year, wherever it is earned"
            yield Refusal(title, f"no key sectors beside kind: {issue.kind}", advice, ("talks", "issues", k, "sectors"))
    yield from _purchase_faults(plan.issues, accounts)


def _reach_faults(issue: Issue, accounts: xr.Dataset) -> Iterator[Refusal]:
    """Cuts of tariffs where there are none."""
    goods = [str(sector) for sector in accounts["sector"].values[accounts["tradable"].values]]
    beyond = [sector for sector in issue.sectors if sector not in goods]
    if issue.kind in TARIFF_KINDS and beyond:
        advice = "leave sectors out for all goods; barriers to trade in services are of the kind access"
        title, expected = f"tariffs do not reach {', '.join(beyond)}", f"sectors among {', '.join(goods)}"
        yield Refusal(title, expected, advice, ("sectors",))


def _money_faults(issue: Issue, accounts: xr.Dataset) -> Iterator[Refusal]:
    """Amounts that the accounts cannot carry."""
    income_by, income_to = (float(accounts["final_use"].sel(region=side).sum()) for side in (issue.by, issue.to))
    return money_faults(issue, spent=spent_on(issue, accounts), income_by=income_by, income_to=income_to)


def spent_on(issue: Issue, accounts: xr.Dataset) -> float:
    """What ``issue.by`` spends in the sectors of an issue on goods of every origin, its own too, billion dollars a year."""
    bought = (accounts["flows"] * (1 + accounts["tariff"])).sel(importer=issue.by, sector=list(issue.sectors))
    return float(bought.sum())


def _purchase_faults(issues: Sequence[Issue], accounts: xr.Dataset) -> Iterator[Refusal]:
    """Purchases scale trade that there is, and no trade is promised twice."""
    promised: dict[tuple[str, str, str], str] = {}
    for k, issue in enumerate(issues):
        if issue.kind != "purchases":
            continue
        flows = accounts["flows"].sel(importer=issue.by, exporter=issue.to, sector=list(issue.sectors))
        traded = [str(sector) for sector in flows["sector"].values[flows.values > 0]]
        place = ("talks", "issues", k, "sectors")
        if not traded:
            expected = f"sectors in which {issue.by} buys from {issue.to}: purchases scale existing trade"
            yield Refusal("there is no trade to scale", expected, place=place)
        twice = [sector for sector in traded if (issue.by, issue.to, sector) in promised]
        if twice:
            other = promised[issue.by, issue.to, twice[0]]
            title = f"{', '.join(twice)} of {issue.name!r} stands in {other!r} too"
            yield Refusal(
                title, "each purchase of a sector in one issue", "merge them, or give each its own sectors", place
            )
        promised |= {(issue.by, issue.to, sector): issue.name for sector in traded}


def talks_tariffs(scenario: Scenario) -> TariffTable:
    """The tariffs that the issues of a scenario move: those in force on the last of its dates, and those of the baseline."""
    accounts = scenario.accounts
    now, before = (
        table.transpose(*TRADE).values for table in (tariffs_in_force(scenario, scenario.dates[-1]), accounts["tariff"])
    )
    regions, sectors = ([str(name) for name in accounts[dim].values] for dim in ("importer", "sector"))
    goods = [name for name, traded in zip(sectors, accounts["tradable"].values, strict=True) if traded]
    return TariffTable(regions, sectors, goods, now, before)


def tariff_faults(scenario: Scenario) -> Iterator[Refusal]:
    """Two issues that move the same tariff."""
    if scenario.talks is None or not scenario.dates:
        return
    for k, refusal in talks_tariffs(scenario).clashes(scenario.talks.issues):
        yield refusal.below("talks", "issues", k)
