"""Accounts that cannot be used: every message in full."""

import shutil

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.data.worlds import FILES
from tradetalks.errors import AccountsError

DO = "do       mend the tables named; rounding up to 0.01 percent of the larger side is accepted"


def refused(accounts) -> str:
    with pytest.raises(AccountsError) as error:
        tt.check_accounts(accounts)
    return str(error.value)


def damaged(variable: str, at, value):
    accounts = random_accounts(1).copy(deep=True)
    accounts[variable].values[at] = value
    return accounts


def test_good_accounts_pass():
    tt.check_accounts(random_accounts(1))


def test_a_percentage_where_a_fraction_belongs():
    assert refused(damaged("tariff", (0, 1, 0), 25.0)).splitlines()[:3] == [
        "accounts accounts fail 2 checks",
        "tariffs that cannot be (a fraction is expected: 0.25 means 25 percent):",
        "  tariff at importer R0, exporter R1, sector S0: 25, looks like 25 percent",
    ]


def test_own_tariff_and_import_subsidy_above_all():
    text = refused(damaged("tariff", (1, 1, 0), 0.1))
    assert "  tariff at importer R1, exporter R1, sector S0: 0.1, on own goods" in text
    assert "  tariff at importer R0, exporter R1, sector S0: -1, at or below -1" in refused(
        damaged("tariff", (0, 1, 0), -1.0)
    )


def test_not_a_number():
    assert refused(damaged("flows", (0, 1, 0), np.nan)) == (
        "accounts accounts fail 1 checks\nvalues that are not numbers:\n"
        f"  flows at importer R0, exporter R1, sector S0: nan\n{DO}"
    )


def test_negative_values():
    text = refused(damaged("final_use", (0, 0), -1.0))
    assert "negative values:\n  final_use at region R0, sector S0: -1 billion USD" in text


def test_unbalanced_accounts_say_where_and_by_how_much():
    accounts = random_accounts(1).copy(deep=True)
    accounts["value_added"].values[2, 1] += 0.5
    sales = accounts["flows"].sum("importer").values[2, 1]
    assert refused(accounts) == (
        "accounts accounts fail 1 checks\nsales differ from value added plus inputs:\n"
        f"  region R2, sector S1: sales {sales:g}, costs {sales + 0.5:g}, gap -0.5 billion USD\n{DO}"
    )


def test_failures_are_sorted_and_capped():
    accounts = random_accounts(1, n=4, j=4).copy(deep=True)
    accounts["final_use"].values[:] += np.arange(16).reshape(4, 4) + 1.0
    lines = refused(accounts).splitlines()
    assert lines[0] == "accounts accounts fail 16 checks"
    assert lines[2].startswith("  region R3, sector S3:")
    assert lines[12] == "  and 6 more"


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("trade_elasticity", 0.0, "  trade_elasticity of S0: 0, expected above 0"),
        ("scale_elasticity", -0.1, "  scale_elasticity of S0: -0.1, expected at least 0"),
        ("markup", 1.0, "  markup of S0: 1, expected at least 0 and below 1"),
    ],
)
def test_elasticities(variable, value, line):
    text = refused(damaged(variable, 0, value))
    assert text == f"accounts accounts fail 1 checks\nelasticities out of range:\n{line}\n{DO}"


def test_theta_times_psi():
    accounts = damaged("trade_elasticity", 0, 4.0)
    accounts["scale_elasticity"].values[0] = 0.25
    assert refused(accounts) == (
        "accounts accounts fail 1 checks\nelasticities out of range:\n"
        f"  trade_elasticity times scale_elasticity of S0: 1, expected below 1\n{DO}"
    )


def test_labels_and_missing_variables():
    accounts = random_accounts(1)
    text = refused(accounts.drop_vars("final_use"))
    assert text == (
        "accounts accounts fail 1 checks\nthe accounts are incomplete:\n"
        f"  no variable final_use (region, sector): final expenditure at buyer prices\n{DO}"
    )
    renamed = accounts.assign_coords(exporter=["R0", "R1", "USA"])
    assert "  labels along exporter (R0, R1, USA) differ from those along region" in refused(renamed)
    transposed = accounts.assign(final_use=accounts["final_use"].rename(sector="input"))
    assert "  final_use has dimensions region, input; expected region, sector" in refused(transposed)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FILES / "world2017", tmp_path / "mine")


def told(folder) -> str:
    with pytest.raises(AccountsError) as error:
        tt.read_accounts(folder)
    return str(error.value)


def replace_text(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_folder_reads(folder):
    assert tt.read_accounts(folder).attrs["name"] == "mine"


def test_missing_file_and_column(folder):
    (folder / "regions.csv").unlink()
    replace_text(folder / "flows.csv", "value_busd", "value")
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 2 problems\n"
        "regions.csv: no such file; expected columns region, name\n"
        "flows.csv:1: no column value_busd; got exporter, importer, sector, value, tariff"
    )


def test_text_where_a_number_belongs(folder):
    replace_text(folder / "flows.csv", "137.965", "much")
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 1 problems\nflows.csv:2: value_busd is 'much'; expected a number"
    )


def test_unknown_repeated_and_missing_rows(folder):
    replace_text(folder / "flows.csv", "BRA,BRA,AGR", "BRA,ITA,AGR")
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 1 problems\nflows.csv:2: importer 'ITA' is not in regions.csv"
    )
    replace_text(folder / "flows.csv", "BRA,ITA,AGR", "BRA,BRA,MIN")
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 2 problems\nflows.csv:3: BRA BRA MIN was given before\n"
        "flows.csv: 1126 of 1127 combinations of importer, exporter, sector; write 0 where nothing flows"
    )


def test_empty_file(folder):
    (folder / "sectors.csv").write_text("")
    assert told(folder).splitlines()[1] == (
        "sectors.csv: not a table of comma-separated values (No columns to parse from file)"
    )
