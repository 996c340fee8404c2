"""Where a war ends, as tables: what it costs whom, its tariffs beside those really imposed, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.games.certificate import Certificate
from tradetalks.report.band import band_of, signed_middle
from tradetalks.report.chapter import Table
from tradetalks.report.format import BUSD_FORMAT, PERCENT_FORMAT, format_list, format_span
from tradetalks.scenario.results.cost import years_in_words
from tradetalks.scenario.results.war import WarRun
from tradetalks.scenario.sections.instruments import ExportTaxSpec, InstrumentSpec, SubsidySpec
from tradetalks.war.escalation import EscalationPath
from tradetalks.war.reactions import ReactionCurves

# Players up to which their tariffs of several policies fit beside each other.
FEW_PLAYERS = 3
# Policies of a war in the headings of columns.
SHORT_LABELS = {"Nash": "Nash", "Nash, low scale effects": "low", "Nash, high scale effects": "high"}
# What two of them are.
SCALE_WORDS = {"Nash, low scale effects": "none", "Nash, high scale effects": "all that are published"}
# Columns of the tables as the csv files call them.
IN_FILES = {
    "country": "region",
    "real income %": "real_income_change_percent",
    "bn/yr": "real_income_change_busd",
    "% low": "real_income_change_percent_low_scale_effects",
    "bn/yr low": "real_income_change_busd_low_scale_effects",
    "% middle": "real_income_change_percent_middle_scale_effects",
    "bn/yr middle": "real_income_change_busd_middle_scale_effects",
    "% high": "real_income_change_percent_high_scale_effects",
    "bn/yr high": "real_income_change_busd_high_scale_effects",
    "before %": "payoff_before_percent",
    "war %": "payoff_in_war_percent",
    "gain %": "gain_percent",
    "war bn/yr": "payoff_in_war_busd",
    "mean": "mean_percent",
    "median": "median_percent",
    "trade-weighted": "trade_weighted_percent",
    "held by a bound": "held_by_a_bound",
    "best deviation gains %": "best_deviation_gain_percent",
    "first order, points": "first_order_points",
    "local optima": "local_optima",
    "searched from": "starts",
}
# Which tariffs move together, in words.
TIE_WORDS = {
    "sector": "one tariff by partner and sector",
    "partner": "one tariff by partner",
    "mfn": "one tariff by sector, the same for every supplier",
    "uniform": "a single tariff",
}


def war_tables(run: WarRun) -> list[Table]:
    """Every table of a war, in reading order."""
    return list(_tables(run))


def _tables(run: WarRun) -> Iterator[Table]:
    yield war_cost_table(run)
    if not run.about_income:
        yield war_payoffs_table(run)
    yield war_tariffs_table(run)
    yield war_sectors_table(run)
    if run.war.at_bounds:
        yield war_bounds_table(run.war.at_bounds)
    if run.war.certificate is not None:
        yield certificate_table(run.war.certificate)
    if run.steps is not None:
        yield escalation_table(run.steps)
    yield war_terms_table(run)


def rates_set(run: WarRun) -> pd.DataFrame:
    """Every rate that a player sets, with its bounds, fractions."""
    game = run.war.game
    return pd.DataFrame({"instrument": game.labels, "rate": run.war.x, "low": game.lower, "high": game.upper})


def reaction_numbers(players: Sequence[str], found: ReactionCurves) -> pd.DataFrame:
    """Best replies of two players to each other's mean tariffs, percent."""
    parts = []
    for k, player in enumerate(players):
        columns = {
            "player": player,
            "mean_rate_of_the_other_percent": 100 * found.unit_p[1 - k] * found.scale_g,
            "best_reply_percent": 100 * found.unit_p[k] * found.best_pg[k],
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def war_cost_table(run: WarRun) -> Table:
    """Real income of players, then of every bystander, each with its range over the strengths of scale effects."""
    roles = dict.fromkeys(run.fighters, "player") | dict.fromkeys(run.bystanders, "bystander")
    found = {name: war.equilibrium for name, war in run.by_scale.items()}
    others = {name: world for name, world in found.items() if world is not None}
    rows, full = [], []
    for region, role in roles.items():
        percent, busd = (
            band_of([getattr(world, outcome).sel(region=region).item() for world in (run.world, *others.values())])
            for outcome in ("real_income_change", "real_income_change_busd")
        )
        cells = {"country": region, "role": role}
        row: dict[str, object] = {"bn/yr": signed_middle(busd), "real income %": percent.middle}
        if others:
            row["range %"] = format_span([percent.low, percent.high], PERCENT_FORMAT)
        rows.append(cells | row)
        full.append(cells | _cost_observation(run.world, others, region))
    note = f"against the baseline, {years_in_words(run.economy.horizon_years)}; billion US dollars a year, percent of real income"
    if others:
        note += "; ranges: over no, half and all of the published economies of scale, as far as the war was fought with them"
    frame = pd.DataFrame(rows)
    formats = {"bn/yr": "{}", "real income %": PERCENT_FORMAT, "range %": "{}"}
    formats = {name: form for name, form in formats.items() if name in frame}
    csv = pd.DataFrame(full).rename(columns=IN_FILES)
    return Table("war_cost", "What the war costs every country", frame, formats, note, csv)


def _cost_observation(world: Equilibrium, others: Mapping[str, Equilibrium], region: str) -> dict[str, object]:
    """What the war costs a region with the model of the file and at other scale effects."""
    row: dict[str, object] = {}
    for name, solved in {"": world, **others}.items():
        end = f" {name}".rstrip()
        percent = f"%{end}"
        if not name:
            percent = "real income %"
        row[percent] = solved.real_income_change.sel(region=region).item()
        row[f"bn/yr{end}"] = solved.real_income_change_busd.sel(region=region).item()
    return row


def war_payoffs_table(run: WarRun) -> Table:
    """What players maximise: told where it is not real income alone, or the war does not start from the baseline."""
    before, after = run.war.status_quo.values, run.war.payoffs.values
    frame = pd.DataFrame(
        {
            "player": run.players,
            "before %": before,
            "war %": after,
            "gain %": after - before,
            "war bn/yr": run.war.payoffs_busd,
        }
    )
    formats = dict.fromkeys(("before %", "war %", "gain %"), PERCENT_FORMAT) | {"war bn/yr": BUSD_FORMAT}
    note = (
        "the objective of each player, as a percentage of its own baseline real income; before = tariffs at the start"
    )
    return Table("war_payoffs", "What the players make of it", frame, formats, note, frame.rename(columns=IN_FILES))


def war_tariffs_table(run: WarRun) -> Table:
    """Mean, median and trade-weighted tariff of every player that sets tariffs, beside what was imposed."""
    rows = []
    for k, player in enumerate(run.players):
        if not len(run.cells(k)[0]):
            continue
        for label, tariff_nij in run.policies.items():
            stats = run.statistics(tariff_nij, k)
            averages = {"mean": stats.mean, "median": stats.median, "trade-weighted": stats.weighted}
            rows.append({"player": player, "tariffs": label} | {name: 100 * v for name, v in averages.items()})
    formats = dict.fromkeys(("mean", "median", "trade-weighted"), "{:.1f}")
    note = "percent, over the same partners and sectors; weights: imports of the baseline"
    frame = pd.DataFrame(rows)
    return Table(
        "war_tariffs", "Tariffs of the war, three averages", frame, formats, note, frame.rename(columns=IN_FILES)
    )


def war_sectors_table(run: WarRun) -> Table:
    """Tariffs by sector; the alternatives too where players are few."""
    others = "actual"
    if "imposed" in run.imposed[0]:
        others = "imposed"
    shown = dict(run.policies)
    note = "percent, on the partners that each player's tariffs reach, weighted with imports of the baseline"
    if len(run.players) > FEW_PLAYERS:
        shown = dict(list(shown.items())[:1])
    if len(shown) > 1:
        note += f"; {others} = {run.imposed[0]}"
    strengths = [f"{SHORT_LABELS[label]}: {words}" for label, words in SCALE_WORDS.items() if label in shown]
    if strengths:
        note += f"; where the war ends with other economies of scale, {format_list(strengths)}"
    columns = {
        f"{player} {SHORT_LABELS.get(label, others)}": 100 * run.by_sector(tariff, k)
        for k, player in enumerate(run.players)
        for label, tariff in shown.items()
    }
    frame = pd.DataFrame({"sector": list(run.economy.sectors), **columns})
    frame = frame[frame[list(columns)].notna().any(axis=1)].reset_index(drop=True)
    formats = dict.fromkeys(columns, "{:.1f}")
    return Table("war_sectors", "Tariffs by sector", frame, formats, note, _sector_observations(run))


def _sector_observations(run: WarRun) -> pd.DataFrame:
    """One row per sector, player and policy: the tariff that stands in the table, percent."""
    return pd.DataFrame(
        [
            {"sector": sector, "player": player, "tariffs": label, "tariff_percent": rate}
            for k, player in enumerate(run.players)
            for label, tariff in run.policies.items()
            for sector, rate in zip(run.economy.sectors, 100 * run.by_sector(tariff, k), strict=True)
        ]
    )


def war_bounds_table(held: Sequence[str]) -> Table:
    """Tariffs that a bound holds."""
    frame = pd.DataFrame({"held by a bound": list(held)})
    note = "rates as fractions: 0.25 is 25 percent"
    return Table("war_bounds", "Where bounds bind", frame, {}, note, frame.rename(columns=IN_FILES))


def certificate_table(certificate: Certificate) -> Table:
    """Each player's checks."""
    rows = []
    for check in certificate.checks:
        curvature = "all at bounds"
        if np.isfinite(check.eigenvalue):
            curvature = f"{check.eigenvalue:+.2f}"
        rows.append(
            {
                "player": check.player,
                "best deviation gains %": check.deviation_gain,
                "first order, points": 100 * check.residual,
                "curvature": curvature,
                "local optima": check.optima,
                "searched from": len(check.starts),
            }
        )
    formats = {"best deviation gains %": "{:.1e}", "first order, points": "{:.1e}", "curvature": "{}"}
    formats |= {"local optima": "{:.0f}", "searched from": "{:.0f}"}
    note = (
        f"gain in percent of own real income (certified up to {certificate.tolerance:.0e}); first order: largest "
        "change of a tariff still asked for, percentage points; curvature: largest second derivative, scaled, below 0 at a peak"
    )
    # In the file too what solvers leave open stays as it is.
    formats |= {IN_FILES[name]: form for name, form in formats.items() if name in IN_FILES}
    frame = pd.DataFrame(rows)
    full = frame.assign(curvature=[check.eigenvalue for check in certificate.checks]).rename(columns=IN_FILES)
    title = "How sure: does anybody gain by changing course (certificate)"
    return Table("war_certificate", title, frame, formats, note, full)


def escalation_table(path: EscalationPath) -> Table:
    """The escalation path: every move, what it hits, and what each side has after it."""
    rows = []
    for step in path.steps:
        row: dict[str, object] = {"move": step.text, "points": 100 * step.average, "trade hit, bn": step.covered_busd}
        rows.append(row | {f"{side} %": value for side, value in step.payoffs.items()})
    frame = pd.DataFrame(rows)
    formats = dict.fromkeys(frame.columns[1:], PERCENT_FORMAT) | {"points": "{:+.1f}", "trade hit, bn": "{:.1f}"}
    note = (
        "points: average tariff increase over what the move hits; trade hit: billion dollars a year before it; then what each "
        "side has after the move, percent of its own real income"
    )
    return Table("war_ladder", "Move by move", frame, formats, note, _step_observations(path))


def _step_observations(path: EscalationPath) -> pd.DataFrame:
    """One row per move and side."""
    return pd.DataFrame(
        [
            {
                "step": k,
                "move": step.text,
                "tariff_rise_points": 100 * step.average,
                "trade_hit_busd": step.covered_busd,
                "side": side,
                "payoff_percent": value,
            }
            for k, step in enumerate(path.steps, start=1)
            for side, value in step.payoffs.items()
        ]
    )


def war_terms_table(run: WarRun) -> Table:
    """What each player maximises and sets."""
    frame = pd.DataFrame(
        [
            {
                "player": player,
                "maximises": " + ".join(map(str, run.wants[player])),
                "sets": "; ".join(_instruments(run.means[player])),
            }
            for player in run.players
        ]
    )
    return Table("war_terms", "Who fights for what, with what", frame, {}, "")


def _instruments(means: InstrumentSpec) -> Iterator[str]:
    """A player's instruments in words, one after the other."""
    yield _reach(means, TIE_WORDS[means.tie], "from")
    if means.caps:
        yield "at most " + ", ".join(f"{100 * cap:g} percent on {sector}" for sector, cap in means.caps.items())
    for more in means.more:
        yield _reach(more, f"{more.kind.replace('_', ' ')} ({more.tie})", "to")


def _reach(means: InstrumentSpec | ExportTaxSpec | SubsidySpec, what: str, preposition: str) -> str:
    """An instrument with its bounds, and the sectors and partners that it is confined to."""
    parts = [what, f"{100 * means.low:g} to {100 * means.high:g} percent"]
    if means.sectors:
        parts.append(f"on {', '.join(means.sectors)}")
    if means.on:
        parts.append(f"{preposition} {', '.join(means.on)}")
    return ", ".join(parts)
