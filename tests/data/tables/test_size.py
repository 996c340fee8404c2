"""What the world earned is never doubted in its own unit, and always in another."""

import dataclasses
from pathlib import Path

import pytest

from tradetalks.data.tables.random_world import random_table
from tradetalks.data.tables.size import doubt_about_size

# Billion dollars a year (GDP of the world in current dollars, World Bank) over the regions of tables with few and with many.
WORLDS = [(23_000, 41), (23_000, 190), (31_000, 67), (110_000, 41), (110_000, 85), (110_000, 190)]


def earning(total, regions):
    """A table of a world that earns so much."""
    table = random_table(regions, 2, seed=0)
    return dataclasses.replace(table, value_added_nj=table.value_added_nj * total / table.value_added_nj.sum())


@pytest.mark.parametrize(("total", "regions"), WORLDS)
def test_the_world_is_believed_and_a_thousand_or_a_thousandth_is_not(total, regions):
    assert doubt_about_size(earning(total, regions), Path("a.csv")) is None
    for factor, mends in ((1e3, "0.001"), (1e-3, "1000")):
        doubt = doubt_about_size(earning(factor * total, regions), Path("a.csv"))
        assert doubt.name == "size"
        assert doubt.sentence.endswith(f"Its numbers times {mends} would give {total:,}")


def test_where_no_factor_mends_none_is_named():
    doubt = doubt_about_size(earning(1e-9, 41), Path("a.csv"))
    assert doubt.sentence == (
        "a.csv: value added is 1e-09 billion dollars a year with numbers in billion USD, less than 10 for each of 41 regions"
    )
