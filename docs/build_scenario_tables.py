"""Write the tables of tariffs of the scenarios of 2025 and 2026 from what each law added by date and sector (a second).

With ``--check`` nothing is written; the exit status says whether the tables are what the shipped averages give."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd
from docs.pages import write_or_check

import tradetalks as tt
from tradetalks.data.paths import FILES
from tradetalks.scenario.reading.library import FILES as SCENARIOS

FOLDER = SCENARIOS / "tariffs-2025"
ADDITIONS = FILES / "tariffs" / "additions_by_sector.csv.gz"
# Duties of the emergency act, which the Supreme Court ended on 20 February 2026.
EMERGENCY = ("fentanyl", "reciprocal")
# Whose reciprocal rate holds the base: it fills up to 15 percent (EO 14326, 14345; 90 FR 55964; joint statement of 14 November).
INCLUSIVE = {"2025-08-07": ("EU", "JPN"), "2025-10-14": ("EU", "JPN"), "2025-11-14": ("EU", "JPN", "KOR", "CHE")}
# Dates on which the emergency act's rates changed, or the share of goods that claim the USMCA preference.
EMERGENCY_DATES = (
    "2025-03-04",
    "2025-03-12",
    "2025-04-03",
    "2025-04-05",
    "2025-04-09",
    "2025-04-11",
    "2025-05-14",
    "2025-06-04",
    "2025-08-07",
    "2025-08-27",
    "2025-10-14",
    "2025-11-14",
    "2026-02-07",
)
SECTION_232_DATES = (
    "2025-03-12",
    "2025-04-03",
    "2025-04-05",
    "2025-06-04",
    "2025-08-07",
    "2025-10-14",
    "2025-11-14",
    "2026-02-07",
    "2026-04-06",
)
SECTION_122_DATES = ("2026-02-24", "2026-04-06")
# The 24 points that Geneva and Busan suspended, over the 10 that stayed.
SUSPENDED = 24 / 10
# Decimals of a rate in percent: those of the averages.
DIGITS = 4

Cells = "pd.Series[float]"


def additions(date: str, *kinds: str) -> Cells:
    """What these kinds of law together added on a date, a fraction by exporter and sector."""
    table = pd.read_csv(ADDITIONS)
    rows = table[(table["importer"] == "USA") & (table["date"] == date) & table["kind"].isin(kinds)]
    return rows.groupby(["exporter", "sector"])["rate"].sum()


def emergency(date: str) -> Cells:
    """What is added on top of the base, whoever has no rate that holds it."""
    since = max((day for day in INCLUSIVE if day <= date), default="")
    found = additions(date, *EMERGENCY)
    return found[~found.index.get_level_values("exporter").isin(INCLUSIVE.get(since, ()))]


def floor(date: str) -> Cells:
    """The rate that holds the base, of a sector: base and what is filled up, on the mean of goods that are covered or free."""
    found = additions(date, "reciprocal")
    found = found[found.index.get_level_values("exporter").isin(INCLUSIVE[date])]
    base = tt.load_world("world2022")["tariff"].sel(importer="USA").to_series()
    return found + base.reindex(found.index)


def truce_lapses() -> Cells:
    """The suspended 24 points on China, on the goods on which 10 stayed."""
    found = additions("2025-11-14", "reciprocal")
    return SUSPENDED * found[found.index.get_level_values("exporter") == "CHN"]


def april() -> Cells:
    """125 and 20 percent on China."""
    found = additions("2025-04-11", *EMERGENCY)
    return found[found.index.get_level_values("exporter") == "CHN"]


def ceiling_refused() -> Cells:
    """20 points more on European goods than the 10 in force: the letter of 12 July 2025, on the goods that those covered."""
    found = additions("2025-05-14", "reciprocal")
    return 2 * found[found.index.get_level_values("exporter") == "EU"]


def no_preference() -> Cells:
    """What MFN rates would add among the three: those of the United States as collected from Europe, of its neighbours as on
    China, less what was paid of them in 2024 already; they are paid beside section 232."""
    tariff = tt.load_world("world2022")["tariff"]
    payer = {"USA": "EU", "CAN": "CHN", "MEX": "CHN"}
    found = {
        (importer, exporter, sector): max(
            float(tariff.sel(importer=importer, exporter=payer[importer], sector=sector))
            - float(tariff.sel(importer=importer, exporter=exporter, sector=sector)),
            0.0,
        )
        for importer in payer
        for exporter in payer
        if importer != exporter
        for sector in tariff["sector"].values
    }
    return pd.Series(found).rename_axis(["importer", "exporter", "sector"])


def forced_labour() -> Cells:
    """Section 301 on forced labour from 24 July 2026, of which totals by partner alone are on record: section 122, in whose place
    it came, on the same goods, scaled by partner to what the tracker's average rose by on that day."""
    found = additions("2026-07-22", "section_122")
    imports = pd.read_csv(FILES / "products" / "us_imports_2024_by_sector.csv", index_col="sector")
    weights = imports.T.stack().reindex(found.index)
    average = (found * weights).groupby("exporter").sum() / imports.sum().reindex(found.index.unique("exporter"))
    tracked = pd.read_csv(FILES / "tariffs" / "tracker_additions_by_region.csv").set_index(["date", "region"])[
        "tracker_add"
    ]
    rise = tracked["2026-07-24"] - tracked["2026-07-22"]
    scale = 1 + rise.reindex(average.index) / average
    return found * scale.reindex(found.index.get_level_values("exporter")).to_numpy()


def text(cells: Callable[[], Cells]) -> str:
    """A table as acts take it, in percent; rows of nothing left out."""
    percent = (100 * cells()).round(DIGITS)
    found = percent[percent != 0].map(lambda rate: f"{rate:.{DIGITS}f}%").rename("tariff").reset_index()
    if "importer" not in found:
        found.insert(0, "importer", "USA")
    return found.to_csv(index=False, lineterminator="\n")


def tables() -> Mapping[Path, Callable[[], str]]:
    """Every file, and what gives its text."""
    cells: dict[str, Callable[[], Cells]] = {}
    for date in EMERGENCY_DATES:
        cells[f"{date}-emergency"] = partial(emergency, date)
    for date in INCLUSIVE:
        cells[f"{date}-inclusive"] = partial(floor, date)
    for date in SECTION_232_DATES:
        cells[f"{date}-section-232"] = partial(additions, date, "section_232")
    for date in SECTION_122_DATES:
        cells[f"{date}-section-122"] = partial(additions, date, "section_122")
    cells["2026-07-22-brazil"] = partial(additions, "2026-07-22", "section_301_brazil")
    cells["2026-07-24-forced-labour"] = forced_labour
    cells["truce-lapses"] = truce_lapses
    cells["april-2025-china"] = april
    cells["letter-of-july"] = ceiling_refused
    cells["no-preference"] = no_preference
    return {FOLDER / f"{name}.csv": partial(text, make) for name, make in cells.items()}


if __name__ == "__main__":
    raise SystemExit(write_or_check(tables()))
