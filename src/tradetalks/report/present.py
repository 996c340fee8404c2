"""How results are shown: ``summary``, ``plot`` and ``html`` of an equilibrium, a war, a ladder of moves, a run."""

from __future__ import annotations

import html as markup
from collections.abc import Mapping
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from tradetalks.economy.batch import Batch
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labelled_outcomes import LabelledOutcomes
from tradetalks.economy.products.aggregation import AggregationGap
from tradetalks.economy.products.equilibrium import ProductEquilibrium
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.cost.summary import plot_run, run_summary
from tradetalks.report.equilibrium import (
    aggregation_summary,
    batch_text,
    equilibrium_summary,
    plot_real_income,
    product_summary,
)
from tradetalks.report.study.charts import plot_study
from tradetalks.report.study.words import summary_text
from tradetalks.report.talks.bargain_charts import bargaining_chart, gains_chart
from tradetalks.report.talks.course_charts import clock_chart
from tradetalks.report.talks.words import talks_sentences
from tradetalks.report.war.plots import plot_escalation, plot_war
from tradetalks.report.war.text import war_text
from tradetalks.result import Result
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.war import WarRun
from tradetalks.scenario.run import ScenarioRun
from tradetalks.war.escalation import EscalationPath
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reactions import ReactionCurves

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@singledispatch
def summary(result: Any) -> str:
    """Plain text, most important line first."""
    raise TypeError(f"there is no summary of {type(result).__name__}")


@singledispatch
def plot(result: Any) -> Any:
    """A matplotlib figure, or the axes drawn on."""
    raise TypeError(
        f"there is no picture of {type(result).__name__}; its numbers are in to_dataset() or its attributes"
    )


def html(result: Result) -> str:
    """The summary for a notebook: its columns stay under each other."""
    return f"<pre>{markup.escape(result.summary())}</pre>"


@summary.register(Equilibrium)
def _(result: Equilibrium) -> str:
    return equilibrium_summary(result)


@summary.register(ProductEquilibrium)
def _(result: ProductEquilibrium) -> str:
    return product_summary(result)


@summary.register(AggregationGap)
def _(result: AggregationGap) -> str:
    return aggregation_summary(result)


@summary.register(Batch)
def _(result: Batch) -> str:
    return batch_text(result)


@plot.register(LabelledOutcomes)
def _(result: LabelledOutcomes) -> Figure:
    return plot_real_income(result)


@summary.register(WarOutcome)
def _(result: WarOutcome) -> str:
    return war_text(result)


@plot.register(WarOutcome)
def _(
    result: WarOutcome,
    kind: str = "cost",
    ax: Axes | None = None,
    sector_names: Mapping[str, str] | None = None,
    reactions: ReactionCurves | None = None,
) -> Axes:
    return plot_war(result, kind, ax, sector_names, reactions)


@plot.register(EscalationPath)
def _(result: EscalationPath, ax: Axes | None = None) -> Axes:
    return plot_escalation(result, ax)


@summary.register(CostRun)
def _(result: CostRun) -> str:
    return run_summary(result)


@plot.register(CostRun)
def _(result: CostRun) -> Figure:
    return plot_run(result)


@summary.register(WarRun)
def _(result: WarRun) -> str:
    return war_text(result.war)


@plot.register(WarRun)
def _(result: WarRun, kind: str = "cost", ax: Axes | None = None) -> Axes:
    return plot_war(result.war, kind, ax, reactions=result.reactions)


@summary.register(TalksRun)
def _(result: TalksRun) -> str:
    return "\n".join(talks_sentences(result))


@plot.register(TalksRun)
def _(result: TalksRun) -> Figure:
    """The bargaining set, of three and more the gains of each deal; where no deal suits all, the clock."""
    if result.bargain.closed:
        return clock_chart(result)
    if result.bargain.frontier is None:
        return gains_chart(result)
    return bargaining_chart(result, result.bargain.frontier)


@summary.register(StudySummary)
def _(result: StudySummary) -> str:
    return summary_text(result)


@plot.register(StudySummary)
def _(result: StudySummary, kind: str = "answer") -> Figure:
    return plot_study(result, kind)


@summary.register(ScenarioRun)
def _(result: ScenarioRun) -> str:
    parts = [result.cost if result.cost.equilibria else None, result.war, result.talks]
    return "\n\n".join(summary(part) for part in parts if part is not None)


@plot.register(ScenarioRun)
def _(result: ScenarioRun) -> Figure:
    """What the policies cost; of a war alone, what it costs."""
    if result.war is not None and not result.cost.equilibria:
        figure: Figure = plot(result.war).figure
        return figure
    return plot_run(result.cost)
