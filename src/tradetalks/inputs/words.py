"""Texts, names, truths, dates and choices."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence
from typing import Literal

import numpy as np

from tradetalks.errors import is_unprintable, suggestion
from tradetalks.inputs.labels import Labels
from tradetalks.inputs.places import label_of, meant
from tradetalks.inputs.reader import JsonSchema, Reader, is_from_file
from tradetalks.inputs.refusals import Word, refuse

# The words for a truth in YAML 1.1, which files have always been read with.
TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def chosen(value: object, names: Sequence[str], kind: str) -> str:
    """``value`` where it is one of ``names``.

    Raises:
        PydanticCustomError: a refusal that lists the names and suggests the nearest.
    """
    if isinstance(value, str) and value in names:
        return str(value)
    raise refuse(f"unknown {kind}", f"one of {', '.join(names)}", suggestion(_word(value), names))


def _word(value: object) -> str:
    """What may have been meant as a name: nothing but a word."""
    if isinstance(value, str):
        return value
    return ""


class Text(Reader):
    """A word or a sentence; empty only in Python, where a text may be left out."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        if not isinstance(value, str) or (value == "" and is_from_file(value, labels)):
            raise refuse("text expected", "a word or a sentence")
        if len(value) > LONGEST_TEXT:
            raise refuse("this text is too long", f"at most {LONGEST_TEXT} letters")
        if is_unprintable(value):
            raise refuse("this text cannot be printed", "letters, without control characters or halves of letters")
        return str(value)

    def schema(self) -> JsonSchema:
        return {"type": "string"}


# Letters of a text: a description is a page, not a book.
LONGEST_TEXT = 20_000
# Bytes of a name that a folder is called by: file systems end at 255, and drafts and copies add to it.
LONGEST_NAME = 200


class Slug(Reader):
    """A name that can be a folder's: letters, digits, dots, hyphens and underscores."""

    PATTERN = r"[^\W_][\w.-]*"

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        if isinstance(value, str) and len(value.encode("utf-8", "replace")) > LONGEST_NAME:
            raise refuse("this name is too long", f"at most {LONGEST_NAME} letters", "title may be longer")
        if isinstance(value, str) and re.fullmatch(self.PATTERN, value):
            return str(value)
        raise refuse(
            "this name cannot name a folder",
            "letters, digits, dots, hyphens and underscores, beginning with a letter or a digit",
            "write for example `name: my-scenario`; title may say anything",
        )

    def schema(self) -> JsonSchema:
        return {"type": "string", "pattern": f"^{self.PATTERN}$"}


class Boolean(Reader):
    """True or false."""

    def read(self, value: object, labels: Labels | None, field: str) -> bool:
        if isinstance(value, Word) and value.lower() in TRUTHS:
            return TRUTHS[value.lower()]
        if isinstance(value, bool | np.bool_):
            return bool(value)
        raise refuse("true or false expected", "true or false")

    def schema(self) -> JsonSchema:
        return {"type": "boolean"}


# Days that arrays of dates can hold, to the nanosecond, with room for the years that talks look ahead.
FIRST_DAY, LAST_DAY = datetime.date(1700, 1, 1), datetime.date(2200, 12, 31)


@dataclasses.dataclass(frozen=True)
class Day(Reader):
    """A date without a time of day; ``open``: one after :data:`LAST_DAY` stands for no end at all."""

    open: bool = False

    def read(self, value: object, labels: Labels | None, field: str) -> datetime.date | None:
        day = self._day(value, labels)
        if self.open and day > LAST_DAY:
            return None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise refuse("this date is out of range", f"a date from {FIRST_DAY} to {LAST_DAY}")
        return day

    def _day(self, value: object, labels: Labels | None) -> datetime.date:
        if isinstance(value, Word):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                raise refuse("this is not a date", "year-month-day, as in 2019-01-07") from None
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if is_from_file(value, labels):
            raise refuse("a date expected", "a date")
        raise refuse("a date expected", "a datetime.date, without a time")

    def schema(self) -> JsonSchema:
        return {"type": "string", "format": "date"}


@dataclasses.dataclass(frozen=True)
class Choice(Reader):
    """One of ``names``; ``kind`` says of what."""

    names: tuple[str, ...]
    kind: str

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        return chosen(value, self.names, self.kind)

    def schema(self) -> JsonSchema:
        return {"enum": list(self.names)}


@dataclasses.dataclass(frozen=True)
class Listed(Reader):
    """One of the names that the file's accounts have, or of ``also``. In Python, where no accounts are known yet, any name."""

    among: Literal["regions", "sectors", "goods", "players"]
    kind: str
    also: tuple[str, ...] = ()

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        if labels is not None:
            return self._listed(value, labels)
        if isinstance(value, str) and value != "":
            return str(value)
        raise refuse(f"unknown {self.kind}", f"the label of a {self.kind}")

    def _listed(self, value: object, labels: Labels) -> str:
        """The label that a word of a file stands for."""
        known = (*getattr(labels, self.among), *self.also)
        word = _word(value)
        label = label_of(word, known, labels.names)
        if label is not None:
            return label
        advice = ""
        if self.among in ("regions", "players"):
            label, advice = labels.find_region(word)
            if label is not None:
                return label
        if self.among == "goods" and label_of(word, labels.sectors, labels.names) is not None:
            raise refuse(f"tariffs do not reach {word}", f"sectors among {', '.join(labels.goods)}")
        advice = advice or meant(word, known, labels.names, places=self.among in ("regions", "players"))
        raise refuse(f"unknown {self.kind}", f"one of {', '.join(known)}", advice)

    def schema(self) -> JsonSchema:
        found: JsonSchema = {"type": "string", "names": f"a {self.kind}"}
        if self.also:
            found["examples"] = list(self.also)
        return found


TEXT, SLUG, BOOLEAN, DAY = Text(), Slug(), Boolean(), Day()
REGION = Listed("regions", "region")
SECTOR = Listed("sectors", "sector")
# A sector that tariffs reach.
GOOD = Listed("goods", "sector")
PLAYER = Listed("players", "player")
