"""The text of a scenario with changes of a reader: further acts, another model, other talks. Comments and order stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tradetalks.errors import ScenarioError, message

# Letters of a line before it would be broken: no line of a scenario is, so that sources stay as they are written.
UNBROKEN_LINE = 10_000
Entry = Mapping[str, object]


def changed_text(
    text: str,
    *,
    acts: Sequence[Entry] = (),
    model: Entry | None = None,
    talks: Entry | None = None,
    title: str | None = None,
    baseline: Entry | None = None,
) -> str:
    """The text of a scenario file with changes laid over it; the file itself is what ``tradetalks run`` would take.

    Args:
        text: YAML of a scenario that can be read.
        acts: further acts of the main line, as a file has them. Where the file lists its ``dates``, their first days join them.
        model: keys of the ``model`` section to put in place of those that are there.
        talks: keys of the ``talks`` section likewise; a mapping is laid over the mapping that is there.
        title: another title.
        baseline: another world, as a file names it.

    Returns:
        YAML. The same text where nothing is changed.

    Raises:
        ScenarioError: the text is not YAML, or has no talks to change.
    """
    if not acts and not model and not talks and title is None and baseline is None:
        return text
    tree, yaml = _tree(text)
    if baseline is not None:
        tree["baseline"] = dict(baseline)
    if title is not None:
        tree["title"] = title
    if acts:
        tree["acts"] = [*tree.get("acts", []), *map(dict, acts)]
        _add_dates(tree, acts)
    if model:
        tree["model"] = {**tree.get("model", {}), **model}
    if talks:
        if "talks" not in tree:
            raise ScenarioError(
                message(
                    f"scenario {tree.get('name', '')} has no talks to change",
                    expected="a scenario with a section talks",
                    do="choose another scenario, or leave deadline and rivalry out",
                )
            )
        _lay_over(tree["talks"], talks)
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _tree(text: str) -> tuple[Any, YAML]:
    """The mapping of a file, with its comments, and what writes it again."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = UNBROKEN_LINE
    # As the shipped files are written.
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        tree = yaml.load(text)
    except YAMLError:
        tree = None
    if not isinstance(tree, dict):
        raise ScenarioError(
            message(
                "this text is no scenario", expected="a mapping of keys to values", do="`tradetalks check` says why"
            )
        )
    return tree, yaml


def _add_dates(tree: Any, acts: Sequence[Entry]) -> None:
    """Their first days join the days that the file lists; a file without a list solves every day of its acts."""
    if not tree.get("dates"):
        return
    days = {str(day): day for day in [*tree["dates"], *(act["from"] for act in acts if "from" in act)]}
    tree["dates"] = [days[day] for day in sorted(days)]


def _lay_over(tree: Any, changes: Entry) -> None:
    for key, value in changes.items():
        if isinstance(value, Mapping) and isinstance(tree.get(key), dict):
            _lay_over(tree[key], value)
        else:
            tree[key] = value
