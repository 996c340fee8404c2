"""Records: frozen objects whose fields are read, checked and described by their annotations."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar, cast, dataclass_transform

from pydantic import ConfigDict, GetJsonSchemaHandler, TypeAdapter, ValidationError, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic_core import ArgsKwargs, CoreSchema, ErrorDetails

from tradetalks.errors import TradeTalksError, message, suggestion
from tradetalks.inputs.labels import Labels
from tradetalks.inputs.reader import JsonSchema
from tradetalks.inputs.refusals import KEY, Refusal, raised, refusal_of, refusals_of, refuse

T = TypeVar("T")
# The text for Python of what was refused, given the fields.
Say = Callable[[Refusal, Mapping[str, object]], str]
# From Python a field goes by its name; from a file by its key, the alias where it has one (``from`` is no name in Python).
CONFIG = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=False, arbitrary_types_allowed=True)
# Unknown keys of one mapping that are told: more are a file of another kind.
MOST_UNKNOWN = 40


@dataclasses.dataclass(frozen=True)
class InFiles:
    """Where a field differs in a file: it must be there (``required``), or has no key at all (``hidden``)."""

    required: bool = False
    hidden: bool = False


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(
    called: str,
    *,
    kw_only: bool = False,
    error: type[TradeTalksError] = TradeTalksError,
    say: Say | None = None,
    replaced: Mapping[str, str] | None = None,
) -> Callable[[type[T]], type[T]]:
    """Make a class with annotated fields a record: frozen, checked when it is made, in Python and from a file alike.

    Args:
        called: what a message calls it, as in "the act has no source".
        kw_only: its fields are given by name only, so that they may stand in any order.
        error: what is raised where it is made in Python and cannot be.
        replaced: keys of earlier formats, each with what to do now, the text of an advice.
        say: the text of that error, from what was refused and the fields that were given; by default title, expected, got, do.

    Returns:
        A decorator. A record may have checks of several fields: methods under ``@model_validator(mode="after")`` that raise
        :func:`~tradetalks.inputs.refusals.raised`.
    """

    def decorate(cls: type[T]) -> type[T]:
        made: Any = cls
        reading: Any = classmethod(functools.partial(_read, called, replaced or {}))
        made._read_record = model_validator(mode="wrap")(reading)
        made.__get_pydantic_json_schema__ = classmethod(_json_schema)
        built: Any = pydantic_dataclass(frozen=True, kw_only=kw_only, config=CONFIG)(made)
        built.__init__ = _refusing(built.__init__, called, error, say)
        result: type[T] = built
        return result

    return decorate


def _keys(cls: type) -> dict[str, InFiles]:
    fields: dict[str, Any] = cls.__pydantic_fields__  # type: ignore[attr-defined]  # every record is a pydantic dataclass
    found = {}
    for name, field in fields.items():
        about = [part for part in field.metadata if isinstance(part, InFiles)]
        found[field.validation_alias or name] = next(iter(about), InFiles())
    return found


@functools.cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What pydantic reads ``kind`` with, made once."""
    return TypeAdapter(kind)


def read_file(kind: type[T], value: object, labels: Labels) -> T:
    """The tree of a file, or a part of it, as a record.

    Args:
        kind: a record.
        value: mappings, lists and :class:`~tradetalks.inputs.refusals.Word`.
        labels: the names that the file may use.

    Returns:
        The record.

    Raises:
        ValidationError: of pydantic; :func:`~tradetalks.inputs.refusals.refusals_of` says what it found.
    """
    result: T = adapter(cast("Hashable", kind)).validate_python(value, context=labels, by_alias=True, by_name=False)
    return result


def read_inside(kind: Any, value: object, labels: Labels | None) -> Any:
    """As :func:`read_file`, inside a validator that may stand in a file or in Python.

    Args:
        kind: a record, or any annotated type.
        value: what was written.
        labels: the names that a file may use; None in Python.

    Returns:
        The value as ``kind`` says.

    Raises:
        ValidationError: of pydantic; inside a validator what is refused keeps its place.
    """
    return adapter(kind).validate_python(value, context=labels, by_alias=labels is not None, by_name=labels is None)


