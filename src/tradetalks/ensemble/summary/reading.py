"""What a summary reads of a study: its draws, and its outcomes a piece at a time, so that no study is ever loaded whole."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr
from jaxtyping import Bool, Float, Int

from tradetalks.ensemble.outcomes import FAILED, REFUSED, SOLVED, TO_DO
from tradetalks.ensemble.summary.saltelli import is_laid_out

# How a draw ended, in words.
ENDINGS = {SOLVED: "solved", REFUSED: "refused", FAILED: "failed", TO_DO: "not run yet"}
# Variables that say what was drawn, or how it went and how long it took, and not what came out.
NOT_OUTCOMES = ("parameter_value", "cube", "status", "code", "message", "seconds")
# Outcomes that are 1 where something is so and 0 where it is not: they have shares, not quantiles.
YES_NO = ("deal_possible", "deal_kept", "certified")
# Bytes of one variable that are held at once: a few such pieces, with their sorted copies, fit into a gigabyte.
MOST_BYTES = 128 * 2**20
# Numbers nearer to each other than this are one: it is what solvers leave open, in every unit of the outcomes.
NOISE = 1e-6


@dataclasses.dataclass(frozen=True, eq=False)
class Draws:
    """What was drawn, and how each draw ended.

    Args:
        names: of the parameters.
        labels: the names of the draws.
        values: (d, k) of the parameters; of named alternatives their position.
        cube: (d, k) where in its distribution each value lies, in (0, 1).
        status: (d,) 0 not run yet, 1 solved, 2 refused, 3 failed.
        alternatives: by parameter, the names of what was chosen from; those that are numbers are not in it.
        units: by parameter.
        keys: by parameter, the key of the file that it drives; empty for factors.
        is_laid_out: whether the draws come in blocks for Sobol indices, see :mod:`.summary.saltelli`.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    values: Float[np.ndarray, "d k"]
    cube: Float[np.ndarray, "d k"]
    status: Int[np.ndarray, " d"]
    alternatives: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]
    keys: Mapping[str, str]
    is_laid_out: bool = False

    @property
    def independent(self) -> Bool[np.ndarray, " d"]:
        """Which draws are drawn by themselves: all, or of each block for Sobol indices the first and the last."""
        if not self.is_laid_out:
            return np.ones(len(self.status), bool)
        place = np.arange(len(self.status)) % (len(self.names) + 2)
        by_itself: np.ndarray = (place == 0) | (place == len(self.names) + 1)
        return by_itself

    @property
    def sample(self) -> Bool[np.ndarray, " d"]:
        """Which draws stand for what was assumed: solved, and drawn by themselves."""
        both: np.ndarray = self.solved & self.independent
        return both

    @property
    def solved(self) -> Bool[np.ndarray, " d"]:
        """Which draws have outcomes."""
        found: np.ndarray = self.status == SOLVED
        return found

    @property
    def varying(self) -> tuple[int, ...]:
        """The parameters that take more than one value among the solved draws, by position."""
        values = self.values[self.solved]
        return tuple(k for k in range(len(self.names)) if len(values) and np.ptp(values[:, k]) > 0)


def read_draws(dataset: xr.Dataset) -> Draws:
    """The draws of a study.

    Args:
        dataset: of a study, see ``docs/studies.md``.
    """
    names = tuple(str(name) for name in dataset["parameter"].values)
    values = np.asarray(dataset["parameter_value"].transpose("draw", "parameter").values, float)
    cube = values
    if "cube" in dataset:
        cube = np.asarray(dataset["cube"].transpose("draw", "parameter").values, float)
    named = {}
    if "parameter_alternatives" in dataset.coords:
        for name, text in zip(names, dataset["parameter_alternatives"].values, strict=True):
            if str(text):
                named[name] = tuple(str(label) for label in json.loads(str(text)))
    status = np.asarray(dataset["status"].values, int)
    labels = tuple(str(label) for label in dataset["draw"].values)
    units, keys = (_by_parameter(dataset, names, beside) for beside in ("parameter_unit", "parameter_key"))
    return Draws(names, labels, values, cube, status, named, units, keys, is_laid_out(cube))


def _by_parameter(dataset: xr.Dataset, names: tuple[str, ...], beside: str) -> dict[str, str]:
    """A text that stands beside each parameter; empty where a study has none."""
    if beside not in dataset.coords:
        return dict.fromkeys(names, "")
    return dict(zip(names, map(str, dataset[beside].values), strict=True))


def outcome_variables(dataset: xr.Dataset) -> tuple[str, ...]:
    """The names of the outcomes that are numbers on a scale."""
    return tuple(
        str(name)
        for name, variable in dataset.data_vars.items()
        if "draw" in variable.dims and name not in (*NOT_OUTCOMES, *YES_NO) and variable.dtype.kind == "f"
    )


def read_pieces(variable: xr.DataArray, solved: Bool[np.ndarray, " d"]) -> Iterator[xr.DataArray]:
    """The solved draws of a variable, in pieces along its first dimension after ``draw``.

    Args:
        variable: (draw, ...) that may lie on a disk.
        solved: (d,) the draws that are wanted.

    Yields:
        Arrays in memory, ``draw`` first, each of at most 128 MiB unless one label alone is larger.
    """
    others = [dim for dim in variable.dims if dim != "draw"]
    if not others:
        yield variable.compute()[solved]
        return
    first = others[0]
    labels = variable.sizes[first]
    step = max(1, int(MOST_BYTES // max(1, variable.nbytes // max(1, labels))))
    for start in range(0, labels, step):
        piece = variable.isel({first: slice(start, start + step)}).compute()
        yield piece.transpose("draw", ...)[solved]
