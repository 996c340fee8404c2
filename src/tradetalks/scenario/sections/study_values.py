"""How the values of a parameter of a study are spread: named distributions, and alternatives without an order."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from tradetalks.inputs import NUMBER, Bound, Labels, Refusal, Several, raised, record, refuse
from tradetalks.inputs.numbers import as_fraction
from tradetalks.inputs.reader import JsonSchema, Reader

# The keys of which a distribution has exactly one.
SHAPES = ("uniform", "loguniform", "normal", "lognormal", "triangular", "beta", "discrete")
_ABOVE_ZERO = Bound(above=True)
_Number = Annotated[float, NUMBER] | None


@dataclasses.dataclass(frozen=True)
class _Points(Reader):
    """Numbers in rising order, from least to most; the ``names`` say what each is."""

    names: tuple[str, ...]
    above_zero: bool = False

    def read(self, value: object, labels: Labels | None, field: str) -> tuple[float, ...]:
        expected = f"[{', '.join(self.names)}], from least to most"
        if self.above_zero:
            expected = f"{expected}, above 0"
        if not isinstance(value, list | tuple) or len(value) != len(self.names):
            raise refuse(f"{len(self.names)} numbers expected", expected)
        points = tuple(as_fraction(part) for part in value)
        rising = all(math.isfinite(p) for p in points) and list(points) == sorted(points) and points[0] < points[-1]
        if not rising or (self.above_zero and points[0] <= 0):
            raise refuse(f"these numbers are no {field}", expected)
        return points

    def schema(self) -> JsonSchema:
        number: JsonSchema = {"type": "number"}
        if self.above_zero:
            number = {"type": "number", "exclusiveMinimum": 0.0}
        count = len(self.names)
        return {
            "type": "array",
            "items": number,
            "minItems": count,
            "maxItems": count,
            "names": f"`[{', '.join(self.names)}]`, from least to most",
        }


def _refuse_ends(low: float | None, high: float | None) -> list[Refusal]:
    """Ends that cut everything off."""
    if low is not None and high is not None and low >= high:
        return [Refusal("the ends leave nothing", "low below high", place=("high",), given=high)]
    return []


@record("normal", kw_only=True)
class NormalSpec:
    """A normal distribution, or two halves of one that meet at the median, cut off at ``low`` and ``high``."""

    mean: Annotated[_Number, Field(description="mean; with sd, instead of quantiles")] = None
    sd: Annotated[Annotated[float, _ABOVE_ZERO] | None, Field(description="standard deviation")] = None
    p10: Annotated[_Number, Field(description="a tenth of draws lies below; with p90, instead of mean and sd")] = None
    p50: Annotated[_Number, Field(description="median; halfway between p10 and p90 where absent")] = None
    p90: Annotated[_Number, Field(description="a tenth of draws lies above")] = None
    low: Annotated[_Number, Field(description="no draw lies below; what is cut off goes to the rest")] = None
    high: Annotated[_Number, Field(description="no draw lies above")] = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        found = _refuse_ends(self.low, self.high)
        moments = self.mean is not None and self.sd is not None
        quantiles = self.p10 is not None and self.p90 is not None
        given = [self.mean, self.sd, self.p10, self.p50, self.p90]
        if moments == quantiles or (moments and given[2:] != [None] * 3) or (quantiles and given[:2] != [None] * 2):
            found.append(
                Refusal("a normal needs two numbers", "mean and sd, or p10 and p90 (p50 may stand beside them)")
            )
        elif quantiles:
            found += _quantile_faults(self.p10, self.p50, self.p90, "p50")
        if found:
            raise raised(*found)
        return self


@record("lognormal", kw_only=True)
class LognormalSpec:
    """A lognormal distribution, or two halves of one that meet at the median, cut off at ``low`` and ``high``."""

    median: Annotated[
        Annotated[float, _ABOVE_ZERO] | None,
        Field(description="median; the geometric mean of p10 and p90 where absent"),
    ] = None
    sd: Annotated[
        Annotated[float, _ABOVE_ZERO] | None, Field(description="standard deviation of the logarithm; with median")
    ] = None
    p10: Annotated[
        Annotated[float, _ABOVE_ZERO] | None, Field(description="a tenth of draws lies below; with p90, instead of sd")
    ] = None
    p90: Annotated[Annotated[float, _ABOVE_ZERO] | None, Field(description="a tenth of draws lies above")] = None
    low: Annotated[
        Annotated[float, Bound()] | None, Field(description="no draw lies below; what is cut off goes to the rest")
    ] = None
    high: Annotated[Annotated[float, _ABOVE_ZERO] | None, Field(description="no draw lies above")] = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        found = _refuse_ends(self.low, self.high)
        moments = self.median is not None and self.sd is not None
        quantiles = self.p10 is not None and self.p90 is not None
        if moments == quantiles or (moments and (self.p10 is not None or self.p90 is not None)):
            expected = "median and sd, or p10 and p90 (median may stand beside them)"
            found.append(Refusal("a lognormal needs two numbers", expected))
        elif quantiles:
            found += _quantile_faults(self.p10, self.median, self.p90, "median")
        if found:
            raise raised(*found)
        return self


def _quantile_faults(p10: float | None, middle: float | None, p90: float | None, name: str) -> list[Refusal]:
    """Quantiles out of order."""
    given = [p for p in (p10, middle, p90) if p is not None]
    if all(a < b for a, b in itertools.pairwise(given)):
        return []
    return [Refusal("quantiles out of order", f"p10 below {name} below p90", place=("p90",), given=p90)]


@record("beta", kw_only=True)
class BetaSpec:
    """A beta distribution between ``low`` and ``high``."""

    a: Annotated[float, _ABOVE_ZERO, Field(description="first shape: larger, nearer to high")]
    b: Annotated[float, _ABOVE_ZERO, Field(description="second shape: larger, nearer to low")]
    low: Annotated[float, NUMBER, Field(description="least value")] = 0.0
    high: Annotated[float, NUMBER, Field(description="largest value")] = 1.0

    @model_validator(mode="after")
    def _complete(self) -> Self:
        found = _refuse_ends(self.low, self.high)
        if found:
            raise raised(*found)
        return self


# Weights of values and of alternatives.
Weights = Annotated[
    tuple[Annotated[float, _ABOVE_ZERO], ...],
    Several("weights"),
    Field(description="how likely each is, in any unit; equally where absent"),
]


@record("discrete", kw_only=True)
class DiscreteSpec:
    """Some numbers, each with a weight."""

    values: Annotated[
        tuple[Annotated[float, NUMBER], ...], Several("numbers"), Field(description="two numbers or more, rising")
    ]
    weights: Weights = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        rising = all(a < b for a, b in zip(self.values[:-1], self.values[1:], strict=True))
        if len(self.values) < 2 or not rising:
            expected = "two numbers or more, from least to most"
            raise raised(Refusal("these values are no choice", expected, place=("values",), given=self.values))
        faults = weight_faults(self.weights, len(self.values))
        if faults:
            raise raised(*faults)
        return self


def weight_faults(weights: Sequence[float], count: int) -> list[Refusal]:
    """Weights of another number of things."""
    if not weights or len(weights) == count:
        return []
    return [Refusal(f"{len(weights)} weights for {count} values", "a weight for each", place=("weights",))]


# Beyond letters, digits and these a text stands in quotes between brackets.
PLAIN = frozenset("_-./ ")


def _inline(value: object) -> str:
    """A mapping, a list or a word of a file in one line, as a file may write it."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_inline(key)}: {_inline(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    text = str(value)
    if isinstance(value, bool | np.bool_):
        text = text.lower()
    if all(letter.isalnum() or letter in PLAIN for letter in text) and text == text.strip() != "":
        return text
    return json.dumps(text, ensure_ascii=False)


