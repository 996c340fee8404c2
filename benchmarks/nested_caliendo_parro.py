"""The textbook algorithm of Caliendo & Parro (2015, appendix) in plain numpy: the yardstick of `bench_economy.py`.

Guess wages; iterate unit costs and prices to a fixed point; trade shares; expenditures from one dense linear system; excess
demand for each country's labour; move wages a fraction of it; repeat.
"""

from __future__ import annotations

import numpy as np

DAMPING = 0.2


def prices(w_n, pi_nij, kappa_nij, beta_ij, gamma_ikj, theta_j, P_nj, tolerance):
    """Inner loop: unit costs and price indices at given wages."""
    for _ in range(1000):
        log_c = beta_ij * np.log(w_n)[:, None] + np.einsum("ikj,ik->ij", gamma_ikj, np.log(P_nj))
        cost = (kappa_nij * np.exp(log_c)[None]) ** -theta_j
        new = np.einsum("nij,nij->nj", pi_nij, cost) ** (-1 / theta_j)
        gap = np.abs(new / P_nj - 1).max()
        P_nj = new
        if gap < tolerance:
            break
    return P_nj, pi_nij * cost * (P_nj**theta_j)[:, None, :]


def expenditures(share_nij, tariff_nij, alpha_nj, gamma_ikj, income_n):
    """One linear system in the n·j expenditures."""
    n, j = alpha_nj.shape
    paid_nij = share_nij / (1 + tariff_nij)
    demand = np.einsum("ijk,nik->ijnk", gamma_ikj, paid_nij)
    own = np.arange(n)
    demand[own, :, own, :] += alpha_nj[:, :, None] * (1 - paid_nij.sum(axis=1))[:, None, :]
    system = np.eye(n * j) - demand.reshape(n * j, n * j)
    return np.linalg.solve(system, (alpha_nj * income_n[:, None]).ravel()).reshape(n, j), paid_nij


def solve_nested(
    data: dict[str, np.ndarray], tariff_new_nij: np.ndarray, tolerance: float = 1e-10
) -> dict[str, np.ndarray]:
    """Balanced trade under new tariffs; ``data`` holds the arrays of the replication files."""
    kappa_nij = (1 + tariff_new_nij) / (1 + data["tau_nij"])
    beta_ij = 1 - data["gamma_nkj"].sum(axis=1)
    wage_bill_n = data["wL_n"] / data["wL_n"].sum()
    w_n, P_nj = np.ones_like(wage_bill_n), np.ones_like(data["alpha_nj"])
    for _step in range(10_000):
        P_nj, share_nij = prices(
            w_n, data["pi_nij"], kappa_nij, beta_ij, data["gamma_nkj"], data["theta_j"], P_nj, tolerance / 10
        )
        X_nj, paid_nij = expenditures(share_nij, tariff_new_nij, data["alpha_nj"], data["gamma_nkj"], w_n * wage_bill_n)
        sold_ij = np.einsum("nij,nj->ij", paid_nij, X_nj)
        demand_n = (beta_ij * sold_ij).sum(axis=1) / wage_bill_n
        excess_n = demand_n / w_n - 1
        if np.abs(excess_n).max() < tolerance:
            break
        w_n = w_n * (1 + DAMPING * excess_n)
        w_n = w_n / (w_n @ wage_bill_n)
    revenue_n = ((1 - paid_nij.sum(axis=1)) * X_nj).sum(axis=1)
    income_n = w_n * wage_bill_n + revenue_n
    real_income_n = income_n / np.prod(P_nj ** data["alpha_nj"], axis=1)
    return {"w_n": w_n, "P_nj": P_nj, "real_income_n": real_income_n, "steps": np.array(_step + 1)}
