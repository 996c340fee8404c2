"""What a government maximises: one composable object, in percent of the player's own baseline real income.

    RealIncome() + 0.3 * Rivalry("CHN") + 0.01 * StrategicIndustry(["ELE"])

An objective becomes a :class:`~tradetalks.war.terms.Term` once it meets an economy and a player; terms are what JAX
differentiates. Multiply by ``economy.income_n / 100`` for billion dollars a year.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import jax
import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.implicit import Outcomes, outcomes
from tradetalks.economy.kernel.state import size
from tradetalks.economy.labels import INDUSTRY, unlabel
from tradetalks.economy.policy import known
from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import Call, Names, checked
from tradetalks.war import terms
from tradetalks.war.instruments import names_of

Array = np.ndarray
Members = tuple[int, ...]


class ObjectiveError(TradeTalksError):
    """An objective that does not fit the economy."""


# Names that an objective is about; whether there are such, and any at all, is told where it meets an economy.
REGIONS, SECTORS = Names("regions", least=0), Names("sectors", least=0)


@dataclasses.dataclass(frozen=True, eq=False)
class Objective:
    """Base of all objectives; ``a + b`` and ``0.5 * a`` make weighted sums."""

    def term(self, economy: Economy, members: Members) -> terms.Term:
        """The objective of the player made of ``members`` (positions of regions), ready for JAX.

        Raises:
            ObjectiveError: it does not fit the economy or the player.
        """
        raise NotImplementedError

    @checked(ObjectiveError)
    def __add__(self, other: Objective) -> WeightedSum:
        return WeightedSum(_parts(self) + _parts(other))

    @checked(ObjectiveError)
    def __mul__(self, weight: float) -> WeightedSum:
        return WeightedSum(tuple((weight * w, part) for w, part in _parts(self)))

    __rmul__ = __mul__


@checked(ObjectiveError)
@dataclasses.dataclass(frozen=True, eq=False)
class WeightedSum(Objective):
    """W7: Σ_k weight_k · objective_k."""

    parts: tuple[tuple[float, Objective], ...]

    def term(self, economy: Economy, members: Members) -> terms.Sum:
        """The terms of the parts, weighted."""
        weights = np.array([w for w, _ in self.parts], float)
        for weight, part in self.parts:
            if not np.isfinite(weight):
                raise _unusable(f"the weight of {type(part).__name__}", "a finite number", f"{weight:g}")
        if not np.any(weights):
            raise ObjectiveError(
                message(
                    "every weight of the objective is 0",
                    expected="at least one weight other than 0",
                    got=f"{len(weights)} weights, all 0",
                    do="give a positive weight to what the player wants",
                )
            )
        return terms.Sum(weights, tuple(part.term(economy, members) for _, part in self.parts))


def _parts(objective: Objective) -> tuple[tuple[float, Objective], ...]:
    return objective.parts if isinstance(objective, WeightedSum) else ((1.0, objective),)


@dataclasses.dataclass(frozen=True, eq=False)
class RealIncome(Objective):
    """W1: 100·(Ŵ_n − 1), percent of baseline real income; for a coalition the members' gains add up in dollars."""

    def term(self, economy: Economy, members: Members) -> terms.Gain:
        """Members weighted by their share of the player's baseline income."""
        return terms.Gain(_spread(economy, members, income_shares(economy, members)))


@checked(ObjectiveError)
@dataclasses.dataclass(frozen=True, eq=False)
class PoliticalWeights(Objective):
    """W2: 100·(Ĝ_n − 1), percent, G_n = Σ_j λ_nj Y_nj / P_n, Y_nj = wL_nj + profits_nj + (L_nj/L_n)·(all other income).

    Args:
        weights: λ (no unit), labelled (region, sector), or ``{sector: λ}`` with 1 elsewhere. Only ratios matter.

    Source: Ossa (2014), eq. 6; his other income is tariff revenue.
    """

    weights: xr.DataArray | Mapping[str, float]

    def term(self, economy: Economy, members: Members) -> terms.Political:
        """Government welfare of every member, weighted by its share of the player's baseline income."""
        rows = list(members)
        lambda_mj = self._lambda_nj(economy)[rows]
        usable = np.all(lambda_mj >= 0) and np.all(lambda_mj.sum(axis=1) > 0) and np.all(np.isfinite(lambda_mj))
        if not usable:
            low, high = lambda_mj.min(), lambda_mj.max()
            raise ObjectiveError(
                message(
                    "political weights cannot be used",
                    expected="weights of at least 0, not all 0",
                    got=f"weights between {low:g} and {high:g} for {', '.join(economy.regions[m] for m in rows)}",
                    do="1 for every sector is no politics",
                )
            )
        labour_mj = (economy.beta_ij - economy.markup_j)[rows]
        return terms.Political(
            index_m=np.array(rows),
            share_m=income_shares(economy, members),
            lambda_mj=lambda_mj,
            labour_mj=labour_mj,
            markup_j=economy.markup_j,
            baseline_m=terms.government_income(
                lambda_mj, labour_mj, economy.markup_j, economy.sales_ij[rows], economy.income_n[rows]
            ),
        )

    def _lambda_nj(self, economy: Economy) -> Float[Array, "n j"]:
        if isinstance(self.weights, xr.DataArray):
            return unlabel(economy, self.weights, INDUSTRY, "political weights")
        lambda_nj = np.ones_like(economy.sales_ij)
        lambda_nj[:, _sectors(economy, self.weights)] = list(self.weights.values())
        return lambda_nj


