"""Lists of goods whose rates change: "solar cells, to 50 percent from 25", "Hats: increase rate to 25 percent in 2024"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from tradetalks.text.context import Context
from tradetalks.text.days import BEGINS, days_in
from tradetalks.text.discourse import who_is_meant
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.listed import ListedRates
from tradetalks.text.parties import TARIFF, codes_of
from tradetalks.text.phrases import goods_in, number_of
from tradetalks.text.sentences import Sentence

# Goods, then what their rate becomes, what it was, and in which year.
_TO = (
    r"to\s+(?P<rate>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)"
    r"(?:\s+from\s+(?P<before>\d+(?:\.\d+)?)(?:\s*(?:%|percent|per cent))?)?"
)
_IN_YEAR = r"(?:\s+in\s+(?P<year>20\d\d))?"
_ITEM = re.compile(
    r"(?P<goods>[A-Za-z][^:;%]{1,110}?)\s*[:,–—]\s+"
    r"(?:(?:(?:increase|raise|lower|reduce|decrease|cut)\w*|up|down)\s+)?(?:(?:the\s+|its\s+)?(?:tariff|duty)?\s*rate\s+"
    r"|tariffs?\s+|dut(?:y|ies)\s+)?"
    rf"{_TO}{_IN_YEAR}(?P<more>(?:,?\s+and\s+to\s+[\d.]+\s*(?:%|percent|per cent)\s+in\s+20\d\d)*)"
    r"(?P<range>\s+to\s+\d+(?:\.\d+)?(?:\s*(?:%|percent|per cent))?)?(?:\s*[.;,]|$)",
    re.IGNORECASE,
)
_MORE = re.compile(r"to\s+(?P<rate>[\d.]+)\s*(?:%|percent|per cent)\s+in\s+(?P<year>20\d\d)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
# "Tariff increases in 2025 and 2026 are applicable on or after January 1, 2025, and January 1, 2026".
_YEARS = re.compile(
    r"\b(?:increases?|rates?|duties|tariffs?|changes)\s+in\s+(?P<years>20\d\d(?:(?:,|,? and) 20\d\d)*)\b", re.IGNORECASE
)
_YEAR = re.compile(r"20\d\d")
_PROPOSED = re.compile(r"\bpropos(?:e|es|ed|al|als|ing)\b", re.IGNORECASE)
# A line above items that says from when they hold: "From 1 July:".
_LINE_OF_A_DAY = re.compile(
    r"^\W*(?:From|Effective|Effective from|As of|As from|Starting|On)\b[^;]*:\s*$", re.IGNORECASE
)
# Lines that make a list: one alone may be a sentence of another form, which has rules of its own.
_LEAST = 2
# What stands before a rate is a sentence, and no name of goods.
_SENTENCE = re.compile(r"\b(?:will|shall|would|has|have|was|were|from)\b")
# "Batteries for vehicles": what the goods are for is not taxed.
_USE = re.compile(r"\s(?:for|that are not for|that are for)\s")


def changed_goods(
    sentences: Sequence[Sentence], k: int, context: Context, earlier: Sequence[TariffMeasure]
) -> ListedRates | None:
    """The measures of a list of goods whose rates change; None where no such list begins at a sentence.

    Args:
        sentences: of the text.
        k: position of the sentence.
        context: of the text.
        earlier: measures of the sentences before, on top of which, or not, the list goes on.
    """
    if _item_in(sentences[k]) is None and not _LINE_OF_A_DAY.match(sentences[k].text):
        return None
    years = _days_of_years(sentences, context)
    above = sentences[k - 1] if k else sentences[k]
    is_proposed = bool(_PROPOSED.search(above.text))
    day, found, used, read = context.begins, [], [], 0
    for sentence in sentences[k:]:
        match = _item_in(sentence)
        if match is None and not _LINE_OF_A_DAY.match(sentence.text):
            break
        used.append(sentence)
        if match is None:
            day = _day_of(sentence, context)
            continue
        read += 1
        rows = _rows(sentence, match, day, years)
        found += [_measure(sentence, match, row, context, earlier, is_proposed=is_proposed) for row in rows]
    while used and _item_in(used[-1]) is None:
        used.pop()
    return ListedRates(found, used, []) if read >= _LEAST else None


def _item_in(sentence: Sentence) -> re.Match[str] | None:
    """A line of the list; None where a sentence is none, or names no goods."""
    match = _ITEM.match(sentence.text) if sentence.item else None
    return match if match and not _SENTENCE.search(match["goods"]) else None


def _day_of(sentence: Sentence, context: Context) -> Value:
    days = days_in(sentence.text, context.date)
    if not days:
        return OPEN
    return Value(days[0].day, (sentence.span,), (sentence.at(days[0].start, days[0].end),), derived=days[0].derived)


def _days_of_years(sentences: Sequence[Sentence], context: Context) -> dict[int, Value]:
    """By year the day on which what changes in it begins, where the text says so elsewhere."""
    found: dict[int, Value] = {}
    for sentence in sentences:
        named = _YEARS.search(sentence.text)
        if named is None:
            continue
        first = next((d for d in days_in(sentence.text, context.date) if BEGINS.search(sentence.text[: d.start])), None)
        days = [day for day in days_in(sentence.text, context.date) if first and day.start >= first.start]
        years = [int(year) for year in _YEAR.findall(named["years"])]
        if len(days) != len(years):
            continue
        for year, day in zip(years, days, strict=True):
            if day.day.year == year:
                found[year] = Value(day.day, (sentence.span,), (sentence.at(day.start, day.end),))
    return found


Row = tuple[Value, Value, Value]


def _rows(sentence: Sentence, match: re.Match[str], day: Value, years: dict[int, Value]) -> list[Row]:
    """Rate, rate before and first day of every step of an item."""
    at = (sentence.span,)

    def fraction(number: str, span: tuple[int, int]) -> Value:
        return Value(round(number_of(number) / 100, 6), at, (sentence.at(*span),))

    # "To 25 percent from 0 to 7.5": what it was depends on the goods.
    before = OPEN
    if match["before"] and not match["range"]:
        before = fraction(match["before"], match.span("before"))
    start = years.get(int(match["year"]), OPEN) if match["year"] else day
    rows = [(fraction(match["rate"], match.span("rate")), before, start)]
    for step in _MORE.finditer(sentence.text, *match.span("more")):
        rate = fraction(step["rate"], step.span("rate"))
        rows.append((rate, rows[-1][0], years.get(int(step["year"]), OPEN)))
    return rows


def _measure(
    sentence: Sentence,
    match: re.Match[str],
    row: Row,
    context: Context,
    earlier: Sequence[TariffMeasure],
    *,
    is_proposed: bool,
) -> TariffMeasure:
    rate, before, start = row
    at, words = (sentence.span,), (sentence.at(*match.span()),)
    by = Value(context.issuers[0], derived="whose text it is") if len(context.issuers) == 1 else OPEN
    by, on = who_is_meant(sentence, by, OPEN, context.spoken)
    status = "promised"
    if is_proposed:
        status = "conditional"
    elif isinstance(start.value, datetime.date) and context.date is not None:
        status = "scheduled" if start.value > context.date else "in_force"
    own = [measure.basis for measure in earlier if measure.basis and codes_of(measure.by) == codes_of(by)]
    basis = OPEN
    if {value.value for value in own} == {"additional"}:
        basis = own[-1]
    named = _BRACKETS.sub(lambda aside: " " * len(aside.group()), sentence.text[: match.end("goods")])
    use = _USE.search(named)
    named = named[: use.start()] if use else named
    known = [good for good in goods_in(named) if good.start >= match.start("goods")]
    goods = Value(match["goods"], at, (sentence.at(*match.span("goods")),))
    return TariffMeasure(
        by=by,
        on=on,
        instrument=Value(TARIFF, at, words),
        kind=Value("change", at, words),
        rate=rate,
        rate_before=before,
        basis=basis,
        start=start,
        status=Value(status, at, words),
        condition=Value("what is proposed is decided", at, words) if is_proposed else OPEN,
        **({**goods_values(sentence, known), "goods": goods} if known else {"goods": goods}),
    )
