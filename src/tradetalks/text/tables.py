"""Tables with columns between bars: goods, rates and first days, by what the head of each column says."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from tradetalks.text.context import Context
from tradetalks.text.days import days_in
from tradetalks.text.discourse import who_is_meant
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.owners import place_value
from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import goods_in, number_of, places_in
from tradetalks.text.sentences import Sentence

# What a column holds, by its head; the first that fits counts.
_COLUMNS = (
    ("before", re.compile(r"\b(?:until now|current|present|previous|old|existing|before|MFN)\b", re.IGNORECASE)),
    ("rate", re.compile(r"\b(?:tariffs?|dut(?:y|ies)|rates?|surtax|surcharge|levy)\b", re.IGNORECASE)),
    ("day", re.compile(r"\b(?:date|effective|from|start\w*|in force)\b", re.IGNORECASE)),
    ("code", re.compile(r"\b(?:subheadings?|headings?|items?|HTS(?:US)?|HS|codes?|CN)\b", re.IGNORECASE)),
    ("origin", re.compile(r"\b(?:origins?|countr(?:y|ies)|exporting)\b", re.IGNORECASE)),
    ("goods", re.compile(r"\b(?:products?|goods|descriptions?|articles?)\b", re.IGNORECASE)),
)
_CELL = re.compile(r"[^|]+")
_RULE = re.compile(r"[\s|:–—-]*")
_NUMBER = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)?\s*")
_CODE = re.compile(r"\s*(?P<code>\d{4}(?:\.?\d{2}){0,3})\s*")
# In a line above a table: what is in it is not decided.
_PROPOSED = re.compile(r"\bpropos(?:ed|es|al)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class TableRead:
    """A table: its measures, the sentences that it fills, and rows whose rate cannot be told."""

    measures: list[TariffMeasure]
    sentences: list[Sentence]
    strange: list[Sentence]


def table_at(sentences: Sequence[Sentence], k: int, context: Context) -> TableRead | None:
    """The table whose head is a sentence; None where it is no head of one with a column of rates.

    Args:
        sentences: of the text.
        k: position of the sentence.
        context: of the text.
    """
    heads = _heads(sentences[k].text)
    if "rate" not in heads:
        return None
    above = sentences[k - 1].text if k else ""
    measures, used, strange = [], [sentences[k]], []
    for row in _rows(sentences, k + 1):
        used += row.parts
        measure = _of_row(row.line, heads, context, is_proposed=bool(_PROPOSED.search(above)))
        if measure:
            measures.append(measure)
        elif not _RULE.fullmatch(row.line.text):
            strange.append(row.line)
    return TableRead(measures, used, strange) if measures or strange else None


@dataclasses.dataclass(frozen=True)
class _Line:
    """A row on one line, and the sentences that it was parted into."""

    line: Sentence
    parts: list[Sentence]


def _heads(text: str) -> list[str]:
    """What each column holds; nothing where the sentence is no row of cells."""
    cells = _CELL.findall(text.strip())
    if text.count("|") < 2 or len(cells) < 2 or any(_NUMBER.fullmatch(cell) for cell in cells):
        return []
    return [next((name for name, pattern in _COLUMNS if pattern.search(cell)), "") for cell in cells]


def _rows(sentences: Sequence[Sentence], start: int) -> Iterator[_Line]:
    """The rows below a head: "Ex." in a cell ends no row."""
    k = start
    while k < len(sentences) and "|" in sentences[k].text:
        parts = [sentences[k]]
        while k + 1 < len(sentences) and sentences[k + 1].paragraph == parts[0].paragraph:
            k += 1
            parts.append(sentences[k])
        text = parts[0].text
        for part in parts[1:]:
            text = text.ljust(part.start - parts[0].start) + part.text
        yield _Line(dataclasses.replace(parts[0], text=text), parts)
        k += 1


def _of_row(row: Sentence, heads: Sequence[str], context: Context, *, is_proposed: bool) -> TariffMeasure | None:
    """The measure of a row; None where its rate is no number."""
    offset = len(row.text) - len(row.text.lstrip())
    cells = dict(zip(heads, [cell.span() for cell in _CELL.finditer(row.text, offset)], strict=False))
    rate = _rate(row, cells.get("rate"))
    if not rate:
        return None
    by = Value(context.issuers[0], derived="whose text it is") if len(context.issuers) == 1 else OPEN
    by, on = who_is_meant(row, by, _origin(row, cells.get("origin")), context.spoken)
    words = (row.span,)
    start = _start(row, cells.get("day"), context)
    status = "in_force"
    if is_proposed:
        status = "conditional"
    elif start and context.date is not None and start.value > context.date:  # type: ignore[operator]
        status = "scheduled"
    return TariffMeasure(
        by=by,
        on=on,
        instrument=Value(TARIFF, (row.span,), words),
        kind=Value("add", (row.span,), words),
        rate=rate,
        rate_before=_rate(row, cells.get("before")),
        start=start,
        status=Value(status, (row.span,), words),
        condition=Value("what is proposed is decided", (row.span,), words) if is_proposed else OPEN,
        **_goods(row, cells),
    )


def _rate(row: Sentence, cell: tuple[int, int] | None) -> Value:
    """The number of a cell as a fraction; open where it is none ("up to 150")."""
    match = _NUMBER.fullmatch(row.text, *cell) if cell else None
    if match is None:
        return OPEN
    return Value(round(number_of(match["number"]) / 100, 6), (row.span,), (row.at(*match.span("number")),))


def _origin(row: Sentence, cell: tuple[int, int] | None) -> Value:
    """The country of a cell whose goods the rate of the row is on; open where it names none, or several."""
    places = [place for place in places_in(row.text) if cell and cell[0] <= place.start < cell[1]]
    return place_value(row, places[0]) if len({place.code for place in places}) == 1 else OPEN


def _start(row: Sentence, cell: tuple[int, int] | None, context: Context) -> Value:
    days = [day for day in days_in(row.text, context.date) if cell and cell[0] <= day.start < cell[1]]
    if days:
        return Value(days[0].day, (row.span,), (row.at(days[0].start, days[0].end),), derived=days[0].derived)
    return context.begins


def _goods(row: Sentence, cells: dict[str, tuple[int, int]]) -> dict[str, Value]:
    """The goods of a row: by its code where it has one, else by its words, which are named even where nobody knows them."""
    code = _CODE.fullmatch(row.text, *cells["code"]) if "code" in cells else None
    named = cells.get("goods") or cells.get("code")
    if named is None:
        return {}
    words = row.text[slice(*named)]
    start = named[0] + len(words) - len(words.lstrip())
    goods = Value(words.strip(), (row.span,), (row.at(start, start + len(words.strip())),))
    if code is not None:
        known = [
            dataclasses.replace(good, start=code.start("code"), end=code.end("code"))
            for good in goods_in(f"heading {code['code']}")
        ]
    else:
        known = [good for good in goods_in(row.text) if named[0] <= good.start < named[1]]
    if not known:
        return {"goods": goods}
    return {**goods_values(row, known), "goods": goods}
