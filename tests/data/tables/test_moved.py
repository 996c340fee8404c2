"""What rules say in a line: how much they moved and where, or what they did where no money moved."""

import pandas as pd

from tradetalks.data.tables.moved import TableMove, as_moved, joined, sentences


def test_how_goods_were_told_is_said():
    moved = as_moved([TableMove("goods", "all", "all", 0.0, "divisions 1 to 33 of ISIC revision 4")])
    assert sentences(moved) == "goods: divisions 1 to 33 of ISIC revision 4"


def test_one_place_and_several():
    one = TableMove("duties", "USA", "A01", -2.0, "paid")
    assert sentences(as_moved([one])) == "duties: 2 billion dollars a year in 1 place, in USA, A01"
    assert sentences(as_moved([one, TableMove("duties", "CHN", "A02", 3.0, "paid")])) == (
        "duties: 5 billion dollars a year in 2 places, the most in CHN, A02"
    )


def test_many_places_without_a_size():
    renamed = [
        TableMove("renamed", new, "all", 0.0, f"{old} in the file")
        for old, new in (("EL", "GRC"), ("UK", "GBR"), ("DE", "DEU"))
    ]
    assert sentences(as_moved(renamed)) == (
        "renamed: EL in the file; UK in the file; and 1 more, in 3 places, the first GRC, all"
    )
    nothing = [TableMove("zero_output", "LUX", "B05", 0.0, "sells nothing")]
    assert sentences(as_moved(nothing)) == "zero_output: sells nothing, in 1 place, the first LUX, B05"


def test_reports_without_notes_have_empty_ones():
    bare = pd.DataFrame({"rule": ["destocking"], "region": ["USA"], "sector": ["A01"], "moved_busd": [0.0]})
    assert joined(bare)["note"].tolist() == [""]
    assert sentences(joined(bare)) == "destocking: in 1 place, the first USA, A01"
