"""Averages over trade of 2024: what was collected, and what each law added by date, by chapter and by sector."""

from __future__ import annotations

import datetime
from functools import cache

import pandas as pd

from tradetalks.data.partners import FOLDER, region_of
from tradetalks.data.products.weights import us_imports_by_chapter

# Whose rates the tables are about, besides China's answers.
IMPORTER = "USA"
# The rates announced on 2 April 2025, in the tables on the day on which they held for hours: in force on no whole day.
ANNOUNCED = "2025-04-09"
# They pay MFN: no preference, no section 301, quotas in place of section 232 on metals.
PAY_MFN = ("EU", "GBR", "JPN")
# Chapters with steel and aluminium under section 232 of 2018, which what was collected in 2024 holds.
METALS_OF_2018 = ("72", "73", "76")
# Who paid none of it in 2024: quotas for PAY_MFN, agreements of May 2019 for Canada and Mexico.
DID_NOT_PAY_2018 = (*PAY_MFN, "CAN", "MEX")


def collected(country: str, chapter: str) -> float:
    """Duty over customs value of what the United States bought in a chapter from a country's region in 2024, a fraction."""
    return _collected().get((chapter, table_region(country)), 0.0)


def collected_mfn(chapter: str) -> float:
    """The same for those who pay MFN, weighted by trade: an estimate of the MFN rate of a chapter."""
    table = us_imports_by_chapter()
    if chapter not in table.index:
        return 0.0
    imports = {region: float(table[region].to_numpy()[table.index.get_loc(chapter)]) for region in PAY_MFN}
    if sum(imports.values()) == 0:
        return 0.0
    duty = sum(_collected().get((chapter, region), 0.0) * value for region, value in imports.items())
    return duty / sum(imports.values())


def chapter_rate(name: str, country: str, chapter: str) -> float:
    """An average of a chapter by the name that laws call it: ``collected``, ``mfn`` or ``above_mfn``."""
    if name == "collected":
        return collected(country, chapter)
    if name == "mfn":
        return collected_mfn(chapter)
    return max(collected(country, chapter) - collected_mfn(chapter), 0.0)


def chapter_rate_without_metals(name: str, country: str, chapter: str) -> float:
    """An average as :func:`chapter_rate` gives it, as low as it may be without section 232 of 2018 on steel and aluminium.

    What those paid who had quotas in its place stands for it, and nothing where that is no less: who pays less than MFN has a
    preference. Above MFN all may be section 232.
    """
    average = chapter_rate(name, country, chapter)
    if chapter not in METALS_OF_2018 or table_region(country) in DID_NOT_PAY_2018 or name == "mfn":
        return average
    general = collected_mfn(chapter)
    if name == "above_mfn" or general >= average:
        return 0.0
    return general


def chapter_addition(country: str, chapter: str, day: datetime.date) -> tuple[str, float]:
    """What all laws together added in a chapter, a fraction, and since which date of the table; empty before the first."""
    since = max((date for date in dates_of_additions() if date <= str(day)), default="")
    return since, _by_chapter().get((chapter, table_region(country), since), 0.0)


def sector_additions(importer: str, country: str, sector: str, day: datetime.date) -> dict[str, float]:
    """What each kind of law added in a sector of ``world2022`` on a day, fractions; kinds that added nothing are left out.

    Args:
        importer: USA or CHN.
        country: whose goods.
        sector: of ``world2022``.
        day: any; the last date of the table up to it counts.
    """
    table = additions_by_sector()
    table = table[table["importer"] == importer]
    since = max((date for date in set(table["date"]) - {ANNOUNCED} if date <= str(day)), default="")
    region = table_region(country)
    rows = table[(table["date"] == since) & (table["exporter"] == region) & (table["sector"] == sector)]
    return {str(kind): float(rate) for kind, rate in zip(rows["kind"], rows["rate"], strict=True)}


def table_region(country: str) -> str:
    """The region of the tables that a country belongs to; the United States are their own."""
    if country == IMPORTER:
        return country
    return region_of(country, frozenset(str(region) for region in us_imports_by_chapter()))


def dates_of_additions() -> tuple[str, ...]:
    """The dates from which what was in force is known, in order."""
    return tuple(sorted({date for _, _, date in _by_chapter()} - {ANNOUNCED}))


@cache
def _collected() -> dict[tuple[str, str], float]:
    """Duty over customs value of 2024 by chapter and exporter; no entry where nothing was traded."""
    table = pd.read_csv(FOLDER / "collected_2024_by_chapter.csv", dtype={"hs2": str})
    long = table.melt("hs2", var_name="exporter", value_name="rate").dropna()
    return {(str(hs2), str(exporter)): float(rate) for hs2, exporter, rate in long.itertuples(index=False)}


@cache
def _by_chapter() -> dict[tuple[str, str, str], float]:
    """What all laws together added by chapter, exporter and date."""
    table = pd.read_csv(FOLDER / "us_additions_by_chapter.csv.gz", dtype={"hs2": str})
    long = table.melt(["exporter", "hs2"], var_name="date", value_name="rate").dropna()
    rows = long[["hs2", "exporter", "date", "rate"]].itertuples(index=False)
    return {(str(hs2), str(exporter), str(date)): float(rate) for hs2, exporter, date, rate in rows}


@cache
def additions_by_sector() -> pd.DataFrame:
    """What each law added: date, importer, exporter, sector of ``world2022``, kind, rate (a fraction); no row where nothing."""
    return pd.read_csv(FOLDER / "additions_by_sector.csv.gz")
