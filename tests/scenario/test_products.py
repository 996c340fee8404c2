"""Acts on products: codes of the Harmonized System in place of sectors, in the file and in its tables."""

import datetime
import re
from pathlib import Path

import pandas as pd
import pytest

from tradetalks.data.products.by_sector import spread_over_codes, tariffs_by_sector
from tradetalks.errors import ScenarioError
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.sections import products

WHERE = ("USA", "CHN", "BMT")
FILE = """name: steel
title: Steel alone
baseline: {world}
acts:
  - {{id: steel, by: USA, on: {on}, sectors: {sectors}, {how}, from: 2026-01-01, source: made up}}
"""


def read(sectors="[7208, 7210]", *, how="rate: 50%", on="CHN", world="world2022", folder=None):
    text = FILE.format(sectors=sectors, how=how, on=on, world=world)
    return parse_scenario(text, "steel.yaml", folder or Path(), {})


def share_of(codes, importer, exporter, world="world2022"):
    """The share of each sector's trade that codes cover, by the table for lists."""
    rows = pd.DataFrame({"importer": importer, "exporter": exporter, "product": codes, "rate": 1.0})
    return tariffs_by_sector(rows, world=world).set_index("sector")["covered"].to_dict()


def refused(*given, **more):
    with pytest.raises(ScenarioError) as error:
        read(*given, **more)
    return str(error.value)


@pytest.mark.parametrize(("world", "sector"), [("world2022", "BMT"), ("world2017", "MET")])
def test_products_are_their_share_of_their_sector(world, sector):
    scenario = read(world=world)
    shares = share_of(["7208", "7210"], "USA", "CHN", world)
    (act,) = scenario.acts
    assert act.cells == (("USA", "CHN", sector, 0.5),)
    assert act.products["USA", "CHN", sector].share == pytest.approx(shares[sector], rel=1e-12)
    before = scenario.accounts["tariff"].sel(importer="USA", exporter="CHN", sector=sector)
    after = tariffs_in_force(scenario, act.start).sel(importer="USA", exporter="CHN", sector=sector)
    assert float(after - before) == pytest.approx(0.5 * shares[sector])


def test_a_note_says_what_was_assumed():
    scenario = read()
    (note,) = (note for note in scenario.notes if "products" in note.text)
    base = 100 * float(scenario.accounts["tariff"].sel(importer="USA", exporter="CHN", sector="BMT"))
    share = 100 * share_of(["7208", "7210"], "USA", "CHN")["BMT"]
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
    rates = {cell[1:3]: cell[3] for cell in scenario.acts[0].cells}
    assert set(rates.values()) == {0.5}
    shares = {where[1:]: rates.share for where, rates in scenario.acts[0].products.items()}
    assert ("CHN", "MVH") not in shares and shares["CHN", "ELE"] != shares["EU", "ELE"] and 0 < shares["EU", "FOD"] < 1


def test_words_for_codes():
    assert read("7208.10").acts[0] == read("'720810'").acts[0]
    # A chapter is all of its products: those of 16 and 19 are food, part of what food is.
    whole = read("[16, 19]").acts[0].products
    assert list(whole) == [("USA", "CHN", "FOD")] and 0 < whole["USA", "CHN", "FOD"].share < 1


DAY = datetime.date(2026, 6, 1)


def steel(*lines: str, on="EU", day=DAY, importer="USA", exporter=None, branches=""):
    """The tariff of basic metals in the baseline, and on a day with the acts."""
    acts = "".join(f"  - {{{line}, source: made up}}\n" for line in lines)
    text = f"name: s\ntitle: s\nbaseline: world2022\nacts:\n{acts}{branches}".replace("USAON", f"by: USA, on: {on}")
    scenario = parse_scenario(text, "s.yaml", Path(), {})
    place = {"importer": importer, "exporter": exporter or on, "sector": "BMT"}
    return float(scenario.accounts["tariff"].sel(place)), float(tariffs_in_force(scenario, day).sel(place))


SHARE = share_of(["72"], "USA", "EU")["BMT"]
WHOLE = "id: w, USAON, sectors: BMT, rate: 10%, from: 2026-02-01"


@pytest.mark.parametrize(
    ("kind", "rate", "pays"),
    [
        ("set", "50%", lambda base: 0.5),
        ("floor", "50%", lambda base: 0.5),
        ("floor", "1%", lambda base: base),
        ("cap", "1%", lambda base: 0.01),
        ("multiply", "3", lambda base: 3 * base),
        ("add", "50%", lambda base: base + 0.5),
    ],
)
def test_the_sector_pays_the_rest_at_the_old_rate_and_the_share_at_the_new(kind, rate, pays):
    base, found = steel(f"id: s, USAON, sectors: [72], kind: {kind}, rate: {rate}, from: 2026-01-01")
    assert found == pytest.approx((1 - SHARE) * base + SHARE * pays(base), rel=1e-12)


