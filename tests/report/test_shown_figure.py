"""Pictures show themselves in a notebook, without pyplot and without settings."""

import tradetalks as tt


def test_a_picture_brings_its_own_png():
    economy = tt.calibrate(tt.load_world("toy"))
    figure = tt.solve(economy, tt.raise_tariffs(economy, by="HOME", on="ABROAD", rate=0.1)).plot()
    assert figure._repr_png_().startswith(b"\x89PNG")
