"""The lines of the answer, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.report.answer.cost import cost_line
from tradetalks.report.answer.deal import IS_IT_KEPT, deal_line, deal_question, keeping_line
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.answer.odds import odds_line, odds_question
from tradetalks.report.answer.rests import RESTS_ON, rests_line, war_rests_line
from tradetalks.report.answer.war import WHAT_ENDS_IT, WHERE_IT_ENDS, end_line, war_line
from tradetalks.report.answer.who import who_line
from tradetalks.report.format import counted
from tradetalks.report.names import country_names
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.sections.talks import TalksPlan


def answer_lines(run: ScenarioRun) -> tuple[AnswerLine, ...]:
    """The answer to a scenario, each line a question with what answers it.

    With talks: will there be a deal, what does the quarrel cost, is there a deal both prefer, would it be kept, what does this
    rest on. Without: what does it cost, who pays, where does it end, what would end it, what does this rest on.

    Args:
        run: solved, or read back.

    Returns:
        Five lines; fewer where a part was not solved. Every cost names its horizon, every number has its band.
    """
    return tuple(_lines(run))


def answer_so_far(run: ScenarioRun) -> tuple[AnswerLine, ...]:
    """The answer to a scenario of which more is being solved: every question that the whole will answer, in its order.

    Args:
        run: its costs solved; its war and its talks too, or not yet.

    Returns:
        The lines of :func:`answer_lines`; the answer of one that hangs on what is not solved yet is empty.
    """
    plan = run.scenario.talks
    if plan is not None and run.talks is None:
        costs = cost_line(run.cost, threatened_step(run, plan))
        return (
            AnswerLine("odds", odds_question(plan.deadline), ""),
            costs,
            AnswerLine("deal", deal_question(plan.sides), ""),
            AnswerLine("keeping", IS_IT_KEPT, ""),
            AnswerLine("rests", RESTS_ON, ""),
        )
    if plan is not None or run.scenario.war is None or run.war is not None:
        return answer_lines(run)
    cost, who, _, rests = answer_lines(run)
    return (cost, who, AnswerLine("war", WHERE_IT_ENDS, ""), AnswerLine("end", WHAT_ENDS_IT, ""), rests)


def answer_title(run: ScenarioRun) -> str:
    """The title above the lines: the scenario's question, or its title; where nothing but its war was fought, that of the war."""
    drafted = ""
    if run.scenario.open_points:
        drafted = f" (as drafted from a text: {counted(len(run.scenario.open_points), 'point')} left open)"
    if run.title == run.scenario.title:
        return (run.scenario.question or run.title) + drafted
    return country_names(run.scenario.accounts).spelled_out(run.title, sentence=True) + drafted


def _lines(run: ScenarioRun) -> Iterator[AnswerLine]:
    if not run.cost.equilibria:
        if run.war is not None:
            yield war_line(run.war)
            yield war_rests_line(run.war)
        return
    if run.talks is not None:
        yield odds_line(run.talks)
        yield cost_line(run.cost, threatened_step(run, run.talks.plan))
        yield deal_line(run.talks)
        yield keeping_line(run.talks)
    else:
        yield cost_line(run.cost)
        yield who_line(run.cost)
        if run.war is not None:
            yield war_line(run.war)
        yield end_line(run.cost, run.war)
    yield rests_line(asked_costs(run), run.talks)


def asked_costs(run: ScenarioRun) -> CostRun:
    """The costs that the answer's second line tells: with talks those of the quarrel, otherwise those of every measure.

    Args:
        run: solved, or read back.
    """
    if run.talks is None:
        return run.cost
    return run.cost.quarrel or run.cost


def threatened_step(run: ScenarioRun, plan: TalksPlan) -> PolicyDate | None:
    """The way forward that comes without a deal."""
    return next((moment for moment in run.cost.branches if moment.branch == plan.escalation), None)
