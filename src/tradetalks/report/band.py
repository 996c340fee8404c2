"""Numbers with their bands, written with no more digits than the band supports."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from tradetalks.report.format import SMALL_BUSD, format_list, without_zero_sign

# The most decimals that are written: a hundredth of a billion dollars, or of a percent.
FINEST = 2
# A band narrower than this share of its number is not told: the number itself is less certain.
NARROW = 0.03
# An end on the other side of zero that is smaller than this share of the other end is written as zero.
NEXT_TO_NONE = 0.05
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
        low, high = signed_apart(self.low, self.high)
        return low != high

    @property
    def is_outside(self) -> bool:
        """Whether the number lies outside its own band: where the file assumes more, or less, than nearly all that is drawn."""
        return not self.low <= self.middle <= self.high

    @property
    def whole(self) -> NumberBand:
        """The band with the number in it, for what is said of a sign."""
        return NumberBand(min(self.low, self.middle), self.middle, max(self.high, self.middle))


# What stands before a band beside a number that lies outside it.
MOST_DRAWS = "most draws: "


def band_of(values: Sequence[float]) -> NumberBand:
    """The band that answers under several assumptions span; the first of ``values`` is that of the file's own model."""
    return NumberBand(min(values), values[0], max(values))


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


def signed_apart(low: float, high: float) -> tuple[str, str]:
    """The same with their signs."""
    places = decimals([low, high])
    return without_zero_sign(f"{low:+.{places}f}"), without_zero_sign(f"{high:+.{places}f}")


def format_size(value: float) -> str:
    """The size of a number without a band: whole from one on, its first digit below that."""
    size = abs(value)
    if size >= ROUNDS_TO_ONE:
        return f"{size:.0f}"
    return f"{size:.{decimals([10 * size])}f}"


def format_band(band: NumberBand) -> str:
    """The sizes of a band whose ends have one sign, the smaller first: ``12 to 64``, ``about 3`` where they are written alike."""
    first, last = _sizes(band)
    low, high = written_apart(first, last)
    if low == high or last - first < NARROW * last:
        return f"about {format_size(last)}"
    return f"{low} to {high}"


def _sizes(band: NumberBand) -> tuple[float, float]:
    """The smaller and the larger end of a band of one sign; what is beyond zero is next to nothing and told as that."""
    if band.low < 0 < band.high:
        return 0.0, max(-band.low, band.high)
    first, last = sorted((abs(band.low), abs(band.high)))
    return first, last


def format_middle(band: NumberBand) -> str:
    """The file's own number with its band: ``27 (12 to 64)``; the band alone where the number is written as one of its ends.

    A number outside its own band is told to be that: ``117 (most draws: 27 to 103)``.
    """
    said = format_band(band)
    first, last = written_apart(*_sizes(band))
    middle = f"{abs(band.middle):.{decimals([band.low, band.high])}f}"
    if middle in (first, last) or (said.startswith("about") and not band.is_outside):
        return said
    if band.is_outside:
        return f"{middle} ({MOST_DRAWS}{said})"
    return f"{middle} ({said})"


def signed_middle(band: NumberBand) -> str:
    """A change with its band, the lowest first: ``-27 (-64 to -8)``; the number alone where both ends are written alike."""
    low, high = signed_apart(band.low, band.high)
    middle = without_zero_sign(f"{band.middle:+.{decimals([band.low, band.high])}f}")
    if low == high and not float(middle):
        return "0"
    if low == high:
        return middle
    if band.is_outside and middle not in (low, high):
        return f"{middle} ({MOST_DRAWS}{low} to {high})"
    return f"{middle} ({low} to {high})"


def is_nothing(band: NumberBand, small: float = SMALL_BUSD) -> bool:
    """Whether nothing in the band is worth a word: below ``small`` on either side."""
    return max(abs(band.low), abs(band.middle), abs(band.high)) < small


def loses(band: NumberBand) -> bool:
    """Whether a change is a loss throughout its band, or nothing at one end."""
    low, high = band.whole.low, band.whole.high
    return not is_nothing(band) and (high < SMALL_BUSD or _is_next_to_none(high, low))


# What is said of a change that is next to none.
NO_CHANGE = "hardly notices"


def gains(band: NumberBand) -> bool:
    """Whether a change is a gain throughout its band, or nothing at one end."""
    low, high = band.whole.low, band.whole.high
    return not is_nothing(band) and (low > -SMALL_BUSD or _is_next_to_none(low, high))


def _is_next_to_none(end: float, other: float) -> bool:
    """Whether an end beyond zero is not worth a word beside the other one."""
    return abs(end) < NEXT_TO_NONE * abs(other)


def said_change(band: NumberBand) -> str:
    """What happens to somebody, as a clause after a name: ``loses 27 (12 to 64)``, ``gains about 3``, billions understood."""
    if is_nothing(band):
        return NO_CHANGE
    if loses(band):
        return f"loses {format_middle(band)}"
    if gains(band):
        return f"gains {format_middle(band)}"
    return may_change(band)


def in_billions(changes: Sequence[str], unit: str = "billion dollars a year") -> str:
    """Changes of several countries with their unit behind the last; it stands apart where that one has no number, and nowhere
    where none has.

    Args:
        changes: ``China loses 27 (12 to 64)``, from :func:`said_change` or :func:`said_from_to`.
        unit: of the numbers.
    """
    said = format_list(changes)
    if all(change.endswith(NO_CHANGE) for change in changes):
        return said
    if changes[-1].endswith(NO_CHANGE):
        return f"{said} (billion dollars a year)"
    return f"{said} {unit}"


def may_change(band: NumberBand) -> str:
    """What may happen to somebody whose band has either sign: ``may gain up to 16 or lose up to 19``, the larger first."""
    gain, loss = f"gain up to {format_size(band.whole.high)}", f"lose up to {format_size(band.whole.low)}"
    if -band.whole.low > band.whole.high:
        return f"may {loss} or {gain}"
    return f"may {gain} or {loss}"


def said_from_to(band: NumberBand) -> str:
    """What happens to somebody from one assumption to another, as a clause after a name: ``loses from 12 to 64``.

    Without brackets: these are for bands.
    """
    if is_nothing(band):
        return NO_CHANGE
    if not (loses(band) or gains(band)):
        return may_change(band)
    verb = "gains"
    if loses(band):
        verb = "loses"
    said = format_band(band)
    if said.startswith("about"):
        return f"{verb} {said}"
    return f"{verb} from {said}"
