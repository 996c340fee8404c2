"""Values laid over a scenario's ``model`` section: text from the command line, or values from Python."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from numbers import Real
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tradetalks.errors import ScenarioError, message, suggestion
from tradetalks.scenario.reading.positions import Source

KEYS = (
    "model.elasticities",
    "model.scale",
    "model.deficits",
    "model.horizon_years",
    "model.trade_elasticity.SECTOR",
    "model.scale_elasticity.SECTOR",
)
# What is wrong with a setting, what was expected, what to do.
_Fault = tuple[str, str, str]


def as_text(key: str, value: object) -> str:
    """A setting as a file would write it.

    Args:
        key: the dotted key.
        value: text (a word of YAML), True or False, a number, or a mapping of sectors to numbers.

    Raises:
        ScenarioError: anything else.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool | np.bool_):
        return str(value).lower()
    if isinstance(value, Real):
        return str(value)
    if isinstance(value, Mapping):
        parts = (f"{name}: {as_text(f'{key}.{name}', part)}" for name, part in value.items())
        return f"{{{', '.join(parts)}}}"
    raise ScenarioError(
        message(
            f"the setting {key} cannot be read",
            expected="text, a number, True or False, or a mapping of sectors to numbers",
            got=f"{key} = {value!r}",
            do="leave it out to keep what the file says",
        )
    )


def settings_source(settings: Mapping[str, str]) -> Source:
    """The settings (dotted keys to text) as the text of a ``model`` section.

    Raises:
        ScenarioError: unknown keys, keys that exclude each other, text that is not YAML; all of them at once.
    """
    faults: dict[str, _Fault] = {}
    tree: dict[str, Any] = {}
    for key, text in settings.items():
        fault = _put(tree, key, text)
        if fault is not None:
            faults[key] = fault
    if faults:
        raise ScenarioError("\n\n".join(_told(settings, key, fault) for key, fault in faults.items()))
    out = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # ruamel declares None
    yaml.dump(tree, out)
    return Source(out.getvalue(), "--set model")


def _put(tree: dict[str, Any], key: str, text: str) -> _Fault | None:
    """Put a setting into the tree of the section; what is wrong with it, if anything."""
    section, _, rest = key.partition(".")
    if section != "model" or not rest:
        return "unknown setting", f"one of {', '.join(KEYS)}", suggestion(key, KEYS)
    *path, last = rest.split(".")
    branch: Any = tree
    for name in path:
        if isinstance(branch, dict):
            branch = branch.setdefault(name, {})
    if not isinstance(branch, dict) or isinstance(branch.get(last), dict):
        return "this setting does not go with another one", "each key once", "keep one of the two"
    try:
        branch[last] = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return "this value is not YAML", "a number, a word, true or false", ""
    return None


def _told(settings: Mapping[str, str], key: str, fault: _Fault) -> str:
    line = list(settings).index(key) + 1
    title, expected, do = fault
    pad = " " * len(str(line))
    code = (f"   {line} | {key}: {settings[key]}", f"   {pad} | {'^' * len(key)} got {key}")
    return message(title, where=f"--set:{line}:1", details=code, expected=expected, do=do)
