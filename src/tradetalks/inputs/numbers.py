"""Where a number that somebody states may lie, and the words that say so: one place for Python, for files and for the docs."""

from __future__ import annotations

import dataclasses
import math
from numbers import Real

import numpy as np

from tradetalks.inputs.labels import Labels
from tradetalks.inputs.reader import JsonSchema, Reader, is_from_file
from tradetalks.inputs.refusals import Word, refuse

# A number with a percent sign, as JSON schemas say it.
PERCENTAGE = {"type": "string", "pattern": r"^\s*[-+]?[0-9.]+\s*%$"}


def as_number(value: object) -> float:
    """The number that ``value`` is, or that a word of a file says; nan where it is none (a truth, a text, a missing value)."""
    if isinstance(value, Word):
        try:
            return float(value)
        except ValueError:
            return math.nan
    if isinstance(value, Real) and not isinstance(value, bool | np.bool_):
        return float(value)
    return math.nan


def is_percentage(value: object) -> bool:
    """Whether a word of a file carries its percent sign."""
    return isinstance(value, Word) and value.strip().endswith("%")


def as_fraction(value: object) -> float:
    """The fraction that a number is, or that a word says with or without a percent sign; nan where it is none."""
    if isinstance(value, Word):
        word = value.strip()
        if word.endswith("%"):
            return as_number(Word(word[:-1])) / 100
    return as_number(value)


@dataclasses.dataclass(frozen=True)
class Bound(Reader):
    """Finite numbers from ``low`` to ``high``, the ends left out where ``above`` or ``below`` says so.

    Args:
        low: the least, unless ``above``.
        high: the most, unless ``below``.
        above: only numbers above ``low``.
        below: only numbers below ``high``.
        whole: only whole numbers.
        fraction: a file may write it as a percentage with its sign.
        means: the unit, and after a colon how to write it ("a share: 5 % is 0.05").
        title: the title of the message; ``{field}`` stands for the name of the field.
    """

    low: float = 0.0
    high: float = math.inf
    above: bool = False
    below: bool = False
    whole: bool = False
    fraction: bool = False
    means: str = ""
    title: str = "{field} is out of range"

    def holds(self, value: float) -> bool:
        """Whether ``value`` may be stated."""
        if not math.isfinite(value) or (self.whole and value != int(value)):
            return False
        if value < self.low or value > self.high:
            return False
        return not (self.above and value == self.low) and not (self.below and value == self.high)

    @property
    def words(self) -> str:
        """What is expected, as the end of a sentence."""
        parts = ["a whole number" if self.whole else "a number"]
        ends = []
        if math.isfinite(self.low):
            ends.append(f"{'above' if self.above else 'of at least'} {self.low:g}")
        if math.isfinite(self.high):
            ends.append(f"{'below' if self.below else 'at most'} {self.high:g}")
        if ends:
            parts.append(" and ".join(ends))
        if self.means:
            parts.append(f"({self.means})")
        return " ".join(parts)

    @property
    def unit(self) -> str:
        """The unit alone; "1" for a number without one."""
        return self.means.partition(":")[0] or "1"

    def read(self, value: object, labels: Labels | None, field: str) -> float | int:
        number = as_number(value)
        if self.fraction:
            number = as_fraction(value)
        if is_percentage(value) and not self.fraction:
            raise refuse("this number is no share", f"{self.words}, without a percent sign")
        if is_from_file(value, labels) and not math.isfinite(number):
            raise refuse("a number expected", "a number")
        if not self.holds(number):
            raise refuse(self.title.format(field=field), self.words)
        if self.whole:
            return int(number)
        return number

    def schema(self) -> JsonSchema:
        found: JsonSchema = {"type": "integer" if self.whole else "number", "unit": self.unit}
        if math.isfinite(self.low):
            found["exclusiveMinimum" if self.above else "minimum"] = self.low
        if math.isfinite(self.high):
            found["exclusiveMaximum" if self.below else "maximum"] = self.high
        if self.fraction:
            return {"anyOf": [{k: v for k, v in found.items() if k != "unit"}, PERCENTAGE], "unit": self.unit}
        return found


NUMBER = Bound(low=-math.inf)
SHARE = Bound(high=1.0, fraction=True, means="a share: 5 % is 0.05")
