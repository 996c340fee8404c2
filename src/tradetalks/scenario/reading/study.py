"""A study in a file of its own, beside the scenario that it is a study of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import PATH, Kind, Word, checked, read_file, refusals_of
from tradetalks.inputs.record import adapter
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.baseline import labels_of
from tradetalks.scenario.reading.positions import LARGEST, Source
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import BASELINE, draws_worlds

# The one key that a file of its own may have above those of the section.
SECTION = "study"
SCENARIO = Kind((Scenario,), "a Scenario, from tradetalks.read_scenario")


@checked(ScenarioError, file=PATH, scenario=SCENARIO)
def read_study(file: str | Path, scenario: Scenario) -> StudyPlan:
    """Read a study from a file of its own: the keys of the section ``study``, under that word or at the top.

    Args:
        file: YAML.
        scenario: whose regions and sectors the study may name.

    Returns:
        The plan, checked by itself; relative paths start at the folder of the file. Whether it fits the scenario says
        :func:`tradetalks.ensemble.design_of`.

    Raises:
        ScenarioError: every problem of the file, with place and advice.
    """
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(message(f"{path} cannot be read", got=str(error))) from None
    return parse_study(text, str(path), scenario, path.parent)


def parse_study(text: str, name: str, scenario: Scenario, folder: Path | None = None) -> StudyPlan:
    """Read the text of a study.

    Args:
        text: YAML, or the JSON of :func:`study_text`.
        name: what messages call it.
        scenario: whose regions and sectors the study may name.
        folder: where paths of worlds of one's own start; None where the scenario lies.

    Returns:
        The plan.

    Raises:
        ScenarioError: every problem, with place and advice.
    """
    source = Source(text[: LARGEST + 1], name)
    tree: Any = source.tree()
    source.stop_if_wrong()
    labels = labels_of(scenario.accounts, {}, Path())
    above = [SECTION] if set(tree) == {SECTION} else []
    for key in above:
        tree = tree[key]
    if folder is not None and folder.resolve() != Path(scenario.folder).resolve():
        tree = _anchored(tree, folder.resolve())
    try:
        return read_file(StudyPlan, tree, labels)
    except ValidationError as error:
        source.refused(refusal.below(*above) for refusal in refusals_of(error))
        raise source.error() from None


def study_text(plan: StudyPlan) -> str:
    """The plan as JSON with the keys of a file: what :func:`parse_study` reads as the same plan."""
    found: dict[str, Any] = adapter(StudyPlan).dump_python(plan, mode="json", by_alias=True, exclude_defaults=True)
    # Said whatever the defaults of a later version are.
    always = {"draws": plan.draws, "seed": plan.seed, "sampling": plan.sampling, "parts": list(plan.parts)}
    return json.dumps(always | found, ensure_ascii=False)


def _anchored(tree: Any, folder: Path) -> Any:
    """The keys of a study with worlds of one's own where they lie beside it, which is not beside the scenario."""
    if not isinstance(tree, dict) or not isinstance(tree.get("parameters"), dict):
        return tree
    parameters = dict(tree["parameters"])
    for name, parameter in parameters.items():
        if not isinstance(parameter, dict) or not draws_worlds(name, parameter.get("key")):
            continue
        worlds = parameter.get("one of")
        if isinstance(worlds, list):
            parameters[name] = {**parameter, "one of": [_whole_path(world, folder) for world in worlds]}
    return {**tree, "parameters": parameters}


def _whole_path(world: object, folder: Path) -> object:
    """The value of a key ``baseline`` with its path from the root; that of a shipped world as it is."""
    value = world
    if isinstance(world, str):
        try:
            value = Source(f"{BASELINE}: {world}", BASELINE).tree().get(BASELINE)
        except ScenarioError:
            # What is no value is refused where it is read.
            return world
    if not isinstance(value, dict):
        return world
    places = {key: value[key] for key in ("folder", "file") if isinstance(value.get(key), str)}
    return value | {key: Word(folder / path) for key, path in places.items()}
