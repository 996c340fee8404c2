"""Rates in a list or a table: a country, or a good, and beside it a percentage."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.context import Context
from tradetalks.text.discourse import who_is_meant
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.measure_fields import basis_in
from tradetalks.text.measure_times import first_day
from tradetalks.text.parties import TARIFF, codes_of, doer_of, hit_in
from tradetalks.text.phrases import Number, goods_in, percents_in, places_in
from tradetalks.text.rates import NOUNS
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import actions_in

# What announces a list: "the following rates apply:", "as set out below".
_HEAD = re.compile(
    r"\b(?:following|listed|below|as follows|table|schedule)\b(?=[^:]*\b(?:rates?|tariffs?|dut(?:y|ies))\b)"
    r"|\b(?:rates?|tariffs?|dut(?:y|ies))\b[^:]*\b(?:following|listed|below|as follows)\b",
    re.IGNORECASE,
)
# Between a name and its rate: spaces, a colon, a bar, a dash, dots.
_BETWEEN = re.compile(r"\s*(?:[:|,–—-]|\.{2,}|\bat\b|\()?\s*")
# A short line that ends in a percentage.
_LIKE_A_ROW = re.compile(r"^.{2,120}?\d\s?(?:%|percent|per cent)[\s|.;]*$")
# A row of a table: its number, its goods, and its rate after a gap.
_SEVERAL = re.compile(
    r"\s*(?:\|\s*)?(?:\d{1,3}[.)]?(?:\s+|\s*\|\s*))?(?P<what>[A-Za-z][^\d%|]*?)(?:\s{2,}|\t|\s*\|\s*)\d[\d.]*\s?(?:%"
    r"|percent|per cent)[\s|.;]*",
    re.IGNORECASE,
)
# The number of a row.
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]?(?:\s+|\s*\|\s*)")
# What stands around a row, or between two of one line.
_EDGE = " \t|•*-–;,.():"
# Rows that make a list: one alone may be a sentence.
_ROWS = 2


@dataclasses.dataclass(frozen=True)
class _Row:
    """A name and its rate, by their places in a sentence."""

    start: int
    end: int
    rate: Number


@dataclasses.dataclass(frozen=True)
class ListedRates:
    """A list that was read: its measures, the sentences of it, and those of them with a rate whose name is not known."""

    measures: list[TariffMeasure]
    sentences: list[Sentence]
    strange: list[Sentence]


def listed_rates(sentences: Sequence[Sentence], k: int, context: Context) -> ListedRates | None:
    """The measures of a list of rates that a sentence announces.

    Args:
        sentences: of the text.
        k: position of the sentence.
        context: of the text.

    Returns:
        The list, with at least two rows that are read; None where the sentence announces none.
    """
    head = sentences[k]
    is_head = _HEAD.search(head.text)
    if not is_head and not (NOUNS[TARIFF].search(head.text) and not percents_in(head.text)):
        return None
    after = _head_end(head.text)
    inside = _rows_in(head, after)
    if is_head and len(inside) >= _ROWS:
        measures = [_of_row(head, head, row, "", context) for row in inside]
        listed = [rate for rate in percents_in(head.text) if rate.start >= after]
        return ListedRates(measures, [head], [head] if len(listed) > len(inside) else [])
    found, used, strange, columns = [], [head], [], ""
    for sentence in sentences[k + 1 :]:
        rows = _of_several(sentence) or _rows_in(sentence, after=0)
        if len(rows) == 1 and _is_whole(sentence.text, rows[0]):
            found.append(_of_row(head, sentence, rows[0], columns, context))
        elif _LIKE_A_ROW.search(sentence.text) and not actions_in(sentence.text):
            strange.append(sentence)
        elif found or columns or percents_in(sentence.text) or sentence.text.endswith("."):
            break
        else:
            # The heads of the columns: "Country   Additional duty".
            columns = sentence.text
        used.append(sentence)
    is_tariff = NOUNS[TARIFF].search(f"{head.text} {columns}") is not None
    return ListedRates(found, used, strange) if len(found) + len(strange) >= _ROWS and is_tariff else None


def _head_end(text: str) -> int:
    return text.find(":") + 1


def _rows_in(sentence: Sentence, after: int) -> list[_Row]:
    """Every percentage of a sentence that stands right after a country or a good."""
    text = sentence.text
    names = [(place.start, place.end) for place in places_in(text)] + [
        (good.start, good.end) for good in goods_in(text)
    ]
    names = [span for span in names if span[0] >= after]
    rows = []
    for rate in percents_in(text):
        beside = [span for span in names if span[1] <= rate.start and _BETWEEN.fullmatch(text[span[1] : rate.start])]
        if rate.unit == "percent" and beside:
            start, end = min(beside)
            rows.append(_Row(start, end, rate))
    return rows


def _of_several(sentence: Sentence) -> list[_Row]:
    """A row of several goods, all known, and their rate: "3   Wheat, barley   10%"; empty where it is none."""
    match = _SEVERAL.fullmatch(sentence.text)
    if match is None:
        return []
    start, end = match.span("what")
    ends = {good.end for good in goods_in(sentence.text)}
    parts = list(re.finditer(r"(?:(?!,|\s+and\b).)+", sentence.text[start:end]))
    known = all(start + len(part.group().rstrip()) + part.start() in ends for part in parts)
    rates = [rate for rate in percents_in(sentence.text) if rate.start >= end]
    return [_Row(start, end, rates[0])] if known and len(rates) == 1 else []


def _is_whole(text: str, row: _Row) -> bool:
    """Whether a line holds a row and nothing else."""
    return not _NUMBERED.sub("", text[: row.start]).strip(_EDGE) and not text[row.rate.end :].strip(_EDGE)


def _of_row(head: Sentence, sentence: Sentence, row: _Row, columns: str, context: Context) -> TariffMeasure:
    """The measure of one row: who, from when and on top of what the head of the list says."""
    by = doer_of(head, _head_end(head.text) or len(head.text), context.issuers)
    if not by and len(context.issuers) == 1:
        by = Value(context.issuers[0], derived="whose text it is (first line)")
    at = tuple(dict.fromkeys((head.span, sentence.span)))
    words = (sentence.at(row.start, row.rate.end),)
    places = [place for place in places_in(sentence.text) if row.start <= place.start < row.end]
    goods = [good for good in goods_in(sentence.text) if row.start <= good.start < row.end]
    on = hit_in(head, 0, len(head.text), codes_of(by))
    by, on = who_is_meant(sentence, by, on, context.spoken)
    more: dict[str, Value] = {}
    if places:
        on = Value(places[0].code, at, (sentence.at(row.start, row.end),))
        more["sectors"] = Value("goods", at, words, derived="the list is by country")
    else:
        more |= goods_values(sentence, goods)
    start = first_day(head, context)
    status = "scheduled" if start and context.date and start.value > context.date else "in_force"  # type: ignore[operator]
    if any(action.mood == "plan" for action in actions_in(head.text)):
        status = "promised"
    return TariffMeasure(
        by=by,
        on=on,
        instrument=Value(TARIFF, at, words),
        kind=Value("add", at, words),
        rate=Value(round(row.rate.value, 6), at, (sentence.at(row.rate.start, row.rate.end),)),
        basis=basis_in(head, 0, len(head.text)) or (Value("additional", at, words) if "dditional" in columns else OPEN),
        start=start,
        status=Value(status, at, words),
        **more,
    )
