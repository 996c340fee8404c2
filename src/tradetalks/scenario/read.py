"""Read and validate scenario files: every problem at once, with line, column and caret."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xarray as xr
import yaml

from tradetalks.data.read import COLUMNS, read_accounts
from tradetalks.data.worlds import available_worlds, folder_hash, load_world
from tradetalks.errors import AccountsError, ScenarioError
from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names, act_parser, check_acts, cut
from tradetalks.scenario.model import Branch, ModelOptions, Scenario
from tradetalks.scenario.source import Source, nearest
from tradetalks.scenario.talks_section import check_branches, talks_parser
from tradetalks.scenario.war_section import instruments_parser, objectives_parser, war_parser

FILES = Path(__file__).parent / "files"
DEFICITS = ("zero", "fixed", "proportional")
SECTIONS = ("objectives", "instruments", "war", "talks")


def shipped_scenarios() -> dict[str, str]:
    """Names and titles of the scenarios that ship with the package."""
    found = {}
    for path in sorted(FILES.glob("*.yaml")):
        title = re.search(r"^title: *(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        found[path.stem] = title.group(1).strip("\"'") if title else path.stem
    return found


def read_scenario(name_or_path: str | Path, overrides: Mapping[str, str] | None = None) -> Scenario:
    """Read a shipped scenario by name, or a file.

    Args:
        name_or_path: a name of :func:`shipped_scenarios` or a path ending in ``.yaml``.
        overrides: dotted keys and YAML values laid over the file, as ``{"model.scale": "false"}``.

    Raises:
        ScenarioError: every problem of the file, with place and advice.
    """
    path = find(name_or_path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read\n{error}") from None
    return parse_scenario(text, str(path), path.parent, overrides or {})


def find(name_or_path: str | Path) -> Path:
    """The file behind a shipped name or a path."""
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        if path.is_file():
            return path
        raise ScenarioError(f"there is no file {path}\ndo       `tradetalks list` names the shipped scenarios")
    shipped = FILES / f"{name_or_path}.yaml"
    if shipped.is_file():
        return shipped
    advice = nearest(str(name_or_path), shipped_scenarios())
    raise ScenarioError(
        f"there is no shipped scenario {str(name_or_path)!r}\n{advice}\ndo       a file of your own ends in .yaml"
    )


def parse_scenario(text: str, name: str, folder: Path, overrides: Mapping[str, str]) -> Scenario:
    """Read scenario ``text``; ``name`` stands in messages and ``folder`` is where relative paths start."""
    source = Source(text, name)
    root = source.root()
    parent = _parent(root, source)
    accounts = _accounts(root, source, folder, parent)
    source.stop_if_wrong()
    names = Names.of(accounts)
    values = s.record(_fields(names, source, folder, parent is None), "the scenario")(root, source)
    changes = _overrides(overrides, names)
    source.stop_if_wrong()
    model = {**(dataclasses.asdict(parent.model) if parent else {}), **_given(values["model"]), **changes}
    acts = (cut(parent.acts, values["cut"]) if parent else ()) + tuple(values["acts"] or ())
    branches = tuple(
        Branch(key, b["title"], tuple(b["acts"]), b["note"]) for key, b in (values["branches"] or {}).items()
    )
    check_acts(acts, branches, source)
    check_branches(values["talks"], [b.name for b in branches], source)
    options = ModelOptions(**model)
    _check_elasticities(options, accounts, values, source)
    source.stop_if_wrong()
    scenario = Scenario(
        name=values["name"],
        title=values["title"],
        description=values["description"] or (parent.description if parent else ""),
        accounts=accounts,
        model=options,
        players=values["players"] or (parent.players if parent else ()),
        dates=(),
        acts=acts,
        branches=branches,
        sections={k: values[k] for k in SECTIONS if values[k] is not None},
        path=name,
        text=text,
        extends=parent.name if parent else "",
        settings=dict(overrides),
    )
    return dataclasses.replace(scenario, dates=values["dates"] or _default_dates(scenario))


def _fields(names: Names, source: Source, folder: Path, alone: bool) -> dict[str, s.Field]:
    """The table of a scenario's keys."""
    sector = s.choice(names.sectors, "sector")
    act = act_parser(names, folder)
    horizon = s.either(s.is_word("long_run"), s.constant(None), s.number)
    elasticities = s.Field(s.table(sector, s.number, "sectors to elasticities"), default={})
    model = {
        "scale": s.Field(s.boolean),
        "deficits": s.Field(s.choice(DEFICITS, "deficit rule")),
        "horizon_years": s.Field(horizon),
        "trade_elasticity": elasticities,
        "scale_elasticity": elasticities,
    }
    branch = {
        "title": s.Field(s.text, required=True),
        "note": s.Field(s.text, default=""),
        "acts": s.Field(s.many(act, "acts"), default=()),
    }
    return {
        "name": s.Field(s.text, required=True),
        "title": s.Field(s.text, required=True),
        "description": s.Field(s.text, default=""),
        "extends": s.Field(s.text),
        "cut": s.Field(s.date),
        "baseline": s.Field(lambda node, source: None, required=alone),
        "model": s.Field(s.record(model, "model")),
        "players": s.Field(s.many(s.choice(names.regions, "region"), "regions")),
        "dates": s.Field(s.many(s.date, "dates")),
        "acts": s.Field(s.many(act, "acts"), default=()),
        "branches": s.Field(s.table(s.text, s.record(branch, "the branch"), "branch names to branches")),
        "objectives": s.Field(objectives_parser(names)),
        "instruments": s.Field(instruments_parser(names)),
        "war": s.Field(war_parser(names)),
        "talks": s.Field(talks_parser(names)),
    }


