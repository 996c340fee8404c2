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

from tradetalks.data.elasticities import scale_is_bounded
from tradetalks.data.read import COLUMNS, read_accounts
from tradetalks.data.worlds import available_worlds, folder_hash, load_world
from tradetalks.errors import AccountsError, ScenarioError
from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names, act_parser, cut
from tradetalks.scenario.coherence import check_acts, check_levels
from tradetalks.scenario.model import Branch, ModelOptions, Scenario
from tradetalks.scenario.parse_instruments import instruments_parser
from tradetalks.scenario.parse_talks import check_talks, talks_parser
from tradetalks.scenario.parse_war import objectives_parser, war_parser
from tradetalks.scenario.positions import Source, nearest

FILES = Path(__file__).parent / "files"
DEFICITS = ("zero", "fixed", "proportional")


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
    table = _fields(names, source, folder, parent is None, accounts, _tariff_max(root, source))
    values = s.record(table, "the scenario")(root, source)
    source.stop_if_wrong()
    model = _merged(dataclasses.asdict(parent.model) if parent else {}, _given(values["model"]))
    acts = (cut(parent.acts, values["cut"]) if parent else ()) + tuple(values["acts"] or ())
    branches = tuple(
        Branch(key, b["title"], tuple(b["acts"]), b["note"]) for key, b in (values["branches"] or {}).items()
    )
    check_acts(acts, branches, source)
    check_talks(values["talks"], [b.name for b in branches], [a.start for a in acts if a is not s.WRONG], source)
    _check_elasticities(ModelOptions(**model), accounts, _child(root, "model"), source)
    source.stop_if_wrong()
    options = _overridden(model, overrides, table["model"].read, accounts)
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
        path=name,
        text=text,
        objectives=values["objectives"] or {},
        instruments=values["instruments"] or {},
        war=values["war"],
        talks=values["talks"],
        extends=parent.name if parent else "",
        settings=dict(overrides),
    )
    check_levels(scenario, source)
    source.stop_if_wrong()
    return dataclasses.replace(scenario, dates=values["dates"] or _default_dates(scenario))


def _fields(
    names: Names,
    source: Source,
    folder: Path,
    alone: bool,
    accounts: xr.Dataset | None = None,
    tariff_max: float | None = None,
) -> dict[str, s.Field]:
    """The table of a scenario's keys."""
    sector = s.choice(names.sectors, "sector")
    act = act_parser(names, folder, tariff_max)
    horizon = s.either(s.is_word("long_run"), s.constant(None), s.above(0, or_equal=True))

    def elasticities(item: s.Parser) -> s.Field:
        return s.Field(s.table(sector, item, "sectors to elasticities"))

    model = {
        "scale": s.Field(s.boolean),
        "deficits": s.Field(s.choice(DEFICITS, "deficit rule")),
        "horizon_years": s.Field(horizon),
        "trade_elasticity": elasticities(s.above(0)),
        "scale_elasticity": elasticities(s.above(0, or_equal=True)),
    }
    branch = {
        "title": s.Field(s.text, required=True),
        "note": s.Field(s.text, default=""),
        "acts": s.Field(s.many(act, "acts"), default=()),
    }
    return {
        "name": s.Field(s.slug, required=True),
        "title": s.Field(s.text, required=True),
        "description": s.Field(s.text, default=""),
        "extends": s.Field(s.text),
        "cut": s.Field(s.date),
        "baseline": s.Field(lambda node, source: None, required=alone),
        "model": s.Field(s.record(model, "model")),
        "limits": s.Field(lambda node, source: None),
        "players": s.Field(_players(names)),
        "dates": s.Field(_ordered_dates),
        "acts": s.Field(s.many(act, "acts"), default=()),
        "branches": s.Field(s.table(s.text, s.record(branch, "the branch"), "branch names to branches")),
        "objectives": s.Field(objectives_parser(names)),
        "instruments": s.Field(instruments_parser(names)),
        "war": s.Field(war_parser(names)),
        "talks": s.Field(talks_parser(names, accounts)),
    }


def _tariff_max(root: yaml.MappingNode, source: Source) -> float | None:
    """``limits.tariff_max``, which the acts are read with; None where the file sets none."""
    node = _child(root, "limits")
    if node is None:
        return None
    limits = s.record({"tariff_max": s.Field(s.above(0), required=True)}, "limits")(node, source)
    return None if limits is s.WRONG or limits["tariff_max"] in (None, s.WRONG) else limits["tariff_max"]


def _players(names: Names) -> s.Parser:
    """Regions, two or more, each once."""
    read = s.many(s.choice(names.regions, "region"), "regions")

    def parse(node: yaml.Node, source: Source):
        values = read(node, source)
        if values is not s.WRONG and (len(values) == 1 or len(set(values)) < len(values)):
            source.wrong(
                node, "players are those who face each other", "two regions or more, each once",
                "leave players out to see the first two regions",
            )  # fmt: skip
            return s.WRONG
        return values

    return parse


