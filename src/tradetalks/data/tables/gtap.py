"""GTAP's basedata.har in the names of version 7 (GTAP 10 and 11): an inter-country table by proportional sourcing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.data.tables.har import HeaderArray, read_har
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.source import TableSource, the_table
from tradetalks.data.tables.table import InterCountryTable
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
# A header of version 6 (GTAP 9 and older).
OLD = "VXMD"
MILLION = 1e-3
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
    named = source.named("basedata.har")
    member = the_table(source, (".har",), options.year) if named is None else source.member(named)
    arrays = read_har(member.name, member.data)
    _refuse_lacking(member.name, arrays)
    regions, commodities = arrays["VXSB"].labels[1], arrays["VXSB"].labels[0]
    _refuse_joint(member.name, arrays["MAKB"])

    def billions(header: str) -> Array:
        values: Array = MILLION * arrays[header].values
        return values

    trade = {header: billions(header) for header in TRADE}
    landed = trade["VMSB"].sum(axis=1)
    shares_csn = trade["VXSB"] / np.where(landed > 0, landed, 1.0)[:, None, :]
    beyond_cn = (trade["VCIF"] - trade["VXSB"]).sum(axis=1) / np.where(landed > 0, landed, 1.0)
    use, taxes, adjustments = _purchases("F", billions, shares_csn, beyond_cn)
    finals = [_purchases(agent, billions, shares_csn, beyond_cn) for agent in FINAL]
    made = np.einsum("cca->ca", billions("MAKB")) if billions("MAKB").ndim == 3 else billions("MAKB")
    production_taxes = made - np.einsum("cca->ca", billions("MAKS"))
    left_out = sum(float(part[2].sum()) for part in finals)
    table = InterCountryTable(
        regions=regions,
        industries=commodities,
        categories=tuple(FINAL.values()),
        use_iknj=use,
        final_iknc=np.concatenate([part[0] for part in finals], axis=3),
        value_added_nj=(billions("EVFP").sum(axis=0) + production_taxes).T,
        taxes_nj=taxes,
        taxes_nc=np.concatenate([part[1] for part in finals], axis=1),
        adjustments_nj=adjustments,
        discrepancy_ik=_margins(arrays["VST"], billions("VST"), commodities),
        output_nj=made.T,
        moved=as_moved(
            [
                TableMove(
                    "proportional_sourcing", EVERY, EVERY, float(trade["VXSB"].sum()), "imports of all users alike"
                ),
                TableMove("adjustments_on_final_use", EVERY, EVERY, left_out, "export taxes and margins, left out"),
            ]
        ),
        provenance={
            "file": member.name,
            "sha256": member.sha256,
            "release": "GTAP, headers of version 7",
            "unit": "million USD",
            "year": options.year or year_in(member.name),
            "citation": CITATION,
            "licence": "licensed; not to be passed on",
        },
    )
    check_identities(table, member.name, options.tolerance)
    return dataclasses.replace(table, tariff_nij=_tariffs(trade, table.flows_nij))


def _tariffs(trade: Mapping[str, Array], flows_nij: Array) -> Float[Array, "N N J"]:
    """Duties over cif values; inside a region of several countries over all that it buys of itself."""
    duties = (trade["VMSB"] - trade["VCIF"]).transpose(2, 1, 0)
    base = trade["VCIF"].transpose(2, 1, 0).copy()
    own = np.arange(len(base))
    base[own, own] = flows_nij[own, own]
    rate: Array = np.divide(duties, base, out=np.zeros_like(duties), where=base > 0)
    return rate


def _purchases(
    agent: str, billions: Callable[[str], Array], shares_csn: Array, beyond_cn: Array
) -> tuple[Float[Array, "N J N U"], Float[Array, "N U"], Float[Array, "N U"]]:
    """What users of a kind buy of each seller at basic prices, their taxes, and the export taxes and margins they pay."""
    domestic, imported = (_by_user(billions(header)) for header in BASIC[agent])
    paid = np.add(*(_by_user(billions(header)) for header in PAID[agent]))
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
    needed = [*TRADE, *sum(BASIC.values(), ()), *sum(PAID.values(), ()), *OTHERS]
    missing = [header for header in needed if header not in arrays or not arrays[header].labels]
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
