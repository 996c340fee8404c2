"""Write docs/averages.md: average tariffs of the shipped scenarios beside those of PIIE and of a public tracker (half a minute).

With ``--check`` nothing is written; the exit status says whether the page is what the code gives."""

from __future__ import annotations

import datetime
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
import xarray as xr
from docs.pages import write_or_check

import tradetalks as tt
from tradetalks.data.paths import FILES
from tradetalks.data.products.weights import us_imports_by_chapter
from tradetalks.data.record import load_average_tariffs, load_tariff_increase
from tradetalks.data.tariffs.averages import additions_by_sector, chapter_addition
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.read import read_scenario

PAGE = Path(__file__).resolve().parent / "averages.md"
TABLES = FILES / "tariffs"
# Dates of the scenario that the page shows, and the tracker's own date of the same step where it differs.
SHOWN = {
    "2025-03-12": "",
    "2025-04-09": "2025-04-08",
    "2025-04-11": "",
    "2025-05-14": "2025-05-12",
    "2025-06-04": "2025-06-03",
    "2025-08-27": "2025-08-07",
    "2025-11-14": "",
    "2026-02-20": "",
    "2026-02-24": "",
    "2026-04-06": "",
    "2026-07-22": "",
}
# Days of the United States and China, by name.
BOTH = {
    "2025-01-01": "before",
    "2025-04-12": "the peak",
    "2025-05-14": "Geneva",
    "2025-11-14": "Busan",
}
# The sectors in which most of the goods are that were never taxed: telephones and laptops, toys, shoes and clothes.
SPARED = ("ELE", "OMF", "TEX")
# Chapters whose averages miss goods that Annex II frees, and the dates before and after: wood has section 232 on the second.
TOO_HIGH = {"29": "organic chemicals", "44": "wood", "49": "books and papers"}
FREED = ("2025-10-14", "2025-11-14")
# Whose loss stands beside that of the United States.
BESIDE = {"CHN": "China", "MEX": "Mexico", "CAN": "Canada", "VNM": "Viet Nam"}
PERCENT = 100

TEXT = """# Average tariffs, ours and others'

Averages of tariffs depend on weights more than on rates. This page holds those of the shipped scenarios against the
two series that others use: Bown's (Peterson Institute, vintage November 2025) for the United States and China, and a
public tracker's (tradewartracker, to 19 August 2026) for the United States and everybody.

## 2025 and 2026: what was added

`liberation-day-2025`, percent of the value of goods, all laws together, above what was collected in 2024. *Customs*:
weights are imports of 2024 by customs value. *World*: weights are the flows of `world2022`, with which the model
works. *Tracker*: its own rates on its own imports of 2024.

{added}

On {november}, by partner (the tables date Busan's cut of 10 November on that day):

{partners}

Why they differ. The tracker frees Chinese goods that are exempt of the reciprocal duty of the fentanyl duty too (on
11 April 2025 it has China at 88.6; Bown's average rises by 104 to the peak), and the announced country rates before
exemptions of medicines and fuels are counted; it assumes from the first day that Canadian and Mexican goods claim the
USMCA preference as they came to do by the summer; it dates India's second 25 percent and the car rates of Japan and
Korea on 7 August, and the country rates of 2 April, which stood on the 9th for half a day, on the 8th: the row of
9 April has its number of the 8th. The scenario leaves content shares of metal derivatives, drawback and quotas aside. In
November 2025 the two are within half a point of each other, all partners together; since February 2026 they are up to
0.8 apart. *Customs* leaves chapters 98 and 99 (goods that come back, repairs, small consignments) out, which pay as
they do in no other chapter. *World* is not *Customs* because flows at basic
prices of 2022 hold more of some goods than customs did in 2024; nothing is scaled: rates by sector are the
statistics, and the world is what it is.

### One rate a partner, or rates by sector

Averages by partner do not stand for rates by sector. On {november}, American tariffs alone, without economies of scale,
balances purged, in the long run:

{uniform}

With one rate a partner on all goods the United States lose next to nothing and take a sixth more revenue. The rates
by sector that were in force put {share_232:.0f} percent of all duty on section 232's cars, metals and wood, while most
computers, medicines and fuels are free: the same average costs more and brings less, Canada and Mexico lose less, Viet
Nam more. Figures of −0.01 percent and 180 billion dollars that were noted when the data of this world were made are those
of the first row, not of another elasticity, horizon or rule of deficits; scenarios have the second.

### Which averages are too high

Annex II of the reciprocal duty, matched digit by digit, misses goods that it frees. Fuels and medicines are corrected in
the tables (the README of `tradetalks/data/files/tariffs` says how); three chapters with
the same fault in part are not, and their averages until 13 November 2025 are too high, in percent:

{chapters}

All of what falls between the two dates, were it the fault alone, would be {fault:.1f} points of the average over all partners.

### After July 2026

Section 122 ended on 23 July 2026, section 301 on forced labour (12.5 percent, 10 for 18 economies) took its place on
the next day for 50 partners, section 338 took 50 percent on listed Canadian goods on 19 August. Totals by partner are all
that is on record: the branch `august-2026` of `liberation-day-2025` and `usmca-2026` puts the first on the goods of
section 122, scaled to them, and the second evenly on what Canada sells. The tracker's average rises with them from 10.9
to {last:.1f} percent.

## The United States and China

{both}

PIIE's weights are each side's exports to the world (from memory of its notes), so that goods which a tariff has
stopped count as before. Ours start from duties collected in 2024, on trade that six years of tariffs had bent towards
what pays little: {collected:.0f} percent where PIIE has {piie:.0f}. The rise since then is what the scenarios act
out, and it is the same within a few points: {rise:.0f} points to the peak of April 2025 (PIIE {piie_rise:.0f}).
China's level lacks the answers of 2018 and 2019, which are not in the baseline of `world2022`; much of that trade has
been exempt on request since 2020 (from memory).

## 2018 and 2019: which average to believe

The profile by sector of `us-china-trade-war` raises the average of the United States on China by {profile_usa:.1f}
points until September 2019 where PIIE has {piie_usa:.1f}, and China's by {profile_chn:.1f} where PIIE has
{piie_chn:.1f}. Believe PIIE for the average. The profile averages lines of the tariff schedule, as far as its numbers
show, and in three sectors most lines were taxed and most trade was not: telephones, laptops, toys and shoes stood on
list 4B, which never came into force. What was collected from China in 2024 above what Europe paid:

{sectors}

Scaling both sides to PIIE's averages (`share` {share_usa:.2f} and {share_chn:.2f} of the profile, which leaves its
pattern as it is) moves the cost of September 2019, once trade has adjusted, percent of real income:

{costs}

So the shipped scenario overstates the American side of that war by a third in points of tariff and China's loss by
about as much as the table says. The shares of its acts are PIIE's in proportion; whoever wants PIIE's level
multiplies them. The shipped numbers stay, because the record and the backtest hang on them, and this page is their
correction.
"""


