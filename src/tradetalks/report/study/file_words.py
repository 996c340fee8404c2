"""What the scenario's file itself has of what a study draws: the number or the choice that its draws stand around."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tradetalks.ensemble.study import Study
from tradetalks.report.chapter import Table
from tradetalks.report.elasticity_choices import with_authors
from tradetalks.report.format import format_each, format_number
from tradetalks.report.names import country_names
from tradetalks.scenario.economies import stated_scale_effects
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.results.cost import STRENGTHS
from tradetalks.scenario.sections.study_parameters import NAMED_SETS, RETURNS_TO_SCALE, Parameter, draws_worlds

# Digits of a number of a file: those that people write.
NUMBER = "{:.4g}"


def file_words(scenario: Scenario, name: str, parameter: Parameter) -> str:
    """What the file has of what a parameter drives: ``0.05``, ``1, which is 25 percent``; empty where it has nothing of its own.

    Args:
        scenario: as its file has it.
        name: of the parameter in the plan.
        parameter: of it.
    """
    if name in NAMED_SETS and parameter.key is None:
        return with_authors(str(scenario.accounts.attrs.get("elasticities", "")))
    if draws_worlds(name, parameter.key):
        return str(scenario.accounts.attrs.get("name", ""))
    if parameter.key is not None:
        return _at_key(scenario, parameter.key)
    if parameter.factor is None:
        return ""
    meant = _once(scenario, name, parameter)
    if meant:
        return f"1, which is {meant}"
    return "1"


def _once(scenario: Scenario, name: str, parameter: Parameter) -> str:
    """What the factor 1 stands for, where that is one thing."""
    if name == RETURNS_TO_SCALE:
        return STRENGTHS.get(stated_scale_effects(scenario) or "", "")
    if parameter.act is None or parameter.act.id is None:
        return ""
    rates = {rate for act in scenario.acts if act.id == parameter.act.id for _, _, _, rate in act.cells}
    if len(rates) != 1:
        return ""
    return f"{100 * rates.pop():g} percent"


def _at_key(scenario: Scenario, key: str) -> str:
    """The value of a key of the file, by side where sides differ."""
    value: object = scenario
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
    if key == "model.horizon_years" and value is None:
        return "the long run"
    values = value if isinstance(value, tuple) else (value,)
    numbers = [float(one) for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    if not numbers or len(numbers) < len(values):
        return ""
    if len(set(numbers)) == 1:
        return format_number(numbers[0], NUMBER)
    names = country_names(scenario.accounts)
    sides = scenario.talks.sides if scenario.talks is not None else ()
    return format_each([names[side] for side in sides], numbers, NUMBER)


def drawn_table(study: Study) -> Table:
    """Every parameter of a study with what the file has of it, and who says how it is spread.

    Args:
        study: read from its store.
    """
    rows = [
        {"parameter": name, "in the file": file_words(study.scenario, name, parameter), "source": parameter.source}
        for name, parameter in study.plan.parameters.items()
    ]
    note = "in the file: the number around which is drawn, of a factor 1; the answer at the file's own numbers is that of a run"
    return Table("drawn", "What was drawn", pd.DataFrame(rows), {}, note)
