"""Small economies for the theory of the optimal tariff."""

import numpy as np

from tradetalks.economy.economy import Economy, economy_from_flows


def armington(flows, *, theta=4.0, tariff=None, markup=0.0, goods=1) -> Economy:
    """Labour only, ``goods`` identical sectors with the purchases ``flows`` (importer, exporter), trade balanced."""
    flows_nij = np.repeat(np.asarray(flows, float)[:, :, None], goods, axis=2)
    n = len(flows_nij)
    return economy_from_flows(
        regions=[f"R{k}" for k in range(n)],
        sectors=[f"S{k}" for k in range(goods)],
        flows_nij=flows_nij,
        tariff_nij=np.zeros_like(flows_nij) if tariff is None else tariff,
        use_ikj=np.zeros((n, goods, goods)),
        theta_j=np.full(goods, theta),
        markup_j=np.full(goods, markup),
    )


def random_world(seed: int, *, n=3, j=2, scale=False) -> Economy:
    """A balanced world with inputs, tariffs and, if asked, scale economies."""
    from tests.worlds import random_accounts
    from tradetalks.economy.calibrate import calibrate

    return calibrate(random_accounts(seed, n=n, j=j, scale=scale), deficits="zero")
