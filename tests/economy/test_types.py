"""Shapes and types of the kernel's signatures are executed: a solve and a gradient under jaxtyping's checks."""

import subprocess
import sys

CODE = """
from jaxtyping import install_import_hook
with install_import_hook("tradetalks.economy", "beartype.beartype"):
    import tradetalks.economy.derivatives, tradetalks.economy.welfare
import tradetalks as tt
from tests.worlds import random_accounts
economy = tt.calibrate(random_accounts(1, n=3, j=2, scale=True))
policy = tt.raise_tariffs(economy, by="R0", on="R1", rate=0.2)
solved = tt.solve(economy, policy)
tt.gradient(solved, region="R0")
tt.decompose(solved)
print("checked")
"""


def test_kernel_signatures():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout == "checked\n", done.stderr[-2000:]
