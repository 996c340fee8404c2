"""Data that cannot be right, or rarely are: refused or said by name, and true data that look odd taken."""

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts, write_tables
from tradetalks.data.plausibility import DOUBTS, doubts_about
from tradetalks.data.worlds import toy_world
from tradetalks.errors import AccountsError

ROUNDING = "do       mend the tables named; rounding up to 0.01 percent of the larger side is accepted"


def arrays(accounts, **changes):
    """What build_accounts takes, with final use and value added that balance."""
    parts = {
        "regions": list(accounts["region"].values), "sectors": list(accounts["sector"].values),
        "flows_nij": accounts["flows"].values, "tariff_nij": accounts["tariff"].values,
        "use_nkj": accounts["intermediate_use"].values, "theta_j": accounts["trade_elasticity"].values,
    } | changes  # fmt: skip
    bought = ((1 + parts["tariff_nij"]) * parts["flows_nij"]).sum(axis=1)
    if "final_nj" not in parts:
        parts["final_nj"] = bought - parts["use_nkj"].sum(axis=2)
        parts["value_added_nj"] = parts["flows_nij"].sum(axis=0) - parts["use_nkj"].sum(axis=1)
    return parts


def built(**changes):
    return tt.build_accounts(**arrays(random_accounts(1), **changes))


def refused(**changes) -> str:
    with pytest.raises(AccountsError) as error:
        built(**changes)
    return str(error.value)


def warned(**changes) -> str:
    """The one warning; accepted by its name, there is none."""
    with pytest.warns(tt.UnlikelyData) as found:
        accounts = built(**changes)
    assert len(found) == 1 and found[0].filename == __file__
    (doubt,) = doubts_about(accounts)
    assert accounts.attrs["unlikely"] == doubt.sentence
    assert str(found[0].message) == f'{doubt.sentence} (accept=("{doubt.name}",) takes it as it is)'
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        taken = built(**changes, accept=(doubt.name,))
        tt.check_accounts(taken)
        tt.calibrate(taken, deficits="fixed")
        tt.calibrate(accounts, deficits="fixed")
    return doubt.sentence


def without_diagonal():
    """What trade data without domestic sales come to when filled with zeros."""
    flows = random_accounts(1)["flows"].values.copy()
    flows[np.arange(3), np.arange(3)] = 0.0
    return {"flows_nij": flows, "use_nkj": np.zeros((3, 2, 2))}


def test_no_domestic_sales():
    assert refused(**without_diagonal()) == (
        "accounts accounts fail 1 checks\nno world:\n"
        "  no domestic sales: own purchases (importer = exporter) are 0, of which most of any economy consists; without them a "
        f"tariff costs nobody anything. They are sales less exports, for R0, R1, R2\n{ROUNDING}"
    )


def test_domestic_sales_missing_in_one_region():
    flows = random_accounts(1)["flows"].values.copy()
    flows[0, 0] = 0.0
    assert warned(flows_nij=flows, use_nkj=np.zeros((3, 2, 2))) == (
        "R0 buys less than 5 percent at home: are the own purchases (importer = exporter) missing?"
    )


def test_all_zeros_and_regions_without_an_economy():
    zero = np.zeros((3, 3, 2))
    assert refused(flows_nij=zero, tariff_nij=zero, use_nkj=np.zeros((3, 2, 2))) == (
        f"accounts accounts fail 1 checks\nno world:\n  every flow is 0\n{ROUNDING}"
    )
    flows = random_accounts(1)["flows"].values.copy()
    flows[0], flows[:, 0] = 0.0, 0.0
    assert refused(flows_nij=flows, use_nkj=np.zeros((3, 2, 2))) == (
        "accounts accounts fail 2 checks\nno world:\n  R0 earns nothing: its value added is 0 in every sector\n"
        f"  R0 uses nothing: its final use is 0 in every sector\n{ROUNDING}"
    )


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("", "'' cannot be a label: it is empty"),
        ("all", "'all' cannot be a label: scenario files mean every one by 'all'"),
        (" USA", "' USA' cannot be a label: it begins or ends with a blank"),
        ("x" * 256, f"'{'x' * 80}…' cannot be a label: it has 256 letters, more than 255"),
        ("a\0b", "'a\\x00b' cannot be a label: it holds a control character"),
        ("a\ud800", "'a\\ud800' cannot be a label: it holds half of a character (a surrogate)"),
    ],
)
def test_labels_that_are_none(label, why):
    text = refused(regions=[label, "R1", "R2"])
    assert f"\n  region {why}\n" in text
    assert f"\n  sector {why}\n" in refused(sectors=[label, "S1"])


