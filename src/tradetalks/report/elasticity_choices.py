"""Named sets of elasticities to choose among: how high they are, with which economies of scale, and who says so."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.elasticities import elasticities_of_world, elasticity_sets
from tradetalks.errors import TradeTalksError

# Averages below the first are called low, from the second on high: most models with one elasticity take 4.
LOW, HIGH = 2.5, 6.0
# Authors and year, with which a source begins.
AUTHORS = re.compile(r"[^(]*\([0-9]{4}\)")
# The same alone: one author, two, or more.
PEOPLE = re.compile(r"(?P<first>\w[\w'-]*)(?P<more>(, \w[\w'-]*)+)?( & \w[\w'-]*)? (?P<year>\([0-9]{4}\))")
# Shares of the published economies of scale, in words.
SCALE = {
    0.0: "no economies of scale",
    0.5: "half of the published economies of scale",
    1.0: "all published economies of scale",
}


@dataclasses.dataclass(frozen=True)
class ExplainedSet:
    """A named set.

    Args:
        name: in files and links.
        called: in a list: how high, with which economies of scale, whose.
        whose: its authors.
        said: what it is and where it is from.
        average: trade elasticity, weighted with the cross-border trade of the world; NaN where the world has no such set.
    """

    name: str
    called: str
    whose: str
    said: str
    average: float


def elasticity_choices(accounts: xr.Dataset) -> dict[str, list[ExplainedSet]]:
    """The named sets of a world, by their economies of scale, from low to high trade elasticities.

    Args:
        accounts: of the world.

    Returns:
        By a heading; every set that ships.
    """
    averages = _averages(accounts)
    found: dict[str, list[ExplainedSet]] = {}
    for name, facts in _facts().items():
        one = _set(name, facts, averages.get(name, float("nan")))
        found.setdefault(_capital(_scale(facts)), []).append(one)
    return {
        heading: sorted(sets, key=lambda one: (np.isnan(one.average), one.average))
        for heading, sets in sorted(found.items(), key=lambda item: list(map(_capital, SCALE.values())).index(item[0]))
    }


def authors_of(name: str) -> str:
    """Whose a set is: ``Boehm, Levchenko & Pandalai-Nayar (2023)``; its source where nobody is named.

    Args:
        name: of the set.
    """
    facts = _facts().get(name)
    if facts is None:
        return name
    found = AUTHORS.match(str(facts["source"]))
    if found is None:
        return str(facts["source"])
    return found.group(0)


def called_sets(names: Sequence[str]) -> dict[str, str]:
    """What alternatives are called beside numbers: sets by their authors, ``Boehm et al. (2023)``.

    Args:
        names: of all that are told together, sets or not.

    Returns:
        By name. What is no set keeps its name, and so do sets of the same authors.
    """
    cited = {name: _citation(name) for name in names}
    told = list(cited.values())
    return {name: said if told.count(said) == 1 else name for name, said in cited.items()}


def _citation(name: str) -> str:
    """Authors and year of a set, in short; its name where nobody is named."""
    found = PEOPLE.fullmatch(authors_of(name))
    if found is None:
        return name
    if found["more"]:
        return f"{found['first']} et al. {found['year']}"
    return found[0]


def with_authors(said: str) -> str:
    """A text in which every set that is named has its authors before it.

    Args:
        said: names of sets among other words.
    """
    names = "|".join(sorted(map(re.escape, _facts()), key=len, reverse=True))
    return re.sub(rf"\b({names})\b", lambda found: f"{authors_of(found[0])} ({found[0]})", said)


def set_in_words(name: str) -> str:
    """Whose a set is, and with which economies of scale; empty where no set is called so.

    Args:
        name: of the set.
    """
    facts = _facts().get(name)
    if facts is None:
        return ""
    return f"{authors_of(name)}, {_scale(facts)}"


def _set(name: str, facts: Mapping[str, object], average: float) -> ExplainedSet:
    height = ""
    if not np.isnan(average):
        height = f"{_height(average)}, {average:.1f} on average: "
    place = f", {facts['place']}" if facts["place"] == facts["place"] and facts["place"] else ""
    said = f"{_capital(str(facts['title']))}; {_scale(facts)}. {facts['source']}{place} ({facts['status']})."
    return ExplainedSet(name, f"{height}{authors_of(name)} · {name}", authors_of(name), said, average)


def _height(average: float) -> str:
    """Whether trade answers little or much."""
    if average < LOW:
        return "low"
    if average < HIGH:
        return "usual"
    return "high"


def _scale(facts: Mapping[str, object]) -> str:
    return SCALE.get(float(str(facts["scale_share"])), "some economies of scale")


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


@functools.cache
def _facts() -> dict[str, dict[str, object]]:
    """What is known of every set, by its name."""
    return {str(name): dict(row) for name, row in elasticity_sets().iterrows()}


def _averages(accounts: xr.Dataset) -> dict[str, float]:
    """Trade elasticities of goods by set, weighted with cross-border trade; nothing for worlds that no set is matched to."""
    try:
        table: pd.DataFrame = elasticities_of_world(str(accounts.attrs.get("name", "")))
    except TradeTalksError:
        return {}
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    traded = flows.sum(axis=(0, 1)) - np.einsum("nnj->j", flows)
    weights = dict(zip(map(str, accounts["sector"].values), traded * accounts["tradable"].values, strict=True))
    found = {}
    for name, rows in table.groupby("set"):
        weight = np.array([weights[str(sector)] for sector in rows["sector"]])
        found[str(name)] = float(np.average(rows["trade_elasticity"].to_numpy(float), weights=weight))
    return found
