"""How the draws of a study come out, and which have no answer, in sentences."""

from __future__ import annotations

import numpy as np

from tradetalks.ensemble.outcomes import FAILED, REFUSED
from tradetalks.ensemble.summary.corner import Corner
from tradetalks.ensemble.summary.reading import Draws
from tradetalks.ensemble.summary.shares import LIKELIEST, NO_REASON, OTHER_REASONS, WHY
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.format import format_hundredths, format_in_hundred
from tradetalks.report.study.names import alternative_words, headline_decimals, number, plain_ending, plain_number

# What draws without an answer did.
VERBS = {"refused": "were refused", "failed": "failed"}


def outcome_lines(summary: StudySummary) -> list[AnswerLine]:
    """Deals, and how talks most likely end; nothing where no talks were solved.

    Args:
        summary: of a study.
    """
    told = []
    shares = summary.shares
    for question in dict.fromkeys(shares["question"]):
        part = shares[(shares["question"] == question) & (shares["outcome"] != "no")]
        if question in ("how a draw ended", *WHY.values()) or not len(part):
            continue
        part = part[part["draws"] > 0].sort_values("share", ascending=False, kind="stable")
        written = [format_in_hundred(share) for share in part["share"]]
        if question == LIKELIEST:
            # All that may happen: the numbers add up to 100, here and in the title of the picture.
            written = format_hundredths(part["share"].to_numpy())
        said = [
            f"{plain_ending(str(row.outcome))} in {share} of 100 draws "
            f"({format_in_hundred(row.share_low)} to {format_in_hundred(row.share_high)})"
            for row, share in zip(part.itertuples(), written, strict=True)
        ]
        told.append(f"{question}: {', '.join(said) or 'in no draw'}")
    if not told:
        return []
    sentence = f"{'; '.join(told)}."
    return [AnswerLine("outcomes", "How does it come out?", f"{sentence[:1].upper()}{sentence[1:]}")]


def corner_lines(summary: StudySummary) -> list[AnswerLine]:
    """Draws that were refused or failed, where they come from, and what they could change; then what is not run yet.

    Args:
        summary: of a study.
    """
    lines = []
    if not summary.corners and not summary.unfinished:
        said = f"No draw: all {len(summary.draws.status):,} were solved."
        lines.append(AnswerLine("corners", "Which draws have no answer?", said))
    if summary.corners:
        total = len(summary.draws.status) - summary.unfinished
        said = " ".join(
            f"{corner_sentence(summary.draws, corner, total)}{_reason(summary, corner)}" for corner in summary.corners
        )
        lines.append(AnswerLine("corners", "Which draws have no answer?", said, _what_they_could_change(summary)))
    if summary.unfinished:
        total = len(summary.draws.status)
        done = total - summary.unfinished
        said = f"No: {done:,} of {total:,} draws are run; `tradetalks study resume` runs the others."
        lines.append(AnswerLine("unfinished", "Is the study finished?", said))
    return lines


def _reason(summary: StudySummary, corner: Corner) -> str:
    """Why draws of a corner's ending have no answer: the most frequent reason; nothing where none was given."""
    shares = summary.shares
    ending = {"refused": REFUSED, "failed": FAILED}[corner.ending]
    reasons = shares[(shares["question"] == WHY[ending]) & ~shares["outcome"].isin((OTHER_REASONS, NO_REASON))]
    if not len(reasons):
        return ""
    first = reasons.iloc[0]
    said = str(first["outcome"]).rstrip(".")
    if first["draws"] == corner.draws:
        return f" The reason: {said}."
    return f" The most frequent reason ({first['draws']:,} of them): {said}."


def corner_sentence(draws: Draws, corner: Corner, total: int) -> str:
    """Where refused or failed draws come from.

    Args:
        draws: of the study.
        corner: where.
        total: how many draws were run.
    """
    verb = VERBS[corner.ending]
    opening = f"{corner.draws:,} of {total:,} draws {verb}"
    if corner.draws == total:
        return f"All {total:,} draws {verb}: no corner was solved."
    if not corner.parameter:
        return f"{opening}; no single parameter tells them from the others."
    others = format_in_hundred(corner.others_inside)
    said = (
        f"{opening}: {corner.inside:,} of them have {corner_place(draws, corner)}, as {others} in 100 of the others do; "
        f"of the draws there, {format_in_hundred(corner.region_share)} in 100 {verb}"
    )
    if corner.within is not None:
        further = corner.within
        said += f"; with {corner_place(draws, further)} besides, {format_in_hundred(further.region_share)} in 100"
    return f"{said}."


def corner_place(draws: Draws, corner: Corner) -> str:
    """``returns to scale above 0.9``; empty where there is no corner.

    Args:
        draws: of the study.
        corner: of its summary.
    """
    if not corner.parameter:
        return ""
    if isinstance(corner.bound, str):
        bound = alternative_words(draws, corner.parameter, corner.bound)
    else:
        bound = plain_number(corner.bound)
    return f"{corner.parameter} {corner.side} {bound}"


def _what_they_could_change(summary: StudySummary) -> str:
    """The median whatever the draws without outcome would have given."""
    if summary.headline is None:
        return ""
    least, greatest = summary.median_range
    if not np.isfinite(least):
        return "They are half of the draws or more: whatever is said of the others says little of all."
    decimals = headline_decimals(summary)
    low, high = number(least, decimals), number(greatest, decimals)
    if low == high:
        return f"Whatever they would have given, the median stays {low}."
    return f"Whatever they would have given, the median lies between {low} and {high}."
