"""Tables of the talks: deals, issues, odds, rounds, what would be kept, shocks, strategies, levels, the clock."""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradetalks.data.record import load_phase_one_purchases
from tradetalks.report.chapter import Table, written
from tradetalks.scenario.negotiate import levels_of
from tradetalks.talks.issue import Issue
from tradetalks.talks.outlook import outlook_of

if TYPE_CHECKING:
    from tradetalks.report.talks.chapter import TalksChapter

BN, PERCENT = "{:+.1f}", "{:.0%}"
SHORT = ("deals", "outlook", "clock")


def talks_tables(chapter: TalksChapter) -> list[Table]:
    """Every table of the chapter that has something to say, in reading order; those of ``SHORT`` are for the terminal too."""
    found = [issues_table(chapter)]
    if not chapter.talks.closed:
        found = [deals_table(chapter), deal_years_table(chapter), *found]
        found += [linkage_table(chapter)] if chapter.linkage is not None else []
        if np.isfinite(chapter.talks.outcome_odds["deal"]):
            found += [outlook_table(chapter), odds_table(chapter)]
            found += [rounds_table(chapter)] if chapter.talks.odds is not None else []
        found += [kept_table(chapter)]
        found += [levels_table(chapter)] if chapter.plan.levels else []
    if any(i.delivered is not None for i in chapter.talks.agenda.issues):
        found.append(record_table())
    found += [shocks_table(chapter)] if chapter.turns else []
    found += [strategies_table(chapter)] if chapter.paths else []
    found.append(clock_table(chapter))
    return [dataclasses.replace(table, detail=table.name not in SHORT) for table in found]


def deals_table(chapter: TalksChapter) -> Table:
    """Gains of each deal, with the range that the amounts on the table leave, third countries, rollback, kept or not."""
    n, rows = chapter.talks, []
    others = [k for k, r in enumerate(chapter.run.economy.regions) if r not in n.sides]
    for name, deal in n.deals.items():
        kept = chapter.verdict(name)
        gain = n.agenda.payoffs(deal.x)[0]
        ends = [n.agenda.payoffs(n.agenda.with_amounts(deal.x, end))[0] for end in ("low", "high")]
        row: dict[str, object] = {"deal": name}
        for k, side in enumerate(n.sides):
            row |= {f"{side} bn": gain[k], f"{side} range": span(gain[k], *(u[k] for u in ends))}
        row |= {
            "third countries bn": n.agenda.gains(deal.x)[others].sum(),
            f"{n.sides[0]} rollback": _rollback(chapter, deal.x, n.sides[0]),
            f"{n.sides[1]} rollback": _rollback(chapter, deal.x, n.sides[1]),
            "kept": "yes" if kept.self_enforcing else f"not by {n.sides[kept.binding_side]}",
        }
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BN for c in frame.columns if c.endswith("bn")}
    formats |= {c: PERCENT for c in frame.columns if c.endswith("rollback")}
    note = (
        "gains over the impasse, billion dollars a year; range: the same deal with every amount on the table at the low and the "
        "high end of its range; rollback: share of the tariff increases since 2017 withdrawn"
    )
    return Table("deals", "The deals that bargaining solutions pick", frame, formats, note)


def deal_years_table(chapter: TalksChapter) -> Table:
    """What each deal is worth in the years after its signing, and up to each mandate's end."""
    path, sides, rows = chapter.deal_path, chapter.talks.sides, []
    for name, gains in path.gains.items():
        row: dict[str, object] = {"deal": name}
        for k, side in enumerate(sides):
            row |= {f"{side} after {y:g} y": gains[j, k] for j, y in enumerate(path.years)}
            row |= {f"{side} in all": path.present_value[name][k]}
        rows.append(row)
    frame = pd.DataFrame(rows)
    note = (
        f"billion dollars a year above the impasse, signed on {path.signed}: elasticities grow with the age of the tariffs, "
        "grants are phased in; in all: present value up to the side's mandate end, billion dollars"
    )
    return Table("deal_years", "The deals year by year", frame, dict.fromkeys(frame.columns[1:], BN), note)


def linkage_table(chapter: TalksChapter) -> Table:
    """What each kind of issue yields alone, what all of these yield together, and the package."""
    found = chapter.linkage
    assert found is not None
    rows: list[list[object]] = [
        [name, *(np.zeros(2) if name in found.unsigned else deal.u), "no" if name in found.unsigned else "yes"]
        for name, deal in zip(found.names, found.separate, strict=True)
    ]
    rows += [["all of these, in force together", *found.together, ""], ["one package", *found.package.u, "yes"]]
    frame = pd.DataFrame(rows, columns=["signed alone", *(f"{s} bn" for s in chapter.talks.sides), "signed"])
    note = "Nash bargains, billion dollars a year; what nobody signs alone is where linking pays"
    formats = {f"{s} bn": BN for s in chapter.talks.sides}
    return Table("linkage", "One package against one deal for each kind of issue", frame, formats, note)