def test_acts_on_the_same_products_follow_each_other():
    """What products pay is known from the acts before: raised to 25 and then to 50 percent they pay 50."""
    first = "id: a, USAON, sectors: [72], kind: set, rate: 25%, from: 2026-01-01"
    to_50 = "id: b, USAON, sectors: [72], kind: set, rate: 50%, from: 2026-03-01"
    base, found = steel(first, to_50)
    assert found == pytest.approx((1 - SHARE) * base + SHARE * 0.5, rel=1e-12)
    # Part of the list: the rest of it keeps its 25.
    flat = share_of(["7208"], "USA", "EU")["BMT"]
    base, found = steel(first, to_50.replace("[72]", "[7208]"))
    assert found == pytest.approx((1 - SHARE) * base + (SHARE - flat) * 0.25 + flat * 0.5, rel=1e-12)
    # Points on everything come on top of both; what sets the whole sector is on all of its products.
    base, found = steel(first, WHOLE)
    assert found == pytest.approx((1 - SHARE) * base + SHARE * 0.25 + 0.1, rel=1e-12)
    _, found = steel(first, WHOLE.replace("rate: 10%", "kind: set, rate: 10%"))
    assert found == pytest.approx(0.1, rel=1e-12)
    # An act that ends leaves nothing behind.
    base, found = steel(first + ", until: 2026-02-28")
    assert found == base


def test_an_act_on_products_stands_in_for_one_on_the_sector_on_these_products_alone():
    """As section 232 does in place of the reciprocal duty."""
    base, found = steel(WHOLE, "id: s, USAON, sectors: [72], rate: 50%, from: 2026-03-01, instead_of: w")
    assert found == pytest.approx(base + (1 - SHARE) * 0.1 + SHARE * 0.5, rel=1e-12)
    base, found = steel(
        WHOLE.replace("sectors: BMT", "sectors: [72]"),
        "id: s, USAON, sectors: BMT, rate: 5%, from: 2026-03-01, instead_of: w",
    )
    assert found == pytest.approx(base + 0.05, rel=1e-12)
    with pytest.raises(ScenarioError, match="acts s and w have no goods in common"):
        steel(
            WHOLE.replace("sectors: BMT", "sectors: [72]"),
            "id: s, USAON, sectors: [76], rate: 5%, from: 2026-03-01, instead_of: w",
        )


def test_acts_that_set_the_same_product_from_the_same_day_contradict_each_other():
    line = "id: {}, USAON, sectors: [{}], kind: set, rate: {}, from: 2026-01-01"
    with pytest.raises(ScenarioError, match="acts a and b contradict each other"):
        steel(line.format("a", "72", "25%"), line.format("b", "7208", "50%"))
    # Other products of the sector are other goods; so is a part of what is set as a whole.
    base, found = steel(line.format("a", "72", "25%"), line.format("b", "76", "50%"))
    aluminium = share_of(["76"], "USA", "EU")["BMT"]
    assert found == pytest.approx((1 - SHARE - aluminium) * base + SHARE * 0.25 + aluminium * 0.5, rel=1e-12)


@pytest.mark.parametrize(("kind", "share"), [("set", 1.0), ("add", 0.5), ("floor", 0.5)])
def test_an_answer_in_kind_is_on_the_same_products(kind, share):
    """As many points as the products rose by, on the same products, by what they weigh for who answers."""
    line = f"id: s, USAON, sectors: [72], kind: {kind}, rate: 50%, from: 2026-01-01"
    answer = f"id: back, answers: {{to: s, share: {share}}}"
    base, _ = steel(line)
    theirs, found = steel(line, answer, importer="EU", exporter="USA")
    points = 0.5 if kind == "add" else 0.5 - base
    weight = share_of(["72"], "EU", "USA")["BMT"]
    assert weight != SHARE
    assert found == pytest.approx(theirs + share * points * weight, rel=1e-12)


def test_an_answer_gives_way_to_an_act_on_products():
    lines = [
        WHOLE,
        "id: r, answers: {to: w}",
        "id: s, USAON, sectors: [72], rate: 50%, from: 2026-03-01, instead_of: w",
    ]
    weight = share_of(["72"], "EU", "USA")["BMT"]
    theirs, found = steel(*lines, importer="EU", exporter="USA")
    assert found == pytest.approx(theirs + (1 - weight) * 0.1, rel=1e-12)


def test_what_products_cannot_be_taxed_by():
    text = refused(how="instrument: export_tax, rate: 5%")
    assert "an instrument of this kind is on sectors, not on products" in text
    # The sector would stand it, its products do not.
    assert "a level above -1, the acts in force taken together" in refused(how="rate: -125%")


def test_a_lost_zero_and_other_slips_are_named_at_their_place():
    text = refused("[203, 7208]")
    assert "steel.yaml:5:45  product code 203 has 3 digits: it lost its leading zero" in text
    assert "do       write 0203, as text" in text
    assert "products of BMT stand beside BMT itself" in refused("[BMT, 7208]")
    assert "HS 2022 has no product code 851712" in refused("[851712]")
    assert "9801 belongs to no sector" in refused("[9801]")
    assert "7208 stands twice in sectors" in refused("[7208, 7208]")
    assert "one rate is needed for products" in refused(how="profile: tariff_increase_2018_2019")
    # A sector that is misspelled is no product.
    assert "unknown sector" in refused("[BMTT]")