def _given(values: dict | None) -> dict:
    return {k: v for k, v in (values or {}).items() if k != "node" and v is not None}


def _child(root: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for k, value in root.value if k.value == key), None)


def _parent(root: yaml.MappingNode, source: Source) -> Scenario | None:
    node = _child(root, "extends")
    if node is None:
        return None
    if node.value not in shipped_scenarios():
        source.wrong(
            node,
            "unknown scenario to extend",
            f"one of {', '.join(shipped_scenarios())}",
            nearest(str(node.value), shipped_scenarios()),
        )
        raise source.error()
    return read_scenario(node.value)


def _accounts(root: yaml.MappingNode, source: Source, folder: Path, parent: Scenario | None) -> xr.Dataset:
    node = _child(root, "baseline")
    if node is None and parent is not None:
        return parent.accounts
    if node is None:
        source.wrong(root.value[0][0], "the scenario has no baseline", "a key baseline", "write `baseline: world2017`")
        raise source.error()
    if isinstance(node, yaml.ScalarNode):
        if node.value not in available_worlds():
            source.wrong(
                node,
                "unknown baseline",
                f"one of {', '.join(available_worlds())}, or {{folder: PATH}}",
                nearest(node.value, available_worlds()),
            )
            raise source.error()
        return load_world(node.value)
    given = s.record({"folder": s.Field(s.text, required=True)}, "baseline")(node, source)
    source.stop_if_wrong()
    place = folder / given["folder"]
    if folder == FILES and not place.is_dir():
        source.wrong(
            node,
            "this scenario runs on arrays of your own, which do not ship with it",
            f"a folder {given['folder']} of tables as in `tradetalks show world2017`, beside a copy of this file",
            f"copy the file beside your arrays, then `tradetalks run {Path(source.name).name}` there",
        )
        raise source.error()
    try:
        accounts = read_accounts(place)
        return accounts.assign_attrs(folder=given["folder"], sha256=folder_hash(place, COLUMNS))
    except AccountsError as error:
        source.wrong(
            node,
            "the baseline's accounts cannot be used",
            "a folder of tables as in `tradetalks show world2017`",
            str(error),
        )
        raise source.error() from None


def _overrides(overrides: Mapping[str, str], names: Names) -> dict[str, Any]:
    """``model.*`` values given on the command line, read as in the file."""
    source = Source("\n".join(f"{key}: {value}" for key, value in overrides.items()), "--set")
    if not overrides:
        return {}
    fields = _fields(names, source, Path("."), True)["model"].read
    lines = []
    for line, (key, value) in enumerate(overrides.items()):
        section, _, rest = key.partition(".")
        if section != "model" or not rest:
            keys = (
                "model.scale",
                "model.deficits",
                "model.horizon_years",
                "model.trade_elasticity.SECTOR",
                "model.scale_elasticity.SECTOR",
            )
            node = yaml.ScalarNode("", key, yaml.Mark("", 0, line, 0, "", 0), yaml.Mark("", 0, line, len(key), "", 0))
            source.wrong(node, "unknown setting", f"one of {', '.join(keys)}", nearest(key, keys))
            continue
        lines.append((rest.split("."), value))
    source.stop_if_wrong()
    tree: dict[str, Any] = {}
    for path, value in lines:
        branch = tree
        for key in path[:-1]:
            branch = branch.setdefault(key, {})
        branch[path[-1]] = yaml.safe_load(value)
    shown = yaml.safe_dump(tree, sort_keys=False)
    inner = Source(shown, "--set model")
    values = fields(inner.root(), inner)
    inner.stop_if_wrong()
    return {k: v for k, v in values.items() if k in {p[0] for p, _ in lines}}


def _check_elasticities(options: ModelOptions, accounts: xr.Dataset, values: dict, source: Source) -> None:
    theta = dict(accounts["trade_elasticity"].to_series())
    psi = dict(accounts["scale_elasticity"].to_series())
    theta.update(options.trade_elasticity)
    psi.update(options.scale_elasticity)
    for sector in theta:
        product = theta[sector] * psi[sector] if options.scale else 0.0
        if theta[sector] <= 0 or psi[sector] < 0 or product >= 1:
            node = values["model"]["node"] if values["model"] else values["node"].value[0][0]
            source.wrong(
                node, f"elasticities of {sector} are out of range",
                f"theta above 0, psi of at least 0, theta*psi below 1; got {theta[sector]:g}, {psi[sector]:g}, {product:g}",
            )  # fmt: skip


def _default_dates(scenario: Scenario) -> tuple[datetime.date, ...]:
    from tradetalks.scenario.force import change_dates

    return change_dates(scenario)
