"""Two runs side by side: in what they differ, and by how much their answers do. What did not change is left out."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.chapter import Table
from tradetalks.report.folder import RESULTS, SCENARIO, read_facts
from tradetalks.report.format import format_cell

# What makes a row of the csv file of countries, and what else the comparison cannot do without.
ROW_KEYS = ["date", "branch", "region"]
NEEDED_COLUMNS = (*ROW_KEYS, "real_income_change_percent", "real_income_change_busd")
# So many changed lines of the scenario file are listed; the rest are counted.
LISTED_LINES = 8
# What of ``run.json`` is compared, and what of that says nothing that is not said elsewhere.
COMPARED_FACTS = ("scenario", "settings", "model", "assumptions", "baseline", "versions")
NOT_COMPARED = ("sha256", "path", "source", "title")


@dataclasses.dataclass(frozen=True)
class Measure:
    """A number that is compared: its column of the csv file or variable of ``results.nc``, what it is called and how it is
    written, in which unit (``factor`` times that of the file)."""

    source: str
    words: str
    form: str
    factor: float = 1.0


# Differences that the table of costs shows.
COST_MEASURES = (
    Measure("real_income_change_percent", "2 - 1 %", "{:+.3f}"),
    Measure("real_income_change_busd", "2 - 1 bn", "{:+.1f}"),
    Measure("consumer_price_change_percent", "prices %", "{:+.2f}"),
    Measure("real_wage_change_percent", "wage %", "{:+.3f}"),
    Measure("tariff_revenue_change_busd", "revenue bn", "{:+.1f}"),
    Measure("average_import_tariff_percent", "tariff pp", "{:+.1f}"),
)
# What is compared of a war and of talks; labels follow the words.
WAR_MEASURES = (
    Measure("payoff", "what it maximises, percent", "{:+.3f}"),
    Measure("real_income_change", "real income, percent", "{:+.3f}"),
    Measure("rate", "rate, percent", "{:.1f}", factor=100.0),
)
TALKS_MEASURES = (
    Measure("odds", "odds at the deadline, percent", "{:.0f}", factor=100.0),
    Measure("max_min_surplus", "what each side can gain at once, bn/yr", "{:+.1f}"),
    Measure("deals", "deal, bn/yr", "{:+.1f}"),
    Measure("deal_granted", "deal grants, percent of the item", "{:.0f}", factor=100.0),
    Measure("latest_answer", "latest answer to a breach, years", "{:.1f}"),
    Measure("issue_worth", "item alone, bn/yr", "{:+.1f}"),
    Measure("escalation", "escalation, bn/yr", "{:+.1f}"),
)


def compare(first: Path, second: Path) -> list[Table]:
    """Both runs where they have something in common, the second less the first, a table for each of cost, war and talks.

    The cost is compared by date, branch and region, largest differences first. The note of the first table says in what the
    runs differ. Rows that would print alike are left out.

    Args:
        first: folder of a run.
        second: folder of another, subtracted from.

    Returns:
        At least one table, units in the names of columns or of rows.

    Raises:
        TradeTalksError: one of the folders is not that of a run, or the runs share nothing.
    """
    candidates = [
        _compare_cost(first, second),
        _compare_part(first, second, "war", "The war", WAR_MEASURES),
        _compare_part(first, second, "talks", "The talks", TALKS_MEASURES),
    ]
    tables = [table for table in candidates if table is not None]
    if not tables:
        raise TradeTalksError(
            message(
                f"{first} and {second} share no date, branch and region, no war and no talks",
                do="compare runs of the same scenario",
            )
        )
    lines = [f"1 = {first}, 2 = {second}", *differences(first, second), tables[0].note]
    head = dataclasses.replace(tables[0], note="\n".join(line for line in lines if line))
    return [head, *tables[1:]]


def _compare_cost(first: Path, second: Path) -> Table | None:
    """Real income of each run, and the second less the first in real income, prices, wages, revenue and average tariffs."""
    one, two = _country_outcomes(first), _country_outcomes(second)
    if one is None or two is None:
        return None
    both = one.merge(two, on=ROW_KEYS, suffixes=(" 1", " 2"))
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
    for measure in COST_MEASURES:
        if f"{measure.source} 1" not in both:
            continue
        frame[measure.words] = both[f"{measure.source} 2"] - both[f"{measure.source} 1"]
        formats[measure.words] = measure.form
        zero = format_cell(0.0, measure.form)
        changed |= np.array([format_cell(float(value), measure.form) != zero for value in frame[measure.words]])
    order = frame["2 - 1 bn"].abs().sort_values(ascending=False, kind="stable").index
    shown = frame.loc[[k for k in order if changed[k]]].reset_index(drop=True)
    note = (
        "1 %, 2 %: change of real income from each run's baseline; all other columns: run 2 less run 1 (bn: billion US dollars a "
        "year; prices to the world's average wage; wage: real; revenue: of tariffs; tariff: average on imports of goods, "
        "percentage points)"
    )
    title = f"What it costs: {len(shown)} of {len(frame)} rows changed"
    return Table("compare", title, shown, formats, note)


def _compare_part(first: Path, second: Path, part: str, title: str, measures: Sequence[Measure]) -> Table | None:
    """War or talks, where both runs have them: every number that would print differently."""
    groups = [_group(folder, part) for folder in (first, second)]
    numbers = [_labelled_numbers(group, measures) for group in groups if group is not None]
    if len(numbers) < 2:
        return None
    one, two = numbers
    shared = [key for key in one if key in two]
    rows = []
    for key in shared:
        (before, form), (after, _) = one[key], two[key]
        if format_cell(before, form) != format_cell(after, form):
            difference = format_cell(after - before, _with_sign(form))
            rows.append([key, format_cell(before, form), format_cell(after, form), difference])
    frame = pd.DataFrame(rows, columns=["quantity", "1", "2", "2 - 1"])
    note = ""
    only_one = len(one) + len(two) - 2 * len(shared)
    if only_one:
        note = f"{only_one} numbers stand in one of the runs only"
    heading = f"{title}: {len(rows)} of {len(shared)} numbers changed"
    return Table(f"compare_{part}", heading, frame, dict.fromkeys(("1", "2", "2 - 1"), "{}"), note)


def _with_sign(form: str) -> str:
    """The same format, with a sign."""
    if "+" in form:
        return form
    return form.replace("{:", "{:+")


def _labelled_numbers(data: xr.Dataset, measures: Sequence[Measure]) -> dict[str, tuple[float, str]]:
    """Numbers by what they are and whose, with the format that each is written in."""
    found = {}
    for measure in measures:
        if measure.source not in data:
            continue
        values = data[measure.source]
        for index in np.ndindex(*values.shape):
            labels = [str(values[dim].values[k]) for dim, k in zip(values.dims, index, strict=True)]
            name = measure.words
            if labels:
                name = f"{measure.words}: {', '.join(labels)}"
            found[name] = (measure.factor * float(values.values[index]), measure.form)
    return found


def _group(folder: Path, part: str) -> xr.Dataset | None:
    """A group of ``results.nc``; None where the run has none."""
    try:
        with xr.open_dataset(folder / RESULTS, group=part, engine="h5netcdf") as data:
            return data.load()
    except (OSError, KeyError):
        return None


def differences(first: Path, second: Path) -> Iterator[str]:
    """In what two runs differ, a line each: settings, model, assumptions, baseline, version, then lines of the scenario files.

    Args:
        first: folder of a run.
        second: folder of another.

    Yields:
        What differs, the first run's before the second's; one line that says so where nothing does.

    Raises:
        TradeTalksError: one of the folders is not that of a run.
    """
    one, two = read_facts(first), read_facts(second)
    found = [*_different_parts(one, two), *_different_facts(one, two), *_different_files(one, two)]
    yield from found
    changed = _changed_lines(first, second)
    if changed:
        yield "scenario file:"
        yield from changed[:LISTED_LINES]
        if len(changed) > LISTED_LINES:
            yield f"  and {len(changed) - LISTED_LINES} more lines"
    elif not found:
        yield "same scenario, settings, model and data"


def _different_parts(one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[str]:
    """Parts that only one of the runs solved: there is nothing to compare them with."""
    for part in ("cost", "war", "talks"):
        if (part in one) != (part in two):
            yield f"{part}: only in {1 if part in one else 2}"


def _different_facts(one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[str]:
    for part in COMPARED_FACTS:
        before, after = one.get(part) or {}, two.get(part) or {}
        if part == "assumptions" and not (before and after):
            # Those of talks that only one of the runs has.
            continue
        for key in {**before, **after}:
            if key not in NOT_COMPARED and before.get(key) != after.get(key):
                yield f"{part} {key}: {_said(before.get(key))} | {_said(after.get(key))}"


def _different_files(one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[str]:
    """Files that both runs read, with different contents."""
    before, after = ({file["name"]: file["sha256"] for file in facts.get("read", [])} for facts in (one, two))
    for name in before:
        if before[name] and after.get(name) and before[name] != after[name]:
            yield f"file {name}: contents differ"


def _said(value: object) -> str:
    if value in (None, "", {}):
        return "not given"
    return str(value)


def _changed_lines(first: Path, second: Path) -> list[str]:
    """Lines that stand in one of the scenario files only; comments, which change no number, are left out."""
    try:
        one, two = (_statements((folder / SCENARIO).read_text(encoding="utf-8")) for folder in (first, second))
    except OSError:
        return []
    lines = difflib.unified_diff(one, two, lineterm="", n=0)
    return [f"  {line[0]} {line[1:].strip()}" for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def _statements(text: str) -> list[str]:
    """The lines of a scenario file that say something."""
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _country_outcomes(folder: Path) -> pd.DataFrame | None:
    """``countries.csv`` of a run; None where it solved no policies."""
    if "cost" not in read_facts(folder):
        return None
    file = folder / "tables" / "countries.csv"
    try:
        found = pd.read_csv(file, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError):
        found = pd.DataFrame()
    missing = [column for column in NEEDED_COLUMNS if column not in found.columns]
    if not missing:
        return found
    got = f"no {', '.join(missing)}"
    if found.columns.empty:
        got = "none"
    raise TradeTalksError(
        message(
            f"{file} cannot be compared",
            expected=f"a table with columns {', '.join(NEEDED_COLUMNS)}",
            got=got,
            do="run the scenario again",
        )
    )
