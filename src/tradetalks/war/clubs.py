"""Clubs: members put one uniform extra tariff on all outsiders (Nordhaus 2015, AER, climate clubs)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.labels import COUNTRY, label
from tradetalks.economy.policy import economy_given, known
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import message
from tradetalks.inputs import ANYTHING, Bound, Names, checked
from tradetalks.war.coalitions import PlayerError
from tradetalks.war.moves import LARGEST
from tradetalks.war.players import IN_FORCE, InForce, status_quo_of

Array = np.ndarray

# As for every tariff increase, more than 500 percent is a percentage; a club that rewards outsiders is none.
PENALTY = Bound(high=LARGEST, means="a fraction: 0.05 is five percentage points")
MEMBERS = Names("regions", least=0)


@checked(PlayerError, members=MEMBERS, rate=PENALTY, policy=IN_FORCE, economy=ANYTHING)
def uniform_penalty(economy: Economy, members: Sequence[str], rate: float, *, policy: InForce = None) -> Instruments:
    """What is in force once ``members`` add ``rate`` to their tariffs on all goods from outsiders.

    Args:
        economy: the baseline.
        members: regions of the club.
        rate: the penalty, a fraction from 0 to 5 (0.05 is five percentage points).
        policy: what is in force otherwise.

    Returns:
        The economy's instruments.

    Raises:
        PlayerError: a club of nobody or of everybody, a penalty that is no such fraction.
        PolicyError: unknown regions.

    Source: Nordhaus (2015), AER 105(4).
    """
    economy_given(economy, "uniform_penalty")
    inside = np.array([known(m, economy.regions, "region") for m in members], int)
    outside = np.setdiff1d(np.arange(len(economy.regions)), inside)
    if len(inside) == 0 or len(outside) == 0:
        raise PlayerError(
            message(
                "a club needs members and outsiders",
                expected=f"some of {', '.join(economy.regions)}",
                got=", ".join(members) or "nobody",
                do="leave somebody out, or name a member",
            )
        )
    new = status_quo_of(economy, policy)
    tariff_jni: Any = np.array(new.tariff_jni)
    tariff_jni[np.ix_(economy.goods_index, inside, outside)] += rate
    return dataclasses.replace(new, tariff_jni=tariff_jni)


@checked(PlayerError, members=MEMBERS, rate=PENALTY, policy=IN_FORCE, economy=ANYTHING)
def club_incentives(economy: Economy, members: Sequence[str], rate: float, *, policy: InForce = None) -> xr.DataArray:
    """W16: what each outsider would gain by joining a club with penalty ``rate``, percent of its real income.

    Joining means to be spared the penalty and to levy it on those still outside. An outsider whose cost of the club's
    obligation is below this figure joins. For members it is what leaving would cost them.

    Args:
        economy: the baseline.
        members: regions of the club.
        rate: the penalty, a fraction from 0 to 5.
        policy: what is in force otherwise.

    Returns:
        By region, percent of baseline real income.

    Raises:
        PlayerError: a club of nobody or of everybody, a penalty that is no such fraction.
        PolicyError: unknown regions.

    Source: Nordhaus (2015), AER 105(4).
    """
    real_n = _real_income(economy, uniform_penalty(economy, members, rate, policy=policy))
    gain_n = np.zeros(len(economy.regions))
    for k, region in enumerate(economy.regions):
        joins = region not in members
        other = [*members, region] if joins else [m for m in members if m != region]
        if len(other) in (0, len(economy.regions)):
            new = status_quo_of(economy, policy)
        else:
            new = uniform_penalty(economy, other, rate, policy=policy)
        change = _real_income(economy, new)[k] - real_n[k]
        gain_n[k] = change if joins else -change
    return label(
        economy,
        gain_n,
        COUNTRY,
        name="gain_of_membership",
        units="percent of baseline real income",
        long_name="real income inside the club minus outside",
    )


def _real_income(economy: Economy, new: Instruments) -> Float[Array, " n"]:
    """Change of real income, percent."""
    return np.asarray(solve_instruments(economy, new).real_income_change.values)