def span(*values: float) -> str:
    """Least to greatest, one decimal."""
    return " to ".join(written(BN.format(end)) for end in (min(values), max(values)))


def _rollback(chapter: TalksChapter, x: np.ndarray, side: str) -> float:
    issues = zip(chapter.talks.agenda.issues, x, strict=True)
    return float(sum(v * i.amount for i, v in issues if i.kind == "rollback" and i.by == side))


def issues_table(chapter: TalksChapter) -> Table:
    """What each item is worth to each side, alone and in full, over the range of its amount."""
    agenda, rows = chapter.talks.agenda, []
    for k, issue in enumerate(agenda.issues):
        alone = np.eye(len(agenda.issues))[k]
        worth = agenda.payoffs(alone)[0]
        ends = [agenda.payoffs(agenda.with_amounts(alone, end))[0] for end in ("low", "high")]
        row: dict[str, object] = {"issue": issue.name, "granted by": issue.by, "amount": f"{issue.amount:g}"}
        row["range"] = "" if issue.low is None else f"{issue.low:g} to {issue.high:g}"
        row["position"] = _position(issue)
        for s, side in enumerate(agenda.sides):
            row |= {f"{side} bn": worth[s], f"{side} range": "" if issue.low is None else span(*(u[s] for u in ends))}
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


