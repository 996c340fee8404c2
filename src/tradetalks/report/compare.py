"""Two runs side by side: in what they differ, and by how much their answers do. What did not change is left out."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.chapter import Table, cell
from tradetalks.report.folder import MARK, RESULTS

KEYS = ["date", "branch", "region"]
COLUMNS = (*KEYS, "real_income_change_percent", "real_income_change_busd")
# So many changed lines of the scenario file are listed; the rest are counted.
SHOWN_LINES = 8
# Differences that the table of costs shows: what each is called, its column in the csv files, how it is written.
MEASURES = (
    ("2 - 1 %", "real_income_change_percent", "{:+.3f}"),
    ("2 - 1 bn", "real_income_change_busd", "{:+.1f}"),
    ("prices %", "consumer_price_change_percent", "{:+.2f}"),
    ("wage %", "real_wage_change_percent", "{:+.3f}"),
    ("revenue bn", "tariff_revenue_change_busd", "{:+.1f}"),
    ("tariff pp", "average_import_tariff_percent", "{:+.1f}"),
)
# What is compared of a war and of talks: variable of ``results.nc``, in words (labels follow), factor, how it is written.
WAR = (
    ("payoff", "what it maximises, percent", 1.0, "{:+.3f}"),
    ("real_income_change", "real income, percent", 1.0, "{:+.3f}"),
    ("rate", "rate, percent", 100.0, "{:.1f}"),
)
TALKS = (
    ("odds", "odds at the deadline, percent", 100.0, "{:.0f}"),
    ("max_min_surplus", "what each side can gain at once, bn/yr", 1.0, "{:+.1f}"),
    ("deals", "deal, bn/yr", 1.0, "{:+.1f}"),
    ("deal_granted", "deal grants, percent of the item", 100.0, "{:.0f}"),
    ("latest_answer", "latest answer to a breach, years", 1.0, "{:.1f}"),
    ("issue_worth", "item alone, bn/yr", 1.0, "{:+.1f}"),
    ("escalation", "escalation, bn/yr", 1.0, "{:+.1f}"),
)
PARTS = {"war": ("The war", WAR), "talks": ("The talks", TALKS)}


def compare(first: Path, second: Path) -> list[Table]:
    """Both runs where they have something in common, the second less the first, a table for each of cost, war and talks.

    The cost is compared by date, branch and region, largest differences first. The note of the first table says in what the
    runs differ. Rows that would print alike are left out.

    Raises:
        TradeTalksError: the runs share nothing.
    """
    found = [table for table in (_cost(first, second), *_parts(first, second)) if table is not None]
    if not found:
        raise TradeTalksError(
            message(
                f"{first} and {second} share no date, branch and region, no war and no talks",
                do="compare runs of the same scenario",
            )
        )
    lines = [f"1 = {first}, 2 = {second}", *differences(first, second), found[0].note]
    head = Table(found[0].name, found[0].title, found[0].frame, found[0].formats, "\n".join(filter(None, lines)))
    return [head, *found[1:]]


def _cost(first: Path, second: Path) -> Table | None:
    """Real income of each run, and the second less the first in real income, prices, wages, revenue and average tariffs."""
    a, b = (_outcomes(folder) for folder in (first, second))
    if a is None or b is None:
        return None
    both = a.merge(b, on=KEYS, suffixes=(" 1", " 2"))
    if both.empty:
        return None
    frame = pd.DataFrame(
        {
            "policy": both["date"].where(both["branch"] == "", both["branch"] + ", " + both["date"]),
            "country": both["region"],
            "1 %": both["real_income_change_percent 1"],
            "2 %": both["real_income_change_percent 2"],
        }
    )
    formats = {"1 %": "{:+.3f}", "2 %": "{:+.3f}"}
    changed = np.zeros(len(both), bool)
    for title, column, form in MEASURES:
        if f"{column} 1" not in both:
            continue
        frame[title] = both[f"{column} 2"] - both[f"{column} 1"]
        formats[title] = form
        changed |= np.array([cell(form, float(v)) != cell(form, 0.0) for v in frame[title]])
    order = frame["2 - 1 bn"].abs().sort_values(ascending=False, kind="stable").index
    shown = frame.loc[[k for k in order if changed[k]]].reset_index(drop=True)
    note = (
        "1 %, 2 %: change of real income from each run's baseline; all other columns: run 2 less run 1 (bn: billion US dollars a "
        "year; prices to the world's average wage; wage: real; revenue: of tariffs; tariff: average on imports of goods, "
        "percentage points)"
    )
    title = f"What it costs: {len(shown)} of {len(frame)} rows changed"
    return Table("compare", title, shown, formats, note)


def _parts(first: Path, second: Path) -> Iterator[Table]:
    """War and talks, where both runs have them: every number that would print differently."""
    for part, (title, quantities) in PARTS.items():
        a, b = (_group(folder, part) for folder in (first, second))
        if a is None or b is None:
            continue
        one, two = (_flat(data, quantities) for data in (a, b))
        rows, same = [], 0
        for key in [k for k in one if k in two]:
            form = one[key][1]
            written = [cell(form, values[key][0]) for values in (one, two)]
            if written[0] == written[1]:
                same += 1
            else:
                rows.append([key, *written, cell(_signed(form), two[key][0] - one[key][0])])
        alone = [key for key in {**one, **two} if (key in one) != (key in two)]
        frame = pd.DataFrame(rows, columns=["quantity", "1", "2", "2 - 1"])
        note = f"{len(alone)} numbers stand in one of the runs only" if alone else ""
        formats = dict.fromkeys(("1", "2", "2 - 1"), "{}")
        yield Table(
            f"compare_{part}", f"{title}: {len(rows)} of {len(rows) + same} numbers changed", frame, formats, note
        )


def _signed(form: str) -> str:
    """The same format, with a sign."""
    return form if "+" in form else form.replace("{:", "{:+")


def _flat(data: xr.Dataset, quantities: tuple[tuple[str, str, float, str], ...]) -> dict[str, tuple[float, str]]:
    """Numbers by what they are and whose, with the format that each is written in."""
    found = {}
    for name, words, factor, form in quantities:
        if name not in data:
            continue
        values = data[name]
        for index in np.ndindex(*values.shape):
            labels = [str(values[dim].values[k]) for dim, k in zip(values.dims, index, strict=True)]
            found[f"{words}: {', '.join(labels)}" if labels else words] = (factor * float(values.values[index]), form)
    return found


def _group(folder: Path, part: str) -> xr.Dataset | None:
    """A group of ``results.nc``; None where the run has none."""
    try:
        with xr.open_dataset(folder / RESULTS, group=part, engine="h5netcdf") as data:
            return data.load()
    except (OSError, KeyError):
        return None


def differences(first: Path, second: Path) -> Iterator[str]:
    """In what two runs differ, a line each: settings, model, assumptions, baseline, version, then lines of the scenario files."""
    a, b = (_facts(folder) for folder in (first, second))
    found = False
    for part in ("scenario", "settings", "model", "assumptions", "baseline", "versions"):
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


def _facts(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    return facts


def _outcomes(folder: Path) -> pd.DataFrame | None:
    """``countries.csv`` of a run; None where it solved no policies."""
    if "cost" not in _facts(folder):
        return None
    file = folder / "tables" / "countries.csv"
    try:
        found = pd.read_csv(file, keep_default_na=False)
    except (OSError, ValueError):
        found = pd.DataFrame()
    missing = [column for column in COLUMNS if column not in found.columns]
    if missing:
        raise TradeTalksError(
            message(
                f"{file} cannot be compared",
                expected=f"a table with columns {', '.join(COLUMNS)}",
                got="none" if found.columns.empty else f"no {', '.join(missing)}",
                do="run the scenario again",
            )
        )
    return found
