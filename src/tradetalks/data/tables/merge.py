"""Regions and industries of a table added together by a mapping."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from tradetalks.data.tables.moved import EVERY, TableMove, as_moved, joined
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray
# Labels that a message lists.
SHOWN = 10


def merged(
    table: InterCountryTable,
    *,
    regions: Mapping[str, str] | None = None,
    industries: Mapping[str, str] | None = None,
) -> InterCountryTable:
    """The table with regions or industries added together.

    Sums only: nothing is weighted and nothing is left out, so that both identities hold as before. Where the source has tariffs
    they are averaged with imports as weights.

    Args:
        table: any.
        regions: new label by old label, for every region; None keeps them.
        industries: new label by old label, for every industry; None keeps them.

    Returns:
        A table whose labels stand in the order in which the mapping's new labels first come in the old table.

    Raises:
        AccountsError: a label without a new one, or a mapping from labels that the table does not have.
    """
    new_regions, region_to = _targets("regions", table.regions, regions)
    new_industries, industry_to = _targets("industries", table.industries, industries)
    places = (len(new_regions), len(new_industries))
    cell_to = (region_to[:, None] * places[1] + industry_to[None, :]).ravel()
    cells, finals = _adds(cell_to, places[0] * places[1]), _adds(region_to, places[0])
    n, j, c = len(table.regions), len(table.industries), len(table.categories)
    use = cells @ table.use_iknj.reshape(n * j, n * j) @ cells.T
    by_category = (cells @ table.final_iknc.reshape(n * j, n * c)).reshape(-1, n, c)
    final = np.stack([by_category[:, :, at] @ finals.T for at in range(c)], axis=-1)

    def by_cell(values: Array) -> Array:
        added: Array = cells @ values.ravel()
        return added.reshape(places)

    return dataclasses.replace(
        table,
        regions=new_regions,
        industries=new_industries,
        use_iknj=use.reshape(*places, *places),
        final_iknc=final.reshape(*places, places[0], c),
        value_added_nj=by_cell(table.value_added_nj),
        taxes_nj=by_cell(table.taxes_nj),
        taxes_nc=finals @ table.taxes_nc,
        adjustments_nj=by_cell(table.adjustments_nj),
        discrepancy_ik=by_cell(table.discrepancy_ik),
        output_nj=by_cell(table.output_nj),
        tariff_nij=_average_tariff(table, region_to, industry_to, places),
        moved=joined(table.moved, _merges(table, regions, industries)),
    )


def _targets(kind: str, labels: Sequence[str], new: Mapping[str, str] | None) -> tuple[tuple[str, ...], Array]:
    """The new labels in order, and for every old label the position of its new one."""
    if new is None:
        return tuple(labels), np.arange(len(labels))
    missing, unknown = [x for x in labels if x not in new], [x for x in new if x not in labels]
    wrong = [f"no new label for {x}" for x in missing] + [f"{x} is not in the table" for x in unknown]
    if wrong:
        raise AccountsError(
            message(
                f"{kind} cannot be merged by this mapping",
                details=listed(wrong, SHOWN),
                expected=f"a new label for each of the table's {len(labels)} {kind}, and for no other",
                do="map a label to itself where it stays",
            )
        )
    order = tuple(dict.fromkeys(str(new[x]) for x in labels))
    at = {label: k for k, label in enumerate(order)}
    return order, np.array([at[str(new[x])] for x in labels])


def _adds(to: Array, count: int) -> sparse.csr_array:
    """The matrix of ones that adds old places up into new ones."""
    return sparse.csr_array((np.ones(len(to)), (to, np.arange(len(to)))), shape=(count, len(to)))


def _average_tariff(
    table: InterCountryTable, region_to: Array, industry_to: Array, places: tuple[int, int]
) -> Array | None:
    """Tariffs of the merged table, weighted with imports; 0 where nothing is imported."""
    if table.tariff_nij is None:
        return None
    shape = (places[0], places[0], places[1])
    at = np.ravel_multi_index(
        np.broadcast_arrays(region_to[:, None, None], region_to[None, :, None], industry_to[None, None, :]), shape
    ).ravel()
    flows = table.flows_nij.ravel()
    bought = np.bincount(at, flows, minlength=np.prod(shape))
    duties = np.bincount(at, flows * table.tariff_nij.ravel(), minlength=np.prod(shape))
    rate: Array = np.divide(duties, bought, out=np.zeros_like(duties), where=bought > 0).reshape(shape)
    return rate


def _merges(
    table: InterCountryTable, regions: Mapping[str, str] | None, industries: Mapping[str, str] | None
) -> pd.DataFrame:
    """One row for every new label that stands for several old ones, with their output."""
    moves = []
    for kind, labels, new, axis in (
        ("region", table.regions, regions, 1),
        ("industry", table.industries, industries, 0),
    ):
        size = table.output_nj.sum(axis=axis)
        for label in dict.fromkeys((new or {}).values()):
            parts = [k for k, old in enumerate(labels) if (new or {})[old] == label]
            if len(parts) < 2:
                continue
            names = ", ".join(labels[k] for k in parts)
            place = (str(label), EVERY)
            if kind == "industry":
                place = (EVERY, str(label))
            moves.append(TableMove("merged", *place, float(size[parts].sum()), f"of {names}"))
    return as_moved(moves)
