"""The charts of a study, by file name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.errors import TradeTalksError, message, suggestion
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.study.answer_chart import answer_figure
from tradetalks.report.study.fan_chart import fan_chart
from tradetalks.report.study.regime_chart import regime_chart
from tradetalks.report.study.scatter_chart import scatter_chart
from tradetalks.report.study.tornado_chart import tornado_chart
from tradetalks.report.style import drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# How the names of the files of charts begin, and the picture of the first screen.
PREFIX = "study_"
STUDY_ANSWER = f"{PREFIX}answer"
STUDY_CAPTIONS = {
    STUDY_ANSWER: "Above: how often the number comes out where; pale: eight of ten draws; line: the median. Below: how much of "
    "its variance each parameter explains by itself; lines: two standard errors; rings: with what it does together with others, "
    "where the draws were laid out for that.",
    "study_fan": "The number under the policies of each date; line: the median; darker: eight of ten draws; paler: nine of "
    "ten. To the right, where the scenario has ways forward: where each would lead.",
    "study_tornado": "The median of the number where a parameter lies in its lowest fifth (ring) and its highest fifth (dot) "
    "of the draws, all others as they come; of named alternatives, the two that are farthest apart. Black: two standard errors; "
    "upright line: the median of all draws.",
    "study_scatter": "Every dot is a draw, at most 1,500 of them; line: the median of the draws beside it; pale: eight of ten of "
    "them. Marks on the lower edge, where there are any: draws without an answer.",
    "study_regimes": "Every mark is a draw, at most 1,500 of them, by the two parameters that tell most.",
}


def answer_charts(summary: StudySummary, frame: Frame = WIDE) -> dict[str, Figure]:
    """The picture of the first screen, by file name; nothing where there is no spread.

    Args:
        summary: of a study.
        frame: for which page.
    """
    figure = answer_figure(summary, frame)
    if figure is None:
        return {}
    return {STUDY_ANSWER: figure}


def study_charts(summary: StudySummary, frame: Frame = WIDE) -> dict[str, Figure]:
    """Every chart of the chapters that a study has numbers for.

    Args:
        summary: of a study.
        frame: for which page.

    Returns:
        Figures by file name.
    """
    makers = {
        "study_fan": fan_chart,
        "study_tornado": tornado_chart,
        "study_scatter": scatter_chart,
        "study_regimes": regime_chart,
    }
    made = {name: make(summary, frame) for name, make in makers.items()}
    return {name: figure for name, figure in made.items() if figure is not None}


def plot_study(summary: StudySummary, kind: str = "answer") -> Figure:
    """One chart of a study, in house style.

    Args:
        summary: of a study.
        kind: ``answer`` (how sure, and what it hangs on), ``fan``, ``tornado``, ``scatter`` or ``regimes``.

    Raises:
        TradeTalksError: no such kind, or the study has no numbers for it.
    """
    known = [name.removeprefix(PREFIX) for name in STUDY_CAPTIONS]
    if kind not in known:
        raise TradeTalksError(
            message(f"there is no chart {kind!r} of a study", expected="a kind of chart", do=suggestion(kind, known))
        )
    made = drawn(answer_charts, summary) | drawn(study_charts, summary)
    figure = made.get(f"{PREFIX}{kind}")
    if figure is None:
        raise TradeTalksError(
            message(
                f"the study has no numbers for the chart {kind!r}",
                expected="draws that differ, and what the chart is about",
                do=f"choose from {', '.join(name.removeprefix(PREFIX) for name in made) or 'none'}",
            )
        )
    return figure
