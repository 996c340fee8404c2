"""What kind of thing an argument in Python is: an object, names, an array of numbers. Which values it may have comes after."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence

import numpy as np

from tradetalks.inputs.labels import Labels
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.inputs.refusals import refuse


class InPython(Reader):
    """A reader of what only Python gives: no file holds it."""

    def schema(self) -> JsonSchema:
        return {}


@dataclasses.dataclass(frozen=True)
class Kind(InPython):
    """An object of one of ``kinds``.

    Args:
        kinds: classes.
        expected: what it should be, in words: "an Equilibrium, from tradetalks.solve".
        do: what to do where it is something else.
    """

    kinds: tuple[type, ...]
    expected: str
    do: str = ""

    def read(self, value: object, labels: Labels | None, field: str) -> object:
        if isinstance(value, self.kinds):
            return value
        raise refuse(f"{field} is of another kind", self.expected, self.do)


@dataclasses.dataclass(frozen=True)
class Call(InPython):
    """Something that can be called; ``expected`` says with what."""

    expected: str

    def read(self, value: object, labels: Labels | None, field: str) -> object:
        if callable(value) and not isinstance(value, type):
            return value
        raise refuse(f"{field} cannot be called", self.expected)


@dataclasses.dataclass(frozen=True)
class Maybe(InPython):
    """What ``reader`` reads, or None."""

    reader: Reader

    def read(self, value: object, labels: Labels | None, field: str) -> object:
        if value is None:
            return None
        return self.reader.read(value, labels, field)


@dataclasses.dataclass(frozen=True)
class Names(InPython):
    """A list of texts in an order of its own; a set has none.

    Args:
        what: "regions", "sectors".
        alone: a single text stands for a list of one.
        least: the fewest.
        distinct: each stands there once and none is empty; False where labels are checked afterwards, all at once.
    """

    what: str
    alone: bool = True
    least: int = 1
    distinct: bool = True

    def read(self, value: object, labels: Labels | None, field: str) -> tuple[str, ...]:
        if self.alone and isinstance(value, str):
            value = (value,)
        expected = f"a list of {self.what}"
        if self.alone:
            expected = f"the name of one of the {self.what}, or a list of at least one"
        if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray) or np.ndim(value) != 1:
            raise refuse(f"{field} names nothing", expected)
        if len(value) < self.least or not all(isinstance(name, str) for name in value):
            raise refuse(f"{field} names nothing", expected)
        names = tuple(map(str, value))
        if not self.distinct:
            return names
        if "" in names:
            raise refuse(f"{field} holds an empty name", expected)
        twice = next((name for k, name in enumerate(names) if name in names[:k]), None)
        if twice is not None:
            raise refuse(f"{field} names {twice} twice", "each name once")
        return names


@dataclasses.dataclass(frozen=True)
class ListOf(InPython):
    """A list of what ``reader`` reads, in an order of its own; ``least`` is the fewest."""

    reader: Reader
    expected: str
    least: int = 0

    def read(self, value: object, labels: Labels | None, field: str) -> tuple[object, ...]:
        if not isinstance(value, list | tuple) or len(value) < self.least:
            raise refuse(f"{field} is no list of these", self.expected)
        return tuple(self.reader.read(part, labels, field) for part in value)


@dataclasses.dataclass(frozen=True)
class Numbers(InPython):
    """An array of numbers as floats, of as many dimensions as are asked for, or of any; lists of lists will do."""

    dimensions: int | None = None

    def read(self, value: object, labels: Labels | None, field: str) -> np.ndarray:
        expected = "an array of numbers"
        if self.dimensions is not None:
            expected = f"{expected} with {self.dimensions} dimensions"
        try:
            array = np.asarray(value)
        except ValueError:
            # Rows of different lengths.
            raise refuse(f"{field} is no array", expected) from None
        if array.dtype.kind not in "iuf":
            raise refuse(f"{field} holds something other than numbers", expected)
        if self.dimensions is not None and array.ndim != self.dimensions:
            raise refuse(f"{field} is no array of {self.dimensions} dimensions", expected)
        return array.astype(float)


# What the function itself looks at, in words of its own.
ANYTHING = Kind((object,), "anything")
# Where a file or a folder is.
PATH = Kind((str, os.PathLike), "a path, as a text or a pathlib.Path")
