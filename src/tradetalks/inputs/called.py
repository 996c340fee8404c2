"""Functions and classes whose arguments are checked before they begin: by a reader each, or by what their annotations say."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, TypeVar, Union

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import TradeTalksError
from tradetalks.inputs.arguments import argument
from tradetalks.inputs.kinds import InPython
from tradetalks.inputs.labels import Labels
from tradetalks.inputs.reader import Reader
from tradetalks.inputs.refusals import refuse

T = TypeVar("T", bound=Callable[..., Any])
# What single values are called in messages.
WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", NoneType: "None"}


def checked(error: type[TradeTalksError], **readers: Reader) -> Callable[[T], T]:
    """Make a function, or the construction of a class, refuse arguments of another kind before it begins.

    Args:
        error: what is raised.
        readers: of arguments by name. All other arguments are held against their annotations (:class:`OfType`).

    Returns:
        A decorator; above ``@dataclass`` where a class has both. What readers make of a value is what the function gets.
    """

    def decorate(made: T) -> T:
        if isinstance(made, type):
            cls: Any = made
            cls.__init__ = _checking(cls.__init__, cls.__name__, error, readers)
            return made
        return typing.cast("T", _checking(made, made.__name__, error, readers))

    return decorate


def _checking(
    function: Callable[..., Any], called: str, error: type[TradeTalksError], readers: Mapping[str, Reader]
) -> Callable[..., Any]:
    """``function`` after its arguments are read."""
    signature = inspect.signature(function)

    @functools.cache
    def by_name() -> dict[str, Reader]:
        # Annotations are texts until somebody asks, and some name what is imported later.
        hints = typing.get_type_hints(function, include_extras=False)
        plain = {name: hint for name, hint in hints.items() if name in signature.parameters and name not in readers}
        kinds = {name: OfType(hint) for name, hint in plain.items() if not _is_gathered(signature, name)}
        return {**kinds, **readers}

    @functools.wraps(function)
    def reading(*values: object, **named: object) -> object:
        given = signature.bind(*values, **named)
        for name, reader in by_name().items():
            if name in given.arguments:
                given.arguments[name] = argument(called, name, given.arguments[name], reader, error)
        return function(*given.args, **given.kwargs)

    return reading


def _is_gathered(signature: inspect.Signature, name: str) -> bool:
    """Whether a name stands for any number of arguments."""
    kind = signature.parameters[name].kind
    return kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclasses.dataclass(frozen=True)
class OfType(InPython):
    """A value of the kind that an annotation says, as it is: texts are no numbers, truths are no numbers, sets are no lists."""

    hint: Any

    def read(self, value: object, labels: Labels | None, field: str) -> object:
        if fits(value, self.hint):
            return value
        raise refuse(f"{field} is of another kind", in_words(self.hint))


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of the kind that an annotation says; of annotations that say nothing, always."""
    single = _fits_single(value, hint)
    if single is not None:
        return single
    if _is_array(hint):
        return _fits_array(value, hint)
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, UnionType):
        bare, others = _without_array_like(inside)
        return (bare and _fits_array(value, np.ndarray)) or any(fits(value, one) for one in others)
    if origin is typing.Literal:
        return value in inside
    if origin is Callable or hint is Callable:
        return callable(value)
    of = origin or hint
    if not isinstance(of, type):
        return True
    if issubclass(of, Mapping):
        return isinstance(value, Mapping) and _fit_pairs(value, inside)
    if of is list or of is tuple or of is Sequence:
        return _is_list(value) and _fit_parts(typing.cast("Sequence[object]", value), inside)
    if of is Iterable or of is Collection:
        is_several = isinstance(value, of) and not isinstance(value, str | bytes | Mapping)
        return is_several and _fit_parts(list(typing.cast("Collection[object]", value)), inside)
    if getattr(of, "_is_protocol", False) and not getattr(of, "_is_runtime_protocol", False):
        return True
    return isinstance(value, of)


