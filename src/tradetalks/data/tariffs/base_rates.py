"""The base rate of a product from a table of one's own: the preference where there is one, else MFN."""

from __future__ import annotations

import datetime

import pandas as pd

from tradetalks.data.partners import groups_of
from tradetalks.data.products.codes import SUBHEADING
from tradetalks.errors import TariffError, message

# What a base may be; a preference comes before MFN, whatever is lower.
KINDS = ("mfn", "preference", "applied")
# Exporters that a rate on all is on.
EVERYBODY = "all"


def base_of_table(table: pd.DataFrame, importer: str, partner: str, code: str, day: datetime.date) -> tuple[float, str]:
    """The base rate that a table has of a product, and where it is from.

    Args:
        table: tidy, with rates of kind mfn, preference or applied.
        importer: by code.
        partner: by code.
        code: of the product; its six digits are looked up where the table has no more.
        day: the latest rates that began by then count.

    Returns:
        A fraction, the lowest of those that the partner may claim, and a few words.

    Raises:
        TariffError: the table has no rate of it.
    """
    names = {*groups_of(partner), EVERYBODY}
    rows = table[
        table["importer"].isin(groups_of(importer)) & table["exporter"].isin(names) & table["kind"].isin(KINDS)
    ]
    rows = rows[(rows["product"] != "") & rows["from"].le(pd.Timestamp(day)).where(rows["from"].notna(), True)]
    for digits in dict.fromkeys((code, code[:SUBHEADING])):
        found = rows[rows["product"] == digits]
        if found.empty:
            continue
        latest = found[found["from"].isna() | (found["from"] == found["from"].max())]
        best = latest.sort_values("rate").iloc[0]
        since = "" if pd.isna(best["from"]) else f", {best['from'].year}"
        return float(best["rate"]), f"{best['kind']} of {digits}, {best['source']}{since}"
    title = f"the table has no base rate of {importer} on {partner} for {code}"
    advice = "give base= yourself, or leave base_from out to take the chapter's average"
    raise TariffError(message(title, expected=f"a row of kind {', '.join(KINDS)} that began by {day}", do=advice))
