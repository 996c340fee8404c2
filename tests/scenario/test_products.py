"""Acts on products: codes of the Harmonized System in place of sectors, in the file and in its tables."""

import re
from pathlib import Path

import pytest

from tradetalks.data.products.by_sector import covered_share
from tradetalks.errors import ScenarioError
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.read import parse_scenario

FILE = """name: steel
title: Steel alone
baseline: {world}
acts:
  - {{id: steel, by: USA, on: {on}, sectors: {sectors}, {how}, from: 2026-01-01, source: made up}}
"""


def read(sectors="[7208, 7210]", *, how="rate: 50%", on="CHN", world="world2022", folder=None):
    text = FILE.format(sectors=sectors, how=how, on=on, world=world)
    return parse_scenario(text, "steel.yaml", folder or Path(), {})


def refused(*given, **more):
    with pytest.raises(ScenarioError) as error:
        read(*given, **more)
    return str(error.value)


@pytest.mark.parametrize(("world", "sector"), [("world2022", "BMT"), ("world2017", "MET")])
def test_products_are_their_share_of_their_sector(world, sector):
    scenario = read(world=world)
    shares, _ = covered_share(["7208", "7210"], "USA", "CHN", world)
    (act,) = scenario.acts
    assert act.cells == (("USA", "CHN", sector, 0.5 * shares[sector]),)
    before = scenario.accounts["tariff"].sel(importer="USA", exporter="CHN", sector=sector)
    after = tariffs_in_force(scenario, act.start).sel(importer="USA", exporter="CHN", sector=sector)
    assert float(after - before) == pytest.approx(0.5 * shares[sector])


def test_a_note_says_what_was_assumed():
    scenario = read()
    (note,) = (note for note in scenario.notes if "products" in note.text)
    base = 100 * float(scenario.accounts["tariff"].sel(importer="USA", exporter="CHN", sector="BMT"))
    share = 100 * covered_share(["7208", "7210"], "USA", "CHN", "world2022")[0]["BMT"]
    assert note.text == (
        f"act steel: products 7208, 7210 are taken for {share:.3g} percent of the trade of BMT "
        "(United States imports of 2024, known by chapter and by sector, equal within both); "
        f"the points come on top of the tariff there, {base:.3g} percent in the baseline"
    )
    (wide,) = (note for note in read(on="[CAN, CHN]").notes if "products" in note.text)
    assert wide.text.endswith(f"on top of the tariff there, 0.0139 to {base:.3g} percent in the baseline")
    assert note.do == "to be exact, write rates by sector" and note.where.startswith("steel.yaml:5:")


def test_every_partner_has_its_own_share_and_a_sector_may_stand_beside():
    scenario = read("[MVH, '0203', 8542]", on="[CHN, EU]")
    cells = {cell[1:3]: cell[3] for cell in scenario.acts[0].cells}
    assert cells["CHN", "MVH"] == cells["EU", "MVH"] == 0.5
    assert cells["CHN", "ELE"] != cells["EU", "ELE"] and 0 < cells["EU", "FOD"] < 0.5


def test_words_for_codes():
    assert read("7208.10").acts[0].cells == read("'720810'").acts[0].cells
    # All of a sector's products are the sector.
    whole = read("[16, 2710]", world="world2022").acts[0].cells
    assert all(0 < rate <= 0.5 for *_, rate in whole)


def test_a_lost_zero_and_other_slips_are_named_at_their_place():
    text = refused("[203, 7208]")
    assert "steel.yaml:5:45  product code 203 has 3 digits: it lost its leading zero" in text
    assert "do       write 0203, as text" in text
    assert "products of BMT stand beside BMT itself" in refused("[BMT, 7208]")
    assert "HS 2022 has no product code 851712" in refused("[851712]")
    assert "9801 belongs to no sector" in refused("[9801]")
    assert "7208 stands twice in sectors" in refused("[7208, 7208]")
    assert "products have no tariff of their own here" in refused(how="kind: set, rate: 50%")
    assert "one rate is needed for products" in refused(how="profile: tariff_increase_2018_2019")
    # A sector that is misspelled is no product.
    assert "unknown sector" in refused("[BMTT]")


def test_accounts_of_ones_own_know_no_products():
    text = refused(world="toy", on="ABROAD").replace("by: USA", "")
    assert "these accounts do not say what products weigh" in text
    assert "do       product codes have weights in world2022 and world2017" in text


def table(tmp_path, *rows, header="importer,exporter,hs,tariff"):
    (tmp_path / "rates.csv").write_text("\n".join([header, *rows]) + "\n")
    return {"how": "tariffs_from: rates.csv", "sectors": "goods", "folder": tmp_path}


def test_a_table_of_products(tmp_path):
    scenario = read(**table(tmp_path, "USA,CHN,7208,50%", "USA,CHN,7210,0.5", "USA,CHN,0203.12,10%"))
    cells = {cell[2]: cell[3] for cell in scenario.acts[0].cells}
    assert cells["BMT"] == pytest.approx(read().acts[0].cells[0][3], rel=1e-12) and set(cells) == {"BMT", "FOD"}
    (note,) = (note for note in scenario.notes if "products" in note.text)
    assert "products of rates.csv are" in note.text and "of 2 sectors" in note.text


def test_what_is_wrong_in_a_table_of_products(tmp_path):
    rows = ("USA,CHN,203,10%", "USA,MEX,7208,10%", "USA,CHN,7210,25", "USA,CHN,7211,x")
    text = refused(**table(tmp_path, *rows))
    for line in (
        "rates.csv:2: hs: product code 203 has 3 digits: it lost its leading zero",
        "rates.csv:3: exporter is 'MEX'; this act reaches CHN",
        "rates.csv:4: tariff is '25'; expected a fraction between",
        "rates.csv:5: tariff is 'x'; expected a fraction",
    ):
        assert line in text
    more = table(tmp_path, "USA,CHN,7208,10%")
    assert "rates on products add: write kind: add" in refused(**more | {"how": "kind: set, tariffs_from: rates.csv"})
    assert "products of BMT; this act reaches MVH" in refused(**more | {"sectors": "MVH"})
    assert "USA CHN 7208 was given before" in refused(**table(tmp_path, "USA,CHN,7208,10%", "USA,CHN,7208,20%"))


def examples() -> list[str]:
    page = (Path(__file__).parents[2] / "docs" / "tariffs.md").read_text(encoding="utf-8")
    return re.findall(r"``` yaml\n(.*?)```", page, re.DOTALL)


def test_the_example_of_the_page_reads():
    assert parse_scenario(examples()[0], "page.yaml", Path(), {}).acts[0].cells == read().acts[0].cells


def test_steel_at_fifty_percent_and_the_answer_of_canada():
    """The worked example: half of steel's share of basic metals on everybody, the same points back, and from Canada alone."""
    scenario = parse_scenario(examples()[1], "page.yaml", Path(), {})
    (steel,), (branch,) = scenario.acts, scenario.branches
    shares, _ = covered_share([str(code) for code in range(7206, 7230)], "USA", "CAN", "world2022")
    points = {cell[1]: cell[3] for cell in steel.cells}
    assert points["CAN"] == pytest.approx(0.5 * shares["BMT"]) and len(points) == 14
    (back,) = branch.acts
    assert {cell[:3]: cell[3] for cell in back.cells} == {("CAN", "USA", "BMT"): points["CAN"]}
    assert (back.start - steel.start).days == 30
