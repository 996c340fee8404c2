"""Who a file is about where it does not say: those who act and those who are hit."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import xarray as xr

from tradetalks.scenario.sections.acts import Act

# Players that are taken where a file names none: what a table and a row of charts have room for, and what a war of all against
# all can be searched for in minutes. An act on all countries would make players of all.
MOST_PLAYERS = 4
# Dollars and cents of a billion: two who act on each other alone cover the same trade, whatever order it is added up in.
DIGITS = 9


def players_of_acts(acts: Iterable[Act], accounts: xr.Dataset) -> tuple[str, ...]:
    """Those who act and those who are hit, whose covered trade is largest first.

    Args:
        acts: of the main line and of every branch.
        accounts: what is traded, billion dollars a year; what an act covers is counted once, however often it is covered.

    Returns:
        Labels of regions; of two with the same trade, who acts first comes first. None where nobody acts.
    """
    regions = [str(v) for v in accounts["region"].values]
    sectors = [str(v) for v in accounts["sector"].values]
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    position = {name: k for k, name in enumerate(regions)}
    at = {name: k for k, name in enumerate(sectors)}
    # In the order in which the acts name them, each once.
    covered = dict.fromkeys(cell[:3] for act in acts for cell in act.cells)
    trade: dict[str, float] = {}
    for importer, exporter, sector in covered:
        # A production subsidy has no partner: who pays it acts, and what it sells at home and abroad is covered.
        if exporter:
            value = float(flows[position[importer], position[exporter], at[sector]])
        else:
            value = float(flows[:, position[importer], at[sector]].sum())
        for region in filter(None, (importer, exporter)):
            trade[region] = trade.get(region, 0.0) + value
    return tuple(sorted(trade, key=lambda region: -round(trade[region], DIGITS)))


def inferred_players(acts: Collection[Act], accounts: xr.Dataset) -> tuple[str, ...]:
    """The players of a file that names none: at most :data:`MOST_PLAYERS`, those who act before those who are only hit.

    Args:
        acts, accounts: as :func:`players_of_acts` takes them.

    Returns:
        Labels of regions, whose covered trade is largest first.
    """
    involved = players_of_acts(acts, accounts)
    acting = [region for region in involved if any(act.is_by(region) for act in acts)]
    hit = [region for region in involved if region not in acting]
    kept = [*acting, *hit][:MOST_PLAYERS]
    return tuple(region for region in involved if region in kept)


def players_of_both(
    parents: Collection[str], own: Collection[Act], acts: Collection[Act], accounts: xr.Dataset
) -> tuple[tuple[str, ...], bool]:
    """The players of a file that extends another and names none, and whether they were inferred from its acts.

    Args:
        parents: the players of the file that it extends.
        own: the acts that it adds, in the main line and in branches.
        acts: these and those that it takes over.
        accounts: as :func:`players_of_acts` takes them.

    Returns:
        Those of the other file, where nobody else acts or is hit in what this one adds. Else at most :data:`MOST_PLAYERS`: who
        acts and is hit in what it adds first, then the other file's players who act or are hit; covered trade largest first.
    """
    added = inferred_players(own, accounts)
    if parents and set(added) <= set(parents):
        return tuple(parents), False
    involved = players_of_acts(acts, accounts)
    stay = [region for region in involved if region in parents and region not in added]
    kept = [*added, *stay][:MOST_PLAYERS]
    return tuple(region for region in involved if region in kept), bool(kept)
