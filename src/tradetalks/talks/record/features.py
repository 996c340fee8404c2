"""What a forecast from the record may know of a deadline: only what was public on the day it was announced.

Left out on purpose: whether leaders met (coded with the outcome in view), the trade covered (known for a minority and counted in
different ways), and everything dated after the announcement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tradetalks.data.deadlines import KINDS
from tradetalks.errors import TalksError, message, suggestion

# Threats since the first tariffs of 2018 are another period: duties by decree instead of cases and laws.
PERIOD = pd.Timestamp(2018, 1, 1)
# Notice is counted in logs from two months, about the median of those known: coefficients then speak of a usual threat, and a
# deadline without a known day of announcement is taken for one, with a column of its own.
USUAL_NOTICE = 60
UNITED_STATES = ("US", "USA", "United States")
COLUMNS = (
    "earlier_extensions", "notice", "notice_unknown", "since_2018", "united_states", "congress",
    *(f"kind_{kind}" for kind in KINDS),
)  # fmt: skip


@dataclass(frozen=True)
class DeadlineFeatures:
    """A deadline as it stands on the day it is announced.

    Args:
        kind: one of :data:`tradetalks.data.deadlines.KINDS`.
        deadline: the day.
        threatener: who sets it, as ``US``, ``EU`` or ``US Congress``; several joined by commas or "and".
        announced: the day it was set; None where not known.
        earlier_extensions: postponements of the same threat before.

    Raises:
        TalksError: an unknown kind, a deadline before its announcement, extensions below 0.
    """

    kind: str
    deadline: date
    threatener: str
    announced: date | None = None
    earlier_extensions: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise TalksError(message(f"{self.kind!r} is no kind of deadline", details=[suggestion(self.kind, KINDS)]))
        if self.announced is not None and self.announced > self.deadline:
            raise TalksError(
                message("a deadline before its announcement", got=f"announced {self.announced}, due {self.deadline}")
            )
        if self.earlier_extensions < 0:
            raise TalksError(
                message("earlier extensions below 0", expected="a count", got=f"{self.earlier_extensions}")
            )

    def as_table(self) -> pd.DataFrame:
        """One row with the columns of the record that a forecast looks at."""
        announced = ""
        if self.announced is not None:
            announced = str(self.announced)
        return pd.DataFrame(
            {
                "kind": [self.kind],
                "deadline": [pd.Timestamp(self.deadline)],
                "announced": pd.to_datetime(pd.Series([announced]).replace("", None)),
                "earlier_extensions": [self.earlier_extensions],
                "side_a": [self.threatener],
            }
        )


def feature_matrix(table: pd.DataFrame) -> np.ndarray:
    """Features of every deadline.

    Args:
        table: rows of the record, see :func:`tradetalks.data.deadlines.read_deadlines`.

    Returns:
        (rows, features) in the order of :data:`COLUMNS`: earlier extensions and notice in logs, all else 0 or 1.
    """
    days = (table["deadline"] - table["announced"]).dt.days.to_numpy(float)
    unknown = np.isnan(days)
    notice = np.where(unknown, 0.0, np.log1p(np.where(unknown, 0.0, days)) - np.log1p(USUAL_NOTICE))
    congress = table["side_a"].str.contains("Congress", regex=False).to_numpy()
    states = table["side_a"].map(_names_united_states).to_numpy(bool) & ~congress
    kind = table["kind"].to_numpy()
    columns = [
        np.log1p(table["earlier_extensions"].to_numpy(float)),
        notice,
        unknown,
        (table["deadline"] >= PERIOD).to_numpy(),
        states,
        congress,
        *(kind == name for name in KINDS),
    ]
    return np.column_stack(columns).astype(float)


def _names_united_states(threatener: str) -> bool:
    """Whether the United States is among those who threaten."""
    return any(name.strip() in UNITED_STATES for name in re.split(r",|\band\b", threatener))