@dataclasses.dataclass(frozen=True)
class Alternative(Reader):
    """One of the values of a key, as text; a truth, a number or a mapping becomes the text that a file would hold."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        if isinstance(value, bool | np.bool_):
            return str(bool(value)).lower()
        if isinstance(value, str) and value:
            return str(value)
        if isinstance(value, Real):
            return f"{value:g}"
        if isinstance(value, Mapping) and value:
            return _inline(value)
        raise refuse("a word or a number expected", "a value of the key as a file writes it")

    def schema(self) -> JsonSchema:
        return {"type": ["string", "number", "boolean", "object"], "names": "a word, a number or a mapping"}


@record("the distribution", kw_only=True)
class Distribution:
    """How a number is spread; exactly one of the shapes. Percentages may carry their sign in a file.

    Args:
        uniform: (low, high).
        loguniform: (low, high), above 0: every factor is as likely as any other.
        normal, lognormal: by two moments or by quantiles, which may be asymmetric; cut off at ends.
        triangular: (low, mode, high).
        beta: by two shapes, between ends.
        discrete: numbers with weights.
    """

    uniform: Annotated[
        Annotated[tuple[float, ...], _Points(("low", "high"))] | None,
        Field(description="every value between as likely"),
    ] = None
    loguniform: Annotated[
        Annotated[tuple[float, ...], _Points(("low", "high"), above_zero=True)] | None,
        Field(description="every factor between as likely"),
    ] = None
    normal: Annotated[NormalSpec | None, Field(description="by mean and sd, or by quantiles")] = None
    lognormal: Annotated[LognormalSpec | None, Field(description="by median and sd, or by quantiles")] = None
    triangular: Annotated[
        Annotated[tuple[float, ...], _Points(("low", "mode", "high"))] | None,
        Field(description="most likely at the mode"),
    ] = None
    beta: Annotated[BetaSpec | None, Field(description="by two shapes, between ends")] = None
    discrete: Annotated[DiscreteSpec | None, Field(description="some numbers with weights")] = None

    @property
    def shapes(self) -> tuple[str, ...]:
        """Which shapes are given."""
        return tuple(name for name in SHAPES if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if len(self.shapes) != 1:
            raise raised(Refusal(f"{len(self.shapes)} distributions given", f"exactly one of {', '.join(SHAPES)}"))
        return self
