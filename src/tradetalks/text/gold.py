"""Findings in the layout of hand-made annotations, so that a score can compare the two."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from tradetalks.inputs.places import countries
from tradetalks.text.findings import AT_MOST, Findings, Promise, TariffMeasure, TextSpan, Value

Plain = dict[str, object]
_MEASURE = {"start": "from"}


def as_gold(findings: Findings, *, world: str = "world2017", regions: tuple[str, ...]) -> Plain:
    """Every finding as plain mappings: ``value``, ``at`` (sentences) and ``words`` in characters of the whole text.

    Args:
        findings: from :func:`tradetalks.text.reading.read_text`.
        world: whose sectors are written.
        regions: its regions; a country that is none of them is written by its name.
    """
    name = _namer(regions)
    return {
        "document": {"by": [name(code) for code in findings.issuers], "date": str(findings.date or "")},
        "hold_out": False,
        "parties": [_record({}, party, name, world) for party in findings.parties],
        "levels": [
            {field: _value(getattr(who, field), name, world) for field in ("side", "name", "role", "level", "leads")}
            for who in findings.levels
        ],
        "dates": [_record({"what": found.what}, found.value, name, world) for found in findings.dates],
        "acts": [_measure(measure, name, world) for measure in findings.measures],
        "issues": [_promise(item, name, world) for item in findings.promises],
        "threats": [
            {field: _value(getattr(threat, field), name, world) for field in ("by", "on", "condition", "consequence")}
            for threat in findings.threats
        ],
        "claims": [
            _record({"who": claim.who, "kind": claim.kind}, claim.about, name, world) for claim in findings.claims
        ],
    }


def _namer(regions: tuple[str, ...]) -> Callable[[object], object]:
    def name(code: object) -> object:
        if isinstance(code, list):
            return [name(one) for one in code]
        if not isinstance(code, str) or code in regions:
            return code
        return countries().get(code, code)

    return name


def _measure(measure: TariffMeasure, name: Callable[[object], object], world: str) -> Plain:
    fields = {_MEASURE.get(field, field): value for field, value in vars(measure).items()}
    # "Up to 25 percent" leaves open which rate it is.
    is_open = measure.rate.note == AT_MOST
    return {
        field: _value(value, name, world)
        for field, value in fields.items()
        if value and not (field == "rate" and is_open)
    }


def _promise(item: Promise, name: Callable[[object], object], world: str) -> Plain:
    fields = {field: value for field, value in vars(item).items() if isinstance(value, Value) and value}
    found: Plain = {"name": item.name, **{field: _value(value, name, world) for field, value in fields.items()}}
    if item.amount:
        found["amount"] = {**_value(item.amount, name, world), "unit": item.unit}
    return found


def _record(more: Mapping[str, object], value: Value, name: Callable[[object], object], world: str) -> Plain:
    return {**_value(value, name, world), **more}


def _value(value: Value, name: Callable[[object], object], world: str) -> Plain:
    plain = value.value
    if isinstance(plain, dict):
        plain = plain[world]
    elif isinstance(plain, datetime.date):
        plain = plain.isoformat()
    # Labels of sectors are no countries: MAC is machinery.
    named = plain if isinstance(value.value, dict) else name(plain)
    found: Plain = {"value": named, "at": _spans(value.at), "words": _spans(value.words)}
    notes = {"derived": value.derived, "note": value.note}
    return {**found, **{key: text for key, text in notes.items() if text}}


def _spans(spans: tuple[TextSpan, ...]) -> list[list[int]]:
    return [list(span) for span in spans]
