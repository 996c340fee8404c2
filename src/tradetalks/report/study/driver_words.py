"""What the headline of a study hangs on, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tradetalks.data.worlds import available_worlds
from tradetalks.ensemble.summary.drivers import FEWEST_DRAWS
from tradetalks.ensemble.summary.reading import NOISE
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.swings import Swing
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.elasticity_choices import authors_of, set_in_words
from tradetalks.report.format import counted, format_in_hundred, format_list
from tradetalks.report.study.names import (
    ERRORS,
    alternative_words,
    error,
    headline_decimals,
    headline_values,
    number,
    percent,
    plain_number,
    shares_by_name,
)
from tradetalks.scenario.sections.study_parameters import (
    ELASTICITIES,
    RETURNS_TO_SCALE,
    TRADE_ELASTICITY,
    TRADE_ESTIMATES,
    WORLD,
)

# A parameter that explains less than this is not named in a sentence.
WORTH_A_WORD = 0.05
# Of parameters, so many are named in a sentence.
NAMED_DRIVERS = 3
# A rank correlation beyond which an outcome is said to rise or fall with a parameter.
CLEARLY = 0.2
# A first driver that comes first in this share of resamples is sure to be first.
SURELY = 0.95
# How the value of a parameter is told by its unit: what stands before the number, and after it.
PLACES = {"factor": ("about", " times"), "years": ("about", " years")}
# What parameters with a meaning of their own do.
MEANT = {
    TRADE_ELASTICITY: "multiplies how strongly trade answers prices (θ of every sector)",
    RETURNS_TO_SCALE: "multiplies how strong economies of scale are (θψ of every sector)",
    TRADE_ESTIMATES: "says whose trade elasticities hold, with economies of scale as in the file",
    ELASTICITIES: "says whose trade and scale elasticities hold",
    WORLD: "says on which accounts the scenario stands",
}
# Percent of the variance: no smaller error is told.
LEAST_ERROR = 0.1
# From this share of the variance on, what parameters do together is worth a word.
TOGETHER = 0.05


def driver_line(summary: StudySummary) -> AnswerLine:
    """The parameters that explain most, how sure their order is, and what they do together.

    Args:
        summary: of a study.
    """
    question = "What does it hang on?"
    found = summary.headline_drivers
    if summary.headline is None:
        return AnswerLine("drivers", question, "")
    if not len(found):
        return AnswerLine("drivers", question, _why_no_drivers(summary))
    named = [name for name, share in shares_by_name(summary).items() if share >= WORTH_A_WORD][:NAMED_DRIVERS]
    if not named:
        said = f"On no parameter alone: none explains {percent(WORTH_A_WORD)} percent."
        return AnswerLine("drivers", question, said, " ".join(_together(summary)))
    first = named[0]
    opening = f"{_explains(summary, first)}{_direction(summary, first)}."
    if named[1:]:
        opening += f" Then {format_list([f'{name} ({_briefly(summary, name)})' for name in named[1:]])}."
    detail = [_order(summary), *_together(summary), *alternatives_in_words(summary, named)]
    return AnswerLine("drivers", question, opening, " ".join(detail))


def _why_no_drivers(summary: StudySummary) -> str:
    values = headline_values(summary)
    if len(values) < FEWEST_DRAWS:
        return f"Not known: {counted(len(values), 'draw')} of at least {FEWEST_DRAWS} that it takes."
    if not summary.draws.varying:
        return "On nothing: no parameter takes more than one value."
    if np.ptp(values) <= NOISE:
        return "On nothing that was drawn: it is the same in every draw."
    return "Not known: too few blocks of draws are solved whole."


def _explains(summary: StudySummary, name: str) -> str:
    """``61 percent of the variance hangs on returns to scale (standard error 2)``."""
    found = summary.headline_drivers
    wrong = max(100 * _at(found, name, "first_order_standard_error"), LEAST_ERROR)
    return f"{percent(_at(found, name, 'first_order'))} percent of the variance hangs on {name} (standard error {error(wrong)})"


def _briefly(summary: StudySummary, name: str) -> str:
    """``22 percent``; of named alternatives with the median at both ends, ``: −0.24 at world2017, −0.16 at world2022``."""
    share = f"{percent(_at(summary.headline_drivers, name, 'first_order'))} percent"
    swing = next((swing for swing in summary.swings if swing.parameter == name), None)
    if swing is None or not swing.low.label:
        return share
    decimals = headline_decimals(summary)
    low, high = number(swing.low.median, decimals), number(swing.high.median, decimals)
    first, last = _alternatives(summary, swing)
    return f"{share}: {low} at {first}, {high} at {last}"


def _alternatives(summary: StudySummary, swing: Swing) -> tuple[str, str]:
    """The alternatives at both ends, as they are called."""
    first, last = (alternative_words(summary.draws, swing.parameter, end.label) for end in (swing.low, swing.high))
    return first, last


def _direction(summary: StudySummary, name: str) -> str:
    """Whether the headline rises or falls with a parameter, where it clearly does; what it is at both ends."""
    swing = next((swing for swing in summary.swings if swing.parameter == name), None)
    correlation = _at(summary.headline_drivers, name, "rank_correlation")
    if swing is None:
        return ""
    decimals = headline_decimals(summary)
    low, high = number(swing.low.median, decimals), number(swing.high.median, decimals)
    if swing.low.label:
        first, last = _alternatives(summary, swing)
        return f"; the median is {low} at {first}, {high} at {last}"
    if abs(correlation) < CLEARLY:
        return ""
    unit = summary.draws.units.get(name, "")
    before, after = PLACES.get(unit, ("a value of about", ""))
    first, last = f"{plain_number(swing.low.value)}{after}", f"about {plain_number(swing.high.value)}{after}"
    return f"; the median is {low} at {before} {first}, {high} at {last}"


def _order(summary: StudySummary) -> str:
    """How sure it is that the first driver is first."""
    found = summary.headline_drivers
    first, share = str(found.index[0]), _at(found, str(found.index[0]), "is_first")
    if len(found) == 1:
        return "It is the only parameter that varies."
    if share >= SURELY:
        return f"That {first} comes first is sure: it does in {format_in_hundred(share)} of 100 resamples."
    return f"That {first} comes first is not sure: it does in {format_in_hundred(share)} of 100 resamples."


def _together(summary: StudySummary) -> list[str]:
    """What parameters do together, and whether shares add up at all."""
    found = summary.headline_drivers
    told = []
    if summary.moved_together:
        one, other, r = summary.moved_together[0]
        told.append(
            f"Two parameters move together, {one} and {other} (rank correlation {number(r, 2)}): shares of the variance then "
            "overlap, and do not add up to a whole."
        )
    else:
        told += _left_over(found)
    if np.isfinite(found["total"]).any():
        solved, blocks = summary.used_blocks
        if solved < blocks:
            told.append(f"From {solved:,} of {blocks:,} blocks of draws: in the others a draw was not solved.")
    elif len(found) > 1:
        told.append("What each does together with others takes draws laid out for that (sampling: saltelli).")
    return told


def _left_over(found: pd.DataFrame) -> list[str]:
    """What the shares of single parameters leave over, and whether that is more than their errors."""
    rest = 1 - float(found["first_order"].clip(lower=0).sum())
    if rest < TOGETHER:
        return []
    # Of shares that are estimated apart errors add up as squares.
    wrong = float(np.sqrt(np.sum(found["first_order_standard_error"] ** 2)))
    if rest > ERRORS * wrong:
        said = f"{percent(rest)} percent of the variance (standard error {error(max(100 * wrong, LEAST_ERROR))})"
        return [f"{said} comes from parameters acting together."]
    return [f"The shares of single parameters leave {percent(rest)} percent over, no more than their errors may."]


def alternatives_in_words(summary: StudySummary, named: Sequence[str]) -> list[str]:
    """What the parameters are that a sentence names, and their alternatives: sets of elasticities and shipped worlds.

    Args:
        summary: of a study.
        named: the parameters of the sentence.
    """
    worlds, told = available_worlds(), []
    for name in named:
        if name in MEANT:
            told.append(f"{name} {MEANT[name]}")
        for word in summary.draws.alternatives.get(name, ()):
            said = _of_set(name, word) or worlds.get(word, "")
            called = alternative_words(summary.draws, name, word)
            if said and called != word:
                # Authors that stand in full already are not said twice.
                rest = said.removeprefix(called).removeprefix(", ")
                told.append(f"{called} is {', '.join(filter(None, [word, rest]))}")
            elif said:
                told.append(f"{word}: {said}")
    if not told:
        return []
    return [f"Here {'; '.join(told)}."]


def _of_set(name: str, word: str) -> str:
    """Whose a set of elasticities is; of trade elasticities alone nothing is said of economies of scale."""
    said = set_in_words(word)
    if said and name == TRADE_ESTIMATES:
        return authors_of(word)
    return said


def _at(found: pd.DataFrame, name: str, column: str) -> float:
    """A number of a parameter."""
    return float(found[column].to_numpy(float)[list(found.index).index(name)])
