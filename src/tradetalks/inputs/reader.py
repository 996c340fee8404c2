"""What every reader of a single value is: an annotation that pydantic asks how to read, and how to describe what it reads."""

from __future__ import annotations

import abc
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tradetalks.inputs.labels import Labels
from tradetalks.inputs.refusals import Word

# What JSON schemas are made of; pydantic's own type for them.
JsonSchema = dict[str, Any]


class Reader(abc.ABC):
    """Annotate a field with a reader, as in ``Annotated[float, Bound(high=1.0)]``, and it is read by it."""

    @abc.abstractmethod
    def read(self, value: object, labels: Labels | None, field: str) -> object:
        """The value of ``field``, or an error made by :func:`~tradetalks.inputs.refusals.refuse`.

        Args:
            value: what was written: a :class:`Word` from a file, anything from Python.
            labels: the names that the file may use; None for what was written in Python.
            field: the name of the field, for messages.
        """

    @abc.abstractmethod
    def schema(self) -> JsonSchema:
        """The JSON schema of what may be written."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return self.schema()

    def _validate(self, value: object, info: ValidationInfo[Labels | None]) -> object:
        return self.read(value, info.context, info.field_name or "")


def is_from_file(value: object, labels: Labels | None) -> bool:
    """Whether a value stands in a file, where numbers and dates are text."""
    return labels is not None or isinstance(value, Word)
