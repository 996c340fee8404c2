"""The chapter on where the war ends: words, charts and tables put together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tradetalks.report.chapter import Chapter
from tradetalks.report.format import format_percent, format_span
from tradetalks.report.frame import NARROW, WIDE, Frame
from tradetalks.report.names import country_names, sector_names
from tradetalks.report.spelled import named_table, spell_out
from tradetalks.report.style import drawn, head
from tradetalks.report.war.plot_tariffs import tariff_title
from tradetalks.report.war.plots import plot_escalation, plot_war
from tradetalks.report.war.tables import rates_set, reaction_numbers, war_tables
from tradetalks.report.war.words import war_sentences
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.war import WarRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WAR_CAPTIONS = {
    "war_reactions": "Each player's tariffs scaled together. Thick: the best reply to every level of the other's tariffs; they "
    "cross where neither wants to move. Thin: combinations that leave a player equally well off; dashed: those through the "
    "Nash point, which run along its own tariffs there, because it cannot gain by moving them.",
    "war_gains": "What each player maximises, before the war and in it, percent of its own real income.",
    "war_tariffs": "Tariffs of the war by sector on the partners they reach, weighted with imports of the baseline. Black marks, "
    "or the figure in brackets: where they were before the war, or by how many points they rise.",
    "war_ladder": "What each side has after every move of the ladder; points are the average increase over the trade it hits.",
    "war_cost": "Real income of every country in the war, percent of baseline; grey: countries that do not fight.",
}
# The csv file that holds the numbers of each picture.
WAR_DATA = {
    "war_reactions": "war_reactions",
    "war_gains": "war_payoffs",
    "war_tariffs": "war_sectors",
    "war_ladder": "war_ladder",
    "war_cost": "war_cost",
}
# Inches: the width of every chart of a war, and the height of each: what its bars or curves need.
WAR_CHART_WIDTH = 9.0
HEIGHTS = {"reactions": 5.2, "cost": 3.6, "tariffs": 5.4, "gains": 3.4, "ladder": 4.4}


def war_chapter(run: WarRun, cost: CostRun | None = None) -> Chapter:
    """Where the war of a scenario ends, said, drawn and tabulated.

    Args:
        run: the war, solved, with or without a certificate.
        cost: what the policies of the scenario cost, where the same report tells that.

    Returns:
        The chapter; payoffs in percent of a player's own real income, tariffs in percent.
    """
    accounts = run.scenario.accounts
    names, sectors = country_names(accounts), sector_names(accounts)
    words = {**sectors.labels, **names.labels}
    files = {"war_instruments": rates_set(run)}
    if run.reactions is not None:
        files["war_reactions"] = reaction_numbers(run.players, run.reactions)
    return Chapter(
        name="war",
        title="Where does it end if nobody stops it?",
        sentences=[sectors.spelled_out(names.spelled_out(said, sentence=True)) for said in war_sentences(run, cost)],
        tables=[named_table(table, words) for table in war_tables(run)],
        charts=drawn(war_charts, run),
        captions=WAR_CAPTIONS,
        files=files,
        narrow=drawn(partial(war_charts, frame=NARROW), run),
        data=WAR_DATA,
    )


def war_charts(run: WarRun, frame: Frame = WIDE) -> dict[str, Figure]:
    """Every chart of a war by file name, titled with what it shows."""
    accounts = run.scenario.accounts
    found = {}
    for kind in _kinds(run):
        figure = frame.figure(WAR_CHART_WIDTH, HEIGHTS[kind])
        axes = plot_war(run.war, kind, figure.subplots(), sector_names(accounts).labels, run.reactions)
        axes.set_title("")
        head(figure, _title(run, kind))
        if frame.narrow and axes.get_legend() is not None:
            axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.2), fontsize="small", frameon=False)
        found[f"war_{kind}"] = figure
    if run.steps is not None:
        figure = frame.figure(WAR_CHART_WIDTH, HEIGHTS["ladder"])
        plot_escalation(run.steps, figure.subplots())
        found["war_ladder"] = figure
    for figure in found.values():
        spell_out(figure, country_names(accounts))
    return found


def _kinds(run: WarRun) -> list[str]:
    """The pictures that this war has, in reading order."""
    kinds = ["cost"]
    if any(stats is not None for stats in run.war.tariffs.values()):
        kinds.append("tariffs")
    if run.reactions is not None:
        kinds.append("reactions")
    if not run.about_income:
        kinds.append("gains")
    return kinds


def _title(run: WarRun, kind: str) -> str:
    if kind == "cost":
        return _cost_title(run)
    if kind == "gains":
        return _gains_title(run)
    if kind == "tariffs":
        return tariff_title(run.war)
    return "The war ends where neither gains by moving: best replies cross"


def _cost_title(run: WarRun) -> str:
    changes = {region: run.world.real_income_change.sel(region=region).item() for region in run.economy.regions}
    worst = min(changes, key=changes.__getitem__)
    verb = "gains least"
    if changes[worst] < 0:
        verb = "pays most"
    said = f"{worst} {verb}: {format_percent(changes[worst])} of real income"
    worlds = [run.world, *(war.equilibrium for war in run.by_scale.values() if war.equilibrium is not None)]
    if len(worlds) == 1:
        return said
    span = format_span([world.real_income_change.sel(region=worst).item() for world in worlds], "{:+.2f}")
    return f"{said}, {span} over economies of scale"


def _gains_title(run: WarRun) -> str:
    winners = run.war.winners
    if not winners:
        return "Nobody gains from the war"
    verb = "gain"
    if len(winners) == 1:
        verb = "gains"
    return f"{' and '.join(winners)} {verb} from the war"
