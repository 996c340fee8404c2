"""What is on the table, priced by the economy: x in [0, 1] per issue → payoffs of all sides, with exact derivatives.

    (T37)  u_i(x) = (Ŵ_i(policy(x))/Ŵ_i(policy(0)) − 1) I_i + Σ_k v_ik x_k,   billion dollars a year

policy(0) is the status quo (impasse). Issues are granted by one side to another: tariff rollback toward a target (to the
asker alone, or to every exporter: most-favoured-nation), market access (lower trade costs), purchases (a commitment above
what is bought now), royalties and side payments (transfers), technology, production subsidies given up, and items without a
price in the model, at an analyst's stated value.
"""

from __future__ import annotations

import dataclasses
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.bargaining.problem import NO_OUTSIDE_OPTION, BargainingProblem
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.instruments import purchase_cells
from tradetalks.economy.kernel.adjoint import pull_back
from tradetalks.economy.kernel.equations import Instruments, pack, unpack
from tradetalks.economy.kernel.implicit import solve_outcomes
from tradetalks.economy.policy import PurchaseCommitment, known
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TalksError
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_money import money_faults

_TOLERANCE = 1e-11
# Payoffs are exact to about this share of their range: solves stop at _TOLERANCE, and gains are differences of nearly equal
# incomes.
_EXACT = 1e-9
# A deal may leave its box by this much, as steps that take a derivative do.
_SLIP = 1e-3
# A commitment a hair above what is bought anyway keeps its wedge, and its derivative, on the binding side.
_BINDING = 1 + 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Agenda:
    """Issues between two or more sides over a status quo. ``target_nij`` are the tariffs a full rollback returns to.

    ``beyond`` is the largest x that may be asked for, above 1 where a deal may go past the amounts (tariffs below the target).

    Raises TalksError for no issues, two of one name, one that nobody here can grant, or more than the economy can carry.
    """

    status_quo: Equilibrium
    sides: tuple[str, ...]
    issues: tuple[Issue, ...]
    target_nij: np.ndarray
    beyond: float = 1.0

    def __post_init__(self) -> None:
        economy = self.status_quo.economy
        if len(self.sides) < 2 or len(set(self.sides)) < len(self.sides):
            raise TalksError(
                f"an agenda needs two or more different sides; got {', '.join(self.sides) or 'none'}. "
                "Name every region at the table once."
            )
        for side in self.sides:
            known(side, economy.regions, "region")
        if not self.issues:
            raise TalksError("an agenda needs at least one issue; got none. Put something on the table.")
        for k, issue in enumerate(self.issues):
            if issue.name in self.names[:k]:
                raise TalksError(
                    f"two issues are called {issue.name!r}; expected a name of its own for each. Rename one of them."
                )
            if issue.by == issue.to or not {issue.by, issue.to} <= set(self.sides):
                few = len(self.sides) == 2
                table = f"the two sides {' and '.join(self.sides)}" if few else f"two of {', '.join(self.sides)}"
                raise TalksError(
                    f"issue {issue.name!r} is granted by {issue.by} to {issue.to}; expected {table}. "
                    "Nobody at this table can grant it."
                )
            for sector in issue.sectors:
                known(sector, economy.sectors, "sector")
            by, to = (economy.regions.index(side) for side in (issue.by, issue.to))
            where = [economy.sectors.index(s) for s in (issue.sectors or economy.goods)]
            spent, income = float(economy.expenditure_nj[by, where].sum()), economy.income_n
            for fault in money_faults(issue, spent=spent, income_by=float(income[by]), income_to=float(income[to])):
                raise issue.error(fault)

    @property
    def incomes(self) -> np.ndarray:
        """(n,) real income of the sides in the status quo, billion dollars a year at baseline prices."""
        return self._income

    @property
    def names(self) -> tuple[str, ...]:
        """Labels of the issues, in order."""
        return tuple(issue.name for issue in self.issues)

    def replace(self, **changes) -> Agenda:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def only(self, *kinds: str) -> Agenda:
        """The agenda restricted to some kinds of issue."""
        return self.replace(issues=tuple(i for i in self.issues if i.kind in kinds))

    def policy(self, x: np.ndarray) -> Instruments:
        """The instruments of a deal (m,)."""
        x = self._within(x)
        return jax.tree.map(np.asarray, policy_at(jnp.asarray(x), self._start, self._moves))

    def equilibrium(self, x: np.ndarray) -> Equilibrium:
        """The deal re-solved from scratch, with every outcome labelled."""
        return solve_instruments(self.status_quo.economy, self.policy(x))

    def payoffs(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(T37) u (n,) and du/dx (n, m), billion dollars a year above the status quo."""
        u, jac, _ = _payoffs(self._within(x), self.model, *self._worth)
        return np.asarray(u), np.asarray(jac)

    def gains(self, x: np.ndarray) -> np.ndarray:
        """(regions,) what the deal changes for every country, bystanders too, billion dollars a year, stated values left out."""
        hat_n = np.asarray(_payoffs(self._within(x), self.model, *self._worth)[2])
        return (hat_n - self.status_quo.values.real_income_hat_n) * self.status_quo.economy.income_n

    def with_amounts(self, x: np.ndarray, end: str) -> np.ndarray:
        """(m,) the deal that is ``x`` with every amount at the ``low`` or ``high`` end of its range, where it has one."""
        other = [getattr(issue, end) for issue in self.issues]
        ratio = [
            1.0 if v is None else i.per_unit(v) / i.per_unit(i.amount) for i, v in zip(self.issues, other, strict=True)
        ]
        return np.asarray(x, float) * np.array(ratio)

    def as_delivered(self, x: np.ndarray) -> np.ndarray:
        """(m,) the deal ``x`` if purchases are delivered as the record says: all that is bought is that share of all that
        would have been, and never less than now (T33)."""
        x, k = np.array(x, float), 0
        for at, issue in enumerate(self.issues):
            if issue.kind == "purchases":
                now, k = float(self._start.quantity_c[k]) / _BINDING, k + 1
                if issue.delivered is not None and x[at] > 0:
                    promised = issue.amount * x[at]
                    x[at] = max(0.0, issue.delivered * (now + promised) - now) / issue.amount
        return x

    def gains_of(self, policy: Instruments) -> np.ndarray:
        """(regions,) what any other policy (a war, an escalation) changes for every country, billion dollars a year."""
        hat_n = np.asarray(solve_instruments(self.status_quo.economy, policy).values.real_income_hat_n)
        return (hat_n - self.status_quo.values.real_income_hat_n) * self.status_quo.economy.income_n

    def payoffs_of(self, policy: Instruments) -> np.ndarray:
        """(n,) the same for the sides."""
        return self.gains_of(policy)[self._sides]

    def problem(
        self, *, outside_option: np.ndarray | None = None, upper: np.ndarray | None = None
    ) -> BargainingProblem:
        """The bargaining problem between positions and red lines: impasse at 0, ``outside_option`` the flows of walking
        away, ``upper`` a mandate."""
        red_lines = np.array([issue.red_line for issue in self.issues], float)
        return BargainingProblem(
            payoffs=self.payoffs,
            lower=np.array([max(issue.offer, issue.demand) for issue in self.issues], float),
            upper=red_lines if upper is None else np.minimum(red_lines, upper),
            disagreement_point=np.zeros(len(self.sides)),
            outside_option=NO_OUTSIDE_OPTION if outside_option is None else outside_option,
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
                f"a deal has one number for each of the {len(self.issues)} issues; got an array of the shape {deal.shape}. "
                f"In order: {', '.join(self.names)}."
            )
        bad = (deal < -_SLIP) | (deal > self._most + _SLIP)
        if bad.any():
            k = int(np.argmax(bad))
            raise TalksError(
                f"the deal has x = {deal[k]:g} of the issue {self.names[k]!r}; expected a number from 0, the status quo, to "
                f"{self._most[k]:g}. 1 is the whole amount; raise the amount to go further."
            )
        return deal

    @cached_property
    def _most(self) -> np.ndarray:
        return np.maximum([issue.most for issue in self.issues], self.beyond)

    @cached_property
    def model(self):
        """What solving a deal needs: baseline, status quo, moves per unit of x, preconditioner and state, moved once."""
        economy = self.status_quo.economy
        return jax.device_put((economy.baseline, self._start, self._moves, economy.preconditioner, self._state))

    @cached_property
    def _worth(self):
        return jax.device_put((self._sides, self._income, self._before, self._stated))

    @cached_property
    def _sides(self) -> np.ndarray:
        return np.array([known(s, self.status_quo.economy.regions, "region") for s in self.sides])

    @cached_property
    def _before(self) -> np.ndarray:
        return np.asarray(self.status_quo.values.real_income_hat_n)[self._sides]

    @cached_property
    def _income(self) -> np.ndarray:
        # Percent of income in the status quo, in dollars of the baseline: real income is measured at baseline prices.
        return self.status_quo.economy.income_n[self._sides] * self._before

    @cached_property
    def _stated(self) -> np.ndarray:
        worth = np.zeros((len(self.sides), len(self.issues)))
        for k, issue in enumerate(self.issues):
            worth[self.sides.index(issue.by), k] -= issue.cost
            if issue.kind == "stated":
                worth[self.sides.index(issue.to), k] += issue.amount
        return worth

    @cached_property
    def _start(self) -> Instruments:
        """The status quo's instruments with the cells of every purchase on the agenda, at what is bought now."""
        bought = [PurchaseCommitment(i.by, i.to, i.sectors, 1.0) for i in self.issues if i.kind == "purchases"]
        cells = purchase_cells(self.status_quo.economy, bought)
        at = (cells["cell_sector"], cells["cell_importer"], cells["cell_exporter"])
        now = np.bincount(cells["cell_owner"], self.status_quo.values.flows_jni[at], len(bought)).astype(float)
        return dataclasses.replace(self.status_quo.instruments, **(cells | {"quantity_c": now * _BINDING}))

    @cached_property
    def _state(self) -> np.ndarray:
        base = self.status_quo.economy.baseline
        start = unpack(jnp.asarray(self.status_quo.state), base)
        return np.asarray(pack(start._replace(u_c=jnp.zeros(len(self._start.quantity_c))), base))

    @cached_property
    def _moves(self) -> dict[str, np.ndarray]:
        """What a whole unit of each issue does to each instrument: leading dimension m, logs for hats."""
        economy, now = self.status_quo.economy, self.status_quo.instruments
        n, j = economy.sales_ij.shape
        m = len(self.issues)
        moves = {
            "tariff": np.zeros((m, j, n, n)), "log_cost": np.zeros((m, j, n, n)), "log_technology": np.zeros((m, n, j)),
            "subsidy": np.zeros((m, n, j)), "transfer": np.zeros((m, n)), "quantity": np.zeros((m, len(self._start.quantity_c))),
        }  # fmt: skip
        target_jni = np.moveaxis(self.target_nij, 2, 0)
        purchase = 0
        for k, issue in enumerate(self.issues):
            by, to = (known(s, economy.regions, "region") for s in (issue.by, issue.to))
            where = [economy.sectors.index(s) for s in (issue.sectors or economy.goods)]
            if issue.kind == "rollback":
                cells = np.ix_(where, [by], [i for i in range(n) if i != by] if issue.mfn else [to])
                moves["tariff"][k][cells] = issue.amount * (target_jni - now.tariff_jni)[cells]
            elif issue.kind == "access":
                moves["log_cost"][k, where, by, to] = issue.per_unit(issue.amount)
            elif issue.kind == "export_access":
                moves["log_cost"][k, where, to, by] = issue.per_unit(issue.amount)
            elif issue.kind == "technology":
                moves["log_technology"][k, to, where] = issue.per_unit(issue.amount)
            elif issue.kind == "subsidies":
                moves["subsidy"][k, by, where] = -issue.amount
            elif issue.kind == "payment":
                moves["transfer"][k, [by, to]] = [-issue.amount, issue.amount]
            elif issue.kind == "purchases":
                moves["quantity"][k, purchase] = issue.amount
                purchase += 1
        return moves


def policy_at(x, start: Instruments, moves) -> Instruments:
    """The instruments of a deal: levels add up, hats multiply."""

    def shift(name):
        return jnp.tensordot(x, moves[name], 1)

    return dataclasses.replace(
        start,
        tariff_jni=start.tariff_jni + shift("tariff"),
        trade_cost_hat_jni=start.trade_cost_hat_jni * jnp.exp(shift("log_cost")),
        technology_hat_ij=start.technology_hat_ij * jnp.exp(shift("log_technology")),
        subsidy_ij=start.subsidy_ij + shift("subsidy"),
        transfer_n=start.transfer_n + shift("transfer"),
        quantity_c=start.quantity_c + shift("quantity"),
    )


def settle(x, model):
    """The policy of a deal and the outcomes of its equilibrium, differentiable in x."""
    base, start, moves, precondition, state = model
    policy = policy_at(x, start, moves)
    return policy, solve_outcomes(base, policy, precondition, state, _TOLERANCE)[1]


@jax.jit
def _payoffs(x, model, sides, income, before, stated):
    """u, its Jacobian and every country's real income: one solve, one adjoint solve per side."""
    base, start, moves, precondition, state = model

    def policy(x):
        return policy_at(x, start, moves)

    solution, values = solve_outcomes(base, policy(x), precondition, state, _TOLERANCE)
    hat_n = values.real_income_hat_n
    rows = jnp.arange(len(sides))
    on_income = jnp.zeros((len(sides), len(hat_n))).at[rows, sides].set(income / before)
    weights = jax.tree.map(lambda v: jnp.zeros((len(sides), *v.shape)), values)._replace(real_income_hat_n=on_income)
    nothing_known = jnp.zeros((len(sides), len(solution.x)))
    slopes, _ = pull_back(base, policy, x, precondition, solution.x, weights, nothing_known)
    return (hat_n[sides] / before - 1) * income + stated @ x, slopes + stated, hat_n
