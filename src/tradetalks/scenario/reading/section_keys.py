"""Keys of what talks assume and of what players want, set in a scenario that was read: what studies draw of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from tradetalks.errors import ScenarioError, TalksError, message, suggestion
from tradetalks.inputs import Labels, Word, read_file, refusals_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.baseline import labels_of
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.objectives import ObjectiveEntry, ObjectiveSpec
from tradetalks.talks.assumptions import BY_SIDE, Assumptions

# What such keys begin with; after it comes the name of an assumption, and for one side of it a dot and the side; or a player.
ASSUMPTIONS, OBJECTIVES = "talks.assumptions.", "objectives."
NAMES = tuple(field.name for field in dataclasses.fields(Assumptions))


def is_section_key(key: str) -> bool:
    """Whether a key is one of these."""
    return key.startswith((ASSUMPTIONS, OBJECTIVES))


def assumption_of(key: str) -> tuple[str, str]:
    """The assumption that a key sets, and the side of which alone; empty strings where it sets none, or all sides."""
    if not key.startswith(ASSUMPTIONS):
        return "", ""
    name, _, side = key.removeprefix(ASSUMPTIONS).partition(".")
    return name, side


def with_section_keys(scenario: Scenario, settings: Mapping[str, str]) -> Scenario:
    """A scenario with some assumptions of its talks, and aims of players, as if its file said so.

    Args:
        scenario: as read.
        settings: keys to text as a file writes it: ``talks.assumptions.rates`` (all sides), ``talks.assumptions.rates.USA``,
            ``objectives.USA`` (``{real_income: 1, tariff_revenue: 0.5}``).

    Returns:
        The scenario; without such keys as it is.

    Raises:
        ScenarioError: no talks, no such assumption, side or player, or a value that cannot be taken; the first of them.
    """
    assumed = {key: text for key, text in settings.items() if key.startswith(ASSUMPTIONS)}
    wanted = {key: text for key, text in settings.items() if key.startswith(OBJECTIVES)}
    if assumed:
        scenario = _assuming(scenario, assumed)
    if wanted:
        aims = {key.removeprefix(OBJECTIVES): _wants(scenario, key, text) for key, text in wanted.items()}
        scenario = dataclasses.replace(scenario, objectives={**scenario.objectives, **aims})
    return scenario


def _assuming(scenario: Scenario, settings: Mapping[str, str]) -> Scenario:
    """The scenario with other assumptions of its talks."""
    if scenario.talks is None:
        raise _refusal("the scenario has no talks", "a section talks", "leave out what talks assume")
    plan, labels = scenario.talks, _labels(scenario)
    changes: dict[str, object] = {}
    for key, text in settings.items():
        name, side = assumption_of(key)
        _check_assumption(name, side, plan.sides)
        if name not in BY_SIDE:
            changes[name] = Word(text)
            continue
        row = changes.setdefault(name, [_written(value) for value in getattr(plan.assumptions, name)])
        assert isinstance(row, list), "a row was put there"
        for k, at_the_table in enumerate(plan.sides):
            if side in ("", at_the_table):
                row[k] = Word(text)
    try:
        read = read_file(Assumptions, changes, labels)
        stated = dataclasses.replace(plan.assumptions, **{name: getattr(read, name) for name in changes})
        return dataclasses.replace(scenario, talks=dataclasses.replace(plan, assumptions=stated))
    except ValidationError as error:
        first = refusals_of(error)[0]
        raise _refusal(first.title, first.expected, first.do) from None
    except TalksError as error:
        raise _refusal(str(error).splitlines()[0], "talks that can be held") from None


def _check_assumption(name: str, side: str, sides: tuple[str, ...]) -> None:
    """Raise where there is no such assumption, or no such side of it."""
    if name not in NAMES:
        raise _refusal(
            f"no assumption of talks is called {name}", f"one of {', '.join(NAMES)}", suggestion(name, NAMES)
        )
    if side and name not in BY_SIDE:
        raise _refusal(f"{name} is one number for all sides", f"the key {ASSUMPTIONS}{name}", f"leave out .{side}")
    if side and side not in sides:
        raise _refusal(f"{side} is not at the table", f"one of {', '.join(sides)}", suggestion(side, sides))


def _written(value: object) -> object:
    """A number, or a row of numbers, as a file writes it, with every digit."""
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    return Word(repr(value))


def _wants(scenario: Scenario, key: str, text: str) -> tuple[ObjectiveSpec, ...]:
    """What a player maximises, from the text of its entry."""
    player = key.removeprefix(OBJECTIVES)
    players = [str(name) for name in scenario.accounts["region"].values]
    if scenario.war is not None:
        players += [group.name for group in (*scenario.war.coalitions, *scenario.war.unions)]
    if player not in (*players, EVERYBODY):
        raise _refusal(f"nobody is called {player}", f"{EVERYBODY}, or one of {', '.join(players)}")
    labels = _labels(scenario)
    try:
        tree = Source(text, key).tree()
    except ScenarioError:
        raise _refusal("this is no mapping", "objectives with their weights, as {real_income: 1}") from None
    try:
        return read_file(ObjectiveEntry, tree, labels).wants(labels)
    except ValidationError as error:
        first = refusals_of(error)[0]
        raise _refusal(first.title, first.expected, first.do) from None


def _labels(scenario: Scenario) -> Labels:
    """The names that a file of this scenario may use."""
    sides: tuple[str, ...] = ()
    if scenario.talks is not None:
        sides = scenario.talks.sides
    return dataclasses.replace(labels_of(scenario.accounts, {}, Path()), sides=sides)


def _refusal(title: str, expected: str, do: str = "") -> ScenarioError:
    return ScenarioError(message(title, where="the value", expected=expected, do=do))