@checked(ObjectiveError, others=REGIONS)
@dataclasses.dataclass(frozen=True, eq=False)
class Rivalry(Objective):
    """W3: − ρ · (the others' gain of real income, in dollars) over own income, in percent: relative gains.

    Add it to what the player wants for itself.

    Args:
        others: the regions whose gain counts against it.
        rho: how many dollars of own income a dollar of theirs outweighs.

    Source: Grieco (1988), Snidal (1991), Powell (1991).
    """

    others: str | Sequence[str]
    rho: float = 1.0

    def term(self, economy: Economy, members: Members) -> terms.Gain:
        """The others' gains, counted against."""
        if not self.rho or not np.isfinite(self.rho):
            raise _unusable("the rho of Rivalry", "a finite number other than 0", f"{self.rho:g}")
        weight_n = np.zeros(len(economy.regions))
        for other in _others(economy, members, "Rivalry", self.others):
            weight_n[other] = -self.rho * economy.income_n[other] / economy.income_n[list(members)].sum()
        return terms.Gain(weight_n)


@checked(ObjectiveError, sectors=SECTORS)
@dataclasses.dataclass(frozen=True, eq=False)
class StrategicIndustry(Objective):
    """W4: ``price`` · change of the player's share of world sales in ``sectors`` together, in percentage points.

    ``0.02 * StrategicIndustry(["ELE"])`` and ``StrategicIndustry(["ELE"], price=0.02)`` are the same. There is no default
    price: points are not percent of income.

    Args:
        sectors: one or several, counted together.
        price: how many percent of real income one percentage point of world output is worth.
    """

    sectors: str | Sequence[str]
    price: float | None = None

    @checked(ObjectiveError)
    def __mul__(self, weight: float) -> WeightedSum:
        priced = self if self.price is not None else dataclasses.replace(self, price=1.0)
        return WeightedSum(((weight, priced),))

    __rmul__ = __mul__

    def term(self, economy: Economy, members: Members) -> terms.WorldShare | terms.Sum:
        """The share of world sales, times the price."""
        sectors = ", ".join(names_of(self.sectors))
        if self.price is None:
            raise ObjectiveError(
                message(
                    f"StrategicIndustry({sectors}) has no price",
                    expected="how many percent of real income one point of world output is worth",
                    got="none",
                    do="write 0.02 * StrategicIndustry(...), or price=0.02",
                )
            )
        if not self.price or not np.isfinite(self.price):
            raise _unusable(
                f"the price of StrategicIndustry({sectors})", "a finite number other than 0", f"{self.price:g}"
            )
        share = self._share(economy, members)
        if self.price == 1.0:
            return share
        return terms.Sum(np.array([self.price], float), (share,))

    def _share(self, economy: Economy, members: Members) -> terms.WorldShare:
        mask_j = np.zeros(len(economy.sectors))
        mask_j[_sectors(economy, names_of(self.sectors))] = 1.0
        own_n = _spread(economy, members, 1.0)
        baseline = own_n @ economy.sales_ij @ mask_j / (economy.sales_ij @ mask_j).sum()
        return terms.WorldShare(own_n, mask_j, baseline)


@dataclasses.dataclass(frozen=True, eq=False)
class TariffRevenue(Objective):
    """W5: change of deflated tariff revenue, percent of baseline real income."""

    def term(self, economy: Economy, members: Members) -> terms.Revenue:
        """Members' revenue, in percent of the player's income."""
        paid_n = (economy.tariff_nij * economy.flows_nij).sum(axis=(1, 2))
        return terms.Revenue(_spread(economy, members, 100 / economy.income_n[list(members)].sum()), paid_n)


@checked(ObjectiveError)
@dataclasses.dataclass(frozen=True, eq=False)
class BilateralBalance(Objective):
    """W6: improvement of the trade balance with ``partner``, percent of own income.

    Exports minus imports, exporter prices, units of world wage income. A player that dislikes its deficit gives it a small
    positive weight.

    Args:
        partner: one region.
    """

    partner: str

    def term(self, economy: Economy, members: Members) -> terms.Balance:
        """The members' balance with the partner together."""
        (partner,) = _others(economy, members, "BilateralBalance", self.partner)
        own_n = _spread(economy, members, 1.0)
        partner_n = _spread(economy, (partner,), 1.0)
        flow_ni = economy.flows_nij.sum(axis=2)
        balance = partner_n @ flow_ni @ own_n - own_n @ flow_ni @ partner_n
        return terms.Balance(own_n, partner_n, balance, 100 / (own_n @ economy.income_n))


