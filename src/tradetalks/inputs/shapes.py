"""Lists, values by side and tables of values: what is checked before pydantic reads the values one by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tradetalks.inputs.labels import Labels
from tradetalks.inputs.reader import JsonSchema
from tradetalks.inputs.refusals import Word, refuse


class Shape:
    """Annotate a tuple or a dict with a shape and it is checked, or put into that shape, before its values are read."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        """``value`` in this shape."""
        raise NotImplementedError

    def schema(self, inner: JsonSchema) -> JsonSchema:
        """The JSON schema of what may be written, from that of the full form."""
        return inner

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_before_validator_function(self._shaped, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return self.schema(handler(schema))

    def _shaped(self, value: object, info: ValidationInfo[Labels | None]) -> object:
        return self.shaped(value, info.context)


@dataclasses.dataclass(frozen=True)
class Several(Shape):
    """A list, as a tuple; ``alone``: a single value stands for a list of one."""

    what: str
    alone: bool = False

    def shaped(self, value: object, labels: Labels | None) -> object:
        if isinstance(value, list | tuple):
            return tuple(value)
        if self.alone:
            return (value,)
        raise refuse(f"a list of {self.what} expected", f"a list of {self.what}")

    def schema(self, inner: JsonSchema) -> JsonSchema:
        return {"anyOf": [inner["items"], inner]} if self.alone else inner


@dataclasses.dataclass(frozen=True)
class BySide(Shape):
    """A value a side, in the order of the sides; a file may write one for all."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is None:
            # How many sides there are is known where the talks are put together.
            if isinstance(value, tuple) and len(value) > 1:
                return value
            raise refuse("a value for each side expected", "a tuple of numbers, (side 1, side 2)")
        values = value if isinstance(value, list) else [value]
        sides = len(labels.sides) or max(len(values), 2)
        if len(values) == 1:
            return (values[0],) * sides
        if len(values) != sides:
            raise refuse(f"{sides} values expected", "one number for each side, or one for all")
        return tuple(values)

    def schema(self, inner: JsonSchema) -> JsonSchema:
        return {"anyOf": [inner["items"], {**inner, "minItems": 1}], "unit": inner["items"]["unit"]}


@dataclasses.dataclass(frozen=True)
class KeyedTable(Shape):
    """A mapping whose keys are data (sectors, names of branches); ``what`` says from what to what."""

    what: str

    def shaped(self, value: object, labels: Labels | None) -> object:
        if isinstance(value, Mapping):
            # The keys of a file are text like its values, and mean what their own annotation says: a date, a name.
            return {Word(key) if labels is not None and isinstance(key, str) else key: v for key, v in value.items()}
        raise refuse(f"a mapping of {self.what} expected", f"a mapping of {self.what}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(self._read, handler(source))

    def _read(self, value: object, read: Callable[[object], object], info: ValidationInfo[Labels | None]) -> object:
        table = self.shaped(value, info.context)
        found = read(table)
        if isinstance(found, dict) and isinstance(table, dict) and len(found) < len(table):
            # A label and its name in words are the same key.
            raise refuse("two keys stand for the same", "each key once", "keep one of the two")
        return found
