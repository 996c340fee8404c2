"""Clubs: members put one uniform extra tariff on all outsiders (Nordhaus 2015, AER, climate clubs)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Instruments
from tradetalks.economy.labels import COUNTRY, label
from tradetalks.economy.policy import known
from tradetalks.economy.solve import solve_instruments
from tradetalks.war.players import PlayerError, Source, status_quo_of


def uniform_penalty(economy: Economy, members: Sequence[str], rate: float, *, policy: Source = None) -> Instruments:
    """What is in force once ``members`` add ``rate`` (fraction) to their tariffs on all goods from outsiders.

    Raises:
        PlayerError: a club of nobody or of everybody.
        PolicyError: unknown regions.
    """
    inside = np.array([known(m, economy.regions, "region") for m in members], int)
    outside = np.setdiff1d(np.arange(len(economy.regions)), inside)
    if len(inside) == 0 or len(outside) == 0:
        raise PlayerError(
            f"a club needs members and outsiders\nexpected some of {', '.join(economy.regions)}\n"
            f"got      {', '.join(members) or 'nobody'}\ndo       leave somebody out, or name a member"
        )
    new = status_quo_of(economy, policy)
    tariff_jni: Any = np.array(new.tariff_jni)
    tariff_jni[np.ix_(economy.goods_index, inside, outside)] += rate
    return dataclasses.replace(new, tariff_jni=tariff_jni)


def club_incentives(economy: Economy, members: Sequence[str], rate: float, *, policy: Source = None) -> xr.DataArray:
    """W16: what each outsider would gain by joining a club with penalty ``rate``, percent of its real income.

    Joining means to be spared the penalty and to levy it on those still outside. An outsider whose cost of the club's
    obligation is below this figure joins. Members' entry is what leaving would cost them.
    """
    real = _real_income(economy, uniform_penalty(economy, members, rate, policy=policy))
    gain_n = np.zeros(len(economy.regions))
    for k, region in enumerate(economy.regions):
        joined = region not in members
        other = [*members, region] if joined else [m for m in members if m != region]
        if len(other) in (0, len(economy.regions)):
            new = status_quo_of(economy, policy)
        else:
            new = uniform_penalty(economy, other, rate, policy=policy)
        change = _real_income(economy, new)[k] - real[k]
        gain_n[k] = change if joined else -change
    return label(
        economy,
        gain_n,
        COUNTRY,
        name="gain_of_membership",
        units="percent of baseline real income",
        long_name="real income inside the club minus outside",
    )


def _real_income(economy: Economy, new: Instruments) -> np.ndarray:
    return solve_instruments(economy, new).real_income_change.values
