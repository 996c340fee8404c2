"""Tables of what could be signed: deals, issues, linkage, what would be kept, negotiating levels, purchases on record."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from tradetalks.bargaining.linkage import Linkage
from tradetalks.data.record import load_phase_one_purchases
from tradetalks.report.chapter import Table
from tradetalks.report.format import BUSD_FORMAT, SHARE_FORMAT, format_day, format_pair, format_span, format_yes_no
from tradetalks.report.talks.bargain_words import ISSUE_KINDS
from tradetalks.report.talks.observations import (
    breach_observations,
    deal_observations,
    deal_year_observations,
    issue_observations,
    level_observations,
    threat_observations,
)
from tradetalks.report.talks.plain_names import sides_said
from tradetalks.scenario.results.described import TO_MANDATES
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import IssueWorth, SolvedDeal
from tradetalks.talks.bargaining_set import SCHEDULED_STEP, THREATS, WAR_AS_IT_STANDS


def deals_table(run: TalksRun) -> Table:
    """Gains of each deal, with the range that the amounts on the table leave, third countries, rollback, kept or not."""
    rows = []
    for name, found in run.bargain.deals.items():
        row: dict[str, object] = {"deal": name}
        for k, side in enumerate(run.sides):
            row[f"{side} bn"] = found.worth[k]
            row[f"{side} range"] = format_span((found.worth[k], found.low[k], found.high[k]), BUSD_FORMAT)
        row["third countries bn"] = found.third_countries
        for k, side in enumerate(run.sides):
            row[f"{side} rollback"] = found.rollback[k]
        row["kept"] = _by_whom_kept(run, found)
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BUSD_FORMAT for c in frame.columns if c.endswith("bn")}
    formats |= {c: SHARE_FORMAT for c in frame.columns if c.endswith("rollback")}
    note = (
        f"gains over the war as it stands, billion dollars a year {TO_MANDATES}; "
        "the solutions count from the scheduled step, so that equal gains are equal above that; range: the same deal with every "
        "amount on the table at the two ends of its range, which are no odds; rollback: share "
        "withdrawn of what tariffs have risen by since the time before the first act; equal shares: each side gets the same "
        "share of the best that it could have (Kalai-Smorodinsky)"
    )
    return Table("deals", "Which deal, by what it holds even", frame, formats, note, deal_observations(run))


def _by_whom_kept(run: TalksRun, found: SolvedDeal) -> str:
    if found.verdict.self_enforcing:
        return "yes"
    return f"not by {sides_said(run)[found.verdict.binding_side]}"


def deal_years_table(run: TalksRun) -> Table:
    """What each deal is worth in the years after its signing, and up to each mandate's end."""
    rows = []
    for name, found in run.bargain.deals.items():
        row: dict[str, object] = {"deal": name}
        for k, side in enumerate(run.sides):
            for j, years in enumerate(run.bargain.deal_years):
                row[f"{side} after {years:.2g} y"] = found.years[j, k]
            row[f"{side} mean"] = found.worth[k]
            row[f"{side} in all"] = found.present_value[k]
        rows.append(row)
    frame = pd.DataFrame(rows)
    note = (
        f"billion dollars a year above no deal, signed on {format_day(run.deadline)}: elasticities grow with the age of the "
        "tariffs, grants are phased in; mean: discounted, from the signing to the end of the side's mandate, the price of the "
        "deal in all tables; in all: the same in present value at the opening, billion dollars"
    )
    formats = dict.fromkeys(frame.columns[1:], BUSD_FORMAT)
    return Table("deal_years", "The deals year by year", frame, formats, note, deal_year_observations(run))


