"""An explanation of a tariff: its lines and their sum, as data and as text."""

from __future__ import annotations

import dataclasses
import datetime
import textwrap

import pandas as pd

from tradetalks.data.tariffs.laws import Law

# Columns of a line of text, and of its first one: the rate.
WIDTH, RATE_WIDTH = 118, 18
# Rates that differ by less are one: a thousandth of a percent.
SAME = 5e-6


@dataclasses.dataclass(frozen=True)
class Layer:
    """One line: what a law adds to what a product pays.

    Args:
        law: which.
        low: the least it adds, a fraction.
        high: the most; above ``low`` where only some lines of the product are on a list.
        known: how the rate is known: for every good, by a list's code, as an average of the chapter or sector, or stated.
        why: why it adds less than its rate: another law in its place, or a list that frees it.
    """

    law: Law
    low: float
    high: float
    known: str
    why: str


@dataclasses.dataclass(frozen=True)
class TariffExplanation:
    """What a product pays on a day.

    Args:
        by: the importer.
        on: the exporter.
        product: its digits.
        sector: of ``world2022`` that it belongs to; empty for none.
        date: the day.
        layers: a line each law.
        total: their sum, least and most, fractions.
        beside: what is known of its chapter and its sector on that day.
        notes: what is not known.
    """

    by: str
    on: str
    product: str
    sector: str
    date: datetime.date
    layers: tuple[Layer, ...]
    total: tuple[float, float]
    beside: tuple[str, ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return self.summary()

    def summary(self) -> str:
        """The explanation as text, a paragraph each law."""
        sector = f"sector {self.sector or 'none'}"
        lines = [f"{self.by} on {self.on}, product {self.product} ({sector}), {self.date}", ""]
        for layer in self.layers:
            lines += _paragraph(_rates(layer.low, layer.high), _words(layer))
        lines += [f"{'-' * (RATE_WIDTH - 2)}", f"{_rates(*self.total):>{RATE_WIDTH - 2}}  sum", ""]
        for title, texts in (("beside it, averages over trade of 2024", self.beside), ("not known", self.notes)):
            if texts:
                lines += [f"{title}:", *(textwrap.fill(f"- {text}", WIDTH, subsequent_indent="  ") for text in texts)]
        return "\n".join(lines).rstrip()

    def to_frame(self) -> pd.DataFrame:
        """A row each line: kind, law, low, high (fractions), from, until, known, why, source."""
        rows = [
            {
                "kind": layer.law.kind,
                "law": layer.law.law,
                "low": layer.low,
                "high": layer.high,
                "from": layer.law.start,
                "until": layer.law.until,
                "known": layer.known,
                "why": layer.why,
                "source": layer.law.source,
            }
            for layer in self.layers
        ]
        return pd.DataFrame(rows)


def _rates(low: float, high: float) -> str:
    """One rate, or from the least to the most, in percent."""
    if high - low < SAME:
        return f"{100 * low:.2f} %"
    return f"{100 * low:.1f} to {100 * high:.1f} %"


def _paragraph(rate: str, text: str) -> list[str]:
    body = textwrap.wrap(text, WIDTH - RATE_WIDTH)
    first = f"{rate:>{RATE_WIDTH - 2}}  {body[0]}"
    return [first, *(" " * RATE_WIDTH + line for line in body[1:])]


def _words(layer: Layer) -> str:
    """Law, days, rate where it is not what is added, how it is known, source."""
    law = layer.law
    statutory = ""
    if law.rate is not None and max(abs(law.rate - layer.low), abs(law.rate - layer.high)) > SAME:
        statutory = f" at {100 * law.rate:.4g} %"
        if law.form == "inclusive":
            statutory += ", base included"
    source = f"[{law.source}]"
    if law.source == layer.known:
        source = ""
    parts = [f"{law.law}{statutory}{_span(law)}", layer.why, f"known: {layer.known}", law.note, source]
    return "; ".join(part for part in parts if part)


def _span(law: Law) -> str:
    if law.start is None:
        return ""
    if law.until is None:
        return f", from {law.start}"
    return f", {law.start} to {law.until}"
