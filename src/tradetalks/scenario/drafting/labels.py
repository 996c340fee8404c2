"""What a person may write in place of a finding: days, numbers, countries, sectors and the words of each field."""

from __future__ import annotations

import datetime
import difflib
import math
from collections.abc import Callable, Sequence

from tradetalks.data.countries import find_country
from tradetalks.data.worlds import load_world
from tradetalks.errors import TextError, message
from tradetalks.inputs.places import countries
from tradetalks.talks.issue_amount import KINDS
from tradetalks.text.parties import ALL, TARIFF
from tradetalks.text.rates import EXPORT_TAX

# Numbers above 1 are written as percentages.
RATES = ("rate", "rate_before", "change")
# Fields that name countries, and regions of the shipped worlds that are none.
PLACES, UNIONS = ("by", "on", "to", "asked_by", "side", "country"), ("EU",)
_STATUSES = ("in_force", "scheduled", "threatened", "suspended", "withdrawn", "promised", "conditional")
# By record and field the words that it may hold; other fields hold any words.
CHOICES = {
    ("measure", "status"): _STATUSES,
    ("measure", "kind"): ("add", "set", "change", "remove", "floor", "cap"),
    ("measure", "basis"): ("additional", "total"),
    ("measure", "instrument"): (
        TARIFF,
        EXPORT_TAX,
        "export_control",
        "exclusions",
        "countermeasures",
        "responsive actions",
    ),
    ("item", "kind"): KINDS,
    ("item", "status"): ("agreed", "promised", "offered", "begun", "demanded", "conditional", "open"),
    ("negotiator", "level"): ("leaders", "ministers", "vice-ministers", "working level"),
    ("date", "what"): ("announced", "effective", "expires", "deadline", "opening", "signed", "past"),
}


def label_from(record: str, field: str, text: str, was: object, world: str) -> object:
    """A new value of a field, of the kind that it replaces.

    Args:
        record: such as ``measure 2``.
        field: such as ``rate``.
        text: what a person wrote.
        was: the value that was read.
        world: name of the world that the draft plays in, whose sectors count.

    Raises:
        TextError: a value that the field cannot hold, with what it can.
    """
    plain = text.strip()
    word = record.partition(" ")[0]

    def refused(expected: str, near: Sequence[str] = ()) -> TextError:
        likely = difflib.get_close_matches(plain, near, n=1)
        meant = "".join(f"did you mean {name}?" for name in likely)
        return TextError(message(f"{record} {field} cannot be {plain!r}", expected=expected, do=meant))

    if isinstance(was, datetime.date):
        return _day_from(plain, refused)
    if isinstance(was, float):
        return _number_from(plain, field, refused)
    if isinstance(was, bool):
        return _truth_from(plain, refused)
    if field in PLACES:
        return _places_from(plain, refused)
    if field == "sectors":
        return _sectors_from(plain, was, world, refused)
    choices = CHOICES.get((word, field))
    if choices and plain not in choices:
        raise refused(", ".join(choices), choices)
    if not plain:
        raise refused("some words; drop the finding where there is nothing")
    return plain


def _day_from(text: str, refused: Callable[..., TextError]) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise refused("a day as 2019-03-01") from None


def _number_from(text: str, field: str, refused: Callable[..., TextError]) -> float:
    expected = "a number, or a percentage such as 25%"
    try:
        number = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise refused(expected) from None
    if not math.isfinite(number) or (number > 1 and not text.endswith("%") and field in RATES):
        raise refused(expected)
    return number


def _truth_from(text: str, refused: Callable[..., TextError]) -> bool:
    if text.casefold() not in ("true", "false"):
        raise refused("true or false")
    return text.casefold() == "true"


def _places_from(text: str, refused: Callable[..., TextError]) -> object:
    """A code, or a list of codes; names of countries are read too."""
    codes = []
    for part in text.split(","):
        name = part.strip()
        if name in (ALL, *UNIONS, *countries()):
            codes.append(name)
            continue
        code = find_country(name) if name else None
        if code is None:
            raise refused(
                f"countries by their codes, as CHN or CHN, JPN; {', '.join(UNIONS)} or {ALL}", list(countries())
            )
        codes.append(code)
    return codes[0] if len(codes) == 1 else codes


def _sectors_from(text: str, was: object, world: str, refused: Callable[..., TextError]) -> object:
    """``goods``, or sectors of the world of the draft."""
    labels = text.replace(",", " ").split()
    if labels == ["goods"]:
        return "goods"
    known = [str(label) for label in load_world(world)["sector"].values]
    strange = [label for label in labels if label not in known]
    if strange or not labels:
        raise refused(f"goods, or sectors of {world}: {', '.join(known)}", known)
    return {**(was if isinstance(was, dict) else {}), world: labels}
