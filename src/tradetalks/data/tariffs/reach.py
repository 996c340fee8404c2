"""Which laws reach a product, in every case that its lists leave open, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product as every_case

from tradetalks.data.tariffs.laws import ALL, Law, OnList, on_list
from tradetalks.data.tariffs.stacking import stack


def _memberships(laws: list[Law], code: str) -> dict[str, OnList]:
    return {name: on_list(code, name)[0] for law in laws for name in law.lists}


def _cases(laws: list[Law], code: str) -> Iterator[Mapping[str, bool]]:
    """Every way in which the lists may reach a line of the product: one, unless some lists have it in part."""
    membership = _memberships(laws, code)
    sure = {name: found is OnList.WHOLE for name, found in membership.items()}
    open_lists = [name for name, found in membership.items() if found is OnList.PART]
    for truths in every_case((False, True), repeat=len(open_lists)):
        yield {**sure, **dict(zip(open_lists, truths, strict=True))}


def _reached(law: Law, lists: Mapping[str, bool]) -> bool:
    """Whether a law reaches a line that is on these lists."""
    if any(lists[name] for name in law.free):
        return False
    if law.average or law.goods == (ALL,):
        return True
    return any(lists[name] for name in law.goods)


def stacks(
    laws: list[Law], rates: Mapping[str, float], code: str, partner: str
) -> Iterator[tuple[dict[str, float], dict[str, str]]]:
    """What each law adds to a product, and which gave way, in every case: one, unless lists have the product in part.

    Args:
        laws: in force, that reach the partner.
        rates: fractions, by the id of each law.
        code: of the product.
        partner: where it comes from.

    Yields:
        What each law adds, by its id, 0 where it does not reach the line; and what stands in for those that gave way.
    """
    for lists in _cases(laws, code):
        reaching = [law for law in laws if _reached(law, lists)]
        found = stack(reaching, rates, partner)
        yield {law.id: found.rates.get(law.id, 0.0) for law in laws}, found.gave_way