@cache
def scenario_tariffs(date: str) -> xr.DataArray:
    """Tariffs of ``liberation-day-2025`` on a day."""
    return tariffs_in_force(liberation(), datetime.date.fromisoformat(date))


@cache
def liberation() -> object:
    """The scenario, read once."""
    return read_scenario("liberation-day-2025")


@cache
def customs_weights() -> xr.DataArray:
    """(exporter, sector) imports of the United States of 2024, billion dollars."""
    table = pd.read_csv(FILES / "products" / "us_imports_2024_by_sector.csv", index_col="sector")
    return xr.DataArray(table.T.to_numpy(), {"exporter": list(table.columns), "sector": list(table.index)})


@cache
def world_weights(importer: str = "USA") -> xr.DataArray:
    """(exporter, sector) goods that a country buys abroad in ``world2022``, billion dollars a year."""
    world = tt.load_world("world2022")
    flows = world["flows"].sel(importer=importer).where(world["exporter"] != importer, drop=True)
    return flows.where(world["tradable"], drop=True)


def mean(rates: xr.DataArray, weights: xr.DataArray) -> float:
    """Percent, over everything that both have."""
    rates, weights = xr.align(rates, weights)
    return PERCENT * float((rates * weights).sum() / weights.sum())


def rise(date: str, importer: str = "USA") -> xr.DataArray:
    """(exporter, sector) what the scenario has added by a day, fractions."""
    base = liberation().accounts["tariff"]
    return (scenario_tariffs(date) - base).sel(importer=importer)


@cache
def tracker(date: str) -> pd.Series:
    """What the tracker has added by a day, by region, fractions, and its imports."""
    table = pd.read_csv(TABLES / "tracker_additions_by_region.csv")
    since = max(day for day in table["date"] if day <= date)
    return table[table["date"] == since].set_index("region")


