"""Two runs side by side: in what they differ, and by how much their answers do."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tradetalks.errors import TradeTalksError
from tradetalks.report.chapter import Table

KEYS = ["date", "branch", "region"]
SHOWN_LINES = 8
# Differences that the table shows: what each is called, its column in the csv files, how it is written.
MEASURES = (
    ("2 - 1 %", "real_income_change_percent", "{:+.3f}"),
    ("2 - 1 bn", "real_income_change_busd", "{:+.1f}"),
    ("prices %", "consumer_price_change_percent", "{:+.2f}"),
    ("wage %", "real_wage_change_percent", "{:+.3f}"),
    ("revenue bn", "tariff_revenue_change_busd", "{:+.1f}"),
    ("tariff pp", "average_import_tariff_percent", "{:+.1f}"),
)


def compare(first: Path, second: Path) -> Table:
    """Both runs where they share date, branch and region: real income of each, and the second less the first in real income,
    prices, wages, tariff revenue and average tariffs; largest differences first. The note says in what the runs differ.

    Raises:
        TradeTalksError: the runs share no policy.
    """
    a, b = (_outcomes(folder) for folder in (first, second))
    both = a.merge(b, on=KEYS, suffixes=(" 1", " 2"))
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
        }
    )
    formats = {"1 %": "{:+.3f}", "2 %": "{:+.3f}"}
    for title, column, form in MEASURES:
        if f"{column} 1" in both:
            frame[title] = both[f"{column} 2"] - both[f"{column} 1"]
            formats[title] = form
    order = frame["2 - 1 bn"].abs().sort_values(ascending=False, kind="stable").index
    note = "\n".join(
        [
            f"1 = {first}, 2 = {second}",
            *differences(first, second),
            "1 %, 2 %: change of real income from each run's baseline; all other columns: run 2 less run 1 (bn: billion US "
            "dollars a year; prices to the world's average wage; wage: real; revenue: of tariffs; tariff: average on imports "
            "of goods, percentage points)",
        ]
    )
    return Table("compare", "Two runs", frame.loc[order].reset_index(drop=True), formats, note)


def differences(first: Path, second: Path) -> Iterator[str]:
    """In what two runs differ, a line each: settings, model, baseline, version, then the lines of the scenario files."""
    a, b = (_facts(folder) for folder in (first, second))
    found = False
    for part in ("scenario", "settings", "model", "baseline", "versions"):
        one, two = a.get(part) or {}, b.get(part) or {}
        for key in [k for k in {**one, **two} if k not in ("sha256", "path", "source", "title")]:
            if one.get(key) != two.get(key):
                found = True
                yield f"{part} {key}: {_said(one.get(key))} | {_said(two.get(key))}"
    for key in {r["name"]: r for r in [*a.get("read", []), *b.get("read", [])]}:
        one, two = (next((r["sha256"] for r in x.get("read", []) if r["name"] == key), None) for x in (a, b))
        if one != two and one and two:
            found = True
            yield f"file {key}: contents differ"
    changed = _changed_lines(first, second)
    if changed:
        yield "scenario file:"
        yield from changed[:SHOWN_LINES]
        if len(changed) > SHOWN_LINES:
            yield f"  and {len(changed) - SHOWN_LINES} more lines"
    elif not found:
        yield "same scenario, settings, model and data"


def _said(value: object) -> str:
    return "not given" if value in (None, "", {}) else str(value)


def _changed_lines(first: Path, second: Path) -> list[str]:
    try:
        one, two = ((folder / "scenario.yaml").read_text(encoding="utf-8").splitlines() for folder in (first, second))
    except OSError:
        return []
    lines = difflib.unified_diff(one, two, lineterm="", n=0)
    return [f"  {line[0]} {line[1:].strip()}" for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def _facts(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def _outcomes(folder: Path) -> pd.DataFrame:
    """``countries.csv`` of a run, or ``real_income.csv`` where there is no more."""
    found = [folder / "tables" / name for name in ("countries.csv", "real_income.csv")]
    table = next((path for path in found if path.is_file()), found[-1])
    return pd.read_csv(table, keep_default_na=False)
