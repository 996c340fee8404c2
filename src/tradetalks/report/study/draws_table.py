"""Every draw in a row: what was drawn, how it ended, and the headline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.ensemble.summary.reading import ENDINGS
from tradetalks.ensemble.summary.study_summary import StudySummary


def draw_observations(summary: StudySummary) -> pd.DataFrame:
    """The numbers behind the pictures of single draws.

    Args:
        summary: of a study.

    Returns:
        One row per draw: its name, the value of every parameter (of named alternatives the name), how it ended, the kind of its
        outcome, and the headline in its unit.
    """
    draws = summary.draws
    columns: dict[str, object] = {"draw": list(draws.labels)}
    for k, name in enumerate(draws.names):
        columns[f"parameter: {name}"] = _values(draws.values[:, k], draws.alternatives.get(name))
    columns["ending"] = [ENDINGS[int(code)] for code in draws.status]
    columns["kind"] = [summary.regimes[k] if k >= 0 else "" for k in summary.regime]
    if summary.headline is not None:
        columns[summary.headline.outcome.name] = summary.headline.values
    return pd.DataFrame(columns)


def _values(values: np.ndarray, names: tuple[str, ...] | None) -> list[object]:
    """Numbers, or the names that stand for them; nothing where a draw is not drawn yet."""
    if names is None:
        return list(values)
    return [names[int(value)] if np.isfinite(value) else "" for value in values]
