"""How easily buyers replace one product of a sector by another: σ by name, each with its source."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.errors import PolicyError, message, suggestion
from tradetalks.inputs import Bound, argument

Array = np.ndarray

AS_ORIGINS = "as_origins"
# Names of σ with what they are. A number where it is one for all sectors.
SUBSTITUTIONS: dict[str, tuple[float | None, str]] = {
    AS_ORIGINS: (
        None,
        "as between origins (sigma = 1 + theta): an analyst's choice, under which rates that are uniform inside a sector do by "
        "product what they do by sector",
    ),
    "FGKK2020": (
        1.53,
        "1.53: Fajgelbaum, Goldberg, Kennedy & Khandelwal (2020), Quarterly Journal of Economics 135(1), imported products of a "
        "sector, United States 2017 to 2019, from memory",
    ),
    "cobb_douglas": (1.0, "1 (Cobb-Douglas): an analyst's choice, shares of products in spending do not move"),
}
SIGMA = Bound(low=0.0, means="an elasticity of substitution; 1 is Cobb-Douglas")


def substitution_of(economy: Economy, given: str | float | Mapping[str, float]) -> tuple[Float[Array, " j"], str]:
    """σ by sector, and where it comes from in words.

    Args:
        economy: whose sectors and trade elasticities.
        given: a name of :data:`SUBSTITUTIONS`, a number, or numbers by sector; sectors that are left out are ``as_origins``.

    Raises:
        PolicyError: an unknown name or sector, or a number below 0.
    """
    as_origins_j = 1 + economy.theta_j
    if isinstance(given, str):
        if given not in SUBSTITUTIONS:
            raise PolicyError(
                message(
                    f"there is no elasticity between products called {given!r}",
                    details=[suggestion(given, SUBSTITUTIONS)],
                    expected=f"{', '.join(SUBSTITUTIONS)}, a number, or numbers by sector",
                )
            )
        number, words = SUBSTITUTIONS[given]
        if number is None:
            return as_origins_j, words
        return np.full_like(as_origins_j, number), words
    if isinstance(given, Mapping):
        sigma_j = as_origins_j.copy()
        for sector, value in given.items():
            if sector not in economy.sectors:
                title = f"substitution names {sector!r}, no sector of this economy"
                raise PolicyError(message(title, details=[suggestion(str(sector), economy.sectors)]))
            sigma_j[economy.sectors.index(sector)] = argument(
                "product_economy", f"substitution of {sector}", value, SIGMA, PolicyError
            )
        return sigma_j, f"given for {', '.join(given)}; elsewhere as between origins"
    sigma = argument("product_economy", "substitution", given, SIGMA, PolicyError)
    return np.full_like(as_origins_j, sigma), f"{sigma:g}, given"
