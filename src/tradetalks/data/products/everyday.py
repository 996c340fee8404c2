"""Codes of products that go by an everyday name: what a file may have meant by "steel"."""

from __future__ import annotations

import csv
from functools import cache

from tradetalks.data.products.concordance import FOLDER


def products_called(word: str) -> tuple[str, ...]:
    """The codes of the Harmonized System that an everyday name stands for, in singular or plural; none where it is not listed."""
    plain = " ".join(word.casefold().split())
    names = _everyday_names()
    return names.get(plain) or names.get(f"{plain}s", ())


@cache
def _everyday_names() -> dict[str, tuple[str, ...]]:
    with (FOLDER / "everyday_names.csv").open(encoding="utf-8", newline="") as table:
        return {row["name"]: tuple(row["codes"].split()) for row in csv.DictReader(table)}