def markdown(frame: pd.DataFrame, places: int = 1) -> str:
    """A table of text and of numbers with so many decimals."""
    lines = [list(frame.columns), ["---"] * frame.shape[1]]
    for row in frame.itertuples(index=False):
        lines.append([cell if isinstance(cell, str) else f"{cell:.{places}f}" for cell in row])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def added() -> str:
    """Averages over all partners by date."""
    rows = []
    for date, theirs in SHOWN.items():
        other = tracker(theirs or date)
        rows.append(
            {
                "date": date,
                "customs": mean(rise(date), customs_weights()),
                "world": mean(rise(date), world_weights()),
                "tracker": PERCENT * np.average(other["tracker_add"], weights=other["imports_2024_busd"]),
            }
        )
    return markdown(pd.DataFrame(rows))


def partners(date: str) -> str:
    """Averages by partner."""
    other, found, names = tracker(date), rise(date), tt.load_world("world2022")["region_name"]
    rows = [
        {
            "partner": str(names.sel(region=region).item()),
            "customs": mean(found.sel(exporter=region), customs_weights().sel(exporter=region)),
            "world": mean(found.sel(exporter=region), world_weights().sel(exporter=region)),
            "tracker": PERCENT * float(other["tracker_add"][region]),
        }
        for region in customs_weights()["exporter"].values
    ]
    return markdown(pd.DataFrame(rows))


def uniform(date: str) -> str:
    """The cost of American tariffs as they are by sector, and of their averages by partner on all goods."""
    world = tt.load_world("world2022")
    economy = tt.calibrate(world, scale=False)
    by_sector, by_partner = world["tariff"].copy(), world["tariff"].copy()
    by_sector.loc[{"importer": "USA"}] += rise(date)
    goods = world["sector"].values[world["tradable"].values]
    for region in customs_weights()["exporter"].values:
        average = mean(rise(date).sel(exporter=region), customs_weights().sel(exporter=region)) / PERCENT
        by_partner.loc[{"importer": "USA", "exporter": region, "sector": goods}] += average
    rows = []
    for name, tariff in (("one rate a partner on all goods", by_partner), ("rates by sector", by_sector)):
        found = tt.solve(economy, tt.Policy(tariff=tariff))
        income, revenue = found.real_income_change, found.tariff_revenue_change
        rows.append(
            {
                "": name,
                "United States": float(income.sel(region="USA")),
                "revenue, billion dollars": f"{float(revenue.sel(region='USA')):+.0f}",
                **{label: float(income.sel(region=region)) for region, label in BESIDE.items()},
            }
        )
    return markdown(pd.DataFrame(rows), places=2)


def chapters() -> str:
    """Averages of the chapters that are not corrected, before and after their goods were freed."""
    rows = [
        {
            "chapter": f"{chapter}, {name}",
            "share of imports": PERCENT
            * float(us_imports_by_chapter().loc[chapter].sum() / us_imports_by_chapter().to_numpy().sum()),
            **{date: PERCENT * average_of_chapter(chapter, date) for date in FREED},
        }
        for chapter, name in TOO_HIGH.items()
    ]
    return markdown(pd.DataFrame(rows))


def average_of_chapter(chapter: str, date: str) -> float:
    """What all laws together added in a chapter, all partners together, a fraction."""
    imports = us_imports_by_chapter().loc[chapter]
    rates = [chapter_addition(str(region), chapter, datetime.date.fromisoformat(date))[1] for region in imports.index]
    return float(np.average(rates, weights=imports))


def fault() -> float:
    """Points of the average over all partners by which the chapters fall between the two dates."""
    falls = [average_of_chapter(chapter, FREED[0]) - average_of_chapter(chapter, FREED[1]) for chapter in TOO_HIGH]
    imports = [float(us_imports_by_chapter().loc[chapter].sum()) for chapter in TOO_HIGH]
    return PERCENT * float(np.dot(falls, imports)) / float(us_imports_by_chapter().to_numpy().sum())


def share_of_section_232(date: str) -> float:
    """Of all duty added on a date, that under section 232, percent."""
    table = additions_by_sector()
    rows = table[(table["importer"] == "USA") & (table["date"] == date)]
    weights = customs_weights().to_series()
    duty = rows["rate"] * weights.reindex(pd.MultiIndex.from_frame(rows[["exporter", "sector"]])).to_numpy()
    return PERCENT * float(duty[rows["kind"] == "section_232"].sum() / duty.sum())


def recorded(date: str, column: str) -> float:
    """PIIE's average on a day, percent."""
    table = load_average_tariffs()
    return float(table.loc[table["date"] <= date, column].iloc[-1])


def level(date: str, importer: str, exporter: str, weights: xr.DataArray) -> float:
    """The average of one country on another on a day, percent."""
    tariff = scenario_tariffs(date).sel(importer=importer, exporter=exporter)
    return mean(tariff, weights.sel(exporter=exporter))


