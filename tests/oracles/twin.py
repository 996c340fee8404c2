"""An independent slow twin of the economy: levels, plain loops, Newton on excess demands. It shares no code with the kernel.

Unknowns are wages, price indices, employment of each industry and commitment wedges in levels; given them, expenditures
follow from one linear system. The kernel works in logs of changes with another set of unknowns and another method.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.optimize import root


@dataclasses.dataclass(frozen=True)
class World:
    """Flows M_nij at exporter prices, tariffs, export taxes, subsidies, input use U_ikj, elasticities."""

    M: np.ndarray
    t: np.ndarray
    e: np.ndarray
    s: np.ndarray
    U: np.ndarray
    theta: np.ndarray
    psi: np.ndarray
    mu: np.ndarray


@dataclasses.dataclass(frozen=True)
class Shock:
    """New tariffs, export taxes and subsidies; d, T hats; transfers; commitments (importer, cells (i, j), quantity)."""

    t: np.ndarray
    e: np.ndarray
    s: np.ndarray
    d: np.ndarray
    T: np.ndarray
    G: np.ndarray
    commitments: tuple = ()


def baseline(w: World) -> dict:
    """Shares and levels of the baseline, one loop per definition."""
    n, _, j = w.M.shape
    R = np.zeros((n, j))
    X = np.zeros((n, j))
    for a in range(n):
        for b in range(n):
            for k in range(j):
                R[b, k] += w.M[a, b, k] / ((1 + w.e[a, b, k]) * (1 - w.s[b, k]))
                X[a, k] += (1 + w.t[a, b, k]) * w.M[a, b, k]
    F = X - w.U.sum(axis=2)
    wage = np.zeros(n)
    for a in range(n):
        for k in range(j):
            wage[a] += (1 - w.U[a, :, k].sum() / R[a, k] - w.mu[k]) * R[a, k]
    D = w.M.sum(axis=(1, 2)) - w.M.sum(axis=(0, 2))
    return {"R": R, "X": X, "F": F, "I": F.sum(axis=1), "wage": wage, "D": D}


def wedges_applied(shock: Shock, u: np.ndarray) -> np.ndarray:
    """Tariffs with the commitments' subsidies 1 − exp(u) in their cells."""
    t = shock.t.copy()
    for c, (importer, cells, _) in enumerate(shock.commitments):
        for i, k in cells:
            t[importer, i, k] = (1 + t[importer, i, k]) * np.exp(u[c]) - 1
    return t


def trade_given(w: World, b: dict, shock: Shock, wage, P, L, t):
    """Trade shares and price indices at wages, prices, employment (all over baseline)."""
    n, _, j = w.M.shape
    share = np.zeros((n, n, j))
    P_new = np.zeros((n, j))
    for k in range(j):
        for a in range(n):
            total = 0.0
            for i in range(n):
                cost = wage[i] ** ((1 - w.U[i, :, k].sum() / b["R"][i, k] - w.mu[k]) / (1 - w.mu[k]))
                for m in range(j):
                    cost *= P[i, m] ** (w.U[i, m, k] / b["R"][i, k] / (1 - w.mu[k]))
                kappa = shock.d[a, i, k] * (1 + t[a, i, k]) / (1 + w.t[a, i, k])
                kappa *= (1 + shock.e[a, i, k]) / (1 + w.e[a, i, k]) * (1 - shock.s[i, k]) / (1 - w.s[i, k])
                old = (1 + w.t[a, i, k]) * w.M[a, i, k] / b["X"][a, k]
                size = L[i, k] ** (w.theta[k] * w.psi[k])
                share[a, i, k] = old * shock.T[i, k] * size * (kappa * cost) ** -w.theta[k]
                total += share[a, i, k]
            share[a, :, k] /= total
            P_new[a, k] = total ** (-1 / w.theta[k])
    return share, P_new


def spending(w: World, b: dict, shock: Shock, wage, share, t, deficit_share):
    """Expenditure X solves a linear system; with proportional deficits the world adjustment is found by bisection-free steps."""
    n, _, j = w.M.shape
    alpha = b["F"] / b["I"][:, None]
    sell = np.zeros((n, n, j))
    for a in range(n):
        for i in range(n):
            for k in range(j):
                sell[a, i, k] = share[a, i, k] / ((1 + t[a, i, k]) * (1 + shock.e[a, i, k]) * (1 - shock.s[i, k]))

    def solve_with(extra_share):
        A = np.eye(n * j)
        rhs = np.zeros(n * j)
        for a in range(n):
            for k in range(j):
                row = a * j + k
                boost = alpha[a, k] / (1 - extra_share[a])
                rhs[row] += boost * (
                    wage[a] * b["wage"][a] + shock.G[a] + (0.0 if deficit_share is not None else b["D"][a])
                )
                for m in range(j):
                    # tariff revenue of a on purchases of m
                    for i in range(n):
                        A[row, a * j + m] -= boost * t[a, i, m] * share[a, i, m] / (1 + t[a, i, m])
                    # export taxes, subsidies and profits of a on sales of m everywhere
                    for c in range(n):
                        r = sell[c, a, m]
                        net = shock.e[c, a, m] * (1 - shock.s[a, m]) * r - shock.s[a, m] * r + w.mu[m] * r
                        A[row, c * j + m] -= boost * net
                        A[row, c * j + m] -= w.U[a, k, m] / b["R"][a, m] * r
        return np.linalg.solve(A, rhs).reshape(n, j)

    if deficit_share is None:
        return solve_with(np.zeros(n)), sell
    tau = 0.0
    for _ in range(200):
        X = solve_with(deficit_share - tau)
        income = incomes(w, b, X, sell)
        new = (deficit_share * income).sum() / income.sum()
        if abs(new - tau) < 1e-15:
            break
        tau = new
    return X, sell


