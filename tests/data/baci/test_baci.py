"""BACI files: read into the regions and sectors of accounts, and refused in words."""

import shutil

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.data.baci.places import placed_codes, regions_of_countries
from tradetalks.errors import TariffError


@pytest.fixture(scope="module")
def world():
    return tt.load_world("world2022")


@pytest.fixture(scope="module")
def written(world, tmp_path_factory):
    return tt.write_small_baci(world, tmp_path_factory.mktemp("baci"), products=4, seed=1)


@pytest.fixture
def file(written, tmp_path):
    """A copy of a file with its table of countries, to be edited."""
    return shutil.copytree(written.parent, tmp_path, dirs_exist_ok=True) / written.name


def edited(path, change):
    """The file with its text changed."""
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["world2022", "world2017"])
def test_what_is_written_is_read_back(name, tmp_path):
    accounts = tt.load_world(name)
    flows = tt.read_baci(tt.write_small_baci(accounts, tmp_path, products=3, seed=2), accounts)
    table = flows.to_dataframe()
    sums = table.groupby(["importer", "exporter", "sector"])["value"].sum()
    for key, value in sums.items():
        importer, exporter, sector = key
        there = float(accounts["flows"].sel(importer=importer, exporter=exporter, sector=sector))
        np.testing.assert_allclose(value, there, rtol=1e-9)
    assert flows.left_out.empty and flows.notes == ()
    assert len(table.drop_duplicates(["importer", "exporter", "product"])) == len(table)
    assert "billion dollars a year" in repr(flows)


def test_countries_of_one_region_are_added_up(world, tmp_path):
    rows = [
        (2022, 156, 842, 10121, 1000.0, 1),
        (2022, 276, 842, 10121, 1000.0, "NA"),
        (2022, 251, 842, 10121, 500.0, "NA"),
        (2022, 251, 276, 10121, 9000.0, "NA"),
        (2022, 156, 842, 999999, 100.0, "NA"),
        (2022, 490, 842, 851712, 300.0, "NA"),
    ]
    small = tt.write_small_baci(world, tmp_path, products=1)
    table = pd.concat([pd.read_csv(small), pd.DataFrame(rows, columns=list("tijkvq"))]).drop_duplicates(list("ijk"))
    table.to_csv(small, index=False)
    countries = pd.read_csv(tmp_path / "country_codes_V202501.csv", keep_default_na=False)
    countries.loc[len(countries)] = [251, "France", "FR", "FRA"]
    countries.to_csv(tmp_path / "country_codes_V202501.csv", index=False)
    flows = tt.read_baci(small, world).to_dataframe().set_index(["importer", "exporter", "product"])["value"]
    whole = tt.read_baci(small, world)
    before = table.set_index(["j", "i", "k"])["v"]
    expected = (before[842, 276, 10121] + 500.0) * 1e-6
    np.testing.assert_allclose(flows["USA", "EU", "010121"], expected)
    assert ("USA", "TWN", "851712") in flows.index
    left = whole.left_out.set_index("what")
    assert left.loc["trade inside regions", "rows"] == 1
    np.testing.assert_allclose(left.loc["trade inside regions", "value"], 0.009)
    assert left["rows"].tolist() == [1, 1]
    # 851712 was a code of HS 2017: telephones, whose heading is of one sector.
    assert len(whole.notes) == 1 and "1 codes (851712) are none of HS 2022" in whole.notes[0]


def test_regions_of_countries(world):
    found = regions_of_countries(world, ["DEU", "THA", "VNM", "TWN", "HKG", "ZAF", "R20", "USA"], {"ZAF": "BRA"})
    assert (found["DEU"], found["THA"], found["VNM"], found["TWN"]) == ("EU", "SEA", "VNM", "TWN")
    assert (found["HKG"], found["ZAF"], found["R20"], found["USA"]) == ("CHN", "BRA", "ROW", "USA")
    merged = tt.aggregate(world, regions={"ASIA": ["JPN", "KOR", "SEA"], "REST": ["rest"], "EU": ["EU"]})[0]
    assert regions_of_countries(merged, ["JPN", "THA", "DEU", "USA", "ZAF"], None) == {
        "JPN": "ASIA", "THA": "ASIA", "DEU": "EU", "USA": "REST", "ZAF": "REST"}  # fmt: skip
    assert regions_of_countries(tt.load_world("world2017"), ["GBR", "KOR", "USA"], None) == {
        "GBR": "EU", "KOR": "ROW", "USA": "USA"}  # fmt: skip
    with pytest.raises(TariffError, match="there is no region XX in these accounts"):
        regions_of_countries(world, ["DEU"], {"DEU": "XX"})
    with pytest.raises(TariffError, match="1 countries are in no region of these accounts: ZAF"):
        regions_of_countries(world.assign_coords(region=[*world["region"].values[:-1], "ARG"]), ["ZAF"], None)