def both() -> str:
    """The two on each other, beside PIIE."""
    rows = [
        {
            "": f"{name} ({date})",
            "US on China, customs": level(date, "USA", "CHN", customs_weights()),
            "world": level(date, "USA", "CHN", world_weights()),
            "PIIE": recorded(date, "us_on_china"),
            "China on US, world": level(date, "CHN", "USA", world_weights("CHN")),
            "PIIE ": recorded(date, "china_on_us"),
        }
        for date, name in BOTH.items()
    ]
    return markdown(pd.DataFrame(rows))


def profile(importer: str, exporter: str) -> float:
    """The average rise until September 2019 with the weights of ``world2017``, points."""
    increase = load_tariff_increase().sel(importer=importer, exporter=exporter)
    return mean(increase, tt.load_world("world2017")["flows"].sel(importer=importer, exporter=exporter))


def piie_rise(column: str) -> float:
    """PIIE's rise from January 2018 to September 2019, points."""
    return recorded("2019-09-01", column) - recorded("2018-01-01", column)


def sectors() -> str:
    """The three sectors of what was spared."""
    increase = load_tariff_increase().sel(importer="USA", exporter="CHN")
    trade = tt.load_world("world2017")["flows"].sel(importer="USA", exporter="CHN", sector=increase["sector"])
    base = tt.load_world("world2022")["tariff"].sel(importer="USA")
    above = base.sel(exporter="CHN") - base.sel(exporter="EU")
    names = tt.load_world("world2017")["sector_name"]
    rows = [
        {
            "sector": str(names.sel(sector=sector).item()),
            "share of imports from China 2017": PERCENT * float(trade.sel(sector=sector) / trade.sum()),
            "profile": PERCENT * float(increase.sel(sector=sector)),
            "collected in 2024": PERCENT * float(above.sel(sector=sector)),
        }
        for sector in SPARED
    ]
    return markdown(pd.DataFrame(rows))


def september_2019(usa: float, chn: float) -> dict[str, float]:
    """Real income of both with so much of the profile, percent."""
    economy = tt.calibrate(tt.load_world("world2017"))
    tariff, increase = economy.tariff.copy(), load_tariff_increase()
    for importer, exporter, share in (("USA", "CHN", usa), ("CHN", "USA", chn)):
        cells = {"importer": importer, "exporter": exporter, "sector": increase["sector"]}
        tariff.loc[cells] += share * increase.sel(importer=importer, exporter=exporter)
    change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
    return {name: float(change.sel(region=name)) for name in ("USA", "CHN")}


def costs() -> str:
    """The cost of September 2019, as shipped and scaled."""
    shares = (
        piie_rise("us_on_china") / profile("USA", "CHN"),
        piie_rise("china_on_us") / profile("CHN", "USA"),
    )
    rows = [
        {"": "as shipped", **september_2019(1.0, 1.0)},
        {"": "scaled to PIIE's averages", **september_2019(*shares)},
    ]
    named = pd.DataFrame(rows).rename(columns={"USA": "United States", "CHN": "China"})
    return markdown(named, places=2)


def page() -> str:
    """The whole page."""
    keep_compiled_code()
    november = "2025-11-14"
    steps = pd.read_csv(TABLES / "tracker_average_steps.csv")
    peak = mean(rise("2025-04-12").sel(exporter="CHN"), customs_weights().sel(exporter="CHN"))
    return TEXT.format(
        added=added(),
        november="14 November 2025",
        partners=partners(november),
        uniform=uniform(november),
        share_232=share_of_section_232(november),
        chapters=chapters(),
        fault=fault(),
        last=PERCENT * float(steps["average_rate"].iloc[-1]),
        both=both(),
        collected=level("2025-01-01", "USA", "CHN", customs_weights()),
        piie=recorded("2025-01-01", "us_on_china"),
        rise=peak,
        piie_rise=recorded("2025-04-12", "us_on_china") - recorded("2025-01-01", "us_on_china"),
        profile_usa=profile("USA", "CHN"),
        profile_chn=profile("CHN", "USA"),
        piie_usa=piie_rise("us_on_china"),
        piie_chn=piie_rise("china_on_us"),
        share_usa=piie_rise("us_on_china") / profile("USA", "CHN"),
        share_chn=piie_rise("china_on_us") / profile("CHN", "USA"),
        sectors=sectors(),
        costs=costs(),
    )


if __name__ == "__main__":
    raise SystemExit(write_or_check({PAGE: page}))
