"""Acts on products: codes of the Harmonized System, which tariffs of sectors reach by their share of the sector's trade."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from tradetalks.data.products.by_sector import SectorList, SpreadRates, sector_weights, spread_over_codes
from tradetalks.data.products.codes import BadCode, is_code, read_code
from tradetalks.data.products.concordance import six_digit_codes
from tradetalks.data.products.everyday import products_called
from tradetalks.errors import TariffError, message, parts
from tradetalks.inputs import Labels, Listed, ProductLabels, Refusal, raised, refuse
from tradetalks.inputs.places import label_of
from tradetalks.scenario.sections.product_rates import Cell, ProductRates, Where

# Codes and sectors that a sentence lists.
SHOWN = 6
# Lists of products that are kept as they lie over sectors, some ten kilobytes a pair of countries: acts on steel name the same
# ones again and again, and a rule of the page does at every step of its slider.
KEPT = 64


@dataclasses.dataclass(frozen=True)
class _SectorOrProduct(Listed):
    """A sector, or a code of the Harmonized System where the accounts know what products weigh."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        word = str(value)
        if labels is None or not is_code(word) or label_of(word, labels.sectors, labels.names) is not None:
            return self._sector(value, labels, field)
        try:
            _ = labels.products
        except TariffError as error:
            raise refuse(*_as_refused(error)) from None
        try:
            return read_code(word)
        except BadCode as bad:
            raise refuse(bad.title, bad.expected, bad.do) from None

    def _sector(self, value: object, labels: Labels | None, field: str) -> str:
        """A sector; where there is none of that name and a product is called so, the refusal says which codes it has."""
        codes = products_called(str(value))
        if labels is None or not codes or label_of(str(value), labels.sectors, labels.names) is not None:
            return super().read(value, labels, field)
        expected = f"sectors among {', '.join(labels.goods)}, or codes of products"
        raise refuse(
            f"{value} is no sector here", expected, f"as products it is {', '.join(codes)}: write [{', '.join(codes)}]"
        )


def _as_refused(error: TariffError) -> tuple[str, str, str]:
    """Title, expected and advice of an error; what it lists goes with the title."""
    said = parts(str(error))
    return said["title"], said["expected"], said["do"]


SECTOR_OR_PRODUCT = _SectorOrProduct("sectors", "sector")


def codes_among(sectors: Sequence[str] | None, labels: Labels) -> tuple[str, ...]:
    """Those of the named sectors that are codes of products."""
    return tuple(name for name in sectors or () if name not in labels.sectors)


def sectors_of_codes(codes: Sequence[str], products: ProductLabels) -> tuple[str, ...]:
    """The sectors that products belong to, in the order of the codes; none for codes that have none."""
    found = [products.sectors[six] for code in codes for six in six_digit_codes(code) if six in products.sectors]
    return tuple(dict.fromkeys(found))


@dataclasses.dataclass(frozen=True)
class OnProducts:
    """The cells of an act, and of those that are on some products of their sector alone the rates on these.

    Args:
        cells: importer, exporter, sector and rate; where it is on products their average.
        products: by importer, exporter and sector, the rates on products; no entry where the whole sector is meant.
        assumes: what was assumed about products, as a sentence.
    """

    cells: tuple[Cell, ...]
    products: Mapping[Where, ProductRates] = dataclasses.field(default_factory=dict)
    assumes: str = ""


class _Same:
    """The sectors of products, the same where the object is: those of a world that ships are made once."""

    def __init__(self, products: ProductLabels) -> None:
        self.products = products

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.products is self.products

    def __hash__(self) -> int:
        return id(self.products)


@lru_cache(maxsize=KEPT)
def _laid(codes: tuple[str, ...], pairs: tuple[tuple[str, str], ...], same: _Same) -> SpreadRates:
    """Products laid over the sectors of what importers buy from exporters, all at the rate 0.

    Raises:
        TariffError: as :func:`~tradetalks.data.products.by_sector.spread_over_codes`.
    """
    rows = [(importer, exporter, code, 0.0) for importer, exporter in pairs for code in codes]
    return spread_over_codes(pd.DataFrame(rows, columns=["importer", "exporter", "product", "rate"]), same.products)


def rates_on_products(
    codes: Sequence[str], rate: float, pairs: Sequence[tuple[str, str]], labels: Labels
) -> OnProducts:
    """One rate on products, in what every importer buys from every exporter.

    Args:
        codes: of products.
        rate: a fraction; a factor where the act multiplies.
        pairs: importer and exporter.
        labels: the names of the accounts, which know where products belong.

    Raises:
        ValidationError: codes that HS 2022 does not have, or that belong to no sector or to several.
    """
    try:
        found = _laid(tuple(codes), tuple(pairs), _Same(labels.products))
        if found.uncovered:
            title = f"{', '.join(dict.fromkeys(found.uncovered))} belongs to no sector"
            raise TariffError(message(title, expected="products of chapters 01 to 97"))
    except TariffError as error:
        raise raised(Refusal(*_as_refused(error), ("sectors",))) from None
    lists = [part._replace(rate=np.where(np.isfinite(part.rate), rate, np.nan)) for part in found.lists]
    named = ", ".join(codes[:SHOWN])
    if len(codes) > SHOWN:
        named += f" and {len(codes) - SHOWN} more"
    return on_products(found._replace(lists=lists), f"products {named} are taken for")


def on_products(found: SpreadRates, about: str) -> OnProducts:
    """Rates over the products of sectors, as an act has them; ``about`` begins the sentence on what is assumed."""
    products = {part[:3]: _rates_of(part) for part in found.lists}
    cells = tuple((*where, rates.mean) for where, rates in products.items())
    shares: dict[str, list[float]] = {}
    for (_, _, sector), rates in products.items():
        shares.setdefault(sector, []).append(rates.share)
    spread = ", ".join(f"{_percent(part)} of the trade of {sector}" for sector, part in shares.items())
    if len(shares) > SHOWN:
        spread = (
            f"{_percent([share for part in shares.values() for share in part])} of the trade of {len(shares)} sectors"
        )
    weights = "; ".join(dict.fromkeys(found.weights.values()))
    return OnProducts(cells, products, f"{about} {spread} ({weights})")


def _rates_of(part: SectorList) -> ProductRates:
    named = np.flatnonzero(np.isfinite(part.rate))
    return ProductRates(tuple(part.weight.tolist()), tuple(named.tolist()), tuple(part.rate[named].tolist()))


def mirrored_rates(rates: ProductRates, where: Where, products: ProductLabels) -> ProductRates:
    """The same rates on the same products in what the exporter of ``where`` buys from its importer, weighted by that trade."""
    importer, exporter, sector = where
    weight = sector_weights(exporter, importer, sector, products)
    return dataclasses.replace(rates, weight=tuple(weight.tolist()))


def _percent(shares: Sequence[float]) -> str:
    low, high = f"{100 * min(shares):.3g}", f"{100 * max(shares):.3g}"
    if low == high:
        return f"{low} percent"
    return f"{low} to {high} percent"
