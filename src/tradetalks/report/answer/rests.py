"""What the answer rests on, and what is not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.answer.cost import horizon_words, told_policy
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.answer.war import war_busd_band, war_horizon
from tradetalks.report.band import NumberBand, band_of, format_size, in_billions, said_from_to
from tradetalks.report.cost.numbers import distance_from_baseline, income_busd
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.words import A_DOLLAR
from tradetalks.report.names import CountryNames, country_names
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.war import WarRun
from tradetalks.talks.joint_draws import VARIANT

RESTS_ON = "What does this rest on?"
NOT_IN_IT = "Not in it: unemployment, exchange rates, investment, uncertainty, and who within a country pays."
NO_ASSUMPTION = "on no assumption: where no policy changes, nothing is worked out that could be off"
PRICES = "How strongly trade answers prices"
# What an assumption about a side, or about both, is to somebody who knows no game theory; {} is the side.
PLAINLY = {
    VARIANT: "how strong economies of scale are",
    "rates": "how impatient {} is",
    "mandate_years": "how long the mandate of {} lasts",
    "committed": "how likely the government of {} is to give way under no circumstances",
    "demand": "how much {} asks for",
    "conceding_cost": "how much it costs the government of {} to give way",
    "conceding_dispersion": "how uncertain the cost of giving way is for {}",
    "extending_cost": "what asking for more time costs",
    "backing_down_cost": "what it costs {} not to carry out its threat",
    "choice_dispersion": "how erratic governments are on the last day",
    "extension_days": "how long more time lasts",
    "rivalry": "how much {} minds the other's gain",
}


def rests_line(run: CostRun, talks: TalksRun | None) -> AnswerLine:
    """Elasticities for the costs, the first assumption of the game for the odds."""
    parts = []
    if distance_from_baseline(run, told_policy(run)) >= A_DOLLAR:
        parts.append(_costs_words(run))
    if talks is not None and talks.course is not None:
        parts.append(driver_words(talks, talks.course, country_names(run.scenario.accounts)))
    said = "; and ".join(filter(None, parts)) or NO_ASSUMPTION
    return AnswerLine("rests", RESTS_ON, f"{said[:1].upper()}{said[1:]}.", NOT_IN_IT)


def _costs_words(run: CostRun) -> str:
    """What the costs of the told policies rest on."""
    names = country_names(run.scenario.accounts)
    moment = told_policy(run)
    said, when = "", horizon_words(run)
    if run.trade:
        # Other trade elasticities are without economies of scale; so is what they stand beside, where the file has some.
        own = run.by_scale.get("low", run.equilibria)[moment]
        other, span = _widest(run, [own, *(solved[moment] for solved in run.by_trade.values())])
        said = f"in other published estimates {names.said(other)} {said_from_to(span)}"
    levels = [run.equilibria[moment], *(solved[moment] for solved in run.levels.values())]
    player, band = _widest(run, levels)
    return _elasticity_words(run.economy, band, names.said(player), when, _reach(run.unsolved), said)


def _widest(run: CostRun, worlds: Sequence[Equilibrium]) -> tuple[str, NumberBand]:
    """The player whose change, billion dollars a year, differs most between some worlds, and the band that they span."""
    bands = {player: band_of([income_busd(world, player) for world in worlds]) for player in shown_players(run)}
    if all(not band.is_wide for band in bands.values()):
        player = max(bands, key=lambda name: abs(bands[name].middle))
    else:
        player = max(bands, key=lambda name: bands[name].high - bands[name].low)
    return player, bands[player]


def war_rests_line(run: WarRun) -> AnswerLine:
    """The same where a war alone was solved."""
    names = country_names(run.scenario.accounts)
    player = max(run.fighters, key=lambda name: abs(war_busd_band(run, name).low))
    band = war_busd_band(run, player)
    said = _elasticity_words(run.economy, band, names.said(player), war_horizon(run), _reach(run.unsolved))
    return AnswerLine("rests", RESTS_ON, f"{said}.", NOT_IN_IT)


def _reach(unsolved: Mapping[str, str]) -> str:
    """From which to which strength of scale economies a band goes."""
    if "high" in unsolved:
        return "from none to those of the file"
    return "from none to all that is published"


def _elasticity_words(
    economy: Economy, band: NumberBand, player: str, when: str, reach: str, elsewhere: str = ""
) -> str:
    """How far scale economies move the number that they move most, and other trade elasticities theirs.

    Args:
        economy: with or without scale economies.
        band: over the strengths of scale economies.
        player: whose number it is.
        when: its horizon.
        reach: from which to which strength.
        elsewhere: what other published trade elasticities give whom, in words; empty where none are solved.
    """
    if not economy.has_scale:
        left_out = "economies of scale, which can make a loss several times larger, or smaller, are left out"
        if elsewhere:
            return f"{PRICES}: {in_billions([elsewhere])}, {when}; {left_out}"
        return f"{PRICES}; {left_out}"
    told = in_billions([f"{player} {said_from_to(band)}"])
    if elsewhere:
        elsewhere = f"; {_lower(PRICES)}, without economies of scale: {elsewhere}"
    if not band.is_wide:
        return f"{PRICES}; economies of scale hardly matter ({told} either way, {when}){elsewhere}"
    return f"How strong economies of scale are, {reach}: {told}, {when}{elsewhere}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def driver_words(run: TalksRun, course: Course, names: CountryNames) -> str:
    """The assumption that the game's odds follow most, with the points by which it moves them."""
    game = course.odds.game
    if not game.quoted or run.bargain.closed:
        return ""
    found = [driver for driver in game.drivers if driver.noticeable and driver.name != VARIANT]
    if not found:
        return ""
    name, _, side = found[0].name.partition(" ")
    words = PLAINLY.get(name, name.replace("_", " "))
    who = "a side"
    if side:
        who = names.said(run.sides[int(side) - 1])
    points = format_size(100 * (found[0].high - found[0].low))
    return f"{words.format(who)} (moves the odds of a deal by {points} points in 100)"
