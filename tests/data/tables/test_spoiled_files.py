"""Files that are spoiled anywhere are read or refused, and nothing else happens."""

import random
import shutil

import pytest

import tradetalks as tt
from tests.data.tables import broken
from tests.limits import time_limit
from tradetalks.data.tables.small import WRITERS
from tradetalks.errors import AccountsError

# Files whose cells are not text.
BINARY = (".dta", ".xlsx", ".har")
# Seconds in which any file of this size is read or refused, on a machine that does other things too.
TIME = 60


def outcomes(format, tmp_path, seeds):
    """What became of spoiled copies of one file: "read", or the message."""
    good, _ = tt.write_small(format, tmp_path / "good", regions=4, industries=2, seed=1)
    told = []
    for seed in seeds:
        chance = random.Random(seed)
        spoiled = tmp_path / "spoiled" / good.name
        shutil.rmtree(spoiled.parent, ignore_errors=True)
        if good.is_dir():
            shutil.copytree(good, spoiled)
        else:
            spoiled.parent.mkdir()
            shutil.copy(good, spoiled)
        files = sorted(file for file in (spoiled.parent).rglob("*") if file.is_file())
        file = chance.choice(files)
        file.write_bytes(broken.spoiled(file.read_bytes(), chance, file.suffix in BINARY))
        try:
            with time_limit(TIME):
                # What is left may earn as little or as much as it likes.
                tt.read_table(spoiled, format.partition("-")[0].rstrip("0123456789"), accept=("size",))
            told.append("read")
        except AccountsError as refused:
            told.append(str(refused))
    return told


@pytest.mark.parametrize("format", list(WRITERS))
def test_spoiled_files(format, tmp_path):
    told = outcomes(format, tmp_path, range(12))
    assert any(text != "read" for text in told)


@pytest.mark.slow
@pytest.mark.parametrize("format", list(WRITERS))
def test_many_spoiled_files(format, tmp_path):
    outcomes(format, tmp_path, range(100, 400))
