"""The run card of a study: what its numbers depend on, kept with them, and held against what asks to go on."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import json
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import tradetalks
from tradetalks.errors import shortened
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.study import study_text
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.store import fingerprint

# Of how a store is laid out; another number is another layout.
FORMAT = 1
# Packages on which the last digits of a number depend.
PACKAGES = ("jax", "jaxlib", "numpy", "scipy")
# Fields of a scenario that say the same thing in other words, or where it lies; ``study`` is the plan, compared by itself, and
# ``worlds`` what the scenario says on each.
WORDS = ("description", "folder", "notes", "path", "question", "study", "text", "title", "worlds")
# Settings of a plan that are named where two plans differ.
NAMED = 8


@dataclasses.dataclass(frozen=True)
class RunCard:
    """What the numbers of a study depend on.

    Args:
        format: of the store.
        versions: of tradetalks, Python and the packages that compute, by name.
        scenario: name of the scenario.
        scenario_sha256: of what the scenario says, its baseline included.
        plan: what is drawn, with the keys of a file.
        plan_sha256: of the plan.
        seed: of the draws.
        draws: how many there are.
        piece: how many of them are solved, and written, together.
        created: when the store was made, UTC.
    """

    format: int
    versions: Mapping[str, str]
    scenario: str
    scenario_sha256: str
    plan: Mapping[str, Any]
    plan_sha256: str
    seed: int
    draws: int
    piece: int
    created: str

    @property
    def pieces(self) -> list[range]:
        """The positions of the draws of each piece, in order."""
        return [range(k, min(k + self.piece, self.draws)) for k in range(0, self.draws, self.piece)]

    def to_attributes(self) -> dict[str, Any]:
        """The card as it stands at the root of a store."""
        return dataclasses.asdict(self)


def card_from(attributes: Mapping[str, Any]) -> RunCard:
    """The card that stands in the root of a store.

    Raises:
        KeyError, TypeError: there is none.
    """
    return RunCard(**{field.name: attributes[field.name] for field in dataclasses.fields(RunCard)})


def card_of(scenario: Scenario, plan: StudyPlan, *, draws: int, piece: int) -> RunCard:
    """The card of a study that is about to begin.

    Args:
        scenario: what is run.
        plan: what is drawn.
        draws: how many there are.
        piece: how many are solved together.
    """
    text = study_text(plan)
    return RunCard(
        format=FORMAT,
        versions=versions_here(),
        scenario=scenario.name,
        scenario_sha256=fingerprint(*told(scenario).values()),
        plan=json.loads(text),
        plan_sha256=hashlib.sha256(text.encode()).hexdigest(),
        seed=plan.seed,
        draws=draws,
        piece=piece,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def told(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, field by field, without what is only words about it."""
    names = (field.name for field in dataclasses.fields(scenario))
    found = {name: getattr(scenario, name) for name in names if name not in WORDS}
    if scenario.worlds:
        found["worlds"] = {world: told(other) for world, other in scenario.worlds.items()}
    return found


def versions_here() -> dict[str, str]:
    """Of tradetalks, Python and the packages that compute, in this process."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"tradetalks": tradetalks.__version__, "python": python} | {name: _installed(name) for name in PACKAGES}


@functools.cache
def _installed(name: str) -> str:
    """The version of a package. To look takes five milliseconds, and workers are asked with every piece."""
    return metadata.version(name)


def other_versions(there: Mapping[str, str | None], here: Mapping[str, str]) -> list[str]:
    """What differs, a line each: ``numpy 2.3.1, here 2.4.6``.

    Args:
        there: versions of a store, or of a worker.
        here: those that they are held against.
    """
    names = [name for name in here if there.get(name) != here[name]]
    return [f"{name} {there.get(name) or 'missing'}, here {here[name]}" for name in names]


def other_plan(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Settings of two plans, as JSON, that differ, a line each: ``seed 1, here 2``."""
    found = []
    for key in [*here, *(key for key in there if key not in here)]:
        if there.get(key) == here.get(key):
            continue
        if isinstance(there.get(key), Mapping) and isinstance(here.get(key), Mapping):
            found += [f"{key}: {line}" for line in other_plan(there[key], here[key])]
        else:
            found.append(f"{key} {_short(there.get(key))}, here {_short(here.get(key))}")
    return found[:NAMED]


def _short(value: Any) -> str:
    """A value in the middle of a line."""
    if value is None:
        return "none"
    return shortened(json.dumps(value, ensure_ascii=False))


def other_scenario(there: Scenario, here: Scenario) -> list[str]:
    """Names of the fields in which two scenarios differ."""
    ours = told(here)
    return [name for name, value in told(there).items() if fingerprint(value) != fingerprint(ours.get(name))]
