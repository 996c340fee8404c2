"""The region of accounts that a country or a group of countries is, whatever it is called."""

from __future__ import annotations

import json
from functools import cache

import xarray as xr

from tradetalks.data.countries import find_country, find_group
from tradetalks.data.partners import members_of_region
from tradetalks.inputs.places import countries, without_remark


class RegionNames:
    """Regions of accounts by the countries that they are made of, as far as their labels and names say.

    Args:
        accounts: labelled accounts.
    """

    def __init__(self, accounts: xr.Dataset) -> None:
        labels = [str(label) for label in accounts["region"].values]
        names = dict(zip(labels, labels, strict=True))
        if "region_name" in accounts:
            names = dict(zip(labels, map(str, accounts["region_name"].values), strict=True))
        made_of = {label: [label] for label in labels}
        if "aggregation" in accounts.attrs:
            told = json.loads(str(accounts.attrs["aggregation"]))["regions"]
            made_of = {label: told.get(label, [label]) for label in labels}
        self._members = {label: _members(made_of[label], names[label]) for label in labels}
        self._names = names

    def find(self, word: str) -> tuple[str | None, str]:
        """The region that a word stands for in any spelling of :func:`tradetalks.country_code` or of a group of countries.

        Returns:
            Its label and nothing; or None, and where it is a part of regions or more than one, what to do about it.
        """
        meant = _countries_called(word)
        if not meant:
            return None, ""
        for label, members in self._members.items():
            if members == meant:
                return label, ""
        called = _called(word, meant)
        touched = [label for label, members in self._members.items() if members & meant]
        if not touched:
            return None, f"{called} is no region of these accounts; choose from {', '.join(self._members)}"
        if len(touched) == 1 and meant < self._members[touched[0]]:
            label = touched[0]
            return None, f"{called} is a part of {label} here ({self._names[label]}): write {label} for all of it"
        if meant <= frozenset().union(*(self._members[label] for label in touched)):
            return None, f"{called} is several regions here: write [{', '.join(touched)}]"
        return None, f"{called} is no region of these accounts; of it they tell {', '.join(touched)} apart"

    def holder(self, word: str) -> str | None:
        """The region that a country is a part of; None where it is a part of none that is known, or no country."""
        meant = _countries_called(word)
        holders = [label for label, members in self._members.items() if meant and meant <= members]
        if holders:
            return holders[0]
        # What no region names is in the rest of the world, where accounts have one.
        return self._rest if meant else None

    def extent(self, label: str) -> tuple[bool, frozenset[str]]:
        """What a region covers, to be held against that of other accounts.

        Args:
            label: of a region.

        Returns:
            False and its countries, as far as they are known; of what is left of the world True and the countries that it does
            not have.
        """
        if label == self._rest:
            return True, frozenset().union(*self._members.values())
        return False, self._members[label]

    @property
    def _rest(self) -> str | None:
        """The region that is what is left of the world: the only one of which no country is known; None where it is not one."""
        rest = [label for label, members in self._members.items() if not members]
        return rest[0] if len(rest) == 1 else None


def _countries_called(word: str) -> frozenset[str]:
    """The countries that a word means: one, the members of a group, or none."""
    group = find_group(word)
    if group is not None:
        return frozenset(group.members)
    country = find_country(word)
    if country is None:
        return frozenset()
    return frozenset({country})


@cache
def _of_label(label: str, name: str) -> frozenset[str]:
    """The countries of a label of the first table: a region of the shipped worlds, else by the label itself, else by its name."""
    return members_of_region(label) or _countries_called(label) or _countries_called(without_remark(name))


def _members(labels: list[str], name: str) -> frozenset[str]:
    """The countries of a region, from the labels that it was made of; none where one of them means no country."""
    if len(labels) == 1:
        return _of_label(labels[0], name)
    parts = [_of_label(label, label) for label in labels]
    if not all(parts):
        return frozenset()
    return frozenset().union(*parts)


def _called(word: str, meant: frozenset[str]) -> str:
    """A country by its name, a group as it was written."""
    if len(meant) == 1:
        return countries().get(next(iter(meant)), word)
    return word
