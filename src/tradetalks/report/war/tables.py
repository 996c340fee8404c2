"""Where a war ends, as tables: what it costs whom, its tariffs beside those really imposed, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.scenario.sections.instruments import ExportTaxSpec, InstrumentSpec, SubsidySpec
from tradetalks.scenario.war_run import WarRun

Array = np.ndarray
SIDES_BY_SIDE = 3
FROM_ZERO = 1e-6


def war_tables(run: WarRun) -> list[Table]:
    """Every table of a war, in reading order."""
    return [
        cost(run),
        *payoffs(run),
        tariffs(run),
        sectors(run),
        *bounds(run),
        *certificate(run),
        *moves(run),
        terms(run),
    ]


def controls(run: WarRun) -> pd.DataFrame:
    """Every rate that a player sets, with its bounds, fractions."""
    game = run.war.game
    return pd.DataFrame({"control": game.labels, "rate": run.war.x, "low": game.lower, "high": game.upper})


def cost(run: WarRun) -> Table:
    """Real income of players, then of every bystander, with and without scale economies."""
    change, busd = run.world.real_income_change, run.world.real_income_change_busd
    rows = []
    for region in [*run.fighters, *run.bystanders]:
        row: dict[str, object] = {
            "country": region,
            "role": "player" if region in run.fighters else "bystander",
            "real income %": change.sel(region=region).item(),
            "bn/yr": busd.sel(region=region).item(),
        }
        if run.without_scale is not None and run.without_scale.equilibrium is not None:
            row["% no scale"] = run.without_scale.equilibrium.real_income_change.sel(region=region).item()
            row["bn/yr no scale"] = run.without_scale.equilibrium.real_income_change_busd.sel(region=region).item()
        rows.append(row)
    formats = {c: "{:+.1f}" if c.startswith("bn") else "{:+.3f}" for c in rows[0] if c not in ("country", "role")}
    note = "against the baseline; percent of real income, billion US dollars a year; no scale = without scale economies"
    return Table("war_cost", "What the war costs every country", pd.DataFrame(rows), formats, note)


def payoffs(run: WarRun) -> Iterator[Table]:
    """What players maximise, where it is not real income alone or the war does not start from the baseline."""
    if run.about_income:
        return
    before, after, busd = run.war.status_quo.values, run.war.payoffs.values, run.war.payoffs_busd
    frame = pd.DataFrame(
        {"player": run.players, "before %": before, "war %": after, "gain %": after - before, "war bn/yr": busd}
    )
    formats = {c: "{:+.1f}" if "bn" in c else "{:+.3f}" for c in frame.columns[1:]}
    note = (
        "the objective of each player, as a percentage of its own baseline real income; before = tariffs at the start"
    )
    yield Table("war_payoffs", "What the players make of it", frame, formats, note)


def tariffs(run: WarRun) -> Table:
    """Mean, median and trade-weighted tariff of every player, beside what was imposed."""
    rows = []
    for k, player in enumerate(run.players):
        for label, tariff_nij in run.policies.items() if len(run.cells(k)[0]) else ():
            stats = run.statistics(tariff_nij, k)
            rows.append(
                {
                    "player": player,
                    "tariffs": label,
                    "mean": 100 * stats.mean,
                    "median": 100 * stats.median,
                    "trade-weighted": 100 * stats.weighted,
                }
            )
    formats = dict.fromkeys(("mean", "median", "trade-weighted"), "{:.1f}")
    note = "percent, over the same partners and sectors; weights: imports of the baseline"
    return Table("war_tariffs", "Tariffs of the war, three averages", pd.DataFrame(rows), formats, note)


def sectors(run: WarRun) -> Table:
    """Tariffs by sector; the alternatives too where players are few."""
    shown = run.policies if len(run.players) <= SIDES_BY_SIDE else dict(list(run.policies.items())[:1])
    short = {"Nash": "Nash", "Nash without scale": "no scale"}
    columns = {
        f"{player} {short.get(label, 'imposed' if 'imposed' in label else 'actual')}": 100 * run.by_sector(tariff, k)
        for k, player in enumerate(run.players)
        for label, tariff in shown.items()
    }
    frame = pd.DataFrame({"sector": list(run.economy.sectors), **columns})
    frame = frame[frame[list(columns)].notna().any(axis=1)].reset_index(drop=True)
    note = "percent, on the partners that each player's tariffs reach, weighted with imports of the baseline"
    note += f"; {'imposed' if 'imposed' in run.imposed[0] else 'actual'} = {run.imposed[0]}" if len(shown) > 1 else ""
    return Table("war_sectors", "Tariffs by sector", frame, dict.fromkeys(columns, "{:.1f}"), note)


def bounds(run: WarRun) -> Iterator[Table]:
    """Tariffs that a bound holds."""
    if run.war.at_bounds:
        frame = pd.DataFrame({"held by a bound": run.war.at_bounds})
        yield Table("war_bounds", "Where bounds bind", frame, {}, "rates as fractions: 0.25 is 25 percent")


def certificate(run: WarRun) -> Iterator[Table]:
    """Each player's checks."""
    if run.war.certificate is None:
        return
    frame = pd.DataFrame(
        [
            {
                "player": c.player,
                "best deviation gains %": c.deviation_gain,
                "first order, points": 100 * c.residual,
                "curvature": f"{c.eigenvalue:+.2f}" if np.isfinite(c.eigenvalue) else "all at bounds",
                "local optima": c.optima,
                "searched from": len(c.starts),
            }
            for c in run.war.certificate.checks
        ]
    )
    formats = {"best deviation gains %": "{:.1e}", "first order, points": "{:.1e}", "curvature": "{}"}
    formats |= {"local optima": "{:.0f}", "searched from": "{:.0f}"}
    note = (
        f"gain in percent of own real income (certified up to {run.war.certificate.tolerance:.0e}); first order: largest "
        "change of a tariff still asked for, percentage points; curvature: largest second derivative, scaled, below 0 at a peak"
    )
    yield Table("war_certificate", "The certificate", frame, formats, note)


