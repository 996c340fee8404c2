"""Derivatives of any outcome with respect to every instrument, at a solved equilibrium (implicit function theorem).

Reverse: one adjoint solve gives the gradient of one number with respect to all instruments at once. Forward: one tangent
solve gives the response of all outcomes to one direction of policy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.implicit import Outcomes, solve_outcomes
from tradetalks.economy.labels import COUNTRY, TRADE, coordinates, unlabel
from tradetalks.economy.policy import INSTRUMENTS, known
from tradetalks.errors import PolicyError

TOLERANCE = 1e-11
COUNTRY_OUTCOMES = tuple(name for name in Outcomes._fields if name.endswith("_n"))


def gradient(
    equilibrium: Equilibrium, outcome: str | Callable = "real_income_hat_n", region: str | None = None
) -> xr.Dataset:
    """Derivatives of one number with respect to every instrument, one variable per instrument.

    Args:
        equilibrium: where the derivatives are taken.
        outcome: a country outcome of :class:`tradetalks.economy.kernel.implicit.Outcomes` (with ``region``), or a function
            Outcomes → scalar written in ``jax.numpy``.
        region: whose outcome, when ``outcome`` is a name.

    Returns:
        Per unit of each instrument (a tariff of 1 is 100 percent; transfers per billion dollars a year).

    Raises:
        PolicyError: unknown outcome or region.
    """
    economy, new = equilibrium.economy, equilibrium.instruments
    levers = {name: jnp.asarray(getattr(new, field)) for name, (field, _) in INSTRUMENTS.items()}
    state = equilibrium.state
    if callable(outcome):
        slopes = jax.grad(lambda lv: outcome(_outcomes(lv, economy.baseline, new, economy.preconditioner, state)))(
            levers
        )
    else:
        if outcome not in COUNTRY_OUTCOMES:
            raise PolicyError(f"there is no country outcome {outcome!r}\nchoose from {', '.join(COUNTRY_OUTCOMES)}")
        weight = np.zeros(len(economy.regions))
        weight[known(str(region), economy.regions, "region")] = 1.0
        slopes = _gradient(levers, economy.baseline, new, economy.preconditioner, state, weight, name=outcome)
    return xr.Dataset(
        {name: _variable(slopes[name], name, dims) for name, (_, dims) in INSTRUMENTS.items()}, _coords(economy)
    )


def response(equilibrium: Equilibrium, **directions: xr.DataArray) -> Outcomes:
    """First-order response of every outcome to a direction of policy: ``response(eq, tariff=dt, transfer=dG)``.

    Args:
        directions: labelled changes of instruments (names as in :class:`tradetalks.Policy`).

    Returns:
        :class:`Outcomes` of bare arrays holding d outcome for the whole direction.
    """
    economy, new = equilibrium.economy, equilibrium.instruments
    unknown = [name for name in directions if name not in INSTRUMENTS]
    if unknown:
        raise PolicyError(f"there is no instrument {unknown[0]!r}\nchoose from {', '.join(INSTRUMENTS)}")
    levers = {name: jnp.asarray(getattr(new, field)) for name, (field, _) in INSTRUMENTS.items()}
    moves = {name: jnp.zeros_like(value) for name, value in levers.items()}
    for name, value in directions.items():
        bare = unlabel(economy, value, INSTRUMENTS[name][1], name)
        moves[name] = jnp.asarray(np.moveaxis(bare, 2, 0) if INSTRUMENTS[name][1] == TRADE else bare)
    change = _tangent(economy.baseline, new, economy.preconditioner, equilibrium.state, levers, moves)
    return Outcomes(*(np.asarray(part) for part in change))


def _outcomes(levers, base, new, precondition, state) -> Outcomes:
    policy = dataclasses.replace(new, **{INSTRUMENTS[k][0]: v for k, v in levers.items()})
    return solve_outcomes(base, policy, precondition, state, TOLERANCE)[1]


@jax.jit
def _tangent(base, new, precondition, state, levers, moves) -> Outcomes:
    return jax.jvp(lambda lv: _outcomes(lv, base, new, precondition, state), (levers,), (moves,))[1]


def _weighted_outcome(levers, base, new, precondition, state, weight, name):
    return jnp.vdot(weight, getattr(_outcomes(levers, base, new, precondition, state), name))


_gradient = jax.jit(jax.grad(_weighted_outcome), static_argnames="name")


def _variable(values, name: str, dims: tuple[str, ...]):
    bare = np.moveaxis(np.asarray(values), 0, 2) if dims == TRADE else np.asarray(values)
    return dims, bare, {"units": "per unit", "long_name": f"derivative with respect to {name}"}


def _coords(economy) -> dict[str, list[str]]:
    return coordinates(economy, (*TRADE, *COUNTRY))
