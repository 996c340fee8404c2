"""Objects that a file writes in a form of its own: a word for a record, a mapping for a list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
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

    Python gives the object itself, which is checked as its type says.
    """

    form: Any
    convert: Callable[[Any, Labels], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, read_form: Callable[[object], object], info: ValidationInfo[Labels | None]) -> object:
            if info.context is None:
                return read_inside(source, value, None)
            return self.convert(read_form(value), info.context)

        return core_schema.with_info_wrap_validator_function(read, handler.generate_schema(self.form))


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