def test_words_that_scenario_files_have_for_sectors():
    """``sectors: goods`` is every sector that tariffs reach, whatever a table calls one of them; no region is meant by it."""
    for label in ("goods", "Goods", "GOODS"):
        why = "cannot be a label: scenario files mean every sector that tariffs reach by 'goods'"
        assert f"\n  sector {label!r} {why}\n" in refused(sectors=[label, "S1"])
    built(regions=["goods", "R1", "R2"])


def test_no_region_at_all():
    none = np.zeros((0, 0, 2))
    with pytest.raises(AccountsError) as error:
        tt.build_accounts(
            regions=[], sectors=["S0", "S1"], flows_nij=none, tariff_nij=none, use_nkj=np.zeros((0, 2, 2)),
            final_nj=np.zeros((0, 2)), value_added_nj=np.zeros((0, 2)), theta_j=np.array([4.0, 5.0]),
        )  # fmt: skip
    assert str(error.value) == (
        f"accounts accounts fail 1 checks\nvariables or labels that cannot be used:\n  there is no region\n{ROUNDING}"
    )


def test_millions_for_billions():
    accounts = random_accounts(1)
    flows, use = 1e6 * accounts["flows"].values, 1e6 * accounts["intermediate_use"].values
    total = (flows.sum(axis=0) - use.sum(axis=1)).sum()
    assert warned(flows_nij=flows, use_nkj=use) == (
        f"the world of these accounts earns {total:.3g} billion dollars a year, more than ten worlds of today: "
        "are they in millions?"
    )
    flows, use = 1e-3 * accounts["flows"].values, 1e-3 * accounts["intermediate_use"].values
    assert warned(flows_nij=flows, use_nkj=use).endswith(
        "billion dollars a year, less than its smallest country: are they in trillions?"
    )


def test_dispersion_for_elasticity():
    assert warned(theta_j=np.array([0.2, 0.125])) == (
        "trade elasticities lie below 1 in 2 of 2 sectors (S0, S1): is this the dispersion 1/theta in place of theta?"
    )
    built(theta_j=np.array([0.37, 64.0]))


def test_percentages_below_five():
    """2.5 for 2.5 percent: no single cell is impossible, the average is."""
    tariff = 2.5 * (1 - np.eye(3))[:, :, None] * np.ones(2)
    assert warned(tariff_nij=tariff) == (
        "tariffs are 250 percent of the world's imports, more than any recorded: are they percentages in place of fractions?"
    )


def test_tariffs_inside_a_region_of_several_countries():
    tariff = random_accounts(1)["tariff"].values.copy()
    tariff[1, 1, 0] = 0.02
    assert warned(tariff_nij=tariff) == (
        "R1 levies tariffs on own purchases, up to 2 percent: right inside a region made of several countries, wrong for a "
        "single one"
    )
    economy = tt.calibrate(built(tariff_nij=tariff, accept=("own_tariffs",)), deficits="fixed")
    raised = tt.solve(economy, tt.raise_tariffs(economy, by="R1", on="R2", rate=0.1))
    assert raised.tariff.sel(importer="R1", exporter="R1", sector="S0") == 0.02
    freed = economy.tariff
    freed.loc["R1", "R1", "S0"] = 0.0
    assert tt.solve(economy, tt.Policy(tariff=freed)).real_income_change.sel(region="R1") > 0


def test_specific_duties_of_several_hundred_percent(tmp_path):
    tariff = random_accounts(1)["tariff"].values.copy()
    tariff[0, 1, 0] = 7.78
    assert refused(tariff_nij=tariff) == (
        "accounts accounts fail 1 checks\ntariffs that cannot be (a fraction is expected: 0.25 means 25 percent):\n"
        "  tariff at importer R0, exporter R1, sector S0: 7.78, looks like 7.78 percent\n"
        f"{ROUNDING}; to take larger tariffs as they are give tariff_max"
    )
    accounts = built(tariff_nij=tariff, tariff_max=10, accept=("tariffs",))
    tt.check_accounts(accounts)
    assert tt.calibrate(accounts).tariff.max() > 7
    write_tables(accounts, tmp_path / "mine")
    assert tt.read_accounts(tmp_path / "mine", tariff_max=10)["tariff"].max() == 7.78
    for limit in (True, "10", -1, np.nan):
        assert refused(tariff_max=limit).startswith(
            "accounts: tariff_max is out of range\nexpected a number above 0 (a fraction: 10 is 1000 percent)\n"
            f"got      tariff_max = {limit!r}"
        )


