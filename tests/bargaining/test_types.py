"""Shapes and types of the signatures of bargaining and talks are executed: their examples under jaxtyping's checks."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import re
from pathlib import Path

import pytest
import tests.typechecker
from jaxtyping import install_import_hook
with install_import_hook(["tradetalks.bargaining", "tradetalks.talks"], "tests.typechecker.check"):
    import tradetalks.bargaining, tradetalks.talks
    from tests.talks import small
names = {}
for block in re.findall(r"^```python\\n(.*?)^```", Path("docs/bargaining.md").read_text(), re.DOTALL | re.MULTILINE):
    exec(compile(block, "docs/bargaining.md", "exec"), names)

from datetime import date
import numpy as np
import tradetalks as tt
from tradetalks.talks import by_kind, linkage_of
from tradetalks.talks.multilateral import bargain_in_pairs, cooperative_tariffs, tariff_cuts

now, agenda = small.status_quo(), small.agenda()
worse = tt.solve(now.economy, tt.raise_tariffs(now.economy, by="R0", on="R1", rate=0.2))
talks = tt.negotiate(
    now, sides=("R0", "R1"), issues=agenda.issues, escalation=worse, opening=date(2026, 1, 1), deadline=date(2026, 3, 1),
    baseline_tariff=np.zeros_like(small.tariffs_nij()),
)
talks.summary(), talks.odds.to_dataset(), talks.rounds, talks.frontier, talks.agenda.as_delivered(np.ones(5))
talks.compliance.self_enforcing_surplus()
linkage_of(agenda, by_kind(agenda))
bargain_in_pairs(tariff_cuts(now, [("R0", "R1")], mfn=True), reciprocity=True).raise_if_failed().to_dataset()
cooperative_tariffs(now.economy, instruments="partner", starts=1).to_dataset()
print("checked")
"""


@pytest.mark.slow
def test_signatures_of_bargaining_and_talks():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.endswith("checked\n"), done.stderr[-3000:]
