"""Texts of a user's files made safe for where they are shown: names may hold anything, and do nothing.

One function for each way out: :func:`for_terminal`, :func:`for_csv`, :func:`for_chart` (the page escapes by itself). A text
passes through one of them where it leaves the program, and nowhere before.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from tradetalks.errors import bounded, printable

# What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Texts that begin with a sign and are numbers: one, or the two ends of a range.
SIGNED_NUMBERS = re.compile(r"[+-]\d[\d.,]*%?( to [+-]?\d[\d.,]*%?)?|[+-](inf|nan)")
# Characters of a name beside a bar or a line: those of the longest industry of goods that ships, a line of three or four words.
# The whole name stands in the tables.
CHART_NAME = 34
# How characters are written that plain terminals do not have.
ASCII = {
    "\u00a0": " ",
    "\u2022": "*",
    "\u2026": "...",
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2500": "-",
    "\u2501": "-",
    "\u03b8": "theta",
    "\u03c8": "psi",
    "\u00b7": ".",
    "\u00d7": "x",
    "\u2265": ">=",
    "\u2264": "<=",
}
# The name under which Python knows how plain terminals write what they do not have.
PLAIN = "tradetalks.plain"


def for_terminal(text: str) -> str:
    """A text that a terminal only shows: what would control it is written out, as ``\\x1b``; long texts are cut.

    Args:
        text: of a message, a table, a sentence.

    Returns:
        The same lines, at most 400 of at most 2,000 characters, and how much was left out.
    """
    return bounded(text)


def for_csv(cell: object) -> object:
    """A cell of a csv file that a spreadsheet takes for text, not for a formula; numbers stay numbers.

    Args:
        cell: a text, a number, a date.

    Returns:
        A text that begins like a formula with an apostrophe before it, anything else as it is.
    """
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    if text.startswith(FORMULA) and not SIGNED_NUMBERS.fullmatch(text):
        return f"'{text}"
    return text


def for_chart(name: str, most: int = CHART_NAME) -> str:
    """A name beside a bar or a line: on one line, cut where it is long; the whole name is in the csv files.

    Args:
        name: of a region, a sector, a branch.
        most: so many characters stay.

    Returns:
        The name, with an ellipsis where it was cut.
    """
    text = " ".join(printable(name).split())
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rstrip()}…"


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What a terminal that lacks some characters writes instead."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    written = "".join(_plain(character) for character in error.object[error.start : error.end])
    return written, error.end


def _plain(character: str) -> str:
    if character in ASCII:
        return ASCII[character]
    without_accents = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return without_accents or "?"


codecs.register_error(PLAIN, _plainly)
