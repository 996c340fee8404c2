"""What the view Tariffs shows of a scenario with the reader's rules: lines, a table of who gains and loses, a map, slopes."""

from __future__ import annotations

import dataclasses
import datetime
import time
from collections.abc import Mapping, Sequence

from jinja2.utils import htmlsafe_json_dumps

from tradetalks.report.answer.cost import cost_line, horizon_words
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.answer.rules import beside_all_measures, rules_line
from tradetalks.report.answer.who import who_line
from tradetalks.report.cost.players import shown_players
from tradetalks.report.format import format_billions, format_day, format_label
from tradetalks.report.names import country_names, sector_names
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.quick_cost import told_policies
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.tariff_slopes import slope_of_rate
from tradetalks.web.charts.tariff_steps import step_of
from tradetalks.web.quick import QuickAnswers
from tradetalks.web.state import TariffRule

# Countries beside the players that the table names first: those whose income the rules move most.
BESIDE = 3
# Billion dollars a year below which nothing has moved.
MOVED = 0.005


@dataclasses.dataclass(frozen=True)
class CountryRow:
    """A country of the table; changes of real income against the world before the first act, billion dollars a year."""

    code: str
    name: str
    shipped: float
    now: float
    household: float | None

    @property
    def moved(self) -> float:
        """What the rules change."""
        return self.now - self.shipped


@dataclasses.dataclass(frozen=True)
class MapCell:
    """A tariff on the map: percent of the value of goods, and the step of its colour."""

    on: str
    name: str
    percent: float
    was: float

    @property
    def step(self) -> int:
        """From 0 for none to the darkest."""
        return step_of(self.percent)

    @property
    def said(self) -> str:
        """As it stands in the map."""
        return format_label(self.percent, "{:.0f}")


@dataclasses.dataclass(frozen=True)
class MapRow:
    """An industry of the map."""

    sector: str
    name: str
    cells: tuple[MapCell, ...]


@dataclasses.dataclass(frozen=True)
class TariffsShown:
    """What stands beside the rules.

    Args:
        day: of the policy that is shown.
        lines: what it costs and who pays, with the rules.
        rows: players first, then those whose income moves most.
        more: all other countries.
        importer: whose tariffs the map shows; ``whose`` is its name within a sentence.
        map: a row for each industry.
        numbers: for the script that follows a slider: numbers now, their slopes by rule, rates; JSON.
        seconds: that the answer took.
        households: whether the accounts count households.
        horizon: when the numbers are that.
    """

    day: datetime.date
    lines: tuple[AnswerLine, ...]
    rows: tuple[CountryRow, ...]
    more: tuple[CountryRow, ...]
    importer: str
    whose: str
    map: tuple[MapRow, ...]
    numbers: str
    seconds: float
    households: bool
    horizon: str

    @property
    def when(self) -> str:
        """The day in words."""
        return format_day(self.day)


def tariffs_shown(
    quick: QuickAnswers,
    shipped: Scenario,
    scenario: Scenario,
    rules: tuple[TariffRule, ...],
    day: datetime.date | None,
    importer: str | None,
    ids: Sequence[str],
) -> TariffsShown:
    """The answer to a set of rules: exact, at the scenario's own elasticities.

    Args:
        quick: what is kept.
        shipped: the scenario without the rules.
        scenario: the same with them.
        rules: of the state.
        day: that is shown; the last date where None.
        importer: whose tariffs the map shows; of the last rule, or the first player, where None.
        ids: what the rules' acts are called in ``scenario``.

    Raises:
        TradeTalksError: no equilibrium under these tariffs, or nothing to solve.
    """
    began = time.perf_counter()
    told = told_policies(scenario)
    now = told[0]
    ended = [rule.start for rule in rules if rule.until is not None and rule.until < now.date]
    if day is not None:
        now = PolicyDate(day)
    elif ended:
        # On the last date these rules are over: what they cost is seen while they are in force.
        now = PolicyDate(max(ended))
    policies = [now, *(policy for policy in told if policy.branch is not None)]
    cost, before = quick.cost(scenario, policies), quick.cost(shipped, [PolicyDate(now.date, now.branch)])
    rows = _rows(cost, before, now)
    players = shown_players(cost)
    moving = sorted((row for row in rows if row.code not in players), key=lambda row: -abs(row.moved))
    first = [row for row in rows if row.code in players] + [row for row in moving if abs(row.moved) > MOVED][:BESIDE]
    chosen = importer or (rules[-1].by if rules else players[0])
    return TariffsShown(
        day=now.date,
        lines=_lines(cost, before, policies, rules),
        rows=tuple(first),
        more=tuple(row for row in rows if row not in first),
        importer=chosen,
        whose=country_names(scenario.accounts).said(chosen),
        map=_map(cost, before, now, chosen),
        numbers=_numbers(quick, scenario, cost, now, dict(zip(ids, rules, strict=True)), rows),
        seconds=time.perf_counter() - began,
        households=cost.per_household(cost.equilibria[now]) is not None,
        horizon=horizon_words(cost),
    )


