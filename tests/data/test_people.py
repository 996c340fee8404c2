"""Population, households and employment of accounts: read, checked, shipped with their status, left out where nobody counts."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.worlds import random_accounts, write_tables
from tradetalks.data.worlds import FILES
from tradetalks.errors import AccountsError


@pytest.fixture
def folder(tmp_path):
    write_tables(random_accounts(3), tmp_path / "mine")
    return tmp_path / "mine"


def add_columns(file, **columns):
    table = pd.read_csv(file)
    for name, values in columns.items():
        table[name] = values
    table.to_csv(file, index=False)


def test_columns_that_are_not_there_are_left_out(folder):
    accounts = tt.read_accounts(folder)
    assert not {"population", "households", "employment"} & set(accounts.data_vars)


def test_columns_are_read_with_units(folder):
    add_columns(folder / "regions.csv", population_million=[10, 20, 30], households_million=[4, 8, 12])
    jobs = np.arange(1, 7) / 10
    add_columns(folder / "final_use_and_value_added.csv", employment_million=jobs)
    accounts = tt.read_accounts(folder)
    assert accounts["population"].sel(region="R1") == 20 and accounts["population"].units == "million persons"
    assert accounts["households"].sel(region="R2") == 12 and accounts["households"].units == "million households"
    np.testing.assert_array_equal(accounts["employment"], jobs.reshape(3, 2))
    tt.calibrate(accounts)


def test_people_that_cannot_be(folder):
    add_columns(folder / "regions.csv", population_million=[10, 2.0e7, 30], households_million=[11, 0, 12])
    with pytest.raises(AccountsError) as error:
        tt.read_accounts(folder)
    assert str(error.value) == (
        "accounts mine fail 3 checks\n"
        "people that cannot be counted so (millions are expected):\n"
        "  population at region R1: 2e+07 million, more than live on earth\n"
        "  households at region R1: 0, expected above 0\n"
        "  region R0: 11 million households, 10 million persons\n"
        "do       mend the tables named; rounding up to 0.01 percent of the larger side is accepted"
    )


def test_text_in_a_column_of_people(folder):
    add_columns(folder / "regions.csv", population_million=[10, "many", 30])
    with pytest.raises(AccountsError, match=r"regions.csv:3: population_million is 'many'; expected a number"):
        tt.read_accounts(folder)


# Millions of people in the regions together, World Bank: the world total without Taiwan, and with its 23 million.
@pytest.mark.parametrize(("name", "people"), [("world2017", 7614.523), ("world2022", 7989.545 + 23.26)])
def test_shipped_people_say_where_they_come_from(name, people):
    """What is from memory says so: in the attributes and in the folder's README."""
    world = tt.load_world(name)
    readme = (FILES / name / "README.md").read_text(encoding="utf-8")
    assert "memory" in world.attrs["households_source"] and "from memory" in readme
    assert "World Bank" in world.attrs["population_source"]
    size = world["population"] / world["households"]
    assert size.min() > 2 and size.max() < 5
    assert world["population"].sum() == pytest.approx(people, abs=0.01)
