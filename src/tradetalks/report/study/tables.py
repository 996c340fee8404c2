"""The tables of a study."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradetalks.ensemble.summary.corner import Corner
from tradetalks.ensemble.summary.quantiles import QUANTILES
from tradetalks.ensemble.summary.shares import LIKELIEST
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.swings import SwingEnd
from tradetalks.report.chapter import Table
from tradetalks.report.study.corner_words import corner_place
from tradetalks.report.study.names import (
    HIGH,
    LOW,
    alternative_words,
    decimals_of,
    headline_decimals,
    headline_horizon,
    headline_unit,
    moment_words,
    number,
    party_names,
    plain_ending,
    plain_number,
    words_of,
)
from tradetalks.report.study.world_words import worlds_note

# How the columns of shares of a variance are written, in percent.
PERCENT_COLUMN, ERROR_COLUMN = "{:.0f}", "{:.1f}"
QUANTILE_NAMES = ("5% below", "10% below", "median", "10% above", "5% above")
ERROR = "standard error"
# Columns of the drivers that hold nothing where the draws are not laid out for totals.
TOTALS = ("with others, %", "its standard error")


def study_tables(summary: StudySummary) -> list[Table]:
    """Every table of a study, in reading order: what the headline hangs on first.

    Args:
        summary: of a study.
    """
    found = [drivers_of_headline(summary), bands_table(summary), shares_table(summary), first_drivers_table(summary)]
    found += [corners_table(summary), convergence_table(summary)]
    return [table for table in found if len(table.frame)]


def drivers_of_headline(summary: StudySummary) -> Table:
    """What the headline hangs on, the first driver first."""
    found, ends = summary.headline_drivers, _ends(summary)
    rows = []
    for name in found.index:
        row = found.loc[name]
        low, high = ends.get(str(name), ("", ""))
        rows.append(
            {
                "parameter": str(name),
                "explains, %": 100 * max(row["first_order"], 0.0),
                ERROR: 100 * row["first_order_standard_error"],
                TOTALS[0]: 100 * row["total"],
                TOTALS[1]: 100 * row["total_standard_error"],
                "at its low end": low,
                "at its high end": high,
                "rank": f"{row['rank']:.0f} ({row['rank_low']:.0f} to {row['rank_high']:.0f})",
                "rank correlation": row["rank_correlation"],
            }
        )
    frame = pd.DataFrame(rows)
    formats = {"explains, %": PERCENT_COLUMN, ERROR: ERROR_COLUMN, "rank correlation": "{:+.2f}"}
    if len(frame) and frame[TOTALS[0]].isna().all():
        frame = frame.drop(columns=list(TOTALS))
    else:
        formats |= {TOTALS[0]: PERCENT_COLUMN, TOTALS[1]: ERROR_COLUMN}
    together = ""
    if TOTALS[0] in frame:
        together = "with others: also what it does together with others (total index); "
    note = (
        "explains: share of the variance of the answer that the parameter explains by itself (first-order Sobol index); "
        f"{together}low and high end: the median of the answer, {headline_unit(summary)}, in the lowest and the highest fifth "
        "of the draws by that parameter, whose median stands beside it, of named alternatives in the two that are farthest "
        "apart; rank: with its range in nine of ten resamples"
    )
    return Table("drivers", "What it hangs on", frame, formats, note, _driver_observations(summary))


def _ends(summary: StudySummary) -> dict[str, tuple[str, str]]:
    """The headline at both ends of each parameter, in words."""
    decimals = headline_decimals(summary)
    return {
        s.parameter: (_end(summary, s.parameter, s.low, decimals), _end(summary, s.parameter, s.high, decimals))
        for s in summary.swings
    }


def _end(summary: StudySummary, parameter: str, end: SwingEnd, decimals: int) -> str:
    """``−0.58 (at 0.7)``; sets of elasticities have brackets of their own."""
    place = alternative_words(summary.draws, parameter, end.label) or plain_number(end.value)
    if end.label:
        return f"{number(end.median, decimals)} at {place}"
    return f"{number(end.median, decimals)} (at {place})"


def _driver_observations(summary: StudySummary) -> pd.DataFrame:
    """One row per outcome and parameter, for those that are known."""
    frame = summary.drivers.drop_vars("variable").to_dataframe().reset_index()
    known: pd.DataFrame = frame[np.isfinite(frame["rank"])].reset_index(drop=True)
    return known.rename(columns={"quantity": "outcome"})


def bands_table(summary: StudySummary) -> Table:
    """Quantiles of the headline's kind for every country; in the csv those of every outcome."""
    full = band_observations(summary)
    headline = summary.headline
    if headline is None:
        return Table("bands", "How sure it is", pd.DataFrame(), {}, full=full)
    words, names = words_of(headline.outcome.variable, headline.unit), party_names(summary)
    labels = [dim for dim in headline.outcome.labels if dim != "moment"]
    part = full[full["variable"] == headline.outcome.variable]
    if headline.moment:
        part = part[part["moment"] == headline.moment]
    levels = [f"quantile_{level:g}" for level in QUANTILES]
    frame = pd.DataFrame({dim: [names[code] for code in part[dim]] for dim in labels})
    for name, level in zip(QUANTILE_NAMES, levels, strict=True):
        frame[name] = part[level].to_numpy()
    frame[f"{ERROR} of the median"] = part["standard_error_0.5"].to_numpy()
    needed = [decimals_of(low, high) for low, high in zip(part[levels[LOW]], part[levels[HIGH]], strict=True)]
    # Small countries need more digits than the one that is spoken of: one more, so that its own do not pretend much.
    decimals = min(max(needed, default=0), headline_decimals(summary) + 1)
    formats = dict.fromkeys(QUANTILE_NAMES, f"{{:+.{decimals}f}}") | {
        f"{ERROR} of the median": f"{{:.{decimals + 1}f}}"
    }
    when = ", ".join(filter(None, [moment_words(summary, headline.moment), headline_horizon(summary)]))
    note = f"{words.noun}, {words.unit}; {when}; quantiles of the draws that were solved"
    between = worlds_note(summary)
    if between:
        note = f"{note}; {between}"
    return Table("bands", "How sure it is, by country", frame, formats, note.replace("; ;", ";"), full)


