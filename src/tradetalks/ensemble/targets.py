"""What the parameters of a study do to a scenario: elasticities, keys, acts."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.data.checks import accepted_in
from tradetalks.ensemble.worlds import on_world, with_worlds
from tradetalks.inputs import Word
from tradetalks.inputs.numbers import as_number
from tradetalks.inputs.places import label_of
from tradetalks.scenario.economies import stated_elasticities
from tradetalks.scenario.model import Act, Scenario
from tradetalks.scenario.read import with_settings
from tradetalks.scenario.reading.baseline import labels_of
from tradetalks.scenario.reading.section_keys import is_section_key, with_section_keys
from tradetalks.scenario.sections.product_rates import Cell
from tradetalks.scenario.sections.study_parameters import (
    BASELINE,
    ELASTICITIES,
    RETURNS_TO_SCALE,
    TRADE_ELASTICITY,
    TRADE_ESTIMATES,
    WORLD,
    ActChoice,
    Parameter,
)

Array = np.ndarray
# The value of a parameter in one draw: a number, or the text of an alternative.
Value = float | str
SETS_KEY = "model.elasticities"
THETA_KEY, PSI_KEY = "model.trade_elasticity.", "model.scale_elasticity."


class Factors(NamedTuple):
    """Factors on θ and on θψ of every sector; whether the product stays where θ moves, or ψ does."""

    trade: float = 1.0
    returns: float = 1.0
    holds_product: bool = True


def key_of(name: str, parameter: Parameter) -> str:
    """The dotted key that a parameter drives; empty for factors."""
    if parameter.key is not None:
        return parameter.key
    if name == ELASTICITIES:
        return SETS_KEY
    if name == WORLD:
        return BASELINE
    return ""


def world_name(parameters: Mapping[str, Parameter]) -> str:
    """The parameter that says on which world the scenario stands; empty where none does."""
    return next((name for name, p in parameters.items() if p.one_of and key_of(name, p) == BASELINE), "")


def at_world(scenario: Scenario, parameters: Mapping[str, Parameter], values: Mapping[str, Value]) -> Scenario:
    """The scenario on the world that a draw takes; as it is where none is drawn.

    Raises:
        ScenarioError: it cannot stand there.
    """
    name = world_name(parameters)
    if name not in values:
        return scenario
    return on_world(scenario, str(values[name]))


def worlds_of(scenario: Scenario, parameters: Mapping[str, Parameter]) -> dict[str, Scenario]:
    """The scenario on every world that is drawn, by alternative; alone, under an empty text, where none is.

    Raises:
        ScenarioError: it cannot stand on one of them.
    """
    name = world_name(parameters)
    if not name:
        return {"": scenario}
    return {word: on_world(scenario, word) for word in parameters[name].one_of}


def beside_worlds(scenario: Scenario, parameters: Mapping[str, Parameter]) -> Scenario:
    """The scenario with itself on every world that is drawn beside it; as it is where none is."""
    name = world_name(parameters)
    if not name:
        return scenario
    return with_worlds(scenario, parameters[name].one_of)


def elasticity_of(scenario: Scenario, key: str) -> tuple[str, int] | None:
    """Of a key of one sector's elasticity, what it begins with and the position of the sector, by label or by name as in a file.

    None for all other keys, and where no sector is called so.
    """
    sectors = [str(sector) for sector in scenario.accounts["sector"].values]
    for prefix in (THETA_KEY, PSI_KEY):
        if key.startswith(prefix):
            labels = labels_of(scenario.accounts, {}, Path())
            label = label_of(key.removeprefix(prefix), sectors, labels.names)
            if label is not None:
                return prefix, sectors.index(label)
    return None


def is_estimates(name: str, parameter: Parameter) -> bool:
    """Whether a parameter takes trade elasticities, and nothing else, from named sets."""
    return name == TRADE_ESTIMATES and parameter.key is None


def estimated_by(scenario: Scenario, word: str) -> Float[Array, " j"]:
    """θ (j,) of a named set, under what the file says of single sectors."""
    return stated_elasticities(with_settings(scenario, {SETS_KEY: word}))[0]


def at_estimates(
    theta: Float[Array, "*d j"], psi: Float[Array, "*d j"], estimated: Float[Array, "*d j"]
) -> tuple[Float[Array, "*d j"], Float[Array, "*d j"]]:
    """θ′ as ``estimated``, and ψ′ with θ′ψ′ = θψ."""
    return estimated, theta * psi / estimated


def factors_of(parameters: Mapping[str, Parameter], values: Mapping[str, Value]) -> Factors:
    """The factors on all sectors that a draw has."""
    holding = RETURNS_TO_SCALE
    if TRADE_ELASTICITY in parameters:
        holding = parameters[TRADE_ELASTICITY].holding
    trade, returns = (float(values.get(name, 1.0)) for name in (TRADE_ELASTICITY, RETURNS_TO_SCALE))
    return Factors(trade, returns, holding == RETURNS_TO_SCALE)


def moved(
    theta: Float[Array, "*d j"],
    psi: Float[Array, "*d j"],
    trade: float | Float[Array, "*d 1"],
    returns: float | Float[Array, "*d 1"],
    holds_product: bool,
) -> tuple[Float[Array, "*d j"], Float[Array, "*d j"]]:
    """θ′ = f θ, and ψ′ with θ′ψ′ = g θψ; ψ′ = g ψ where ψ itself is held as θ moves.

    Args:
        theta, psi: (j,) or (d, j) trade and scale elasticities.
        trade, returns: f and g.
        holds_product: whether θψ, not ψ, stays where θ alone moves.

    Returns:
        θ′ and ψ′.
    """
    theta_new = trade * theta
    psi_new = returns * psi
    if holds_product:
        psi_new = psi_new / trade
    return theta_new, psi_new


def changed_scenario(
    scenario: Scenario, parameters: Mapping[str, Parameter], values: Mapping[str, Value], name: str
) -> Scenario:
    """The scenario with the values of one draw: as if somebody had written them into its file.

    Args:
        scenario: whose study this is.
        parameters: what each value drives.
        values: by parameter; those that are left out stay as in the scenario.
        name: of the draw, for the settings that a run says it was made with.

    Raises:
        ScenarioError: the values of keys cannot be taken together.
    """
    found = at_world(scenario, parameters, values)
    found = with_keys(found, keys_set(found, parameters, values))
    factors = factors_of(parameters, values)
    theta, psi = stated_elasticities(found)
    if TRADE_ESTIMATES in values and is_estimates(TRADE_ESTIMATES, parameters[TRADE_ESTIMATES]):
        theta, psi = at_estimates(theta, psi, estimated_by(found, str(values[TRADE_ESTIMATES])))
    theta, psi = moved(theta, psi, factors.trade, factors.returns, factors.holds_product)
    accounts = found.accounts.copy()
    accounts["trade_elasticity"] = accounts["trade_elasticity"].copy(data=theta)
    accounts["scale_elasticity"] = accounts["scale_elasticity"].copy(data=psi)
    # That a trade elasticity may lie below 1 is what was drawn, and no slip of units.
    accepted = dict.fromkeys((*accepted_in(accounts), "dispersion"))
    accounts = accounts.assign_attrs(accepted=" ".join(accepted))
    model = dataclasses.replace(found.model, trade_elasticity={}, scale_elasticity={})
    found = dataclasses.replace(found, accounts=accounts, model=model)
    for parameter_name, parameter in parameters.items():
        if parameter.act is not None and parameter_name in values:
            found = with_acts(found, parameter.act, float(values[parameter_name]))
    told = {parameter_name: value_text(value) for parameter_name, value in values.items()}
    return dataclasses.replace(found, study=None, worlds={}, settings={**scenario.settings, "draw": name, **told})


def with_keys(scenario: Scenario, settings: Mapping[str, str]) -> Scenario:
    """The scenario with keys of its model, of what its talks assume and of what players want.

    Args:
        scenario: as read.
        settings: keys to text as a file writes it.

    Raises:
        ScenarioError: a key that is not there, or a value that cannot be taken.
    """
    inside = {key: text for key, text in settings.items() if is_section_key(key)}
    of_model = {key: text for key, text in settings.items() if key not in inside}
    return with_section_keys(with_settings(scenario, of_model), inside)


def value_text(value: Value) -> str:
    """A value as a setting says it, with every digit of a number."""
    if isinstance(value, str):
        return value
    return repr(float(value))


def keys_set(scenario: Scenario, parameters: Mapping[str, Parameter], values: Mapping[str, Value]) -> dict[str, str]:
    """The keys that a draw sets, as ``--set`` takes them; with a sector's θ goes the ψ that keeps their product.

    The world that a draw takes is none of them: the ``scenario`` stands on it already.
    """
    found = {}
    for name, value in values.items():
        key = key_of(name, parameters[name])
        if key and key != BASELINE:
            found[key] = value_text(value)
    sets = {key: text for key, text in found.items() if key == SETS_KEY}
    for name, key in [(name, key_of(name, parameters[name])) for name in values]:
        target = elasticity_of(scenario, key)
        if target is None or target[0] != THETA_KEY or parameters[name].holding != RETURNS_TO_SCALE:
            continue
        # What is no elasticity is refused, in its own words, where the key is read.
        value = as_number(Word(found[key]))
        if math.isfinite(value) and value > 0:
            theta, psi = stated_elasticities(with_settings(scenario, sets))
            j = target[1]
            sector = str(scenario.accounts["sector"].values[j])
            if all(elasticity_of(scenario, other) != (PSI_KEY, j) for other in found):
                found[f"{PSI_KEY}{sector}"] = value_text(float(theta[j] * psi[j] / value))
    return found


def with_acts(scenario: Scenario, choice: ActChoice, factor: float) -> Scenario:
    """The scenario with the rates of the chosen acts multiplied, on the main line and on every branch."""

    def scaled(acts: Sequence[Act]) -> tuple[Act, ...]:
        return tuple(_scaled(act, choice, factor) for act in acts)

    branches = tuple(dataclasses.replace(b, acts=scaled(b.acts)) for b in scenario.branches)
    return dataclasses.replace(scenario, acts=scaled(scenario.acts), branches=branches)


def _scaled(act: Act, choice: ActChoice, factor: float) -> Act:
    def change(rate: float) -> float:
        return float(scaled_rate(act.kind, rate, factor))

    return act.with_rates(change, lambda cell: covers(choice, act, cell))


def scaled_rate(kind: str, rate: float, factor: float | Float[Array, " d"]) -> float | Float[Array, " d"]:
    """A rate times a factor; where an act multiplies, the factor is on how far it is from 1."""
    if kind == "multiply":
        return 1 + factor * (rate - 1)
    return factor * rate


def covers(choice: ActChoice, act: Act, cell: Cell) -> bool:
    """Whether a cell of an act is among those chosen: by its name, or by who acts on whom and where."""
    if choice.id is not None:
        return act.id == choice.id
    importer, exporter, sector, _ = cell
    by, on = importer, exporter
    if act.instrument == "export_tax":
        by, on = exporter, importer
    wanted = ((choice.by, by), (choice.on, on), (choice.sectors, sector))
    return all(not names or name in names for names, name in wanted)


def with_value(scenario: Scenario, name: str, parameter: Parameter, value: Value) -> Scenario:
    """The scenario with one parameter at one value.

    Raises:
        ScenarioError: the value cannot be taken.
    """
    if key_of(name, parameter) == BASELINE:
        return on_world(scenario, value_text(value))
    settings = keys_set(scenario, {name: parameter}, {name: value})
    if is_estimates(name, parameter):
        settings = {SETS_KEY: str(value)}
    return with_keys(scenario, settings)