def _read(
    called: str,
    replaced: Mapping[str, str],
    cls: type,
    value: object,
    handler: Callable[[object], object],
    info: ValidationInfo,
) -> object:
    """Around pydantic's own reading: what kind of thing it is, and which keys are there."""
    about = _keys(cls)
    keys = [key for key, where in about.items() if info.context is None or not where.hidden]
    if not isinstance(value, Mapping | ArgsKwargs | cls):
        raise refuse("a mapping expected", f"a mapping with {', '.join(keys)}")
    found: list[Refusal] = []
    if info.context is not None and isinstance(value, Mapping):
        found += [_missing(called, key) for key in keys if about[key].required and key not in value]
        unknown = [key for key in value if key not in keys]
        found += [_unknown(called, key, keys, replaced) for key in unknown[:MOST_UNKNOWN]]
        value = {key: part for key, part in value.items() if key in keys}
    try:
        result = handler(value)
    except ValidationError as error:
        found += [_named(_in_our_words(line, called, keys, replaced), cls) for line in error.errors(include_url=False)]
    if found:
        raise raised(*found)
    return result


def _in_our_words(line: ErrorDetails, called: str, keys: list[str], replaced: Mapping[str, str]) -> Refusal:
    """A line of pydantic's about the record itself (which keys are there) in our words; others are ours already."""
    kind, place = line["type"], line["loc"]
    if len(place) == 1:
        if kind.startswith("missing"):
            return _missing(called, str(place[0]))
        if kind == "unexpected_keyword_argument":
            return _unknown(called, str(place[0]), keys, replaced)
        if kind == "unexpected_positional_argument":
            return Refusal(
                f"too many values for {called}", f"at most {len(keys)}: {', '.join(keys)}", given=line["input"]
            )
        if kind == "multiple_argument_values":
            return Refusal(f"{place[0]} is given twice", "each value once", place=place)
    return refusal_of(line)


def _named(refusal: Refusal, cls: Any) -> Refusal:
    """A value that Python gave by position stands at the name of its field."""
    if refusal.place and isinstance(refusal.place[0], int):
        names = list(cls.__dataclass_fields__)
        return dataclasses.replace(refusal, place=(names[refusal.place[0]], *refusal.place[1:]))
    return refusal


def _missing(called: str, key: str) -> Refusal:
    return Refusal(f"{called} has no {key}", f"a key {key}", place=(key,))


def _unknown(called: str, key: str, keys: list[str], replaced: Mapping[str, str]) -> Refusal:
    expected = f"one of {', '.join(keys)}"
    if key in replaced:
        return Refusal(f"a key of an earlier format in {called}", expected, replaced[key], place=(key, KEY), given=key)
    return Refusal(f"unknown key in {called}", expected, suggestion(key, keys), place=(key, KEY), given=key)


def _refusing(
    init: Callable[..., None], called: str, error: type[TradeTalksError], say: Say | None
) -> Callable[..., None]:
    """``init`` that raises our own error."""

    @functools.wraps(init)
    def checked(self: Any, *values: object, **named: object) -> None:
        try:
            init(self, *values, **named)
        except ValidationError as wrong:
            given = dict(zip(type(self).__dataclass_fields__, values, strict=False)) | named
            text = _text(refusals_of(wrong), given, called, say)
            raise error(text) from None

    return checked


def _text(refusals: list[Refusal], given: Mapping[str, object], called: str, say: Say | None) -> str:
    """The whole text of an error in Python: every problem, or the sentence that a record has for its first one."""
    first = refusals[0]
    if say is not None and (first.place or first.said):
        return say(first, given)
    return "\n\n".join(_told(refusal, called) for refusal in refusals)


def _told(refusal: Refusal, called: str) -> str:
    """What was refused in Python, in the layout of every other message."""
    got = ""
    if refusal.given is not None and refusal.place:
        where = ".".join(str(step) for step in refusal.place if step != KEY)
        got = f"{where} = {refusal.given!r}"
    return message(f"{called}: {refusal.title}", expected=refusal.expected, got=got, do=refusal.do)


def _json_schema(cls: type, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
    """The schema of the keys that files have."""
    found = handler.resolve_ref_schema(handler(schema))
    about = _keys(cls)
    found["properties"] = {key: part for key, part in found["properties"].items() if not about[key].hidden}
    required = [*found.get("required", []), *(key for key, where in about.items() if where.required)]
    if required:
        found["required"] = required
    found["additionalProperties"] = False
    return found
