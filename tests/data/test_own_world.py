"""From an official table to a world: tariffs by cell, elasticities by industry, a map, and everything told."""

import json

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.data.own_world import STAGES
from tradetalks.data.tariffs.laid import lay_tariffs
from tradetalks.data.tariffs.tidy import read_tariffs
from tradetalks.errors import AccountsError, TariffError
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario

REGIONS, SECTORS, GOODS = ["USA", "CHN", "DEU", "ROW"], ["A01_02", "C26", "C29", "G"], ["A01_02", "C26", "C29"]
MAP = "regions: {US: [United States], China: [CHN], Rest: [rest]}\nsectors: {Farms: ['A*'], Factories: ['C*'], Mines: ['B*']}\n"
TARIFFS = """importer,exporter,sector,rate,unit
all,all,goods,5,percent
United States,China,C*,20,percent
Germany,USA,C*,9,percent
Thailand,all,goods,7,percent
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("own")
    tt.write_small("icio2023", place / "table", regions=5, industries=12)
    (place / "map.yaml").write_text(MAP, encoding="utf-8")
    (place / "tariffs.csv").write_text(TARIFFS, encoding="utf-8")
    return place


def laid(tmp_path, rows, date=None, columns="importer,exporter,sector,rate,unit", regions=REGIONS):
    file = tmp_path / "t.csv"
    file.write_text("\n".join([columns, *rows]), encoding="utf-8")
    return lay_tariffs(read_tariffs(file), regions=regions, sectors=SECTORS, goods=GOODS, date=date)


def test_later_rows_replace_earlier_ones(tmp_path):
    found = laid(
        tmp_path,
        [
            "all,all,goods,0.1,fraction",
            "USA,all,C*,2,percent",
            "United States,China,C26,25,percent",
            "EU27,USA,all,0.5,fraction",
        ],
    )
    assert found.tariff_nij[0, 1].tolist() == [0.1, 0.25, 0.02, 0]
    assert found.tariff_nij[2, 0].tolist() == [0.5] * 4
    assert found.tariff_nij[3, 1].tolist() == [0.1, 0.1, 0.1, 0]
    # Nobody levies anything on itself.
    assert not np.einsum("nnj->nj", found.tariff_nij).any()
    assert found.named_nij.sum() == 12 * 3 + 1
    assert found.notes == ()


def test_members_of_the_union_levy_nothing_on_each_other(tmp_path):
    rows = ["all,all,goods,5,percent", "EU27,all,C*,4,percent"]
    regions = ["USA", "CHN", "DEU", "FRA"]
    found = laid(tmp_path, rows, regions=regions)
    assert found.tariff_nij[2, 3].tolist() == found.tariff_nij[3, 2].tolist() == [0, 0, 0, 0]
    assert found.tariff_nij[2, 0].tolist() == [0.05, 0.04, 0.04, 0]
    assert found.tariff_nij[0, 2].tolist() == found.tariff_nij[0, 1].tolist() == [0.05, 0.05, 0.05, 0]
    # What is known to be free is named.
    assert found.named_nij[2, 3].tolist() == [True, True, True, False]
    assert found.notes == (
        "no tariffs between DEU, FRA: members of the European Union, a customs union; a row that names both sets one",
    )
    # A row that names both of them holds, wherever it stands; one on the Union does not.
    both = laid(tmp_path, ["DEU,FRA,C29,3,percent", *rows, "FRA,EU27,goods,7,percent"], regions=regions)
    assert both.tariff_nij[2, 3].tolist() == [0, 0, 0.03, 0]
    assert not both.tariff_nij[3, 2].any()


def test_a_total_holds_every_duty(tmp_path):
    columns = "importer,exporter,sector,rate,unit,kind"
    total, more = "USA,CHN,goods,30,percent,total", "USA,CHN,C*,25,percent,section_301"
    for rows in ([total, more], [more, total]):
        with pytest.raises(TariffError) as error:
            laid(tmp_path, rows, columns=columns)
        assert str(error.value).splitlines()[:3] == [
            "these tariffs put duties on top of a total",
            "  USA on CHN, C26",
            "  USA on CHN, C29",
        ]
    # Elsewhere, and on a base that takes the place of a wider total, duties come on top.
    wider = ["all,all,goods,30,percent,total", "USA,CHN,goods,3,percent,mfn", more]
    assert laid(tmp_path, wider, columns=columns).tariff_nij[0, 1].tolist() == pytest.approx([0.03, 0.28, 0.28, 0])


def test_other_kinds_are_added_and_days_told_apart(tmp_path):
    rows = [
        "USA,CHN,C26,3,percent,mfn,,",
        "USA,CHN,C26,2,percent,preference,,",
        "USA,CHN,C26,25,percent,section_301,2018-07-06,",
        "USA,CHN,C26,20,percent,fentanyl,2025-03-04,2025-11-09",
        "USA,CHN,C26,10,percent,fentanyl,2025-11-10,",
    ]
    columns = "importer,exporter,sector,rate,unit,kind,from,until"
    for date, rate in (("2018-01-01", 0.02), ("2025-10-01", 0.47), ("2025-11-14", 0.37)):
        assert laid(tmp_path, rows, date, columns).tariff_nij[0, 1, 1] == pytest.approx(rate)
    with pytest.raises(TariffError, match="these tariffs say from when to when they hold\nexpected a date"):
        laid(tmp_path, rows, None, columns)
    with pytest.raises(TariffError, match="'soon' is no day"):
        laid(tmp_path, rows, "soon", columns)


def test_countries_of_the_file_that_the_table_lacks_are_told(tmp_path):
    found = laid(tmp_path, ["Thailand,all,goods,7,percent", "VNM,all,goods,7,percent", "USA,CHN,C29,7,percent"])
    assert found.notes == ("tariffs of and on THA, VNM were not used: no regions of the table",)
    assert found.tariff_nij[0, 1, 2] == pytest.approx(0.07)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("USA,Germny,C26,1,percent", "'Germny' is no region of the table"),
        ("USA,DEU,C99,1,percent", "'C99' is no sector of the table; did you mean C29?"),
        ("USA,DEU,X*,1,percent", "'X*' is no sector of the table"),
        (
            "USA,CHN,goods,-5,percent",
            "t.csv:2: rate is '-5'; expected a rate of 0 or more: below 0 it pays for imports",
        ),
        ("USA,DEU,C26,low,percent", "t.csv:2: rate is 'low'; expected a number"),
    ],
)
def test_what_is_wrong_with_a_csv_of_tariffs(tmp_path, row, said):
    with pytest.raises(TariffError) as error:
        laid(tmp_path, [row])
    assert said in str(error.value)


def test_rates_by_product_become_rates_of_sectors_first(tmp_path):
    with pytest.raises(TariffError, match="these tariffs are by product"):
        laid(tmp_path, ["USA,CHN,854231,1,percent"], columns="importer,exporter,product,rate,unit")


def test_a_world_is_built_saved_and_run(folder, tmp_path):
    told = []
    built = tt.build_world(
        folder / "table", labels=folder / "map.yaml", tariffs=folder / "tariffs.csv", name="mine", say=told.append
    )
    assert told == list(STAGES)
    accounts = built.accounts
    assert accounts["region"].values.tolist() == ["US", "China", "Rest"]
    assert accounts["region_name"].values.tolist() == ["United States", "China", "Rest"]
    assert accounts["sector"].values.tolist() == ["Farms", "Factories", "Mines"]
    assert float(accounts["tariff"].sel(importer="US", exporter="China", sector="Factories")) == pytest.approx(0.2)
    assert accounts.attrs["name"] == "mine" and accounts.attrs["elasticities"] == "LL2023_psi_half"
    sources = json.loads(accounts.attrs["sources"])
    assert [source["name"] for source in sources] == ["2022_SML.csv", "map.yaml", "tariffs.csv"]
    assert all(len(source["sha256"]) == 64 for source in sources)
    rules = set(built.moved["rule"])
    assert {"tariffs_not_used", "duties"} <= rules
    assert set(built.averages["variable"]) >= {"tariff", "trade_elasticity"}
    tt.save_world(accounts, tmp_path / "mine.nc")
    scenario = parse_scenario(
        "name: x\ntitle: y\nbaseline: {file: mine.nc}\nmodel: {elasticities: uniform4}\nacts:\n"
        "  - {id: a, by: US, on: China, sectors: [Factories], rate: 25%, from: 2026-01-01, source: made up}\n",
        "x.yaml",
        tmp_path,
        {},
    )
    assert set(scenario.accounts["trade_elasticity"].values.tolist()) == {4.0}
    assert run_scenario(scenario).residual < 1e-8


def test_elasticities_by_number_and_by_file(folder, tmp_path):
    by_number = tt.build_world(folder / "table", elasticities="6.5").accounts
    assert set(by_number["trade_elasticity"].values.tolist()) == {6.5}
    assert "elasticities" not in by_number.attrs and "elasticity_parts" not in by_number.attrs
    industries = by_number["sector"].values.tolist()
    file = tmp_path / "e.csv"
    rows = [f"{label},{2 + k},{0.01 * k}" for k, label in enumerate(industries)]
    file.write_text("\n".join(["sector,trade_elasticity,scale_elasticity", *rows]), encoding="utf-8")
    by_file = tt.build_world(folder / "table", elasticities=str(file)).accounts
    np.testing.assert_allclose(by_file["trade_elasticity"], 2 + np.arange(12))
    np.testing.assert_allclose(by_file["scale_elasticity"], 0.01 * np.arange(12))
    file.write_text("\n".join(["sector,trade_elasticity,scale_elasticity", *rows[1:-1], "C99,x,1"]), encoding="utf-8")
    with pytest.raises(AccountsError) as error:
        tt.build_world(folder / "table", elasticities=str(file))
    assert f"e.csv: no row for {industries[0]}" in str(error.value)
    assert "trade_elasticity is 'x'" in str(error.value)
    with pytest.raises(AccountsError, match="no elasticities 'LL2024'"):
        tt.build_world(folder / "table", elasticities="LL2024")


def test_the_whole_table_and_the_merged_one_agree(folder):
    """Merging before or after tariffs are laid over gives the same duties."""
    whole = tt.build_world(folder / "table", tariffs=folder / "tariffs.csv").accounts
    merged = tt.build_world(folder / "table", tariffs=folder / "tariffs.csv", labels=folder / "map.yaml").accounts
    after, _ = tt.aggregate(whole, regions=folder / "map.yaml", sectors=folder / "map.yaml")
    for name in ("flows", "tariff", "trade_elasticity", "final_use"):
        np.testing.assert_allclose(merged[name], after[name], rtol=1e-12)


def test_whoever_waits_hears_how_far_the_numbers_are_read(folder):
    shares: list[float] = []
    tt.build_world(folder / "table", elasticities="5", tell=shares.append)
    assert len(shares) > 1 and shares == sorted(shares) and 0 < shares[0] <= shares[-1] == 1
