"""What is on the table, priced by the economy: x in [0, 1] per issue → payoffs of all sides, with exact derivatives.

    (T37)  u_i(x) = (Ŵ_i(policy(x))/Ŵ_i(policy(0)) − 1) I_i + Σ_k v_ik x_k,   billion dollars a year

A side with an objective of its own (W1 to W8) is paid in that instead of in real income: a percent of it is a percent of its
income in the baseline.

policy(0) is the status quo (impasse). Issues are granted by one side to another: tariff rollback toward a target (to the
asker alone, or to every exporter: most-favoured-nation), tariffs lowered to a rate, market access (lower trade costs),
purchases (more than would be bought without the promise), royalties and side payments (transfers), technology, production
subsidies given up, and items without a price in the model, at an analyst's stated value.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.bargaining.once import computed_once
from tradetalks.bargaining.problem import NO_OUTSIDE_OPTION, BargainingProblem
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.kernel.state import pack, unpack
from tradetalks.economy.policy import known
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TalksError, message
from tradetalks.inputs import OfType, checked
from tradetalks.result import Result
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_purchases import Purchases, purchases_of
from tradetalks.talks.issue_tariffs import TariffTable
from tradetalks.talks.pricing import DealModel, Moves, Worth, policy_at, price_deal, worth_of
from tradetalks.war.objectives import Objective, RealIncome, as_objective

# Payoffs are exact to about this share of their range: solves stop at the tolerance of pricing, and gains are differences of
# nearly equal incomes.
_EXACT = 1e-9
# A deal may leave its box by this much, as steps that take a derivative do.
_SLIP = 1e-3


class DealPrice(NamedTuple):
    """What a deal changes: u (n,) of the sides, its Jacobian (n, m) and the gains (regions,) of every country, stated values
    included, billion dollars a year above the status quo."""

    u: np.ndarray
    jac: np.ndarray
    gains: np.ndarray


@checked(TalksError, objectives=OfType(Mapping))
@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Agenda(Result):
    """Issues between two or more sides over a status quo.

    Args:
        status_quo: the equilibrium in force while nothing is signed.
        sides: names of the regions at the table.
        issues: m of them; a deal is x (m,), 0 the status quo, 1 the whole amount of an issue.
        target_nij: (importer, exporter, sector) tariffs, fractions, that a full rollback returns to.
        beyond: the largest x that may be asked for, above 1 where a deal may go past the amounts (tariffs below the target).
        objectives: what a side maximises, in percent of its baseline real income, by name; real income where it has none.

    Raises:
        TalksError: no issues, two of one name, one that nobody here can grant, two that move the same tariff, or objectives of
            somebody else.
        ObjectiveError: objectives that are none.
        PolicyError: a side or sector that the economy does not have.
    """

    status_quo: Equilibrium
    sides: tuple[str, ...]
    issues: tuple[Issue, ...]
    target_nij: np.ndarray
    beyond: float = 1.0
    objectives: Mapping[str, Objective] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        economy = self.status_quo.economy
        if len(self.sides) < 2 or len(set(self.sides)) < len(self.sides):
            raise TalksError(
                message(
                    "an agenda needs two or more different sides",
                    got=", ".join(self.sides) or "none",
                    do="name every region at the table once",
                )
            )
        for side in self.sides:
            known(side, economy.regions, "region")
        self._check_objectives()
        if not self.issues:
            raise TalksError(message("an agenda needs at least one issue", got="none", do="put something on the table"))
        for k, issue in enumerate(self.issues):
            if issue.name in self.names[:k]:
                raise TalksError(
                    message(
                        f"two issues are called {issue.name!r}",
                        expected="a name of its own for each",
                        do="rename one of them",
                    )
                )
            if issue.by == issue.to or not {issue.by, issue.to} <= set(self.sides):
                table = f"two of {', '.join(self.sides)}"
                if len(self.sides) == 2:
                    table = f"the two sides {' and '.join(self.sides)}"
                raise TalksError(
                    message(
                        f"issue {issue.name!r} is granted by {issue.by} to {issue.to}",
                        expected=table,
                        do="leave it out: nobody at this table can grant it",
                    )
                )
            for sector in issue.sectors:
                known(sector, economy.sectors, "sector")
        for k, clash in self._tariffs.clashes(self.issues):
            raise self.issues[k].error(clash)

    def _check_objectives(self) -> None:
        """Raise for an objective of somebody who is not at the table, or that is none."""
        strangers = [str(name) for name in self.objectives if name not in self.sides]
        if strangers:
            raise TalksError(
                message(
                    "objectives are given for somebody who is not at the table",
                    expected=f"sides among {', '.join(self.sides)}",
                    got=", ".join(strangers),
                    do="correct the name, or add the side",
                )
            )
        for objective in self.objectives.values():
            as_objective(objective)

    @computed_once
    def _tariffs(self) -> TariffTable:
        """The tariffs that issues move from and to, importer first."""
        economy = self.status_quo.economy
        now_nij = np.moveaxis(np.asarray(self.status_quo.instruments.tariff_jni), 0, 2)
        return TariffTable(economy.regions, economy.sectors, economy.goods, now_nij, self.target_nij)

    @computed_once
    def incomes(self) -> np.ndarray:
        """(n,) real income of the sides in the status quo, billion dollars a year at baseline prices."""
        # Percent of income in the status quo, in dollars of the baseline: real income is measured at baseline prices.
        return np.asarray(self.status_quo.economy.income_n[self._sides] * self._before)

    def __repr__(self) -> str:
        return f"<Agenda: {', '.join(self.sides)}, {len(self.issues)} issues>"

    def summary(self) -> str:
        """What is on the table, a line an issue."""
        lines = [f"{len(self.issues)} issues between {', '.join(self.sides)}"]
        lines += [f"  {i.name}: {i.kind} by {i.by} for {i.to}, {i.amount_with_unit}" for i in self.issues]
        return "\n".join(lines)

    @property
    def names(self) -> tuple[str, ...]:
        """Labels of the issues, in order."""
        return tuple(issue.name for issue in self.issues)

    def replace(self, **changes: Any) -> Agenda:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def only(self, *kinds: str) -> Agenda:
        """The agenda restricted to some kinds of issue."""
        return self.replace(issues=tuple(i for i in self.issues if i.kind in kinds))

    def policy(self, x: np.ndarray) -> Instruments:
        """The instruments of a deal (m,)."""
        x = self._within(x)
        policy: Instruments = jax.tree.map(np.asarray, policy_at(jnp.asarray(x), self._start, self._moves))
        return policy

    def equilibrium(self, x: np.ndarray) -> Equilibrium:
        """The deal re-solved from scratch, with every outcome labelled."""
        return solve_instruments(self.status_quo.economy, self.policy(x))

    def price(self, x: np.ndarray) -> DealPrice:
        """(T37) What the deal x (m,) changes for the sides and for everybody."""
        u, jac, hat_n = (np.asarray(part) for part in price_deal(self._within(x), self.model, self._worth))
        gains = self._money(hat_n)
        gains[self._sides] = u
        return DealPrice(u, jac, gains)

    def payoffs(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(T37) u (n,) and du/dx (n, m), billion dollars a year above the status quo."""
        price = self.price(x)
        return price.u, price.jac

    def gains(self, x: np.ndarray) -> np.ndarray:
        """(regions,) what the deal changes for every country, bystanders too, billion dollars a year, stated values included."""
        return self.price(x).gains

    def with_amounts(self, x: np.ndarray, end: str) -> np.ndarray:
        """(m,) the deal that is ``x`` with every amount at the ``low`` or ``high`` end of its range, where it has one."""
        return np.asarray(np.asarray(x, float) * [issue.ratio(end) for issue in self.issues])

    def as_delivered(self, x: np.ndarray) -> np.ndarray:
        """(m,) the deal ``x`` if purchases are delivered as the record says: all that is bought is that share of all that
        would have been, and never less than now (T33)."""
        x, k = np.array(x, float), 0
        for at, issue in enumerate(self.issues):
            if issue.kind == "purchases":
                now, k = float(self._purchases.now_c[k]), k + 1
                if issue.delivered is not None and x[at] > 0:
                    promised = issue.amount * x[at]
                    x[at] = max(0.0, issue.delivered * (now + promised) - now) / issue.amount
        return x

    def gains_of(self, policy: Instruments) -> np.ndarray:
        """(regions,) what any other policy (a war, an escalation) changes for every country, billion dollars a year; for the
        sides in what they want."""
        outcomes = solve_instruments(self.status_quo.economy, policy).values
        gains = self._money(np.asarray(outcomes.real_income_hat_n))
        gains[self._sides] = np.asarray(worth_of(outcomes, self._worth))
        return gains

    def payoffs_of(self, policy: Instruments) -> np.ndarray:
        """(n,) the same for the sides."""
        return np.asarray(self.gains_of(policy)[self._sides])

    def _money(self, hat_n: np.ndarray) -> np.ndarray:
        """(regions,) real income over the baseline's, as a change from the status quo in billion dollars a year."""
        change = hat_n - np.asarray(self.status_quo.values.real_income_hat_n)
        return np.array(change * self.status_quo.economy.income_n)

    def problem(
        self, *, outside_option: np.ndarray | None = None, upper: np.ndarray | None = None
    ) -> BargainingProblem:
        """The bargaining problem between positions and red lines: impasse at 0, ``outside_option`` the flows of walking
        away, ``upper`` a mandate."""
        highest = np.array([issue.red_line for issue in self.issues], float)
        if upper is not None:
            highest = np.minimum(highest, upper)
        if outside_option is None:
            outside_option = NO_OUTSIDE_OPTION
        return BargainingProblem(
            payoffs=self.payoffs,
            lower=np.array([max(issue.offer, issue.demand) for issue in self.issues], float),
            upper=highest,
            disagreement_point=np.zeros(len(self.sides)),
            outside_option=outside_option,
            sides=self.sides,
            instruments=self.names,
            exact=_EXACT,
            possible=np.array([[0.0, 1.0]] * len(self.issues)),
        )

    def _within(self, x: np.ndarray) -> np.ndarray:
        """``x`` as a deal (m,) that can be priced; raises TalksError naming the issue that is out of bounds."""
        deal = np.asarray(x, float)
        if deal.shape != (len(self.issues),):
            raise TalksError(
                message(
                    f"a deal has one number for each of the {len(self.issues)} issues",
                    expected=f"in order: {', '.join(self.names)}",
                    got=f"an array of the shape {deal.shape}",
                )
            )
        bad = (deal < -_SLIP) | (deal > self._most + _SLIP)
        if bad.any():
            k = int(np.argmax(bad))
            raise TalksError(
                message(
                    f"the deal asks for too much or too little of the issue {self.names[k]!r}",
                    expected=f"a number from 0, the status quo, to {self._most[k]:g}; 1 is the whole amount",
                    got=f"x = {deal[k]:g}",
                    do="raise the amount to go further",
                )
            )
        return deal

    @computed_once
    def _most(self) -> np.ndarray:
        return np.asarray(np.maximum([issue.most for issue in self.issues], self.beyond))

    @computed_once
    def model(self) -> DealModel:
        """What solving a deal needs, moved to the device once."""
        economy = self.status_quo.economy
        model: DealModel = jax.device_put(
            DealModel(economy.baseline, self._start, self._moves, economy.preconditioner, self._state)
        )
        return model

    @computed_once
    def _worth(self) -> Worth:
        economy = self.status_quo.economy
        wants = [self.objectives.get(side, RealIncome()) for side in self.sides]
        terms = tuple(want.term(economy, (int(k),)) for want, k in zip(wants, self._sides, strict=True))
        before = np.array([term(self.status_quo.values) for term in terms])
        percent = economy.income_n[self._sides] / 100
        worth: Worth = jax.device_put(Worth(terms, percent, before, self.incomes, self._stated))
        return worth

    @computed_once
    def _sides(self) -> np.ndarray:
        return np.array([known(s, self.status_quo.economy.regions, "region") for s in self.sides])

    @computed_once
    def _before(self) -> np.ndarray:
        return np.asarray(np.asarray(self.status_quo.values.real_income_hat_n)[self._sides])

    @computed_once
    def _stated(self) -> np.ndarray:
        worth = np.zeros((len(self.sides), len(self.issues)))
        for k, issue in enumerate(self.issues):
            worth[self.sides.index(issue.by), k] -= issue.cost
            worth[self.sides.index(issue.to), k] += issue.worth
            if issue.kind == "stated":
                worth[self.sides.index(issue.to), k] += issue.amount
        return worth

    @computed_once
    def _purchases(self) -> Purchases:
        """The cells of every promise of purchases on the agenda, what is bought there now, and what a whole promise adds."""
        return purchases_of(self.status_quo, self.issues)

    @computed_once
    def _start(self) -> Instruments:
        """The status quo's instruments with the cells of every promise of purchases, which promise nothing yet."""
        return dataclasses.replace(self.status_quo.instruments, **self._purchases.cells)

    @computed_once
    def _state(self) -> np.ndarray:
        base = self.status_quo.economy.baseline
        start = unpack(jnp.asarray(self.status_quo.state), base)
        return np.asarray(pack(start._replace(u_c=jnp.zeros(len(self._start.quantity_c))), base))

    @computed_once
    def _moves(self) -> Moves:
        """What a whole unit of each issue does to each instrument: leading dimension m, logs for hats."""
        economy = self.status_quo.economy
        n, j = economy.sales_ij.shape
        m = len(self.issues)
        tariff, log_cost = np.zeros((m, j, n, n)), np.zeros((m, j, n, n))
        log_technology, subsidy = np.zeros((m, n, j)), np.zeros((m, n, j))
        transfer, quantity = np.zeros((m, n)), np.zeros((m, len(self._start.quantity_c)))
        purchase = 0
        for k, issue in enumerate(self.issues):
            by, to = (known(s, economy.regions, "region") for s in (issue.by, issue.to))
            where = [economy.sectors.index(s) for s in (issue.sectors or economy.goods)]
            tariff[k] = np.moveaxis(self._tariffs.change(issue), 2, 0)
            if issue.kind == "access":
                log_cost[k, where, by, to] = issue.per_unit(issue.amount)
            elif issue.kind == "export_access":
                log_cost[k, where, to, by] = issue.per_unit(issue.amount)
            elif issue.kind == "technology":
                log_technology[k, to, where] = issue.per_unit(issue.amount)
            elif issue.kind == "subsidies":
                subsidy[k, by, where] = -issue.amount
            elif issue.kind == "payment":
                transfer[k, [by, to]] = [-issue.amount, issue.amount]
            elif issue.kind == "purchases":
                quantity[k, purchase] = self._purchases.added_c[purchase]
                purchase += 1
        return Moves(tariff, log_cost, log_technology, subsidy, transfer, quantity)
