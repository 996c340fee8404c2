"""Whom the chapter speaks of: the players of the scenario, which are those who act and are hit where the file names none."""

from __future__ import annotations

import numpy as np

from tradetalks.report.format import format_list
from tradetalks.report.names import country_names
from tradetalks.scenario.reading.players import players_of_acts
from tradetalks.scenario.results.cost import CostRun

# Where nobody acts, those spoken of are the largest economies, so many.
LARGEST = 2


def regions_involved(run: CostRun) -> tuple[str, ...]:
    """Everybody who acts or is hit by an act of the main line or of a branch, whose covered trade is largest first.

    Args:
        run: whose acts count.
    """
    scenario = run.scenario
    acts = [*scenario.acts, *(act for branch in scenario.branches for act in branch.acts)]
    return players_of_acts(acts, scenario.accounts)


def shown_players(run: CostRun) -> tuple[str, ...]:
    """The scenario's players; where nobody acts, the largest economies."""
    if run.scenario.players:
        return run.scenario.players
    largest = np.argsort(-run.economy.income_n, kind="stable")[:LARGEST]
    return tuple(run.economy.regions[n] for n in largest)


def others(run: CostRun) -> tuple[str, ...]:
    """Everybody but the players that are shown, in the order of the economy."""
    players = shown_players(run)
    return tuple(region for region in run.economy.regions if region not in players)


def others_word(run: CostRun) -> str:
    """What the others are called: nobody who acts or is hit is a bystander."""
    if set(others(run)) & set(regions_involved(run)):
        return "others"
    return "bystanders"


def player_pairs(run: CostRun) -> list[tuple[str, str]]:
    """Every player with every other one, in order."""
    names = shown_players(run)
    return [(a, b) for a in names for b in names if a != b]


def players_sentence(run: CostRun) -> str:
    """How the players were found, where the file names none."""
    scenario, names = run.scenario, country_names(run.scenario.accounts)
    shown = [names.said(player) for player in shown_players(run)]
    if not scenario.players:
        return f"The file names no players and nobody acts: {format_list(shown)}, the largest economies, are spoken of."
    if not scenario.players_inferred:
        return ""
    said = f"The file names no players: those who act and those who are hit are spoken of, {format_list(shown)}"
    more = [names.said(region) for region in regions_involved(run) if region not in shown_players(run)]
    if more:
        return f"{said}, whose trade under the acts is largest; {format_list(more)} act or are hit too."
    return f"{said}."