def test_a_change_after_reading_is_looked_at_again():
    accounts = built().copy(deep=True)
    accounts["trade_elasticity"].values[:] = [0.2, 0.125]
    with pytest.warns(tt.UnlikelyData, match="is this the dispersion"):
        tt.calibrate(accounts)


def test_unknown_names():
    assert refused(accept=("dispersal",)) == (
        f"there is no doubt 'dispersal' to accept\ndid you mean dispersion?\nexpected names among {', '.join(DOUBTS)}"
    )
    assert refused(repair=("destock",)) == (
        "there is no rule of repair 'destock'\ndid you mean destocking?\nexpected names among destocking, value_added, balance"
    )


def test_rectangular_use_tables():
    text = refused(use_nkj=np.ones((3, 4, 2)), final_nj=np.ones((3, 2)), value_added_nj=np.ones((3, 2)))
    assert text == (
        "accounts of 3 regions and 2 sectors cannot be built\n"
        "  intermediate_use has shape (3, 4, 2); expected (3, 2, 2) (region, input, using_sector)\n"
        "do       a use table of products by industries has to be made square first: industry by industry with fixed sales "
        "structures, or product by product (Eurostat 2008, Manual of Supply, Use and Input-Output Tables, models A to D), or "
        "published so"
    )


def destocked():
    """Accounts in which R0 uses more of S0 than it buys, and S1 of R2 pays more for inputs than it sells."""
    accounts = random_accounts(1)
    use = accounts["intermediate_use"].values.copy()
    bought = ((1 + accounts["tariff"]) * accounts["flows"]).sum("exporter").values
    sold = accounts["flows"].sum("importer").values
    use[0, 0] *= 1.05 * bought[0, 0] / use[0, 0].sum()
    use[2, :, 1] *= 1.01 * sold[2, 1] / use[2, :, 1].sum()
    return use


def test_destocking_and_value_added_below_zero():
    use = destocked()
    assert 'repair=("destocking", "value_added",) mends them by rule' in refused(use_nkj=use)
    with pytest.warns(tt.UnlikelyData, match="rules of repair moved"):
        accounts = built(use_nkj=use, repair=("destocking", "value_added"))
    assert accounts["final_use"].min() >= 0 and accounts["value_added"].min() >= 0
    bought = ((1 + accounts["tariff"]) * accounts["flows"]).sum("exporter").values[0, 0]
    assert accounts["intermediate_use"].values[0, 0].sum() == pytest.approx(bought)
    lines = accounts.attrs["repaired"].splitlines()
    assert lines[0] == (
        f"destocking: {0.05 * bought:.4g} billion dollars a year moved in 1 cells, the most ({0.05 * bought:.4g}) in R0, S0"
    )
    assert lines[1].startswith("value_added: ") and lines[1].endswith("in R2, S1")


def test_repair_says_what_it_moved_and_changes_nothing_else():
    accounts = random_accounts(1)
    same, report = tt.mend_accounts(accounts, ("destocking", "value_added"))
    assert report.empty and same.drop_attrs().equals(accounts.drop_attrs())
    assert same.attrs["repaired"] == "destocking: nothing to mend\nvalue_added: nothing to mend"


@pytest.fixture
def folder(tmp_path):
    write_tables(random_accounts(1), tmp_path / "mine")
    return tmp_path / "mine"


def told(folder: Path) -> str:
    with pytest.raises(AccountsError) as error:
        tt.read_accounts(folder)
    text = str(error.value)
    assert len(text) < 5000
    return text.split("\n", 1)[1]


def test_files_that_never_end(folder):
    (folder / "regions.csv").unlink()
    os.mkfifo(folder / "regions.csv")
    assert told(folder) == "regions.csv: not a regular file"
    (folder / "regions.csv").unlink()
    (folder / "regions.csv").symlink_to("/dev/zero")
    assert told(folder) == "regions.csv: not a regular file"
    (folder / "regions.csv").unlink()
    with (folder / "regions.csv").open("wb") as file:
        file.truncate(300_000_000)
    assert told(folder) == "regions.csv: 300 MB, more than 256"


