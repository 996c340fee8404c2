"""Countries and groups as regions of accounts, by what the regions are made of."""

import pytest

import tradetalks as tt
from tradetalks.data.products.concordance import six_digit_codes
from tradetalks.data.products.everyday import _everyday_names, products_called
from tradetalks.data.region_names import RegionNames


@pytest.fixture(scope="module")
def merged():
    regions = {"NORTH AMERICA": ["USA", "CAN", "MEX"], "PACIFIC": ["JPN", "KOR"]}
    return RegionNames(tt.aggregate(tt.load_world("world2022"), regions=regions)[0])


def test_a_group_is_the_region_that_was_merged_of_its_members(merged):
    assert merged.find("USMCA") == ("NORTH AMERICA", "")
    assert merged.find("Japan") == (
        None,
        "Japan is a part of PACIFIC here (PACIFIC): write PACIFIC for all of it",
    )
    assert merged.find("Suiza") == ("CHE", "") and merged.find("nonsense") == (None, "")


def test_accounts_of_no_countries_have_no_countries():
    names = RegionNames(tt.data.toy_world())
    label, said = names.find("United States")
    assert label is None and said.startswith("United States is no region of these accounts; choose from ")


def test_everyday_names_are_codes_of_hs_2022():
    assert products_called("Steel") == ("72",) and products_called("car") == ("8703",) and products_called("love") == ()
    assert all(six_digit_codes(code) for codes in _everyday_names().values() for code in codes)
