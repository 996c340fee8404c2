"""What governments do: new levels of every instrument, as labelled arrays. Frozen; a change is a ``replace``."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import jax
import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Instruments
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, place, unlabel
from tradetalks.errors import PolicyError

BALANCE_TOLERANCE = 1e-9
TARIFF_MAX = 5.0
# Instruments of a policy: the kernel's field and the dimensions of the labelled array.
INSTRUMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "tariff": ("tariff_jni", TRADE),
    "export_tax": ("export_tax_jni", TRADE),
    "production_subsidy": ("subsidy_ij", INDUSTRY),
    "trade_cost_hat": ("trade_cost_hat_jni", TRADE),
    "technology_hat": ("technology_hat_ij", INDUSTRY),
    "transfer": ("transfer_n", COUNTRY),
}


@dataclasses.dataclass(frozen=True)
class PurchaseCommitment:
    """``buyer`` buys from ``seller`` at least ``quantity_busd`` a year of ``sectors`` together, at exporter prices.

    The wedge z that just meets it (buyers pay (1 − z) of the tariff-laden price) is solved for and its cost falls on the
    buyer's government; where the market already buys enough, z = 0.
    """

    buyer: str
    seller: str
    sectors: tuple[str, ...]
    quantity_busd: float


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
    """

    tariff: xr.DataArray | None = None
    export_tax: xr.DataArray | None = None
    production_subsidy: xr.DataArray | None = None
    trade_cost_hat: xr.DataArray | None = None
    technology_hat: xr.DataArray | None = None
    transfer: xr.DataArray | None = None
    commitments: tuple[PurchaseCommitment, ...] = ()

    def replace(self, **changes) -> Policy:
        """A copy with some instruments changed."""
        return dataclasses.replace(self, **changes)


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
    """Add ``rate`` (fraction: 0.1 is ten points) to ``by``'s tariffs on ``on``, in ``sectors`` or in all goods.

    Starts from ``policy`` or from the baseline.

    Raises:
        PolicyError: unknown names, a sector that tariffs do not reach, ``by`` among ``on``, or a ``rate`` that looks like
            a percentage (above ``tariff_max``).
    """
    economy_given(economy, "raise_tariffs")
    policy = Policy() if policy is None else policy
    tariff = economy.tariff if policy.tariff is None else policy.tariff.copy()
    partners = [on] if isinstance(on, str) else list(on)
    chosen = list(economy.goods if sectors is None else sectors)
    for name in [by, *partners]:
        known(name, economy.regions, "region")
    for name in chosen:
        known(name, economy.sectors, "sector")
    if by in partners:
        raise PolicyError(
            f"{by} cannot raise tariffs on itself\nexpected other regions in on\ngot      {', '.join(partners)}"
        )
    beyond = [name for name in chosen if name not in economy.goods]
    if beyond:
        raise PolicyError(
            f"tariffs do not reach {', '.join(beyond)}\nexpected sectors among {', '.join(economy.goods)}\n"
            "do       leave these sectors out, or set their tariffs in Policy(tariff=...)"
        )
    if rate > tariff_max:
        raise PolicyError(
            f"tariff rate looks like a percentage\nexpected a fraction of at most {tariff_max:g} "
            f"({rate / 100:g} means {rate:g} percent)\ngot      {rate:g}\n"
            f"do       write {rate / 100:g}; to allow larger rates give tariff_max"
        )
    tariff.loc[by, partners, chosen] += rate
    return policy.replace(tariff=tariff)


def known(name: str, names: Sequence[str], kind: str) -> int:
    """Position of ``name``, or an error that suggests the nearest."""
    if name in names:
        return list(names).index(name)
    import difflib

    near = difflib.get_close_matches(name, names, n=1)
    advice = f"did you mean {near[0]}?" if near else f"choose from {', '.join(names)}"
    raise PolicyError(f"there is no {kind} {name!r} in this economy\n{advice}")


def economy_given(economy: object, what: str) -> None:
    """Raise where accounts, or something else, stand in place of an economy."""
    if not isinstance(economy, Economy):
        raise PolicyError(
            f"{what} takes an economy first\nexpected an Economy, from tradetalks.calibrate\n"
            f"got      {type(economy).__name__}\ndo       economy = tradetalks.calibrate(accounts)"
        )


def instruments(economy: Economy, policy: Policy) -> Instruments:
    """Translate a policy into the kernel's arrays; checks labels, signs and balance."""
    economy_given(economy, "solve")
    if not isinstance(policy, Policy):
        raise PolicyError(
            "this is not a policy\nexpected a Policy, as Policy(tariff=...)\n"
            f"got      {type(policy).__name__}\ndo       name the instrument: Policy(tariff=...)"
        )
    old = economy.unchanged

    def trade(values, default, what):
        return (
            default
            if values is None
            else np.ascontiguousarray(np.moveaxis(unlabel(economy, values, TRADE, what), 2, 0))
        )

    def industry(values, default, what):
        return default if values is None else unlabel(economy, values, INDUSTRY, what)

    new = dataclasses.replace(
        old,
        tariff_jni=trade(policy.tariff, old.tariff_jni, "tariff"),
        export_tax_jni=trade(policy.export_tax, old.export_tax_jni, "export_tax"),
        subsidy_ij=industry(policy.production_subsidy, old.subsidy_ij, "production_subsidy"),
        trade_cost_hat_jni=trade(policy.trade_cost_hat, old.trade_cost_hat_jni, "trade_cost_hat"),
        technology_hat_ij=industry(policy.technology_hat, old.technology_hat_ij, "technology_hat"),
        transfer_n=old.transfer_n
        if policy.transfer is None
        else unlabel(economy, policy.transfer, COUNTRY, "transfer"),
        **purchase_cells(economy, policy.commitments),
    )
    _check(economy, new)
    return new


