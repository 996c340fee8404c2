"""A synthetic world of any size, with trade shares and input use like those of real ones."""

from __future__ import annotations

import numpy as np

from tradetalks.economy.calibrate import purge_deficits
from tradetalks.economy.economy import Economy, economy_from_flows


def synthetic_economy(n: int, j: int, *, scale: bool = False, seed: int = 0) -> Economy:
    """Sizes are Pareto-like, trade falls with distance on a circle, half of sales pays for inputs, tariffs up to 15 percent."""
    rng = np.random.default_rng(seed)
    size = rng.pareto(1.2, n) + 0.2
    angle = rng.uniform(0, 2 * np.pi, n)
    distance = 1 + 3 * np.abs(np.sin((angle[:, None] - angle[None, :]) / 2))
    taste = rng.lognormal(0, 0.7, (n, j))
    flows = size[:, None, None] * (size[:, None] * taste)[None] / distance[:, :, None] ** 2
    foreign = flows * (1 - np.eye(n))[:, :, None]
    openness = rng.uniform(0.15, 0.5, (n, j))
    foreign *= (openness * size[:, None] / foreign.sum(axis=1))[:, None, :]
    flows = foreign + np.eye(n)[:, :, None] * ((1 - openness) * size[:, None])[:, None, :]
    tariff = rng.uniform(0, 0.15, (n, n, j)) * (1 - np.eye(n))[:, :, None]
    bought, sold = ((1 + tariff) * flows).sum(axis=1), flows.sum(axis=0)
    use = rng.uniform(0.1, 1.0, (n, j, j))
    use *= (0.5 * np.minimum(sold, bought.sum(axis=1, keepdims=True) / j) / use.sum(axis=1))[:, None, :]
    use *= np.minimum(1, 0.8 * bought / use.sum(axis=2))[:, :, None]
    theta = rng.uniform(2, 8, j)
    psi = rng.uniform(0.3, 0.9, j) / theta if scale else None
    economy = economy_from_flows(
        regions=[f"R{k}" for k in range(n)], sectors=[f"S{k}" for k in range(j)], flows_nij=flows, tariff_nij=tariff,
        use_ikj=use, theta_j=theta, psi_j=psi, name=f"synthetic {n} x {j}",
    )  # fmt: skip
    return purge_deficits(economy)
