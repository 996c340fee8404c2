"""What accounts of the world can be, and what they rarely are: thresholds with their reasons, one sentence for each doubt.

What cannot be is refused by :func:`tradetalks.check_accounts`. What is unlikely is said, as a warning :class:`UnlikelyData`, and
accepted by name: ``read_accounts(folder, accept=("dispersion",))``. The accepted names and the sentences travel with the
accounts, as the attributes ``accepted`` and ``unlikely``, so that whatever is made of them can say so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from tradetalks.errors import AccountsError, message, suggestion
from tradetalks.inputs import Names, argument

# Billion dollars a year: the world earned 110 thousand in 2024, so that a million is ten worlds and millions for billions.
LARGEST_WORLD = 1e6
# Billion dollars a year: no world earns less than the smallest of countries; trillions for billions end below.
SMALLEST_WORLD = 1.0
# θ: estimates by sector lie between 1 and 50 and the dispersion 1/θ below 1 (Caliendo & Parro 2015, table 1).
LEAST_ELASTICITY = 1.0
# Share of the goods sectors whose elasticity may lie below it: one or two estimates do in any table.
FEW_SECTORS = 0.5
# Tariff revenue over imports of the world, a fraction: that of the United States under Smoot and Hawley was 0.2.
LARGEST_AVERAGE_TARIFF = 0.5
# Own purchases over all purchases of a region: trade hubs buy a third at home, the world 80 percent.
LEAST_HOME_SHARE = 0.05
# What rules of repair may move, over world income, without a word: stock changes of the world are about 0.5 percent of it.
LARGEST_REPAIR = 0.01
# How doubts are accepted.
ACCEPTED = Names("doubts", least=0)
# Labels that a sentence names.
NAMED = 5


class UnlikelyData(UserWarning):
    """Accounts that are possible and yet unlikely: more often a slip of units than the world. Accept a doubt by its name."""


class Doubt(NamedTuple):
    """One thing that is unlikely: the name to accept it by, and the sentence that says what and what is more likely."""

    name: str
    sentence: str


def doubts_about(accounts: xr.Dataset) -> list[Doubt]:
    """Everything unlikely about accounts that are possible, accepted or not.

    Args:
        accounts: labelled accounts in billion dollars a year and fractions, checked.

    Returns:
        One :class:`Doubt` for each of :data:`DOUBTS` that applies, in that order.

    Source:
        The thresholds of this module, each with its reason.
    """
    return [Doubt(name, sentence) for name, look in DOUBTS.items() for sentence in look(accounts)]


def check_accepted(accept: Sequence[str]) -> tuple[str, ...]:
    """``accept`` where it is a sequence of names of doubts.

    Raises:
        AccountsError: something else than a name or a list of names, or an unknown name.
    """
    names: tuple[str, ...] = argument("accounts", "accept", accept, ACCEPTED, AccountsError)
    for name in names:
        if name not in DOUBTS:
            raise AccountsError(
                message(
                    f"there is no doubt {name!r} to accept",
                    details=[suggestion(str(name), DOUBTS)],
                    expected=f"names among {', '.join(DOUBTS)}",
                )
            )
    return names


def warn_of_doubts(accounts: xr.Dataset, accept: Sequence[str], stacklevel: int, told: str = "") -> str:
    """Warn of every doubt that is not accepted.

    Args:
        accounts: checked.
        accept: names of doubts that are right here.
        stacklevel: as for :func:`warnings.warn`, seen from the caller.
        told: sentences of which somebody was warned before, one a line.

    Returns:
        The sentences of all doubts, accepted ones too, one a line; "" without any.
    """
    doubts = doubts_about(accounts)
    before = told.splitlines()
    for doubt in doubts:
        if doubt.name not in accept and doubt.sentence not in before:
            warnings.warn(
                f'{doubt.sentence} (accept=("{doubt.name}",) takes it as it is)', UnlikelyData, stacklevel + 1
            )
    return "\n".join(doubt.sentence for doubt in doubts)


def some(labels: Sequence[object] | np.ndarray) -> str:
    """The first labels of a list in words, and how many more there are."""
    shown = ", ".join(map(str, labels[:NAMED]))
    if len(labels) > NAMED:
        return f"{shown} and {len(labels) - NAMED} more"
    return shown


def _size(accounts: xr.Dataset) -> Iterator[str]:
    total = float(accounts["value_added"].sum())
    if total > LARGEST_WORLD:
        yield (
            f"the world of these accounts earns {total:.3g} billion dollars a year, more than ten worlds of today: "
            "are they in millions?"
        )
    if total < SMALLEST_WORLD:
        yield (
            f"the world of these accounts earns {total:.3g} billion dollars a year, less than its smallest country: "
            "are they in trillions?"
        )


def _dispersion(accounts: xr.Dataset) -> Iterator[str]:
    goods = accounts["tradable"].values.astype(bool)
    theta, sectors = accounts["trade_elasticity"].values[goods], accounts["sector"].values[goods]
    low = theta < LEAST_ELASTICITY
    if low.sum() > FEW_SECTORS * len(theta):
        yield (
            f"trade elasticities lie below 1 in {int(low.sum())} of {len(theta)} sectors ({some(sectors[low])}): "
            "is this the dispersion 1/theta in place of theta?"
        )


def _tariffs(accounts: xr.Dataset) -> Iterator[str]:
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    tariff = accounts["tariff"].transpose("importer", "exporter", "sector").values
    foreign = ~np.eye(len(flows), dtype=bool)[:, :, None] & (flows > 0)
    imports = float(np.sum(flows, where=foreign))
    if imports == 0:
        return
    average = float(np.sum(tariff * flows, where=foreign)) / imports
    if average > LARGEST_AVERAGE_TARIFF:
        yield (
            f"tariffs are {100 * average:.3g} percent of the world's imports, more than any recorded: "
            "are they percentages in place of fractions?"
        )


def _own_tariffs(accounts: xr.Dataset) -> Iterator[str]:
    tariff = accounts["tariff"].transpose("importer", "exporter", "sector").values
    own = np.einsum("nnj->nj", tariff)
    taxed = accounts["region"].values[np.any(own != 0, axis=1)]
    if len(taxed):
        yield (
            f"{some(taxed)} {_levies(len(taxed))} tariffs on own purchases, up to {100 * own.max():.3g} percent: right "
            "inside a region made of several countries, wrong for a single one"
        )


def _levies(count: int) -> str:
    if count == 1:
        return "levies"
    return "levy"


def _home_shares(accounts: xr.Dataset) -> Iterator[str]:
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values.sum(axis=2)
    own, bought = np.diagonal(flows), flows.sum(axis=1)
    low = accounts["region"].values[own < LEAST_HOME_SHARE * bought]
    if len(low):
        yield (
            f"{some(low)} {_buys(len(low))} less than {100 * LEAST_HOME_SHARE:g} percent at home: are the own purchases "
            "(importer = exporter) missing?"
        )


def _buys(count: int) -> str:
    if count == 1:
        return "buys"
    return "buy"


def _repair(accounts: xr.Dataset) -> Iterator[str]:
    moved, total = float(accounts.attrs.get("repaired_busd", 0.0)), float(accounts["value_added"].sum())
    if moved > LARGEST_REPAIR * total:
        yield (
            f"rules of repair moved {moved:.3g} billion dollars a year, {100 * moved / total:.2g} percent of world income: "
            "are signs or columns mistaken?"
        )


DOUBTS: dict[str, Callable[[xr.Dataset], Iterator[str]]] = {
    "size": _size,
    "dispersion": _dispersion,
    "tariffs": _tariffs,
    "own_tariffs": _own_tariffs,
    "home_shares": _home_shares,
    "repair": _repair,
}
