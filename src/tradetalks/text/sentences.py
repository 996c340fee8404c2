"""Sentences of a text, with their places: full stops of abbreviations ("U.S.", "a.m.", "Sec. 2") end none."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tradetalks.errors import TextError, message
from tradetalks.text.findings import TextSpan
from tradetalks.text.phrases import goods_in, places_in
from tradetalks.text.source import SourceText

if TYPE_CHECKING:
    from spacy.language import Language

# What begins an item of a list.
BULLET = re.compile(r"\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+)")
# A heading before a sentence: "Sec. 3. Pause.", "CHINESE ACTIONS:".
HEADING = re.compile(
    r"(?:Section|Sec\.|SECTION|Article)\s+\d+[.:]\s*[^.:%]{0,80}[.:]\s*|Article\s+\d+\s*[^.:%]{0,80}[.:]\s*"
    r"|[A-Z][A-Z ,’'.&-]{6,}:\s*"
)
# What an item of a list is about, before what it says: "Removing barriers: Peru will".
LABEL = re.compile(r"[A-Z][a-z’'-]+(?:[ ,/&]+[A-Za-z’'-]+){0,7}:\s+(?=[A-Z])(?<!Question: )(?<!Answer: )")
# What ends in a full stop and no sentence.
NO_END = re.compile(
    r"(?:\b(?:No|Nos|Art|Sec|Dr|Mr|Mrs|Ms|Jr|vs|cf|approx|Inc|Ltd|Corp)\.|^\W*(?:Section|Sec\."
    r"|Article)\s+\d+\.\s*(?:[^.]{0,80}\.)?|^\W*\w{0,3}\W*)\s*$"
)
# The longest word of English has 45 letters, an address a few hundred.
NO_WORD = re.compile(r"\S{500,}")
# Letters of a sentence: the longest of an order of a government has a third of it. What is longer is a list without full stops,
# and is read in pieces, so that the time for a text grows with its length.
LONGEST = 3000
# A line shorter than this that ends in no full stop is a title, not a line that was broken; in a column that is narrower than
# this all over, a line shorter than this share of its widest.
SHORT_LINE, SHORT_SHARE = 50, 0.6
# Lines that make a column: of fewer the width cannot be told.
COLUMN = 3
# A word that was parted at the end of a line, and words whose hyphen is their own.
_PARTED = re.compile(r"(?P<head>[A-Za-z]+)-(?P<gap>[ \t]*\n[ \t]*)(?P<tail>[a-z]+)")
_HYPHENED = frozenset(
    [
        "non",
        "anti",
        "all",
        "self",
        "semi",
        "multi",
        "pre",
        "post",
        "ad",
        "co",
        "counter",
        "zero",
        "low",
        "high",
        "long",
        "short",
        "well",
    ]
)
# A row of a table ends in its rate, or has columns.
_ROW = re.compile(r"\d\s?(?:%|percent|per cent)\s*$|^.{1,40}(?:\t|\s{3,}|\|)\s*\S")


@dataclasses.dataclass(frozen=True)
class Sentence:
    """One sentence: its words, where they stand, and the list or section that it belongs to.

    Args:
        text: its words.
        start: place of its first letter in the whole text.
        paragraph: position of its paragraph.
        item: whether it begins an item of a list.
        heading: the last heading above it.
    """

    text: str
    start: int
    paragraph: int
    item: bool
    heading: str

    @property
    def span(self) -> TextSpan:
        """Its place in the whole text."""
        return TextSpan(self.start, self.start + len(self.text))

    def at(self, start: int, end: int) -> TextSpan:
        """The place in the whole text of some of its letters."""
        return TextSpan(self.start + start, self.start + end)


@cache
def _language() -> Language:
    # Of the extra `text`: half a second to load, which nothing else of the package needs.
    try:
        import spacy
    except ImportError:
        raise TextError(
            message("texts are read through spaCy, which is not installed", do="pip install 'tradetalks[text]'")
        ) from None
    language = spacy.blank("en")
    language.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?"]})
    language.max_length = 10**8
    return language


def sentences_of(source: SourceText) -> tuple[Sentence, ...]:
    """The sentences below the first line of a text, in order."""
    found: list[Sentence] = []
    heading = ""
    for number, (first, last) in enumerate(_paragraphs(source)):
        words = source.text[first:last]
        for k, (start, end) in enumerate(_split(words)):
            bullet = BULLET.match(words, start, end) if k == 0 else None
            cut = bullet.end() if bullet else start
            label = LABEL.match(words, cut, end) if bullet else None
            if label and not (goods_in(label.group()) or places_in(label.group())):
                cut = label.end()
            top = HEADING.match(words, cut, end)
            if top:
                heading, cut = top.group().strip(), top.end()
            if words[cut:end].strip():
                found.append(Sentence(_plain(words[cut:end]), first + cut, number, bool(bullet), heading))
    return tuple(found)


def _plain(words: str) -> str:
    """A sentence on one line: where a line ends inside it, or a space does not break, is a space; letters keep their places, but
    for those of a word that was parted, which close up."""

    def closed(match: re.Match[str]) -> str:
        hyphen = "-" if match["head"].casefold() in _HYPHENED else ""
        return f"{match['head']}{hyphen}{match['tail']}".ljust(len(match.group()))

    return re.sub(r"[\s\u00ad]", " ", _PARTED.sub(closed, words))


def _paragraphs(source: SourceText) -> Iterator[tuple[int, int]]:
    """Where paragraphs begin and end: lines that go on mid-sentence belong together."""
    begin = place = source.body
    lines = source.text[source.body :].split("\n")
    for line, least in zip(lines, _least_widths(lines), strict=True):
        wrapped = place > begin and _goes_on(source.text[max(begin, place - LONGEST) : place], line, least)
        if not wrapped and place > begin:
            yield begin, place - 1
            begin = place
        place += len(line) + 1
    if place - 1 > begin:
        yield begin, place - 1


def _least_widths(lines: Sequence[str]) -> Iterator[float]:
    """For every line how wide the one before it is at least, if it goes on there."""
    for is_block, block in itertools.groupby(lines, key=lambda line: bool(line.strip())):
        widths = [len(line.rstrip()) for line in block]
        least = float(SHORT_LINE)
        if is_block and len(widths) >= COLUMN:
            least = min(least, SHORT_SHARE * max(widths))
        yield from itertools.repeat(least, len(widths))


def _goes_on(before: str, line: str, least: float) -> bool:
    """Whether a line continues a paragraph: a sentence broken where a page, a screen or a column ended."""
    last = before.rstrip("\n").rpartition("\n")[2].rstrip()
    is_open = bool(last) and last[-1] not in '.:;!?”")]}|'
    if not is_open or not line.strip() or BULLET.match(line) or _ROW.search(last):
        return False
    goes_on = line.lstrip()[:1].islower() and (last[-1] == "-" or len(last.split()) >= COLUMN)
    return goes_on or len(last) >= least


def _split(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end."""
    if not text.strip():
        return []
    spans: list[tuple[int, int]] = []
    # What has so many letters is no word; its place is kept.
    plain = NO_WORD.sub(lambda match: "x".ljust(len(match.group())), text)
    for sentence in _language()(plain).sents:
        start, end = sentence.start_char, sentence.end_char
        # Brackets that open belong to what follows.
        if spans:
            stray = re.search(r"[(\[“]\s*$", text[slice(*spans[-1])])
            if stray:
                start = spans[-1][0] + stray.start()
                spans[-1] = (spans[-1][0], start)
        if spans and _is_broken(text[slice(*spans[-1])], text[start:end]):
            start = spans.pop()[0]
        spans += _numbered(text, start, end)
    return [(start + _blank(text[start:end]), start + len(text[start:end].rstrip())) for start, end in spans]


def _is_broken(before: str, after: str) -> bool:
    """Whether a full stop between two pieces ends no sentence: of "No. 4", "Sec. 2", or before a small letter."""
    return bool(NO_END.search(before)) or after.lstrip()[:1].islower()


def _numbered(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, parted where "(b)" begins another."""
    begin = start
    for part in re.finditer(r"(?<=[.;])\s+(?=\([a-z0-9]{1,3}\)\s+[A-Z])", text[start:end]):
        yield begin, start + part.start()
        begin = start + part.end()
    for first in range(begin, end, LONGEST):
        yield first, min(first + LONGEST, end)


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip())
