"""What it costs whom: the first thing that anybody asks."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.band import (
    NO_CHANGE,
    NumberBand,
    format_middle,
    gains,
    in_billions,
    is_nothing,
    loses,
    said_change,
)
from tradetalks.report.cost.measures import whose_measures
from tradetalks.report.cost.numbers import (
    asked_about,
    distance_from_baseline,
    farthest_policy,
)
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import (
    busd_band,
    household_band,
    outcome_band,
    step_band,
    today_band,
)
from tradetalks.report.cost.words import A_DOLLAR
from tradetalks.report.format import SMALL_BUSD, counted, format_day, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.policies import policy_words
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# The unit of what stands behind the first sentence, which says that billions are of dollars.
A_YEAR = "billion a year"
# Countries that a line names; the table has all of them.
NAMED = 3
# Tariffs younger than this are told in months, in years.
FEW_YEARS = 2.0


def told_policy(run: CostRun) -> PolicyDate:
    """The policy that the answer is about: the one in force; where nothing is, the one that weighs most."""
    if run.dates and distance_from_baseline(run, run.now) >= A_DOLLAR:
        return run.now
    return farthest_policy(run)


def horizon_words(run: CostRun) -> str:
    """When costs are what they are said to be: ``once trade has adjusted``, or at the horizon that the file fixes."""
    years = run.scenario.model.horizon_years
    if years is None:
        return "once trade has adjusted"
    return f"{years_words(years)} after a change"


def years_words(years: float) -> str:
    """``1 year``, ``2.5 years``."""
    if years == 1:
        return "1 year"
    return f"{years:g} years"


def cost_line(run: CostRun, step: PolicyDate | None = None, moment: PolicyDate | None = None) -> AnswerLine:
    """What a policy costs each player.

    Args:
        run: every policy, solved.
        step: the way forward that is threatened, if one is: the line is then about what the sides levy on each other.
        moment: the policy that is asked about, which is then named; the one that the answer is about where None.
    """
    if step is not None:
        return _line_of(run.quarrel or run, "What does the quarrel cost?", step, beside=_all_measures(run))
    question, measures = "What does it cost?", whose_measures(run)
    if measures:
        question = f"What do {measures} cost?"
    if moment is None:
        return _line_of(run, question, None)
    return _line_under(run, question, moment)


def _line_under(run: CostRun, question: str, moment: PolicyDate) -> AnswerLine:
    """What a policy costs that somebody has chosen: its name stands in the answer."""
    answer = cost_answer(run, moment, f"{horizon_words(run)}, {under_policy(run, moment)}")
    answer = " ".join(filter(None, [answer, draws_without_answer(run)]))
    further = "; ".join(filter(None, [_household_clause(run, moment), _revenue_clause(run, moment)]))
    if further:
        further = f"{_capital(horizon_words(run))}, {further}."
    return AnswerLine("cost", question, answer, " ".join(filter(None, [now_sentence(run, moment), further])))


def under_policy(run: CostRun, moment: PolicyDate) -> str:
    """Which policy a number is of, after its horizon: its day, or the way forward by its title.

    Args:
        run: of the policy.
        moment: the policy.
    """
    if moment.branch is None:
        return f"with what is in force on {policy_words(run, moment)}"
    return f"on the way forward “{policy_words(run, moment)}”"


def _line_of(run: CostRun, question: str, step: PolicyDate | None, beside: str = "") -> AnswerLine:
    """What one set of policies costs, with what is to be said ``beside`` its first sentence."""
    moment = told_policy(run)
    if distance_from_baseline(run, moment) < A_DOLLAR:
        return AnswerLine("cost", question, _nothing(beside), beside)
    further = [_household_clause(run, moment), _revenue_clause(run, moment)]
    if step is not None:
        further.append(_step_clause(run, step))
    said = "; ".join(filter(None, further))
    if said:
        said = f"{_capital(horizon_words(run))}, {said}."
    detail = [beside, now_sentence(run, moment), said]
    answer = cost_answer(run, moment, horizon_words(run))
    answer = " ".join(filter(None, [answer, _when(run, moment), draws_without_answer(run)]))
    if run.between:
        answer = f"{answer} Counted is {whose_measures(run)}."
    if step is None:
        answer = " ".join(filter(None, [answer, _branch_answer(run)]))
    return AnswerLine("cost", question, answer, " ".join(filter(None, detail)))


def draws_without_answer(run: CostRun) -> str:
    """How many of the draws behind the ranges have no answer, where some have none: said beside the number.

    Args:
        run: with its draws, if any.
    """
    if run.drawn is None or not run.drawn.design.refused:
        return ""
    design = run.drawn.design
    said = f"{len(design.refused)} of {design.draws} draws of elasticities have no equilibrium"
    if not design.is_enough:
        return f"{said}: too many for a range over all of them."
    if design.cut:
        return f"{said}, those with the strongest economies of scale: ranges are of the others, and may go further that way."
    return f"{said}: ranges are of the others."


def _branch_answer(run: CostRun) -> str:
    """What the way forward that the question is about changes beside the last date; nothing where it is about none."""
    branch = asked_about(run)
    if branch is None or not run.dates:
        return ""
    names = country_names(run.scenario.accounts)
    steps = {player: step_band(run, run.now, branch, player) for player in shown_players(run)}
    ordered = sorted(steps, key=lambda player: steps[player].low)[:NAMED]
    parts = [f"{names.said(player)} {said_change(steps[player])}" for player in ordered]
    return f"{policy_words(run, branch)}, beside {policy_words(run, run.now)}: {in_billions(parts, A_YEAR)}."


def _nothing(beside: str) -> str:
    """Where nothing has changed; where something else has, among whom."""
    if beside:
        return "Nothing: what the sides levy on each other is as it was before the first act."
    return "Nothing: every policy is as it was before the first act."


def _all_measures(run: CostRun) -> str:
    """What is counted, and what all measures come to, where others act or are hit too; nothing where only the sides do."""
    if run.quarrel is None:
        return ""
    names, moment = country_names(run.scenario.accounts), told_policy(run)
    shown = list(bands_of_losses(run, moment, shown_players(run)).items())[:NAMED]
    parts = [f"{names.said(player)} {said_change(band)}" for player, band in shown]
    return (
        f"With {whose_measures(run)} ({policy_words(run, moment)}), {horizon_words(run)}: {in_billions(parts, A_YEAR)}."
    )


def cost_answer(run: CostRun, moment: PolicyDate, when: str) -> str:
    """The sentence whose first word is the number: losers first, largest loss first.

    Args:
        run: every policy, solved.
        moment: one of them.
        when: the horizon in words, and the policy where that is not plain.
    """
    names = country_names(run.scenario.accounts)
    bands = bands_of_losses(run, moment, shown_players(run))
    losing = [player for player, band in bands.items() if loses(band)]
    rest = [player for player in bands if player not in losing]
    said_rest = [f"{names.said(player)} {said_change(bands[player])}" for player in rest]
    if not losing:
        return _nobody_loses(names, bands, when)
    first, *more = losing
    parts = [f"{_capital(format_middle(bands[first]))} billion dollars a year to {names.said(first)}"]
    parts += [f"{format_middle(bands[player])} to {names.said(player)}" for player in more]
    said = f"{format_list(parts[:NAMED])}, {when}"
    if said_rest:
        said = f"{said}; {format_list(said_rest[:NAMED])}"
    return f"{said}."


def _nobody_loses(names: CountryNames, bands: dict[str, NumberBand], when: str) -> str:
    """Where no player loses throughout its band."""
    parts = [f"{names.said(player)} {said_change(band)}" for player, band in bands.items()][:NAMED]
    unit = " (billion dollars a year)"
    if all(is_nothing(band) for band in bands.values()):
        return f"Hardly anything, {when}: real incomes move by less than {SMALL_BUSD:g} billion dollars a year."
    if all(gains(band) or is_nothing(band) for band in bands.values()):
        return f"Nothing: nobody who acts or is hit loses, {when}. {_capital(format_list(parts))}{unit}."
    return f"Uncertain, {when}: {format_list(parts)}{unit}."


def bands_of_losses(run: CostRun, moment: PolicyDate, regions: Sequence[str]) -> dict[str, NumberBand]:
    """The change of every region, billion dollars a year, largest loss first.

    Args:
        run: every policy, solved.
        moment: one of them.
        regions: whose.
    """
    found = {region: busd_band(run, moment, region) for region in regions}
    return dict(sorted(found.items(), key=lambda item: item[1].low))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _when(run: CostRun, moment: PolicyDate) -> str:
    """Which policies are meant, where they are not those of the last date; and that those cost nothing."""
    if run.dates and moment == run.now:
        return ""
    said = f"That is where policies are farthest from those before the first act ({policy_words(run, moment)})"
    if run.dates:
        said = f"{said}; those of {policy_words(run, run.now)} are as before it"
    return f"{said}."


def now_sentence(run: CostRun, moment: PolicyDate) -> str:
    """What the same policy costs on its day, where that is another horizon."""
    if not run.dated:
        return ""
    names, solved = country_names(run.scenario.accounts), run.on_the_day[moment]
    ordered = list(bands_of_losses(run, moment, shown_players(run)))[:NAMED]
    parts = [f"{names.said(player)} {said_change(today_band(run, moment, player))}" for player in ordered]
    return f"On {format_day(moment.date)}, {_age_words(solved)}: {in_billions(parts, A_YEAR)}."


def _age_words(solved: Equilibrium) -> str:
    """How long what is in force has stood on a day."""
    age = solved.economy.horizon_years or 0.0
    months = round(12 * age)
    if months == 0:
        return "as the measures begin"
    if age >= FEW_YEARS:
        return f"with measures {age:.0f} years old on average"
    return f"with measures {counted(months, 'month')} old on average"


def _household_clause(run: CostRun, moment: PolicyDate) -> str:
    """What it is for a household, dollars a year; nothing where the accounts count none."""
    names, players = country_names(run.scenario.accounts), shown_players(run)[:NAMED]
    if run.per_household(run.equilibria[moment]) is None:
        return ""
    bands = {player: household_band(run, moment, player) for player in players}
    ordered = sorted(bands.items(), key=lambda item: item[1].low)
    parts = _verb_once([(said_change(band), f" in {names.said(player)}") for player, band in ordered])
    return f"a household {format_list(parts)} (dollars a year)"


def _verb_once(parts: Sequence[tuple[str, str]]) -> list[str]:
    """Changes with who has them; a verb that the one before has too is not said again, what is next to none always is."""
    said, before = [], ""
    for change, who in parts:
        verb, _, amount = change.partition(" ")
        if change == NO_CHANGE:
            verb, amount = "", change
        if verb == before:
            change = amount
        before = verb
        said.append(f"{change}{who}")
    return said


def _revenue_clause(run: CostRun, moment: PolicyDate) -> str:
    """What the government that takes in most more hands back, and what a household there has before that."""
    names, change = country_names(run.scenario.accounts), run.equilibria[moment].revenue_change
    most = max(shown_players(run), key=lambda player: float(change.sel(region=player).item()))
    band = outcome_band(run, moment, "revenue_change", most)
    if band.middle < SMALL_BUSD or not gains(band):
        return ""
    if run.per_household(run.equilibria[moment]) is None:
        return f"{format_middle(band)} billion more revenue of {names.said(most)} is counted as handed back"
    before = household_band(run, moment, most, "real_income_change_before_revenue")
    revenue = f"{format_middle(band)} billion more revenue is handed back"
    return f"before {revenue}, one in {names.said(most)} {said_change(before)}"


def _step_clause(run: CostRun, step: PolicyDate) -> str:
    """What the threatened way forward would bring it to."""
    names = country_names(run.scenario.accounts)
    bands = list(bands_of_losses(run, step, shown_players(run)).items())[:NAMED]
    parts = [f"{names.said(player)} {said_change(band)}" for player, band in bands]
    return f"if the threat is carried out, {in_billions(parts, A_YEAR)}"
