"""Games in closed form: primitives whose payoffs are polynomials of degree two, with exact first and second derivatives.

They are the oracles' economies: small enough to solve by hand, and served to the same solvers as the world economy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError
from tradetalks.inputs import checked

Array = np.ndarray
# Payoffs (p,), first derivatives (p, m) and second derivatives (p, m, m).
Payoffs = tuple[Array, Array, Array]


class _Line(NamedTuple):
    """A linear form `constant + slope·x`."""

    constant: float
    slope: Array


class _Quadratic(NamedTuple):
    """A polynomial of degree two: its value, gradient and Hessian at 0."""

    constant: float
    gradient: Array
    hess: Array


def _product(weight: float, a: _Line, b: _Line) -> _Quadratic:
    """`weight·a(x)·b(x)`."""
    hess = weight * (np.outer(a.slope, b.slope) + np.outer(b.slope, a.slope))
    return _Quadratic(weight * a.constant * b.constant, weight * (a.constant * b.slope + b.constant * a.slope), hess)


def _evaluate(players: list[list[_Quadratic]], x: Array) -> Payoffs:
    """(u, jac, hess) at x of one polynomial per player, each a sum."""
    constant = np.array([sum(part.constant for part in player) for player in players])
    gradient = np.array([np.sum([part.gradient for part in player], 0) for player in players])
    hess = np.array([np.sum([part.hess for part in player], 0) for player in players])
    jac = gradient + hess @ x
    return constant + 0.5 * (gradient + jac) @ x, jac, hess


@checked(TradeTalksError)
@dataclass(frozen=True)
class LinearQuadraticGame:
    """Two goods, two countries, demand 1 - p; country i imports up to e_i and levies the specific tariff τ_i.

        M_i = e_i - τ_i/2,   world price falls τ_i/2
        u_i = e_i τ_i/2 - 3 τ_i²/8 - e_j τ_j/2 + τ_j²/8      (free trade = 0)

    Args:
        e1: size of country 1's imports under free trade, units of the good.
        e2: the same for country 2.

    Source: the two-good model of Johnson (1953) in the linear form of Kennan and Riezman (1988).
    """

    e1: float
    e2: float

    def payoffs(self, tau: Float[Array, " 2"]) -> Payoffs:
        """u (2,), du/dτ (2, 2), d²u/dτ² (2, 2, 2) at τ (2,), in units of surplus."""
        e, t = np.array([self.e1, self.e2]), np.asarray(tau, float)
        own, other = e * t / 2 - 3 * t**2 / 8, -e * t / 2 + t**2 / 8
        d_own, d_other = e / 2 - 3 * t / 4, -e / 2 + t / 4
        jac = np.array([[d_own[0], d_other[1]], [d_other[0], d_own[1]]])
        hess = np.array([np.diag([-0.75, 0.25]), np.diag([0.25, -0.75])])
        return own + other[::-1], jac, hess


@checked(TradeTalksError)
@dataclass(frozen=True)
class CompetingExporters:
    """Three countries; country i imports good i from the two others, each endowed with e of it; demand α - p everywhere.

        p_i = α - 2e/3 + Σ_k t_ik/3,   x_ik = e - (α - p_i + t_ik)
        u_i = ½(α - p_i)² + Σ_k t_ik x_ik + Σ_{m≠i} [½(α - p_m + t_mi)² + (p_m - t_mi) e]

    Tariffs are ordered (t_12, t_13, t_21, t_23, t_31, t_32); with `mfn=True` each importer has one: (t_1, t_2, t_3).

    Args:
        alpha: the price at which nobody buys, units of money.
        e: each exporter's endowment, units of the good.
        mfn: one tariff for both suppliers.

    Source: a competing-exporters model in the manner of Bagwell and Staiger (1999) and Saggi.
    """

    alpha: float = 1.0
    e: float = 1.0
    mfn: bool = False

    @property
    def size(self) -> int:
        """Number of tariffs."""
        return 3 if self.mfn else 6

    @property
    def owner(self) -> tuple[int, ...]:
        """The country that sets each tariff."""
        return (0, 1, 2) if self.mfn else (0, 0, 1, 1, 2, 2)

    def _tariff(self, importer: int, exporter: int) -> _Line:
        slope = np.zeros(self.size)
        if self.mfn:
            slope[importer] = 1.0
        else:
            place = [j for j in range(3) if j != importer].index(exporter)
            slope[2 * importer + place] = 1.0
        return _Line(0.0, slope)

    def payoffs(self, tau: Float[Array, " m"]) -> Payoffs:
        """u (3,), du/dτ (3, m), d²u/dτ² (3, m, m) at τ (m,), m = `size`, in units of surplus."""
        one = _Line(1.0, np.zeros(self.size))
        terms: list[list[_Quadratic]] = [[], [], []]
        for importer in range(3):
            exporters = [j for j in range(3) if j != importer]
            t = {j: self._tariff(importer, j) for j in exporters}
            price = _Line(self.alpha - 2 * self.e / 3, sum((t[j].slope for j in exporters), np.zeros(self.size)) / 3)
            demand = _Line(self.alpha - price.constant, -price.slope)
            terms[importer].append(_product(0.5, demand, demand))
            for j in exporters:
                shipped = _Line(self.e - demand.constant, -demand.slope - t[j].slope)
                at_home = _Line(demand.constant, demand.slope + t[j].slope)
                received = _Line(price.constant, price.slope - t[j].slope)
                terms[importer].append(_product(1.0, t[j], shipped))
                terms[j] += [_product(0.5, at_home, at_home), _product(self.e, received, one)]
        return _evaluate(terms, np.asarray(tau, float))


@checked(TradeTalksError)
@dataclass(frozen=True)
class CournotSuppliers:
    """Two Cournot firms (P = 1 - Q) buy an input at prices w_1, w_2 from two suppliers, or from a `common` one.

        q_i = (1 - 2 w_i + w_j)/3,   firm i earns q_i²,   its supplier w_i q_i

    Without agreement i a firm sells nothing; a common supplier then serves the rival, a monopolist at its given price.
    Players: firm 1, firm 2, then the supplier(s).

    Args:
        common: one supplier for both firms. Prices and quantities in units of the demand P = 1 - Q.

    Source: the structure of Horn and Wolinsky (1988).
    """

    common: bool = False

    def _quantity(self, i: int) -> _Line:
        slope = np.full(2, 1.0 / 3.0)
        slope[i] = -2.0 / 3.0
        return _Line(1.0 / 3.0, slope)

    def payoffs(self, w: Float[Array, " 2"]) -> Payoffs:
        """u (4,) or, with a common supplier, (3,), in money; derivatives with respect to the input prices w (2,)."""
        q = [self._quantity(i) for i in range(2)]
        price = [_Line(0.0, np.eye(2)[i]) for i in range(2)]
        sales = [_product(1.0, price[i], q[i]) for i in range(2)]
        firms = [[_product(1.0, q[i], q[i])] for i in range(2)]
        suppliers = [sales] if self.common else [[s] for s in sales]
        return _evaluate(firms + suppliers, np.asarray(w, float))

    def gains(self, i: int, w: Float[Array, " 2"]) -> tuple[Float[Array, " 2"], Float[Array, "2 2"]]:
        """What (supplier, firm i) gain by their agreement over having none, (2,), and its Jacobian in w (2, 2)."""
        u, jac, _ = self.payoffs(w)
        seller = 2 if self.common else 2 + i
        gain, slope = u[[seller, i]].copy(), jac[[seller, i]].copy()
        if self.common:
            rival = 1 - i
            gain[0] -= w[rival] * (1 - w[rival]) / 2
            slope[0, rival] -= 0.5 - w[rival]
        return gain, slope