def _fits_single(value: object, hint: Any) -> bool | None:
    """As :func:`fits` for single values; None where the annotation is about something else."""
    is_truth = isinstance(value, bool | np.bool_)
    if hint is Any or hint is object or isinstance(hint, TypeVar):
        return True
    if hint is None or hint is NoneType:
        return value is None
    if hint is bool:
        return is_truth
    if hint is int:
        return isinstance(value, Integral) and not is_truth
    if hint is float:
        return isinstance(value, Real) and not is_truth
    return None


def _is_list(value: object) -> bool:
    """An order of parts, and no text."""
    return isinstance(value, Sequence | np.ndarray) and not isinstance(value, str | bytes)


def _fit_parts(parts: Sequence[object], hints: tuple[Any, ...]) -> bool:
    kinds = [hint for hint in hints if hint is not Ellipsis]
    if not kinds:
        return True
    if len(kinds) == 1:
        return all(fits(part, kinds[0]) for part in parts)
    return len(parts) == len(kinds) and all(fits(part, kind) for part, kind in zip(parts, kinds, strict=True))


def _fit_pairs(pairs: Mapping[object, object], hints: tuple[Any, ...]) -> bool:
    if len(hints) != 2:
        return True
    return all(fits(key, hints[0]) and fits(value, hints[1]) for key, value in pairs.items())


def _is_array(hint: Any) -> bool:
    """Whether an annotation is of jaxtyping: an array with its dimensions, or a bare one."""
    return hint is np.ndarray or hasattr(hint, "array_type")


def _fits_array(value: object, hint: Any) -> bool:
    """An array of numbers, or of truths where these are meant, of as many dimensions; lists will do."""
    array: Any = value
    if not hasattr(value, "dtype"):
        try:
            array = np.asarray(value)
        except (TypeError, ValueError):
            return False
    kind = np.dtype(array.dtype).kind
    if kind not in "biuf" or (kind == "b" and not hasattr(value, "dtype") and np.ndim(array) == 0):
        return False
    expected = _dimensions(hint)
    return expected is None or array.ndim == expected


def _without_array_like(kinds: tuple[Any, ...]) -> tuple[bool, list[Any]]:
    """Whether numpy's ArrayLike is among the kinds of a union, which holds texts too, and the other kinds."""
    array_like = set(typing.get_args(ArrayLike))
    if array_like <= set(kinds):
        return True, [kind for kind in kinds if kind not in array_like]
    return False, list(kinds)


def _dimensions(hint: Any) -> int | None:
    """How many dimensions an annotation says; None where it does not."""
    if hint is np.ndarray or getattr(hint, "index_variadic", None) is not None:
        return None
    return len(hint.dims)


def in_words(hint: Any) -> str:
    """What an annotation says, for a message."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if _is_array(hint):
        count = _dimensions(hint)
        if count is None:
            return "an array of numbers"
        return f"an array of numbers with {count} dimensions"
    if hint in WORDS:
        return WORDS[hint]
    if origin in (Union, UnionType):
        bare, others = _without_array_like(inside)
        words = [in_words(one) for one in others]
        if bare:
            words = ["a number or an array of numbers", *words]
        return " or ".join(dict.fromkeys(words))
    if origin is typing.Literal:
        return f"one of {', '.join(map(str, inside))}"
    if origin is Callable or hint is Callable:
        return "a function"
    of = origin or hint
    if isinstance(of, type) and issubclass(of, Mapping):
        return f"a mapping{_of_pairs(inside)}"
    if of in (list, tuple, Sequence, Iterable, Collection):
        kinds = [in_words(one) for one in inside if one is not Ellipsis]
        if not kinds:
            return "a list"
        return f"a list, each {' and '.join(kinds)}"
    return f"{_article(getattr(of, '__name__', str(of)))}"


def _of_pairs(inside: tuple[Any, ...]) -> str:
    if len(inside) != 2:
        return ""
    return f" from {in_words(inside[0])} to {in_words(inside[1])}"


def _article(name: str) -> str:
    if name[0] in "AEIOU":
        return f"an {name}"
    return f"a {name}"
