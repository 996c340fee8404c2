"""Shapes and types of every signature in the rooms of data and economy are executed under jaxtyping's checks."""

import subprocess
import sys

CODE = """
import tests.typechecker
from jaxtyping import install_import_hook
with install_import_hook(["tradetalks.data", "tradetalks.economy", "tradetalks.numerics"], "tests.typechecker.check"):
    import importlib, pkgutil
    import tradetalks.data, tradetalks.economy
    for package in (tradetalks.data, tradetalks.economy):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
import numpy as np
import tradetalks as tt
import xarray as xr
from tests.worlds import random_accounts
from tradetalks.data.worlds import toy_world
from tradetalks.economy.calibrate import at_horizon
from tradetalks.economy.derivatives import response
from tradetalks.economy.kernel.preconditioner import country_blocks
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.economy.shares import economy_from_shares
from tradetalks.economy.solve import Anderson, find_equilibrium

keep_compiled_code()
tt.load_world("world2017"), toy_world()
accounts = random_accounts(1, n=3, j=2, scale=True, markup=True)
for deficits in ("zero", "fixed", "proportional"):
    economy = tt.calibrate(accounts, deficits=deficits)
policy = tt.raise_tariffs(economy, by="R0", on="R1", rate=0.2)
bought = float(economy.flows_nij[1, 0, 0])
promise = tt.PurchaseCommitment("R1", "R0", ("S0",), 1.2 * bought)
solved = tt.solve(economy, policy.replace(commitments=(promise,)))
repr(solved), solved.to_dataset(), solved.to_dataframe(), solved.to_dataframe(["importer", "exporter", "sector"])
tt.gradient(solved, region="R0")
tt.gradient(solved, lambda found: found.income_n.sum())
response(solved, tariff=economy.tariff * 0 + 0.01)
level = tt.solve(economy, policy)
tt.decompose(level), tt.first_order_welfare(level), tt.rebase(level)
batch = tt.solve_many(economy, tt.Policy(tariff=xr.concat([policy.tariff, economy.tariff], "policy")))
repr(batch), batch.to_dataframe()
at_horizon(economy, 2.0, balanced=True, share_preconditioner=True)
economy_from_shares(
    regions=economy.regions, sectors=economy.sectors, pi_nij=economy.pi_nij, tariff_nij=economy.tariff_nij,
    alpha_nj=economy.alpha_nj, gamma_ikj=economy.gamma_ikj, wage_bill_n=economy.wage_bill_n, theta_j=economy.theta_j,
)
blocks = country_blocks(economy.baseline, economy.unchanged)
tt.solve(economy.replace(shared_preconditioner=blocks), policy)
failed = find_equilibrium(economy, solved.instruments, method=Anderson(max_steps=0))
assert not failed.status.solved and "no equilibrium" in str(failed.failure()) and repr(failed)
print("checked")
"""


def test_signatures():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout == "checked\n", done.stderr[-3000:]
