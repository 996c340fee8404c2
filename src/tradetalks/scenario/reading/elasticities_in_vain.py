"""Elasticities that change nothing, or are half of what a reader may take them for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tradetalks.data.elasticities import copied_share
from tradetalks.economy.horizon import scale_ratio
from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.economies import has_scale_economies
from tradetalks.scenario.model import Scenario

# Shares of the published scale elasticities in words.
SHARE_WORDS = {0.5: "half"}


def elasticity_points(scenario: Scenario, written: Collection[str]) -> Iterator[Refusal]:
    """What to point out of a scenario's elasticities.

    Args:
        scenario: what the file comes to.
        written: the keys of the file's section ``model``.
    """
    model = scenario.model
    if model.scale_elasticity and not model.scale:
        title = "scale_elasticity changes nothing without scale economies"
        if "scale_elasticity" in written:
            place: Place = ("model", "scale_elasticity")
            yield Refusal(title, do="leave it out, or set scale: true", place=place)
    yield from _before_scale(scenario, written)
    if model.scale and not has_scale_economies(scenario):
        yield from _no_scale_elasticities(scenario, written)
    yield from _halves(scenario)


def _before_scale(scenario: Scenario, written: Collection[str]) -> Iterator[Refusal]:
    """Scale elasticities by sector on the day of a change (E14), when no industry has moved yet."""
    model = scenario.model
    if not model.scale or not model.scale_elasticity or model.horizon_years is None:
        return
    if "scale_elasticity" in written and scale_ratio(model.horizon_years) == 0:
        title = f"scale_elasticity changes nothing {model.horizon_years:g} years after a change: industries have not moved yet"
        yield Refusal(title, do="leave it out, or give a longer horizon_years", place=("model", "scale_elasticity"))


def _no_scale_elasticities(scenario: Scenario, written: Collection[str]) -> Iterator[Refusal]:
    """Economies of scale that are asked for, or left on, where no sector has any."""
    name = scenario.model.elasticities
    advice = "write `scale: false`, or choose a set with scale elasticities (`tt.elasticity_sets()`)"
    if "scale" in written:
        yield Refusal(
            "scale: true changes nothing: no scale elasticity is above 0", do=advice, place=("model", "scale")
        )
    elif name:
        title = f"{name} has no scale elasticities: economies of scale are left out, and ranges hold trade elasticities alone"
        place: Place = ()
        if "elasticities" in written:
            place = ("model", "elasticities")
        yield Refusal(title, do=advice, place=place)


def _halves(scenario: Scenario) -> Iterator[Refusal]:
    """Tables of one's own that are a copy of shipped ones: nobody knows any more of what their scale elasticities are a part."""
    found = copied_share(scenario.accounts)
    if found is None or not has_scale_economies(scenario):
        return
    name, share = found
    part = SHARE_WORDS.get(share, f"{share:g}")
    title = (
        f"the scale elasticities of these tables are those of {name}, {part} of what is published; here they count as all of it, "
        "and ranges end at them"
    )
    advice = "name the shipped world as the baseline for ranges up to what is published"
    yield Refusal(title, do=advice, place=("baseline",))
