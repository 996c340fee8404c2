"""Tables of the talks: deals, issues, odds, rounds, what would be kept, shocks, strategies, levels, the clock."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradetalks.data.record import load_phase_one_purchases
from tradetalks.report.chapter import Table, written
from tradetalks.report.talks.words import KIND_WORDS
from tradetalks.scenario.talks_run import TalksRun
from tradetalks.talks.issue import Issue

BN, PERCENT = "{:+.1f}", "{:.0%}"
SHORT = ("deals", "outlook", "clock")


def talks_tables(run: TalksRun) -> list[Table]:
    """Every table of the chapter that has something to say, in reading order; those of ``SHORT`` are for the terminal too."""
    found = [issues_table(run)]
    if not run.bargain.closed:
        found = [deals_table(run), deal_years_table(run), *found, *linkage_table(run)]
        if np.isfinite(run.course.odds["deal"]):
            found += [outlook_table(run), odds_table(run), *rounds_table(run)]
        found += [kept_table(run)]
        found += [levels_table(run)] if run.bargain.levels else []
    if any(issue.delivered is not None for issue in run.plan.issues):
        found.append(record_table())
    found += [shocks_table(run)] if run.course.shocks else []
    found += [strategies_table(run)] if run.strategies else []
    found.append(clock_table(run))
    return [dataclasses.replace(table, detail=table.name not in SHORT) for table in found]


def deals_table(run: TalksRun) -> Table:
    """Gains of each deal, with the range that the amounts on the table leave, third countries, rollback, kept or not."""
    rows = []
    for name, found in run.bargain.deals.items():
        row: dict[str, object] = {"deal": name}
        for k, side in enumerate(run.sides):
            row |= {f"{side} bn": found.worth[k], f"{side} range": span(found.worth[k], found.low[k], found.high[k])}
        row["third countries bn"] = found.third_countries
        row |= {f"{side} rollback": found.rollback[k] for k, side in enumerate(run.sides)}
        row["kept"] = "yes" if found.verdict.self_enforcing else f"not by {run.sides[found.verdict.binding_side]}"
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BN for c in frame.columns if c.endswith("bn")}
    formats |= {c: PERCENT for c in frame.columns if c.endswith("rollback")}
    note = (
        "gains over the impasse, billion dollars a year; range: the same deal with every amount on the table at the low and the "
        "high end of its range; rollback: share of the tariff increases since 2017 withdrawn"
    )
    return Table("deals", "The deals that bargaining solutions pick", frame, formats, note)


def deal_years_table(run: TalksRun) -> Table:
    """What each deal is worth in the years after its signing, and up to each mandate's end."""
    rows = []
    for name, found in run.bargain.deals.items():
        row: dict[str, object] = {"deal": name}
        for k, side in enumerate(run.sides):
            row |= {f"{side} after {y:g} y": found.years[j, k] for j, y in enumerate(run.bargain.deal_years)}
            row |= {f"{side} in all": found.present_value[k]}
        rows.append(row)
    frame = pd.DataFrame(rows)
    note = (
        f"billion dollars a year above the impasse, signed on {run.deadline}: elasticities grow with the age of the tariffs, "
        "grants are phased in; in all: present value up to the side's mandate end, billion dollars"
    )
    return Table("deal_years", "The deals year by year", frame, dict.fromkeys(frame.columns[1:], BN), note)


def linkage_table(run: TalksRun) -> Iterator[Table]:
    """What each kind of issue yields alone, what all of these yield together, and the package."""
    found = run.bargain.linkage
    if found is None:
        return
    rows: list[list[object]] = []
    for kind, deal in zip(found.names, found.separate, strict=True):
        signed = kind not in found.unsigned
        rows.append([KIND_WORDS[kind], *(deal.u if signed else np.zeros(2)), "yes" if signed else "no"])
    rows += [["all of these, in force together", *found.together, ""], ["one package", *found.package.u, "yes"]]
    frame = pd.DataFrame(rows, columns=["signed alone", *(f"{s} bn" for s in run.sides), "signed"])
    note = "Nash bargains, billion dollars a year; what nobody signs alone is where linking pays"
    formats = {f"{s} bn": BN for s in run.sides}
    yield Table("linkage", "One package against one deal for each kind of issue", frame, formats, note)


