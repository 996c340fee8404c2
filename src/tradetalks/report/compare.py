"""Two runs side by side."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tradetalks.errors import TradeTalksError
from tradetalks.report.tables import Table


def compare(first: Path, second: Path) -> Table:
    """Real income of both runs where they share date, branch and region; largest differences first.

    Raises:
        TradeTalksError: the runs share no policy.
    """
    keys = ["date", "branch", "region"]
    a, b = (_real_income(folder) for folder in (first, second))
    both = a.merge(b, on=keys, suffixes=(" 1", " 2"))
    if both.empty:
        raise TradeTalksError(
            f"{first} and {second} share no date, branch and region\ndo       compare runs of the same scenario"
        )
    frame = pd.DataFrame(
        {
            "policy": both["date"].where(both["branch"] == "", both["branch"] + ", " + both["date"]),
            "country": both["region"],
            "1 %": both["real_income_change_percent 1"],
            "2 %": both["real_income_change_percent 2"],
            "2 - 1 %": both["real_income_change_percent 2"] - both["real_income_change_percent 1"],
            "2 - 1 bn": both["real_income_change_busd 2"] - both["real_income_change_busd 1"],
        }
    )
    frame = frame.iloc[frame["2 - 1 bn"].abs().sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    formats = {"1 %": "{:+.3f}", "2 %": "{:+.3f}", "2 - 1 %": "{:+.3f}", "2 - 1 bn": "{:+.1f}"}
    note = f"1 = {first}, 2 = {second}; real income, percent of baseline and billion US dollars a year"
    return Table("compare", "Two runs", frame, formats, note)


def _real_income(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "real_income.csv", keep_default_na=False)
