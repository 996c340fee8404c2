"""How sure an assumption is: the distribution from which joint draws take it, around the value that is stated."""

from __future__ import annotations

import dataclasses

import numpy as np
from jaxtyping import Float
from scipy.special import expit, logit, ndtri

# Odds of a share are taken no nearer to 0 or 1 than this: the logit of an end is infinite.
_EDGE = 1e-9


@dataclasses.dataclass(frozen=True)
class Spread:
    """A distribution around a stated value, normal on a scale on which every draw is a value that may be stated.

    Args:
        scale: ``logit`` for shares (the stated one is the median), ``log`` for what cannot be negative (the stated value is the
            median, and 0 stays 0), ``plain`` for numbers (the stated value is the median, and what falls below ``low`` is
            taken as ``low``).
        sd: standard deviation on that scale: about the relative error on ``log``.
        source: where the spread comes from, or the word judgement.
        low: the least value of a ``plain`` draw.
    """

    scale: str
    sd: float
    source: str
    low: float = -np.inf

    @property
    def words(self) -> str:
        """How draws lie around the stated value, and who says so."""
        near = {
            "logit": f"around it on the logit scale, standard deviation {self.sd:g}",
            "log": f"around it, relative standard deviation {self.sd:g}",
            "plain": f"around it, standard deviation {self.sd:g}",
        }
        return f"{near[self.scale]} ({self.source})"

    def around(self, stated: float, quantile: Float[np.ndarray, " d"]) -> Float[np.ndarray, " d"]:
        """The values at these quantiles (d,) in (0, 1), in the unit of ``stated``; they move smoothly with it."""
        step = self.sd * ndtri(quantile)
        if self.scale == "logit":
            return np.asarray(expit(logit(np.clip(stated, _EDGE, 1 - _EDGE)) + step))
        if self.scale == "log":
            return np.asarray(stated * np.exp(step))
        return np.asarray(np.maximum(stated + step, self.low))
