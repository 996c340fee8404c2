"""Parts of the ``talks`` section: what a level may sign, and what a side may do until the deal."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from tradetalks.errors import TalksError
from tradetalks.inputs import BEGINNING, REGION, SHARE, TEXT, KeyedTable, Refusal, raised, record
from tradetalks.talks.issue import Issue


@record("the strategy", error=TalksError)
class StrategyPlan:
    """A carrot (``grants``, a share of what the side has to give) or a stick (``branch``, tariffs put in force at once).

    Args:
        name: label.
        by: the side that uses it.
        grants: share of everything that ``by`` has to give, granted from the opening on; None for a stick.
        branch: name of the branch whose tariffs come into force at the opening; None for a carrot.

    Raises:
        TalksError: both, or neither.
    """

    name: Annotated[str, TEXT, Field(description="label of the strategy")]
    by: Annotated[str, REGION, Field(description="the side that uses it, from the opening until the deal")]
    grants: Annotated[
        Annotated[float, SHARE] | None,
        Field(description="carrot: share of all that the side has to give, granted at once"),
    ] = None
    branch: Annotated[
        Annotated[str, TEXT] | None, Field(description="stick: branch of the scenario that is put in force at once")
    ] = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.grants is None) == (self.branch is None):
            expected = "exactly one of grants (a share) and branch (a name)"
            raise raised(Refusal("a carrot or a stick", expected, place=(BEGINNING,)))
        return self


@record("the level", error=TalksError)
class Level:
    """A mandate: the ``share`` of every issue that may be signed there, and other shares of some issues by name.

    Args:
        name: label, such as "ministers".
        share: share of every issue that this level may sign.
        limits: other shares by the name of an issue.
    """

    name: Annotated[str, TEXT, Field(description="who negotiates there, such as ministers")]
    share: Annotated[float, SHARE, Field(description="share of every issue that this level may sign")]
    limits: Annotated[
        dict[Annotated[str, TEXT], Annotated[float, SHARE]],
        KeyedTable("issues to shares"),
        Field(description="other shares of single issues, by name"),
    ] = dataclasses.field(default_factory=dict)

    def may_sign(self, issue: str) -> float:
        """The share of an issue, by name, that this level may sign."""
        return self.limits.get(issue, self.share)

    def upper(self, issues: Sequence[Issue]) -> NDArray[np.float64]:
        """(m,) the largest share of each issue."""
        return np.array([self.may_sign(issue.name) for issue in issues])
