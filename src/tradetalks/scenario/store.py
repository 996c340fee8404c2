"""Keep a solved run, or what one is made of, in one file, and get it back without solving anything again.

The file is a zip of arrays (numpy's ``.npz``, nothing pickled) and one JSON text that says how they hang together: every
result is a frozen dataclass, and is written field by field. Objects that two results share are written once. Only classes of
this package are ever made again when a file is read, each by its own constructor with its own checks.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import numpy as np
import pydantic
import xarray as xr

import tradetalks
from tradetalks.errors import ScenarioError
from tradetalks.scenario.run import ScenarioRun

PACKAGE = "tradetalks."
# The array of the file that holds the JSON text; all others are numbered.
TREE = "tree"
# What reading something else, or a file of another version, may raise.
UNREADABLE = (OSError, ValueError, LookupError, EOFError, AttributeError, ImportError, TypeError, zipfile.BadZipFile)


def save_run(run: ScenarioRun, file: Path) -> None:
    """Write ``run`` to ``file`` (``.npz``)."""
    with file.open("wb") as out:
        _write(run, out)


def packed(value: object, *, small: bool = True) -> bytes:
    """What :func:`save_run` would write of any object of this package that holds data: of a scenario, say.

    Args:
        value: the object.
        small: False leaves it as large as it is, which is quicker: for what another process reads at once.
    """
    out = io.BytesIO()
    _write(value, out, small=small)
    return out.getvalue()


def unpacked(data: bytes) -> Any:
    """What was :func:`packed`, each object made again by its own constructor.

    Raises:
        ValueError: nothing that was packed by this version of the package.
    """
    try:
        tree, arrays = _contents(io.BytesIO(data))
        return _Reader(arrays).read(tree["run"])
    except UNREADABLE as error:
        raise ValueError(str(error)) from None


def fingerprint(*values: object) -> str:
    """The sha256 of everything in objects of this package that hold data: the same for equal contents, wherever they are."""
    text = json.dumps([_Printer().write(value) for value in values])
    return hashlib.sha256(text.encode()).hexdigest()


def _write(value: object, out: IO[bytes], *, small: bool = True) -> None:
    writer = _Writer()
    tree = {"version": tradetalks.__version__, "run": writer.write(value)}
    write = np.savez
    if small:
        write = np.savez_compressed
    write(out, allow_pickle=False, **{TREE: np.array(json.dumps(tree)), **writer.arrays})


def _contents(source: IO[bytes]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    with np.load(source, allow_pickle=False) as stored:
        tree = json.loads(str(stored[TREE]))
        return tree, {name: stored[name] for name in stored.files if name != TREE}


def load_run(file: Path) -> ScenarioRun:
    """The run that :func:`save_run` wrote.

    Raises:
        ScenarioError: no such file, something else in it, or a run of another version that no longer fits.
    """
    try:
        with file.open("rb") as source:
            tree, arrays = _contents(source)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ScenarioError(
            f"{file} cannot be read as a run\nexpected what `tradetalks run` writes\ngot      {error}\n"
            "do       run the scenario again"
        ) from None
    try:
        run = _Reader(arrays).read(tree["run"])
    except (AttributeError, ImportError, KeyError, LookupError, TypeError, ValueError) as error:
        raise ScenarioError(
            f"{file} was written by another version of tradetalks\nexpected version {tradetalks.__version__}\n"
            f"got      {tree.get('version', 'none')} ({error})\ndo       run the scenario again"
        ) from None
    if not isinstance(run, ScenarioRun):
        raise ScenarioError(
            f"{file} holds no run\nexpected a ScenarioRun\ngot      {type(run).__name__}\ndo       run the scenario again"
        )
    return run


def _name_of(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class_of(name: str) -> type:
    """A class of this package that holds data; anything else is refused."""
    module, _, path = name.partition(":")
    if not module.startswith(PACKAGE):
        raise ValueError(f"{name} is no class of tradetalks")
    found: type | ModuleType = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    if isinstance(found, type) and (
        dataclasses.is_dataclass(found)
        or issubclass(found, pydantic.BaseModel | enum.Enum)
        or (issubclass(found, tuple) and hasattr(found, "_fields"))
    ):
        return found
    raise ValueError(f"{name} holds no data")


class _Writer:
    """Turns objects into JSON with numbered arrays beside it; what was written before is referred to by its number."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        # By identity: the object is kept alive, so that its number is not given to another one.
        self.seen: dict[int, tuple[int, object]] = {}
        # By kind, shape and content: economies of many ages and assumptions share most of theirs.
        self.names: dict[tuple[str, tuple[int, ...], str], str] = {}

    def write(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, enum.Enum):
            return {"enum": _name_of(type(value)), "value": value.name}
        if isinstance(value, int | float):
            return value if math.isfinite(value) else {"number": repr(float(value))}
        if isinstance(value, np.generic):
            return self.write(value.item())
        if isinstance(value, datetime.date):
            return {"date": value.isoformat()}
        if isinstance(value, slice):
            return {"slice": [value.start, value.stop, value.step]}
        return self._shared(value)

    def _shared(self, value: Any) -> Any:
        if id(value) in self.seen:
            return {"same": self.seen[id(value)][0]}
        number = len(self.seen)
        self.seen[id(value)] = (number, value)
        return {"id": number, **self._object(value)}

    def _object(self, value: Any) -> dict[str, Any]:
        if isinstance(value, xr.DataArray):
            return {"labelled": self._labelled(value)}
        if isinstance(value, xr.Dataset):
            return {
                "dataset": {str(k): self._labelled(v) for k, v in value.data_vars.items()},
                "coords": {str(k): self._labelled(v.variable) for k, v in value.coords.items()},
                "attrs": self.write(dict(value.attrs)),
            }
        if isinstance(value, Mapping):
            return {"mapping": [[self.write(k), self.write(v)] for k, v in value.items()]}
        if dataclasses.is_dataclass(value):
            fields = {f.name: self.write(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return {"object": _name_of(type(value)), "fields": fields}
        if isinstance(value, pydantic.BaseModel):
            fields = {name: self.write(getattr(value, name)) for name in type(value).model_fields}
            return {"object": _name_of(type(value)), "fields": fields}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            fields = {name: self.write(getattr(value, name)) for name in value._fields}
            return {"object": _name_of(type(value)), "fields": fields}
        if isinstance(value, tuple | list):
            return {"tuple" if isinstance(value, tuple) else "list": [self.write(v) for v in value]}
        if hasattr(value, "__array__"):
            return {"array": self._array(np.asarray(value))}
        raise TypeError(f"a {type(value).__name__} cannot be kept in a file")

    def _labelled(self, value: xr.DataArray | xr.Variable) -> dict[str, Any]:
        found = {"dims": list(value.dims), "array": self._array(value.values), "attrs": self.write(dict(value.attrs))}
        if isinstance(value, xr.DataArray):
            found["coords"] = {str(k): self._labelled(v.variable) for k, v in value.coords.items()}
            found["name"] = value.name
        return found

    def _array(self, value: np.ndarray) -> str:
        value, content = _with_content(value)
        name = self.names.setdefault((value.dtype.str, value.shape, content), f"a{len(self.arrays)}")
        self.arrays[name] = value
        return name


def _with_content(value: np.ndarray) -> tuple[np.ndarray, str]:
    """An array that holds no objects, and the sha256 of what is in it."""
    if value.dtype == object:
        value = value.astype(str)
    return value, hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()


class _Printer(_Writer):
    """Writes what the contents are, not which objects hold them: arrays by what is in them, nothing by its number."""

    def _shared(self, value: Any) -> Any:
        return self._object(value)

    def _array(self, value: np.ndarray) -> str:
        value, content = _with_content(value)
        return f"{value.dtype.str} {value.shape} {content}"


class _Reader:
    """The way back."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        self.arrays = arrays
        self.seen: dict[int, Any] = {}

    def read(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "same" in value:
            return self.seen[value["same"]]
        if "number" in value:
            return float(value["number"])
        if "enum" in value:
            return getattr(_class_of(value["enum"]), value["value"])
        if "date" in value:
            return datetime.date.fromisoformat(value["date"])
        if "slice" in value:
            return slice(*value["slice"])
        found = self._object(value)
        self.seen[value["id"]] = found
        return found

    def _object(self, value: dict[str, Any]) -> Any:
        if "labelled" in value:
            return self._labelled(value["labelled"])
        if "dataset" in value:
            coords = {k: self._variable(v) for k, v in value["coords"].items()}
            variables = {k: self._variable(v) for k, v in value["dataset"].items()}
            return xr.Dataset(variables, coords, self.read(value["attrs"]))
        if "mapping" in value:
            return {self.read(k): self.read(v) for k, v in value["mapping"]}
        if "object" in value:
            return _class_of(value["object"])(**{name: self.read(v) for name, v in value["fields"].items()})
        if "tuple" in value:
            return tuple(self.read(v) for v in value["tuple"])
        if "list" in value:
            return [self.read(v) for v in value["list"]]
        return self._array(value)

    def _array(self, value: dict[str, Any]) -> np.ndarray:
        """One of its own: what is written once may belong to several."""
        return self.arrays[value["array"]].copy(order="K")

    def _variable(self, value: dict[str, Any]) -> xr.Variable:
        return xr.Variable(value["dims"], self._array(value), self.read(value["attrs"]))

    def _labelled(self, value: dict[str, Any]) -> xr.DataArray:
        coords = {k: self._variable(v) for k, v in value["coords"].items()}
        variable = self._variable(value)
        return xr.DataArray(variable.values, coords, variable.dims, value["name"], variable.attrs)
