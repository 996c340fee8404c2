"""An extended table of the OECD of full size, made up: read, checked, merged and made into accounts, beside what that may take.

`make bench`. The file has the layout and the size of the edition of 2025: 81 countries with China and Mexico in two parts, 50
industries, numbers of four decimals. Reading is a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import string
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tradetalks.data.tables import random_table
from tradetalks.data.tables.codes import COUNTRIES, INDUSTRIES
from tradetalks.data.tables.write_icio import write_icio

# Countries of the edition of 2025, the rest of the world among them.
SIZE = 81
# What reading, checking and merging may take.
SECONDS, GIGABYTES = 180.0, 6.0
READ = """
import resource, sys, time
start = time.perf_counter()
import tradetalks as tt
from tradetalks.data.tables import merged
table = tt.read_table(sys.argv[1])
read = time.perf_counter()
kept = ("USA", "CHN", "MEX", "DEU")
regions = {region: region if region in kept else "ROW" for region in table.regions}
small = merged(table, regions=regions)
accounts, _ = tt.accounts_from_table(small, theta=4.0)
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(read - start, done - read, peak)
"""


def main() -> None:
    made_up = [f"X{a}{b}" for a in string.ascii_uppercase for b in string.ascii_uppercase]
    regions = [*COUNTRIES, *made_up[: SIZE - 1 - len(COUNTRIES)], "ROW"]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        table = random_table(regions, INDUSTRIES["2025"], seed=1)
        path = write_icio(table, Path(folder), release="2025", extended=True, decimals=4)
        print(f"made and written in {time.perf_counter() - start:.0f} s: {path.stat().st_size / 1e6:.0f} MB")
        done = subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True)
    read, rest, peak = map(float, done.stdout.split())
    met = "met" if read + rest <= SECONDS and peak <= GIGABYTES else "missed"
    print(
        f"read and checked {read:.1f} s, merged and made into accounts {rest:.1f} s, {peak:.1f} GB; "
        f"target {SECONDS:.0f} s and {GIGABYTES:.0f} GB: {met}"
    )


if __name__ == "__main__":
    main()
