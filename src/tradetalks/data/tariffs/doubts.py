"""What is not known of what a product pays: laws and lists that are not held whole, averages that hold an older duty."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache

import pandas as pd

from tradetalks.data.partners import FOLDER, groups_of
from tradetalks.data.products.codes import CHAPTER, SUBHEADING
from tradetalks.data.products.concordance import ProductPlace
from tradetalks.data.tariffs.averages import chapter_rate, chapter_rate_without_metals
from tradetalks.data.tariffs.laws import ALL, Law, OnList, about_lists, on_list
from tradetalks.data.tariffs.stacking import BASE

PART_HELD = "part"


def doubts(
    laws: list[Law], place: ProductPlace, code: str, partner: str, day: datetime.date, base: float | None
) -> Iterator[str]:
    """Everything that is known to be unknown about the duties on a product.

    Args:
        laws: in force, that reach the partner.
        place: of the product.
        code: its digits.
        partner: where it comes from.
        day: which.
        base: the base rate, where it is stated.

    Yields:
        Sentences.
    """
    if not any(law.kind == BASE for law in laws) and base is None:
        yield "the base rate of this importer is not held: the sum is what was added to it; read it from WITS"
    if place.note:
        yield place.note
    if len(code) < SUBHEADING:
        yield f"{code} is a heading: its products may differ"
    yield from _old_duty(laws, code, partner, base)
    yield from _lists_in_part(laws, code)
    for row in _gaps().to_dict("records"):
        in_force = row["from"] <= str(day) <= row["until"]
        reached = row["on"] == ALL or bool(groups_of(partner) & set(row["on"].split()))
        ours = any(law.by == row["by"] for law in laws)
        if in_force and reached and ours and code.startswith(tuple(row["products"].split())):
            yield row["what"]


def metals_reach(laws: list[Law], code: str) -> bool:
    """Whether section 232 on steel and aluminium reaches the product, or some of its lines."""
    lists = {name for law in laws if law.is_on_metals for name in law.goods}
    return any(on_list(code, name)[0] is not OnList.NO for name in lists)


def averages_of_chapter(laws: list[Law], base: float | None) -> list[Law]:
    """The laws whose rate is an average of the chapter; not the base where it is stated."""
    return [law for law in laws if law.average == "chapter" and (law.kind != BASE or base is None)]


def _old_duty(laws: list[Law], code: str, partner: str, base: float | None) -> Iterator[str]:
    """That an average holds the duty on metals of 2018, in whose place that of today stands."""
    if not metals_reach(laws, code):
        return
    chapter = code[:CHAPTER]
    for law in averages_of_chapter(laws, base):
        name = law.goods[0].partition(":")[2]
        whole, without = (rate(name, partner, chapter) for rate in (chapter_rate, chapter_rate_without_metals))
        if without < whole:
            paid = f"{law.kind.replace('_', ' ')}: what chapter {chapter} paid in 2024, {whole:.2%}"
            yield f"{paid}, may hold section 232 of 2018, in whose place today's stands; without it {without:.2%} or more"


def _lists_in_part(laws: list[Law], code: str) -> Iterator[str]:
    """What lists that are not held whole leave open: those that have the product, and those that might free it."""
    about = about_lists()
    notes = {str(name): str(note) for name, note in about["note"].items()}
    settled = {name: OnList.WHOLE for law in laws for name in law.free}
    settled |= {name: OnList.NO for law in laws for name in law.lists if name not in law.free}
    for name, sure in settled.items():
        if about.at[name, "held"] == PART_HELD and on_list(code, name)[0] is not sure:
            yield f"list {name} is held in part: {notes[name]}"


@cache
def _gaps() -> pd.DataFrame:
    """What is known not to be held: importer, partners and products that it is about, and its days."""
    return pd.read_csv(FOLDER / "not_held.csv", dtype=str, keep_default_na=False)
