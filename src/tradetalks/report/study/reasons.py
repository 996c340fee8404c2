"""Why draws of a study have no answer: every reason once, with how many draws it is of."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradetalks.ensemble.outcomes import FAILED, REFUSED
from tradetalks.ensemble.store import ENDINGS
from tradetalks.ensemble.study import Study
from tradetalks.ensemble.summary.shares import kind_of_reason
from tradetalks.report.chapter import Table

WORDS = {ending: word for word, ending in ENDINGS.items()}


class DrawReason(NamedTuple):
    """A reason for which draws have no answer.

    Args:
        ending: refused or failed.
        text: what was said.
        code: class of the error, or how the solve ended.
        draws: how many.
        first: the name of the first of them.
    """

    ending: str
    text: str
    code: str
    draws: int
    first: str


def draw_reasons(study: Study) -> list[DrawReason]:
    """Why draws were refused or failed, the most frequent reason first.

    Args:
        study: whole or not yet.
    """
    counts = Counter[tuple[str, str, str]]()
    first: dict[tuple[str, str, str], str] = {}
    texts = study.dataset[["code", "message"]]
    for k in np.flatnonzero(np.isin(study.statuses, (REFUSED, FAILED))):
        reason = (WORDS[study.statuses[k]], str(texts["message"].values[k]), str(texts["code"].values[k]))
        counts[reason] += 1
        first.setdefault(reason, str(study.dataset["draw"].values[k]))
    return [DrawReason(*reason, count, first[reason]) for reason, count in counts.most_common()]


def kinds_of_reasons(reasons: list[DrawReason]) -> list[DrawReason]:
    """The same reasons without what differs from draw to draw: what a message says before its first colon or bracket, how often.

    Args:
        reasons: of :func:`draw_reasons`.

    Returns:
        The most frequent kind first, with its first draw, and the code of its most frequent reason.
    """
    found: dict[tuple[str, str], DrawReason] = {}
    for reason in reasons:
        text = kind_of_reason(reason.text or reason.code)
        kind = found.get((reason.ending, text), reason._replace(text=text, draws=0))
        # Names of draws have as many digits each, and sort as they were drawn.
        first = min(kind.first, reason.first)
        found[reason.ending, text] = kind._replace(draws=kind.draws + reason.draws, first=first)
    return sorted(found.values(), key=lambda kind: -kind.draws)


def draw_reasons_table(reasons: list[DrawReason]) -> Table:
    """The same as a table.

    Args:
        reasons: of :func:`draw_reasons`.
    """
    rows = [
        {"draws": one.draws, "they were": one.ending, "because": one.text or one.code, "the first of them": one.first}
        for one in reasons
    ]
    note = "refused: what was drawn is no world that can be solved, in the words of the solver; failed: by a defect"
    return Table("reasons", "Why draws have no answer", pd.DataFrame(rows), {"draws": "{:,.0f}"}, note)
