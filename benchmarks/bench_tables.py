"""An extended table of the OECD of full size, read, checked, merged and made into accounts.

It is made up, in the layout and the size of the edition of 2025: 81 countries with China and Mexico in two parts, 50 industries,
numbers of four decimals. Reading is a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import string
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rows import Row, judged, process, show

from tradetalks.data.tables import random_table
from tradetalks.data.tables.codes import COUNTRIES, INDUSTRIES
from tradetalks.data.tables.write_icio import write_icio

# Countries of the edition of 2025, the rest of the world among them.
SIZE = 81
# What reading, checking and merging may take.
SECONDS, GIGABYTES = 180.0, 6.0
READ = """
import sys
import tradetalks as tt
from tradetalks.data.tables import merged
table = tt.read_table(sys.argv[1])
kept = ("USA", "CHN", "MEX", "DEU")
small = merged(table, regions={region: region if region in kept else "ROW" for region in table.regions})
tt.accounts_from_table(small, theta=4.0)
"""


def rows() -> Iterator[Row]:
    made_up = [f"X{a}{b}" for a in string.ascii_uppercase for b in string.ascii_uppercase]
    regions = [*COUNTRIES, *made_up[: SIZE - 1 - len(COUNTRIES)], "ROW"]
    with tempfile.TemporaryDirectory() as folder:
        table = random_table(regions, INDUSTRIES["2025"], seed=1)
        path = write_icio(table, Path(folder), release="2025", extended=True, decimals=4)
        megabytes = path.stat().st_size / 1e6
        done = process(["-c", READ, str(path)], cache="off")
    seconds = judged(done.processors, SECONDS, "s of processors")
    yield Row(
        f"A table of {megabytes:.0f} MB, read, checked, merged to five regions, made into accounts",
        str(done),
        target=f"{seconds}; {judged(done.gigabytes, GIGABYTES, 'GB')}",
    )


if __name__ == "__main__":
    show(rows())
