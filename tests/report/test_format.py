"""Numbers, days and lists are written in one way each."""

from datetime import date

import numpy as np
import pytest

from tradetalks.report.format import (
    format_amount,
    format_billions,
    format_cell,
    format_change,
    format_day,
    format_each,
    format_hundredths,
    format_label,
    format_list,
    format_pair,
    format_percent,
    format_probability,
    format_short_day,
    format_span,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (format_percent(-0.558), "-0.56 percent"),
        (format_percent(0.004), "+0.004 percent"),
        (format_percent(-0.0001), "0.000 percent"),
        (format_billions(3.24), "+3.2"),
        (format_billions(-0.04), "-0.040"),
        (format_billions(0.0), "0.000"),
        (format_amount(-43.6), "44"),
        (format_amount(9.4), "9.4"),
        (format_amount(0.04), "hardly any"),
        (format_probability(0.344), "34%"),
        (format_probability(np.nan), "not solved"),
        (format_probability(0.0), "0%"),
        (format_probability(0.001), "under 1%"),
        (format_probability(0.999), "over 99%"),
        (format_probability(1.0), "100%"),
        (format_cell(float("nan"), "{:.1f}"), ""),
        (format_cell(-0.04, "{:+.1f}"), "0.0"),
        (format_cell("CHN", "{}"), "CHN"),
        (format_label(-1.5, "{:+.1f}"), "−1.5"),
        (format_change(-0.0001, 3), "+0.000"),
        (format_span((19.0, 9.9, 34.7)), "+9.9 to +34.7"),
        (format_pair((0.5, 0.5)), "0.5"),
        (format_pair((0.5, 1.0)), "0.5, 1"),
        (format_pair("logit"), "logit"),
        (format_list([]), ""),
        (format_list(["a"]), "a"),
        (format_list(["a", "b", "c"]), "a, b and c"),
        (format_each(["USA", "CHN"], [19.2, 66.0]), "USA +19, CHN +66"),
        (format_day(date(2019, 1, 7)), "7 January 2019"),
        (format_short_day(date(2019, 3, 12)), "12 Mar 2019"),
    ],
)
def test_one_way_each(written, expected):
    assert written == expected


def test_what_may_happen_adds_up_to_a_hundred():
    """Rounded one by one these come to 101; the first, which stands alone elsewhere, keeps its own rounding."""
    assert format_hundredths([0.237, 0.026, 0.536, 0.1005, 0.1005]) == ["24", "2", "54", "10", "10"]
    assert format_hundredths([0.004, 0.996]) == ["under 1", "100"]
    assert format_hundredths([0.0, 1.0]) == ["0", "100"]
