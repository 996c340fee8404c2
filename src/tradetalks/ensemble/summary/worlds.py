"""What differs between the worlds of a study: labels that one of them lacks, regions that are other countries in each."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

import numpy as np
import xarray as xr
from jaxtyping import Bool

from tradetalks.ensemble.summary.reading import Draws


@dataclasses.dataclass(frozen=True)
class Worlds:
    """What differs between the worlds on which the draws stand; all of it is empty where they stand on one.

    Args:
        parameter: whose alternatives the worlds are.
        lacks: by dimension and label, the worlds that do not have it: its numbers are of the draws of all others.
        differs: by region that each has with other countries, what it is in each.
    """

    parameter: str = ""
    lacks: Mapping[str, Mapping[str, tuple[str, ...]]] = dataclasses.field(default_factory=dict)
    differs: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def without(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """The worlds in which an outcome is missing.

        Args:
            labels: of the outcome, by dimension.
        """
        found = (world for dim, label in labels.items() for world in self.lacks.get(dim, {}).get(label, ()))
        return tuple(dict.fromkeys(found))

    def elsewhere(self, labels: Mapping[str, str], draws: Draws) -> Bool[np.ndarray, " d"]:
        """Which draws stand on a world in which an outcome is missing.

        Args:
            labels: of the outcome, by dimension.
            draws: of the study.
        """
        without = self.without(labels)
        if not without:
            return np.zeros(len(draws.status), bool)
        words = draws.alternatives[self.parameter]
        chosen = draws.values[:, draws.names.index(self.parameter)]
        found: np.ndarray = np.isin(chosen, [words.index(world) for world in without])
        return found


def read_worlds(dataset: xr.Dataset) -> Worlds:
    """What a study says of its worlds.

    Args:
        dataset: of the study.
    """
    told = json.loads(str(dataset.attrs.get("worlds", "{}")))
    lacks = {
        str(dim): {str(label): tuple(map(str, worlds)) for label, worlds in labels.items()}
        for dim, labels in told.get("lacks", {}).items()
    }
    return Worlds(str(told.get("parameter", "")), lacks, dict(told.get("differs", {})))
