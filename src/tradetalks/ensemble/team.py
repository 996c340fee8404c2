"""What is asked of those who solve the pieces of a study."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import xarray as xr

# Solves the draws at some positions; what it gives depends on the positions alone.
Solver = Callable[[range], xr.Dataset]


class Team(Protocol):
    """Those who solve pieces. What is handed out comes back in any order."""

    @property
    def places(self) -> int:
        """How many pieces are solved at once, now."""

    def hand_out(self, k: int, positions: range) -> None:
        """Have a piece solved, its number ``k``."""

    def take(self, seconds: float) -> list[tuple[int, xr.Dataset | Exception]]:
        """The pieces that have come back, or why they could not be solved, waiting for the first at most so long."""
