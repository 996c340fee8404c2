"""The tariffs that an issue moves, and issues that would move the same one.

A rollback goes a share of the way back to the tariffs before the war. A tariff to a rate lowers those above it and leaves the
others as they are: t(x) = t − x max(0, t − rate), so that a binding at or above the tariff in force changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tradetalks.inputs import Refusal
from tradetalks.talks.issue import Issue

TARIFF_KINDS = ("rollback", "tariff")
# Tariffs are sums of rates that people write with a few digits; a smaller change of one is rounding.
SMALLEST_CHANGE = 1e-12


@dataclass(frozen=True, eq=False)
class TariffTable:
    """Tariffs (importer, exporter, sector), fractions.

    Args:
        regions: labels of the first two dimensions.
        sectors: labels of the third.
        goods: the sectors that an issue without sectors covers.
        now_nij: in force while nothing is signed.
        target_nij: what a full rollback returns to.
    """

    regions: Sequence[str]
    sectors: Sequence[str]
    goods: Sequence[str]
    now_nij: np.ndarray
    target_nij: np.ndarray

    def change(self, issue: Issue) -> np.ndarray:
        """(n, n, j) what granting the whole of an issue changes, fractions; 0 for a kind that moves no tariff."""
        change = np.zeros_like(self.now_nij)
        if issue.kind not in TARIFF_KINDS:
            return change
        by, to = (list(self.regions).index(side) for side in (issue.by, issue.to))
        exporters = [to]
        if issue.mfn:
            exporters = [i for i in range(len(self.regions)) if i != by]
        where = [list(self.sectors).index(sector) for sector in (issue.sectors or self.goods)]
        cells = np.ix_([by], exporters, where)
        now = self.now_nij[cells]
        if issue.kind == "rollback":
            change[cells] = issue.amount * (self.target_nij[cells] - now)
        else:
            change[cells] = np.minimum(now, issue.amount) - now
        return change

    def cuts(self, issue: Issue) -> bool:
        """Whether granting an issue lowers any tariff."""
        return bool((self.change(issue) < -SMALLEST_CHANGE).any())

    def clashes(self, issues: Sequence[Issue]) -> Iterator[tuple[int, Refusal]]:
        """Pairs of issues that move the same tariff, at the position of the second.

        Two rollbacks of parts that make at most the whole add up. Anything else would cut one tariff twice, and end below what
        either says.
        """
        for (_, first), (k, second) in combinations(enumerate(issues), 2):
            parts = (first.kind, second.kind) == ("rollback", "rollback")
            if parts and first.amount + second.amount <= 1 + SMALLEST_CHANGE:
                continue
            both = (np.abs(self.change(first)) > SMALLEST_CHANGE) & (np.abs(self.change(second)) > SMALLEST_CHANGE)
            if both.any():
                yield k, self._clash(first, second, both)

    def _clash(self, first: Issue, second: Issue, both: np.ndarray) -> Refusal:
        n, i, j = np.argwhere(both)[0]
        where = f"{self.regions[n]} on {self.regions[i]}, {self.sectors[j]}"
        title = f"{second.name!r} moves tariffs that {first.name!r} moves too ({where})"
        expected = "each tariff in one issue: granted together they would cut it twice"
        advice = "give each its own sectors, or keep the one that goes further: a share x of it goes part of the way"
        said = f"issue {title}; expected {expected}. To put this right, {advice}."
        return Refusal(title, expected, advice, place=("kind",), said=said)
