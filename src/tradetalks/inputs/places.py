"""Names that a file writes for regions and sectors: labels of the accounts, their names in words, and what was perhaps meant."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tradetalks.errors import suggestion

# Codes and names of ISO 3166-1: a country that the accounts do not have is not a misspelling of one that they have.
COUNTRIES = Path(__file__).parent / "countries.csv"


# Labels that a question offers, and letters from which on a word in a name says something.
FEW, LETTERS = 4, 4


@cache
def countries() -> dict[str, str]:
    """Name of every country by its code of three letters (ISO 3166-1)."""
    with COUNTRIES.open(encoding="utf-8", newline="") as table:
        return {row["code"]: row["name"] for row in csv.DictReader(table)}


def label_of(word: str, labels: Sequence[str], names: Mapping[str, str]) -> str | None:
    """The label that a word stands for: the label itself, or, whatever the case, a label, a name or the first words of a name (up
    to a comma) that only one has."""
    if word in labels:
        return word
    plain = " ".join(word.split()).casefold()
    for spell in (str, without_remark, _first_words):
        found = {label for label in labels if plain in (label.casefold(), spell(names.get(label, label)).casefold())}
        if len(found) == 1:
            return found.pop()
    return None


def without_remark(name: str) -> str:
    """A name without what stands in brackets at its end: the European Union of "European Union (28)"."""
    return name.partition("(")[0].strip()


def _first_words(name: str) -> str:
    """A name up to its first comma: the agriculture of "Agriculture, hunting, forestry"."""
    return name.partition(",")[0].strip()


def _stands_in(word: str, name: str) -> bool:
    """Whether a word, in singular or plural, stands in a name."""
    plain = word.strip().casefold().removesuffix("s")
    return len(plain) >= LETTERS and plain in name.casefold()


def meant(word: str, labels: Sequence[str], names: Mapping[str, str], *, places: bool) -> str:
    """What to do about a word that stands for no label.

    Args:
        word: as it was written.
        labels: those that there are.
        names: their names in words.
        places: whether labels are regions, which a country that the accounts do not have is not a misspelling of.

    Returns:
        The country that is missing, a label that is near in spelling, or all of them to choose from.
    """
    if not labels:
        return ""
    if places:
        for code, country in countries().items():
            if word.strip().casefold() in (code.casefold(), country.casefold()):
                return f"{country} is no region of these accounts; choose from {', '.join(labels)}"
    inside = [label for label in labels if _stands_in(word, names.get(label, label))]
    if 0 < len(inside) <= FEW:
        return f"did you mean {' or '.join(_called(label, names) for label in inside)}?"
    spelled = {text.casefold(): label for label in labels for text in (names.get(label, label), label)}
    near = difflib.get_close_matches(word.casefold(), spelled, n=1)
    if near:
        return f"did you mean {spelled[near[0]]}?"
    return suggestion(word, labels)


def _called(label: str, names: Mapping[str, str]) -> str:
    """A label with its name in words, where that is another."""
    name = names.get(label, label)
    if name == label:
        return label
    return f"{label} ({name})"
