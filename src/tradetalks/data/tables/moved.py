"""What a rule moved, merged or left out: one row a place, with its size, as :func:`tradetalks.mend_accounts` reports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

# A rule that concerns every region or every industry of a table at once.
EVERY = "all"


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
    return pd.concat(filled, ignore_index=True).fillna({"note": ""})


def sentences(moved: pd.DataFrame) -> str:
    """One line a rule: how much it moved, in how many places, and where most."""
    lines = []
    for rule, rows in moved.groupby("rule", sort=False):
        worst = rows.iloc[int(rows["moved_busd"].abs().to_numpy().argmax())]
        lines.append(
            f"{rule}: {rows['moved_busd'].abs().sum():.4g} billion dollars a year in {len(rows)} places, the most in "
            f"{worst['region']}, {worst['sector']}"
        )
    return "\n".join(lines)
