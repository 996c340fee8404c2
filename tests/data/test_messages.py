"""Accounts that cannot be used: every message in full."""

import shutil

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.data.accounts import SQUARE_FIRST
from tradetalks.data.paths import FILES
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


def unbalanced_only_in_tariffs(at, rate):
    """A wrong tariff whose revenue is spent, so that no other check fails."""
    accounts = random_accounts(1).copy(deep=True)
    n, _, j = at
    accounts["final_use"].values[n, j] += (rate - accounts["tariff"].values[at]) * accounts["flows"].values[at]
    accounts["tariff"].values[at] = rate
    return accounts


def test_good_accounts_pass():
    tt.check_accounts(random_accounts(1))


def test_a_percentage_where_a_fraction_belongs():
    accounts = damaged("tariff", (0, 1, 0), 25.0)
    bought = ((1 + accounts["tariff"]) * accounts["flows"]).sum("exporter").values[0, 0]
    used = (accounts["final_use"].values + accounts["intermediate_use"].sum("using_sector").values)[0, 0]
    assert refused(accounts) == (
        "accounts accounts fail 2 checks\n"
        "tariffs that cannot be (a fraction is expected: 0.25 means 25 percent):\n"
        "  tariff at importer R0, exporter R1, sector S0: 25, looks like 25 percent\n"
        "purchases differ from intermediate plus final use:\n"
        f"  region R0, sector S0: purchases {bought:g}, use {used:g}, gap {bought - used:+g} billion USD\n{DO}; "
        "to take larger tariffs as they are give tariff_max"
    )


def test_import_subsidy_above_all():
    assert refused(unbalanced_only_in_tariffs((0, 1, 0), -1.0)) == (
        "accounts accounts fail 1 checks\n"
        "tariffs that cannot be (a fraction is expected: 0.25 means 25 percent):\n"
        f"  tariff at importer R0, exporter R1, sector S0: -1, at or below -1\n{DO}"
    )


def test_not_a_number():
    assert refused(damaged("flows", (0, 1, 0), np.nan)) == (
        "accounts accounts fail 1 checks\nvalues that are not numbers:\n"
        f"  flows at importer R0, exporter R1, sector S0: nan\n{DO}"
    )


def test_negative_values():
    accounts = damaged("final_use", (0, 0), -1.0)
    bought = ((1 + accounts["tariff"]) * accounts["flows"]).sum("exporter").values[0, 0]
    used = (accounts["final_use"].values + accounts["intermediate_use"].sum("using_sector").values)[0, 0]
    assert refused(accounts) == (
        "accounts accounts fail 2 checks\nnegative values:\n  final_use at region R0, sector S0: -1 billion USD\n"
        "purchases differ from intermediate plus final use:\n"
        f"  region R0, sector S0: purchases {bought:g}, use {used:g}, gap {bought - used:+g} billion USD\n{DO}; "
        'repair=("destocking",) mends them by rule and reports what it moved (tradetalks.mend_accounts)'
    )


