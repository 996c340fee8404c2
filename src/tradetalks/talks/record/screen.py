"""A backtest on one screen of 80 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import pandas as pd

from tradetalks.talks.record.splits import FORECASTERS
from tradetalks.talks.record.trial import SCHEMES, Trial

# Columns of a terminal as it opens.
WIDTH = 80
# Columns of a table: the name, then log and Brier score of each scheme.
NAME, CELL = 16, 16


def backtest_screen(verdict: str, about: str, trials: Sequence[Trial], calibration: pd.DataFrame) -> str:
    """The verdict first, then every forecaster by scheme, then how stated odds came true.

    Args:
        verdict, about: sentences.
        trials: those about the same outcomes are printed beside each other.
        calibration: as :func:`tradetalks.talks.record.trial.calibration_table` gives it.
    """
    parts = [textwrap.fill(verdict, WIDTH), textwrap.fill(about, WIDTH)]
    for heading in dict.fromkeys(trial.about for trial in trials):
        parts.append(_scores([trial for trial in trials if trial.about == heading]))
    parts.append(_calibration(calibration))
    return "\n\n".join(parts)


def _scores(trials: list[Trial]) -> str:
    """Log and Brier score of every forecaster, the schemes beside each other."""
    heads = [f"{SCHEMES[t.scheme]} ({len(t.happened)})" for t in trials]
    lines = [f"{trials[0].about:<{NAME + 4}}" + "".join(f"{head:<{2 * CELL - 2}}" for head in heads)]
    lines.append(" " * NAME + "".join(f"{'log':>{CELL}}{'Brier':>{CELL}}" for _ in trials))
    for key, name in FORECASTERS.items():
        cells = [_cell(*pair) for t in trials for pair in (t.log(key), t.brier(key))]
        lines.append(f"{name:<{NAME}}" + "".join(f"{cell:>{CELL}}" for cell in cells))
    gaps = [_cell(*t.less_pooled("reported"), sign="+") for t in trials]
    lines.append(f"{'record - pooled':<{NAME}}" + "".join(f"{gap:>{CELL}}{'':>{CELL}}" for gap in gaps))
    return "\n".join(line.rstrip() for line in lines)


def _cell(value: float, error: float, sign: str = "") -> str:
    if math.isnan(error):
        return f"{value:{sign}.3f}"
    return f"{value:{sign}.3f} ({error:.3f})"


def _calibration(calibration: pd.DataFrame) -> str:
    """A line per class of odds."""
    lines = ["When the record said      it happened in           of so many odds"]
    for _, row in calibration.iterrows():
        said = f"{row['from']:.0%} to {row['to']:.0%}"
        mean = f"(mean {row['stated']:.0%})"
        happened = f"{row['happened']:.0%}"
        if not math.isnan(row["error"]):
            happened = f"{row['happened']:.0%} (error {row['error']:.0%})"
        lines.append(f"{said:<12} {mean:<12} {happened:<24} {row['odds']:.0f}")
    return "\n".join(lines)
