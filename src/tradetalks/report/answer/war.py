"""Where it ends if nobody stops it, and what would end it."""

from __future__ import annotations

from tradetalks.report.answer.cost import NAMED, horizon_words, told_policy, years_words
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.band import NumberBand, band_of, format_band, gains, in_billions, loses, said_change
from tradetalks.report.cost.numbers import distance_from_baseline
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band
from tradetalks.report.cost.words import A_DOLLAR
from tradetalks.report.format import SMALL_BUSD, counted, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.policies import policy_words
from tradetalks.report.war.in_force import milder_sentence
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.war import WarRun

# The questions, as somebody asks them who knows nothing of models.
WHERE_IT_ENDS, WHAT_ENDS_IT = "Where does it end if nobody stops it?", "What would end it?"
CHECKED = "nobody gains by changing course (checked by searching for what would pay)"


def war_horizon(run: WarRun) -> str:
    """When the costs of the war are what they are said to be."""
    years = run.economy.horizon_years
    if years is None:
        return "once trade has adjusted"
    return f"{years_words(years)} after a change"


def war_busd_band(run: WarRun, region: str) -> NumberBand:
    """Change of a region's real income in the war over the strengths of scale economies, billion dollars a year."""
    worlds = [run.world]
    worlds += [war.equilibrium for war in run.by_scale.values() if war.equilibrium is not None]
    return band_of([float(world.real_income_change_busd.sel(region=region).item()) for world in worlds])


def war_line(run: WarRun) -> AnswerLine:
    """The tariffs at which the war ends, what they cost, and whether that is certain."""
    names = country_names(run.scenario.accounts)
    detail = f"There {CHECKED}."
    said = f"{_rates(run, names)}: {war_costs(run, names)}"
    if run.war.interrupted or not run.war.certified:
        why = "from the best point found somebody could still gain by moving"
        if run.war.interrupted:
            why = "the search was interrupted"
        said = f"Not known: {why}; that point has {_lower(said)}"
        detail = ""
    elif run.war.others:
        several = counted(len(run.war.others) + 1, "place")
        detail = f"It can end in {several}, this is the first that was found; in each {CHECKED}."
    parts = (milder_sentence(run), detail, _war_ranges(run))
    return AnswerLine("war", WHERE_IT_ENDS, f"{said}.", " ".join(part for part in parts if part))


def _war_ranges(run: WarRun) -> str:
    """What the ranges of a war hold, where it has some: it is not fought again at other trade elasticities."""
    if not run.by_scale:
        return ""
    return "Ranges of the war are those of economies of scale alone."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _rates(run: WarRun, names: CountryNames) -> str:
    """Average tariffs of the players that set any: ``Tariffs of 19 percent by the United States and 35 by China``."""
    means = {name: stats.weighted for name, stats in run.war.tariffs.items() if stats is not None}
    if not means:
        return "Other instruments alone"
    ordered = sorted(means.items(), key=lambda item: -item[1])[:NAMED]
    first, *rest = [f"{100 * rate:.0f} {{}}by {names.said(name)}" for name, rate in ordered]
    return f"Average tariffs of {format_list([first.format('percent '), *(text.format('') for text in rest)])}"


def war_costs(run: WarRun, names: CountryNames) -> str:
    """What the end of the war costs its players, and whether somebody gains."""
    bands = {player: war_busd_band(run, player) for player in run.fighters}
    ordered = sorted(bands, key=lambda player: bands[player].low)
    parts = [f"{names.said(player)} {said_change(bands[player])}" for player in ordered][:NAMED]
    said = f"{in_billions(parts)}, {war_horizon(run)}"
    if all(band.high < SMALL_BUSD for band in bands.values()):
        return f"{said}; nobody who fights gains"
    return said


def end_line(run: CostRun, war: WarRun | None) -> AnswerLine:
    """What would end it, for a scenario that knows no talks: who has a reason to take everything back."""
    names, moment = country_names(run.scenario.accounts), told_policy(run)
    told = "This scenario names no talks: where it does, the deal, its odds and its keeping are answered too."
    if distance_from_baseline(run, moment) < A_DOLLAR:
        return AnswerLine(
            "end", WHAT_ENDS_IT, "Nothing needs to: every policy is as it was before the first act.", told
        )
    if run.dates and moment.branch is None and moment != run.now:
        ended = f"It has ended: what is in force on {policy_words(run, run.now)} is as it was before the first act."
        return AnswerLine("end", WHAT_ENDS_IT, ended, told)
    found = {player: busd_band(run, moment, player) for player in shown_players(run)}
    bands = dict(sorted(found.items(), key=lambda item: item[1].low))
    for_it = [player for player, band in bands.items() if loses(band)]
    against = [player for player, band in bands.items() if gains(band)]
    when = horizon_words(run)
    back = "Taking back every measure"
    worth = format_list([f"{format_band(bands[p])} to {names.said(p)}" for p in for_it[:NAMED]])
    costs = format_list([f"{format_band(bands[p])} to {names.said(p)}" for p in against[:NAMED]])
    if not for_it and not against:
        said = f"{back} would change little for those who act, {when}"
    elif not against:
        said = f"{back}: worth {worth}, billion dollars a year, {when}"
    elif not for_it:
        said = f"{back} is in nobody's interest: it would cost {costs}, billion dollars a year, {when}"
    else:
        said = f"{back} is worth {worth} and would cost {costs}, billion dollars a year, {when}: it needs a deal"
    detail = [_from_the_war(run, war, names), told]
    return AnswerLine("end", WHAT_ENDS_IT, f"{said}.", " ".join(part for part in detail if part))


def _from_the_war(run: CostRun, war: WarRun | None, names: CountryNames) -> str:
    """Who would rather fight the war to its end than go back."""
    if war is None or not war.war.certified:
        return ""
    bands = {player: war_busd_band(war, player) for player in war.fighters}
    better = [player for player, band in bands.items() if gains(band)]
    perhaps = [names.said(player) for player, band in bands.items() if band.high > SMALL_BUSD and not gains(band)]
    if not better and perhaps:
        who = format_list(perhaps)
        return f"Whether {who} would be better off at the end of the war than without one rests on economies of scale."
    if not better:
        return "Nobody who fights is better off at the end of the war than without one."
    return (
        f"Better off at the end of the war than without one: {format_list([names.said(player) for player in better])}."
    )
