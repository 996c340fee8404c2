"""Every accounting identity and every sign, checked at once; one error lists all failures with place and size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tradetalks.data.labels import label_problems, name_problems
from tradetalks.data.plausibility import check_accepted, some, warn_of_doubts
from tradetalks.data.variables import OPTIONAL, VARIABLES
from tradetalks.errors import AccountsError, listed, message
from tradetalks.inputs import Bound, argument

# Published tables are rounded to six significant digits; sums over hundreds of cells then agree to about 0.01 percent.
RELATIVE_TOLERANCE = 1e-4
# Of the table's largest cell: cells this small are rounding themselves and need not balance to RELATIVE_TOLERANCE.
NEGLIGIBLE = 1e-3
# Own purchases over all purchases of the world, 80 percent in any table: a diagonal below this share was filled, not measured.
NO_HOME_SALES = 1e-6
# 500 percent; a larger number is almost surely a percentage where a fraction belongs.
LARGEST_TARIFF = 5.0
# What a user may set in its place.
TARIFF_LIMIT = Bound(above=True, means="a fraction: 10 is 1000 percent")
# Million persons, more than live on earth until the end of this century: a larger number counts something else than millions.
MOST_PEOPLE = 12_000
# How far identities may fail; a tolerance of 1 would accept anything.
TOLERANCE_GIVEN = Bound(high=1.0, below=True, means="a fraction: 0.0001 is 0.01 percent")
# Failures of one kind that a message lists: a screenful.
SHOWN = 10

# What is wrong where, and how much: the largest are listed first.
Failure = tuple[str, float]


def check_accounts(
    accounts: xr.Dataset,
    *,
    rtol: float = RELATIVE_TOLERANCE,
    tariff_max: float | None = None,
    accept: Sequence[str] = (),
) -> None:
    """Raise if labels, signs or identities of ``accounts`` fail; warn of what is possible but unlikely.

        (1) Σ_importer flows = value added + Σ_input intermediate use (what an industry sells pays for what it uses)
        (2) Σ_exporter (1 + tariff)·flows = Σ_using intermediate use + final use (what is bought is used)

    Args:
        accounts: variables as in :data:`tradetalks.data.variables.VARIABLES`, in billion dollars a year and fractions.
        rtol: how far the two sides of an identity may differ, as a fraction of the larger.
        tariff_max: the largest tariff, a fraction: 10 takes specific duties worth 778 percent. None is what the accounts were
            read with, else 5 (500 percent).
        accept: names of doubts (:data:`tradetalks.data.plausibility.DOUBTS`) that are right here, besides those that the accounts
            were read with.

    Raises:
        AccountsError: lists every failure, the largest first, at most ten of a kind.

    Warns:
        UnlikelyData: units, elasticities or tariffs that are more often a slip than the world.

    Source:
        The balances of an inter-country input-output table (OECD), E5 and E9 of ``docs/model.md`` at the baseline.
    """
    rtol = argument("check_accounts", "rtol", rtol, TOLERANCE_GIVEN, AccountsError)
    if tariff_max is not None:
        tariff_max = argument("check_accounts", "tariff_max", tariff_max, TARIFF_LIMIT, AccountsError)
    refuse_impossible(accounts, rtol=rtol, tariff_max=tariff_max)
    warn_of_doubts(accounts, (*check_accepted(accept), *accepted_in(accounts)), stacklevel=2)


def accepted_in(accounts: xr.Dataset) -> tuple[str, ...]:
    """The doubts that were accepted when the accounts were made."""
    return tuple(str(accounts.attrs.get("accepted", "")).split())


def check_tables(accounts: xr.Dataset) -> None:
    """Raise where something else than accounts is given, or tables and labels are missing or of another kind."""
    if not isinstance(accounts, xr.Dataset):
        raise AccountsError(
            message(
                "these are not accounts",
                expected="an xarray.Dataset, as load_world, read_accounts and build_accounts return",
                got=type(accounts).__name__,
                do="build_accounts makes one from bare arrays",
            )
        )
    missing = list(_missing(accounts))
    if missing:
        raise AccountsError(
            _all_failures(accounts, {"variables or labels that cannot be used": [(m, 0.0) for m in missing]})
        )


def refuse_impossible(
    accounts: xr.Dataset, *, rtol: float = RELATIVE_TOLERANCE, tariff_max: float | None = None
) -> None:
    """As :func:`check_accounts`, without warnings."""
    check_tables(accounts)
    if tariff_max is None:
        tariff_max = float(accounts.attrs.get("tariff_max", LARGEST_TARIFF))
    groups = {
        "values that are not numbers": list(_not_finite(accounts)),
        "negative values": list(_negative(accounts)),
        "tariffs that cannot be (a fraction is expected: 0.25 means 25 percent)": list(_tariffs(accounts, tariff_max)),
        "elasticities out of range": list(_elasticities(accounts)),
    }
    if not groups["values that are not numbers"]:
        if not groups["elasticities out of range"]:
            groups["mark-ups that leave no wages (value added pays labour and profits)"] = list(_wages(accounts))
        groups["sales differ from value added plus inputs"] = list(_sales(accounts, rtol))
        groups["purchases differ from intermediate plus final use"] = list(_purchases(accounts, rtol))
        groups["no world"] = list(_empty(accounts))
        groups["people that cannot be counted so (millions are expected)"] = list(_people(accounts))
    groups = {kind: failures for kind, failures in groups.items() if failures}
    if groups:
        raise AccountsError(_all_failures(accounts, groups))


def _all_failures(accounts: xr.Dataset, groups: dict[str, list[Failure]]) -> str:
    """The text of the error: failures by kind, the largest first."""
    lines = []
    for kind, failures in groups.items():
        worst = sorted(failures, key=lambda failure: -failure[1])
        lines += [f"{kind}:", *listed([text for text, _ in worst], SHOWN)]
    count = sum(map(len, groups.values()))
    return message(
        f"accounts {accounts.attrs.get('name', 'without a name')} fail {count} checks",
        details=lines,
        do="; ".join(_advice(groups)),
    )


def _advice(groups: dict[str, list[Failure]]) -> Iterator[str]:
    """What to do about the failures of these kinds."""
    yield "mend the tables named"
    yield "rounding up to 0.01 percent of the larger side is accepted"
    negative = " ".join(text for text, _ in groups.get("negative values", []))
    rules = [
        f'"{rule}"'
        for variable, rule in (("final_use", "destocking"), ("value_added", "value_added"))
        if variable in negative
    ]
    if rules:
        yield f"repair=({', '.join(rules)},) mends them by rule and reports what it moved (tradetalks.mend_accounts)"
    # Where nothing else is wrong: a negative value or a percentage leaves gaps that are not to be closed by moving others.
    if {kind.partition(" ")[0] for kind in groups} <= {"sales", "purchases"}:
        yield 'repair=("balance",) closes larger gaps by rule and reports what it moved (tradetalks.balance)'
    if any("tariff" in kind and any("looks like" in text for text, _ in groups[kind]) for kind in groups):
        yield "to take larger tariffs as they are give tariff_max"


def _missing(accounts: xr.Dataset) -> Iterator[str]:
    for name, (dims, _, long_name) in VARIABLES.items():
        if name in OPTIONAL and name not in accounts:
            continue
        if name not in accounts:
            yield f"no variable {name} ({', '.join(dims)}): {long_name}"
        elif set(accounts[name].dims) != set(dims):
            yield f"{name} has dimensions {', '.join(map(str, accounts[name].dims))}; expected {', '.join(dims)}"
        elif accounts[name].dtype.kind not in _kinds(name):
            yield f"{name} holds values of type {accounts[name].dtype}; expected numbers"
    for group in (("region", "importer", "exporter"), ("sector", "input", "using_sector")):
        labels = {d: [str(v) for v in accounts[d].values] for d in group if d in accounts.coords}
        for dim in group:
            if dim not in labels:
                yield f"no labels along {dim}"
            elif labels[dim] != labels.get(group[0]):
                yield f"labels along {dim} ({', '.join(labels[dim])}) differ from those along {group[0]}"
        if group[0] in labels:
            yield from label_problems(group[0], labels[group[0]])
        distinct = len(set(labels.get(group[0], []))) == len(labels.get(group[0], []))
        if distinct and f"{group[0]}_name" in accounts.coords:
            yield from name_problems(group[0], [str(v) for v in accounts[f"{group[0]}_name"].values])


def _kinds(name: str) -> str:
    """The kinds of values that a table holds, as numpy calls them: whole and other numbers, or yes and no."""
    if name == "tradable":
        return "biuf"
    return "iuf"


def _cells(values: xr.DataArray, bad: NDArray[np.bool_]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and position of every cell where ``bad`` holds."""
    for at in map(tuple, np.argwhere(bad)):
        yield ", ".join(f"{d} {values[d].values[k]}" for d, k in zip(values.dims, at, strict=True)), at