def band_observations(summary: StudySummary) -> pd.DataFrame:
    """One row per outcome: its quantiles and their standard errors, in its own unit."""
    parts = []
    for name in map(str, summary.bands.data_vars):
        if name.endswith("_standard_error"):
            continue
        both = {"quantile": summary.bands[name], "standard_error": summary.bands[f"{name}_standard_error"]}
        rows = None
        for what, values in both.items():
            columns = {level: values.sel(quantile=level, drop=True) for level in QUANTILES}
            for level, column in columns.items():
                plain = column.reset_coords(drop=True).rename(f"{what}_{level:g}")
                flat = plain.to_series().reset_index() if plain.ndim else pd.DataFrame({plain.name: [float(plain)]})
                rows = flat if rows is None else rows.assign(**{str(plain.name): flat[plain.name]})
        if rows is not None:
            if summary.worlds.lacks:
                dims = [dim for dim in rows.columns if dim in summary.worlds.lacks]
                lacking = (summary.worlds.without(dict(zip(dims, row, strict=True))) for row in rows[dims].to_numpy())
                rows["not_in"] = [", ".join(worlds) for worlds in lacking]
            rows.insert(0, "variable", name)
            parts.append(rows.assign(unit=summary.bands[name].attrs.get("units", "")))
    if not parts:
        return pd.DataFrame()
    return pd.concat(parts, ignore_index=True)


def shares_table(summary: StudySummary) -> Table:
    """How many draws ended how, and came out how."""
    shares = summary.shares
    # An ending of the talks that is the likeliest in no draw is in the csv alone.
    shown = shares[(shares["question"] != LIKELIEST) | (shares["draws"] > 0)]
    frame = pd.DataFrame(
        {
            "question": shown["question"],
            "outcome": [plain_ending(str(outcome)) for outcome in shown["outcome"]],
            "draws": shown["draws"],
            "%": 100 * shown["share"],
            "least": 100 * shown["share_low"],
            "most": 100 * shown["share_high"],
        }
    )
    formats = {"draws": "{:,.0f}", "%": "{:.1f}", "least": "{:.1f}", "most": "{:.1f}"}
    note = (
        "percent of the draws that the question is about; least to most: a 95 percent interval for the share (Wilson)"
    )
    if summary.draws.is_laid_out:
        note += "; draws of one block share values, so that the intervals are narrower than they should be"
    return Table("shares", "How the draws ended and came out", frame, formats, note, shares)


