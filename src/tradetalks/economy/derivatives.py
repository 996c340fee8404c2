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
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium, equilibrium_given
from tradetalks.economy.instruments import INSTRUMENTS, sector_first
from tradetalks.economy.kernel.implicit import Outcomes, solve_outcomes
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.labels import COUNTRY, TRADE, coordinates, unlabel
from tradetalks.economy.policy import known
from tradetalks.errors import PolicyError, message

# Ten times tighter than a solve: the state that derivatives are taken at is polished first.
TOLERANCE = 1e-11
# Outcomes with one number a country, which :func:`gradient` knows by name.
COUNTRY_OUTCOMES = tuple(name for name in Outcomes._fields if name.endswith("_n"))


def gradient(
    equilibrium: Equilibrium,
    outcome: str | Callable[[Outcomes], Array] = "real_income_hat_n",
    region: str | None = None,
) -> xr.Dataset:
    """Derivatives of one number with respect to every instrument, one variable per instrument.

    Args:
        equilibrium: where the derivatives are taken.
        outcome: a country outcome of :class:`tradetalks.economy.kernel.implicit.Outcomes` (with ``region``), or a function
            Outcomes → scalar written in ``jax.numpy``.
        region: whose outcome, when ``outcome`` is a name.

    Returns:
        Labelled like the instruments, per unit of each (a tariff of 1 is 100 percent; transfers per billion dollars a year).

    Raises:
        PolicyError: unknown outcome or region.

    Source:
        Implicit function theorem at E2 to E10 of ``docs/model.md``.
    """
    equilibrium_given(equilibrium, "gradient")
    economy, new = equilibrium.economy, equilibrium.instruments
    levers = {name: jnp.asarray(getattr(new, field)) for name, (field, _) in INSTRUMENTS.items()}
    problem = (economy.baseline, new, economy.preconditioner, equilibrium.state)
    if callable(outcome):
        number = outcome
        slopes = jax.grad(lambda lv: number(_outcomes(lv, *problem)))(levers)
    else:
        if not isinstance(outcome, str) or outcome not in COUNTRY_OUTCOMES:
            raise PolicyError(
                message(
                    f"there is no country outcome {outcome!r}", details=[f"choose from {', '.join(COUNTRY_OUTCOMES)}"]
                )
            )
        weight_n = np.zeros(len(economy.regions))
        if region is None:
            raise PolicyError(
                message(
                    f"whose {outcome} is not said",
                    expected=f"region, one of {', '.join(economy.regions)}",
                    do=f'write for example gradient(equilibrium, "{outcome}", "{economy.regions[0]}")',
                )
            )
        weight_n[known(region, economy.regions, "region")] = 1.0
        slopes = _gradient(levers, *problem, weight_n, name=outcome)
    variables = {name: _variable(slopes[name], name) for name in INSTRUMENTS}
    return xr.Dataset(variables, coordinates(economy, (*TRADE, *COUNTRY)))


def response(equilibrium: Equilibrium, **directions: xr.DataArray) -> Outcomes:
    """First-order response of every outcome to a direction of policy: ``response(eq, tariff=dt, transfer=dG)``.

    Args:
        equilibrium: where the derivatives are taken.
        directions: labelled changes of instruments (names as in :class:`tradetalks.Policy`), fractions and billion dollars a
            year.

    Returns:
        :class:`Outcomes` of bare arrays holding d outcome for the whole direction, in the units of the outcomes.

    Raises:
        PolicyError: unknown instrument, or labels that are not the economy's.

    Source:
        Implicit function theorem at E2 to E10 of ``docs/model.md``.
    """
    equilibrium_given(equilibrium, "response")
    economy, new = equilibrium.economy, equilibrium.instruments
    unknown = [name for name in directions if name not in INSTRUMENTS]
    if unknown:
        raise PolicyError(
            message(f"there is no instrument {unknown[0]!r}", details=[f"choose from {', '.join(INSTRUMENTS)}"])
        )
    levers = {name: jnp.asarray(getattr(new, field)) for name, (field, _) in INSTRUMENTS.items()}
    moves = {name: jnp.zeros_like(value) for name, value in levers.items()}
    for name, value in directions.items():
        dims = INSTRUMENTS[name].dims
        moves[name] = jnp.asarray(sector_first(unlabel(economy, value, dims, name), dims))
    change = _tangent(economy.baseline, new, economy.preconditioner, equilibrium.state, levers, moves)
    return Outcomes(*(np.asarray(part) for part in change))


Levers = dict[str, jax.Array]


def _outcomes(
    levers: Levers, base: Baseline, new: Instruments, precondition: Preconditioner, state: Float[Array, " s"]
) -> Outcomes:
    """Outcomes as a function of the instruments by name, solved from ``state``."""
    policy = dataclasses.replace(new, **{INSTRUMENTS[name].field: value for name, value in levers.items()})
    found: Outcomes = solve_outcomes(base, policy, precondition, state, TOLERANCE)[1]
    return found


@jax.jit
def _tangent(
    base: Baseline,
    new: Instruments,
    precondition: Preconditioner,
    state: Float[Array, " s"],
    levers: Levers,
    moves: Levers,
) -> Outcomes:
    change: Outcomes = jax.jvp(lambda lv: _outcomes(lv, base, new, precondition, state), (levers,), (moves,))[1]
    return change


def _weighted_outcome(
    levers: Levers,
    base: Baseline,
    new: Instruments,
    precondition: Preconditioner,
    state: Float[Array, " s"],
    weight_n: Float[Array, " n"],
    name: str,
) -> Float[jax.Array, ""]:
    return jnp.vdot(weight_n, getattr(_outcomes(levers, base, new, precondition, state), name))


_gradient = jax.jit(jax.grad(_weighted_outcome), static_argnames="name")


def _variable(values: jax.Array, name: str) -> tuple[tuple[str, ...], np.ndarray, dict[str, str]]:
    """An instrument's derivatives as xarray takes them."""
    dims, bare = INSTRUMENTS[name].dims, np.asarray(values)
    if dims == TRADE:
        bare = np.moveaxis(bare, 0, 2)
    return dims, bare, {"units": "per unit", "long_name": f"derivative with respect to {name}"}
