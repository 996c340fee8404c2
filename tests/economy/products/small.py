"""Small random economies with products, shared by tests."""

import numpy as np
import pandas as pd

import tradetalks as tt
from tests.worlds import random_accounts

TIGHT = tt.economy.Anderson(tolerance=1e-12)


def by_sector(seed, **options):
    return tt.calibrate(random_accounts(seed, **options), deficits="fixed")


def random_table(economy, seed, *, products=3, own=False, tariffs=False, filled=0.7):
    """Flows of some products in every sector; not every pair trades each of them."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in economy.regions:
        for i in economy.regions:
            for s in economy.sectors:
                for k in range(products):
                    if (own or n != i) and rng.random() < filled:
                        rate = rng.uniform(0, 0.3) * (n != i)
                        rows.append((n, i, f"{s}-{k}", rng.lognormal(), rate))
    table = pd.DataFrame(rows, columns=["importer", "exporter", "product", "value", "tariff"])
    return table if tariffs else table.drop(columns="tariff")


def sectors_of(table):
    return {product: product.split("-")[0] for product in table["product"]}


def with_products(economy, seed, *, substitution="as_origins", home="imports", **options):
    table = random_table(economy, seed, **options)
    flows = tt.product_flows(table, sectors=sectors_of(table))
    return tt.product_economy(economy, flows, substitution=substitution, home=home)


def random_rates(economy, seed, *, by_sector=False, highest=0.6):
    """New tariffs of every foreign flow; one rate a cell where ``by_sector``."""
    rng = np.random.default_rng(seed)
    abroad = economy.importer_f != economy.exporter_f
    if by_sector:
        rate_f = rng.uniform(0, highest, economy.cell_f.max() + 1)[economy.cell_f]
    else:
        rate_f = rng.uniform(0, highest, len(abroad))
    return np.where(abroad, rate_f, economy.tariff_f)