def _lines(
    cost: CostRun, before: CostRun, policies: list[PolicyDate], rules: tuple[TariffRule, ...]
) -> tuple[AnswerLine, ...]:
    """What the reader's own rules cost those whom they name; then what everything in force costs, and the quarrel by itself."""
    scenario, now = cost.scenario, policies[0]
    lines = [who_line(cost, now)]
    if scenario.talks is not None:
        step = next((policy for policy in policies if policy.branch == scenario.talks.escalation), None)
        quarrel = cost_line(cost, step)
        answer = f"{quarrel.answer} {beside_all_measures(cost)}".strip()
        lines.append(dataclasses.replace(quarrel, answer=answer))
    else:
        lines.insert(0, cost_line(cost, moment=now))
    if rules:
        lines.insert(0, rules_line(cost, before, now, _named(cost, rules)))
    return tuple(lines)


def _named(cost: CostRun, rules: tuple[TariffRule, ...]) -> list[str]:
    """Who levies by some rules and who is hit, each once; everybody where a rule is on all."""
    found = [code for rule in rules for code in (rule.by, *rule.on)]
    if "all" in found:
        found += cost.economy.regions
    return [code for code in dict.fromkeys(found) if code in cost.economy.regions]


def _rows(cost: CostRun, before: CostRun, now: PolicyDate) -> list[CountryRow]:
    names, solved = country_names(cost.scenario.accounts), cost.equilibria[now]
    shipped, change = (run.equilibria[now].real_income_change_busd.values for run in (before, cost))
    heads = cost.per_household(solved)
    return [
        CountryRow(
            code, names[code], float(shipped[n]), float(change[n]), None if heads is None else float(heads.values[n])
        )
        for n, code in enumerate(cost.economy.regions)
    ]


def _map(cost: CostRun, before: CostRun, now: PolicyDate, importer: str) -> tuple[MapRow, ...]:
    """Every tariff of one importer."""
    names, sectors = country_names(cost.scenario.accounts), sector_names(cost.scenario.accounts)
    after, was = (
        100 * run.equilibria[now].tariff.sel(importer=importer).transpose("exporter", "sector").values
        for run in (cost, before)
    )
    regions, found = cost.economy.regions, []
    for j in cost.economy.goods_index:
        code = cost.economy.sectors[j]
        cells = tuple(
            MapCell(on, names[on], float(after[i, j]), float(was[i, j]))
            for i, on in enumerate(regions)
            if on != importer
        )
        found.append(MapRow(code, sectors[code], cells))
    return tuple(found)


def _numbers(
    quick: QuickAnswers,
    scenario: Scenario,
    cost: CostRun,
    now: PolicyDate,
    rules: Mapping[str, TariffRule],
    rows: list[CountryRow],
) -> str:
    """What a script needs to follow a slider: every number, and how it moves with the rate of every rule, to first order."""
    slopes = quick.slopes(scenario, cost, now)

    def by_rule(side: str) -> dict[str, dict[str, float]]:
        found = {}
        for number, name in enumerate(rules, 1):
            values = slope_of_rate(scenario, name, now, slopes, side=side).values
            found[str(number)] = {row.code: round(float(value), 9) for row, value in zip(rows, values, strict=True)}
        return found

    return htmlsafe_json_dumps(
        {
            "now": {row.code: row.now for row in rows},
            "shipped": {row.code: row.shipped for row in rows},
            "household": {row.code: row.household for row in rows if row.household is not None},
            "rates": {str(number): rule.rate for number, rule in enumerate(rules.values(), 1)},
            "slopes": by_rule("more"),
            "slopesDown": by_rule("less"),
        }
    )


def said_billions(value: float) -> str:
    """A change in billion dollars as the tables have it, with the minus of typography."""
    if abs(value) < MOVED:
        return "0.0"
    return format_billions(value).replace("-", "−")


def said_dollars(value: float) -> str:
    """A change in whole dollars as the tables have it; what rounds to nothing has no sign."""
    return format_label(value, "{:+.0f}")
