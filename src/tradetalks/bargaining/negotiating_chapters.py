"""Readiness of a text with many chapters: how likely everything is closed by a given round.

    (T34)  P(all M closed by round k) = [1 - (1-q)^k]^M

With reopening: each closed chapter reopens with probability ξ per round; chapters stay independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.errors import TalksError, probability
from tradetalks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class TextReadiness(Result):
    """P(each chapter closed) (K, M) and P(all closed) (K,) after each round, and the expected number still open (K,)."""

    closed: np.ndarray

    @property
    def all_closed(self) -> np.ndarray:
        """(K,) probability that the whole text is closed after each round."""
        return self.closed.prod(1)

    @property
    def expected_open(self) -> np.ndarray:
        """(K,) expected number of open chapters."""
        return (1 - self.closed).sum(1)

    def summary(self) -> str:
        """Round by round."""
        lines = [f"a text of {self.closed.shape[1]} chapters"]
        lines += [
            f"  after round {k + 1}: all closed with probability {p:.4f}, {n:.2f} open on average"
            for k, (p, n) in enumerate(zip(self.all_closed, self.expected_open, strict=True))
        ]
        return "\n".join(lines)


def close_negotiating_chapters(closing: ArrayLike, rounds: int, *, reopening: float = 0.0) -> TextReadiness:
    """(T34) For `rounds` rounds.

    Args:
        closing: (M,) probability that an open chapter is closed in a round.
        reopening: ξ, probability that a closed one is reopened in a round.
    """
    q = probability("the probability of closing a chapter", np.atleast_1d(np.asarray(closing, float)))
    xi = float(probability("the probability of reopening", reopening))
    if rounds < 1:
        raise TalksError(f"chapters are closed in rounds; got {rounds} rounds. Give at least 1.")
    closed, history = np.zeros(len(q)), []
    for _ in range(rounds):
        closed = closed * (1 - xi) + (1 - closed) * q
        history.append(closed)
    return TextReadiness(np.array(history))