def span(*values: float) -> str:
    """Least to greatest, one decimal."""
    return " to ".join(written(BN.format(end)) for end in (min(values), max(values)))


def issues_table(run: TalksRun) -> Table:
    """What each item is worth to each side, alone and in full, over the range of its amount."""
    rows = []
    for found in run.bargain.issues:
        issue = found.issue
        row: dict[str, object] = {"issue": issue.name, "granted by": issue.by, "amount": f"{issue.amount:g}"}
        row["range"] = "" if issue.low is None else f"{issue.low:g} to {issue.high:g}"
        row["position"] = _position(issue)
        for k, side in enumerate(run.sides):
            row[f"{side} bn"] = found.worth[k]
            row[f"{side} range"] = "" if issue.low is None else span(found.worth[k], found.low[k], found.high[k])
        rows.append(row | {"amount is": "judgement" if issue.judgement else "on record"})
    frame = pd.DataFrame(rows)
    formats = {c: BN for c in frame.columns if c.endswith("bn")}
    return Table(
        "issues", "What is on the table, priced one by one", frame, formats, "each item granted alone and in full"
    )


def _position(issue: Issue) -> str:
    """What may be signed, where that is less than anything between nothing and all."""
    parts = [
        f"{share:.0%} {word}"
        for share, word, usual in (
            (issue.offer, "offered", 0.0),
            (issue.demand, "demanded", 0.0),
            (issue.red_line, "at most", 1.0),
        )
        if share != usual
    ]
    return ", ".join(parts)


def outlook_table(run: TalksRun) -> Table:
    """Every number of the outlook with its sensitivity triple."""
    rows = []
    a, b = run.sides
    labels = {
        "deal": "deal by the deadline, percent",
        "extension": "extension, percent",
        "escalation": "escalation, percent",
        "deal in the end": "deal in the end, extension included, percent",
        "days to a deal": "expected days to a deal, given one",
        f"extension for {a}": f"worth of extending over escalating, {a}, bn",
        f"extension for {b}": f"worth of extending over escalating, {b}, bn",
        f"{a} blinks first": f"no deadline: {a} blinks first, percent",
        f"{b} blinks first": f"no deadline: {b} blinks first, percent",
        "years of waiting": "no deadline: expected wait, years",
        f"waiting costs {a}": f"no deadline: expected cost of waiting, {a}, bn",
        f"waiting costs {b}": f"no deadline: expected cost of waiting, {b}, bn",
    }
    for name, label in labels.items():
        if name in run.course.outlook:
            unit = 100.0 if label.endswith("percent") else 1.0
            low, stated, high = (unit * v for v in run.course.range_of(name))
            rows.append({"quantity": label, "low": low, "as stated": stated, "high": high})
    full = pd.DataFrame(rows)
    shown = full.copy().astype(object)
    for k, label in enumerate(full["quantity"]):
        form = "{:.1f}" if label.endswith(("percent", "bn")) else "{:.3g}"
        shown.loc[k, ["low", "as stated", "high"]] = [form.format(v) for v in full.loc[k, ["low", "as stated", "high"]]]
    formats = dict.fromkeys(("low", "as stated", "high"), "{}")
    note = "low and high: the least and the greatest value as one assumption at a time moves over its range; bn: billion dollars"
    return Table("outlook", f"How the talks may go by {run.deadline}", shown, formats, note, full)


def odds_table(run: TalksRun) -> Table:
    """P(deal) with each assumption at the ends of its range, or at every choice."""
    rows = [
        {
            "assumption": swing.name.replace("_", " "),
            "values": " | ".join(_plain(end) for end in swing.ends),
            "P(deal)": " | ".join(PERCENT.format(outlook["deal"]) for outlook in swing.outlooks),
        }
        for swing in run.course.swings
    ]
    stated = run.course.odds["deal"]
    note = (
        f"probability of a deal by {run.deadline}, {stated:.0%} as stated, with one assumption at a time at other "
        "values; selection: which of several equilibria is played"
    )
    return Table("odds", "What the odds rest on", pd.DataFrame(rows), {}, note)


