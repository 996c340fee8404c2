"""The charts of a study, by file name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.ensemble.summary.summarise import StudySummary
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.study.answer_chart import answer_figure
from tradetalks.report.study.fan_chart import fan_chart
from tradetalks.report.study.regime_chart import regime_chart
from tradetalks.report.study.scatter_chart import scatter_chart
from tradetalks.report.study.tornado_chart import tornado_chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The picture of the first screen.
STUDY_ANSWER = "study_answer"
STUDY_CAPTIONS = {
    STUDY_ANSWER: "Above: how often the headline comes out where; pale: eight of ten draws; line: the median. Below: how much of "
    "its variance each parameter explains by itself; lines: two standard errors; rings: with what it does together with others, "
    "where the draws were laid out for that.",
    "study_fan": "The headline under the policies of each date; line: the median; darker: eight of ten draws; paler: nine of "
    "ten. To the right, where each way forward would lead.",
    "study_tornado": "The median of the headline where a parameter lies in its lowest fifth (ring) and its highest fifth (dot) "
    "of the draws, all others as they come; of named alternatives, the two that are farthest apart. Black: two standard errors; "
    "upright line: the median of all draws.",
    "study_scatter": "Every dot is a draw, at most 1,500 of them; line: the median of the draws beside it; pale: eight of ten of "
    "them. Marks on the lower edge: draws without an answer.",
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