def test_accounts_that_are_of_no_industries_say_so():
    text = refused(world="toy", on="ABROAD").replace("by: USA", "")
    assert "products have no place in" in text and "no industry of ISIC revision 4" in text
    assert "do       give rates by sector" in text


def table(tmp_path, *rows, header="importer,exporter,hs,tariff"):
    (tmp_path / "rates.csv").write_text("\n".join([header, *rows]) + "\n")
    return {"how": "tariffs_from: rates.csv", "sectors": "goods", "folder": tmp_path}


def test_a_table_of_products(tmp_path):
    scenario = read(**table(tmp_path, "USA,CHN,7208,50%", "USA,CHN,7210,0.5", "USA,CHN,0203.12,10%"))
    cells = {cell[2]: cell[3] for cell in scenario.acts[0].cells}
    assert cells["BMT"] == pytest.approx(0.5, rel=1e-12) and set(cells) == {"BMT", "FOD"}
    where = ("USA", "CHN", "BMT")
    assert scenario.acts[0].products[where] == read().acts[0].products[where]
    (note,) = (note for note in scenario.notes if "products" in note.text)
    assert "products of rates.csv are taken for" in note.text and "percent of the trade of FOD" in note.text


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
    assert "products of BMT; this act reaches MVH" in refused(**more | {"sectors": "MVH"})
    assert "USA CHN 7208 was given before" in refused(**table(tmp_path, "USA,CHN,7208,10%", "USA,CHN,7208,20%"))


def examples(page: str) -> list[str]:
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"``` yaml\n(.*?)```", text, re.DOTALL)


def test_the_example_of_the_page_reads():
    (example,) = examples("tariffs.md")
    assert parse_scenario(example, "page.yaml", Path(), {}).acts[0].products == read().acts[0].products


def test_steel_at_fifty_percent_and_the_answer_of_canada():
    """The worked example, with the numbers that the page says."""
    page = (Path(__file__).parents[2] / "docs" / "howto" / "raise-products.md").read_text(encoding="utf-8")
    answered, both = (parse_scenario(text, "page.yaml", Path(), {}) for text in examples("howto/raise-products.md"))
    tariff = answered.accounts["tariff"]
    ours = {"importer": "USA", "exporter": "CAN", "sector": "BMT"}
    theirs = {"importer": "CAN", "exporter": "USA", "sector": "BMT"}
    share, codes = share_of(["72"], "USA", "CAN")["BMT"], share_of(["72"], "CAN", "USA")["BMT"]
    base, level = float(tariff.sel(ours)), float(tariffs_in_force(answered, DAY, "answered").sel(ours))
    assert level == pytest.approx((1 - share) * base + share * 0.5, rel=1e-12)
    assert f"Steel is {100 * share:.1f} percent" in page and f"which pay {100 * base:.2f} percent" in page
    assert f"comes to {100 * level:.1f} percent" in page
    back = float(tariffs_in_force(answered, DAY, "answered").sel(theirs))
    assert back == pytest.approx(codes * (0.5 - base), rel=1e-12) and float(tariff.sel(theirs)) == 0
    assert f"There {100 * codes:.1f} percent" in page and f"rises by {100 * back:.1f} points" in page
    assert [(act.by, (act.start - answered.acts[0].start).days) for act in answered.branches[0].acts] == [("CAN", 30)]
    assert float(tariffs_in_force(both, DAY).sel(theirs)) == pytest.approx(codes * 0.5, rel=1e-12)


def test_an_act_at_other_rates_has_its_products_at_them_too():
    (act,) = read("[MVH, 7208]").acts
    doubled = act.with_rates(lambda rate: 2 * rate, lambda cell: cell[2] == "BMT")
    assert {cell[2]: cell[3] for cell in doubled.cells} == {"MVH": 0.5, "BMT": 1.0}
    assert set(doubled.products["USA", "CHN", "BMT"].rate) == {1.0}
    assert act.with_rates(lambda rate: 2 * rate, lambda cell: False) is act


def test_a_list_of_products_is_laid_over_sectors_once(monkeypatch):
    """Acts that name the same products at other rates, and files read again, find it there: it took a tenth of a second each."""
    laid = []
    monkeypatch.setattr(
        products, "spread_over_codes", lambda rows, of: laid.append(rows) or spread_over_codes(rows, of)
    )
    products._laid.cache_clear()
    first, again = read(how="rate: 10%"), read(how="rate: 20%")
    assert len(laid) == 1
    other = read("[7208]")
    assert len(laid) == 2 and len(other.acts[0].products[WHERE].named) < len(first.acts[0].products[WHERE].named)
    assert set(first.acts[0].products[WHERE].rate) == {0.1} and set(again.acts[0].products[WHERE].rate) == {0.2}
