"""What two sides at a larger table could sign without the others, in words and as a table."""

from __future__ import annotations

import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.report.format import BUSD_FORMAT, SMALL_BUSD, format_each, format_list, format_yes_no
from tradetalks.report.names import country_names
from tradetalks.report.talks.plain_names import side_names
from tradetalks.scenario.results.described import TO_MANDATES
from tradetalks.scenario.results.talks import TalksRun


def without_others_sentence(run: TalksRun) -> str:
    """Which two could sign alone, and what that brings everybody at the table; empty at a table of two."""
    found, names = run.bargain.without_others, country_names(run.scenario.accounts)
    if not found:
        return ""
    signed = [
        f"{format_list([names.said(side) for side in deal.partners])} ({format_each(side_names(run), deal.u, '{:+.1f}')})"
        for deal in found
        if max(deal.u[run.sides.index(side)] for side in deal.partners) > SMALL_BUSD
    ]
    if not signed:
        return "No two sides have a deal of their own without the others that is worth a word."
    return (
        f"Without the others these two could sign what is between them, in billion dollars a year {TO_MANDATES}: "
        f"{'; '.join(signed)}."
    )


def without_others_table(run: TalksRun) -> Table:
    """Every two sides with issues between them: their deal, and what it brings all at the table."""
    rows = []
    for deal in run.bargain.without_others:
        row: dict[str, object] = {"two sides": format_list(deal.partners), "signed": format_yes_no(deal.signed)}
        row |= {f"{side} bn": gain for side, gain in zip(run.sides, deal.u, strict=True)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    gains = [f"{side} bn" for side in run.sides]
    note = (
        "even-handed deals (Nash) of two over what is between them, from the war as it stands, billion dollars a year "
        f"{TO_MANDATES}, as the sides see them; the others keep their tariffs and have no say"
    )
    return Table("without_others", "Two without the others", frame, dict.fromkeys(gains, BUSD_FORMAT), note)
