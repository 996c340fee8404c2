"""Where the war ends: sentences and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.games.certificate import LARGEST_GAIN
from tradetalks.report.chapter import Chapter
from tradetalks.report.cost.words import percent
from tradetalks.report.style import drawn, new_figure
from tradetalks.report.war.plot_tariffs import tariff_title
from tradetalks.report.war.plots import plot_escalation, plot_war
from tradetalks.report.war.tables import controls, war_tables
from tradetalks.scenario.war_run import WarRun, fighters
from tradetalks.war.outcome import WarOutcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_BOUNDS = 4
CAPTIONS = {
    "war_reactions": "Each player's tariffs scaled together. Thick: the best reply to every level of the other's tariffs; they "
    "cross where neither wants to move. Thin: combinations that leave a player equally well off; dashed: those through the "
    "Nash point, which run along its own tariffs there, because it cannot gain by moving them.",
    "war_gains": "What each player maximises, before the war and in it, percent of its own real income.",
    "war_tariffs": "Tariffs of the war by sector on the partners they reach, weighted with imports of the baseline. Black marks, "
    "or the figure in brackets: where they were before the war, or by how many points they rise.",
    "war_ladder": "What each side has after every move of the ladder; points are the average increase over the trade it hits.",
    "war_cost": "Real income of every country in the war, percent of baseline; grey: countries that do not fight.",
}


def war_chapter(run: WarRun) -> Chapter:
    """The war as a chapter of a report."""
    said = [sentence for sentence in sentences(run) if sentence]
    files = {"war_controls": controls(run)}
    return Chapter("war", "Where the war ends", said, war_tables(run), drawn(charts, run), CAPTIONS, files)


def sentences(run: WarRun) -> list[str]:
    """The war in words: what it costs with and without scale economies, the others, tariffs, bounds, proof."""
    return [
        not_certified(run.war),
        _cost("In the war", run.war),
        without_scale(run),
        bystanders(run),
        *average_tariffs(run),
        bounds(run.war),
        proof(run.war),
        *others(run.war),
        ladder_end(run),
    ]


def not_certified(war: WarOutcome) -> str:
    """The warning that comes before everything else."""
    if war.certified:
        return "The search was interrupted: other equilibria were not looked for." if war.interrupted else ""
    why = "the search was interrupted" if war.interrupted else failing(war)
    return f"NOT CERTIFIED: {why}; these are the numbers of the best point so far, which need not be an equilibrium."


def failing(war: WarOutcome) -> str:
    """Which check of the certificate fails."""
    certificate = war.certificate
    if certificate is None or certificate.largest_gain > certificate.tolerance:
        return "a player could still gain by deviating"
    return "first-order conditions still ask for moves" if certificate.residual > 0 else "a player sits on a saddle"


def _cost(lead: str, war: WarOutcome) -> str:
    """Real income of the players, and who gains."""
    world, game = war.equilibrium, war.trade_game
    if world is None or game is None:
        return ""
    parts = []
    for p in fighters(game):
        change, busd = (v.sel(region=p).item() for v in (world.real_income_change, world.real_income_change_busd))
        parts.append(f"{p} {percent(change)} of real income ({busd:+.1f} billion dollars a year)")
    better = f"{' and '.join(war.winners)} better off" if war.winners else "nobody better off"
    return f"{lead}: {'; '.join(parts)}; {better} than at the start."


def without_scale(run: WarRun) -> str:
    """The same headline without scale economies, or why there is none."""
    if run.without_scale is not None:
        return f"{not_certified(run.without_scale)} {_cost('Without scale economies', run.without_scale)}".strip()
    return "Without scale economies: not computed, interrupted." if run.economy.has_scale else ""


def bystanders(run: WarRun) -> str:
    """What the others get."""
    if not run.bystanders:
        return ""
    busd = run.world.real_income_change_busd.sel(region=run.bystanders)
    best, last = (run.bystanders[int(k)] for k in (busd.values.argmax(), busd.values.argmin()))
    return (
        f"Those who do not fight: {float(busd.sum()):+.1f} billion dollars a year together; {best} fares best "
        f"({busd.sel(region=best).item():+.1f}) and {last} worst ({busd.sel(region=last).item():+.1f})."
    )


def average_tariffs(run: WarRun) -> list[str]:
    """Nash tariffs beside those really in force, one sentence per player."""
    label, imposed = run.imposed
    return [
        f"Tariffs of {p}: {run.statistics(run.world.tariff.values, k).describe()}; "
        f"{label}: {run.statistics(imposed, k).describe()}."
        for k, p in enumerate(run.players)
        if len(run.cells(k)[0])
    ]


def bounds(war: WarOutcome) -> str:
    """Which tariffs a bound holds."""
    held = war.at_bounds
    if not held:
        return f"None of the {len(war.x)} rates is held by a bound."
    more = f" and {len(held) - MOST_BOUNDS} more" if len(held) > MOST_BOUNDS else ""
    return f"Held by a bound, {len(held)} of {len(war.x)} rates: {'; '.join(held[:MOST_BOUNDS])}{more}."


def proof(war: WarOutcome) -> str:
    """The certificate in words."""
    if war.certificate is None:
        return ""
    checks = war.certificate.checks
    worst = max(checks, key=lambda c: c.deviation_gain)
    gain = (
        f"gains {worst.deviation_gain:.1e} percent of real income ({worst.player})"
        if worst.deviation_gain
        else "gains nothing"
    )
    peaks = [c.player for c in checks if c.optima > 1]
    several = f"several peaks were seen for {', '.join(peaks)}" if peaks else "no player showed a second peak"
    curved = "holds for all" if all(c.eigenvalue < LARGEST_GAIN for c in checks) else "FAILS"
    return (
        f"How sure: searching again from {len(worst.starts)} starting points each, the best deviation of any player "
        f"{gain}, where {war.certificate.tolerance:.4f} is allowed; the first-order conditions ask "
        f"for moves of at most {100 * max(c.residual for c in checks):.0e} percentage points; the second-order condition "
        f"{curved}; {several}. A certificate is a search, not a theorem."
    )


def others(war: WarOutcome) -> list[str]:
    """Further equilibria."""
    return [
        "Another certified equilibrium: "
        + ", ".join(f"{n} {payoffs[k]:+.3f}" for k, n in enumerate(war.players))
        + " percent."
        for _, payoffs, _ in war.others
    ]


def ladder_end(run: WarRun) -> str:
    """Where the file's own moves lead, beside the war fought to its end."""
    if run.steps is None:
        return ""
    last = run.steps.steps[-1]
    parts = ", ".join(f"{side} {percent(value)}" for side, value in last.payoffs.items())
    return f"After the {len(run.steps.steps)} moves of this scenario's ladder: {parts} of real income."


