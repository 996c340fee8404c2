"""Objects that a file writes in a form of its own: a word for a record, a mapping for a list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tradetalks.inputs.labels import Labels
from tradetalks.inputs.reader import JsonSchema
from tradetalks.inputs.record import read_inside
from tradetalks.inputs.refusals import Word
from tradetalks.inputs.shapes import Shape


@dataclasses.dataclass(frozen=True)
class WrittenAs:
    """Annotate a field with the form that files write it in: ``form`` is read, and ``convert`` makes the object of it.

    Python gives the object itself, which is checked as its type says. A mapping that has the key ``key`` is of the form
    ``other`` instead, and stays as it is read.
    """

    form: Any
    convert: Callable[[Any, Labels], object]
    key: str = ""
    other: Any = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, read_form: Callable[[object], object], info: ValidationInfo[Labels | None]) -> object:
            if info.context is None:
                return read_inside(source, value, None)
            if self.other is not None and isinstance(value, Mapping) and self.key in value:
                return read_inside(self.other, value, info.context)
            return self.convert(read_inside(self.form, value, info.context), info.context)

        written = handler.generate_schema(self.form)
        if self.other is not None:
            written = core_schema.union_schema([written, handler.generate_schema(self.other)])
        return core_schema.with_info_wrap_validator_function(read, written)


@dataclasses.dataclass(frozen=True)
class OneWord(Shape):
    """One of the ``words`` in a file stands for the mapping in which it is the value of ``key``."""

    key: str
    words: tuple[str, ...]

    def shaped(self, value: object, labels: Labels | None) -> object:
        return {self.key: value} if isinstance(value, Word) else value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        full = handler(schema)
        return {"anyOf": [{"enum": list(self.words)}, full]}