def sales(X, sell):
    n, j = X.shape
    return np.array([[sum(sell[a, i, k] * X[a, k] for a in range(n)) for k in range(j)] for i in range(n)])


def incomes(w: World, b: dict, X, sell):
    """Income is final spending: expenditure less what industries buy."""
    R = sales(X, sell)
    return X.sum(axis=1) - np.array([sum(w.U[i].sum(axis=0) / b["R"][i] * R[i]) for i in range(len(X))])


def nothing_new(w: World) -> Shock:
    """The baseline's own instruments."""
    n, _, j = w.M.shape
    return Shock(w.t, w.e, w.s, np.ones((n, n, j)), np.ones((n, j)), np.zeros(n))


def purged(w: World) -> World:
    """The same world with every country's trade balanced: its imbalances are taken away, and what follows is the baseline."""
    b = baseline(w)
    found = solve(w, nothing_new(w), balanced=True)
    U = np.array([[w.U[i, k] / b["R"][i] * found["R"][i] for k in range(w.M.shape[2])] for i in range(len(w.M))])
    return dataclasses.replace(w, M=found["M"], U=U)


def solve(w: World, shock: Shock, proportional: bool = False, balanced: bool = False) -> dict:
    """Newton (finite differences) on prices, labour markets, employment and commitments, to 1e-12.

    Deficits stay constant, or constant shares of income (``proportional``), or vanish (``balanced``).
    """
    b = baseline(w)
    if balanced:
        b["D"] = np.zeros_like(b["D"])
    n, j = b["R"].shape
    c = len(shock.commitments)
    delta = b["D"] / b["I"] if proportional else None

    def unpack(z):
        wage = np.exp(z[:n])
        wage = wage * b["wage"].sum() / (wage @ b["wage"])
        return (
            wage,
            np.exp(z[n : n + n * j].reshape(n, j)),
            np.exp(z[n + n * j : n + 2 * n * j].reshape(n, j)),
            z[n + 2 * n * j :],
        )

    def outcome(z, active):
        wage, P, L, u = unpack(z)
        u = np.where(active, u, 0.0)
        t = wedges_applied(shock, u)
        share, P_new = trade_given(w, b, shock, wage, P, L, t)
        X, sell = spending(w, b, shock, wage, share, t, delta)
        return wage, P, L, u, t, share, P_new, X, sell

    def bought(share, X, t, importer, cells):
        return sum(share[importer, i, k] * X[importer, k] / (1 + t[importer, i, k]) for i, k in cells)

    def gaps(z, active):
        wage, P, L, _u, t, share, P_new, X, sell = outcome(z, active)
        R = sales(X, sell)
        labour = np.array(
            [sum((1 - w.U[i, :, k].sum() / b["R"][i, k] - w.mu[k]) * R[i, k] for k in range(j)) for i in range(n)]
        )
        market = labour / b["wage"] - wage
        market[-1] = z[n - 1]  # the redundant market gives way to a normalisation; Walras' law is tested apart
        meet = [
            np.log(bought(share, X, t, importer, cells) / q) if active[k] else z[n + 2 * n * j + k]
            for k, (importer, cells, q) in enumerate(shock.commitments)
        ]
        return np.concatenate([market, (P_new - P).ravel(), (R / b["R"] / wage[:, None] - L).ravel(), meet])

    active = np.zeros(c, bool)
    z = np.zeros(n + 2 * n * j + c)
    for _ in range(c + 1):
        z = _newton(lambda z, active=active: gaps(z, active), z)
        wage, P, _L, u, t, share, _P_new, X, sell = outcome(z, active)
        short = [bought(share, X, t, imp, cells) < q * (1 - 1e-12) for imp, cells, q in shock.commitments]
        if not np.any(np.array(short, bool) & ~active):
            break
        active = active | np.array(short, bool)
    income = incomes(w, b, X, sell)
    price = np.array([np.prod(P[a] ** (b["F"][a] / b["I"][a])) for a in range(n)])
    R = sales(X, sell)
    labour_last = sum((1 - w.U[n - 1, :, k].sum() / b["R"][n - 1, k] - w.mu[k]) * R[n - 1, k] for k in range(j))
    return {
        "wage": wage, "P": P, "X": X, "R": R, "real_income": income / b["I"] / price, "wedge": 1 - np.exp(u),
        "M": np.array([[[share[a, i, k] * X[a, k] / (1 + t[a, i, k]) for k in range(j)] for i in range(n)] for a in range(n)]),
        "walras": labour_last / b["wage"][-1] / wage[-1] - 1,
    }  # fmt: skip


def _newton(gaps, z):
    found = root(gaps, z, method="hybr", options={"xtol": 1e-14, "maxfev": 20000})
    z = found.x
    for _ in range(4):
        f = gaps(z)
        if np.abs(f).max() < 1e-13:
            return z
        J = np.array([(gaps(z + h) - gaps(z - h)) / 2e-6 for h in 1e-6 * np.eye(len(z))]).T
        z = z - np.linalg.solve(J, f)
    assert np.abs(gaps(z)).max() < 1e-11, np.abs(gaps(z)).max()
    return z
