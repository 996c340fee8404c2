"""The tables of labelled accounts: name, dimensions, unit and meaning of every variable."""

from __future__ import annotations

from typing import NamedTuple

# Dimensions along which the labels of regions stand; all others carry the labels of sectors.
REGIONAL = ("importer", "exporter", "region")


class Variable(NamedTuple):
    """One table of the accounts: its dimensions, its unit ("" for a yes or no) and what it says."""

    dims: tuple[str, ...]
    units: str
    long_name: str


VARIABLES: dict[str, Variable] = {
    "flows": Variable(
        ("importer", "exporter", "sector"),
        "billion USD a year",
        "purchases of the importer from the exporter at exporter prices, net of tariffs; own purchases included",
    ),
    "tariff": Variable(("importer", "exporter", "sector"), "1", "ad-valorem import tariff"),
    "intermediate_use": Variable(
        ("region", "input", "using_sector"),
        "billion USD a year",
        "purchases of the input by the using sector, buyer prices",
    ),
    "final_use": Variable(("region", "sector"), "billion USD a year", "final expenditure at buyer prices"),
    "value_added": Variable(("region", "sector"), "billion USD a year", "value added (wages and profits)"),
    "trade_elasticity": Variable(("sector",), "1", "trade elasticity theta"),
    "scale_elasticity": Variable(("sector",), "1", "scale elasticity psi (external economies of scale)"),
    "tradable": Variable(("sector",), "", "whether tariffs reach the sector"),
    "markup": Variable(("sector",), "1", "share of sales kept as profit"),
    "population": Variable(("region",), "million persons", "people who live in the region"),
    "households": Variable(("region",), "million households", "households of the region"),
    "employment": Variable(("region", "sector"), "million jobs", "people who work in the sector"),
}
# Tables that accounts may lack: nothing is solved with the people, numbers are only told per person where they are counted.
OPTIONAL = ("markup", "population", "households", "employment")
