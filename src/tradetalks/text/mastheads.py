"""Whose text it is, by its head or its foot: a line such as "Global Affairs Canada" or "Official Gazette of the Federation"."""

from __future__ import annotations

import re

from tradetalks.text.phrases import issuers

# Lines at the top and at the foot of a text that may say whose it is, and letters of the longest: more is a sentence.
HEAD, FOOT, LONGEST_LINE = 8, 4, 150
# A dateline of the European Commission, whose texts call themselves "the Commission".
_BRUSSELS = re.compile(r"^Brussels, \d{1,2} \w+ \d{4}\W*$", re.MULTILINE)
_COMMISSION = re.compile(r"\bthe Commission\b")
# An agency, and a dateline of one: a report of others.
_REPORT = re.compile(
    r"\((?:Agency|Reuters|AP|AFP|Bloomberg|Newswire)\)|^[A-Z/ ]{4,40},? (?:\w+\.? \d{1,2}\w*,? )?(?:\d{4} )?[-–—] ",
    re.MULTILINE,
)


def issuer_by_lines(text: str) -> str:
    """Code of the government that a short line at the head or the foot of a text names as its own; empty where none does, or
    where several do.

    Args:
        text: all of it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if _REPORT.search("\n".join(lines[:HEAD])):
        return ""
    short = [line for line in [*lines[:HEAD], *lines[-FOOT:]] if len(line) <= LONGEST_LINE]
    pattern, codes = issuers()
    found = {codes[match.group()] for line in short for match in pattern.finditer(line)}
    if _BRUSSELS.search("\n".join(short)) and _COMMISSION.search(text):
        found.add("EU")
    if len(found) != 1:
        return ""
    return found.pop()