def _not_finite(accounts: xr.Dataset) -> Iterator[Failure]:
    for name in accounts.data_vars:
        values = accounts[name]
        for place, at in _cells(values, ~np.isfinite(values.values.astype(float))):
            yield f"{name} at {place}: {values.values[at]}", np.inf


def _negative(accounts: xr.Dataset) -> Iterator[Failure]:
    for name in ("flows", "intermediate_use", "final_use", "value_added", "employment"):
        if name not in accounts:
            continue
        values, units = accounts[name], VARIABLES[name].units.removesuffix(" a year")
        for place, at in _cells(values, values.values < 0):
            yield f"{name} at {place}: {values.values[at]:g} {units}", abs(values.values[at])


def _tariffs(accounts: xr.Dataset, tariff_max: float) -> Iterator[Failure]:
    tariff = accounts["tariff"].transpose("importer", "exporter", "sector")
    for place, at in _cells(tariff, (tariff.values <= -1) | (tariff.values > tariff_max)):
        value = tariff.values[at]
        hint = "at or below -1"
        if value > 0:
            hint = f"looks like {value:g} percent"
        yield f"tariff at {place}: {value:g}, {hint}", abs(value)


def _elasticities(accounts: xr.Dataset) -> Iterator[Failure]:
    theta, psi = accounts["trade_elasticity"].values, accounts["scale_elasticity"].values
    markup = np.zeros_like(theta)
    if "markup" in accounts:
        markup = accounts["markup"].values
    for k, sector in enumerate(accounts["sector"].values):
        if theta[k] <= 0:
            yield f"trade_elasticity of {sector}: {theta[k]:g}, expected above 0", np.inf
        if psi[k] < 0:
            yield f"scale_elasticity of {sector}: {psi[k]:g}, expected at least 0", np.inf
        if not 0 <= markup[k] < 1:
            yield f"markup of {sector}: {markup[k]:g}, expected at least 0 and below 1", np.inf


