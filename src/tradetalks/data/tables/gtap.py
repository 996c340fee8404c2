"""GTAP's basedata.har in the names of version 7 (GTAP 10 and 11): an inter-country table by proportional sourcing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.data.tables.har import HeaderArray, read_har
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.source import TableSource, the_table
from tradetalks.data.tables.table import MILLION, InterCountryTable
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray
# Trade by commodity, exporter and importer: at basic prices of the exporter, fob, cif, and with duties.
TRADE = ("VXSB", "VFOB", "VCIF", "VMSB")
# Purchases of firms, households, government and investment: domestic and imported, at basic prices and at buyers' prices.
BASIC = {"F": ("VDFB", "VMFB"), "P": ("VDPB", "VMPB"), "G": ("VDGB", "VMGB"), "I": ("VDIB", "VMIB")}
PAID = {"F": ("VDFP", "VMFP"), "P": ("VDPP", "VMPP"), "G": ("VDGP", "VMGP"), "I": ("VDIP", "VMIP")}
FINAL = {"P": "households", "G": "government", "I": "investment"}
# Primary factors at buyers' prices, output at basic prices and at sellers' prices, sales to international transport.
OTHERS = ("EVFP", "MAKB", "MAKS", "VST")
NEEDED = (*TRADE, *sum(BASIC.values(), ()), *sum(PAID.values(), ()), *OTHERS)
# A header of version 6 (GTAP 9 and older).
OLD = "VXMD"
# Names that a message lists.
SHOWN = 20
CITATION = "Aguiar, Chepeliev, Corong & van der Mensbrugghe (2022), Journal of Global Economic Analysis 7(2) (GTAP 11)"


def read_gtap(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """``basedata.har`` as a table; imports are spread over exporters in the same shares for every user, since GTAP says no more.

    Duties, the taxes of buyers, export taxes and transport margins are told apart: tariffs are ``tariff_nij``, duties and
    taxes of buyers are taxes less subsidies, export taxes and margins are adjustments, sales to international transport are a
    discrepancy.

    Args:
        source: the file, or a folder or zip with one ``.har``.
        options: year and tolerance.

    Raises:
        AccountsError: a missing header, headers of version 6, activities that make several commodities, or what does not add up.

    Source:
        Corong, Hertel, McDougall, Tsigas & van der Mensbrugghe (2017), Journal of Global Economic Analysis 2(1): the headers.
        Licensed by GTAP, not to be passed on.
    """
    # Beside basedata.har a folder of GTAP holds sets.har and others.
    endings = (".har",)
    if source.named("basedata.har") is not None:
        endings = ("basedata.har",)
    member = the_table(source, endings, options.year)
    arrays = read_har(member.name, member.data)
    _refuse_lacking(member.name, arrays)
    _refuse_other_labels(member.name, arrays)
    _refuse_joint(member.name, arrays["MAKB"])
    provenance = {
        "file": member.name,
        "sha256": member.sha256,
        "release": "GTAP, headers of version 7",
        "unit": "million USD",
        "year": options.year or year_in(member.name),
        "citation": CITATION,
        "licence": "licensed; not to be passed on",
    }
    table = dataclasses.replace(_table(arrays), provenance=provenance)
    check_identities(table, member.name, options.tolerance)
    return table


def _table(arrays: Mapping[str, HeaderArray]) -> InterCountryTable:
    """The table, without what the file is called."""
    commodities, regions, _ = arrays["VXSB"].labels
    billions = {header: MILLION * arrays[header].values for header in NEEDED}
    landed = billions["VMSB"].sum(axis=1)
    shares_csn = billions["VXSB"] / np.where(landed > 0, landed, 1.0)[:, None, :]
    beyond_cn = (billions["VCIF"] - billions["VXSB"]).sum(axis=1) / np.where(landed > 0, landed, 1.0)
    use, taxes, adjustments = _purchases("F", billions, shares_csn, beyond_cn)
    finals = [_purchases(agent, billions, shares_csn, beyond_cn) for agent in FINAL]
    made, sold = (np.einsum("cca->ca", billions[header]) for header in ("MAKB", "MAKS"))
    left_out, imported = sum(float(part[2].sum()) for part in finals), float(billions["VXSB"].sum())
    table = InterCountryTable(
        regions=regions,
        industries=commodities,
        categories=tuple(FINAL.values()),
        use_iknj=use,
        final_iknc=np.concatenate([part[0] for part in finals], axis=3),
        # What is between output at basic prices and at sellers' prices are taxes on production.
        value_added_nj=(billions["EVFP"].sum(axis=0) + made - sold).T,
        taxes_nj=taxes,
        taxes_nc=np.concatenate([part[1] for part in finals], axis=1),
        adjustments_nj=adjustments,
        discrepancy_ik=_margins(arrays["VST"], billions["VST"], commodities),
        output_nj=made.T,
        moved=as_moved(
            [
                TableMove("proportional_sourcing", EVERY, EVERY, imported, "imports of all users alike"),
                TableMove("adjustments_on_final_use", EVERY, EVERY, left_out, "export taxes and margins, left out"),
            ]
        ),
    )
    return dataclasses.replace(table, tariff_nij=_tariffs(billions, table.flows_nij))


def _tariffs(trade: Mapping[str, Array], flows_nij: Array) -> Float[Array, "N N J"]:
    """Duties over cif values; inside a region of several countries over all that it buys of itself."""
    duties = (trade["VMSB"] - trade["VCIF"]).transpose(2, 1, 0)
    base = trade["VCIF"].transpose(2, 1, 0).copy()
    own = np.arange(len(base))
    base[own, own] = flows_nij[own, own]
    rate: Array = np.divide(duties, base, out=np.zeros_like(duties), where=base > 0)
    return rate


def _purchases(
    agent: str, billions: Mapping[str, Array], shares_csn: Array, beyond_cn: Array
) -> tuple[Float[Array, "N J N U"], Float[Array, "N U"], Float[Array, "N U"]]:
    """What users of a kind buy of each seller at basic prices, their taxes, and the export taxes and margins they pay."""
    domestic, imported = (_by_user(billions[header]) for header in BASIC[agent])
    paid = np.add(*(_by_user(billions[header]) for header in PAID[agent]))
    use = np.einsum("csn,cun->scnu", shares_csn, imported)
    regions = np.arange(shares_csn.shape[1])
    use[regions, :, regions] += domestic.transpose(2, 0, 1)
    beyond = np.einsum("cn,cun->nu", beyond_cn, imported)
    taxes = paid.sum(axis=0).T - use.sum(axis=(0, 1)) - beyond
    return use, taxes, beyond


def _by_user(values: Array) -> Array:
    """(c, u, n): final users have no dimension of their own."""
    if values.ndim == 2:
        return values[:, None, :]
    return values


def _margins(header: HeaderArray, values: Array, commodities: tuple[str, ...]) -> Float[Array, "N J"]:
    """(n, c) sales to international transport, of the margin commodities."""
    sold = np.zeros((values.shape[1], len(commodities)))
    sold[:, [commodities.index(label) for label in header.labels[0]]] = values.T
    return sold


def _refuse_lacking(name: str, arrays: Mapping[str, HeaderArray]) -> None:
    missing = [header for header in NEEDED if header not in arrays or not arrays[header].labels]
    if not missing:
        return
    do = "give basedata.har of GTAP 10 or 11, with sets"
    if OLD in arrays:
        do = "these are headers of GTAP 9 and older; convert the file to version 7 with GTAP's own programs"
    raise AccountsError(
        message(
            f"{len(missing)} headers are missing", where=name, details=listed(missing, SHOWN),
            expected="trade, purchases, factors and output by the names of version 7", do=do,
        )
    )  # fmt: skip


def _refuse_other_labels(name: str, arrays: Mapping[str, HeaderArray]) -> None:
    """Raise for arrays that are not by commodity first and region last, with the labels of trade."""
    commodities, regions = arrays["VXSB"].labels[0], arrays["VXSB"].labels[-1]
    dimensions = dict.fromkeys(NEEDED, 2) | dict.fromkeys((*TRADE, *BASIC["F"], *PAID["F"], "EVFP", "MAKB", "MAKS"), 3)
    wrong = []
    for header, count in dimensions.items():
        array = arrays[header]
        by_commodity = header in ("EVFP", "VST") or array.labels[0] == commodities
        whole = array.values.shape == tuple(map(len, array.labels)) and len(array.labels) == count
        if not whole or not by_commodity or array.labels[-1] != regions:
            wrong.append(f"{header}({', '.join(array.sets)})")
    if wrong or arrays["VXSB"].labels[1] != regions or not set(arrays["VST"].labels[0]) <= set(commodities):
        raise AccountsError(
            message(
                "arrays are not by the commodities and regions of VXSB", where=name, details=listed(wrong, SHOWN),
                expected="VDFB(COMM, ACTS, REG), VDPB(COMM, REG), VXSB(COMM, REG, REG) and so on, with the same elements",
                do="get the file again",
            )
        )  # fmt: skip


def _refuse_joint(name: str, made: HeaderArray) -> None:
    """Raise where activities are not commodities one to one."""
    values = made.values
    square = values.ndim == 3 and values.shape[0] == values.shape[1]
    if not square or values.sum() - np.einsum("cca->", values) > 1e-6 * values.sum():
        raise AccountsError(
            message(
                "activities make several commodities",
                where=f"{name}, MAKB",
                expected="one activity for each commodity, in the same order",
                got=f"{made.values.shape[0]} commodities, {made.values.shape[1]} activities",
                do="aggregate the file so that they are the same (GTAPAgg)",
            )
        )