def test_files_in_other_forms(folder):
    text = (folder / "regions.csv").read_text()
    (folder / "regions.csv").write_bytes(text.encode("utf-8-sig"))
    assert tt.read_accounts(folder).sizes["region"] == 3
    (folder / "regions.csv").write_bytes("region,name\nR0,Österreich\n".encode("latin-1"))
    assert told(folder) == "regions.csv: not encoded in UTF-8 (byte 15); save it as UTF-8"
    (folder / "regions.csv").write_text(text.replace(",", ";"))
    assert told(folder) == "regions.csv: separated by semicolons; write commas, and points in numbers"
    (folder / "regions.csv").write_text("region,name\nR0,a\0b\n")
    assert told(folder) == "regions.csv: holds zero bytes; not a text"
    (folder / "regions.csv").write_text("x" * 40_000_000)
    assert told(folder) == "regions.csv: the first line has 40000000 letters; expected columns region, name"


def test_long_cells_are_cut_in_messages(folder):
    path = folder / "final_use_and_value_added.csv"
    lines = path.read_text().splitlines()
    region, sector, _, value = lines[1].split(",")
    path.write_text("\n".join([lines[0], f"{region},{sector},{'9x' * 1_000_000},{value}", *lines[2:]]))
    assert told(folder) == f"{path.name}:2: final_use_busd is '{'9x' * 40}…'; expected a number"


def test_tradable_is_yes_or_no(folder):
    path = folder / "sectors.csv"
    path.write_text(path.read_text().replace(",1,", ",0.5,", 1))
    assert told(folder) == "sectors.csv:2: tradable is '0.5'; expected 0 or 1"


@pytest.mark.parametrize("value", [3, None, {"dispersion"}, ["dispersion", 3], {"dispersion": True}])
def test_doubts_and_rules_are_lists_of_names(value):
    for name, what in (("accept", "doubts"), ("repair", "rules")):
        assert refused(**{name: value}) == (
            f"accounts: {name} names nothing\nexpected the name of one of the {what}, or a list of at least one\n"
            f"got      {name} = {value!r}"
        )


def test_regions_and_names_are_lists_of_texts():
    expected = "build_accounts: regions names nothing\nexpected a list of regions\ngot      regions = "
    for value in (["R0", "R1", None], None, "R0R1R2", {"R0", "R1", "R2"}, 3):
        assert refused(regions=value) == f"{expected}{value!r}"
    assert refused(region_names=["N"]) == (
        "build_accounts: there are 1 names of 3 regions\nexpected a name for each of R0, R1, R2"
    )
    assert "\n  2 regions have one name, land; expected a name of its own for each\n" in refused(
        region_names=["Land", "land", "Sea"]
    )
    assert refused(attrs="x") == (
        "build_accounts: attrs is of another kind\nexpected a mapping of facts by name, as title, year and source\n"
        "got      attrs = 'x'"
    )


def test_letters_that_nobody_sees():
    for label in ("a\u202eb", "a\u200bb"):
        text = refused(regions=[label, "R1", "R2"])
        assert f"\n  region {label!r} cannot be a label: it holds a letter that nobody sees\n" in text


def test_jobs_are_counted_in_millions():
    text = refused(employment_nj=np.full((3, 2), 1e8))
    assert "\n  region R0: 2e+08 million jobs, 12000 million persons on earth\n" in text
    text = refused(employment_nj=np.full((3, 2), 10.0), population_n=[19.0, 21.0, 21.0])
    assert "\n  region R0: 20 million jobs, 19 million persons\n" in text and "R1: " not in text


@pytest.mark.parametrize(
    "call",
    [
        lambda: tt.load_world(None),
        lambda: tt.load_world(3),
        lambda: tt.load_world("toy", elasticities=3),
        lambda: tt.read_accounts(None),
        lambda: tt.read_accounts(3),
        lambda: tt.with_elasticities(tt.calibrate(tt.load_world("toy")), "LL2023"),
        lambda: tt.with_elasticities(tt.load_world("world2017"), None),
        lambda: toy_world(theta="4"),
        lambda: toy_world(import_share=2.0),
    ],
)
def test_other_kinds_are_refused_in_our_words(call):
    with pytest.raises(AccountsError, match="expected"):
        call()
