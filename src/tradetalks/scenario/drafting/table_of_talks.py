"""The talks of a draft: sides, days, items and levels, as far as a text says them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence

from tradetalks.scenario.drafting.entries import DraftSetting
from tradetalks.scenario.drafting.quoting import Quoter, open_line
from tradetalks.text.findings import DateFound, Findings, Promise, Value
from tradetalks.text.parties import ALL, codes_of

# The unit of purchases in scenario files.
YEARLY = "billion dollars a year"
# Others that a text may write, and how many billions one of them is.
_BILLIONS = {YEARLY: 1.0, "million dollars a year": 1e-3, "trillion dollars a year": 1e3}


def talks_of(
    findings: Findings,
    place: DraftSetting,
    quoter: Quoter,
    branches: Sequence[str],
    since: datetime.date | None,
) -> list[str]:
    """The ``talks`` section, complete where the text has sides, a deadline and an item with an amount; else what is missing.

    Args:
        findings: of the text.
        place: where it plays.
        quoter: of the text.
        branches: names of the branches, one of which happens without a deal.
        since: first day of the first act, which must lie before the talks; None where there is no act.
    """
    if not findings.promises and not findings.levels and _dated(findings, "deadline") is None:
        return []
    sides = [code for party in findings.parties for code in codes_of(party) if code != ALL]
    items = [line for item in findings.promises for line in _item(item, place, quoter)]
    deadline, opening = _dated(findings, "deadline"), _dated(findings, "opening")
    priced = [item for item in findings.promises if _is_priced(item, place)]
    missing = []
    if len(sides) != 2 or any(side not in place.regions for side in sides):
        missing.append(f"two sides that are regions of {place.world} (the text has {', '.join(sides) or 'none'})")
    if deadline is None:
        missing.append("a deadline")
    begins = place.day
    if opening is not None and isinstance(opening.value.value, datetime.date):
        begins = opening.value.value
    if since is None or since > begins:
        missing.append(f"an act in force when they open, on {begins}")
    if not priced:
        missing.append("an item with an amount")
    section = ["talks:", _sides(findings, sides, quoter), *_days(deadline, opening, place, quoter)]
    if branches:
        section.append(f"  escalation: {branches[0]}  # judgement: the first branch of this draft")
        section.append(open_line("is this what happens without a deal?", "  "))
    section += ["  issues:", *(f"    {line}" for line in items), *(f"  {line}" for line in _levels(findings, quoter))]
    if not missing:
        return ["", *section]
    head = open_line(f"talks need {' and '.join(missing)}; what the text says of them, to go on from:")
    return ["", head, *map(_set_aside, section)]


def _set_aside(line: str) -> str:
    """A line that does not count yet; what is open in it stays open."""
    return line.strip() if line.strip().startswith("#") else f"# {line}"


def _sides(findings: Findings, sides: Sequence[str], quoter: Quoter) -> str:
    said = "; ".join(quoter.said(party)[2:] for party in findings.parties[:2])
    return f"  sides: [{', '.join(sides)}]" + (f"  # {said}" if said else "")


def _days(deadline: DateFound | None, opening: DateFound | None, place: DraftSetting, quoter: Quoter) -> list[str]:
    lines = []
    if opening is not None:
        lines.append(f"  opening: {opening.value.value}  {quoter.said(opening.value)}")
    else:
        lines += [
            f"  opening: {place.day}  # judgement: {place.day_is}",
            open_line("when do the talks open?", "  "),
        ]
    if deadline is not None:
        lines.append(f"  deadline: {deadline.value.value}  {quoter.said(deadline.value)}")
    return lines


def _dated(findings: Findings, what: str) -> DateFound | None:
    return next(
        (date for date in findings.dates if date.what == what and isinstance(date.value.value, datetime.date)), None
    )


def _is_priced(item: Promise, place: DraftSetting) -> bool:
    known = [code in place.regions for value in (item.by, item.to) for code in codes_of(value)]
    return _in_billions(item) is not None and len(known) == 2 and all(known)


def _in_billions(item: Promise) -> float | None:
    """Billion dollars a year, as scenario files have it; None where the amount is in another unit, or missing."""
    scale = next((scale for unit, scale in _BILLIONS.items() if item.unit.startswith(unit)), None)
    return float(str(item.amount.value)) * scale if item.amount and scale is not None else None


def _item(item: Promise, place: DraftSetting, quoter: Quoter) -> list[str]:
    """An item of the table, or a question about it."""
    by, to = "/".join(codes_of(item.by)), "/".join(codes_of(item.to))
    said = quoter.said(item.kind)[2:]
    if not item.by:
        question = "who grants it to whom, and what is it worth, in billion dollars a year?"
        amount = f", {_number(item.amount)} {item.unit}" if item.amount else ""
        return [open_line(f"{item.name}{amount}: on the table; {question} {said}")]
    if not _is_priced(item, place):
        why = "how much is it worth, in billion dollars a year? the text does not say"
        if item.amount:
            why = f"{_number(item.amount)} {item.unit}: in another unit than {YEARLY}; what is it in that unit?"
        whose = f"{by} to {to}" if to else f"by {by}"
        return [open_line(f"{item.name} ({item.kind.value}, {whose}, {item.status.value}): {why} {said}")]
    sectors = item.sectors.value
    where = f", sectors: [{', '.join(sectors[place.world])}]" if isinstance(sectors, dict) else ""
    name = item.name.replace('"', "'")
    return [
        f'- {{name: "{name}", kind: {item.kind.value}, by: {by}, to: {to}{where}, amount: {_in_billions(item):g}, '
        f"source: {json.dumps(f'{quoter.source.name}: {quoter.words(item.amount)}', ensure_ascii=False)}}}  # {said}"
    ]


def _number(value: Value) -> str:
    return f"{float(str(value.value)):g}"


def _levels(findings: Findings, quoter: Quoter) -> list[str]:
    """Who talks; what a level may sign is in no text."""
    if not findings.levels:
        return []
    who = []
    for level in findings.levels:
        side = "/".join(codes_of(level.side)) or "whose side?"
        who.append(f"{level.name.value or 'unnamed'} ({side}, {level.level.value}: {quoter.said(level.role)[2:]})")
    return [open_line(f"what may each level sign (levels: name, share)? {'; '.join(who)}")]
