"""Trade elasticities at a horizon: trade responds slowly.

θ_j(h) = θ_j [r_0 + (1 − r_0)(1 − exp(−h/τ))], with r_0 = 0.35 and τ = 4 years chosen so that the one-year response over
the ten-year one is that of Boehm, Levchenko & Pandalai-Nayar (2023, AER: 0.76 after one year, about 2 after seven to ten).
"""

from __future__ import annotations

import math

from tradetalks.errors import PolicyError
from tradetalks.inputs import Bound, argument

# r_0: the share of the long-run response that comes at once.
FIRST_RESPONSE = 0.35
# τ, years.
ADJUSTMENT_YEARS = 4.0
# What a horizon is.
YEARS = Bound(means="years after the change", title="a horizon lies after the change")
# r_0 and τ where a user gives others.
SHARE_AT_ONCE = Bound(high=1.0, above=True, means="a share of the long-run response")
TAU = Bound(above=True, means="years")


def elasticity_ratio(
    years: float, *, first: float = FIRST_RESPONSE, adjustment_years: float = ADJUSTMENT_YEARS
) -> float:
    """θ_j(h)/θ_j at ``years`` after a change: from ``first`` at 0 to 1 in the long run.

    Args:
        years: h, years after the change, at least 0.
        first: r_0, a share of the long-run response.
        adjustment_years: τ, years.

    Raises:
        PolicyError: a negative horizon, or something else than a number.

    Source:
        Boehm, Levchenko & Pandalai-Nayar (2023, American Economic Review).
    """
    years = argument("elasticity_ratio", "years", years, YEARS, PolicyError)
    first = argument("elasticity_ratio", "first", first, SHARE_AT_ONCE, PolicyError)
    adjustment_years = argument("elasticity_ratio", "adjustment_years", adjustment_years, TAU, PolicyError)
    return first + (1 - first) * -math.expm1(-years / adjustment_years)
