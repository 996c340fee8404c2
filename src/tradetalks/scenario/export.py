"""A scenario as one file that stands on its own: what it inherits is written out, comments and all."""

from __future__ import annotations

import datetime
import re
import shutil
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from ruamel.yaml.nodes import Node, SequenceNode

from tradetalks.errors import ScenarioError
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.reading.library import find
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.reading.settings import as_text
from tradetalks.scenario.sections.model import LONG_RUN, ModelOptions
from tradetalks.scenario.shipped_files import FILES

INHERITED = ("description", "baseline", "model", "limits", "players")


def write_copy(name_or_path: str | Path, file: Path | None = None) -> Path:
    """Write scenario ``name_or_path`` to ``file`` (my-NAME.yaml where None), its name changed to the file's, with its tables.

    Raises:
        ScenarioError: no such scenario, a file that is there already, or one that cannot be written.
    """
    source = find(name_or_path)
    file = Path(f"my-{source.stem}.yaml") if file is None else file
    if file.suffix not in (".yaml", ".yml"):
        raise ScenarioError(f"{file} is not the name of a scenario file\nexpected a name ending in .yaml")
    text = renamed(self_contained(source), re.sub(r"[^\w.-]+", "-", file.stem).strip("-._") or "my-scenario")
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise ScenarioError(f"{file} is there already\ndo       name another file, or move this one away") from None
    except OSError as error:
        raise ScenarioError(f"{file} cannot be written\n{error.strerror}\ndo       name another file") from None
    _copy_tables(text, (source.parent, FILES), file.parent)
    return file


def _copy_tables(text: str, homes: Sequence[Path], folder: Path) -> None:
    """The tables of tariffs that a scenario names, to where its copy looks for them; one that is there already stays.

    Args:
        text: of the scenario, with the acts that it takes over.
        homes: where they may lie: beside the scenario, beside the shipped one that it extends.
        folder: of the copy.
    """
    for name in sorted(set(re.findall(r"tariffs_from: *([^\s,}]+)", text))):
        found = [home / name for home in homes if (home / name).is_file()]
        if found and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found[0], folder / name)


def self_contained(path: Path) -> str:
    """The text of a scenario with the baseline, model, players and acts of what it extends in place of ``extends``."""
    text = path.read_text(encoding="utf-8")
    blocks = _blocks(text)
    if "extends" not in blocks:
        return text
    scenario = read_scenario(path)
    parent = _blocks(self_contained(find(scenario.extends)))
    last = datetime.date.fromisoformat(_value(blocks["cut"]).value) if "cut" in blocks else None
    acts = [*_items(parent.get("acts"), last), *_items(blocks.get("acts"))]
    taken = {key: parent[key] for key in INHERITED if key in parent and key not in blocks}
    if "model" in parent:
        taken["model"] = _model(scenario.model)
    ordered = "".join(taken[key] for key in INHERITED if key in taken)
    # What is taken over stands where the file names it; its own acts stand with those, and so does a model of both.
    whole = blocks | {"extends": f"{ordered}# Acts of {scenario.extends} first.\nacts:\n{''.join(acts)}"}
    for key in ("cut", "acts", *({"model"} & set(taken))):
        whole.pop(key, None)
    return "".join(whole.values())


def renamed(text: str, name: str) -> str:
    """The same text with another ``name``."""
    return re.sub(r"^name:.*$", f"name: {name}", text, count=1, flags=re.MULTILINE)


def _blocks(text: str) -> dict[str, str]:
    """The text of each top-level key with the comments above it, in order."""
    pairs = Source(text, "the scenario").top.value
    lines = text.splitlines(keepends=True)
    starts = []
    for key, _ in pairs:
        first = key.start_mark.line
        while first > 0 and lines[first - 1].startswith("#"):
            first -= 1
        starts.append(first)
    starts[0] = 0
    ends = [*starts[1:], len(lines)]
    texts = ("".join(lines[first:end]) for first, end in zip(starts, ends, strict=True))
    return {key.value: block.rstrip("\n") + "\n" for (key, _), block in zip(pairs, texts, strict=True)}


def _value(block: str) -> Node:
    """The value of a block's only key."""
    value: Node = Source(block, "the scenario").top.value[0][1]
    return value


def _items(block: str | None, last: datetime.date | None = None) -> list[str]:
    """The acts of an ``acts`` block that begin by ``last``, each as text indented by two."""
    if block is None:
        return []
    node = _value(block)
    assert isinstance(node, SequenceNode), "acts are a list"
    if node.flow_style:
        texts = [f"- {block[item.start_mark.index : item.end_mark.index]}\n" for item in node.value]
    else:
        lines = block.splitlines(keepends=True)
        starts = [item.start_mark.line for item in node.value]
        texts = [textwrap.dedent("".join(lines[a:b])) for a, b in pairwise([*starts, len(lines)])]
    # Answers have no day of their own.
    begins = (next((v.value for k, v in item.value if k.value == "from"), "0001-01-01") for item in node.value)
    dates = [datetime.date.fromisoformat(day) for day in begins]
    return [textwrap.indent(t, "  ") for t, day in zip(texts, dates, strict=True) if last is None or day <= last]


def _model(model: ModelOptions) -> str:
    """The model that follows from both files."""
    values: dict[str, object] = {
        "scale": model.scale,
        "deficits": model.deficits,
        "horizon_years": LONG_RUN if model.horizon_years is None else model.horizon_years,
        "trade_elasticity": model.trade_elasticity,
        "scale_elasticity": model.scale_elasticity,
    }
    given = {key: value for key, value in values.items() if value != {}}
    return f"model: {as_text('model', given)}\n"
