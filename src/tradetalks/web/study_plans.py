"""What can be drawn of any scenario, by the package's own choice: how each is spread, and the plan of those that are chosen."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence

import tradetalks
from tradetalks.ensemble.band import JUDGEMENT, joint_plan
from tradetalks.ensemble.band_words import WORDS
from tradetalks.ensemble.design import design_of
from tradetalks.ensemble.outcomes import BY_PART
from tradetalks.errors import ScenarioError, message, suggestion
from tradetalks.report.elasticity_choices import with_authors
from tradetalks.report.format import counted, format_list
from tradetalks.report.names import country_names, possessive
from tradetalks.report.study.file_words import file_words
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.study import STUDY_PARTS, StudyPlan, with_draws
from tradetalks.scenario.sections.study_parameters import RETURNS_TO_SCALE, WORLD, ActChoice, Parameter
from tradetalks.scenario.sections.study_values import Distribution
from tradetalks.web.rule_acts import NAME, SOURCE

COST, WAR, TALKS = STUDY_PARTS
# How many draws can be chosen: powers of two, as Sobol wants.
COUNTS = (16, 64, 256, 1024, 4096)
FIRST_COUNT = 256
# Draws of a war or of talks take seconds each, those of costs a thousandth.
MOST_WITH_SIDES = 256
# Exemptions, evasion and goods that are classed otherwise take more off a rate than is ever put on it.
RATES = Distribution(triangular=(0.6, 1.0, 1.2))
OF_RATES = "a judgement of this package: more is taken off rates that were announced than is put on them"
# A rate that nobody has announced: who set the rule asks what a range of rates does.
OWN_RULE = re.compile(rf"{NAME}[0-9]+")
OWN_RATE = Distribution(uniform=(0.5, 1.5))
# Trade has hardly begun to adjust after one year, and has after ten.
YEARS = Distribution(uniform=(1.0, 10.0))
# A scenario on accounts that ship may stand on the others, where its names and tables fit them.
TOY, OF_WORLDS = "toy", "accounts that ship with the package, of two years"
# Around what files assume mostly; a judgement each, as the numbers in files are.
OF_TALKS = "a judgement of this package: nobody has estimated it"
ASSUMED = {
    "patience": (
        "how patient all sides are",
        "discount rates from 0.02 to 0.12 a year (2 to 12 percent)",
        "rates",
        (0.02, 0.12),
    ),
    "relative gains": (
        "how much a side minds the other's gain",
        "from 0 to 0.1, the percent of its own income that a percent of the other's is worth to it",
        "rivalry",
        (0.0, 0.1),
    ),
    "commitment": (
        "how likely a government will not give way",
        "from 0.02 to 0.3 (2 to 30 in 100)",
        "committed",
        (0.02, 0.3),
    ),
}


@dataclasses.dataclass(frozen=True)
class Drawable:
    """Something that can be drawn.

    Args:
        name: of the parameter in the plan, and in the form.
        words: what it is.
        spread: how it is drawn.
        parameter: what it drives.
        part: of a run, without which it changes nothing.
        first: whether it is drawn where nobody has chosen.
        stated: what the file has of it; empty where that is not one thing.
    """

    name: str
    words: str
    spread: str
    parameter: Parameter
    part: str = COST
    first: bool = False
    stated: str = ""


def drawables(scenario: Scenario) -> list[Drawable]:
    """What can be drawn of a scenario, in the order of a form.

    Args:
        scenario: as it was read.

    Returns:
        What every run draws for its ranges, then the rates of each country that acts and of each of the reader's rules, the
        years since a change, the accounts, and what talks assume; those that the scenario has.
    """
    found = [
        Drawable(name, WORDS[name][0], _spread(name, parameter), parameter, first=True)
        for name, parameter in joint_plan(scenario).parameters.items()
    ]
    names = country_names(scenario.accounts)
    for code in _acting(scenario):
        rates = Parameter(act=ActChoice(by=(code,)), factor=RATES, source=OF_RATES)
        told = f"how much of {possessive(names.said(code))} tariffs is collected"
        spread = "a factor on all rates of its acts, from 0.6 to 1.2, likeliest at 1"
        found.append(Drawable(f"tariffs of {names.said(code)}", told, spread, rates))
    for act in scenario.acts:
        if act.source == SOURCE and OWN_RULE.fullmatch(act.id):
            rate = Parameter(act=ActChoice(id=act.id), factor=OWN_RATE, source=SOURCE)
            told = f"the rate of your {act.id.replace('-', ' ')}"
            found.append(
                Drawable(f"rate of {act.id}", told, "from half to one and a half times it, each as likely", rate)
            )
    if scenario.acts:
        horizon = Parameter(key="model.horizon_years", uniform=YEARS.uniform, source=JUDGEMENT)
        found.append(Drawable("years since", "how many years after a change", "from 1 to 10, each as likely", horizon))
    worlds = {name: title for name, title in tradetalks.available_worlds().items() if name != TOY}
    # A merged world has no other that is merged alike.
    if scenario.accounts.attrs.get("name") in worlds and "aggregated_from" not in scenario.accounts.attrs:
        told = " or ".join(f"{name} ({title})" for name, title in worlds.items())
        world = Parameter(one_of=tuple(worlds), source=OF_WORLDS)
        found.append(Drawable(WORLD, "which year's accounts it stands on", f"{told}, each as likely", world))
    if scenario.talks is not None:
        for name, (words, spread, key, ends) in ASSUMED.items():
            assumption = Parameter(key=f"talks.assumptions.{key}", uniform=ends, source=OF_TALKS)
            found.append(Drawable(name, words, f"{spread}, each as likely", assumption, TALKS))
    return [
        dataclasses.replace(one, stated=file_words(scenario, one.name, one.parameter))
        for one in found
        if _changes_something(scenario, one)
    ]


def _spread(name: str, parameter: Parameter) -> str:
    """How a parameter of the band is spread, before anything of it is solved."""
    spread = WORDS[name][1]
    if name == RETURNS_TO_SCALE:
        return spread.format("all that is published")
    return with_authors(spread.format(" or ".join(parameter.one_of)))


def _acting(scenario: Scenario) -> list[str]:
    """The players whose acts have rates, in their order."""
    acts = [*scenario.acts, *(act for branch in scenario.branches for act in branch.acts)]
    by = {importer for act in acts for importer, _, _, _ in act.cells}
    return [code for code in scenario.players if code in by]


def _changes_something(scenario: Scenario, one: Drawable) -> bool:
    """Whether a plan of it alone is taken."""
    parts = tuple(dict.fromkeys((COST, one.part)))
    try:
        design_of(scenario, StudyPlan(parameters={one.name: one.parameter}, draws=1, parts=parts))
    except ScenarioError:
        return False
    return True


def parts_there(scenario: Scenario) -> dict[str, str]:
    """The parts of a run that a study of a scenario can solve for each draw, with what they are."""
    found = {COST: "what the tariffs cost"}
    if scenario.war is not None:
        found[WAR] = "where the war ends"
    if scenario.talks is not None:
        found[TALKS] = "whether there is a deal, and the odds"
    return found


def plan_of_choices(
    scenario: Scenario, choices: Sequence[Drawable], *, draws: int, drawn: Collection[str], parts: Collection[str]
) -> StudyPlan:
    """The plan of what was chosen; parts that what is drawn needs are solved too.

    Args:
        scenario: whose study it is.
        choices: of :func:`drawables`.
        draws: how many.
        drawn: names of what is drawn; what is drawn where nobody has chosen, where there are none.
        parts: to be solved for each draw; the cost, where there are none.

    Raises:
        ScenarioError: a name of nothing that can be drawn here, a part that the scenario does not have, or a plan that does
            not fit it.
    """
    known = {one.name: one for one in choices}
    for name in drawn:
        if name not in known:
            raise ScenarioError(
                message(
                    f"{name} cannot be drawn of this scenario",
                    expected=f"some of {', '.join(known)}",
                    do=suggestion(name, known),
                )
            )
    chosen = [one for one in choices if one.name in drawn] or [one for one in choices if one.first]
    there = parts_there(scenario)
    for part in parts:
        if part not in there:
            raise ScenarioError(
                message(f"this scenario has no {part} to solve", expected=f"some of {', '.join(there)}")
            )
    needed = {*parts, *(one.part for one in chosen)}
    solved = tuple(part for part in BY_PART if part in needed)
    plan = StudyPlan(parameters={one.name: one.parameter for one in chosen}, draws=draws, parts=solved)
    design_of(scenario, plan)
    return plan


def bounded_plan(plan: StudyPlan, most: int) -> StudyPlan:
    """The plan, where it is not larger than what is begun here.

    Args:
        plan: to be drawn.
        most: draws, where only costs are solved.

    Raises:
        ScenarioError: it is larger.
    """
    bound = most
    if set(plan.parts) != {COST}:
        bound = min(most, MOST_WITH_SIDES)
    if plan.draws > bound:
        solved = format_list([{COST: "costs", WAR: "wars", TALKS: "talks"}[part] for part in plan.parts])
        raise ScenarioError(
            message(
                f"{plan.draws:,} draws are more than this server begins",
                expected=f"at most {bound:,} where each solves {solved}",
                do="choose fewer, or take `tradetalks study run` on a machine of your own",
            )
        )
    return plan


def own_plan(scenario: Scenario, most: int) -> StudyPlan | None:
    """The plan of the scenario's section ``study``, with as many draws as are begun here; None where it has none."""
    if scenario.study is None:
        return None
    bound = most
    if set(scenario.study.parts) != {COST}:
        bound = min(most, MOST_WITH_SIDES)
    return with_draws(scenario.study, min(scenario.study.draws, bound))


def plan_title(scenario: Scenario, plan: StudyPlan) -> str:
    """What is drawn of which scenario, in a line: ``US and China: 256 draws of trade elasticity and returns to scale``."""
    return f"{scenario.title}: {counted(plan.draws, 'draw')} of {format_list(list(plan.names))}"
