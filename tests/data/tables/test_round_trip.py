"""Every format: what is written is read back, to 12 digits."""

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.data.tables.small import WRITERS

ARRAYS = (
    "use_iknj", "final_iknc", "value_added_nj", "taxes_nj", "taxes_nc", "adjustments_nj", "discrepancy_ik", "output_nj"
)  # fmt: skip
# Editions that print taxes and value added as one row: their sum comes back.
ONE_ROW = ("icio2016", "eora")


def same(read, written, names=ARRAYS):
    """Whether the arrays of two tables agree to 12 digits of the largest number."""
    for name in names:
        a, b = getattr(read, name), getattr(written, name)
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12 * np.abs(b).max(), err_msg=name)


# GTAP's file holds single precision: tests/data/tables/test_har.py.
@pytest.mark.parametrize("format", [name for name in WRITERS if name != "gtap"])
@pytest.mark.parametrize("seed", [0, 7])
def test_round_trip(format, seed, tmp_path):
    path, table = tt.write_small(format, tmp_path, regions=5, industries=7, seed=seed)
    read = tt.read_table(path)
    assert (read.regions, read.industries) == (table.regions, table.industries)
    if format in ONE_ROW:
        same(read, table, ("use_iknj", "final_iknc", "output_nj"))
        np.testing.assert_allclose(read.value_added_nj, table.value_added_nj + table.taxes_nj, rtol=1e-12)
        assert "taxes_in_value_added" in set(read.moved["rule"])
        return
    same(read, table)


@pytest.mark.parametrize("format", ["icio2025-extended", "icio2023-extended", "icio2021-extended"])
def test_parts_are_merged_on_both_sides(format, tmp_path):
    path, table = tt.write_small(format, tmp_path, regions=["USA", "CHN", "MEX", "ROW"], industries=3)
    text = path.read_text()
    assert "CN1_" in text and "MX2_" in text
    read = tt.read_table(path)
    assert read.regions == ("USA", "CHN", "MEX", "ROW")
    assert list(read.moved["region"][read.moved["rule"] == "split_country"]) == ["CHN", "MEX"]
    same(read, table)
