"""Readiness of a text with many negotiating chapters: how likely everything is closed by a given round.

    (T34)  P(all M closed by round k) = [1 - (1-q)^k]^M

With reopening: each closed chapter reopens with probability ξ per round; chapters stay independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, repr=False, eq=False)
class TextReadiness(Result):
    """``closed`` (K, M): probability that each negotiating chapter is closed after each round."""

    closed: np.ndarray

    @property
    def all_closed(self) -> Float[np.ndarray, " k"]:
        """(K,) probability that the whole text is closed after each round."""
        return np.asarray(self.closed.prod(1))

    @property
    def expected_open(self) -> Float[np.ndarray, " k"]:
        """(K,) expected number of open chapters."""
        return np.asarray((1 - self.closed).sum(1))

    def to_dataset(self) -> xr.Dataset:
        """Probabilities by round and chapter."""
        rounds, chapters = self.closed.shape
        return labelled_dataset(
            {"round": range(1, rounds + 1), "chapter": range(1, chapters + 1)},
            {
                "all_closed": LabelledArray(
                    ("round",), self.all_closed, "1", "probability that the whole text is closed"
                ),
                "expected_open": LabelledArray(
                    ("round",), self.expected_open, "chapters", "expected number still open"
                ),
                "closed": LabelledArray(
                    ("round", "chapter"), self.closed, "1", "probability that the chapter is closed"
                ),
            },
        )

    def summary(self) -> str:
        """Round by round."""
        lines = [f"a text of {self.closed.shape[1]} chapters"]
        lines += [
            f"  after round {k + 1}: all closed with probability {p:.4f}, {n:.2f} open on average"
            for k, (p, n) in enumerate(zip(self.all_closed, self.expected_open, strict=True))
        ]
        return "\n".join(lines)


@checked(TalksError)
def close_negotiating_chapters(closing: ArrayLike, rounds: int, *, reopening: float = 0.0) -> TextReadiness:
    """(T34) How likely the chapters of a text are closed after each of ``rounds`` rounds.

    Args:
        closing: (M,) probability that an open chapter is closed in a round.
        rounds: K, at least 1.
        reopening: ξ, probability that a closed one is reopened in a round.

    Raises:
        TalksError: no rounds, or numbers that are no probabilities.
    """
    q = check_probability("the probability of closing a chapter", np.atleast_1d(np.asarray(closing, float)))
    xi = float(check_probability("the probability of reopening", reopening))
    if rounds < 1:
        raise TalksError(message("chapters are closed in rounds", got=f"{rounds} rounds", do="give at least 1"))
    closed, history = np.zeros(len(q)), []
    for _ in range(rounds):
        closed = closed * (1 - xi) + (1 - closed) * q
        history.append(closed)
    return TextReadiness(np.array(history))
