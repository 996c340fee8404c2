"""Products on worlds of one's own: merged from a shipped world, or made of industries as the OECD and Eurostat write them."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.data.products.concordance import six_digit_industries
from tradetalks.data.products.matching import products_of_accounts, products_of_world
from tradetalks.data.products.weights import EQUAL, KNOWN, product_weights
from tradetalks.errors import ScenarioError, TariffError
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.read import parse_scenario

# All industries of the edition of 2025 that make goods, and some services.
INDUSTRIES = [
    *(
        "A01",
        "A02",
        "A03",
        "B05",
        "B06",
        "B07",
        "B08",
        "B09",
        "C10T12",
        "C13T15",
        "C16",
        "C17_18",
        "C19",
        "C20",
        "C21",
        "C22",
    ),
    *("C23", "C24A", "C24B", "C25", "C26", "C27", "C28", "C29", "C301", "C302T309", "C31T33", "D", "F", "G"),
]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    regions = ["USA", "CHN", "DEU", "FRA", "CAN", "ROW"]
    tt.write_small("icio2025", folder / "table", regions=regions, industries=INDUSTRIES)
    return tt.build_world(folder / "table", name="own").accounts


def shares(accounts, codes, importer="USA", exporter="CAN"):
    rows = pd.DataFrame({"importer": importer, "exporter": exporter, "product": codes, "rate": 1.0})
    return tt.tariffs_by_sector(rows, world=accounts).set_index("sector")["covered"]


def test_every_product_has_a_place_in_the_industries_of_the_oecd(own):
    products = products_of_accounts(own)
    assert set(products.sectors) == set(six_digit_industries().index) and not products.torn
    # What the edition of 2025 splits is split by products: steel and aluminium, ships and aircraft, coal and oil, wood.
    places = {
        "7208": "C24A",
        "7601": "C24B",
        "7304": "C24A",
        "8901": "C301",
        "8802": "C302T309",
        "270112": "B05",
        "2709": "B06",
    }
    places |= {"260111": "B07", "2505": "B08", "440321": "A02", "1001": "A01", "4901": "C17_18", "9403": "C31T33"}
    for code, industry in places.items():
        assert {products.sectors[six] for six in products.sectors if six.startswith(code)} == {industry}
    # Splits lose nothing: what an industry of earlier editions has, its parts have.
    whole = products_of_world("world2022").sectors
    for six, part in products.sectors.items():
        assert (whole[six] == "BMT") == (part in ("C24A", "C24B")) and (whole[six] == "AGR") == (part in ("A01", "A02"))


def test_steel_is_all_of_the_industry_of_steel_and_part_of_metals(own):
    assert float(shares(own, ["72"])["C24A"]) > 0.6 and "C24B" not in shares(own, ["72"])
    metals, _ = tt.aggregate(own, sectors={"Metals": ["C24A", "C24B", "C25"]})
    merged = shares(metals, ["72"])
    assert list(merged.index) == ["Metals"]
    weights = product_weights("USA", "CAN", products_of_world("world2022"))
    traded = weights.loc[weights["sector"].isin(["BMT", "FMT"]), "weight"]
    assert float(merged["Metals"]) == pytest.approx(
        traded[traded.index.str[:2] == "72"].sum() / traded.sum(), rel=1e-12
    )


def test_what_is_merged_from_a_shipped_world_knows_what_that_knew():
    world = tt.load_world("world2022")
    merged, _ = tt.aggregate(
        world,
        sectors={"Metals": ["BMT", "FMT"]},
        regions={"NEIGHBOURS": ["CAN", "MEX"], "EUROPE": ["EU", "GBR", "CHE"]},
    )
    again, _ = tt.aggregate(merged, sectors={"Factories": ["Metals", "MAC"]})
    products = products_of_accounts(again)
    assert {products.sectors[six] for six in products.sectors if six[:2] == "72"} == {"Factories"}
    assert products.partners["NEIGHBOURS"] == ("CAN", "MEX") and not products.stand_in
    # Weights of a region are sums of those of its countries.
    parts = [product_weights("USA", name, products_of_world("world2022"))["weight"] for name in ("CAN", "MEX")]
    both = product_weights("USA", "NEIGHBOURS", products)
    assert both.attrs["weights"] == KNOWN
    np.testing.assert_allclose(both["weight"], parts[0] + parts[1], rtol=1e-12)
    for name in ("world2022", "world2017"):
        assert products_of_accounts(tt.load_world(name)) == products_of_world(name)


def test_who_stands_for_whom_is_said(own):
    products = products_of_accounts(own)
    assert products.importer == "USA" and products.partners["DEU"] == products.partners["FRA"] == ("EU",)
    assert product_weights("USA", "DEU", products).attrs["weights"] == f"{KNOWN}; their EU stands for DEU"
    assert product_weights("USA", "CAN", products).attrs["weights"] == KNOWN
    assert product_weights("DEU", "USA", products).attrs["weights"] == EQUAL
    # Merged with somebody else, the United States are no importer whose purchases are known.
    pact, _ = tt.aggregate(own, regions={"PACT": ["USA", "CAN"]})
    assert products_of_accounts(pact).importer == ""


def test_other_ways_of_writing_industries(own):
    labels = {"C31T33": "C31_C32", "C10T12": "C10-C12", "D": "C33"}
    europe = own.assign_coords(sector=[labels.get(str(v), str(v)) for v in own["sector"].values])
    products = products_of_accounts(europe)
    assert products.sectors["940310"] == "C31_C32" and products.sectors["160100"] == "C10-C12"


def test_industries_that_products_do_not_tell_apart(own):
    labels = {"C13T15": "C13", "F": "C14"}
    clothes = own.copy(deep=True).assign_coords(sector=[labels.get(str(v), str(v)) for v in own["sector"].values])
    clothes["tradable"].loc[{"sector": "C14"}] = True
    with pytest.raises(TariffError) as error:
        shares(clothes, ["6109", "72"])
    assert str(error.value) == (
        "products without a sector of their own in these accounts: 6109 may be in C13 or C14\n"
        "expected products of one sector each\ndo       give rates by sector, or merge these sectors"
    )
    assert list(shares(clothes, ["72"]).index) == ["C24A"]


def test_labels_that_are_no_industries():
    toy, _ = tt.aggregate(tt.load_world("world2022"), sectors={"Metals": ["BMT", "FMT"]})
    toy.attrs.pop("aggregation")
    with pytest.raises(
        TariffError, match="products have no place in Metals, AGR, FSH and 17 more: no industry of ISIC revision 4"
    ):
        products_of_accounts(toy)


def test_a_scenario_on_a_world_of_ones_own(own, tmp_path):
    tt.save_world(own, tmp_path / "own.nc")
    text = (
        "name: own\ntitle: own\nbaseline: {file: own.nc}\nacts:\n"
        "  - {id: s, by: USA, on: [CAN, DEU], sectors: [7208], kind: set, rate: 50%, from: 2026-01-01, source: made up}\n"
    )
    scenario = parse_scenario(text, "own.yaml", tmp_path, {})
    share = float(shares(own, ["7208"])["C24A"])
    place = {"importer": "USA", "exporter": "CAN", "sector": "C24A"}
    before = float(own["tariff"].sel(place))
    after = float(tariffs_in_force(scenario, scenario.acts[0].start).sel(place))
    assert after == pytest.approx((1 - share) * before + share * 0.5, rel=1e-9)
    (note,) = (note for note in scenario.notes if "products" in note.text)
    assert "their EU stands for DEU" in note.text
    with pytest.raises(ScenarioError, match="HS 2022 has no product code 7277"):
        parse_scenario(text.replace("7208", "7277"), "own.yaml", tmp_path, {})


@pytest.mark.parametrize(
    ("name", "region"),
    [("china", "CHN"), ("Viet Nam", "VNM"), ("Germany", "EU"), ("DEU", "EU"), ("UK", "GBR"), ("Thailand", "SEA")],
)
def test_names_of_countries_have_the_trade_of_their_region(name, region):
    def covered(exporter: str) -> pd.DataFrame:
        rows = pd.DataFrame({"importer": ["USA"], "exporter": [exporter], "product": ["8703"], "rate": [0.25]})
        return tt.tariffs_by_sector(rows)

    found, known = covered(name), covered(region)
    assert found["covered"].tolist() == known["covered"].tolist() and found["exporter"].tolist() == [name]
    (told,) = found.attrs["weights"].values()
    assert ("stands for" in told) == (name in ("Germany", "DEU", "Thailand")), told


@pytest.mark.parametrize("name", ["Narnia", "metals", "CHN USA"])
def test_names_of_no_country_are_refused(name):
    rows = pd.DataFrame({"importer": ["USA"], "exporter": [name], "product": ["8703"], "rate": [0.25]})
    with pytest.raises(TariffError, match="is no importer or exporter of this world"):
        tt.tariffs_by_sector(rows)
