"""What governments do: new levels of every instrument, as labelled arrays. Frozen; a change is a ``replace``."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.errors import PolicyError, message, shortened, suggestion
from tradetalks.inputs import ANYTHING, TEXT, Bound, Kind, Maybe, argument, checked

# 500 percent; a larger rate is almost surely a percentage where a fraction belongs.
TARIFF_MAX = 5.0
# A change of tariffs, and the limit that a user may set in place of TARIFF_MAX.
POINTS = Bound(low=-math.inf, means="a fraction: 0.25 is 25 points")
LIMIT = Bound(above=True, means="a fraction: 10 is 1000 percent")
# What is bought; whether it is above 0 is told with the seller and the sectors.
QUANTITY = Bound(low=-math.inf, means="billion dollars a year")


@dataclasses.dataclass(frozen=True)
class PurchaseCommitment:
    """``buyer`` buys from ``seller`` at least ``quantity_busd`` a year of ``sectors`` together.

    The wedge z that just meets it (buyers pay (1 − z) of the tariff-laden price) is solved for and its cost falls on the
    buyer's government; where the market already buys enough, z = 0.

    Args:
        buyer: label of the region that commits.
        seller: label of the region it buys from.
        sectors: labels of the sectors that count.
        quantity_busd: at exporter prices, billion dollars a year.

    Source:
        The Phase One agreement of January 2020 between the United States and China; equations in ``docs/model.md``.
    """

    buyer: str
    seller: str
    sectors: tuple[str, ...]
    quantity_busd: float

    def __post_init__(self) -> None:
        for name in ("buyer", "seller"):
            argument("PurchaseCommitment", name, getattr(self, name), TEXT, PolicyError)
        sectors = labels_given("PurchaseCommitment", "sectors", self.sectors)
        quantity = argument("PurchaseCommitment", "quantity_busd", self.quantity_busd, QUANTITY, PolicyError)
        object.__setattr__(self, "sectors", tuple(sectors))
        object.__setattr__(self, "quantity_busd", quantity)


LEVELS = Maybe(
    Kind(
        (xr.DataArray,),
        "an xarray.DataArray with the economy's labels",
        "start from a copy of the economy's own, e.g. economy.tariff.copy()",
    )
)


@checked(
    PolicyError,
    tariff=LEVELS,
    export_tax=LEVELS,
    production_subsidy=LEVELS,
    trade_cost_hat=LEVELS,
    technology_hat=LEVELS,
    transfer=LEVELS,
    commitments=ANYTHING,
)
@dataclasses.dataclass(frozen=True, eq=False)
class Policy:
    """New levels of the instruments of ``docs/model.md``; what is left out stays as in the baseline.

    Args:
        tariff: import tariffs t′ (importer, exporter, sector), fractions, above −1.
        export_tax: e′ (importer, exporter, sector), fractions, paid to the exporter's government; negative = subsidy.
        production_subsidy: s′ (region, sector), fraction of sales, below 1.
        trade_cost_hat: d̂ (importer, exporter, sector), new over old iceberg cost.
        technology_hat: T̂ (region, sector), new over old productivity level (in the units of E3).
        transfer: G (region), billion dollars a year received; adds up to 0.
        commitments: purchase commitments.

    Raises:
        PolicyError: when the policy meets an economy with other labels or impossible values.

    Source:
        Instruments of Caliendo & Parro (2015), Ossa (2014) and Ju, Ma, Wang & Zhu (2024); E1 of ``docs/model.md``.
    """

    tariff: xr.DataArray | None = None
    export_tax: xr.DataArray | None = None
    production_subsidy: xr.DataArray | None = None
    trade_cost_hat: xr.DataArray | None = None
    technology_hat: xr.DataArray | None = None
    transfer: xr.DataArray | None = None
    commitments: tuple[PurchaseCommitment, ...] = ()

    def __post_init__(self) -> None:
        given = self.commitments
        if not isinstance(given, list | tuple) or not all(isinstance(c, PurchaseCommitment) for c in given):
            raise PolicyError(
                message(
                    "Policy: these are not commitments",
                    expected="a tuple of PurchaseCommitment",
                    got=type(given).__name__,
                    do="write commitments=(PurchaseCommitment(...),)",
                )
            )
        object.__setattr__(self, "commitments", tuple(given))

    def replace(self, **changes: Any) -> Policy:
        """A copy with some instruments changed."""
        return dataclasses.replace(self, **changes)

    def __repr__(self) -> str:
        parts = []
        for field in dataclasses.fields(self):
            values = getattr(self, field.name)
            if isinstance(values, xr.DataArray):
                sizes = " x ".join(f"{size} {dim}" for dim, size in values.sizes.items())
                parts.append(f"{field.name} of {sizes}")
        if self.commitments:
            parts.append(f"{len(self.commitments)} purchase commitments")
        return f"Policy({'; '.join(parts) or 'nothing changed'})"


def raise_tariffs(
    economy: Economy,
    *,
    by: str,
    on: str | Sequence[str],
    rate: float,
    sectors: Sequence[str] | None = None,
    policy: Policy | None = None,
    tariff_max: float = TARIFF_MAX,
) -> Policy:
    """Add ``rate`` to ``by``'s tariffs on ``on``, in ``sectors`` or in all goods.

    Args:
        economy: whose labels and baseline tariffs.
        by: label of the importer.
        on: labels of one or more exporters.
        rate: fraction, 0.1 is ten points more.
        sectors: labels; None is all goods.
        policy: what to start from; None is the baseline.
        tariff_max: a ``rate`` above this fraction is taken for a percentage.

    Returns:
        The policy with the new tariffs.

    Raises:
        PolicyError: unknown names, a sector that tariffs do not reach, ``by`` among ``on``, or a ``rate`` that looks like
            a percentage (above ``tariff_max``).

    Source:
        E1 of ``docs/model.md``.
    """
    economy_given(economy, "raise_tariffs")
    if policy is None:
        policy = Policy()
    elif not isinstance(policy, Policy):
        raise PolicyError(message("raise_tariffs: policy is no Policy", expected="a Policy", got=type(policy).__name__))
    rate = argument("raise_tariffs", "rate", rate, POINTS, PolicyError)
    tariff_max = argument("raise_tariffs", "tariff_max", tariff_max, LIMIT, PolicyError)
    partners, chosen = _hit(economy, by, on, sectors)
    if rate > tariff_max:
        raise PolicyError(
            message(
                "tariff rate looks like a percentage",
                expected=f"a fraction of at most {tariff_max:g} ({rate / 100:g} means {rate:g} percent)",
                got=f"{rate:g}",
                do=f"write {rate / 100:g}; to allow larger rates give tariff_max",
            )
        )
    tariff = economy.tariff
    if policy.tariff is not None:
        tariff.values[:] = unlabel(economy, policy.tariff, TRADE, "tariff")
    tariff.loc[by, partners, chosen] += rate
    lowest = float(tariff.loc[by, partners, chosen].min())
    if lowest <= -1:
        raise PolicyError(
            message(
                f"tariffs of {by} would fall to {lowest:g}",
                expected="a rate that leaves every tariff above -1 (-1 gives the goods away)",
                got=f"rate = {rate:g}",
            )
        )
    return policy.replace(tariff=tariff)


def _hit(
    economy: Economy, by: str, on: str | Sequence[str], sectors: Sequence[str] | None
) -> tuple[list[str], list[str]]:
    """The exporters and the sectors that tariffs of ``by`` are raised on.

    Raises:
        PolicyError: unknown names, ``by`` itself, sectors that tariffs do not reach.
    """
    partners = labels_given("raise_tariffs", "on", on)
    chosen = list(economy.goods)
    if sectors is not None:
        chosen = labels_given("raise_tariffs", "sectors", sectors)
    for name in [by, *partners]:
        known(name, economy.regions, "region")
    for name in chosen:
        known(name, economy.sectors, "sector")
    if by in partners:
        raise PolicyError(
            message(f"{by} cannot raise tariffs on itself", expected="other regions in on", got=", ".join(partners))
        )
    beyond = [name for name in chosen if name not in economy.goods]
    if beyond:
        raise PolicyError(
            message(
                f"tariffs do not reach {', '.join(beyond)}",
                expected=f"sectors among {', '.join(economy.goods)}",
                do="leave these sectors out, or set their tariffs in Policy(tariff=...)",
            )
        )
    return partners, chosen


def labels_given(call: str, name: str, given: str | Sequence[str]) -> list[str]:
    """One label, or a list of labels that is not empty.

    Raises:
        PolicyError: something else.
    """
    labels = [given] if isinstance(given, str) else given
    if isinstance(labels, Sequence | np.ndarray) and len(labels) and all(isinstance(one, str) for one in labels):
        return [str(one) for one in labels]
    raise PolicyError(
        message(
            f"{call}: {name} names nothing",
            expected="a label, or a list of at least one label",
            got=shortened(repr(given)),
        )
    )


def known(name: str, names: Sequence[str], kind: str) -> int:
    """Position of ``name``, or an error that suggests the nearest."""
    if isinstance(name, str) and name in names:
        return list(names).index(name)
    raise PolicyError(message(f"there is no {kind} {name!r} in this economy", details=[suggestion(str(name), names)]))


def economy_given(economy: object, what: str) -> None:
    """Raise where accounts, or something else, stand in place of an economy."""
    if not isinstance(economy, Economy):
        raise PolicyError(
            message(
                f"{what} takes an economy first",
                expected="an Economy, from tradetalks.calibrate",
                got=type(economy).__name__,
                do="economy = tradetalks.calibrate(accounts)",
            )
        )
