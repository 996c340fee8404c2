"""What the csv files of the talks hold: one row per observation, units in the names of columns, sides in a column.

``busd_a_year`` is billion US dollars a year, as worth up to a mandate's end or as a flow; ``busd`` an amount of billion US
dollars; ``share`` a fraction; ``low_10`` and ``high_90`` the ends of the range of eight draws of ten.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.bargaining_set import THREATS


def deal_observations(run: TalksRun) -> pd.DataFrame:
    """One row per deal and side: worth, with the amounts at either end of their range, rollback, and whether it is kept."""
    return pd.DataFrame(
        [
            {
                "deal": name,
                "side": side,
                "worth_busd_a_year": found.worth[k],
                "worth_at_low_amounts_busd_a_year": found.low[k],
                "worth_at_high_amounts_busd_a_year": found.high[k],
                "present_value_busd": found.present_value[k],
                "third_countries_busd_a_year": found.third_countries,
                "rollback_share": found.rollback[k],
                "kept_by_all": bool(found.verdict.self_enforcing),
                "kept_by_side": bool(found.verdict.self_enforcing_by_side[k]),
            }
            for name, found in run.bargain.deals.items()
            for k, side in enumerate(run.sides)
        ]
    )


def deal_year_observations(run: TalksRun) -> pd.DataFrame:
    """One row per deal, side and year after the signing."""
    return pd.DataFrame(
        [
            {
                "deal": name,
                "side": side,
                "years_after_signing": float(years),
                "worth_busd_a_year": found.years[j, k],
            }
            for name, found in run.bargain.deals.items()
            for k, side in enumerate(run.sides)
            for j, years in enumerate(run.bargain.deal_years)
        ]
    )


def threat_observations(run: TalksRun) -> pd.DataFrame:
    """One row per deal, what happens without it, and side."""
    nothing = np.full(len(run.sides), np.nan)
    return pd.DataFrame(
        [
            {"deal": name, "without_a_deal": threat, "side": side, "worth_busd_a_year": gain}
            for name, found in run.bargain.deals.items()
            for threat in THREATS
            for side, gain in zip(run.sides, found.under_threat.get(threat, nothing), strict=True)
        ]
    )


def issue_observations(run: TalksRun) -> pd.DataFrame:
    """One row per item on the table and side: amount, its range, positions, what it is worth in full."""
    rows = []
    for found in run.bargain.issues:
        issue = found.issue
        for k, side in enumerate(run.sides):
            rows.append(
                {
                    "issue": issue.name,
                    "kind": issue.kind,
                    "granted_by": issue.by,
                    "granted_to": issue.to,
                    "amount": issue.amount,
                    "amount_low": _or_nan(issue.low),
                    "amount_high": _or_nan(issue.high),
                    "amount_in_words": issue.amount_with_unit,
                    "amount_is_judgement": bool(issue.judgement),
                    "offered_share": issue.offer,
                    "demanded_share": issue.demand,
                    "at_most_share": issue.red_line,
                    "stated_worth_busd_a_year": issue.worth,
                    "stated_cost_busd_a_year": issue.cost,
                    "side": side,
                    "worth_busd_a_year": found.worth[k],
                    "worth_at_low_amount_busd_a_year": found.low[k],
                    "worth_at_high_amount_busd_a_year": found.high[k],
                }
            )
    return pd.DataFrame(rows)


def _or_nan(value: float | None) -> float:
    """A number that may not be given."""
    if value is None:
        return float("nan")
    return value


def breach_observations(run: TalksRun) -> pd.DataFrame:
    """One row per deal, side and what it may withhold."""
    return pd.DataFrame(
        [
            {
                "deal": name,
                "side": side,
                "withheld": withheld,
                "cheating_gains_busd_a_year": breach.gains[k],
                "answer_takes_busd_a_year": breach.answer_takes[k],
                "discount_factor_needed": breach.verdict.critical_discount[k],
                "latest_answer_years": breach.verdict.critical_lag[k],
                "kept": bool(breach.verdict.self_enforcing_by_side[k]),
            }
            for name, found in run.bargain.deals.items()
            for withheld, breach in found.breaches.items()
            for k, side in enumerate(run.sides)
            if breach.possible[k]
        ]
    )


def level_observations(run: TalksRun) -> pd.DataFrame:
    """One row per negotiating level and side; no worth where it can sign nothing."""
    nothing = np.full(len(run.sides), np.nan)
    return pd.DataFrame(
        [
            {"level": level.name, "may_sign_share": level.share, "side": side, "worth_busd_a_year": worth}
            for level in run.bargain.levels
            for side, worth in zip(run.sides, nothing if level.worth is None else level.worth, strict=True)
        ]
    )


def strategy_observations(run: TalksRun) -> pd.DataFrame:
    """One row per strategy and side, and one for all third countries."""
    regions = list(run.negotiation.priced.status_quo.economy.regions)
    rows = []
    for path in run.strategies:
        first = np.full(len(run.sides), np.nan)
        if path.blinks_first is not None:
            first = path.blinks_first[: len(run.sides)]
        odds = {
            "agreement_share": path.agreement.mean,
            "agreement_share_low_10": path.agreement.low,
            "agreement_share_high_90": path.agreement.high,
            "effect_on_agreement": path.effect.value,
        }
        who = {side: [regions.index(side)] for side in run.sides}
        who["others"] = [n for n, region in enumerate(regions) if region not in run.sides]
        gives_way = dict(zip(run.sides, first, strict=True))
        for name, index in who.items():
            rows.append(
                {
                    "strategy": path.strategy.name,
                    "side": name,
                    "until_the_deal_busd_a_year": path.waiting[index].sum(),
                    "in_all_busd": path.value[index].sum(),
                    "gives_way_first_share": gives_way.get(name, np.nan),
                    **odds,
                }
            )
    return pd.DataFrame(rows)


def clock_observations(run: TalksRun) -> pd.DataFrame:
    """One row per day and side: changes of real income, losses negative."""
    clock = run.clock
    return pd.DataFrame(
        [
            {
                "date": day,
                "mean_age_of_tariffs_years": clock.horizon[k],
                "side": side,
                "real_income_change_percent": clock.percent[k, n],
                "real_income_change_busd": clock.flows[k, n],
                "real_income_change_to_date_busd": clock.so_far[k, n],
                "cost_of_a_day_million_usd": clock.per_day[k, n],
                "cost_of_a_week_busd": clock.per_week[k, n],
            }
            for k, day in enumerate(clock.days)
            for n, side in enumerate(clock.sides)
        ]
    )


def shock_observations(course: Course) -> pd.DataFrame:
    """One row per shock: the odds of an agreement on its day, without it and with it."""
    return pd.DataFrame(
        [
            {
                "date": effect.shock.day,
                "shock": effect.shock.name,
                "effect": effect.effect.value,
                "agreement_before_share": effect.before.mean,
                "agreement_before_share_low_10": effect.before.low,
                "agreement_before_share_high_90": effect.before.high,
                "deadline_before": effect.deadline,
                "agreement_after_share": effect.after.mean,
                "agreement_after_share_low_10": effect.after.low,
                "agreement_after_share_high_90": effect.after.high,
                "deadline_after": effect.new_deadline,
            }
            for effect in course.shocks
        ]
    )
