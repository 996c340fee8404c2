"""Acts on products: codes of the Harmonized System, which tariffs of sectors reach by their share of the sector's trade."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from tradetalks.data.products.by_sector import covered_share
from tradetalks.data.products.codes import BadCode, is_code, read_code
from tradetalks.data.products.concordance import PRODUCT_WORLDS, sectors_of_industries, six_digit_codes
from tradetalks.data.products.concordance import six_digit_industries as industries
from tradetalks.errors import TariffError, parts
from tradetalks.inputs import Labels, Listed, Refusal, raised, refuse
from tradetalks.inputs.places import label_of
from tradetalks.scenario.sections.tariff_table import Cell

# Codes that a sentence lists.
SHOWN = 6


@dataclasses.dataclass(frozen=True)
class _SectorOrProduct(Listed):
    """A sector, or a code of the Harmonized System where the accounts know what products weigh."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        word = str(value)
        if labels is None or not is_code(word) or label_of(word, labels.sectors, labels.names) is not None:
            return super().read(value, labels, field)
        if not labels.products_of:
            expected = f"sectors among {', '.join(labels.goods)}"
            advice = f"product codes have weights in {' and '.join(PRODUCT_WORLDS)}"
            raise refuse("these accounts do not say what products weigh", expected, advice)
        try:
            return read_code(word)
        except BadCode as bad:
            raise refuse(bad.title, bad.expected, bad.do) from None


SECTOR_OR_PRODUCT = _SectorOrProduct("sectors", "sector")


def codes_among(sectors: Sequence[str] | None, labels: Labels) -> tuple[str, ...]:
    """Those of the named sectors that are codes of products."""
    return tuple(name for name in sectors or () if name not in labels.sectors)


def sectors_of_codes(codes: Sequence[str], world: str) -> tuple[str, ...]:
    """The sectors that products belong to, in the order of the codes; none for codes that HS 2022 does not have."""
    sectors, table = sectors_of_industries(world), industries()
    return tuple(dict.fromkeys(sectors[table[six]] for code in codes for six in six_digit_codes(code)))


def product_cells(
    codes: Sequence[str], rate: float, pairs: Sequence[tuple[str, str]], labels: Labels
) -> tuple[tuple[Cell, ...], str]:
    """The tariffs of sectors that a rate on products comes to, and what was assumed.

    The rate is put on the whole sector, times the products' share of its trade: what a sector's tariff does to imports to
    first order; what the dispersion within the sector costs is left out.

    Args:
        codes: of products.
        rate: a fraction, added.
        pairs: importer and exporter.
        labels: the names of the accounts, which know what products weigh.

    Raises:
        ValidationError: codes that HS 2022 does not have, or that belong to no sector.
    """
    cells: list[Cell] = []
    shares: dict[str, list[float]] = {}
    weights: dict[str, None] = {}
    for importer, exporter in pairs:
        try:
            found, basis = covered_share(codes, importer, exporter, labels.products_of)
        except TariffError as error:
            said = parts(str(error))
            raise raised(Refusal(said["title"], said["expected"], said["do"], ("sectors",))) from None
        weights[basis] = None
        for sector, share in found.items():
            shares.setdefault(sector, []).append(share)
            cells.append((importer, exporter, sector, rate * share))
    return tuple(cells), said_of_shares(codes, shares, list(weights))


def said_of_shares(codes: Sequence[str], shares: Mapping[str, Sequence[float]], weights: Sequence[str]) -> str:
    """What is assumed about products, as a sentence: their share of each sector's trade, least to most, and the weights."""
    spread = ", ".join(f"{_percent(found)} of the trade of {sector}" for sector, found in shares.items())
    named = ", ".join(codes[:SHOWN])
    if len(codes) > SHOWN:
        named += f" and {len(codes) - SHOWN} more"
    return f"products {named} are taken for {spread} ({'; '.join(weights)})"


def _percent(shares: Sequence[float]) -> str:
    low, high = f"{100 * min(shares):.3g}", f"{100 * max(shares):.3g}"
    if low == high:
        return f"{low} percent"
    return f"{low} to {high} percent"
