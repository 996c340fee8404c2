"""Acts on products whose rates a study multiplies: put together from parts as from the whole file."""

from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.ensemble.drawn_levels import is_sum, levels_by_draw, levels_on
from tradetalks.ensemble.targets import with_acts
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run_cost import policy_dates
from tradetalks.scenario.sections.study_parameters import ActChoice

FILE = """name: s
title: s
baseline: world2022
acts:
  - {id: all, by: USA, on: CHN, rate: 10%, from: 2026-01-01, source: made up}
  - {id: steel, by: USA, on: CHN, sectors: [72], kind: set, rate: 50%, from: 2026-02-01, source: made up}
  - {id: metals, by: USA, on: CHN, sectors: [76], rate: 20%, from: 2026-03-01, instead_of: all, source: made up}
"""


@pytest.mark.parametrize("chosen", ["all", "steel", "metals"])
def test_levels_of_products_are_those_of_each_draw(chosen):
    scenario = parse_scenario(FILE, "s.yaml", Path(), {})
    economy = tt.calibrate(scenario.accounts, scale=False)
    choice, factors = ActChoice(id=chosen), np.array([0.0, 0.5, 1.0, 1.7])
    assert is_sum(scenario, [choice])
    moments = list(policy_dates(scenario))
    found = levels_by_draw(scenario, economy, moments, {"f": choice}, {"f": factors})
    for k, factor in enumerate(factors):
        alone = levels_on(with_acts(scenario, choice, float(factor)), economy, moments)
        for name, level in alone.items():
            np.testing.assert_allclose(found[name][k], level, atol=1e-14)
    moved = found["tariff_jni"]
    assert np.abs(moved[3] - moved[0]).max() > 0
