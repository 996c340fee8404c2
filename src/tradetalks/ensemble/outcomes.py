"""What is kept of every draw of a study: names, dimensions, units and labels, known before anything is solved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from tradetalks.data.deadlines import OUTCOMES
from tradetalks.economy.labels import BUSD, PERCENT_OF_BASELINE
from tradetalks.ensemble.design import PLAN, SCENARIO
from tradetalks.ensemble.domains import HORIZON_KEY
from tradetalks.ensemble.targets import key_of, world_name, worlds_of
from tradetalks.ensemble.world_regions import names_of_regions, other_countries
from tradetalks.errors import ScenarioError
from tradetalks.inputs import checked
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.section_keys import assumption_of
from tradetalks.scenario.results.cost import BRANCH, years_in_words
from tradetalks.scenario.run_cost import policy_dates
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter
from tradetalks.scenario.war_sides import players_of

# How a draw stands: to do, solved, refused in words of ours, failed in words of Python.
TO_DO, SOLVED, REFUSED, FAILED = 0, 1, 2, 3
# Letters of a code and of a message that are kept; a longer message ends with a sign that says so.
CODE_LETTERS, MESSAGE_LETTERS = 32, 200
CUT = "…"


class Kept(NamedTuple):
    """A number that is kept of every draw: along which dimensions, in which unit, and what it is."""

    dims: tuple[str, ...]
    units: str
    long_name: str


COST = {
    "real_income_change": Kept(("moment", "region"), PERCENT_OF_BASELINE, "change of real income"),
    "real_income_change_busd": Kept(("moment", "region"), BUSD, "change of real income at baseline prices"),
    "tariff_revenue": Kept(("moment", "region"), BUSD, "tariff revenue"),
    "price_level_change": Kept(
        ("moment", "region"), PERCENT_OF_BASELINE, "change of consumer prices at an unchanged wage of the region"
    ),
}
WAR = {
    "nash_real_income_change": Kept(("region",), PERCENT_OF_BASELINE, "change of real income where the war ends"),
    "nash_tariff": Kept(("player",), "1", "trade-weighted tariff that a player sets where the war ends"),
    "certificate": Kept((), "percent of real income", "the largest gain that any player could still have"),
    "certified": Kept((), "1", "1 where nobody gains by changing course: the end of the war is an equilibrium"),
}
TALKS = {
    "deal_possible": Kept((), "1", "1 where some deal suits all sides"),
    "nash_gain": Kept(("side",), BUSD, "gain of the Nash deal over the impasse; 0 where no deal suits all"),
    "deal_kept": Kept((), "1", "1 where every side would keep the Nash deal"),
    "critical_rivalry": Kept(
        (),
        "1",
        "weight on the others' percent gains, the same for all, from which on no deal is left; 0 where there is none",
    ),
    "zone_surplus": Kept(
        (), BUSD, "what every side gets above no deal at the fairest deal; below 0: what each lacks for one"
    ),
    "nash_rollback": Kept(("side",), "1", "share of its tariff increases that a side withdraws in the Nash deal"),
    "longest_lag": Kept(
        ("side",), "years", "longest time to an answer at which a side keeps the Nash deal, at most 100"
    ),
    "cost_per_day": Kept(
        ("side",), "million USD a day", "cost of a day of impasse on the last date's tariffs, long run"
    ),
}
# Of two sides alone.
ODDS = {
    "odds": Kept(("outcome",), "1", "probability of each outcome of the deadline, the record and the game together")
}
BY_PART = {"cost": COST, "war": WAR, "talks": TALKS}


def kept_of(scenario: Scenario, plan: StudyPlan) -> dict[str, Kept]:
    """Every number that is kept of a draw, by name, of the parts that the plan asks for."""
    found: dict[str, Kept] = {}
    for part, kept in BY_PART.items():
        if part in plan.parts:
            found |= kept
    if "talks" in plan.parts and scenario.talks is not None and len(scenario.talks.sides) == 2:
        found |= ODDS
    return found


def labels_of_study(scenario: Scenario, plan: StudyPlan) -> dict[str, list[str]]:
    """The labels of every dimension but that of the draws: those of the first world, then what others have besides."""
    found: dict[str, dict[str, None]] = {}
    for world in worlds_of(scenario, plan.parameters).values():
        for dim, labels in _labels_on(world, plan).items():
            found.setdefault(dim, {}).update(dict.fromkeys(labels))
    return {dim: list(labels) for dim, labels in found.items()}


def _labels_on(scenario: Scenario, plan: StudyPlan) -> dict[str, list[str]]:
    """The labels of every dimension on the world of the scenario."""
    found = {"parameter": list(plan.names)}
    dims = {dim for kept in kept_of(scenario, plan).values() for dim in kept.dims}
    if "moment" in dims:
        found["moment"] = [moment.label for moment in policy_dates(scenario)]
    if "region" in dims:
        found["region"] = [str(r) for r in scenario.accounts["region"].values]
    if "side" in dims:
        found["side"] = list(scenario.talks_plan.sides)
    if "player" in dims:
        found["player"] = list(players_of(scenario))
    if "outcome" in dims:
        found["outcome"] = list(OUTCOMES)
    return found


def places_on(frame: xr.Dataset, scenario: Scenario, plan: StudyPlan) -> dict[str, np.ndarray]:
    """Where the numbers of one world stand in the frame of a study, by dimension.

    Args:
        frame: of :func:`outcome_frame`, with any number of draws.
        scenario: on the world.
        plan: of the study.

    Returns:
        Of each label of the world its position among those of the study. What a world does not have stays missing.
    """
    labels = _labels_on(scenario, plan)
    return {dim: np.array([frame.indexes[dim].get_loc(label) for label in labels[dim]], int) for dim in labels}


@checked(ScenarioError, scenario=SCENARIO, plan=PLAN)
def outcome_frame(scenario: Scenario, plan: StudyPlan) -> xr.Dataset:
    """What a study keeps, with no draws yet: names, dimensions, coordinates, units.

    Args:
        scenario: whose study it is.
        plan: which parts are solved.

    Returns:
        Dimension ``draw`` of length 0; ``parameter``, and as the parts want ``moment``, ``region``, ``side``, ``player`` and
        ``outcome``. Along ``parameter`` also units, keys and, as JSON, the texts of alternatives that positions stand for. Where
        draws stand on several worlds the labels are those that any of them has, and the attribute ``worlds`` says which lacks
        which.
    """
    return empty_outcomes(scenario, plan, [])


def empty_outcomes(scenario: Scenario, plan: StudyPlan, names: list[str]) -> xr.Dataset:
    """The frame for the draws of some names: nothing solved, every number missing."""
    labels = labels_of_study(scenario, plan)
    count = len(names)
    texts = {"code": CODE_LETTERS, "message": MESSAGE_LETTERS}
    words = {"code": "class of the error, or how the solve ended", "message": "what was said, at most 200 letters"}
    by_parameter = (count, len(plan.names))
    data: dict[str, xr.Variable] = {
        "parameter_value": _variable(
            ("draw", "parameter"), np.full(by_parameter, np.nan), "of each", "value drawn; position among alternatives"
        ),
        "cube": _variable(
            ("draw", "parameter"), np.full(by_parameter, np.nan), "1", "share of the draws below the value"
        ),
        "status": _variable(("draw",), np.zeros(count, np.int8), "1", "0 to do, 1 solved, 2 refused, 3 failed"),
        "seconds": _variable(("draw",), np.full(count, np.nan), "s", "time that the draw took"),
    }
    for name, letters in texts.items():
        data[name] = _variable(("draw",), np.zeros(count, f"U{letters}"), "", words[name])
    for name, kept in kept_of(scenario, plan).items():
        shape = (count, *(len(labels[dim]) for dim in kept.dims))
        data[name] = _variable(("draw", *kept.dims), np.full(shape, np.nan), kept.units, kept.long_name)
    coordinates = {"draw": np.array(names, "U16"), **labels, **_beside_labels(scenario, plan, labels)}
    worlds = worlds_of(scenario, plan.parameters).values()
    attributes = {
        "title": scenario.title,
        "players": json.dumps(list(dict.fromkeys(player for world in worlds for player in world.players))),
        "horizon": years_in_words(scenario.model.horizon_years),
        "sampling": plan.sampling,
        "correlations": json.dumps([list(pair) for pair in plan.correlations], ensure_ascii=False),
    }
    between = told_between(scenario, plan, labels)
    if between:
        attributes["worlds"] = json.dumps(between, ensure_ascii=False)
    return xr.Dataset(data, coordinates, attributes)


def told_between(scenario: Scenario, plan: StudyPlan, labels: Mapping[str, list[str]]) -> dict[str, Any]:
    """What differs between the worlds of a study: which of its labels each lacks, and which name other countries in each.

    Args:
        scenario, plan: the study.
        labels: of all its worlds together.

    Returns:
        ``parameter``, whose alternatives they are; ``lacks``, by dimension and label the worlds that do not have it; ``differs``,
        by region what it is in each. Nothing where the study is on one world.
    """
    worlds = worlds_of(scenario, plan.parameters)
    if len(worlds) < 2:
        return {}
    on_each = {word: _labels_on(world, plan) for word, world in worlds.items()}
    lacks: dict[str, dict[str, list[str]]] = {}
    for dim in labels:
        for label in labels[dim]:
            without = [word for word, there in on_each.items() if label not in there[dim]]
            if without:
                lacks.setdefault(dim, {})[label] = without
    differs: Mapping[str, str] = {}
    if "region" in labels:
        differs = other_countries(scenario, tuple(worlds))
    return {"parameter": world_name(plan.parameters), "lacks": lacks, "differs": differs}


def _beside_labels(scenario: Scenario, plan: StudyPlan, labels: Mapping[str, list[str]]) -> dict[str, xr.Variable]:
    """Coordinates along the labels: units, keys and alternatives of parameters, names of regions, titles of ways forward."""
    parameters = plan.parameters.items()
    told = [json.dumps(list(p.one_of), ensure_ascii=False) if p.one_of else "" for _, p in parameters]
    found = {
        "parameter_unit": xr.Variable("parameter", [unit_of(name, p) for name, p in parameters]),
        "parameter_key": xr.Variable("parameter", [key_of(name, p) for name, p in parameters]),
        "parameter_alternatives": xr.Variable("parameter", told),
    }
    if "region" in labels:
        names: dict[str, str] = {}
        for world in worlds_of(scenario, plan.parameters).values():
            names = names_of_regions(world.accounts) | names
        found["region_name"] = xr.Variable("region", [names[label] for label in labels["region"]])
    if "moment" in labels:
        titles = {f"{BRANCH}{branch.name}": branch.title for branch in scenario.branches}
        found["moment_title"] = xr.Variable("moment", [titles.get(moment, "") for moment in labels["moment"]])
    return found


def unit_of(name: str, parameter: Parameter) -> str:
    """The unit of the values of a parameter; empty for alternatives."""
    if parameter.one_of:
        return ""
    if parameter.factor is not None:
        return "factor"
    key = key_of(name, parameter)
    if key == HORIZON_KEY or assumption_of(key)[0].endswith("_years"):
        return "years"
    return "1"


def _variable(dims: tuple[str, ...], values: np.ndarray, units: str, long_name: str) -> xr.Variable:
    return xr.Variable(dims, values, {"units": units, "long_name": long_name})


def cut_text(text: str) -> str:
    """A message as it is kept: its first letters, and a sign where there was more."""
    if len(text) <= MESSAGE_LETTERS:
        return text
    return f"{text[: MESSAGE_LETTERS - len(CUT)]}{CUT}"
