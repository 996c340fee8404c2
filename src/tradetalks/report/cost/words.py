"""Sentences generated from the numbers of a run; every clause follows the signs of its numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.band import NumberBand, is_nothing
from tradetalks.report.cost.numbers import (
    distance_from_baseline,
    farthest_policy,
    income_busd,
    income_percent,
    trade_change,
)
from tradetalks.report.cost.players import others, others_word, players_sentence, shown_players
from tradetalks.report.cost.ranges import busd_band, step_band, today_band, told_change
from tradetalks.report.cost.who_pays import to_date_sentence
from tradetalks.report.format import (
    SMALL_BUSD,
    format_amount,
    format_billions,
    format_day,
    format_list,
    format_percent,
)
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.policies import policy_label, policy_words
from tradetalks.scenario.results.cost import STATED, CostRun, PolicyDate

# Billion dollars: taxes of less than that in all are none.
A_DOLLAR = 1e-9


def cost_sentences(run: CostRun) -> list[str]:
    """The run in a few sentences: cost so far, what each branch would add, who else is hit, what it rests on."""
    said = [
        all_counted_sentence(run),
        cost_now_sentence(run),
        to_date_sentence(run),
        players_sentence(run),
        *(branch_sentence(run, moment) for moment in run.branches),
        cost_bystanders_sentence(run),
        diversion_sentence(run),
        scale_sentence(run),
        trade_sentence(run),
    ]
    return [sentence for sentence in said if sentence]


def all_counted_sentence(run: CostRun) -> str:
    """Whose measures the chapter counts, where the answer to what the quarrel costs counts those of its sides alone."""
    if run.quarrel is None:
        return ""
    names = country_names(run.scenario.accounts)
    sides = format_list([names.said(side) for side in run.scenario.talks_plan.sides])
    bands = {player: busd_band(run.quarrel, run.now, player) for player in shown_players(run)}
    return (
        f"This chapter counts all measures in force, also those of and on third countries; what {sides} levy on each other "
        f"alone, on {format_day(run.now.date)}, comes {run.horizon} to: {_each(run, bands)}, billion dollars a year."
    )


def cost_now_sentence(run: CostRun) -> str:
    """What the acts in force cost each player; where none is left in force, what they cost when they weighed most."""
    now, lead = run.now, ""
    if distance_from_baseline(run, now) < A_DOLLAR:
        lead = f"On {format_day(now.date)} everything is as it was before the first act. "
        now = max(run.dates, key=lambda moment: distance_from_baseline(run, moment))
        if distance_from_baseline(run, now) < A_DOLLAR:
            return lead.rstrip()
    lead += f"With the policies of {format_day(now.date)}, against before the first act"
    bands = {player: busd_band(run, now, player) for player in shown_players(run)}
    later = f"{run.horizon} {_each_player(run, run.equilibria[now], bands)}"
    if not run.dated:
        return f"{lead}, {later}."
    solved = run.on_the_day[now]
    age = solved.economy.horizon_years or 0.0
    first = {player: today_band(run, now, player) for player in shown_players(run)}
    today = _each_player(run, solved, first)
    return f"{lead}: now, at the elasticities of tariffs {age:.1f} years old on average, {today}; {later}."


def _each_player(run: CostRun, solved: Equilibrium, bands: Mapping[str, NumberBand]) -> str:
    """Percent of real income and billion dollars a year, with their range, of everybody who is shown."""
    names, parts = country_names(run.scenario.accounts), []
    for player, band in bands.items():
        percent = format_percent(income_percent(solved, player))
        parts.append(f"{names.said(player)} {told_change(band)} billion dollars a year ({percent} of real income)")
    return ", ".join(parts)


def branch_sentence(run: CostRun, moment: PolicyDate) -> str:
    """What a branch would come to against before the first act, as all tables have it, and how much of that it adds itself."""
    title, players = policy_words(run, moment), shown_players(run)
    there = {player: busd_band(run, moment, player) for player in players}
    said = f"{title}, against before the first act: {_each(run, there)} billion dollars a year {run.horizon}"
    first = {player: today_band(run, moment, player) for player in players}
    if run.dated and not all(is_nothing(band) for band in first.values()):
        said += f"; {_each(run, first)} on the day it comes"
    if not run.dates:
        return f"{said}."
    steps = {player: step_band(run, run.now, moment, player) for player in players}
    return f"{said}; of that the step from {policy_words(run, run.now)}, {run.horizon}: {_each(run, steps)}."


def _each(run: CostRun, bands: Mapping[str, NumberBand]) -> str:
    """``China -39.5 (-93 to -12) and ...``: a change of each region with its range."""
    names = country_names(run.scenario.accounts)
    return format_list([f"{names.said(region)} {told_change(band)}" for region, band in bands.items()])


def cost_bystanders_sentence(run: CostRun) -> str:
    """Who gains and who loses among the others, where policy is farthest from the baseline."""
    solved = run.equilibria[farthest_policy(run)]
    change = {region: income_busd(solved, region) for region in others(run)}
    if not change:
        return ""
    word = others_word(run)
    if max(abs(value) for value in change.values()) < SMALL_BUSD:
        return f"The real income of the {word} hardly changes, {_where(run)}."
    ordered = sorted(change, key=change.__getitem__)
    worst, best = ordered[0], ordered[-1]
    names = country_names(run.scenario.accounts)
    last = f"{names.said(worst)} ({format_billions(change[worst])})"
    first = f"{names.said(best)} ({format_billions(change[best])})"
    if len(ordered) == 1:
        return f"The only one of the {word} is {first}, billion dollars a year {run.horizon}, {_where(run)}."
    if change[worst] > 0:
        head = f"All {word} gain, {first} most and {last} least"
    elif change[best] < 0:
        head = f"All {word} lose, {last} most and {first} least"
    elif change[worst] < 0 < change[best]:
        head = f"Among {word} {first} gains most and {last} loses most"
    else:
        head = f"Among {word} {first} fares best and {last} worst"
    return f"{head}, in billion dollars a year {run.horizon}, {_where(run)}."


def _where(run: CostRun) -> str:
    """Which policy a sentence is about, by what it does to tariffs."""
    moment = farthest_policy(run)
    solved = run.equilibria[moment]
    change = solved.tariff.values - run.economy.tariff_nij
    only_tariffs = solved.policy is None or (
        solved.policy.export_tax is None and solved.policy.production_subsidy is None
    )
    only_up = change.min() >= 0 < change.max()
    only_down = change.max() <= 0 > change.min()
    if only_tariffs and only_up:
        return f"where tariffs are highest ({policy_label(run, moment)})"
    if only_tariffs and only_down:
        return f"where tariffs are lowest ({policy_label(run, moment)})"
    return f"where policies are farthest from the baseline ({policy_label(run, moment)})"


def diversion_sentence(run: CostRun) -> str:
    """The largest fall and the largest rise of trade between two regions, where there are such."""
    frame = trade_change(run, farthest_policy(run))
    if frame.empty:
        return ""
    low, high = frame.iloc[0], frame.iloc[-1]
    names, parts = country_names(run.scenario.accounts), []
    if low["change bn"] < -SMALL_BUSD:
        parts.append(f"the largest fall is {_pair(low, names)}")
    if high["change bn"] > SMALL_BUSD:
        parts.append(f"the largest rise is {_pair(high, names)}")
    if not parts:
        return "Trade in goods between regions hardly changes."
    nobody_else = ""
    if len(parts) == 1 and _one_sided(frame):
        nobody_else = "; no pair trades less"
        if low["change bn"] < 0:
            nobody_else = "; no pair trades more"
    return f"Of goods trade, {run.horizon}, {format_list(parts)}{nobody_else}."


def _one_sided(frame: pd.DataFrame) -> bool:
    """Whether nobody trades noticeably more, or nobody less."""
    change = frame["change bn"]
    return bool((change <= SMALL_BUSD).all() or (change >= -SMALL_BUSD).all())


def _pair(row: pd.Series, names: CountryNames) -> str:
    """Who buys how much more or less from whom, a row of :func:`~tradetalks.report.cost.numbers.trade_change`."""
    size = f"{format_amount(row['change bn'])} billion dollars a year {more_or_less(row['change bn'])}"
    return f"what {names.said(row['importer'])} buys from {names.said(row['exporter'])} ({size}{_share(abs(row['change %']))})"


def _share(percent: float) -> str:
    """The size of a change in percent; nothing where nothing was traded before."""
    if np.isnan(percent):
        return ""
    if percent >= 1:
        return f", {percent:.0f} percent"
    return ", below 1 percent"


def more_or_less(change: float) -> str:
    """The word for the sign of a change."""
    if change > 0:
        return "more"
    return "less"


def scale_sentence(run: CostRun) -> str:
    """The headline at every strength of scale effects that is solved."""
    if not run.by_scale:
        return "Computed without economies of scale."
    moment, names, parts = farthest_policy(run), country_names(run.scenario.accounts), []
    words = {
        "low": "without them",
        "middle": "with half of what is published",
        "high": "with all of what is published",
        STATED: "in the model of the file",
    }
    for player in shown_players(run):
        found = [
            f"{format_percent(income_percent(solved[moment], player))} {words[name]}"
            for name, solved in run.levels.items()
        ]
        parts.append(f"{names.said(player)} {format_list(found)}")
    when = f"{run.horizon}, for {policy_label(run, moment)}"
    return f"The answer rests on economies of scale, {when}: {'; '.join(parts)}."


def trade_sentence(run: CostRun) -> str:
    """The headline at other published trade elasticities; nothing where none fit the sectors."""
    if not run.trade:
        return ""
    moment, names, parts = farthest_policy(run), country_names(run.scenario.accounts), []
    for player in shown_players(run):
        ends = [income_percent(solved[moment], player) for solved in run.by_trade.values()]
        parts.append(f"{names.said(player)} {format_percent(min(ends))} to {format_percent(max(ends))}")
    when = f"{run.horizon}, for {policy_label(run, moment)}"
    return (
        "And on how strongly trade answers prices; by other published estimates, which are without economies of scale, "
        f"{when}: {'; '.join(parts)}."
    )
