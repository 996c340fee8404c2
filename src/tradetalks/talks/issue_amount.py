"""What an amount on the table is: how much of which unit, how a file may write it, and how it is told."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from tradetalks.inputs import Bound, Labels, Word, refuse
from tradetalks.inputs.numbers import NUMBER, PERCENTAGE, as_fraction, as_number, is_percentage
from tradetalks.inputs.rates import (
    HIGHEST_RATE,
    LARGEST_BARE_RATE,
    BadRate,
    rate_within,
)
from tradetalks.inputs.reader import JsonSchema, Reader

BILLIONS = "billion dollars a year"
_COSTS = Bound(high=0.5, above=True, means="a fraction off trade costs")
_MONEY = Bound(above=True, means=BILLIONS)
AMOUNTS = {
    "rollback": Bound(high=1.0, above=True, means="a share of the increase: 1 withdraws all of it"),
    "tariff": Bound(high=HIGHEST_RATE, means="the rate that tariffs fall to, a fraction: 0.05 is 5 %"),
    "access": _COSTS,
    "export_access": _COSTS,
    "purchases": _MONEY,
    "payment": _MONEY,
    "technology": Bound(high=1.0, above=True, below=True, means="a fraction added to the technology level"),
    "subsidies": Bound(high=0.5, above=True, means="a fraction of sales"),
    "stated": _MONEY,
}
KINDS = tuple(AMOUNTS)
# What a unit of each kind is; the reference of keys prints it.
GRANTS = {
    "rollback": "`by` withdraws its tariffs on `to` above the baseline",
    "tariff": "`by` lowers its tariffs on `to` to a rate, below the baseline too; lower ones stay as they are",
    "access": "`by` lowers other barriers to imports from `to`",
    "export_access": "`by` lowers barriers to its own exports to `to`",
    "purchases": "`by` buys more from `to` than it would without the promise",
    "payment": "`by` pays `to`, as royalties or aid",
    "technology": "the technology of `to` improves",
    "subsidies": "`by` gives up production subsidies",
    "stated": "what the model does not price, at an analyst's value to `to`",
}


class _Unit(NamedTuple):
    """How an amount is told: times ``scale``, between two texts."""

    scale: float
    after: str
    before: str = ""


_BILLIONS_A_YEAR = _Unit(1.0, " bn a year")
_OFF_COSTS = _Unit(100.0, " % off trade costs")
_UNITS = {
    "rollback": _Unit(100.0, " % of the increase"),
    "tariff": _Unit(100.0, " %", "to "),
    "access": _OFF_COSTS,
    "export_access": _OFF_COSTS,
    "purchases": _BILLIONS_A_YEAR,
    "payment": _BILLIONS_A_YEAR,
    "technology": _Unit(100.0, " % on the technology level"),
    "subsidies": _Unit(100.0, " % of sales"),
    "stated": _BILLIONS_A_YEAR,
}


def amount_in_words(kind: str, *amounts: float) -> str:
    """An amount with its unit, or a range of amounts: "2 % off trade costs", "20 to 30 bn a year".

    Args:
        kind: one of :data:`KINDS`.
        amounts: in the unit of the kind: one, or the two ends of a range.
    """
    unit = _UNITS[kind]
    numbers = " to ".join(f"{unit.scale * amount:.6g}" for amount in amounts)
    return f"{unit.before}{numbers}{unit.after}"


class Amount(Reader):
    """An amount in the unit of its kind, which is read before it; fractions may be written as percentages with their sign."""

    def _validate(self, value: object, info: Any) -> object:
        # ``info`` is pydantic's record of what was read before: a protocol, which no check at runtime can ask for.
        if isinstance(value, Word):
            return _written(value, str((info.data or {}).get("kind", "")))
        return self.read(value, info.context, info.field_name or "")

    def read(self, value: object, labels: Labels | None, field: str) -> float:
        return float(NUMBER.read(value, labels, field))

    def schema(self) -> JsonSchema:
        return {"anyOf": [{"type": "number"}, PERCENTAGE]}


def _written(word: Word, kind: str) -> float:
    """What a word of a file says of an amount of this kind."""
    if kind == "tariff":
        try:
            return rate_within(word, highest=HIGHEST_RATE, largest_bare=LARGEST_BARE_RATE, lowest=0.0)
        except BadRate as bad:
            raise refuse(bad.title, bad.expected, bad.do) from None
    if is_percentage(word) and AMOUNTS.get(kind) is _MONEY:
        raise refuse("this amount is money", f"{BILLIONS}, without a percent sign")
    number = as_fraction(word) if is_percentage(word) else as_number(word)
    if not math.isfinite(number):
        raise refuse("a number expected", "a number")
    return number