@checked(ObjectiveError, sectors=SECTORS)
@dataclasses.dataclass(frozen=True, eq=False)
class Employment(Objective):
    """W6′: change of labour in ``sectors``, valued at baseline wages, percent of own income.

    Args:
        sectors: one or several, counted together.
    """

    sectors: str | Sequence[str]

    def term(self, economy: Economy, members: Members) -> terms.Labour:
        """The members' labour in these sectors together."""
        weight_nj = np.zeros_like(economy.sales_ij)
        cells = np.ix_(list(members), _sectors(economy, names_of(self.sectors)))
        scale = 100 / economy.income_n[list(members)].sum()
        weight_nj[cells] = scale * (economy.beta_ij - economy.markup_j)[cells]
        return terms.Labour(weight_nj, economy.sales_ij)


@checked(ObjectiveError, function=Call("function(outcomes, n), which returns one number"))
@dataclasses.dataclass(frozen=True, eq=False)
class Custom(Objective):
    """W8: a user's own objective, in percent of real income, 0 at the baseline.

    Args:
        function: ``function(outcomes, n)`` → one number, where ``outcomes`` is what an equilibrium means
            (:class:`~tradetalks.economy.kernel.implicit.Outcomes`) and ``n`` the position of the player's first region. Write
            it with ``jax.numpy`` so that it can be differentiated. One function object is compiled once.
    """

    function: Callable[[Outcomes, Any], Any]

    def term(self, economy: Economy, members: Members) -> terms.UserFunction:
        """The function, checked on the shapes of the economy's outcomes."""
        term = terms.UserFunction(np.array(members[0]), self.function)
        _check_function(economy, term)
        return term


def as_objective(objective: Objective | None) -> Objective:
    """Real income where nothing is said.

    Raises:
        ObjectiveError: not an objective.
    """
    if objective is None:
        return RealIncome()
    if not isinstance(objective, Objective):
        raise ObjectiveError(
            message(
                "this is no objective",
                expected="an objective such as RealIncome() + 0.2 * Rivalry('CHN')",
                got=repr(objective),
                do="import objectives from tradetalks.war; a function goes into Custom(function)",
            )
        )
    return objective


def _check_function(economy: Economy, term: terms.UserFunction) -> None:
    """Traced on the shapes of the economy's outcomes: one number, differentiable."""
    state = np.zeros(size(economy.baseline, 0))
    values = jax.eval_shape(outcomes, state, economy.baseline, economy.unchanged)
    name = getattr(term.function, "__name__", "the function")
    try:
        found = jax.eval_shape(lambda out: term.function(out, term.index), values)
    except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError) as error:
        raise ObjectiveError(
            message(
                f"the objective {name} cannot be differentiated",
                expected="jax.numpy operations on the outcomes, all the way",
                got="a conversion to a plain number or array (float(), numpy or an if on a value)",
                do="use jax.numpy, and jnp.where instead of if",
            )
        ) from error
    shape = getattr(found, "shape", ())
    if shape != ():
        raise ObjectiveError(
            message(
                f"the objective {name} is not a number",
                expected="one number",
                got=f"an array of shape {shape}",
                do="pick the player's entry (outcomes.real_income_hat_n[n]) or sum",
            )
        )


def _unusable(what: str, expected: str, got: str) -> ObjectiveError:
    return ObjectiveError(
        message(f"{what} cannot be used", expected=expected, got=got, do="correct it, or leave that part out")
    )


def _others(economy: Economy, members: Members, what: str, names: str | Sequence[str]) -> list[int]:
    """Positions of the regions that an objective is about: somebody else than the player."""
    found = [known(name, economy.regions, "region") for name in names_of(names)]
    own = [economy.regions[k] for k in found if k in members]
    if own or not found:
        raise ObjectiveError(
            message(
                f"{what} is about somebody else than the player",
                expected=f"regions outside {' + '.join(economy.regions[m] for m in members)}",
                got=", ".join(own) or "none",
                do="name another region",
            )
        )
    return found


def income_shares(economy: Economy, members: Members) -> Float[Array, " m"]:
    """Each member's share of the player's baseline income."""
    income_m = economy.income_n[list(members)]
    share_m: Array = income_m / income_m.sum()
    return share_m


def _spread(economy: Economy, members: Members, values: float | Float[Array, " m"]) -> Float[Array, " n"]:
    """An array over regions: ``values`` for the members, 0 for everybody else."""
    weight_n = np.zeros(len(economy.regions))
    weight_n[list(members)] = values
    return weight_n


def _sectors(economy: Economy, names: Iterable[str]) -> list[int]:
    """Positions of the sectors that an objective names."""
    named = list(names)
    unknown = [s for s in named if s not in economy.sectors]
    if unknown or not named:
        raise ObjectiveError(
            message(
                "an objective names unknown sectors",
                expected=f"sectors among {', '.join(economy.sectors)}",
                got=", ".join(map(str, unknown)) or "none",
                do="correct the names in the objective",
            )
        )
    return [economy.sectors.index(s) for s in named]