def charts(run: WarRun) -> dict[str, Figure]:
    """Every chart of a war by file name, titled with what it shows."""
    kinds = {"cost": 3.6}
    if any(s is not None for s in run.war.tariffs.values()):
        kinds["tariffs"] = 5.4
    if not run.about_income:
        kinds["gains"] = 3.4
    if run.reactions is not None:
        kinds = {"reactions": 5.2} | kinds
    names = dict(zip(run.economy.sectors, map(str, run.scenario.accounts["sector_name"].values), strict=True))
    found = {}
    for kind, height in kinds.items():
        figure = new_figure(9, height)
        axes = plot_war(run.war, kind, figure.subplots(), names, run.reactions)
        axes.set_title(_title(run, kind))
        found[f"war_{kind}"] = figure
    if run.steps is not None:
        figure = new_figure(9, 4.4)
        plot_escalation(run.steps, figure.subplots())
        found["war_ladder"] = figure
    return found


def _title(run: WarRun, kind: str) -> str:
    war, change = run.war, run.world.real_income_change
    if kind == "cost":
        low = min(run.economy.regions, key=lambda r: change.sel(region=r).item())
        word = "pays most" if change.sel(region=low).item() < 0 else "gains least"
        return f"{low} {word}: {percent(change.sel(region=low).item())} of real income"
    if kind == "gains":
        verb = "gains" if len(war.winners) == 1 else "gain"
        return f"{' and '.join(war.winners)} {verb} from the war" if war.winners else "Nobody gains from the war"
    if kind == "tariffs":
        return tariff_title(war)
    return "The war ends where best replies cross"
