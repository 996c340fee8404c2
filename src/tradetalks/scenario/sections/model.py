"""How a scenario's economy is calibrated: the ``model`` section."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Annotated, Any

from pydantic import Field

from tradetalks.data.elasticities import elasticity_sets
from tradetalks.inputs import BOOLEAN, SECTOR, Bound, Choice, KeyedTable, Labels, record
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.inputs.words import chosen

DEFICITS = ("zero", "fixed", "proportional")
LONG_RUN = "long_run"
# An elasticity of trade of 0 would leave no trade response, one of scale of 0 is the absence of scale economies.
_ABOVE = Bound(above=True, title="number out of range")
_AT_LEAST = Bound(title="number out of range")


class _Horizon(Reader):
    """A number of years after a change, or the long run: None in Python, a word in a file."""

    def read(self, value: object, labels: Labels | None, field: str) -> float | None:
        if value == LONG_RUN or (value is None and labels is None):
            return None
        return _AT_LEAST.read(value, labels, field)

    def schema(self) -> JsonSchema:
        years = {"type": "number", "minimum": 0.0}
        return {"anyOf": [{"const": LONG_RUN}, years], "unit": "years", "default": LONG_RUN}


class _ElasticitySet(Reader):
    """The name of a set of elasticities; empty only in Python, where the accounts' own are meant."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        if value == "" and labels is None:
            return ""
        return chosen(value, tuple(elasticity_sets().index), "set of elasticities")

    def schema(self) -> JsonSchema:
        return {"enum": list(elasticity_sets().index)}


@record("model")
class ModelOptions:
    """How the economy is calibrated.

    Args:
        elasticities: a named set (:func:`tradetalks.elasticity_sets`) that replaces the accounts' elasticities; "" keeps them.
        scale: whether there are external economies of scale.
        deficits: what happens to trade deficits (E11): zero, fixed or proportional.
        horizon_years: years after a change; None for the long run.
        trade_elasticity: elasticities by sector that replace the accounts', 1.
        scale_elasticity: the same for scale elasticities, 1.
    """

    elasticities: Annotated[
        str, _ElasticitySet(), Field(description="named set of trade and scale elasticities, each with a source")
    ] = ""
    scale: Annotated[bool, BOOLEAN, Field(description="external economies of scale")] = True
    deficits: Annotated[
        str, Choice(DEFICITS, "deficit rule"), Field(description="what happens to trade deficits (E11)")
    ] = "zero"
    horizon_years: Annotated[
        float | None, _Horizon(), Field(description="years after a change; the long run where absent")
    ] = None
    trade_elasticity: Annotated[
        dict[Annotated[str, SECTOR], Annotated[float, _ABOVE]],
        KeyedTable("sectors to elasticities"),
        Field(description="trade elasticities that replace the baseline's or the set's, by sector"),
    ] = dataclasses.field(default_factory=dict)
    scale_elasticity: Annotated[
        dict[Annotated[str, SECTOR], Annotated[float, _AT_LEAST]],
        KeyedTable("sectors to elasticities"),
        Field(description="scale elasticities that replace the baseline's or the set's, by sector"),
    ] = dataclasses.field(default_factory=dict)

    def under(self, other: ModelOptions, given: Collection[str]) -> ModelOptions:
        """These options with those of ``other`` that were ``given`` laid over them; elasticities sector by sector."""
        changes: dict[str, Any] = {}
        for name in given:
            new = getattr(other, name)
            if isinstance(new, dict):
                new = getattr(self, name) | new
            changes[name] = new
        return dataclasses.replace(self, **changes)
