"""Product codes as text, the sectors that they belong to, and what they weigh."""

import numpy as np
import pandas as pd
import pytest

from tradetalks.data.products.by_sector import tariffs_by_sector
from tradetalks.data.products.codes import BadCode, read_code, with_leading_zero
from tradetalks.data.products.concordance import (
    COVERAGE,
    FOLDER,
    place_product,
    sectors_of_industries,
    six_digit_codes,
    six_digit_industries,
)
from tradetalks.data.products.matching import products_of_world
from tradetalks.data.products.weights import EQUAL, KNOWN, product_weights, us_imports_by_chapter, us_imports_by_sector
from tradetalks.data.worlds import load_world
from tradetalks.errors import TariffError


@pytest.mark.parametrize(
    ("word", "digits"),
    [
        ("0101", "0101"),
        ("0101.21.00", "01012100"),
        ("8471.30.0100", "8471300100"),
        ("8542 31", "854231"),
        (7208, "7208"),
        (" 85 ", "85"),
    ],
)
def test_codes_are_text_and_keep_their_zeros(word, digits):
    assert read_code(word) == digits


@pytest.mark.parametrize(
    ("word", "title", "do"),
    [
        ("203", "product code 203 has 3 digits: it lost its leading zero", "write 0203, as text"),
        (2071100, "product code 2071100 has 7 digits: it lost its leading zero", "write 02071100, as text"),
        ("101.21.00", "product code 101.21.00 has 7 digits: it lost its leading zero", "write 01012100, as text"),
        ("7208.0", "'7208.0' is a number, not a code", "write the code as text: 7208"),
        ("9999.999999", "'9999.999999' is no product code", ""),
        ("steel", "'steel' is no product code", ""),
        (True, "'True' is no product code", ""),
        ("123456789012", "product code 123456789012 has 12 digits", ""),
    ],
)
def test_what_is_no_code_is_named(word, title, do):
    with pytest.raises(BadCode) as error:
        read_code(word)
    assert (error.value.title, error.value.do) == (title, do)
    assert error.value.expected == "2, 4, 6, 8 or 10 digits, as 0101 or 8542.31"


def test_a_lost_zero_comes_back_where_it_is_asked_for():
    assert [with_leading_zero(word) for word in ("203", "0203", "7208", "101.21.00")] == [
        "0203",
        "0203",
        "7208",
        "0101.21.00",
    ]


@pytest.mark.parametrize(
    ("code", "sector", "level", "right"),
    [
        ("854231", "ELE", "six digits", 1.0),
        ("8542310045", "ELE", "six digits", 1.0),
        ("8542", "ELE", "heading", 1.0),
        ("85", "ELE", "chapter", 0.5576),
        # Tractors for farms are machinery, those for the road motor vehicles.
        ("870191", "MAC", "six digits", 1.0),
        ("870121", "MVH", "six digits", 1.0),
        ("0302", "FSH", "heading", 1.0),
        ("0308", "FSH", "heading", 0.6529),
        ("27", "NRG", "chapter", 0.6785),
        ("2710", "PET", "heading", 1.0),
    ],
)
def test_where_a_product_belongs_and_how_that_is_known(code, sector, level, right):
    place = place_product(code)
    assert (place.sector, place.level, place.right) == (sector, level, right)


def test_a_code_of_an_earlier_revision_is_placed_by_its_heading_and_says_so():
    place = place_product("851712")
    assert (place.sector, place.level) == ("ELE", "heading")
    assert place.note == "851712 is no code of HS 2022, perhaps of an earlier revision: placed by heading 8517"


def test_returned_goods_belong_nowhere():
    place = place_product("9801")
    assert (place.sector, place.level, place.right) == ("", "none", 0.0)
    imports = us_imports_by_chapter().sum(axis=1)
    assert imports[["98", "99"]].sum() / imports.sum() == pytest.approx(0.039, abs=5e-4)


def test_no_such_chapter_and_no_such_world():
    with pytest.raises(TariffError, match="there is no chapter 77 of products"):
        place_product("7701")
    with pytest.raises(TariffError) as error:
        place_product("8542", "world2020")
    assert str(error.value) == (
        "the sectors of 'world2020' are not matched to products\nexpected one of world2022, world2017\n"
        "do       did you mean world2022?; or give rates by sector"
    )


def test_every_six_digit_code_has_a_sector_of_both_worlds():
    assert len(six_digit_industries()) == 5485 and six_digit_industries().index.is_unique
    for world in ("world2022", "world2017"):
        assert set(six_digit_industries()) <= set(sectors_of_industries(world))
    accounts = load_world("world2017")
    goods = {str(v) for v in accounts["sector"].values[accounts["tradable"].values]}
    assert set(sectors_of_industries("world2017").values()) == goods


def test_the_share_that_chapters_alone_place_right():
    """75.1 percent of United States imports of 2024, chapters 98 and 99 left out."""
    table = pd.read_csv(FOLDER / "hs2_to_icio.csv", dtype=str).set_index("hs2")
    imports = us_imports_by_chapter().sum(axis=1).drop(["98", "99"])
    right = (table["share_within_chapter"].astype(float) * imports).sum() / imports.sum()
    assert right == pytest.approx(COVERAGE["chapter"], abs=5e-4)


