"""Labelled accounts: one xarray dataset with every table of a world, units on every variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.data.checks import TARIFF_LIMIT, refuse_impossible
from tradetalks.data.mend import check_rules, mend_accounts
from tradetalks.data.plausibility import check_accepted, warn_of_doubts
from tradetalks.data.variables import REGIONAL, VARIABLES
from tradetalks.errors import AccountsError, message
from tradetalks.inputs import Kind, Maybe, Names, argument

Array = np.ndarray
# What is known about the data, by name.
FACTS = Kind((Mapping,), "a mapping of facts by name, as title, year and source")
# What to do about tables of supply and use, whose products are not their industries.
SQUARE_FIRST = (
    "a use table of products by industries has to be made square first: industry by industry with fixed sales structures, or "
    "product by product (Eurostat 2008, Manual of Supply, Use and Input-Output Tables, models A to D), or published so"
)


def build_accounts(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    flows_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    use_nkj: Float[Array, "n j j"],
    final_nj: Float[Array, "n j"],
    value_added_nj: Float[Array, "n j"],
    theta_j: Float[Array, " j"],
    psi_j: Float[Array, " j"] | float = 0.0,
    markup_j: Float[Array, " j"] | float = 0.0,
    tradable_j: Sequence[bool] | None = None,
    region_names: Sequence[str] | None = None,
    sector_names: Sequence[str] | None = None,
    population_n: Float[Array, " n"] | None = None,
    households_n: Float[Array, " n"] | None = None,
    employment_nj: Float[Array, "n j"] | None = None,
    attrs: Mapping[str, object] | None = None,
    tariff_max: float | None = None,
    accept: Sequence[str] = (),
    repair: Sequence[str] = (),
) -> xr.Dataset:
    """Accounts from bare arrays, labelled and checked: n regions, j sectors, the importer first.

    Args:
        regions: (n,) labels.
        sectors: (j,) labels.
        flows_nij: (n, n, j) purchases of n from i at exporter prices net of tariffs, own purchases on the diagonal;
            billion dollars a year.
        tariff_nij: (n, n, j) import tariffs, fractions (0.25 is 25 percent). The diagonal is what members of a region made of
            several countries levy on each other; 0 for a single country.
        use_nkj: (n, j, j) purchases of input k by sector j at buyer prices; billion dollars a year.
        final_nj: (n, j) final expenditure at buyer prices; billion dollars a year.
        value_added_nj: (n, j) wages and profits; billion dollars a year.
        theta_j: (j,) trade elasticities, above 0.
        psi_j: (j,) scale elasticities, or one number for all; 0 is constant returns.
        markup_j: (j,) shares of sales kept as profit, or one number for all.
        tradable_j: (j,) which sectors tariffs reach; None is all.
        region_names: (n,) names for tables and charts; None is the labels.
        sector_names: (j,) names for tables and charts; None is the labels.
        population_n: (n,) million persons; None leaves out what a policy costs a person.
        households_n: (n,) million households; None leaves out what it costs a household.
        employment_nj: (n, j) million jobs; None leaves out how many people change their sector.
        attrs: facts about the data: ``name``, ``title``, ``year``, ``source``, ``citation``.
        tariff_max: the largest tariff, a fraction; None is 5 (500 percent), above which a number is taken for a percentage.
        accept: names of doubts that are right here, see :func:`tradetalks.check_accounts`.
        repair: rules for negative entries and gaps, see :func:`tradetalks.mend_accounts`.

    Returns:
        Dataset of :data:`tradetalks.data.variables.VARIABLES`, with units and long names.

    Raises:
        AccountsError: arrays of the wrong shape, or every failed identity with its place and size.

    Warns:
        UnlikelyData: what is possible and more often a slip, see :func:`tradetalks.check_accounts`.

    Source:
        The layout of an inter-country input-output table (OECD), as in Caliendo & Parro (2015).
    """
    _check_labels(regions, sectors, region_names, sector_names, attrs)
    n, j = len(regions), len(sectors)
    tradable = np.ones(j, bool)
    if tradable_j is not None:
        tradable = np.asarray(tradable_j)
        if not np.isin(tradable, [0, 1]).all():
            raise AccountsError(message("tradable_j says yes or no", expected="True or False for each sector"))
        tradable = tradable.astype(bool)
    values: dict[str, object] = {
        "flows": flows_nij,
        "tariff": tariff_nij,
        "intermediate_use": use_nkj,
        "final_use": final_nj,
        "value_added": value_added_nj,
        "trade_elasticity": theta_j,
        "scale_elasticity": _each_sector(psi_j, j),
        "tradable": tradable,
        "markup": _each_sector(markup_j, j),
    }
    counted = {"population": population_n, "households": households_n, "employment": employment_nj}
    values |= {name: table for name, table in counted.items() if table is not None}
    _check_arrays(values, n, j)
    data = {name: _labelled_table(name, values[name]) for name in VARIABLES if name in values}
    coords = _coordinates(regions, sectors, region_names, sector_names)
    accounts = xr.Dataset(data, coords, {"name": "accounts", **(attrs or {})})
    return checked_accounts(accounts, tariff_max, accept, repair, stacklevel=3)


def _check_labels(regions: object, sectors: object, region_names: object, sector_names: object, attrs: object) -> None:
    """Raise where something else than lists of labels and names, and facts by name, is given."""
    given = (("regions", regions, region_names), ("sectors", sectors, sector_names))
    for kind, labels, names in given:
        label_list = argument(
            "build_accounts", kind, labels, Names(kind, alone=False, least=0, distinct=False), AccountsError
        )
        if names is None:
            continue
        words = Names(f"names of {kind}", alone=False, distinct=False)
        named = argument("build_accounts", f"{kind[:-1]}_names", names, words, AccountsError)
        if len(named) != len(label_list):
            raise AccountsError(
                message(
                    f"build_accounts: there are {len(named)} names of {len(label_list)} {kind}",
                    expected=f"a name for each of {', '.join(label_list)}",
                )
            )
    facts = argument("build_accounts", "attrs", attrs, Maybe(FACTS), AccountsError) or {}
    argument("build_accounts", "attrs", list(facts), Names("facts", least=0), AccountsError)


def checked_accounts(
    accounts: xr.Dataset,
    tariff_max: float | None,
    accept: Sequence[str],
    repair: Sequence[str],
    *,
    stacklevel: int,
) -> xr.Dataset:
    """The accounts mended and checked; what they were checked with, and every doubt, among their attributes.

    Args:
        accounts: all tables under their labels.
        tariff_max: the largest tariff, a fraction; None is that of their attributes, else 5.
        accept: names of doubts that are right here.
        repair: rules for negative entries and gaps.
        stacklevel: as for :func:`warnings.warn`, seen from the caller.

    Raises:
        AccountsError: every failed check, an unknown rule or doubt.

    Warns:
        UnlikelyData: what is possible and more often a slip.
    """
    accepted = check_accepted(accept)
    rules = check_rules(repair)
    if tariff_max is not None:
        limit = argument("accounts", "tariff_max", tariff_max, TARIFF_LIMIT, AccountsError)
        accounts = accounts.assign_attrs(tariff_max=limit)
    if accepted:
        accounts = accounts.assign_attrs(accepted=" ".join(accepted))
    if rules:
        accounts, _ = mend_accounts(accounts, rules)
    refuse_impossible(accounts)
    doubts = warn_of_doubts(accounts, accepted, stacklevel=stacklevel)
    if doubts:
        accounts = accounts.assign_attrs(unlikely=doubts)
    return accounts


def _each_sector(value: ArrayLike, j: int) -> Array:
    """One number for every sector, or the numbers themselves."""
    if np.ndim(value) == 0:
        return np.broadcast_to(value, j)
    return np.asarray(value)


def _labelled_table(name: str, values: object) -> tuple[tuple[str, ...], Array, dict[str, str]]:
    """A variable as xarray takes it: dimensions, a copy of the values, and unit and meaning as attributes."""
    dims, units, long_name = VARIABLES[name]
    if name == "tradable":
        return dims, np.array(values), {"long_name": long_name}
    return dims, np.array(values, float), {"units": units, "long_name": long_name}


def _coordinates(
    regions: Sequence[str],
    sectors: Sequence[str],
    region_names: Sequence[str] | None,
    sector_names: Sequence[str] | None,
) -> dict[str, object]:
    """Labels along every dimension, and names to print beside them."""
    coords: dict[str, object] = {}
    for dims, labels in ((REGIONAL, regions), (("sector", "input", "using_sector"), sectors)):
        for dim in dims:
            coords[dim] = list(labels)
    for dim, labels, names in (("region", regions, region_names), ("sector", sectors, sector_names)):
        coords[f"{dim}_name"] = (dim, list(labels if names is None else names))
    return coords


def is_rectangular(use: object) -> bool:
    """Whether a table of input use has other products than industries."""
    if np.ndim(use) != 3:  # type: ignore[arg-type]  # anything has a number of dimensions
        return False
    _, products, industries = np.asarray(use).shape
    return bool(products != industries)


def _check_arrays(values: Mapping[str, object], n: int, j: int) -> None:
    """Raise for arrays of another shape than the labels say, or with something other than numbers in them."""
    wrong = []
    for name, (dims, _, _) in VARIABLES.items():
        if name not in values:
            continue
        shape = tuple(n if dim in REGIONAL else j for dim in dims)
        table = np.asarray(values[name])
        got = table.shape
        if table.dtype.kind not in "iuf" and name != "tradable":
            wrong.append(f"  {name} holds something other than numbers")
            continue
        if got != shape:
            wrong.append(f"  {name} has shape {got}; expected {shape} ({', '.join(dims)})")
    do = "mend the arrays named"
    if is_rectangular(values["intermediate_use"]):
        do = SQUARE_FIRST
    if wrong:
        raise AccountsError(message(f"accounts of {n} regions and {j} sectors cannot be built", details=wrong, do=do))
