"""Countries and sectors by their names: as a label beside a number, and as a sentence says them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import xarray as xr

# Names that take an article in a sentence; those that end in one of the words below take it too.
WITH_ARTICLE = ("European Union", "Euro area", "Netherlands", "Philippines", "Bahamas", "Gambia")
ENDS_WITH_ARTICLE = ("States", "Kingdom", "Republic", "Islands", "Emirates", "Union")
# A name that is no name: it takes an article and no capital within a sentence.
REST = re.compile(r"rest of (the )?world", re.IGNORECASE)
# Codes that are told from words of a sentence.
CAPITALS = re.compile(r"[A-Z]{2,}")
# How many members a union had: of the data, not of the name.
MEMBERS = re.compile(r"\s*\(\d+\)$")


@dataclasses.dataclass(frozen=True)
class CountryNames:
    """Names by code.

    Args:
        labels: code -> name, as beside a number; what is not in it keeps its code.
    """

    labels: Mapping[str, str]

    def __getitem__(self, code: str) -> str:
        """The name as a label: ``United States``."""
        return self.labels.get(code, code)

    def said(self, code: str) -> str:
        """The name within a sentence: ``the United States``."""
        name = self[code]
        if REST.fullmatch(name):
            return "the rest of the world"
        if name in WITH_ARTICLE or name.endswith(ENDS_WITH_ARTICLE):
            return f"the {name}"
        return name

    def opening(self, code: str) -> str:
        """The name at the head of a sentence: ``The United States``."""
        said = self.said(code)
        if said == self[code]:
            return said
        return said[:1].upper() + said[1:]

    def spelled_out(self, text: str, *, sentence: bool = False) -> str:
        """A text with names in place of codes, where codes are words in capitals that no sentence has.

        Args:
            text: anything.
            sentence: whether names take the article that a sentence gives them.
        """
        for code, name in self.labels.items():
            if CAPITALS.fullmatch(code) and name != code:
                said = name
                if sentence:
                    said = self.said(code)
                text = re.sub(rf"\b{code}\b", said, text)
        return text


def country_names(accounts: xr.Dataset) -> CountryNames:
    """The names that a world's accounts give its regions.

    Args:
        accounts: balanced accounts with the coordinate ``region_name``.

    Returns:
        Names by code, numbers of members left out where names stay apart without them.
    """
    codes = [str(code) for code in accounts["region"].values]
    full = [str(name) for name in accounts["region_name"].values]
    short = [MEMBERS.sub("", name) for name in full]
    if len(set(short)) < len(short):
        short = full
    return CountryNames(dict(zip(codes, short, strict=True)))


def sector_names(accounts: xr.Dataset) -> CountryNames:
    """The names that a world's accounts give its sectors, by code."""
    codes, names = accounts["sector"].values, accounts["sector_name"].values
    return CountryNames(dict(zip(map(str, codes), map(str, names), strict=True)))


def possessive(name: str) -> str:
    """``China's``, ``United States'``.

    Args:
        name: of a country.
    """
    if name.endswith("s"):
        return f"{name}'"
    return f"{name}'s"
