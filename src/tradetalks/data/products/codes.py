"""Codes of the Harmonized System as text: read, checked, and a lost leading zero named."""

from __future__ import annotations

import re

from tradetalks.errors import shortened

# Chapter, heading, subheading (the same in every country), then tariff lines of single countries.
LENGTHS = (2, 4, 6, 8, 10)
# Digits that all countries share.
SUBHEADING = 6
# Two digits at the beginning name the chapter, four the heading.
CHAPTER, HEADING = 2, 4


class BadCode(ValueError):
    """Why a word is no product code.

    Args:
        title: what is wrong, in a line.
        expected: what would have been right.
        do: what to do about it.
    """

    def __init__(self, title: str, expected: str, do: str = "") -> None:
        super().__init__(title)
        self.title, self.expected, self.do = title, expected, do

    @property
    def words(self) -> str:
        """All of it as the end of a sentence."""
        return "; ".join(part for part in (self.title, f"expected {self.expected}", self.do) if part)


def read_code(value: object) -> str:
    """The digits of a product code, leading zeros kept.

    Args:
        value: text such as ``0101``, ``0101.21.00`` or ``8542 31``, or a whole number.

    Returns:
        2, 4, 6, 8 or 10 digits.

    Raises:
        BadCode: no code; where a leading zero was lost, which one was meant.
    """
    text = str(value).strip()
    groups = re.split(r"[.\s]+", text)
    expected = f"{', '.join(map(str, LENGTHS[:-1]))} or {LENGTHS[-1]} digits, as 0101 or 8542.31"
    if isinstance(value, bool) or not all(re.fullmatch("[0-9]+", group) for group in groups):
        raise BadCode(f"{shortened(text)!r} is no product code", expected)
    if len(groups) > 1 and groups[-1] == "0":
        # A spreadsheet that took the code for a number writes 7208.0.
        raise BadCode(f"{text!r} is a number, not a code", expected, f"write the code as text: {groups[0]}")
    if any(len(group) % 2 or len(group) > HEADING for group in groups[1:]):
        raise BadCode(f"{text!r} is no product code", expected)
    digits = "".join(groups)
    lost = f"0{digits}"
    if len(digits) % 2 and len(lost) in LENGTHS and digits[0] != "0":
        title = f"product code {text} has {len(digits)} digits: it lost its leading zero"
        raise BadCode(title, expected, f"write {lost}, as text")
    if len(digits) not in LENGTHS or digits.startswith("00"):
        raise BadCode(f"product code {shortened(text)} has {len(digits)} digits", expected)
    return digits


def is_code(word: str) -> bool:
    """Whether a word is meant as a product code: digits, with or without dots."""
    return re.fullmatch(r"[0-9][0-9.]*", word.strip()) is not None


def with_leading_zero(word: str) -> str:
    """The word with its leading zero where it has lost one, else as it is."""
    digits = re.sub(r"[.\s]", "", word)
    if digits.isdigit() and len(digits) % 2 and digits[0] != "0":
        return f"0{word.strip()}"
    return word
