"""How many draws of a study ended how, with the interval that their number leaves open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.ensemble.outcomes import FAILED, REFUSED, TO_DO
from tradetalks.ensemble.summary.given_data import NORMAL_95
from tradetalks.ensemble.summary.reading import ENDINGS, YES_NO, Draws

# What an outcome of yes or no is about.
QUESTIONS = {
    "deal_possible": "a deal both prefer",
    "deal_kept": "the deal would be kept",
    "certified": "nobody gains by changing course where the war ends",
}
# Under which question the reasons stand.
WHY = {REFUSED: "why it was refused", FAILED: "why it failed"}
# Reasons that are told.
MOST_REASONS = 5
# What a message says of its own draw alone begins with one of these: which sector grows, and how strongly.
PARTICULARS = re.compile(r": | \(")
OTHER_REASONS, NO_REASON = "other reasons", "no reason given"
LIKELIEST = "most likely ending of the talks"


def share_interval(count: int, of: int) -> tuple[float, float]:
    """The share of a population from which ``count`` of ``of`` draws come, 95 in 100.

    Args:
        count: draws that are of a kind.
        of: draws in all, at least one.

    Returns:
        The ends of the interval, in [0, 1]; neither is the share itself unless that is what few draws leave possible.

    Reference:
        Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22(158).
    """
    share, spread = count / of, NORMAL_95**2 / of
    centre = (share + spread / 2) / (1 + spread)
    half = np.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def kind_of_reason(text: str) -> str:
    """What a message says of more draws than one: what stands before its first colon or bracket."""
    return PARTICULARS.split(text)[0]


def shares_of_draws(dataset: xr.Dataset, draws: Draws) -> pd.DataFrame:
    """How many draws ended how: solved or not and why, with a deal or without, kept or not, and how the talks most likely end.

    Args:
        dataset: of a study.
        draws: of the same.

    Returns:
        One row per question and outcome: ``question``, ``outcome``, ``draws``, ``of``, ``share``, and ``share_low`` and
        ``share_high``, the ends of a 95 percent interval.
    """
    rows = [*_endings(dataset, draws), *_yes_no(dataset, draws), *_likeliest(dataset, draws)]
    columns = ["question", "outcome", "draws", "of", "share", "share_low", "share_high"]
    return pd.DataFrame(rows, columns=columns)


def _row(question: str, outcome: str, count: int, of: int) -> tuple[object, ...]:
    return (question, outcome, count, of, count / of, *share_interval(count, of))


def _endings(dataset: xr.Dataset, draws: Draws) -> Iterator[tuple[object, ...]]:
    """Solved, refused and failed (in all and by reason); what is still to do only where there is some."""
    total = len(draws.status)
    for ending, word in ENDINGS.items():
        count = int(np.sum(draws.status == ending))
        if total and (count or ending != TO_DO):
            yield _row("how a draw ended", word, count, total)
    for ending, question in WHY.items():
        ended = draws.status == ending
        if not ended.any() or "message" not in dataset:
            continue
        messages = dataset["message"].compute().values[ended].astype(str).tolist()
        reasons = Counter(map(kind_of_reason, messages))
        named = reasons.most_common(MOST_REASONS)
        for reason, count in named:
            yield _row(question, reason or NO_REASON, count, total)
        others = int(ended.sum()) - sum(count for _, count in named)
        if others:
            yield _row(question, OTHER_REASONS, others, total)


def _yes_no(dataset: xr.Dataset, draws: Draws) -> Iterator[tuple[object, ...]]:
    for name in YES_NO:
        if name not in dataset:
            continue
        values = dataset[name].compute().values[draws.solved].astype(float)
        there = values[np.isfinite(values)]
        if len(there):
            yes = int(np.sum(there > 0.5))
            yield _row(QUESTIONS[name], "yes", yes, len(there))
            yield _row(QUESTIONS[name], "no", len(there) - yes, len(there))


def _likeliest(dataset: xr.Dataset, draws: Draws) -> Iterator[tuple[object, ...]]:
    """Which outcome of the talks has the best odds, in how many draws."""
    if "odds" not in dataset:
        return
    odds = dataset["odds"].transpose("draw", "outcome").compute()
    values = odds.values[draws.solved]
    values = values[np.isfinite(values).all(axis=1)]
    if len(values):
        counts = np.bincount(values.argmax(axis=1), minlength=values.shape[1])
        for outcome, count in zip(odds["outcome"].values, counts, strict=True):
            yield _row(LIKELIEST, str(outcome), int(count), len(values))