def test_unbalanced_accounts_say_where_and_by_how_much():
    accounts = random_accounts(1).copy(deep=True)
    accounts["value_added"].values[2, 1] += 0.5
    sales = accounts["flows"].sum("importer").values[2, 1]
    assert refused(accounts) == (
        "accounts accounts fail 1 checks\nsales differ from value added plus inputs:\n"
        f"  region R2, sector S1: sales {sales:g}, costs {sales + 0.5:g}, gap -0.5 billion USD\n{DO}; "
        'repair=("balance",) closes larger gaps by rule and reports what it moved (tradetalks.balance)'
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


def test_theta_times_psi_matters_only_with_scale_economies():
    accounts = damaged("trade_elasticity", 0, 4.0)
    accounts["scale_elasticity"].values[0] = 0.25
    tt.check_accounts(accounts)
    assert not tt.calibrate(accounts, scale=False).has_scale
    with pytest.raises(AccountsError) as error:
        tt.calibrate(accounts)
    assert str(error.value) == (
        "elasticities out of range in\n  S0: theta 4, psi 0.25, theta*psi 1, mark-up 0\n"
        "expected finite numbers with theta above 0, psi of at least 0, theta*psi below 1, mark-up in [0, 1)\n"
        "do       lower psi below 1/theta there (values up to theta*psi = 0.95 are tested), or switch scale economies off: "
        "calibrate(accounts, scale=False)"
    )


def test_labels_and_missing_variables():
    accounts = random_accounts(1)
    text = refused(accounts.drop_vars("final_use"))
    assert text == (
        "accounts accounts fail 1 checks\nvariables or labels that cannot be used:\n"
        f"  no variable final_use (region, sector): final expenditure at buyer prices\n{DO}"
    )
    renamed = accounts.assign_coords(exporter=["R0", "R1", "USA"])
    assert refused(renamed) == (
        "accounts accounts fail 1 checks\nvariables or labels that cannot be used:\n"
        f"  labels along exporter (R0, R1, USA) differ from those along region\n{DO}"
    )
    transposed = accounts.assign(final_use=accounts["final_use"].rename(sector="input"))
    assert refused(transposed) == (
        "accounts accounts fail 1 checks\nvariables or labels that cannot be used:\n"
        f"  final_use has dimensions region, input; expected region, sector\n{DO}"
    )


def test_text_in_place_of_numbers():
    accounts = random_accounts(1)
    assert refused(accounts.assign(tariff=accounts["tariff"].astype(object))) == (
        "accounts accounts fail 1 checks\nvariables or labels that cannot be used:\n"
        f"  tariff holds values of type object; expected numbers\n{DO}"
    )


def test_something_else_than_accounts():
    with pytest.raises(AccountsError) as error:
        tt.calibrate(pd.DataFrame())  # type: ignore[arg-type]
    assert str(error.value) == (
        "these are not accounts\nexpected an xarray.Dataset, as load_world, read_accounts and build_accounts return\n"
        "got      DataFrame\ndo       build_accounts makes one from bare arrays"
    )


def built(**changes) -> str:
    flows = np.array([[8.0, 2.0], [2.0, 8.0]])[:, :, None]
    arrays = {
        "regions": ["A", "B"], "sectors": ["X"], "flows_nij": flows, "tariff_nij": np.zeros_like(flows),
        "use_nkj": np.zeros((2, 1, 1)), "final_nj": np.full((2, 1), 10.0), "value_added_nj": np.full((2, 1), 10.0),
        "theta_j": np.array([4.0]),
    }  # fmt: skip
    with pytest.raises(AccountsError) as error:
        tt.build_accounts(**(arrays | changes))
    return str(error.value)


def test_repeated_labels():
    assert built(regions=["A", "A"]) == (
        "accounts accounts fail 1 checks\nvariables or labels that cannot be used:\n"
        f"  region A stands 2 times; expected each label once\n{DO}"
    )


def test_arrays_of_another_shape_or_kind():
    assert built(flows_nij=np.ones((2, 2)), final_nj=np.array([["a"], ["b"]]), psi_j=np.array([0.1, 0.2])) == (
        "accounts of 2 regions and 1 sectors cannot be built\n"
        "  flows has shape (2, 2); expected (2, 2, 1) (importer, exporter, sector)\n"
        "  final_use holds something other than numbers\n"
        "  scale_elasticity has shape (2,); expected (1,) (sector)\ndo       mend the arrays named"
    )


def test_markups_that_leave_no_wages():
    use = np.full((2, 1, 1), 6.0)
    rest = np.full((2, 1), 4.0)
    assert built(use_nkj=use, final_nj=rest, value_added_nj=rest, markup_j=0.5) == (
        "accounts accounts fail 2 checks\nmark-ups that leave no wages (value added pays labour and profits):\n"
        "  region A, sector X: mark-up 5, value added 4 billion USD\n"
        f"  region B, sector X: mark-up 5, value added 4 billion USD\n{DO}"
    )


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
        "flows.csv: 1126 of 1127 combinations of importer, exporter, sector; without BRA BRA AGR; write 0 where nothing flows"
    )


def rows_of(file, keep):
    """The table without the rows that are not kept."""
    header, *rows = file.read_text().splitlines()
    file.write_text("\n".join([header, *(row for row in rows if keep(row.split(",")))]) + "\n")


def test_flows_without_the_diagonal(folder):
    rows_of(folder / "flows.csv", lambda row: row[0] != row[1])
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 1 problems\nflows.csv: the own purchases (importer = exporter) of BRA, CHN, "
        "EU, IND, JPN and 2 more are missing: write what is sold less what is exported; they are never 0"
    )


def test_flows_without_small_rows(folder):
    rows_of(folder / "flows.csv", lambda row: row[:2] != ["BRA", "CHN"])
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 1 problems\nflows.csv: 1104 of 1127 combinations of importer, exporter, "
        "sector; without CHN BRA AGR, CHN BRA MIN, CHN BRA FOD and 20 more; write 0 where nothing flows"
    )


def test_a_product_that_is_no_industry(folder):
    use = folder / "intermediate_use.csv"
    use.write_text(use.read_text() + "".join(f"{region},GOLD,AGR,1\n" for region in ("BRA", "CHN", "USA")))
    first, second = told(folder).splitlines()[1:]
    assert first == "intermediate_use.csv:3705: input 'GOLD' is not in sectors.csv (3 rows)"
    assert second == f"intermediate_use.csv: 24 products and 23 industries; {SQUARE_FIRST}"


def test_empty_file(folder):
    (folder / "sectors.csv").write_text("")
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 1 problems\n"
        "sectors.csv: empty; expected a table of comma-separated values"
    )


def test_region_given_twice(folder):
    with (folder / "regions.csv").open("a") as file:
        file.write("USA,United States,326,126\n")
    assert told(folder) == (
        f"accounts folder {folder} cannot be read: 1 problems\nregions.csv:9: region USA was given before"
    )