def first_drivers_table(summary: StudySummary) -> Table:
    """The first two drivers of every outcome."""
    rows = list(_first_drivers(summary))
    formats = {"explains, %": PERCENT_COLUMN, "explains, % ": PERCENT_COLUMN}
    note = "share of the variance of each outcome that a parameter explains by itself; outcomes that do not move are left out"
    frame = pd.DataFrame(rows)
    return Table("first_drivers", "What every outcome hangs on", frame, formats, note, _driver_observations(summary))


def _first_drivers(summary: StudySummary) -> Iterator[dict[str, object]]:
    names = party_names(summary)
    for quantity in summary.drivers["quantity"].values:
        found = summary.drivers.sel(quantity=quantity)
        shares = found["first_order"].to_series().dropna()
        order = found["rank"].to_series().dropna().sort_values(kind="stable").index
        if not len(order):
            continue
        variable = str(found["variable"].values)
        told = names.spelled_out(_with_day(summary, plain_ending(str(quantity).removeprefix(variable).strip())))
        row: dict[str, object] = {"outcome": f"{words_of(variable).noun} {told}".strip()}
        row |= {"first driver": str(order[0]), "explains, %": 100 * max(shares[order[0]], 0.0)}
        if len(order) > 1:
            row |= {"second driver": str(order[1]), "explains, % ": 100 * max(shares[order[1]], 0.0)}
        yield row


def _with_day(summary: StudySummary, told: str) -> str:
    """What an outcome is of, with its date or way forward as everywhere else."""
    moments = summary.bands["moment"].values if "moment" in summary.bands.coords else ()
    for moment in map(str, moments):
        if told.startswith(moment):
            return f"{moment_words(summary, moment, short=True)}, {told.removeprefix(moment).strip()}"
    return told


def corners_table(summary: StudySummary) -> Table:
    """Where draws without an answer come from."""
    rows = []
    for corner in summary.corners:
        rows.append(_corner_row(corner, corner_place(summary.draws, corner) or "none"))
        if corner.within is not None:
            rows.append(_corner_row(corner.within, f"and {corner_place(summary.draws, corner.within)}"))
    formats = {
        "draws": "{:,.0f}",
        "of them there": "{:,.0f}",
        "of the others there, %": "{:.1f}",
        "of the draws there, %": "{:.1f}",
    }
    note = (
        "the one split of one parameter that tells draws without an answer best from the others, where it does so better than in "
        "99 of 100 orders drawn by lot; then the same once more among the draws there"
    )
    return Table("corners", "Where draws without an answer come from", pd.DataFrame(rows), formats, note)


def _corner_row(corner: Corner, place: str) -> dict[str, object]:
    return {
        "ending": corner.ending,
        "draws": corner.draws,
        "corner": place,
        "of them there": corner.inside,
        "of the others there, %": 100 * corner.others_inside,
        "of the draws there, %": 100 * corner.region_share,
    }


def convergence_table(summary: StudySummary) -> Table:
    """The headline from fewer draws."""
    found = summary.convergence
    if "headline" not in found:
        return Table("convergence", "From fewer draws", pd.DataFrame(), {})
    decimals = headline_decimals(summary) + 1
    frame = pd.DataFrame({"draws": found["draws_used"].values})
    for k, name in enumerate(QUANTILE_NAMES):
        frame[name] = found["headline"].values[:, k]
    middle = found["headline_standard_error"].sel(quantile=0.5).values
    frame[f"{ERROR} of the median"] = middle
    formats = {"draws": "{:,.0f}"} | dict.fromkeys(QUANTILE_NAMES, f"{{:+.{decimals}f}}")
    formats[f"{ERROR} of the median"] = f"{{:.{decimals + 1}f}}"
    note = (
        f"the headline, {headline_unit(summary)}, from the first draws alone; from a Latin hypercube or a grid, from draws taken "
        "by lot"
    )
    return Table("convergence", "The same from fewer draws", frame, formats, note, latest=1)