def _ordered_dates(node: yaml.Node, source: Source):
    """Dates from first to last, each once."""
    values = s.many(s.date, "dates")(node, source)
    if values is s.WRONG:
        return values
    before = len(source.problems)
    for k in range(1, len(values)):
        if values[k] <= values[k - 1]:
            source.wrong(
                node.value[k], "dates out of order", f"a date after {values[k - 1]}",
                "list the dates from first to last, each once",
            )  # fmt: skip
    return values if len(source.problems) == before else s.WRONG


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """``new`` over ``old``; elasticities sector by sector."""
    return {**old, **{k: {**old.get(k, {}), **v} if isinstance(v, dict) else v for k, v in new.items()}}


def _given(values: dict | None) -> dict:
    """What the file says; ``horizon_years: long_run`` is None."""
    if not values:
        return {}
    written = {k.value for k, _ in values["node"].value}
    return {k: v for k, v in values.items() if k in written}


def _child(root: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for k, value in root.value if k.value == key), None)


def _parent(root: yaml.MappingNode, source: Source) -> Scenario | None:
    node = _child(root, "extends")
    if node is None:
        return None
    if not isinstance(node, yaml.ScalarNode) or node.value not in shipped_scenarios():
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
            f"`tradetalks copy {Path(source.name).stem} {Path(source.name).name}` beside your arrays, then run it there",
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


KEYS = (
    "model.scale",
    "model.deficits",
    "model.horizon_years",
    "model.trade_elasticity.SECTOR",
    "model.scale_elasticity.SECTOR",
)


def _overridden(
    model: Mapping[str, Any], overrides: Mapping[str, str], read: s.Parser, accounts: xr.Dataset
) -> ModelOptions:
    """The model with the ``model.*`` values given on the command line laid over it, read as in the file."""
    if not overrides:
        return ModelOptions(**model)
    inner = Source(yaml.safe_dump(_tree(overrides), sort_keys=False), "--set model")
    root = inner.root()
    values = read(root, inner)
    inner.stop_if_wrong()
    options = ModelOptions(**_merged(model, _given(values)))
    _check_elasticities(options, accounts, root, inner)
    inner.stop_if_wrong()
    return options


def _tree(overrides: Mapping[str, str]) -> dict[str, Any]:
    """``model.a.b: value`` pairs as nested mappings below ``model``."""
    source = Source("\n".join(f"{key}: {value}" for key, value in overrides.items()), "--set")
    tree: dict[str, Any] = {}
    for line, (key, value) in enumerate(overrides.items()):
        node = yaml.ScalarNode("", key, yaml.Mark("", 0, line, 0, None, 0), yaml.Mark("", 0, line, len(key), None, 0))
        section, _, rest = key.partition(".")
        if section != "model" or not rest:
            source.wrong(node, "unknown setting", f"one of {', '.join(KEYS)}", nearest(key, KEYS))
            continue
        *path, last = rest.split(".")
        branch: Any = tree
        for name in path:
            branch = branch.setdefault(name, {}) if isinstance(branch, dict) else branch
        if not isinstance(branch, dict) or isinstance(branch.get(last), dict):
            source.wrong(node, "this setting does not go with another one", "each key once", "keep one of the two")
            continue
        try:
            branch[last] = yaml.safe_load(value)
        except yaml.YAMLError:
            source.wrong(node, "this value is not YAML", "a number, a word, true or false")
    source.stop_if_wrong()
    return tree


def _check_elasticities(options: ModelOptions, accounts: xr.Dataset, model: yaml.Node | None, source: Source) -> None:
    """θψ < 1 in every sector; the caret stands under the value that the file gives."""
    theta = {**accounts["trade_elasticity"].to_series(), **options.trade_elasticity}
    psi = {**accounts["scale_elasticity"].to_series(), **options.scale_elasticity}
    for sector in theta:
        product = theta[sector] * psi[sector]
        if options.scale and not scale_is_bounded(theta[sector], psi[sector]):
            source.wrong(
                _elasticity(model, str(sector)) or model or source.beginning(),
                f"elasticities of {sector} are out of range",
                f"theta*psi below 1; got theta {theta[sector]:g}, psi {psi[sector]:g}, theta*psi {product:g}",
                f"lower scale_elasticity of {sector} below {1 / theta[sector]:.3g}, or set scale: false",
            )


def _elasticity(model: yaml.Node | None, sector: str) -> yaml.Node | None:
    """Where the model section gives an elasticity of ``sector``."""
    for name in ("scale_elasticity", "trade_elasticity"):
        table = _child(model, name) if isinstance(model, yaml.MappingNode) else None
        value = _child(table, sector) if isinstance(table, yaml.MappingNode) else None
        if value is not None:
            return value
    return None


def _default_dates(scenario: Scenario) -> tuple[datetime.date, ...]:
    from tradetalks.scenario.policy_path import change_dates

    return change_dates(scenario)
