"""What a study says, in sentences: how sure, what it hangs on, where it has no answer, whether more draws would help."""

from __future__ import annotations

import numpy as np

from tradetalks.ensemble.summary.reading import NOISE
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.format import counted, format_in_hundred, format_list
from tradetalks.report.study.corner_words import corner_lines, outcome_lines
from tradetalks.report.study.driver_words import WORTH_A_WORD, driver_line
from tradetalks.report.study.names import (
    HIGH,
    LOW,
    MIDDLE,
    error,
    headline_band,
    headline_decimals,
    headline_horizon,
    headline_unit,
    headline_values,
    moment_words,
    number,
    party_names,
    percent,
    shares_by_name,
    words_of,
)
from tradetalks.report.study.world_words import worlds_of_headline

# Fewer draws than this have no ends of four in five: they are told by their least and their greatest.
FEWEST_FOR_BAND = 10
# Where the last doubling of the draws moves no end of the band by more than this share of its width, more draws say the same.
SETTLED = 0.05


def study_title(summary: StudySummary) -> str:
    """The answer in a line: the number, of what and when, its band, and what explains most of it.

    Args:
        summary: of a study.
    """
    if summary.headline is None:
        return f"No answer: {_no_answer(summary)}"
    found = shares_by_name(summary)
    told = [_subject(summary), _middle(summary), *_of_what(summary)]
    said = f"{' '.join(told)}{_band_clause(summary)}"
    if found:
        first, share = next(iter(found.items()))
        if share >= WORTH_A_WORD:
            said = f"{said}; {percent(share)} percent of the variance hangs on {first}"
    return said


def _of_what(summary: StudySummary) -> list[str]:
    """``of real income``, and of a cost at which horizon."""
    if summary.headline is None:
        return []
    words = words_of(summary.headline.outcome.variable)
    told = [words.of]
    if words.spell is None:
        told.append(summary.horizon)
    return [word for word in told if word]


def _no_answer(summary: StudySummary) -> str:
    counts = summary.counts
    told = [f"{counted(count, 'draw')} {ending}" for ending, count in counts.items() if count and ending != "solved"]
    if not told:
        return "the study has no outcomes"
    return format_list(told)


def _subject(summary: StudySummary) -> str:
    """Whose number it is."""
    if summary.headline is None or not summary.headline.party:
        return "Headline"
    return party_names(summary)[summary.headline.party]


def _middle(summary: StudySummary) -> str:
    """``−0.42 percent``."""
    band, _ = headline_band(summary)
    return f"{number(float(band[MIDDLE]), headline_decimals(summary))} {headline_unit(summary)}".strip()


def _band_clause(summary: StudySummary) -> str:
    """``, 8 in 10 draws between −0.60 and −0.27``, or what a few draws, or equal ones, say instead."""
    values = headline_values(summary)
    if len(values) == 1:
        return ", in one draw, which has no band"
    if np.ptp(values) == 0:
        return f" in each of {len(values):,} draws"
    decimals = headline_decimals(summary)
    if len(values) < FEWEST_FOR_BAND:
        low, high = number(values.min(), decimals), number(values.max(), decimals)
        return f", {len(values)} draws between {low} and {high}"
    band, _ = headline_band(summary)
    return f", 8 in 10 draws between {number(float(band[LOW]), decimals)} and {number(float(band[HIGH]), decimals)}"


def summary_text(summary: StudySummary) -> str:
    """The answer in a line, then every question with its answer.

    Args:
        summary: of a study.
    """
    lines = (f"{line.question} {line.text}" for line in study_answers(summary))
    return "\n".join([study_title(summary), "", *lines])


def study_answers(summary: StudySummary) -> list[AnswerLine]:
    """The questions that a study answers, each with its answer.

    Args:
        summary: of a study.

    Returns:
        How sure, what it hangs on, how it comes out, which draws have no answer, whether more draws would help: those that apply.
    """
    found = [
        _how_sure(summary),
        driver_line(summary),
        *outcome_lines(summary),
        *corner_lines(summary),
        *more_draws_lines(summary),
    ]
    return [line for line in found if line.answer]


def _how_sure(summary: StudySummary) -> AnswerLine:
    question = "How sure is it?"
    if summary.headline is None:
        return AnswerLine("sure", question, f"Nothing is known: {_no_answer(summary)}.")
    _, errors = headline_band(summary)
    values = headline_values(summary)
    noun = words_of(summary.headline.outcome.variable).noun
    when = ", ".join(filter(None, [moment_words(summary, summary.headline.moment), headline_horizon(summary)]))
    about = f"{noun}, {when}" if when else noun
    said = f"{_subject(summary)}: {_middle(summary)}{_band_clause(summary)} ({about})."
    if len(values) > 1 and np.ptp(values) > 0:
        below = float(np.mean(values < 0))
        said += f" {_sides(below)} The median is known to a standard error of {error(float(errors[MIDDLE]))}."
    told = [worlds_of_headline(summary)]
    if len(values) > 1 and np.ptp(values) > 0:
        told = [
            "The band says how far the answer moves with what was drawn; what was not drawn is not in it.",
            "Its middle is the median of the draws, not the number of the file, which `tradetalks run` gives.",
            _how_drawn(summary),
            *told,
        ]
    detail = " ".join(filter(None, told))
    return AnswerLine("sure", question, said, detail)


def _sides(below: float) -> str:
    """How many draws are losses."""
    if below == 1:
        return "Every draw is below zero."
    if below == 0:
        return "No draw is below zero."
    return f"{format_in_hundred(below)} in 100 draws are below zero."


def _how_drawn(summary: StudySummary) -> str:
    """How the draws were drawn, and what that means for the errors."""
    notes = {
        "sobol": "Errors are those of independent draws; with Sobol points they are mostly smaller.",
        "latin hypercube": "Errors are those of independent draws; with a Latin hypercube they are mostly smaller.",
        "grid": "The draws are points of a grid, each counted once: shares and bands are of the grid, not of a distribution.",
        "saltelli": "Bands are of the draws that were drawn by themselves; the others serve the indices.",
    }
    return notes.get(summary.sampling, "")


def _moved(distance: float) -> str:
    """How far something moved; solvers leave a millionth open."""
    if distance <= NOISE:
        return "nothing"
    return error(distance)


def more_draws_lines(summary: StudySummary) -> list[AnswerLine]:
    """Whether the last doubling of the draws moved the band; nothing where there are too few draws to say.

    Args:
        summary: of a study.
    """
    if "headline" not in summary.convergence or summary.convergence.sizes["draws_used"] < 2:
        return []
    found = summary.convergence["headline"].values
    width = found[-1, HIGH] - found[-1, LOW]
    if not width > 0:
        return []
    moved = np.abs(found[-1] - found[-2])
    median, ends = float(moved[MIDDLE]), float(max(moved[LOW], moved[HIGH]))
    before, now = (int(count) for count in summary.convergence["draws_used"].values[-2:])
    said = (
        f"from {before:,} to {now:,} draws the median moved by {_moved(median)} and the ends of the band by at most "
        f"{_moved(ends)}, {error(100 * max(median, ends) / width)} percent of its width."
    )
    if max(median, ends) <= SETTLED * width:
        return [AnswerLine("convergence", "Would more draws change it?", f"Hardly: {said}")]
    return [
        AnswerLine(
            "convergence",
            "Would more draws change it?",
            f"Perhaps: {said}",
            "Four times as many draws halve the errors.",
        )
    ]
