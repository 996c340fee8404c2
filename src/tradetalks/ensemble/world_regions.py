"""Regions that are called the same in several worlds, and are other countries in each."""

from __future__ import annotations

from functools import lru_cache

import xarray as xr

from tradetalks.data.region_names import RegionNames
from tradetalks.ensemble.worlds import KEPT, on_world
from tradetalks.scenario.model import Scenario


def names_of_regions(accounts: xr.Dataset) -> dict[str, str]:
    """Names in words by label."""
    labels = map(str, accounts["region"].values)
    return dict(zip(labels, map(str, accounts["region_name"].values), strict=True))


@lru_cache(maxsize=KEPT)
def other_countries(scenario: Scenario, worlds: tuple[str, ...]) -> dict[str, str]:
    """What a region is in each world, of regions whose label says the same and whose countries are others.

    Args:
        scenario: whose study it is.
        worlds: values of the key ``baseline``.

    Returns:
        By label a few words: the names that the worlds give it, where these differ.
    """
    accounts = {word: on_world(scenario, word).accounts for word in worlds}
    names = {word: names_of_regions(found) for word, found in accounts.items()}
    regions = {word: RegionNames(found) for word, found in accounts.items()}
    told = {}
    for label in dict.fromkeys(label for found in names.values() for label in found):
        called = {word: found[label] for word, found in names.items() if label in found}
        if len(set(called.values())) > 1:
            told[label] = ", ".join(f"{name} in {word}" for word, name in called.items())
        elif len({regions[word].extent(label) for word in called}) > 1:
            told[label] = "other countries in each world"
    return told