def _plain(value: object) -> str:
    """One number for two equal ones, two with a comma."""
    if not isinstance(value, tuple):
        return str(value)
    return f"{value[0]:g}" if value[0] == value[1] else ", ".join(f"{v:g}" for v in value)


def rounds_table(run: TalksRun) -> Iterator[Table]:
    """Round by round: who gives way, what silence teaches, and what the round would be worth with nothing hidden."""
    if run.course.game is None or run.rounds is None:
        return
    path = run.course.game.phases[0].path
    days = [run.opening + datetime.timedelta(days=float(365 * t)) for t in path.dates]
    frame = pd.DataFrame({"round": [str(d) for d in days], "deal by then": 1 - path.survival})
    for k, side in enumerate(run.sides):
        frame[f"{side} concedes"] = path.q[:, k]
        frame[f"{side} committed"] = path.posterior[:, k]
    for k, side in enumerate(run.sides):
        frame[f"{side} bn, open cards"] = run.rounds.v[:-1, k]
    formats = {c: PERCENT for c in frame.columns if c != "round"} | {c: "{:.0f}" for c in frame.columns if "open" in c}
    note = (
        "concedes: in this round, if nobody has; committed: the belief, after silence, that this side never will; open "
        "cards: what talks from this round on are worth with nothing hidden, billion dollars up to the mandate's end"
    )
    yield Table("rounds", "How the rounds unfold", frame, formats, note)


def kept_table(run: TalksRun) -> Table:
    """Temptation, punishment and the latest answer at which each deal is kept, by side; the zone that is left."""
    rows = [
        {
            "deal": name,
            "side": side,
            "withheld": withheld,
            "cheating gains bn": breach.gains[k],
            "the answer takes bn": breach.answer_takes[k],
            "discount factor needed": breach.verdict.critical_discount[k],
            "latest answer, years": breach.verdict.critical_lag[k],
            "kept": "yes" if breach.verdict.self_enforcing_by_side[k] else "no",
        }
        for name, found in run.bargain.deals.items()
        for withheld, breach in found.breaches.items()
        for k, side in enumerate(run.sides)
        if breach.possible[k]
    ]
    frame = pd.DataFrame(rows)
    formats = {"cheating gains bn": BN, "the answer takes bn": BN}
    formats |= {"discount factor needed": "{:.2f}", "latest answer, years": "{:.2f}"}
    a = run.assumptions
    note = (
        "billion dollars a year; cheating: withholding what one grants while the other delivers: everything, or the purchases "
        f"alone; punishment: {a.punishment}; assumed lag {a.lag_years:g} years, for purchases "
        f"{a.purchase_lag_years:g}; discount rates {_plain(a.breach_rates)} a year"
    )
    return Table("kept", "Which deals would be kept", frame, formats, note)


def record_table() -> Table:
    """Promised and delivered under Phase One."""
    record = load_phase_one_purchases()
    frame = pd.DataFrame(
        {
            "category": record["category"],
            "promised 2020 bn": record["commitment_2020_busd_above_2017"],
            "promised 2021 bn": record["commitment_2021_busd_above_2017"],
            "delivered": record["delivered_share_of_full_commitment"],
        }
    )
    formats = {"promised 2020 bn": "{:.1f}", "promised 2021 bn": "{:.1f}"}
    note = (
        "promised: China's purchases above 2017; delivered: bought in 2020 and 2021, share of all that was to be bought"
    )
    return Table("compliance", "The record: Phase One, promised and delivered", frame, formats, note)