def _empty(accounts: xr.Dataset) -> Iterator[Failure]:
    """Accounts without a world, a region without an economy, trade without what stays at home."""
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    total = float(flows.sum())
    if total <= 0:
        yield "every flow is 0", np.inf
        return
    regions = accounts["region"].values
    for name, what in (
        ("value_added", "earns nothing: its value added is 0"),
        ("final_use", "uses nothing: its final use is 0"),
    ):
        for n in np.flatnonzero(accounts[name].transpose("region", "sector").values.sum(axis=1) <= 0):
            yield f"{regions[n]} {what} in every sector", np.inf
    own = float(np.einsum("nnj->", flows))
    if own <= NO_HOME_SALES * total:
        yield (
            "no domestic sales: own purchases (importer = exporter) are 0, of which most of any economy consists; without them "
            f"a tariff costs nobody anything. They are sales less exports, for {some(regions)}",
            np.inf,
        )


def _people(accounts: xr.Dataset) -> Iterator[Failure]:
    """Regions without people, more of them than there are on earth, or more households than people."""
    for name in ("population", "households"):
        if name not in accounts:
            continue
        values = accounts[name]
        for place, at in _cells(values, values.values <= 0):
            yield f"{name} at {place}: {values.values[at]:g}, expected above 0", np.inf
        for place, at in _cells(values, values.values > MOST_PEOPLE):
            yield f"{name} at {place}: {values.values[at]:g} million, more than live on earth", np.inf
    if "employment" in accounts:
        yield from _jobs(accounts)
    if "population" in accounts and "households" in accounts:
        people, households = accounts["population"], accounts["households"]
        for place, at in _cells(households, households.values > people.values):
            text = f"{place}: {households.values[at]:g} million households, {people.values[at]:g} million persons"
            yield text, households.values[at] - people.values[at]


def _jobs(accounts: xr.Dataset) -> Iterator[Failure]:
    """More jobs in a region than persons live there, or than on earth where nobody says how many do."""
    jobs = accounts["employment"].sum("sector")
    most, who = np.full(jobs.shape, float(MOST_PEOPLE)), "persons on earth"
    if "population" in accounts:
        most, who = accounts["population"].values, "persons"
    for place, at in _cells(jobs, jobs.values > most):
        yield f"{place}: {jobs.values[at]:g} million jobs, {most[at]:g} million {who}", jobs.values[at] - most[at]


def _wages(accounts: xr.Dataset) -> Iterator[Failure]:
    if "markup" not in accounts:
        return
    sales = accounts["flows"].sum("importer").rename(exporter="region").transpose("region", "sector")
    value_added = accounts["value_added"].transpose("region", "sector")
    profits = (accounts["markup"] * sales).transpose("region", "sector").values
    for place, at in _cells(value_added, (profits > 0) & (value_added.values <= profits)):
        text = f"{place}: mark-up {profits[at]:g}, value added {value_added.values[at]:g} billion USD"
        yield text, profits[at] - value_added.values[at]


def _gaps(left: xr.DataArray, right: xr.DataArray, rtol: float, names: tuple[str, str]) -> Iterator[Failure]:
    right = right.transpose(*left.dims)
    size = np.maximum(np.abs(left.values), np.abs(right.values))
    gap = left.values - right.values
    floor = rtol * NEGLIGIBLE * float(size.max(initial=0))
    for place, at in _cells(left, np.abs(gap) > rtol * size + floor):
        text = f"{place}: {names[0]} {left.values[at]:g}, {names[1]} {right.values[at]:g}, gap {gap[at]:+g} billion USD"
        yield text, abs(gap[at])


def _sales(accounts: xr.Dataset, rtol: float) -> Iterator[Failure]:
    sales = accounts["flows"].sum("importer").rename(exporter="region")
    costs = accounts["value_added"] + accounts["intermediate_use"].sum("input").rename(using_sector="sector")
    yield from _gaps(sales.transpose("region", "sector"), costs, rtol, ("sales", "costs"))


def _purchases(accounts: xr.Dataset, rtol: float) -> Iterator[Failure]:
    bought = ((1 + accounts["tariff"]) * accounts["flows"]).sum("exporter").rename(importer="region")
    used = accounts["final_use"] + accounts["intermediate_use"].sum("using_sector").rename(input="sector")
    yield from _gaps(bought.transpose("region", "sector"), used, rtol, ("purchases", "use"))
