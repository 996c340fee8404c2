"""Objects that a person writes, in Python or in a file: frozen, checked once, refused in words that say what to do.

A :func:`~tradetalks.inputs.record.record` is a pydantic dataclass. Its fields say how they are read (:mod:`.numbers`,
:mod:`.rates`, :mod:`.words`), in which shape (:mod:`.shapes`), within what bounds and in which unit; the same declaration reads
a scenario file, checks a call from Python, and writes the JSON schema and the reference of keys.
"""

from tradetalks.inputs.arguments import argument
from tradetalks.inputs.called import OfType, checked
from tradetalks.inputs.describe import json_schema
from tradetalks.inputs.forms import OneWord, WrittenAs
from tradetalks.inputs.kinds import ANYTHING, PATH, Call, Kind, ListOf, Maybe, Names, Numbers
from tradetalks.inputs.labels import Labels, ProductLabels
from tradetalks.inputs.numbers import NUMBER, SHARE, Bound
from tradetalks.inputs.rates import FACTOR, Fraction, TariffRate
from tradetalks.inputs.reader import Reader
from tradetalks.inputs.record import InFiles, read_file, read_inside, record
from tradetalks.inputs.refusals import BEGINNING, KEY, Place, Refusal, Word, raised, refusals_of, refuse
from tradetalks.inputs.shapes import BySide, KeyedTable, Several
from tradetalks.inputs.words import (
    BOOLEAN,
    DAY,
    GOOD,
    PLAYER,
    REGION,
    SECTOR,
    SLUG,
    TEXT,
    Choice,
    Day,
    Listed,
)

__all__ = [
    "ANYTHING",
    "BEGINNING",
    "BOOLEAN",
    "DAY",
    "FACTOR",
    "GOOD",
    "KEY",
    "NUMBER",
    "PATH",
    "PLAYER",
    "REGION",
    "SECTOR",
    "SHARE",
    "SLUG",
    "TEXT",
    "Bound",
    "BySide",
    "Call",
    "Choice",
    "Day",
    "Fraction",
    "InFiles",
    "KeyedTable",
    "Kind",
    "Labels",
    "ListOf",
    "Listed",
    "Maybe",
    "Names",
    "Numbers",
    "OfType",
    "OneWord",
    "Place",
    "ProductLabels",
    "Reader",
    "Refusal",
    "Several",
    "TariffRate",
    "Word",
    "WrittenAs",
    "argument",
    "checked",
    "json_schema",
    "raised",
    "read_file",
    "read_inside",
    "record",
    "refusals_of",
    "refuse",
]
