"""Header array files of GEMPACK and the table made of GTAP's."""

import struct

import numpy as np
import pytest

import tradetalks as tt
from tests.data.tables.test_round_trip import ARRAYS
from tradetalks.data.tables.har import HeaderArray, read_har, write_har
from tradetalks.errors import AccountsError

# Single precision, in which GEMPACK writes, holds 7 digits.
SINGLE = 2e-6


def record(data):
    return struct.pack("<i", len(data)) + data + struct.pack("<i", len(data))


def test_written_arrays_are_read_back():
    """Also those that take several records, and those that use a set twice."""
    labels = tuple(f"c{k}" for k in range(60))
    random = np.random.default_rng(0)
    arrays = {
        "VXSB": HeaderArray(
            "trade", random.random((60, 2, 2)), ("COMM", "REG", "REG"), (labels, ("USA", "ROW"), ("USA", "ROW"))
        ),
        "BIG": HeaderArray(
            "use", random.random((60, 60, 5)), ("COMM", "ACTS", "REG"), (labels, labels, tuple("abcde"))
        ),
        "ONE": HeaderArray("a line", random.random(60), ("COMM",), (labels,)),
    }
    read = read_har("x.har", write_har(arrays))
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        assert (read[name].sets, read[name].labels, read[name].title) == (array.sets, array.labels, array.title)
        np.testing.assert_array_equal(read[name].values, array.values.astype(np.float32))


def test_texts_matrices_and_sparse_arrays():
    about = b"    1CFULL" + b"a title".ljust(70) + struct.pack("<3i", 2, 3, 4)
    texts = record(b"SETS") + record(about) + record(b"    " + struct.pack("<3i", 1, 3, 3) + b"pdr wht gro ")
    about = b"    2RFULL" + b"a title".ljust(70) + struct.pack("<3i", 2, 2, 2)
    numbers = struct.pack("<7i", 1, 2, 2, 1, 2, 1, 2) + struct.pack("<4f", 1, 2, 3, 4)
    matrix = record(b"MATR") + record(about) + record(b"    " + numbers)
    about = b"    RESPSE" + b"a title".ljust(70) + struct.pack("<8i", 7, 2, 3, 1, 1, 1, 1, 1)
    sets = (
        struct.pack("<3i", 2, 1, 2) + b"COEF".ljust(12) + struct.pack("<i", 1) + b"A".ljust(12) + b"B".ljust(12) + b"kk"
    )
    elements = [
        struct.pack("<3i", 1, len(names), len(names)) + b"".join(name.ljust(12) for name in names)
        for names in ((b"a", b"b"), (b"x", b"y", b"z"))
    ]
    sparse = record(b"SPRS") + record(about) + record(b"    " + sets + bytes(12))
    sparse += b"".join(record(b"    " + part) for part in elements)
    sparse += record(b"    " + struct.pack("<3i", 2, 4, 4) + b" " * 80)
    sparse += record(b"    " + struct.pack("<3i", 1, 2, 2) + struct.pack("<2i", 2, 5) + struct.pack("<2f", 7, 9))
    read = read_har("x.har", texts + matrix + sparse)
    assert read["SETS"].values.tolist() == ["pdr", "wht", "gro"]
    assert read["MATR"].values.tolist() == [[1, 3], [2, 4]]
    assert read["SPRS"].labels == (("a", "b"), ("x", "y", "z"))
    assert read["SPRS"].values.tolist() == [[0, 0, 9], [7, 0, 0]]


@pytest.mark.parametrize("seed", [0, 7])
def test_gtap(seed, tmp_path):
    path, table = tt.write_small("gtap", tmp_path, regions=4, industries=5, seed=seed)
    read = tt.read_table(path)
    for name in ARRAYS:
        a, b = getattr(read, name), getattr(table, name)
        np.testing.assert_allclose(a, b, rtol=0, atol=SINGLE * max(np.abs(b).max(), table.taxes_nj.max()), err_msg=name)
    foreign = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(read.tariff_nij[foreign], 0.0625, rtol=1e-5)
    accounts, moved = tt.accounts_from_table(read, theta=4.0)
    tt.check_accounts(accounts, rtol=1e-8)
    assert "proportional_sourcing" in set(moved["rule"])


def test_broken_files(tmp_path):
    path, _ = tt.write_small("gtap", tmp_path, regions=2, industries=2)
    data = path.read_bytes()
    for broken, told in (
        (data[: len(data) // 2], "a record does not end as it begins"),
        (b"no such file", "a record does not end as it begins"),
        (b"", "the file is empty"),
        (data.replace(b"VXSB", b"VXMD"), "these are headers of GTAP 9 and older"),
        (
            data.replace(b"USA ", b"USB ", 1),
            "arrays are not by the commodities and regions of VXSB\n  VFOB(COMM, REG, REG)",
        ),
        (data.replace(b"EVFP", b"EVFQ"), "1 headers are missing\n  EVFP"),
    ):
        path.write_bytes(broken)
        with pytest.raises(AccountsError) as error:
            tt.read_table(path)
        assert told in str(error.value)
