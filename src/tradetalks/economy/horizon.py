"""Elasticities at a horizon: trade responds slowly, and industries grow more slowly still.

    (E14)  θ_j(h) = θ_j [r_0 + (1 − r_0) a(h)],   ψ_j(h) = ψ_j a(h),   a(h) = 1 − exp(−h/τ)

r_0 = 0.35 and τ = 4 years follow Boehm, Levchenko & Pandalai-Nayar (2023, AER): flows net of duty, whose elasticity is 1 +
θ, respond by 0.76 in the year after a tariff and by 1.75 to 2.25 after seven to ten. Their ratio, 0.38, would ask for less
at once; costs measured at the end of 2018 ask for more (``docs/history.md``). r_0 is what buyers do at once, among suppliers
that are there already. Scale economies come with suppliers that settle, train and learn: none of it on the day of a tariff,
later the same share a(h) as of the rest of the response of trade.
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
    return first + (1 - first) * scale_ratio(years, adjustment_years=adjustment_years)


def scale_ratio(years: float, *, adjustment_years: float = ADJUSTMENT_YEARS) -> float:
    """(E14) ψ_j(h)/ψ_j at ``years`` after a change: from 0 on the day to 1 in the long run.

    Args:
        years: h, years after the change, at least 0.
        adjustment_years: τ, years; that of trade, of which scale economies are taken to be a consequence: a judgement.

    Raises:
        PolicyError: a negative horizon, or something else than a number.
    """
    years = argument("scale_ratio", "years", years, YEARS, PolicyError)
    adjustment_years = argument("scale_ratio", "adjustment_years", adjustment_years, TAU, PolicyError)
    return -math.expm1(-years / adjustment_years)
