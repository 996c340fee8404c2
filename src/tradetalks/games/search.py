"""How to search: tolerances, numbers of steps and starts."""

from __future__ import annotations

import dataclasses

import numpy as np

from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import checked

# Where only choice variables that hardly matter still move, the predicted improvement is this share of what was asked for.
IDLE = 1e-3


class SearchError(TradeTalksError):
    """Settings with which nothing can be found."""


@checked(SearchError)
@dataclasses.dataclass(frozen=True)
class Search:
    """How to search for best responses and equilibria.

    Args:
        improvement_tolerance: stop where the predicted improvement ½ Σ d r² is below this, percent of real income (games in
            closed form: hundredths of the range of payoffs). 1e-9 percent of ten billion dollars is ten cents.
        residual_tolerance: and no choice variable is asked to move further than this, in its own unit (a fraction).
        steps: of a local ascent before scipy's quasi-Newton method takes over. Ossa's (2014) 198 tariffs take 8.
        depth: past steps that are mixed (Anderson).
        starts: points from which each best response is looked for.
        seed: of the random starts.

    Raises:
        SearchError: nothing can be found with these.
    """

    improvement_tolerance: float = 1e-9
    residual_tolerance: float = 1e-7
    steps: int = 60
    depth: int = 8
    starts: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("steps", "depth", "starts"):
            if not getattr(self, name) >= 1:
                raise SearchError(
                    message(
                        f"a search needs {name} of at least 1",
                        expected="1 or more",
                        got=str(getattr(self, name)),
                        do=f"leave {name} out, or raise it",
                    )
                )
        for name in ("improvement_tolerance", "residual_tolerance"):
            if not 0 < getattr(self, name) < np.inf:
                raise SearchError(
                    message(
                        f"a search cannot end at {name} {getattr(self, name):g}",
                        expected="a small positive number",
                        got=f"{getattr(self, name):g}",
                        do=f"leave {name} out",
                    )
                )

    def scaled(self, scale: float) -> Search:
        """The same search of a game in which ``scale`` units of payoff count as one percent."""
        if scale == 1.0:
            return self
        return dataclasses.replace(self, improvement_tolerance=scale * self.improvement_tolerance)

    def satisfied(self, predicted_improvement: float, residual: float) -> bool:
        """Converged: nothing to gain, and nothing moves except, at a thousandth of the tolerance, what hardly matters."""
        if not predicted_improvement <= self.improvement_tolerance:
            return False
        return residual <= self.residual_tolerance or predicted_improvement <= IDLE * self.improvement_tolerance


def unwatched(event: object) -> None:
    """Nobody listens to the search."""
