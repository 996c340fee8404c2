"""Tariff rates and other fractions, which a file may write as percentages with their sign (``25%``)."""

from __future__ import annotations

import dataclasses
import math

from tradetalks.inputs.labels import Labels
from tradetalks.inputs.numbers import PERCENTAGE, as_fraction, is_percentage
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.inputs.refusals import refuse

# Import subsidies of more than half, and tariffs of more than 500 percent, are more likely slips than policies.
LOWEST_RATE, HIGHEST_RATE = -0.5, 5.0
# Above these, a bare number is more likely a percentage than a fraction or a factor.
LARGEST_BARE_RATE, LARGEST_FACTOR = 1.0, 10.0
A_FRACTION = ("a fraction expected", "a fraction such as 0.25, or 25%")


class BadRate(ValueError):
    """Why a word is not a rate."""

    def __init__(self, title: str, expected: str, do: str = "") -> None:
        super().__init__(title)
        self.title, self.expected, self.do = title, expected, do


def rate_within(value: object, *, highest: float, largest_bare: float, lowest: float = LOWEST_RATE) -> float:
    """A tariff rate between ``lowest`` and ``highest``.

    Args:
        value: a number, or a word such as ``0.25`` or ``25%``.
        highest: the largest rate, a fraction.
        largest_bare: the largest, up or down, that a number without a percent sign may be; beyond, it may be meant as a
            percentage.
        lowest: the lowest rate, a fraction.

    Raises:
        BadRate: no fraction, out of range, or a number that may be a percentage.
    """
    rate = as_fraction(value)
    if not math.isfinite(rate):
        raise BadRate(*A_FRACTION)
    expected = f"a fraction between {lowest:g} and {highest:g}"
    sure = is_percentage(value) or abs(rate) <= largest_bare
    too_low = rate < lowest and (sure or lowest == LOWEST_RATE)
    if too_low or (rate > highest and is_percentage(value)):
        raise BadRate("tariff rate out of range", expected)
    if sure:
        return rate
    raise BadRate(
        "tariff rate looks like a percentage",
        f"{expected} ({rate / 100:g} means {rate:g} %)",
        f"write {rate / 100:g} or `{rate:g}%`",
    )


def read_rate(value: object, tariff_max: float | None, *, change: bool = False) -> float:
    """The rate of an act or of a table of tariffs; of a ``change`` of tariffs, which may be a cut as deep as a rise is high.

    Without a limit of its own (``tariff_max``, the file's limits.tariff_max) a bare number above 1 is refused, for it may be a
    percentage, and so is a percentage above 500.

    Raises:
        BadRate: as :func:`rate_within`, with advice on the limit.
    """
    highest, largest_bare = HIGHEST_RATE, LARGEST_BARE_RATE
    if tariff_max is not None:
        highest = largest_bare = tariff_max
    lowest = LOWEST_RATE
    if change:
        lowest = min(-highest, LOWEST_RATE)
    try:
        return rate_within(value, highest=highest, largest_bare=largest_bare, lowest=lowest)
    except BadRate as bad:
        rate = as_fraction(value)
        raise BadRate(bad.title, bad.expected, _about_the_limit(rate, value, highest, lowest)) from None


def _about_the_limit(rate: float, value: object, highest: float, lowest: float) -> str:
    """What to do about a rate that an act cannot have."""
    larger = "to allow larger rates set limits.tariff_max"
    unsure = not is_percentage(value)
    if not math.isfinite(rate) or (rate < lowest and (lowest == LOWEST_RATE or not unsure)):
        return ""
    if rate < lowest:
        return f"write `{rate:g}%`"
    if rate < 0:
        return f"write `{rate:g}%` or `{100 * rate:g}%`"
    if not unsure:
        return larger
    if rate > highest:
        return f"write `{rate:g}%`; {larger}"
    return f"write `{rate:g}%` or `{100 * rate:g}%`; to take numbers above 1 as fractions set limits.tariff_max"


@dataclasses.dataclass(frozen=True)
class TariffRate(Reader):
    """A rate of the war: a fraction up to ``highest``."""

    highest: float = HIGHEST_RATE

    def read(self, value: object, labels: Labels | None, field: str) -> float:
        try:
            return rate_within(value, highest=self.highest, largest_bare=self.highest)
        except BadRate as bad:
            raise refuse(bad.title, bad.expected, bad.do) from None

    def schema(self) -> JsonSchema:
        number = {"type": "number", "minimum": LOWEST_RATE, "maximum": self.highest}
        return {"anyOf": [number, PERCENTAGE], "unit": "a fraction"}


@dataclasses.dataclass(frozen=True)
class Fraction(Reader):
    """A fraction or a percentage with its sign, between ``low`` and ``high``; ``of`` says what of.

    ``too_high``: what to do about one above ``high`` that is no percentage without its sign, because a hundredth of it would say
    the opposite; empty where every number may be one.
    """

    low: float
    high: float
    of: str
    too_high: str = ""

    def read(self, value: object, labels: Labels | None, field: str) -> float:
        fraction = as_fraction(value)
        if self.low <= fraction <= self.high:
            return fraction
        do = ""
        if self.high < fraction < 100:
            do = self.too_high
        if not do and self.high < fraction <= 100 * self.high and not is_percentage(value):
            do = f"write {fraction / 100:g} or `{fraction:g}%`"
        expected = f"a fraction between {self.low:g} and {self.high:g}, or a percentage with its sign"
        raise refuse(f"{self.of} out of range", expected, do)

    def schema(self) -> JsonSchema:
        number = {"type": "number", "minimum": self.low, "maximum": self.high}
        return {"anyOf": [number, PERCENTAGE], "unit": "a fraction"}


# A hundredth of 11 would cut tariffs, which nobody means who writes 11; a hundredth of 110 raises them by a tenth.
FACTOR = Fraction(
    0.0,
    LARGEST_FACTOR,
    "factor",
    "a factor multiplies tariffs: 1.1 raises them by a tenth; for a new level write kind: set",
)
