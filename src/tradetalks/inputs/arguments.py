"""Arguments of functions, checked as strictly as the values of files, by the same readers."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

from tradetalks.errors import TradeTalksError, message, shortened
from tradetalks.inputs.numbers import Bound
from tradetalks.inputs.rates import TariffRate
from tradetalks.inputs.reader import Reader
from tradetalks.inputs.refusals import Refusal


def argument(
    call: str, name: str, value: object, reader: Reader, error: type[TradeTalksError] = TradeTalksError
) -> Any:
    """The value of an argument as ``reader`` reads it: a number is no text, no truth and no missing value.

    Args:
        call: the function that was called, for the message.
        name: of the argument.
        value: what was given, in the reader's unit.
        reader: a :class:`~tradetalks.inputs.Bound`, :data:`~tradetalks.inputs.BOOLEAN`, a
            :class:`~tradetalks.inputs.Choice` or another reader.
        error: what is raised.

    Returns:
        What the reader makes of it: a float, an int, a bool or a str.

    Raises:
        TradeTalksError: of the kind ``error``; says what was expected and what came.
    """
    try:
        return reader.read(value, None, name)
    except PydanticCustomError as wrong:
        refusal: Refusal = (wrong.context or {})["refusal"]
    do = refusal.do
    if not do and isinstance(value, str) and isinstance(reader, Bound | TariffRate):
        do = "give a number, not a text; 25 percent is 0.25"
    shown = shortened(repr(value))
    raise error(message(f"{call}: {refusal.title}", expected=refusal.expected, got=f"{name} = {shown}", do=do))