def stacked_instruments(economy: Economy, policies: Policy) -> Instruments:
    """As :func:`instruments` for a policy whose arrays carry a leading dimension ``policy``; labels are checked once.

    Every array either has that dimension, of one common length, or is the same in all policies.
    """
    fields = {f.name: getattr(policies, f.name) for f in dataclasses.fields(policies) if f.name != "commitments"}
    stacks = {k: v for k, v in fields.items() if isinstance(v, xr.DataArray) and "policy" in v.dims}
    sizes = {k: v.sizes["policy"] for k, v in stacks.items()}
    lengths = set(sizes.values())
    if len(lengths) != 1 or 0 in lengths:
        raise PolicyError(
            "these are not stacked policies\nexpected arrays with one common length along a dimension policy\n"
            f"got      {', '.join(f'{k} of {v}' for k, v in sizes.items()) or 'none'}"
        )
    (count,) = lengths
    for how in ("min", "max"):
        extreme = {k: getattr(v, how)("policy", skipna=False) for k, v in stacks.items() if k != "transfer"}
        first = {k: v.isel(policy=0, drop=True) for k, v in stacks.items() if k == "transfer"}
        most = instruments(economy, policies.replace(**extreme, **first))
    table = jax.tree.map(lambda leaf: np.broadcast_to(leaf, (count, *np.shape(leaf))), most)
    new = {}
    for name, values in stacks.items():
        field, dims = INSTRUMENTS[name]
        bare = values.transpose("policy", *dims).values.astype(float)
        new[field] = np.moveaxis(bare, 3, 1) if dims == TRADE else bare
    return dataclasses.replace(table, **new)


def purchase_cells(economy: Economy, commitments: Sequence[PurchaseCommitment]) -> dict[str, np.ndarray]:
    """The cells and quantities of purchase commitments as the kernel takes them; checks that they can be met."""
    cells = []
    for owner, c in enumerate(commitments):
        buyer, seller = (known(name, economy.regions, "region") for name in (c.buyer, c.seller))
        if buyer == seller or not c.sectors or not c.quantity_busd > 0:
            raise PolicyError(
                f"purchase commitment of {c.buyer} cannot be read\n"
                "expected another seller, at least one sector and a quantity above 0 billion dollars a year\n"
                f"got      seller {c.seller}, sectors {', '.join(c.sectors) or 'none'}, quantity {c.quantity_busd:g}"
            )
        for sector in c.sectors:
            j = known(sector, economy.sectors, "sector")
            if economy.flows_nij[buyer, seller, j] > 0:
                cells.append((j, buyer, seller, owner))
        if not any(cell[3] == owner for cell in cells):
            raise PolicyError(
                f"{c.buyer} buys nothing from {c.seller} in {', '.join(c.sectors)}\n"
                "a commitment scales existing trade; choose sectors with some"
            )
    table = np.array(cells, int).reshape(-1, 4)
    if len(np.unique(table[:, :3], axis=0)) < len(table):
        raise PolicyError(
            "two purchase commitments cover the same trade\n"
            "do       merge them, or give each its own sectors: one wedge must meet each quantity"
        )
    names = ("cell_sector", "cell_importer", "cell_exporter", "cell_owner")
    return dict(zip(names, table.T, strict=True)) | {
        "quantity_c": np.array([c.quantity_busd for c in commitments], float)
    }


def _check(economy: Economy, new: Instruments) -> None:
    def refuse(bad, values, what, dims, need):
        if np.any(bad):
            at = np.argwhere(bad)[0]
            where = at if dims != TRADE else at[[1, 2, 0]]
            raise PolicyError(
                f"{what} out of range at {place(economy, dims, where)}\nexpected {need}\ngot      {values[tuple(at)]:g}"
            )

    fraction = "a fraction above -1 (0.25 means 25 percent)"
    tax, cost, technology = new.export_tax_jni, new.trade_cost_hat_jni, new.technology_hat_ij
    refuse(new.tariff_jni <= -1, new.tariff_jni, "tariff", TRADE, fraction)
    refuse(tax <= -1, tax, "export_tax", TRADE, fraction)
    refuse(new.subsidy_ij >= 1, new.subsidy_ij, "production_subsidy", INDUSTRY, "a fraction below 1 of sales")
    refuse(cost <= 0, cost, "trade_cost_hat", TRADE, "a ratio above 0 (1.1 means ten percent dearer)")
    refuse(technology <= 0, technology, "technology_hat", INDUSTRY, "a ratio above 0")
    gap = float(np.sum(new.transfer_n))
    if abs(gap) > BALANCE_TOLERANCE * max(1.0, float(np.max(np.abs(new.transfer_n)))):
        raise PolicyError(
            f"transfers do not add up to 0\ngot      {gap:+g} billion dollars a year\ndo       say who pays what others receive"
        )
    for what, values in (("tariff", new.tariff_jni), ("export tax", tax)):
        own = np.einsum("jnn->nj", values)
        if np.any(own != 0):
            where = np.argwhere(own != 0)[0]
            raise PolicyError(
                f"{what} on a country's own goods at {place(economy, INDUSTRY, where)}\nexpected 0\n"
                f"got      {own[tuple(where)]:g}"
            )