def moves(run: WarRun) -> Iterator[Table]:
    """The ladder: every move, what it hits, and what each side has after it."""
    if run.steps is None:
        return
    frame = pd.DataFrame(
        [
            {"move": r.text, "points": 100 * r.average, "trade hit, bn": r.covered_busd}
            | {f"{side} %": value for side, value in r.payoffs.items()}
            for r in run.steps.steps
        ]
    )
    formats = {c: "{:+.1f}" if c == "points" else "{:.1f}" if "bn" in c else "{:+.3f}" for c in frame.columns[1:]}
    note = (
        "points: average tariff increase over what the move hits; trade hit: billion dollars a year before it; then what each "
        "side has after the move, percent of its own real income"
    )
    yield Table("war_ladder", "Move by move", frame, formats, note)


def terms(run: WarRun) -> Table:
    """What each player maximises and sets."""
    frame = pd.DataFrame(
        [
            {
                "player": p,
                "maximises": " + ".join(map(str, run.wants[p])),
                "sets": "; ".join(sets(run.means[p])),
            }
            for p in run.players
        ]
    )
    return Table("war_terms", "Who fights for what, with what", frame, {}, "")


def sets(means: InstrumentSpec) -> Iterator[str]:
    """A player's instruments in words, one after the other."""
    yield _reach(means, WAYS[means.tie], "from")
    if means.caps:
        yield "at most " + ", ".join(f"{100 * cap:g} percent on {sector}" for sector, cap in means.caps.items())
    for more in means.more:
        yield _reach(more, f"{more.kind.replace('_', ' ')} ({more.tie})", "to")


def _reach(means: InstrumentSpec | ExportTaxSpec | SubsidySpec, way: str, preposition: str) -> str:
    return (
        f"{way}, {100 * means.low:g} to {100 * means.high:g} percent"
        + (f", on {', '.join(means.sectors)}" if means.sectors else "")
        + (f", {preposition} {', '.join(means.on)}" if means.on else "")
    )


WAYS = {
    "sector": "one tariff by partner and sector",
    "partner": "one tariff by partner",
    "mfn": "one tariff by sector, the same for every supplier",
    "uniform": "a single tariff",
}
