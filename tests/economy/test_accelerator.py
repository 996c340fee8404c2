"""The same code on a graphics processor: double precision kept, equilibria and derivatives those of the processor."""

import jax
import numpy as np
import pytest

import tradetalks as tt
from tradetalks.economy.side_by_side import in_lanes

# Ratios and percent per unit of a tariff.
CLOSE = 1e-9


def devices(kind: str) -> list[jax.Device]:
    """What JAX finds of a kind; nothing where it was installed without."""
    try:
        return jax.devices(kind)
    except RuntimeError:
        return []


def solved_on(device: jax.Device, scale: bool) -> tuple[tt.Equilibrium, list[np.ndarray]]:
    """The September 2019 example and the slopes of China's real income, all made on one device."""
    with jax.default_device(device):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        solved = tt.solve(economy, tt.raise_tariffs(economy, by="USA", on="CHN", rate=0.25))
        slopes = tt.gradient(solved, region="CHN")
        return solved, [np.asarray(values) for values in slopes.data_vars.values()]


@pytest.mark.parametrize("scale", [False, True])
def test_a_graphics_processor_gives_the_same(scale):
    found = devices("gpu")
    if not found:
        pytest.skip("JAX finds no graphics processor here")
    here, slopes = solved_on(devices("cpu")[0], scale)
    there, slopes_there = solved_on(found[0], scale)
    for name, values in here.values._asdict().items():
        other = getattr(there.values, name)
        assert other.dtype == np.float64, name
        assert np.allclose(other, values, rtol=CLOSE, atol=CLOSE), name
    for values, other in zip(slopes, slopes_there, strict=True):
        assert np.allclose(other, values, rtol=CLOSE, atol=CLOSE)


def test_nothing_needs_one():
    solved, _ = solved_on(devices("cpu")[0], scale=False)
    assert solved.values.real_income_hat_n.dtype == np.float64


def test_the_callers_device_holds_on_every_thread():
    """``jax.default_device`` is a setting of one thread; the calls of a batch go over several."""
    here = devices("cpu")[0]
    seen = []

    def solve(piece: np.ndarray) -> list[np.ndarray]:
        seen.append(jax.config.jax_default_device)
        return [piece]

    with jax.default_device(here):
        (found,) = in_lanes(solve, np.arange(40.0), count=40, lanes=8)
    assert np.array_equal(found, np.arange(40.0))
    assert seen == [here] * 5
