"""Where countries and product codes of a file belong in accounts: regions by members, sectors by code, heading and chapter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd
import xarray as xr

from tradetalks.data.countries import find_country, find_group
from tradetalks.data.history import load_concordance
from tradetalks.data.partners import region_of
from tradetalks.data.products.codes import CHAPTER, HEADING, SUBHEADING
from tradetalks.data.products.concordance import UNCOVERED, six_digit_codes
from tradetalks.data.products.matching import products_of_accounts
from tradetalks.errors import TariffError, listed, message, suggestion

# Problems that a message lists: a screenful.
SHOWN = 20


def regions_of_countries(
    accounts: xr.Dataset, countries: Iterable[str], given: Mapping[str, str] | None
) -> dict[str, str]:
    """The region of the accounts to which each country belongs.

    Args:
        accounts: whose regions.
        countries: codes of three letters.
        given: regions by code, which count before all else.

    Returns:
        Region by code: the one that has the country as its label or as a member, by itself or in a group such as EU; else the
        rest of the world.

    Raises:
        TariffError: countries without a region, or regions in ``given`` that the accounts have not.
    """
    labels = [str(label) for label in accounts["region"].values]
    given = given or {}
    strange = sorted(set(given.values()) - set(labels))
    if strange:
        title = f"read_baci: there is no region {', '.join(strange)} in these accounts"
        raise TariffError(message(title, details=[suggestion(strange[0], labels)]))
    home: dict[str, str] = {}
    groups: dict[str, str] = {}
    for label, members in _members(accounts, labels).items():
        for member in members:
            group = find_group(member)
            if group is not None:
                home |= dict.fromkeys(group.members, label)
            groups[member] = label
    for member, label in groups.items():
        code = find_country(member)
        if code is not None:
            home[code] = label
    known = frozenset(groups)
    found: dict[str, str] = {}
    for country in countries:
        # What has no region of its own is in one of several countries, or in the rest of the world.
        wider = groups.get(region_of(country, known), "")
        found[country] = given.get(country) or home.get(country) or wider
    lost = sorted(country for country, region in found.items() if not region)
    if lost:
        title = f"read_baci: {len(lost)} countries are in no region of these accounts: {', '.join(lost[:SHOWN])}"
        raise TariffError(message(title, do='name theirs, as regions={"AUT": "EU"}'))
    return found


def _members(accounts: xr.Dataset, labels: list[str]) -> dict[str, list[str]]:
    """What each region was made of, as far as the accounts say."""
    if "aggregation" in accounts.attrs:
        told = json.loads(str(accounts.attrs["aggregation"]))["regions"]
        return {label: [label, *told.get(label, [])] for label in labels}
    if accounts.attrs.get("name") == "world2017":
        table = load_concordance().query("dimension == 'region'")
        return {label: [label, *table.index[table["world2017"] == label]] for label in labels}
    return {label: [label] for label in labels}


def placed_codes(
    accounts: xr.Dataset, codes: Iterable[str], given: Mapping[str, str] | None
) -> tuple[dict[str, str], list[str]]:
    """The sector of the accounts to which each code of six digits belongs.

    Args:
        accounts: whose sectors.
        codes: six digits, of any revision of the Harmonized System.
        given: sectors by code, which count before all else.

    Returns:
        Sector by code, "" where there is none (chapters 98 and 99, codes torn between sectors); and the codes of other revisions
        than HS 2022, placed where most codes of their heading, else of their chapter, belong.

    Raises:
        TariffError: sectors of the accounts that are not matched to products, or codes of chapters that do not exist.
    """
    given = given or {}
    codes = list(codes)
    placed: Mapping[str, str] = {}
    if not set(codes) <= set(given):
        placed = products_of_accounts(accounts).sectors
    found: dict[str, str] = {}
    older, unknown = [], []
    for code in codes:
        if code in given or code[:CHAPTER] in UNCOVERED or six_digit_codes(code):
            found[code] = given.get(code) or placed.get(code, "")
            continue
        near = [placed[c] for c in _relatives(code) if c in placed]
        if not near:
            unknown.append(code)
            continue
        found[code] = Counter(near).most_common(1)[0][0]
        older.append(code)
    if unknown:
        title = f"{len(unknown)} product codes are of no chapter of the Harmonized System"
        raise TariffError(message(title, details=listed(unknown, SHOWN), expected="six digits, chapters 01 to 97"))
    return found, older


def _relatives(code: str) -> tuple[str, ...]:
    """Codes of HS 2022 of the same heading, else of the same chapter."""
    assert len(code) == SUBHEADING, "codes of six digits are placed here"
    return six_digit_codes(code[:HEADING]) or six_digit_codes(code[:CHAPTER])


def left_out(rows: Iterable[tuple[str, int, float]]) -> pd.DataFrame:
    """A table of what a file has and flows have not: what, rows, value in billion dollars a year; nothing is not listed."""
    table = pd.DataFrame(list(rows), columns=["what", "rows", "value"])
    return table[table["rows"] > 0].reset_index(drop=True)
