"""What a person decides of findings: accepted, changed or dropped, and recorded."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tradetalks.errors import TextError, message
from tradetalks.scenario.drafting.labels import label_from
from tradetalks.text.findings import OPEN, DateFound, Findings, Value

ACCEPT, CHANGE, DROP = "accept", "change", "drop"
DOINGS = (ACCEPT, CHANGE, DROP)
# Records that are gone through one by one, by the word that names them.
GROUPS = {
    "measure": "measures",
    "item": "promises",
    "party": "parties",
    "date": "dates",
    "negotiator": "levels",
}
# Fields without which there is no record.
WHOLE = ("country", "day", "what")


@dataclasses.dataclass(frozen=True)
class Decision:
    """What is done with one value.

    Args:
        record: such as ``measure 2``, ``party 1`` or ``date 3``.
        field: such as ``rate``; empty for the whole record.
        do: accept, change or drop.
        value: the new value, where it is changed: a percentage, a day, a label or a list of labels, as text.
    """

    record: str
    field: str
    do: str
    value: str = ""


def reviewable(findings: Findings) -> Iterator[tuple[str, str, Value]]:
    """Every value that may be decided on: its record, its field and itself."""
    for word, group in GROUPS.items():
        for k, record in enumerate(getattr(findings, group), 1):
            for field, value in _values_of(record).items():
                if value:
                    yield f"{word} {k}", field, value


def _values_of(record: object) -> dict[str, Value]:
    if isinstance(record, Value):
        return {"country": record}
    if isinstance(record, DateFound):
        return {"day": record.value, "what": dataclasses.replace(record.value, value=record.what)}
    return {field: value for field, value in vars(record).items() if isinstance(value, Value)}


def decided(findings: Findings, decisions: Sequence[Decision], *, world: str) -> Findings:
    """The findings with what a person decided.

    Args:
        findings: as they were read.
        decisions: on them.
        world: name of the world that the draft plays in.

    Raises:
        TextError: a decision on what is not there, or a value that the field cannot hold.
    """
    known = {(record, field) for record, field, _ in reviewable(findings)}
    records = {record for record, _ in known}
    for decision in decisions:
        if (decision.record, decision.field) not in known and (decision.field or decision.record not in records):
            raise TextError(
                message(
                    f"nothing was found that is {decision.record} {decision.field}".rstrip(),
                    expected="a record and a field of the table of findings",
                    do="decisions belong to the text, and to the version of tradetalks, that they were made for",
                )
            )
    changed = {group: _group(word, getattr(findings, group), decisions, world) for word, group in GROUPS.items()}
    return dataclasses.replace(findings, **dict[str, Any](changed))


def _group(word: str, records: Sequence[object], decisions: Sequence[Decision], world: str) -> tuple[object, ...]:
    found = []
    for k, record in enumerate(records, 1):
        own = [decision for decision in decisions if decision.record == f"{word} {k}"]
        if any(decision.do == DROP and (not decision.field or decision.field in WHOLE) for decision in own):
            continue
        for decision in own:
            if decision.field and decision.do != ACCEPT:
                record = _changed(record, decision, world)
        found.append(record)
    return tuple(found)


def _changed(record: object, decision: Decision, world: str) -> object:
    """A record with one field as a person decided."""
    was = _values_of(record)[decision.field]
    new = OPEN
    if decision.do == CHANGE:
        value = label_from(decision.record, decision.field, decision.value, was.value, world)
        new = dataclasses.replace(was, value=value, derived=f"changed by hand; the text was read as {was.value}")
    if isinstance(record, Value):
        return new
    if isinstance(record, DateFound):
        if decision.field == "what":
            return dataclasses.replace(record, what=str(new.value))
        return dataclasses.replace(record, value=new)
    return dataclasses.replace(record, **{decision.field: new})  # type: ignore[type-var]


def read_decisions(path: Path) -> dict[str, tuple[Decision, ...]]:
    """Decisions by text, as :func:`decisions_json` writes them.

    Raises:
        TextError: no such file, or not what it should hold.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TextError(message(f"{path} cannot be read", details=[str(error.strerror)])) from None
    except ValueError as error:
        raise TextError(message(f"{path} is no JSON", details=[str(error)])) from None
    if not isinstance(plain, Mapping) or not all(isinstance(rows, list) for rows in plain.values()):
        raise TextError(
            message(
                f"{path} holds no decisions",
                expected='{"TEXT": [{"record": "measure 1", "field": "rate", "do": "change", "value": "10%"}]}',
            )
        )
    return {str(name): tuple(_decision(row, path) for row in rows) for name, rows in plain.items()}


def _decision(row: object, path: Path) -> Decision:
    fields = {field.name for field in dataclasses.fields(Decision)}
    is_row = isinstance(row, Mapping) and set(row) <= fields and {"record", "do"} <= set(row)
    if not is_row or not isinstance(row, Mapping) or row["do"] not in DOINGS:
        raise TextError(
            message(
                f"{path} holds a decision that cannot be read",
                expected=f"record, field, do ({', '.join(DOINGS)}) and value",
                got=repr(row),
            )
        )
    return Decision(str(row["record"]), str(row.get("field", "")), str(row["do"]), str(row.get("value", "")))


def decisions_json(decisions: Mapping[str, Sequence[Decision]]) -> str:
    """Decisions by text, to be read again."""
    plain = {name: [dataclasses.asdict(decision) for decision in rows] for name, rows in decisions.items()}
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"
