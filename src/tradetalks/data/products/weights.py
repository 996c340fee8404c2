"""What products weigh in the trade of a sector: fitted to what is known of imports of the United States, equal elsewhere."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.data.products.codes import CHAPTER
from tradetalks.data.products.concordance import FOLDER, sectors_of_industries, six_digit_industries
from tradetalks.inputs import ProductLabels

# Whose imports are known by chapter, sector and exporter.
KNOWN_IMPORTER = "USA"
KNOWN = "United States imports of 2024, known by chapter and by sector, equal within both"
EQUAL = "equal weights of six-digit codes: no trade by product is shipped for this importer"
# Rounds of fitting: sectors are then met exactly, and the chapters of every partner to a fifth of a percent of its trade.
ROUNDS = 200


def product_weights(importer: str, exporter: str, products: ProductLabels) -> pd.DataFrame:
    """Weights of the six-digit codes of HS 2022 in what ``importer`` buys from ``exporter``.

    Trade of the United States is known by chapter and by sector. Trade by chapter and sector at once is fitted to both, from a
    start in proportion to the number of codes (iterative proportional fitting), and shared equally among the codes of a cell.

    Args:
        importer: a region of the world; weights are known for the United States.
        exporter: a region of the world.
        products: the sectors of the world that codes belong to.

    Returns:
        A row a code (the index): ``sector``, and ``weight``: billion dollars of 2024 where known, else 1. The attribute
        ``weights`` says which.

    Source:
        United States Census Bureau, imports for consumption 2024 (``files/products/README.md``). The fitting is that of Deming
        & Stephan (1940), Annals of Mathematical Statistics 11(4).
    """
    sectors = pd.Series(products.sectors).reindex(six_digit_industries().index)
    partners = products.partners.get(exporter, ())
    if importer != products.importer or not partners:
        found = pd.DataFrame({"sector": sectors, "weight": 1.0}).dropna()
        found.attrs["weights"] = EQUAL
        return found
    weight = sum(_fitted(partner) for partner in partners)
    found = pd.DataFrame({"sector": sectors, "weight": weight}).dropna()
    found.attrs["weights"] = KNOWN
    if exporter in products.stand_in:
        found.attrs["weights"] = f"{KNOWN}; {products.stand_in[exporter]}"
    return found


@cache
def _fitted(partner: str) -> NDArray[np.float64]:
    """United States imports from a partner by six-digit code, billion dollars."""
    sectors = six_digit_industries().map(sectors_of_industries("world2022"))
    chapters = pd.Series(sectors.index.str[:CHAPTER], sectors.index)
    codes = pd.crosstab(chapters, sectors)
    by_chapter = us_imports_by_chapter()[partner].reindex(codes.index).fillna(0.0).to_numpy()
    by_sector = us_imports_by_sector()[partner].reindex(codes.columns).fillna(0.0).to_numpy()
    cells = codes.to_numpy(float)
    for _ in range(ROUNDS):
        cells = cells * _ratio(by_chapter, cells.sum(axis=1))[:, None]
        cells = cells * _ratio(by_sector, cells.sum(axis=0))
    each = cells / np.maximum(codes.to_numpy(float), 1)
    at = (codes.index.get_indexer(pd.Index(chapters)), codes.columns.get_indexer(pd.Index(sectors)))
    found: NDArray[np.float64] = each[at]
    return found


def _ratio(wanted: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)


@cache
def us_imports_by_chapter() -> pd.DataFrame:
    """United States imports of 2024 by chapter (rows) and exporter of ``world2022`` (columns), billion dollars."""
    table = pd.read_csv(FOLDER / "us_imports_2024_by_chapter.csv", dtype={"hs2": str}).set_index("hs2")
    return table.astype(float)


@cache
def us_imports_by_sector() -> pd.DataFrame:
    """United States imports of 2024 by sector of ``world2022`` (rows) and exporter (columns), billion dollars."""
    return pd.read_csv(FOLDER / "us_imports_2024_by_sector.csv").set_index("sector").astype(float)
