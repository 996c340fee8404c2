"""Tables small enough to be read by eye: what the readers make of them, computed by hand and not by our writers."""

import numpy as np
import pytest

import tradetalks as tt

# Million dollars. CHN stands empty beside its parts, as in extended files; INVNT of CHN for its own goods is below 0.
EXTENDED = """V1,USA_A01_02,CHN_A01_02,CN1_A01_02,CN2_A01_02,USA_HFCE,USA_INVNT,CHN_HFCE,CHN_INVNT,OUT
USA_A01_02,100,0,20,10,800,10,60,0,1000
CHN_A01_02,0,0,0,0,0,0,0,0,0
CN1_A01_02,50,0,200,30,70,0,160,-10,500
CN2_A01_02,30,0,5,15,20,0,30,0,100
TLS,20,0,15,5,40,1,9,0,90
VA,800,0,260,40,0,0,0,0,1100
OUT,1000,0,500,100,930,11,259,-10,2790
"""


def test_an_extended_table(tmp_path):
    path = tmp_path / "2019.csv"
    path.write_text(EXTENDED)
    table = tt.read_table(path, accept=("size",))
    assert (table.regions, table.industries, table.categories) == (("USA", "CHN"), ("A01_02",), ("HFCE", "INVNT"))
    assert table.provenance["release"] == "OECD ICIO, 2023 layout" and table.provenance["year"] == 2019
    np.testing.assert_allclose(table.use_iknj[:, 0, :, 0], [[0.100, 0.030], [0.080, 0.250]])
    np.testing.assert_allclose(
        table.final_iknc[:, 0], [[[0.800, 0.010], [0.060, 0.0]], [[0.090, 0.0], [0.190, -0.010]]]
    )
    np.testing.assert_allclose(table.value_added_nj[:, 0], [0.800, 0.300])
    np.testing.assert_allclose(table.taxes_nj[:, 0], [0.020, 0.020])
    np.testing.assert_allclose(table.taxes_nc, [[0.040, 0.001], [0.009, 0.0]])
    np.testing.assert_allclose(table.output_nj[:, 0], [1.000, 0.600])
    assert table.gaps()[["row_gap", "column_gap"]].abs().to_numpy().max() < 1e-15


def test_its_accounts(tmp_path):
    """A tariff of 10 percent of China on the 30 + 60 from the United States: 3 on inputs, out of China's taxes of 20."""
    path = tmp_path / "2019.csv"
    path.write_text(EXTENDED)
    tariff = np.zeros((2, 2, 1))
    tariff[1, 0] = 0.1
    accounts, moved = tt.accounts_from_table(
        tt.read_table(path, accept=("size",)), theta=4.0, tariffs=tariff, accept=("size",)
    )
    # Importer first: USA buys 910 of itself and 170 of China, China 90 of the USA and 430 of itself.
    np.testing.assert_allclose(accounts["flows"].values[:, :, 0], [[0.910, 0.170], [0.090, 0.430]])
    np.testing.assert_allclose(accounts["intermediate_use"].values[:, 0, 0], [0.180, 0.283])
    np.testing.assert_allclose(accounts["value_added"].values[:, 0], [0.820, 0.317])
    np.testing.assert_allclose(accounts["final_use"].values[:, 0], [0.900, 0.246])
    size = moved.set_index(["rule", "region"])["moved_busd"]
    assert size["duties", "CHN"] == pytest.approx(0.003)
    assert size["taxes", "CHN"] == pytest.approx(0.017)
    assert size["taxes", "USA"] == pytest.approx(0.020)


def test_a_flat_file_of_figaro(tmp_path):
    """Million euros at 1.10; the rest of the world is ROW, Greece is GRC."""
    rows = {
        ("EL", "A01", "EL", "A01"): 10, ("EL", "A01", "FIGW1", "A01"): 5, ("EL", "A01", "EL", "P3_S14"): 80,
        ("EL", "A01", "FIGW1", "P3_S14"): 5, ("FIGW1", "A01", "EL", "A01"): 20, ("FIGW1", "A01", "FIGW1", "A01"): 30,
        ("FIGW1", "A01", "EL", "P3_S14"): 10, ("FIGW1", "A01", "FIGW1", "P3_S14"): 140,
        ("W2", "D21X31", "EL", "A01"): 7, ("W2", "D21X31", "FIGW1", "A01"): 5, ("W2", "D1", "EL", "A01"): 40,
        ("W2", "D1", "FIGW1", "A01"): 100, ("W2", "B2A3G", "EL", "A01"): 23, ("W2", "B2A3G", "FIGW1", "A01"): 60,
    }  # fmt: skip
    text = "refArea,rowIi,counterpartArea,colIi,obsValue\n"
    text += "".join(f"{','.join(key)},{value}\n" for key, value in rows.items())
    path = tmp_path / "flatfile_eu-ic-io_ind-by-ind_24ed_2020.csv"
    path.write_text(text)
    table = tt.read_table(path, rate=1.10, accept=("size",))
    assert table.regions == ("GRC", "ROW")
    np.testing.assert_allclose(table.use_iknj[:, 0, :, 0], 0.0011 * np.array([[10, 5], [20, 30]]))
    np.testing.assert_allclose(table.value_added_nj[:, 0], 0.0011 * np.array([63, 160]))
    np.testing.assert_allclose(table.taxes_nj[:, 0], 0.0011 * np.array([7, 5]))
    np.testing.assert_allclose(table.output_nj[:, 0], 0.0011 * np.array([100, 200]))
    # Six rows of value added and taxes stand for final use; none of them was written.
    (absent,) = table.moved.loc[table.moved["rule"] == "absent_rows", "note"]
    assert absent == "6 pairs without a row count as 0"
