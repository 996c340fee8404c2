"""Read a scenario that somebody sent: it may name what ships with the package, and no file of this machine."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.data.worlds import available_worlds
from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.read import scenario_of
from tradetalks.scenario.reading.positions import Source, Watch
from tradetalks.scenario.sections.study_parameters import draws_worlds
from tradetalks.scenario.shipped_files import FILES, shipped_tables


def parse_untrusted(text: str, name: str, watch: Watch | None = None) -> Scenario:
    """Read a scenario whose text may come from anybody.

    Args:
        text: YAML, of at most two million letters.
        name: what messages call it.
        watch: called with everything that YAML finds in it as it is read; it may raise where that is too much.

    Returns:
        The scenario, checked as :func:`tradetalks.scenario.read.parse_scenario` does it.

    Raises:
        ScenarioError: every problem, with place and advice; among them any file that it names and that does not ship with
            tradetalks: accounts of one's own, tables beside the file.
    """
    source = Source(text, name, watch)
    source.refused(_foreign(source.tree()))
    source.stop_if_wrong()
    return scenario_of(source, FILES, {})


def _foreign(tree: dict[str, object]) -> Iterator[Refusal]:
    """Every place where a file is named that does not ship."""
    baseline = tree.get("baseline")
    # A name that is none is refused where it is read, with those that there are.
    if not isinstance(baseline, str) and baseline is not None and not _is_shipped(baseline):
        yield Refusal(
            "a scenario that is sent runs on a shipped world",
            "the name of a world, as world2022, or such a world merged: {world: world2022, regions: ...}",
            "run it with `tradetalks run` on the machine that has the accounts",
            ("baseline",),
        )
    for place, value in _drawn_worlds(tree):
        if not _is_shipped(value):
            expected = "names of worlds, as world2022, or such worlds merged: {world: world2022, regions: ...}"
            yield Refusal("a scenario that is sent runs on shipped worlds", expected, place=place)
    known = set(shipped_tables())
    for place, table in _tables(tree, ()):
        if not isinstance(table, str) or table not in known:
            yield Refusal(
                "a scenario that is sent may not name files",
                "a table that ships with tradetalks, as tariffs-2025/truce-lapses.csv",
                "write rates by sector, or run it with `tradetalks run` where the table is",
                place,
            )


def _is_shipped(world: object) -> bool:
    """Whether the value of a key ``baseline`` is a world that ships, or one merged."""
    if isinstance(world, dict):
        return {"folder", "file"}.isdisjoint(world)
    return isinstance(world, str) and world in available_worlds()


def _drawn_worlds(tree: dict[str, object]) -> Iterator[tuple[Place, object]]:
    """The worlds that a section ``study`` draws."""
    study = tree.get("study")
    parameters = study.get("parameters") if isinstance(study, dict) else None
    if not isinstance(parameters, dict):
        return
    for name, parameter in parameters.items():
        if not isinstance(parameter, dict) or not draws_worlds(name, parameter.get("key")):
            continue
        worlds = parameter.get("one of")
        if isinstance(worlds, list):
            for k, world in enumerate(worlds):
                yield ("study", "parameters", name, "one of", k), world


def _tables(tree: object, place: Place) -> Iterator[tuple[Place, object]]:
    """What stands under ``tariffs_from``, wherever it stands."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "tariffs_from":
                yield (*place, key), value
            else:
                yield from _tables(value, (*place, key))
    elif isinstance(tree, list):
        for k, value in enumerate(tree):
            yield from _tables(value, (*place, k))
