"""Words of the page with their meaning one hover or focus away: those of ``docs/glossary.md`` that the answers use."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

# Terms that one text explains: more of them are dots under everything.
MOST = 3
TERM = Markup('<span class="term" tabindex="0">{}<span class="meaning" role="tooltip">{}</span></span>')


@cache
def meanings() -> dict[str, str]:
    """What each word of the page means, by the word in small letters: the glossary's term and its meaning."""
    with (files("tradetalks.web") / "glossary.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    return {word.lower(): f"{row['term']}: {row['meaning']}" for row in rows for word in row["words"].split(",")}


@cache
def _pattern() -> re.Pattern[str]:
    """Any word that is explained, longer ones first, not within another word."""
    words = sorted(meanings(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE)


def explained(text: str) -> Markup:
    """A text with its first terms explained, each once; everything else escaped.

    Args:
        text: a sentence of an answer.

    Returns:
        Markup, in which a term holds its meaning.
    """
    parts, told, end = [], set[str](), 0
    for found in _pattern().finditer(text):
        meaning = meanings()[found[0].lower()]
        if meaning in told or len(told) == MOST:
            continue
        told.add(meaning)
        parts += [escape(text[end : found.start()]), TERM.format(found[0], meaning)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def typeset(cell: str) -> str:
    """A cell of numbers with the minus of typography; hyphens within words and days stay.

    Args:
        cell: as tables write it.
    """
    return re.sub(r"(?<![\w.])-(?=[\d.])", "−", cell)
