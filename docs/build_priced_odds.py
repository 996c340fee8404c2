"""Write what the deadline game says of the deadlines of the shipped scenarios, which teaches the weight of the game.

    python docs/build_priced_odds.py [--check]

Odds are those of the game alone, at each opening; they hang on no other row. With ``--check`` nothing is written, and the
exit status is 1 where the file is not what the code gives to a point and a half of probability.
"""

from __future__ import annotations

import io
import sys

import numpy as np
import pandas as pd

from tradetalks.data.deadlines import FOLDER, OUTCOMES, load_deadlines
from tradetalks.scenario.against_record import SHIPPED, odds_at_opening, row_of
from tradetalks.scenario.read import read_scenario
from tradetalks.talks.odds import SOURCES

FILE = FOLDER / "priced_odds.csv"
# Scrambled draws and solvers move the odds by far less.
TOLERANCE = 0.015


def table() -> pd.DataFrame:
    """A row per shipped scenario: its deadline in the record, and the game's odds."""
    record, rows = load_deadlines(), []
    for name in SHIPPED:
        scenario = read_scenario(name)
        odds = np.round(odds_at_opening(scenario).odds[SOURCES.index("game")], 3)
        # Three digits that add up: what rounding leaves over goes to the likeliest outcome.
        odds[np.argmax(odds)] += round(1 - odds.sum(), 3)
        rows.append(
            {"scenario": name, "id": row_of(scenario, record)["id"].iloc[0], **dict(zip(OUTCOMES, odds, strict=True))}
        )
    return pd.DataFrame(rows)


def main(arguments: list[str]) -> int:
    """Write the file, or compare it."""
    found = table()
    if "--check" not in arguments:
        FILE.write_text(found.to_csv(index=False, float_format="%.3f"), encoding="utf-8")
        return 0
    kept = pd.read_csv(io.StringIO(FILE.read_text(encoding="utf-8")))
    apart = np.abs(kept[list(OUTCOMES)].to_numpy() - found[list(OUTCOMES)].to_numpy()).max()
    if list(kept["id"]) != list(found["id"]) or apart > TOLERANCE:
        sys.stderr.write(f"{FILE.name} is not what the code gives: up to {apart:.3f} apart\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
