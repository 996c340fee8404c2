"""Trade alone: flows between regions by sector, without input use or with that of another world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.data.accounts import build_accounts
from tradetalks.data.checks import check_tables
from tradetalks.data.tables.columns import column_numbers, read_columns
from tradetalks.data.tables.convert import by_industry, tradable
from tradetalks.data.tables.source import Member, open_source, the_table
from tradetalks.data.tables.workbook import read_sheet
from tradetalks.errors import AccountsError, listed, message, shortened
from tradetalks.inputs import checked

Array = np.ndarray
COLUMNS = ("exporter", "importer", "sector", "value_busd")
# Rows that a message lists.
SHOWN = 10


@checked(AccountsError)
def accounts_from_flows(
    flows: pd.DataFrame | str | Path,
    *,
    theta: float | Mapping[str, float] | Sequence[float],
    psi: float | Mapping[str, float] | Sequence[float] = 0.0,
    tariff: str | None = None,
    inputs_of: xr.Dataset | None = None,
    like: Mapping[str, str] | None = None,
    goods: Sequence[str] | None = None,
    attrs: Mapping[str, object] | None = None,
    accept: Sequence[str] = (),
    repair: Sequence[str] = (),
) -> xr.Dataset:
    """Accounts from trade flows alone.

    Without ``inputs_of`` nothing is used as an input: value added is sales, and a tariff costs less than in a world with
    input-output links. With it, every industry buys inputs in the shares of sales that it has in another world of the same
    sectors; what is bought and not used so is final use. The attribute ``input_use`` says which.

    Args:
        flows: columns exporter, importer, sector and value_busd (billion dollars a year), own sales included, one row for every
            combination; a frame, or a csv or workbook with these columns.
        theta: trade elasticities, above 0: one number, by sector, or in the order in which sectors come.
        psi: scale elasticities, in the same ways.
        tariff: the column of tariffs, fractions; None is none.
        inputs_of: accounts whose shares of inputs are taken.
        like: for every region the region of ``inputs_of`` whose shares it takes; None takes the one of the same label.
        goods: sectors that tariffs reach; None is all.
        attrs: facts about the data.
        accept: names of doubts that are right here.
        repair: rules for negative entries, see :func:`tradetalks.mend_accounts`.

    Returns:
        Accounts, billion dollars a year.

    Raises:
        AccountsError: a column or a combination is missing or given twice, a value is no number, sectors or regions that
            ``inputs_of`` does not have, or accounts that cannot be.
    """
    regions, sectors, flows_nij, tariff_nij = _arrays(flows, tariff)
    shares_nkj, where = np.zeros((len(regions), len(sectors), len(sectors))), "none: trade data alone"
    if inputs_of is not None:
        shares_nkj = _input_shares(inputs_of, regions, sectors, like)
        where = str(inputs_of.attrs.get("name", "accounts"))
    use_nkj = shares_nkj * flows_nij.sum(axis=0)[:, None, :]
    bought_nk = ((1 + tariff_nij) * flows_nij).sum(axis=1)
    return build_accounts(
        regions=regions,
        sectors=sectors,
        flows_nij=flows_nij,
        tariff_nij=tariff_nij,
        use_nkj=use_nkj,
        final_nj=bought_nk - use_nkj.sum(axis=2),
        value_added_nj=flows_nij.sum(axis=0) - use_nkj.sum(axis=1),
        theta_j=by_industry("theta", theta, sectors),
        psi_j=by_industry("psi", psi, sectors),
        tradable_j=tradable(sectors, goods or sectors),
        attrs={"name": "flows", "input_use": where, **(attrs or {})},
        accept=accept,
        repair=repair,
    )


def _arrays(
    flows: pd.DataFrame | str | Path, tariff: str | None
) -> tuple[list[str], list[str], Float[Array, "n i j"], Float[Array, "n i j"]]:
    """Regions and sectors in the order in which they come, flows and tariffs."""
    columns = list(COLUMNS)
    if tariff is not None:
        columns.append(tariff)
    frame = _frame(flows, columns)
    sectors = list(dict.fromkeys(frame["sector"]))
    regions = list(dict.fromkeys([*frame["exporter"], *frame["importer"]]))
    at = _positions(frame, regions, sectors)
    flows_nij = np.zeros((len(regions), len(regions), len(sectors)))
    flows_nij[at] = frame["value_busd"].to_numpy(float)
    tariff_nij = np.zeros_like(flows_nij)
    if tariff is not None:
        tariff_nij[at] = frame[tariff].to_numpy(float)
    return regions, sectors, flows_nij, tariff_nij


def _frame(flows: pd.DataFrame | str | Path, columns: list[str]) -> pd.DataFrame:
    """The wanted columns, labels as text and values as numbers."""
    if not isinstance(flows, pd.DataFrame):
        source = open_source(flows)
        member = the_table(source, (".csv", ".tsv", ".txt", ".xlsx"), None)
        name = member.name
        if not name.lower().endswith(".xlsx"):
            return _of_csv(member, columns)
        cells = read_sheet(member)
        flows = cells.iloc[1:].set_axis([str(label).strip() for label in cells.iloc[0]], axis=1)
    else:
        name = "flows"
    missing = [column for column in columns if column not in flows.columns]
    if missing:
        raise AccountsError(
            message(
                f"no column {', '.join(missing)}",
                where=name,
                expected=", ".join(columns),
                got=shortened(", ".join(map(str, flows.columns))),
            )
        )
    frame = flows[columns].reset_index(drop=True)
    for column in columns[:3]:
        frame[column] = frame[column].astype(str).str.strip()
    for column in columns[3:]:
        frame[column] = column_numbers(name, column, frame[column].astype(str))
    return frame


def _of_csv(member: Member, columns: list[str]) -> pd.DataFrame:
    labels = [(column,) for column in columns[:3]]
    frames = [read_columns(member, [*labels, (column,)])[0] for column in columns[3:]]
    frame = frames[0].set_axis(columns[:4], axis=1)
    for column, more in zip(columns[4:], frames[1:], strict=True):
        frame[column] = more[3]
    for column in columns[:3]:
        frame[column] = frame[column].astype(str).str.strip()
    return frame


def _positions(frame: pd.DataFrame, regions: list[str], sectors: list[str]) -> tuple[Array, Array, Array]:
    """Importer, exporter and sector of every row, after checking that each combination comes exactly once."""
    keys = ["importer", "exporter", "sector"]
    twice = np.flatnonzero(frame.duplicated(keys))
    wrong = [f"row {k + 2}: {' '.join(frame[keys].iloc[k])} was given before" for k in twice.tolist()]
    expected = len(regions) ** 2 * len(sectors)
    if len(frame) - len(twice) < expected:
        wrong.append(f"{len(frame) - len(twice)} of {expected} combinations of {', '.join(keys)}")
    if wrong:
        raise AccountsError(
            message(
                "flows are not whole",
                details=listed(wrong, SHOWN),
                expected="one row for every importer, exporter and sector, own sales included",
                do="write 0 where nothing flows; own sales are output less exports",
            )
        )
    at_region, at_sector = pd.Index(regions), pd.Index(sectors)
    return (
        at_region.get_indexer(pd.Index(frame["importer"])),
        at_region.get_indexer(pd.Index(frame["exporter"])),
        at_sector.get_indexer(pd.Index(frame["sector"])),
    )


def _input_shares(
    world: xr.Dataset, regions: list[str], sectors: list[str], like: Mapping[str, str] | None
) -> Float[Array, "n k j"]:
    """Inputs over sales in another world, by region, input and using sector."""
    check_tables(world)
    whose = dict(zip(regions, regions, strict=True)) | dict(like or {})
    known = [str(region) for region in world["region"].values]
    unknown = [f"{whose[region]} for {region}" for region in regions if whose[region] not in known]
    lacking = [sector for sector in sectors if sector not in world["sector"].values]
    wrong = []
    if unknown:
        wrong.append(f"no region {', '.join(unknown)}")
    if lacking:
        wrong.append(f"no sector {', '.join(lacking)}")
    if wrong:
        raise AccountsError(
            message(
                "the world of inputs does not have these labels",
                details=listed(wrong, SHOWN),
                expected=f"regions {', '.join(known)}",
                do='say whose inputs a region has: like={"VNM": "ROW"}; merge sectors first (tradetalks.aggregate)',
            )
        )
    sales = world["flows"].sum("importer").rename(exporter="region", sector="using_sector")
    shares = (world["intermediate_use"] / sales.where(sales > 0)).fillna(0.0)
    chosen = shares.sel(region=[whose[region] for region in regions], input=sectors, using_sector=sectors)
    found: Array = chosen.transpose("region", "input", "using_sector").values
    return found