def test_weights_meet_what_is_known_by_sector_and_by_chapter():
    for partner in us_imports_by_chapter():
        weights = product_weights("USA", partner, products_of_world("world2022"))
        assert weights.attrs["weights"] == KNOWN
        by_sector = weights.groupby("sector")["weight"].sum()
        known = us_imports_by_sector()[partner].reindex(by_sector.index).fillna(0.0)
        np.testing.assert_allclose(by_sector, known, rtol=1e-9, atol=1e-9)
        by_chapter = weights["weight"].groupby(weights.index.str[:2]).sum()
        gap = (by_chapter - us_imports_by_chapter()[partner].reindex(by_chapter.index)).abs().max()
        # Electric energy (2716) of Canada is in its chapter and in no goods sector.
        assert gap < 0.002 * by_chapter.sum()


def test_weights_of_others_are_equal_and_say_so():
    weights = product_weights("CHN", "USA", products_of_world("world2022"))
    assert weights.attrs["weights"] == EQUAL and set(weights["weight"]) == {1.0}
    assert product_weights("USA", "nowhere", products_of_world("world2022")).attrs["weights"] == EQUAL


def test_regions_of_world2017_are_sums_of_partners():
    europe = product_weights("USA", "EU", products_of_world("world2017"))["weight"].sum()
    parts = sum(
        product_weights("USA", partner, products_of_world("world2022"))["weight"].sum() for partner in ("EU", "GBR")
    )
    assert europe == pytest.approx(parts, rel=1e-12)


def rates(importer="USA", exporter="CHN", **by_code):
    codes = {code.removeprefix("hs"): rate for code, rate in by_code.items()}
    return pd.DataFrame(
        {"importer": importer, "exporter": exporter, "product": list(codes), "rate": list(codes.values())}
    )


def test_a_list_by_hand():
    """Paper and printing, equal weights: of its 142 codes newspapers (4902: 2 codes) at 30 and chapter 47 (19) at 10 percent."""
    codes = six_digit_industries()
    paper = codes[codes == "C17_18"].index
    pulp, news = paper.str.startswith("47").sum(), paper.str.startswith("4902").sum()
    assert (len(paper), pulp, news) == (142, 19, 2)
    (row,) = tariffs_by_sector(rates("CHN", "USA", hs47=0.10, hs4902=0.30)).to_dict("records")
    assert (row["sector"], row["products"]) == ("PPP", 21)
    mean = (19 * 0.10 + 2 * 0.30) / 142
    square = (19 * 0.10**2 + 2 * 0.30**2) / 142
    assert row["rate"] == pytest.approx(mean, rel=1e-12)
    assert row["covered"] == pytest.approx(21 / 142, rel=1e-12)
    assert row["uniform_equivalent"] == pytest.approx(square**0.5, rel=1e-12)
    assert row["bias"] == pytest.approx(square**0.5 - mean, rel=1e-12)


def test_a_rate_on_everything_is_the_rate_of_every_sector_without_bias():
    everything = {f"hs{chapter}": 0.2 for chapter in us_imports_by_chapter().index.drop(["98", "99"])}
    found = tariffs_by_sector(rates(**everything))
    np.testing.assert_allclose(found["rate"], 0.2, rtol=1e-12)
    np.testing.assert_allclose(found["covered"], 1.0, rtol=1e-12)
    np.testing.assert_allclose(found["bias"], 0.0, atol=1e-12)


def test_the_longest_code_counts_and_lines_are_known_in_part():
    whole = tariffs_by_sector(rates(hs7208=0.25)).iloc[0]
    finer = tariffs_by_sector(rates(hs7208=0.25, hs720810=0.0)).iloc[0]
    assert finer["covered"] == whole["covered"] and finer["rate"] < whole["rate"]
    lines = tariffs_by_sector(rates(hs72081000=0.5, hs72082530=0.25, hs72082560=0.75)).iloc[0]
    assert lines["in_part"] == pytest.approx(lines["covered"]) and lines["products"] == 2
    # The mean of the lines that the list names stands for their code.
    assert lines["rate"] == pytest.approx(0.5 * lines["covered"], rel=1e-12)


def test_what_is_uncovered_and_what_is_older_is_said():
    found = tariffs_by_sector(rates(hs9801=0.1, hs8542=0.5))
    assert found.attrs["uncovered"] == ("9801",)
    with pytest.raises(TariffError) as error:
        tariffs_by_sector(rates(hs851712=0.2))
    assert str(error.value) == (
        "HS 2022 has no product code 851712\nexpected codes of HS 2022\n"
        "do       translate it from its revision with tradetalks.data.translate_products, or write the heading (four digits); "
        'older="heading" lets it stand for what the list does not name of its heading'
    )
    older = tariffs_by_sector(rates(hs851712=0.2, hs851762=0.1), older="heading")
    assert older.attrs["older"] == ("851712",)
    assert older["products"].sum() == len(six_digit_codes("8517"))


def test_rows_that_cannot_be_used_are_all_named():
    table = pd.concat([rates(hs7208=0.25), rates(hs7208=0.3), rates(hs203=0.1)])
    with pytest.raises(TariffError) as error:
        tariffs_by_sector(table)
    assert str(error.value).splitlines()[1] == (
        "  row 2: product code 203 has 3 digits: it lost its leading zero; "
        "expected 2, 4, 6, 8 or 10 digits, as 0101 or 8542.31; write 0203, as text"
    )
    with pytest.raises(TariffError, match="row 1: USA CHN 7208 was given before"):
        tariffs_by_sector(pd.concat([rates(hs7208=0.25), rates(hs7208=0.3)]))
    with pytest.raises(TariffError, match="the table of rates has no column rate"):
        tariffs_by_sector(rates(hs7208=0.25).drop(columns="rate"))
