"""What a rule moved, merged or left out: one row a place, with its size, as :func:`tradetalks.mend_accounts` reports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

# A rule that concerns every region or every industry of a table at once.
EVERY = "all"
# Notes that a line shows: codes that were renamed come by the dozen.
NOTES = 2


class TableMove(NamedTuple):
    """One thing that a rule did: the rule, where, how much (billion dollars a year), and what it means there."""

    rule: str
    region: str
    sector: str
    moved_busd: float
    note: str = ""


def as_moved(moves: Iterable[TableMove]) -> pd.DataFrame:
    """The moves as a table: ``rule``, ``region``, ``sector``, ``moved_busd`` and ``note``."""
    return pd.DataFrame(list(moves), columns=list(TableMove._fields)).astype({"moved_busd": float})


def joined(*tables: pd.DataFrame) -> pd.DataFrame:
    """Several reports as one, in order; empty ones add nothing."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return as_moved(())
    found = pd.concat(filled, ignore_index=True)
    if "note" not in found:
        found["note"] = ""
    return found.fillna({"note": ""})


def sentences(moved: pd.DataFrame) -> str:
    """One line a rule: how much it moved, in how many places, and where most; what it says where it moved nothing."""
    lines = []
    for rule, rows in moved.groupby("rule", sort=False):
        total = rows["moved_busd"].abs().sum()
        if total == 0:
            lines.append(f"{rule}: {_without_size(rows)}")
            continue
        worst = rows.iloc[int(rows["moved_busd"].abs().to_numpy().argmax())]
        where = "in"
        if len(rows) > 1:
            where = "the most in"
        lines.append(
            f"{rule}: {total:.4g} billion dollars a year in {_places(len(rows))}, {where} {worst['region']}, "
            f"{worst['sector']}"
        )
    return "\n".join(lines)


def _places(count: int) -> str:
    """So many places, in words."""
    if count == 1:
        return "1 place"
    return f"{count} places"


def notes_in(rows: pd.DataFrame) -> str:
    """The notes of a rule's rows, each once, the first of them where there are many."""
    notes = [str(note) for note in dict.fromkeys(rows["note"]) if note]
    shown = "; ".join(notes[:NOTES])
    if len(notes) > NOTES:
        shown += f"; and {len(notes) - NOTES} more"
    return shown


def _without_size(rows: pd.DataFrame) -> str:
    """What a rule says that moved no money, and where, unless it concerns the whole table."""
    first = rows.iloc[0]
    if len(rows) == 1 and first["region"] == EVERY:
        return notes_in(rows) or "all"
    return f"{notes_in(rows)}, in {_places(len(rows))}, the first {first['region']}, {first['sector']}".removeprefix(
        ", "
    )
