"""Dates, discounting and mandates."""

from datetime import date

import numpy as np
import pytest
from scipy.integrate import quad

from tradetalks.bargaining.checks import two_sided
from tradetalks.bargaining.discounting import Calendar, FlowPath, annuity, phase_in, present_value, year_fraction
from tradetalks.errors import TalksError


def test_act_365():
    assert year_fraction(date(2018, 12, 1), date(2019, 3, 1)) == 90 / 365
    assert year_fraction(date(2024, 1, 1), date(2025, 1, 1)) == 366 / 365


def test_annuity_limits():
    np.testing.assert_allclose(annuity([0.0, 0.05, 0.05], [2.0, np.inf, 1.0]), (2.0, 20.0, (1 - np.exp(-0.05)) / 0.05))
    assert annuity(0.0, np.inf) == np.inf


def test_flow_path_value_is_the_integral():
    path = FlowPath([0.0, 0.5, 2.0], [[1.0, 2.0], [3.0, -1.0], [0.5, 4.0]])
    rates = np.array([0.05, 0.3])
    for start, end in ((0.0, 3.0), (0.7, 1.1), (-0.5, 2.5)):
        got = path.value(rates, start, end)
        for i, r in enumerate(rates):
            expected = quad(
                lambda s, i=i, r=r, start=start: np.exp(-r * (s - start)) * path.at(s)[i],
                start,
                end,
                points=[0.0, 0.5, 2.0],
                limit=200,
            )[0]
            assert got[i] == pytest.approx(expected, abs=1e-9)
    np.testing.assert_allclose(FlowPath([0.0], [[1.0, 2.0]]).value((0.05, 0.10)), (20.0, 20.0), rtol=1e-12)


def test_value_with_mandate_end_and_reversion():
    path = FlowPath([0.0], [[1.0, 1.0]])
    got = present_value(path, rates=0.05, at=1.0, mandate_ends=(3.0, np.inf), reversion=(7.0, 7.0))
    np.testing.assert_allclose(got, ((1 - np.exp(-0.1)) / 0.05 + 7 * np.exp(-0.1), 20.0), rtol=1e-12)


def test_phase_in_moves_in_equal_steps():
    path = phase_in(before=[0.0], after=[6.0], start=1.0, years=2.0, steps=3)
    assert [path.at(t)[0] for t in (0.5, 1.0, 1.9, 2.0, 3.0, 9.0)] == [0.0, 2.0, 2.0, 4.0, 6.0, 6.0]


def test_calendar_times():
    talks = Calendar(
        date(2018, 12, 1), (date(2019, 1, 7), date(2019, 1, 30)), date(2019, 3, 1), (date(2020, 11, 3), None)
    )
    np.testing.assert_allclose(talks.times, np.array([37, 60, 90]) / 365)
    np.testing.assert_allclose(talks.gaps, np.array([23, 30]) / 365)
    assert talks.mandate_years[0] == pytest.approx(703 / 365) and np.isinf(talks.mandate_years[1])
    assert "deadline 2019-03-01 (0.247 yr)" in talks.summary()


def refused(message, function, *args, **kwargs):
    with pytest.raises(TalksError) as error:
        function(*args, **kwargs)
    assert str(error.value) == message


def test_bad_calendars_are_refused():
    opens, deadline = date(2019, 3, 1), date(2018, 12, 1)
    refused(
        "the deadline 2018-12-01 is not after the talks open on 2019-03-01\n"
        "do       move the deadline, or open the talks earlier; the two dates may be swapped",
        Calendar,
        opens,
        (),
        deadline,
    )
    refused(
        "rounds must run in order from 2018-12-01 to the deadline 2019-03-01\n"
        "got      2019-03-01 after 2019-04-01\n"
        "do       sort the rounds and drop those outside the talks",
        Calendar,
        deadline,
        (date(2019, 4, 1),),
        opens,
    )
    refused(
        "a mandate that ends on 2018-11-06 is over before the talks open on 2018-12-01\n"
        "do       give the next election, or None for a mandate without end",
        Calendar,
        deadline,
        (),
        opens,
        (date(2018, 11, 6), None),
    )
    refused(
        "a flow path needs one strictly later time per row of flows\n"
        "got      times [0.0, 0.0] and 2 rows\n"
        "do       sort the steps by date and merge the steps that share one",
        FlowPath,
        [0.0, 0.0],
        [[1.0], [2.0]],
    )
    refused(
        "a flow for ever has no value at a discount rate of 0 per year\ndo       give a positive rate or a mandate end",
        FlowPath([0.0], [[1.0]]).value,
        0.0,
    )
    refused(
        "a discount rate must be two finite numbers, one per side\ngot      (1, 2, 3)\ndo       give (side 1, side 2)",
        two_sided,
        "a discount rate",
        (1, 2, 3),
    )
