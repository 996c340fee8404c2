"""A scenario on another world: its file read again, as if it named other accounts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from tradetalks.ensemble.card import told
from tradetalks.errors import ScenarioError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.reading.baseline import VALUE
from tradetalks.scenario.store import fingerprint

# Scenarios on another world that are kept: a study asks for its few with every piece.
KEPT = 16
# What settings of a model begin with; others say which draw a scenario is.
OF_MODEL = "model."


def on_world(scenario: Scenario, world: str) -> Scenario:
    """The scenario as its file would say it with another ``baseline``.

    Every name, table and product of the file is read anew: an act on all goods is on those of the other world, a list of
    products on its sectors.

    Args:
        scenario: as read, or kept with its :attr:`~tradetalks.scenario.model.Scenario.worlds`.
        world: the value of the key ``baseline``, as a file writes it; relative paths start where the file lies.

    Returns:
        The scenario, checked as any other.

    Raises:
        ScenarioError: there are no such accounts, the file names what they do not have, or the scenario was changed after it was
            read.
    """
    if world in scenario.worlds:
        return scenario.worlds[world]
    return _read_on(scenario, world)


def with_worlds(scenario: Scenario, worlds: Iterable[str]) -> Scenario:
    """The scenario with itself on each of some worlds beside it, so that whoever has it needs no file.

    Args:
        scenario: as read.
        worlds: values of the key ``baseline``.

    Raises:
        ScenarioError: as :func:`on_world`.
    """
    return dataclasses.replace(scenario, worlds={world: on_world(scenario, world) for world in worlds})


@lru_cache(maxsize=KEPT)
def _read_on(scenario: Scenario, world: str) -> Scenario:
    _refuse_changed(scenario)
    return _read(scenario, world)


@lru_cache(maxsize=KEPT)
def _refuse_changed(scenario: Scenario) -> None:
    """Raise where the scenario was changed after it was read: what is read anew would not have the change."""
    try:
        same = fingerprint(*told(_read(scenario, None)).values()) == fingerprint(*told(scenario).values())
    except ScenarioError:
        same = False
    if not same:
        raise ScenarioError(
            message(
                "this scenario was changed after it was read",
                where=VALUE,
                expected="what its file says: it is read again for every world",
                do="write the change into the file, or run a study of each world",
            )
        )


def _read(scenario: Scenario, world: str | None) -> Scenario:
    """What the file says now, on the world that it names or on another one, with the same settings."""
    settings = {key: text for key, text in scenario.settings.items() if key.startswith(OF_MODEL)}
    return parse_scenario(scenario.text, scenario.path, Path(scenario.folder), settings, baseline=world)
