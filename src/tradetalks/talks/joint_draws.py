"""Joint draws of everything that is assumed of two sides: quasi-random, so that a few hundred cover all assumptions at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Int

from tradetalks.errors import TalksError
from tradetalks.inputs import checked
from tradetalks.talks.assumptions import BY_SIDE, SPREADS, Assumptions

# A power of two, as a Sobol sequence wants it: the mean of the odds then moves by about a point from one scrambling to another.
DRAWS = 256
# The same draws in every run: what moves the odds is then an assumption, not the dice.
SEED = 20190107
# The coordinate of the sequence that picks the elasticity set comes first, so that it is spread most evenly.
VARIANT = "elasticities"


@dataclasses.dataclass(frozen=True, eq=False)
class JointDraws:
    """Values of the assumptions in every draw.

    Args:
        values: by assumption (d,) or, for those of a side, (d, 2), in its unit; and, what silence has taught, ``cost_floor``
            (d, 2), the least private cost of conceding that is still there (-inf at the opening), and ``signing_odds`` (d,), by
            how much silence has lowered the odds that a deal is worth signing (1 at the opening).
        variant: (d,) position of the elasticity set.
        quantiles: by coordinate, ``name`` or ``name 1`` and ``name 2``, where in its distribution (d,) each draw stands.
    """

    values: Mapping[str, np.ndarray]
    variant: Int[np.ndarray, " d"]
    quantiles: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.variant)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.values[name]

    def part(self, chosen: np.ndarray) -> JointDraws:
        """The draws at these positions."""
        values = {name: value[chosen] for name, value in self.values.items()}
        quantiles = {name: place[chosen] for name, place in self.quantiles.items()}
        return JointDraws(values, self.variant[chosen], quantiles)

    def but(self, **values: np.ndarray) -> JointDraws:
        """The same draws with other values of some assumptions."""
        return dataclasses.replace(self, values={**self.values, **values})


def uncertain_names() -> tuple[str, ...]:
    """The uncertain assumptions, one name a side for those of a side, in the order of the sequence."""
    found = [VARIANT]
    for name in SPREADS:
        found += [f"{name} 1", f"{name} 2"] if name in BY_SIDE else [name]
    return tuple(found)


@checked(TalksError)
def joint_draws(assumptions: Assumptions, *, variants: int = 1, count: int = DRAWS, seed: int = SEED) -> JointDraws:
    """Draw every uncertain assumption around what is stated, all at once.

    Args:
        assumptions: the stated values.
        variants: how many elasticity sets there are, equally likely.
        count: number of draws, a power of two.
        seed: of the scrambling.

    Returns:
        The draws; they move smoothly with every stated value.

    Reference:
        Owen (1998), scrambled Sobol sequences, as in scipy.stats.qmc.
    """
    # Loaded where it is needed: it takes half a second, and what draws nothing does without.
    from scipy.stats import qmc

    names = uncertain_names()
    cube = qmc.Sobol(len(names), rng=np.random.default_rng(seed)).random(count)
    quantiles = dict(zip(names, cube.T, strict=True))
    values = {name: _drawn(name, getattr(assumptions, name), quantiles) for name in SPREADS}
    values |= {"cost_floor": np.full((count, 2), -np.inf), "signing_odds": np.ones(count)}
    if variants == 1:
        # With one set of elasticities nothing follows that coordinate.
        quantiles = {name: place for name, place in quantiles.items() if name != VARIANT}
        return JointDraws(values, np.zeros(count, int), quantiles)
    variant = np.minimum((quantiles[VARIANT] * variants).astype(int), variants - 1)
    return JointDraws(values, variant, quantiles)


def _drawn(name: str, stated: object, quantiles: Mapping[str, np.ndarray]) -> Float[np.ndarray, "*d"]:
    spread = SPREADS[name]
    if name not in BY_SIDE:
        return spread.around(float(np.asarray(stated)), quantiles[name])
    both = np.asarray(stated, float)
    return np.stack([spread.around(both[k], quantiles[f"{name} {k + 1}"]) for k in range(2)], axis=1)


def as_stated(assumptions: Assumptions, *, variant: int = 0) -> JointDraws:
    """One draw in which every assumption has its stated value."""
    values = {name: np.asarray(getattr(assumptions, name), float)[None] for name in SPREADS}
    values |= {"cost_floor": np.full((1, 2), -np.inf), "signing_odds": np.ones(1)}
    return JointDraws(values, np.array([variant]), {})