def outlook_table(chapter: TalksChapter) -> Table:
    """Every number of the outlook with its sensitivity triple."""
    n, rows = chapter.talks, []
    a, b = n.sides
    written = {
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
    for name, label in written.items():
        if name in outlook_of(n):
            unit = 100.0 if label.endswith("percent") else 1.0
            low, stated, high = (unit * v for v in chapter.triple(name))
            rows.append({"quantity": label, "low": low, "as stated": stated, "high": high})
    full = pd.DataFrame(rows)
    shown = full.copy().astype(object)
    for k, label in enumerate(full["quantity"]):
        form = "{:.1f}" if label.endswith(("percent", "bn")) else "{:.3g}"
        shown.loc[k, ["low", "as stated", "high"]] = [form.format(v) for v in full.loc[k, ["low", "as stated", "high"]]]
    formats = dict.fromkeys(("low", "as stated", "high"), "{}")
    note = "low and high: the least and the greatest value as one assumption at a time moves over its range; bn: billion dollars"
    return Table("outlook", f"How the talks may go by {n.deadline}", shown, formats, note, full)


def odds_table(chapter: TalksChapter) -> Table:
    """P(deal) with each assumption at the ends of its range, or at every choice."""
    rows = [
        {
            "assumption": swing.name.replace("_", " "),
            "values": " | ".join(_plain(end) for end in swing.ends),
            "P(deal)": " | ".join(PERCENT.format(outlook["deal"]) for outlook in swing.outlooks),
        }
        for swing in chapter.swings
    ]
    stated = chapter.talks.outcome_odds["deal"]
    note = (
        f"probability of a deal by {chapter.talks.deadline}, {stated:.0%} as stated, with one assumption at a time at other "
        "values; selection: which of several equilibria is played"
    )
    return Table("odds", "What the odds rest on", pd.DataFrame(rows), {}, note)


def _plain(value: object) -> str:
    """One number for two equal ones, two with a comma."""
    if not isinstance(value, tuple):
        return str(value)
    return f"{value[0]:g}" if value[0] == value[1] else ", ".join(f"{v:g}" for v in value)


def rounds_table(chapter: TalksChapter) -> Table:
    """Round by round: who gives way, what silence teaches, and what the round would be worth with nothing hidden."""
    n = chapter.talks
    assert n.odds is not None
    path, open_cards = n.odds.phases[0].path, n.rounds
    days = [n.opening + datetime.timedelta(days=float(365 * t)) for t in path.dates]
    frame = pd.DataFrame({"round": [str(d) for d in days], "deal by then": 1 - path.survival})
    for k, side in enumerate(n.sides):
        frame[f"{side} concedes"] = path.q[:, k]
        frame[f"{side} committed"] = path.posterior[:, k]
    for k, side in enumerate(n.sides):
        frame[f"{side} bn, open cards"] = open_cards.v[:-1, k]
    formats = {c: PERCENT for c in frame.columns if c != "round"} | {c: "{:.0f}" for c in frame.columns if "open" in c}
    note = (
        "concedes: in this round, if nobody has; committed: the belief, after silence, that this side never will; open "
        "cards: what talks from this round on are worth with nothing hidden, billion dollars up to the mandate's end"
    )
    return Table("rounds", "How the rounds unfold", frame, formats, note)


def kept_table(chapter: TalksChapter) -> Table:
    """Temptation, punishment and the latest answer at which each deal is kept, by side; the zone that is left."""
    n, rows = chapter.talks, []
    for name, deal in n.deals.items():
        comply = n.problem.payoffs(deal.x)[0]
        for breach in n.compliance.breaches:
            verdict = chapter.verdicts[name][breach.name]
            gain = n.compliance.deviate(breach)(deal.x)[0] - comply
            loss = comply - n.compliance.punished(breach)(deal.x)[0]
            rows += [
                {
                    "deal": name,
                    "side": side,
                    "withheld": breach.name,
                    "cheating gains bn": gain[k],
                    "the answer takes bn": loss[k],
                    "discount factor needed": verdict.critical_discount[k],
                    "latest answer, years": verdict.critical_lag[k],
                    "kept": "yes" if verdict.self_enforcing_by_side[k] else "no",
                }
                for k, side in enumerate(n.sides)
                if breach.withheld[k].any()
            ]
    frame = pd.DataFrame(rows)
    formats = {"cheating gains bn": BN, "the answer takes bn": BN}
    formats |= {"discount factor needed": "{:.2f}", "latest answer, years": "{:.2f}"}
    a = n.assumptions
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


def shocks_table(chapter: TalksChapter) -> Table:
    """The talks on the day of each shock, without it and with it."""
    rows = []
    for turn in chapter.turns:
        for when, talks in (("before", turn.before), ("after", turn.after)):
            rows.append(
                {
                    "day": str(turn.shock.day),
                    "shock": turn.shock.name if when == "before" else "",
                    "": when,
                    "each can gain bn": talks.zone.max_min_surplus,
                    "deadline": str(talks.deadline),
                    **{k: v for k, v in outlook_of(talks).items() if k in ("deal", "extension", "escalation")},
                    **{
                        f"{s} blinks first": outlook_of(talks).get(f"{s} blinks first", np.nan)
                        for s in chapter.talks.sides
                    },
                }
            )
    frame = pd.DataFrame(rows)
    shares = ("deal", "extension", "escalation", *(f"{s} blinks first" for s in chapter.talks.sides))
    formats = {"each can gain bn": BN} | dict.fromkeys(shares, PERCENT)
    note = (
        "seen on the day of the shock with nothing signed until then; what a shock changes is judgement, stated in the scenario; "
        "gains in billion dollars a year, as the sides see them"
    )
    return Table("shocks", "Shocks: before and after", frame, formats, note)


def strategies_table(chapter: TalksChapter) -> Table:
    """Carrots and sticks on their way to the same deal."""
    n, rows = chapter.talks, []
    regions = list(chapter.run.economy.regions)
    index, others = [regions.index(s) for s in n.sides], [k for k, r in enumerate(regions) if r not in n.sides]
    for path in chapter.paths:
        row: dict[str, object] = {"until the deal": path.strategy.name}
        row |= {f"{s} bn a year": path.waiting[i] for s, i in zip(n.sides, index, strict=True)}
        row |= {"others bn a year": path.waiting[others].sum()}
        row |= {f"{s} bn in all": path.value[i] for s, i in zip(n.sides, index, strict=True)}
        row |= {"others bn in all": path.value[others].sum(), "P(deal)": path.odds["deal"]}
        blinks = path.blinks_first
        row |= {f"{s} blinks first": np.nan if blinks is None else blinks[k] for k, s in enumerate(n.sides)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BN for c in frame.columns if " bn " in c}
    formats |= {c: PERCENT for c in frame.columns if c == "P(deal)" or c.endswith("blinks first")}
    note = (
        "a year: flows while the talks last, above the impasse; in all: up to each side's mandate end if the Nash deal is signed "
        f"at the deadline (third countries: up to the later one); P(deal): by {n.deadline}"
    )
    return Table("strategies", "Carrots and sticks: the same end, different paths", frame, formats, note)


def levels_table(chapter: TalksChapter) -> Table:
    """What each negotiating level could sign by itself."""
    sides = chapter.talks.sides
    rows = [
        [name, share, *([np.nan] * 2 if gains is None else gains)]
        for name, share, gains in levels_of(chapter.talks, chapter.plan)
    ]
    frame = pd.DataFrame(rows, columns=["level", "may sign", *(f"{s} bn" for s in sides)])
    formats = {"may sign": PERCENT} | {f"{s} bn": BN for s in sides}
    note = "share of every issue; gains of its Nash bargain, billion dollars a year"
    return Table("levels", "What each level could sign by itself", frame, formats, note)


def clock_table(chapter: TalksChapter) -> Table:
    """What each day of impasse costs, so far and ahead."""
    c = chapter.clock
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
