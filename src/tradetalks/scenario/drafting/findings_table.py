"""All findings of a text as a table: one row a value, with its words and their places."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tradetalks.text.findings import Findings, Value
from tradetalks.text.source import SourceText

COLUMNS = (
    "text",
    "record",
    "field",
    "value",
    "unit",
    "words",
    "start",
    "end",
    "sentence_start",
    "sentence_end",
    "derived",
    "note",
)


def findings_rows(findings: Findings, source: SourceText) -> Iterator[dict[str, str]]:
    """One row for every value of every finding, in the order of the text."""
    for record, field, value, unit in _values(findings):
        words = value.words or value.at
        row = dict.fromkeys(COLUMNS, "")
        row |= {"text": source.name, "record": record, "field": field, "value": str(value.value), "unit": unit}
        row |= {"derived": value.derived, "note": value.note}
        if words:
            row |= {"words": " ".join(source.text[slice(*words[0])].split())}
            row |= {"start": str(words[0].start), "end": str(words[0].end)}
        if value.at:
            row |= {"sentence_start": str(value.at[0].start), "sentence_end": str(value.at[0].end)}
        yield row


def _values(findings: Findings) -> Iterator[tuple[str, str, Value, str]]:
    for k, party in enumerate(findings.parties, 1):
        yield f"party {k}", "country", party, ""
    for k, date in enumerate(findings.dates, 1):
        yield f"date {k}", date.what, date.value, ""
    groups = (
        ("negotiator", findings.levels),
        ("measure", findings.measures),
        ("item", findings.promises),
        ("threat", findings.threats),
    )
    for word, records in groups:
        for k, record in enumerate(records, 1):
            for field, value in vars(record).items():
                if isinstance(value, Value) and value:
                    unit = getattr(record, "unit", "") if field == "amount" else ""
                    yield f"{word} {k}", field, value, unit
    for k, claim in enumerate(findings.claims, 1):
        yield f"claim {k}", f"{claim.kind} of {claim.who}", claim.about, ""


def findings_csv(rows: Iterator[dict[str, str]]) -> str:
    """The rows as csv."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