def threats_table(run: TalksRun) -> Table:
    """What each solution picks if the scheduled step comes without a deal, and if the war stays as it is."""
    rows = []
    for name, found in run.bargain.deals.items():
        row: dict[str, object] = {"deal": name}
        for threat in THREATS:
            gains = found.under_threat.get(threat, np.full(len(run.sides), np.nan))
            row |= {f"{side} bn, {threat}": gain for side, gain in zip(run.sides, gains, strict=True)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    note = (
        f"gains over the war as it stands, billion dollars a year {TO_MANDATES}, as the sides see them; "
        f"{SCHEDULED_STEP}: bargaining counts from what the step of {format_day(run.deadline)} would bring, and a deal must beat "
        f"the war as it stands too (all other tables); {WAR_AS_IT_STANDS}: it counts from the tariffs in force, as if the step "
        "were put off for good"
    )
    title = "What happens without a deal, and the deals that follow"
    formats = dict.fromkeys(frame.columns[1:], BUSD_FORMAT)
    return Table("threats", title, frame, formats, note, threat_observations(run))


def linkage_table(run: TalksRun, found: Linkage) -> Table:
    """What each kind of issue yields alone, what all of these yield together, and the package."""
    rows: list[list[object]] = []
    for kind, deal in zip(found.names, found.separate, strict=True):
        if kind in found.unsigned:
            rows.append([ISSUE_KINDS[kind], *np.zeros(len(run.sides)), "no"])
        else:
            rows.append([ISSUE_KINDS[kind], *deal.u, "yes"])
    rows.append(["all of these, in force together", *found.together, ""])
    rows.append(["one package", *found.package.u, "yes"])
    gains = [f"{side} bn" for side in run.sides]
    frame = pd.DataFrame(rows, columns=["signed alone", *gains, "signed"])
    note = (
        f"even-handed deals (Nash), billion dollars a year {TO_MANDATES}; what nobody signs alone is where linking pays"
    )
    title = "One package against one deal for each kind of issue"
    full = frame.rename(columns={"signed alone": "package", **{f"{side} bn": side for side in run.sides}})
    full = full.melt(["package", "signed"], list(run.sides), "side", "worth_busd_a_year")
    return Table("linkage", title, frame, dict.fromkeys(gains, BUSD_FORMAT), note, full)


def issues_table(run: TalksRun) -> Table:
    """What each item is worth to each side, alone and in full, over the range of its amount."""
    rows = []
    for found in run.bargain.issues:
        issue = found.issue
        row: dict[str, object] = {
            "issue": issue.name,
            "granted by": issue.by,
            "amount": issue.amount_with_unit,
            "range": issue.range_with_unit,
            "stated beyond the model": issue.beyond_the_model,
            "position": _position(found),
        }
        for k, side in enumerate(run.sides):
            row[f"{side} bn"] = found.worth[k]
            row[f"{side} range"] = ""
            if issue.has_range:
                row[f"{side} range"] = format_span((found.worth[k], found.low[k], found.high[k]), BUSD_FORMAT)
        row["amount is"] = "on record"
        if issue.judgement:
            row["amount is"] = "judgement"
        rows.append(row)
    full = pd.DataFrame(rows)
    formats = {c: BUSD_FORMAT for c in full.columns if c.endswith("bn")}
    note = (
        f"each item granted alone and in full, billion dollars a year {TO_MANDATES}; range: the same with the amount, and the "
        "stated worth, at the two ends of its range, which are no odds"
    )
    return Table(
        "issues", "What is on the table, priced one by one", _narrower(full), formats, note, issue_observations(run)
    )


def _narrower(full: pd.DataFrame) -> pd.DataFrame:
    """The table of issues as a page has room for it: what is said of an item in words stands in one column."""
    shown = full.drop(columns=["range", "stated beyond the model", "position", "amount is"])
    between = [
        f"{amount} ({ends})" if ends else amount for amount, ends in zip(full["amount"], full["range"], strict=True)
    ]
    words = zip(full["position"], full["stated beyond the model"], full["amount is"], strict=True)
    said = [", ".join(filter(None, parts)) for parts in words]
    shown["amount"] = between
    shown.insert(3, "stated", said)
    return shown


def _position(found: IssueWorth) -> str:
    """What may be signed, where that is less than anything between nothing and all; that it is worth nothing, where it is."""
    if found.worthless:
        return "worth nothing to anybody"
    issue = found.issue
    positions = (
        (issue.offer, "offered", 0.0),
        (issue.demand, "demanded", 0.0),
        (issue.red_line, "at most", 1.0),
    )
    return ", ".join(f"{share:.0%} {word}" for share, word, usual in positions if share != usual)


def compliance_table(run: TalksRun) -> Table:
    """Temptation, punishment and the latest answer at which each deal is kept, by side; the zone that is left."""
    rows = [
        {
            "deal": name,
            "side": side,
            "withheld": withheld,
            "cheating gains bn": breach.gains[k],
            "the answer takes bn": breach.answer_takes[k],
            "patience needed": breach.verdict.critical_discount[k],
            "latest answer, years": breach.verdict.critical_lag[k],
            "kept": format_yes_no(bool(breach.verdict.self_enforcing_by_side[k])),
        }
        for name, found in run.bargain.deals.items()
        for withheld, breach in found.breaches.items()
        for k, side in enumerate(run.sides)
        if breach.possible[k]
    ]
    formats = {"cheating gains bn": BUSD_FORMAT, "the answer takes bn": BUSD_FORMAT}
    formats |= {"patience needed": "{:.2f}", "latest answer, years": "{:.2f}"}
    a = run.assumptions
    delivers, answer = "the other delivers", ""
    if len(run.sides) > 2:
        delivers, answer = "all others deliver", " by all others together, never below no deal"
    note = (
        f"billion dollars a year {TO_MANDATES}; cheating: withholding what one grants while {delivers}: everything, or the "
        f"purchases alone; punishment{answer}: {a.punishment}; assumed lag {a.lag_years:g} years, for purchases "
        f"{a.purchase_lag_years:g}; discount rates {format_pair(a.breach_rates)} a year"
    )
    return Table("kept", "Which deals would be kept", pd.DataFrame(rows), formats, note, breach_observations(run))


def levels_table(run: TalksRun) -> Table:
    """What each negotiating level could sign by itself."""
    rows: list[list[object]] = []
    for level in run.bargain.levels:
        worth = np.full(len(run.sides), np.nan)
        if level.worth is not None:
            worth = level.worth
        rows.append([level.name, level.share, *worth])
    gains = [f"{side} bn" for side in run.sides]
    frame = pd.DataFrame(rows, columns=["level", "may sign", *gains])
    formats = {"may sign": SHARE_FORMAT} | dict.fromkeys(gains, BUSD_FORMAT)
    note = f"share of every issue; gains of its even-handed deal (Nash), billion dollars a year {TO_MANDATES}"
    return Table("levels", "What each level could sign by itself", frame, formats, note, level_observations(run))


def purchases_record_table() -> Table:
    """Promised and delivered under Phase One."""
    record = load_phase_one_purchases()
    frame = pd.DataFrame(
        {
            "category": record["category"],
            "promised 2020 bn": record["commitment_2020_busd_above_2017"],
            "promised 2021 bn": record["commitment_2021_busd_above_2017"],
            "delivered": [_delivered(text) for text in record["delivered_share_of_full_commitment"]],
        }
    )
    formats = {"promised 2020 bn": "{:.1f}", "promised 2021 bn": "{:.1f}", "delivered": SHARE_FORMAT}
    note = (
        "promised: China's purchases above 2017; delivered: bought in 2020 and 2021, share of all that was to be bought"
    )
    notes = record["delivered_share_of_full_commitment"].str.contains("not re-found")
    if notes.any():
        note += f"; not checked at its source: {', '.join(record['category'][notes])}"
    names = {
        "promised 2020 bn": "promised_2020_busd",
        "promised 2021 bn": "promised_2021_busd",
        "delivered": "delivered_share",
    }
    title = "The record: Phase One, promised and delivered"
    return Table("compliance", title, frame, formats, note, frame.rename(columns=names))


def _delivered(text: str) -> float:
    """The share that a cell of the record states, its latest figure where it was revised: ``57→58 % (...)`` is 0.58."""
    figures = re.findall(r"(\d+(?:\.\d+)?) ?%", text)
    return float(figures[0]) / 100
