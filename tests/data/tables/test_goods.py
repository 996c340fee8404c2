"""Which industries make goods, in the codes of every format."""

import pytest

import tradetalks as tt
from tradetalks.data.tables.codes import INDUSTRIES
from tradetalks.data.tables.goods import goods_of

LAST = {
    "2016": "C36T37OTM",
    "2018": "31T33",
    "2021": "31T33",
    "2023": "C31T33",
    "2025": "C31T33",
    "figaro": "C33",
    "wiod2013": "36t37",
    "wiod2016": "C33",
    "eora": "Recycling",
    "gtap": "omf",
}


@pytest.mark.parametrize("format", list(INDUSTRIES))
def test_goods_come_first_and_end_with(format):
    codes = INDUSTRIES[format]
    goods, _ = goods_of(codes)
    assert tuple(goods) == codes[: codes.index(LAST[format]) + 1]


def test_numbers_of_industries():
    """As the publishers count them."""
    counts = {format: len(codes) for format, codes in INDUSTRIES.items()}
    assert counts == {
        "2016": 34, "2018": 36, "2021": 45, "2023": 45, "2025": 50, "figaro": 64, "wiod2013": 35, "wiod2016": 56, "eora": 26,
        "gtap": 65,
    }  # fmt: skip


def test_codes_that_do_not_say_make_everything_a_good_and_it_is_told(tmp_path):
    path, _ = tt.write_small("exiobase", tmp_path, regions=2, industries=["Wheat", "Banks"])
    accounts, moved = tt.accounts_from_table(tt.read_table(path), theta=4.0)
    assert accounts["tradable"].all()
    assert moved.set_index("rule").loc["goods", "note"] == "every industry: its codes do not say which are goods"
    accounts, moved = tt.accounts_from_table(tt.read_table(path), theta=4.0, goods=["Wheat"])
    assert accounts["tradable"].values.tolist() == [True, False]
    assert "goods" not in set(moved["rule"])
