"""What somebody's own rules change, for everybody whom they name: before what all measures, or the quarrel, come to."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.report.answer.cost import NAMED, horizon_words, under_policy
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.band import format_size
from tradetalks.report.cost.measures import whose_measures
from tradetalks.report.cost.numbers import income_busd
from tradetalks.report.format import SMALL_BUSD, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# The most countries that a sentence names: those of a few rules. Of more, those that are moved most.
MOST_NAMED = 2 * NAMED


def rules_line(run: CostRun, before: CostRun, moment: PolicyDate, named: Sequence[str]) -> AnswerLine:
    """What rules change of the real income of those whom they name, largest loss first.

    Args:
        run: with the rules.
        before: the same scenario without them.
        moment: the policy that is shown, of both.
        named: codes of who levies by the rules and of who is hit.

    Returns:
        A line of numbers without ranges: at one set of elasticities.
    """
    names = country_names(run.scenario.accounts)
    moved = {
        code: income_busd(run.equilibria[moment], code) - income_busd(before.equilibria[moment], code)
        for code in run.economy.regions
    }
    told = sorted(named, key=lambda code: -abs(moved[code]))[:MOST_NAMED]
    told.sort(key=lambda code: moved[code])
    when = f"{horizon_words(run)}, {under_policy(run, moment)}"
    rest = sum(moved[code] for code in moved if code not in told)
    detail = ""
    if abs(rest) >= SMALL_BUSD:
        detail = f"All others together {_more(rest)} billion dollars a year."
    note = "Without ranges: at one set of estimates of how trade answers prices; the view Start works out the ranges."
    answer = f"{_answer(names, moved, told)}, {when}."
    return AnswerLine("rules", "What do your rules cost?", answer, f"{detail} {note}".strip())


def _answer(names: CountryNames, moved: dict[str, float], told: Sequence[str]) -> str:
    """Losers first, then who gains; who is hardly moved is said to be."""
    losing = [code for code in told if moved[code] <= -SMALL_BUSD]
    gaining = [code for code in reversed(told) if moved[code] >= SMALL_BUSD]
    still = [code for code in told if abs(moved[code]) < SMALL_BUSD]
    parts = []
    if losing:
        sizes = format_list([f"{names.said(code)} {format_size(moved[code])}" for code in losing])
        parts.append(f"they cost {sizes} billion dollars a year more than without them")
    if gaining:
        sizes = format_list([f"{names.said(code)} {format_size(moved[code])}" for code in gaining])
        parts.append(f"they bring {sizes} billion dollars a year")
    if still and len(still) < len(told):
        verb = "notice"
        if len(still) == 1:
            verb = "notices"
        parts.append(f"{format_list([names.said(code) for code in still])} hardly {verb}")
    if not losing and not gaining:
        parts.append("hardly anything")
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _more(change: float) -> str:
    """``lose 4``, ``gain 4``."""
    if change < 0:
        return f"lose {format_size(change)}"
    return f"gain {format_size(change)}"


def beside_all_measures(run: CostRun) -> str:
    """Why the quarrel's cost is another number than that of all measures, beside it; empty where both are one.

    Args:
        run: of all measures.
    """
    if run.quarrel is None:
        return ""
    return f"Rules on and of others are not in it: the table below counts {whose_measures(run)}."
