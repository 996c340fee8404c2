"""What is wrong with something that a person wrote, and how pydantic carries it to whoever tells it.

Readers of single values raise :func:`refuse`; checks of several values raise :func:`raised` with a place for each. Pydantic puts
the place before it, from the inside out, and :func:`refusals_of` gets everything back. No text of pydantic's reaches a person.
"""

from __future__ import annotations

import dataclasses

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

# The type under which pydantic carries a refusal.
REFUSED = "refused"
# The last step of a place whose key, not value, is refused; pydantic's own word for the key of a mapping.
KEY = "[key]"
# A step to where a mapping begins: what is wrong is none of its keys alone.
BEGINNING = "[beginning]"

Place = tuple[str | int, ...]


class Word(str):
    """A scalar of a file, as text. What it means, the field says that reads it: ``25%``, ``yes``, ``2019-01-07``, ``NO``."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True)
class Refusal:
    """One thing that cannot be taken.

    Args:
        title: what is wrong, in one line without a full stop.
        expected: what would have been right; the end of a sentence.
        do: what to do about it, where that is more than to write what was expected.
        place: keys and positions that lead to it from the object that is read.
        given: what came.
        said: the sentence for somebody who wrote the object in Python, where title and expected would say less.
    """

    title: str
    expected: str = ""
    do: str = ""
    place: Place = ()
    given: object = None
    said: str = ""

    def below(self, *place: str | int) -> Refusal:
        """The same, seen from an object in which what is read stands at ``place``."""
        return dataclasses.replace(self, place=(*place, *self.place))


def refuse(title: str, expected: str, do: str = "") -> PydanticCustomError:
    """The error of a reader that cannot take the one value it was given.

    Args:
        title: what is wrong.
        expected: what would have been right.
        do: what to do about it.

    Returns:
        What the reader raises; its place is where the value stands.
    """
    return _carrier(Refusal(title, expected, do))


def raised(*refusals: Refusal) -> ValidationError:
    """The error of a check of several values.

    Args:
        refusals: what was found, each with its place seen from the object that is checked.

    Returns:
        What the check raises.
    """
    lines: list[InitErrorDetails] = [
        {"type": _carrier(refusal), "loc": refusal.place, "input": refusal.given} for refusal in refusals
    ]
    return ValidationError.from_exception_data(REFUSED, lines)


def _carrier(refusal: Refusal) -> PydanticCustomError:
    return PydanticCustomError(REFUSED, REFUSED, {"refusal": refusal})


def refusals_of(error: ValidationError) -> list[Refusal]:
    """What pydantic collected.

    Args:
        error: of reading a record or a file.

    Returns:
        Every refusal with its place, in the order in which they were found.
    """
    return [refusal_of(line) for line in error.errors(include_url=False)]


def refusal_of(line: ErrorDetails) -> Refusal:
    """One line of pydantic's; whatever it found by itself is told in our words."""
    place = tuple(line["loc"])
    if line["type"] == REFUSED:
        refusal: Refusal = line["ctx"]["refusal"]
        return dataclasses.replace(refusal, place=place, given=line["input"])
    return Refusal(
        "this value cannot be read", "a value as the reference of keys says", place=place, given=line["input"]
    )
