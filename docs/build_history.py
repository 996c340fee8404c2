"""Write docs/history.md: trade as predicted and as it was, for every named set of elasticities; our costs beside published ones.

With ``--check`` nothing is written; the exit status says whether the page is what the code gives (half a minute)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from docs.history_curve import curves, mean_theta, on_the_day_measured
from docs.history_elasticity import shown_by_customs, shown_by_history, shown_by_set
from docs.history_first_look import seen, steps
from docs.history_published import SCALE_SETS, costs_of_the_full_increase, income_on, ours, parts_on, table, wages_on
from docs.history_tables import (
    checks_table,
    curves_table,
    elasticities_table,
    flows_table,
    hidden_suppliers,
    partners_table,
    sectors_table,
    sets_table,
    steps_table,
)
from docs.history_text import CHOICE, CURVE, LONG_RUN, PARTS, SETS, SHORT_RUN, TRADE, VERDICT
from docs.history_trade import YEARS, misses_together, observed, published_factors, ranking
from docs.pages import wrapped, write_or_check

from tradetalks.data.elasticities import DEFAULT_SET
from tradetalks.data.history import load_trade_statistics
from tradetalks.data.record import load_average_tariffs
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.scenario.against_trade import TAXED_FLOWS, misses, share_change

PAGE = Path(__file__).resolve().parent / "history.md"
FROM_CHINA = TAXED_FLOWS[0]
LATER = YEARS[1:]
MONTHS = 12


def statistic(measure: str, period: str) -> float:
    """A total of the shipped table."""
    return float(load_trade_statistics().set_index(["measure", "period"])["value"][measure, period])


def verdict() -> str:
    """The page in a paragraph."""
    found = ranking("published")
    best, second, third = found.names[:3]
    low, high = found.against_default(best)
    whole = misses_together(best, "published")
    return VERDICT.format(
        best=best,
        second=second,
        third=third,
        theta=mean_theta(best),
        error=whole.rmse,
        default=DEFAULT_SET,
        default_theta=mean_theta(DEFAULT_SET),
        default_error=misses_together(DEFAULT_SET, "published").rmse,
        nothing=whole.rmse_of_no_change,
        low=-high,
        high=-low,
    )


def parts() -> str:
    """What the steps of the first look come to, in points."""
    first, average, age, scaled, share, best = [step.percent for step in steps()][-6:]
    balanced, customs = [step.percent for step in seen()][:2]
    return PARTS.format(
        first=first,
        average=abs(first - average),
        age=abs(average - age),
        scaled=abs(age - scaled),
        share=abs(scaled - share),
        explained=abs(first - share),
        to_balanced=abs(first - balanced),
        balanced=balanced,
        to_customs=abs(first - customs),
        customs=customs,
        best=best,
    )


def sets_words() -> str:
    """What the table of sets says."""
    found = ranking("published")
    share = [step.percent for step in steps()][-2]
    balanced, customs = [step.percent for step in seen()][:2]
    none, half, full = (misses_together(name, "published").rmse for name in SCALE_SETS)
    return SETS.format(
        better=quoted([name for name in found.names if found.against_default(name)[1] < 0]),
        worse=quoted([name for name in found.names if found.against_default(name)[0] > 0]),
        times=1 / misses_together(DEFAULT_SET, "published").slope,
        balanced=share / balanced,
        customs=share / customs,
        none=none,
        half=half,
        full=full,
    )


def quoted(names: list[str]) -> str:
    """Names of sets in a sentence."""
    return ", ".join(f"`{name}`" for name in names)


def curve_words() -> str:
    """Shape and level of the response."""
    history = [shown_by_history(year, FROM_CHINA, "published").value for year in LATER]
    customs = [shown_by_customs(year, "published") for year in LATER]
    model = [shown_by_set(DEFAULT_SET, year, FROM_CHINA, "published") for year in LATER]
    rise, gross = gross_2025()
    return CURVE.format(
        late=history[1] / history[0],
        late_customs=customs[1] / customs[0],
        late_model=model[1] / model[0],
        e19=history[0],
        e22=history[1],
        c19=customs[0],
        c22=customs[1],
        m19=model[0],
        m22=model[1],
        rise=100 * rise,
        gross=gross,
    )


def gross_2025() -> tuple[float, float]:
    """Log rise of one plus the average duty on China from 2024 to 2025, and the fall of imports over it."""
    series = load_average_tariffs().set_index("date")["us_on_china"] / 100
    days = pd.date_range("2024-01-01", "2025-12-31")
    daily = series.reindex(series.index.union(days)).ffill().loc[days]
    average = daily.groupby(daily.index.year).mean()
    rise = float(np.log((1 + average[2025]) / (1 + average[2024])))
    new, old = (statistic("us_goods_imports_from_china", year) for year in ("2025", "2024"))
    return rise, float(-np.log(new / old) / rise)


def curve_choice() -> str:
    """Why E14 stays."""
    found = list(curves())
    now, lowest = found[0], found[2]
    return CHOICE.format(
        now_ratio=now.flow_ratio,
        r_0=lowest.first,
        low_ratio=lowest.flow_ratio,
        gain=now.errors[-1] - lowest.errors[-1],
        low_usa=lowest.usa,
        now_usa=now.usa,
    )


def long_run() -> str:
    """What others found in the long run."""
    china, usa = ([ours("Zhou", "% of GDP", country, name) for name in SCALE_SETS] for country in ("CHN", "USA"))
    return LONG_RUN.format(china=china, usa=usa)


def short_run() -> str:
    """Measured costs beside ours on the day."""
    year = income_on("USA", DEFAULT_SET)
    lost = parts_on("USA", DEFAULT_SET)
    return SHORT_RUN.format(
        month=year / MONTHS,
        year=year,
        volume=-lost["volume of trade"],
        volume_month=-lost["volume of trade"] / MONTHS,
        terms=lost["terms of trade"],
        wages=-wages_on(DEFAULT_SET),
        passed=statistic("pass_through_to_us_import_prices", "2018-2019"),
        passed_2025=statistic("pass_through_to_us_import_prices", "2025 Jan-Aug"),
        duty=-ours("Amiti", "bn USD a month", "USA", DEFAULT_SET, duty=True),
    )


def build() -> str:
    """docs/history.md as text."""
    before, after = (observed().sel(year=year) for year in (2016, 2017))
    change = share_change(after, before)
    factors = published_factors()
    half, own = costs_of_the_full_increase("LL2023_twfe", 0.5), costs_of_the_full_increase(DEFAULT_SET, 1.0)
    page = TRADE.format(
        verdict=verdict(),
        placebo=misses(change, change, before).rmse_of_no_change,
        above=1 / factors[FROM_CHINA] - 1,
        below=1 - 1 / factors[TAXED_FLOWS[1]],
        flows=flows_table(),
        default=DEFAULT_SET,
        steps=steps_table(),
        parts=parts(),
        cells=2 * observed().sizes["sector"],
        draws=ranking("published").drawn.shape[1],
        sets=sets_table(),
        sets_words=sets_words(),
        checks=checks_table(),
        low_day=on_the_day_measured("BLP2023_long"),
        default_day=on_the_day_measured(DEFAULT_SET),
        high_day=on_the_day_measured("CP2015_99_simulation"),
        twfe=mean_theta("LL2023_twfe"),
        twfe_usa=half["USA"],
        twfe_china=half["CHN"],
        usa=own["USA"],
        china=own["CHN"],
        sectors=sectors_table(),
        partners=partners_table(),
        hidden=hidden_suppliers(),
        elasticities=elasticities_table(),
        curve_words=curve_words(),
        curves=curves_table(),
        curve_choice=curve_choice(),
        published=table(),
        long_run=long_run(),
        short_run=short_run(),
    )
    return wrapped(page)


if __name__ == "__main__":
    keep_compiled_code()
    sys.exit(write_or_check({PAGE: build}))
