"""Talks over two tariffs in a small world: solved in seconds."""

from tests.scenario.test_quarrel import TWO

# Few rounds: odds are then a matter of a second.
SMALL = TWO + "  assumptions: {round_days: 60}\n"
THREE = SMALL.replace("sides: [USA, CHN]", "sides: [USA, CHN, EU]")
# All that is on the table costs China more than it gains by it.
CLOSED = SMALL.replace(
    "    - {name: Tariffs withdrawn, kind: rollback, by: USA, to: CHN, amount: 1.0, source: test}\n", ""
).replace("by: CHN, to: USA, amount: 1.0", "by: CHN, to: USA, amount: 1.0, cost: 9")
