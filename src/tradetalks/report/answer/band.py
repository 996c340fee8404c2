"""Numbers with their bands, written with no more digits than the band supports."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.cost.numbers import income_busd, income_percent
from tradetalks.report.format import SMALL_BUSD, SMALL_PERCENT
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# The most decimals that are written: a hundredth of a billion dollars, or of a percent.
FINEST = 2
# The least size that is written as a whole number.
ROUNDS_TO_ONE = 0.95


@dataclasses.dataclass(frozen=True)
class NumberBand:
    """A number with the ends of its band, in increasing order."""

    low: float
    middle: float
    high: float

    @property
    def is_wide(self) -> bool:
        """Whether the two ends are written differently."""
        low, high = written_apart(self.low, self.high)
        return low != high


def band_of(values: Sequence[float]) -> NumberBand:
    """The band that ``values``, answers under several assumptions, span."""
    ordered = sorted(values)
    return NumberBand(ordered[0], ordered[len(ordered) // 2], ordered[-1])


def levels_of(run: CostRun) -> list[dict[PolicyDate, Equilibrium]]:
    """The answers that the band of a cost spans: the file's own, and those at low, middle and high scale effects."""
    return [*run.by_scale.values(), run.equilibria]


def busd_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """Change of a region's real income over the strengths of scale economies, billion dollars a year."""
    return _around(income_busd, run, moment, region)


def percent_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """The same in percent of the region's real income."""
    return _around(income_percent, run, moment, region)


def _around(change: Callable[[Equilibrium, str], float], run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """The file's own number between the ends of all levels."""
    found = [change(solved[moment], region) for solved in levels_of(run)]
    return NumberBand(min(found), change(run.equilibria[moment], region), max(found))


def decimals(values: Sequence[float]) -> int:
    """How many decimals numbers deserve: whole ones where their band, or the largest of them, is a whole number wide."""
    width = max(values) - min(values)
    size = max(abs(value) for value in values)
    # A band of one number is as wide as a tenth of it: the second digit is the last that means something.
    scale = max(width, size / 10)
    if scale <= 0:
        return 0
    return min(FINEST, max(0, -math.floor(math.log10(scale))))


def written_apart(low: float, high: float) -> tuple[str, str]:
    """The sizes of the two ends of a band, with as many decimals as it supports."""
    places = decimals([low, high])
    return f"{abs(low):.{places}f}", f"{abs(high):.{places}f}"


def format_size(value: float) -> str:
    """The size of a number without a band: whole from one on, its first digit below that."""
    size = abs(value)
    if size >= ROUNDS_TO_ONE:
        return f"{size:.0f}"
    return f"{size:.{decimals([10 * size])}f}"


def format_band(band: NumberBand) -> str:
    """The sizes of a band whose ends have one sign, the smaller first: ``12 to 64``, ``about 3`` where they are written alike."""
    first, last = sorted((abs(band.low), abs(band.high)))
    low, high = written_apart(first, last)
    if low == high:
        return f"about {high}"
    return f"{low} to {high}"


def is_nothing(band: NumberBand, small: float = SMALL_BUSD) -> bool:
    """Whether nothing in the band is worth a word: below ``small`` on either side."""
    return max(abs(band.low), abs(band.high)) < small


def is_small_percent(band: NumberBand) -> bool:
    """The same of a change in percent of real income."""
    return is_nothing(band, SMALL_PERCENT)


def loses(band: NumberBand) -> bool:
    """Whether a change is a loss throughout its band, or nothing at one end."""
    return not is_nothing(band) and band.high < SMALL_BUSD


def gains(band: NumberBand) -> bool:
    """Whether a change is a gain throughout its band, or nothing at one end."""
    return not is_nothing(band) and band.low > -SMALL_BUSD


def said_change(band: NumberBand) -> str:
    """What happens to somebody, as a clause after a name: ``loses 12 to 64``, ``gains about 3``, billions understood."""
    if is_nothing(band):
        return "hardly notices"
    if loses(band):
        return f"loses {format_band(band)}"
    if gains(band):
        return f"gains {format_band(band)}"
    return f"gains up to {format_size(band.high)} or loses up to {format_size(band.low)}"
