"""Random talks sections: each is solved, with odds, deals and words that hold together, or refused by name."""

from collections import Counter

import numpy as np
import pytest
import xarray as xr

from tests.scenario.random_talks import band_faults, fate_of, odds_faults, write_world


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("random_talks")
    write_world(home / "world")
    return home


def fates(folder, seeds, items, sides=2):
    found = [fate_of(seed, folder, items=items, sides=sides) for seed in seeds]
    return Counter(fate.word for fate in found), [fate for fate in found if fate.word in ("wrong", "crash")]


def test_random_talks_are_solved_or_refused_by_name(folder):
    """Few numbers of items, so that compiling takes little of the time."""
    counts, wrong = fates(folder, range(5), (2, 3))
    assert wrong == [] and counts["solved"] >= 2


@pytest.mark.slow
def test_more_random_talks_are_solved_or_refused_by_name(folder):
    counts, wrong = fates(folder, range(14), (2, 3))
    assert wrong == [] and counts["solved"] >= 8


def test_random_talks_of_three_are_solved_or_refused_by_name(folder):
    counts, wrong = fates(folder, range(3), (3,), sides=3)
    assert wrong == [] and counts["solved"] >= 2


@pytest.mark.slow
@pytest.mark.parametrize("part", range(5))
def test_a_hundred_random_talks_of_three(folder, part):
    counts, wrong = fates(folder, range(2000 + 20 * part, 2020 + 20 * part), (2, 3, 4, 6), sides=3)
    assert wrong == [] and counts["solved"] >= 10


def test_a_payment_as_small_as_what_programs_leave_open(folder):
    """A gain above zero by less than the error of another: no Nash bargain over the payment alone."""
    assert fate_of(1001, folder, items=(1, 2, 3, 4, 5)).word == "solved"


def test_what_is_refused_is_refused_where_the_file_is_read(folder):
    """An amount near a tenth of an income, which balancing trade moves by a few percent: check and run agree."""
    assert fate_of(1002, folder, items=(1, 2, 3, 4, 5)).word == "solved"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_three_hundred_random_talks(folder, part):
    counts, wrong = fates(folder, range(1000 + 30 * part, 1030 + 30 * part), (1, 2, 3, 4, 5))
    assert wrong == [] and counts["solved"] >= 15


def test_what_is_looked_at_would_see_odds_that_are_none():
    def said(*odds: float, words: str = "") -> list[str]:
        return odds_faults(xr.Dataset({"odds": ("outcome", np.array(odds))}), words)

    assert said(0.2, 0.3, 0.5) == []
    for odds in ((0.2, 0.3, 0.6), (-0.1, 0.6, 0.5), (1.2, -0.2, 0.0), (np.nan, 0.5, 0.5), (np.nan, np.nan, np.nan)):
        assert len(said(*odds)) == 1
    assert said(np.nan, np.nan, np.nan, words="The game at the deadline was not solved: no odds are given.") == []


def test_what_is_looked_at_would_see_bands_that_are_none():
    def said(*band: tuple[float, float]) -> list[str]:
        odds = xr.DataArray([0.5] * len(band), dims="outcome")
        return band_faults(xr.Dataset({"odds": odds, "odds_band": (("outcome", "quantile"), np.array(band))}))

    assert said((0.1, 0.4), (0.0, 1.0)) == []
    for band in ((0.4, 0.1), (-0.1, 0.5), (0.2, 1.1), (np.nan, 0.5)):
        assert len(said((0.1, 0.4), band)) == 1