def shocks_table(run: TalksRun) -> Table:
    """The talks on the day of each shock, without it and with it."""
    rows = []
    for effect in run.course.shocks:
        for when, talks in (("before", effect.before), ("after", effect.after)):
            row: dict[str, object] = {
                "day": str(effect.shock.day),
                "shock": effect.shock.name if when == "before" else "",
                "": when,
                "each can gain bn": talks.surplus,
                "deadline": str(talks.deadline),
            }
            row |= {k: v for k, v in talks.outlook.items() if k in ("deal", "extension", "escalation")}
            row |= {f"{s} blinks first": talks.outlook.get(f"{s} blinks first", np.nan) for s in run.sides}
            rows.append(row)
    frame = pd.DataFrame(rows)
    shares = ("deal", "extension", "escalation", *(f"{s} blinks first" for s in run.sides))
    formats = {"each can gain bn": BN} | dict.fromkeys(shares, PERCENT)
    note = (
        "seen on the day of the shock with nothing signed until then; what a shock changes is judgement, stated in the scenario; "
        "gains in billion dollars a year, as the sides see them"
    )
    return Table("shocks", "Shocks: before and after", frame, formats, note)


def strategies_table(run: TalksRun) -> Table:
    """Carrots and sticks on their way to the same deal."""
    rows = []
    regions = list(run.negotiation.agenda.status_quo.economy.regions)
    index, others = [regions.index(s) for s in run.sides], [k for k, r in enumerate(regions) if r not in run.sides]
    for path in run.strategies:
        row: dict[str, object] = {"until the deal": path.strategy.name}
        row |= {f"{s} bn a year": path.waiting[i] for s, i in zip(run.sides, index, strict=True)}
        row |= {"others bn a year": path.waiting[others].sum()}
        row |= {f"{s} bn in all": path.value[i] for s, i in zip(run.sides, index, strict=True)}
        row |= {"others bn in all": path.value[others].sum(), "P(deal)": path.odds["deal"]}
        blinks = path.blinks_first
        row |= {f"{s} blinks first": np.nan if blinks is None else blinks[k] for k, s in enumerate(run.sides)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BN for c in frame.columns if " bn " in c}
    formats |= {c: PERCENT for c in frame.columns if c == "P(deal)" or c.endswith("blinks first")}
    note = (
        "a year: flows while the talks last, above the impasse; in all: up to each side's mandate end if the Nash deal is signed "
        f"at the deadline (third countries: up to the later one); P(deal): by {run.deadline}"
    )
    return Table("strategies", "Carrots and sticks: the same end, different paths", frame, formats, note)


def levels_table(run: TalksRun) -> Table:
    """What each negotiating level could sign by itself."""
    sides, nothing = run.sides, np.full(2, np.nan)
    rows = [
        [level.name, level.share, *(nothing if level.worth is None else level.worth)] for level in run.bargain.levels
    ]
    frame = pd.DataFrame(rows, columns=["level", "may sign", *(f"{s} bn" for s in sides)])
    formats = {"may sign": PERCENT} | {f"{s} bn": BN for s in sides}
    note = "share of every issue; gains of its Nash bargain, billion dollars a year"
    return Table("levels", "What each level could sign by itself", frame, formats, note)


def clock_table(run: TalksRun) -> Table:
    """What each day of impasse costs, so far and ahead."""
    c = run.clock
    frame = pd.DataFrame({"day": [str(d) for d in c.days], "years": c.horizon})
    formats = {"years": "{:.1f}"}
    for k, side in enumerate(c.sides):
        columns = {
            f"{side} %": (c.percent[:, k], "{:+.3f}"),
            f"{side} m/day": (c.per_day[:, k], BN),
            f"{side} bn/week": (c.per_week[:, k], "{:+.2f}"),
            f"{side} bn so far": (-c.so_far[:, k], BN),
        }
        for column, (values, form) in columns.items():
            frame[column], formats[column] = values, form
    note = (
        "if nothing else happens; %: change of real income; m/day, bn/week: cost of one more day or week, million and billion "
        "dollars; so far: cost since the first act (a minus is a gain); years: mean age of the tariffs"
    )
    return Table("clock", "The impasse clock", frame, formats, note)