def test_sectors_of_codes(world):
    found, older = placed_codes(world, ["870323", "851712", "980100", "010121"], {"010121": "FOD"})
    assert found == {"870323": "MVH", "851712": "ELE", "980100": "", "010121": "FOD"}
    assert older == ["851712"]
    with pytest.raises(TariffError, match="1 product codes are of no chapter"):
        placed_codes(world, ["770000"], None)


CELLS = [
    (lambda text: text.replace("t,i,j,k,v,q", "year,i,j,k,v,q"), ":1 has no column t"),
    (lambda text: "t,i,j,k,v,q\n", "has no row below its header"),
    (lambda text: text + "2022,156,842,870323,abc,NA\n", "v is 'abc'; expected a number"),
    (lambda text: text + "2022,156,842,8703x,1,NA\n", "k is '8703x'; expected a number"),
    (lambda text: text + "2022,156,842,870325,-1,NA\n", "v is -1.0; expected thousands of dollars, 0 or more"),
    (lambda text: text + "2022,156,842,870325,,NA\n", "v is nan; expected thousands of dollars"),
    (lambda text: text + "2022,156,842,8703255,1,NA\n", "k is 8703255; expected a product code of six digits"),
    (lambda text: text + "2022,842,842,870325,1,NA\n", "j is 842; expected another country than the exporter i"),
    (lambda text: text + text.splitlines()[1] + "\n", "was given before"),
    (lambda text: text + "2021,156,842,870325,1,NA\n", "has several years: 2021, 2022"),
    (lambda text: text + "2022,999,842,870325,1,NA\n", "has country codes that country_codes_V202501.csv has not: 999"),
]


@pytest.mark.parametrize(("change", "text"), CELLS)
def test_files_that_cannot_be_used(change, text, file, world):
    with pytest.raises(TariffError) as error:
        tt.read_baci(edited(file, change), world)
    assert text in str(error.value)
    assert len(str(error.value)) < 2000


def test_lines_are_named(file, world):
    lines = len(file.read_text().splitlines())
    with pytest.raises(TariffError) as error:
        tt.read_baci(edited(file, lambda text: text + "2022,156,842,870325,-1,NA\n2022,156,842,870326,x,NA\n"), world)
    assert f"{file.name}:{lines + 2}: v is 'x'; expected a number" in str(error.value)


@pytest.mark.parametrize(("factor", "words"), [(1000.0, "are they dollars?"), (0.001, "are they millions?")])
def test_other_units_than_thousands(factor, words, world, tmp_path):
    path = tt.write_small_baci(world, tmp_path, products=2, factor=factor)
    with pytest.raises(TariffError) as error:
        tt.read_baci(path, world)
    text = str(error.value)
    assert text.startswith(f"values in {path.name} are not in thousands of dollars\nexpected about ")
    assert f"do       {words} BACI gives thousands; convert column v" in text


def test_a_region_without_trade(file, world):
    with pytest.raises(TariffError, match="has no trade of TWN"):
        tt.read_baci(
            edited(file, lambda text: "\n".join(line for line in text.splitlines() if ",490," not in line)), world
        )


def test_tables_of_countries(file, world, tmp_path):
    table = tmp_path / "country_codes_V202501.csv"
    other = tmp_path / "country_codes_V202401.csv"
    other.write_text(table.read_text())
    # That of the same version is taken.
    assert len(tt.read_baci(file, world).value_f)
    table.unlink()
    other.rename(tmp_path / "codes.csv")
    with pytest.raises(TariffError, match="0 tables of countries stand beside"):
        tt.read_baci(file, world)
    assert len(tt.read_baci(file, world, countries=tmp_path / "codes.csv").value_f)
    with pytest.raises(TariffError, match="there is no file"):
        tt.read_baci(file, world, countries=tmp_path / "none.csv")
    (tmp_path / "codes.csv").write_bytes((tmp_path / "codes.csv").read_bytes().replace(b"Brazil", b"Br\xe9sil"))
    assert len(tt.read_baci(file, world, countries=tmp_path / "codes.csv").value_f)
    (tmp_path / "codes.csv").write_text("")
    with pytest.raises(TariffError, match=r"codes\.csv is no table"):
        tt.read_baci(file, world, countries=tmp_path / "codes.csv")
    (tmp_path / "codes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(TariffError, match=r"codes\.csv:1 has no column country_code, country_iso3"):
        tt.read_baci(file, world, countries=tmp_path / "codes.csv")
    with pytest.raises(TariffError, match="there is no file"):
        tt.read_baci(tmp_path / "none.csv", world)


def test_sectors_of_ones_own(file):
    """Codes may be given their sectors where accounts have no industries."""
    accounts = tt.load_world("world2022")
    codes = {f"{code:06d}": "MAC" for code in pd.read_csv(file)["k"].unique()}
    assert set(tt.read_baci(file, accounts, sectors=codes).sectors) == {"MAC"}


def test_small_files_need_known_regions(world, tmp_path):
    strange = world.assign_coords(region=["XX", *world["region"].values[1:]])
    with pytest.raises(TariffError, match="no country stands for region XX"):
        tt.write_small_baci(strange, tmp_path)
