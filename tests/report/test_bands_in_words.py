"""Numbers with bands in words: digits, signs, units, what is next to none, and who gets what instead."""

import pytest

from tradetalks.report.answer.chart import signed_band
from tradetalks.report.answer.cost import _verb_once
from tradetalks.report.answer.deal import _instead
from tradetalks.report.answer.odds import odds_word
from tradetalks.report.band import (
    NumberBand,
    band_of,
    format_band,
    format_middle,
    format_size,
    in_billions,
    said_change,
    signed_middle,
)
from tradetalks.report.cost.ranges import told_change, told_percent
from tradetalks.report.names import CountryNames, country_names
from tradetalks.scenario.read import read_scenario


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.92, 1.0, "Yes"), (0.6, 0.95, "Probably"), (0.3, 0.6, "Perhaps"), (0.2, 0.4, "Probably not"), (0.0, 0.08, "No")],
)
def test_the_first_word_follows_the_band(low, high, word):
    assert odds_word(low, high) == word


def test_what_is_next_to_none_has_neither_a_unit_nor_half_a_verb():
    """A kind of fault: “China hardly notices billion dollars a year”, “hardly notices in China and notices in Japan”."""
    none = said_change(band_of([0.01, -0.02]))
    assert in_billions([f"China {none}"]) == "China hardly notices"
    assert (
        in_billions(["China loses 3", f"India {none}"])
        == "China loses 3 and India hardly notices (billion dollars a year)"
    )
    assert (
        in_billions([f"India {none}", "China loses 3"])
        == "India hardly notices and China loses 3 billion dollars a year"
    )
    assert _verb_once([(none, " in China"), (none, " in India"), ("loses 3", " in Japan"), ("loses 2", " in Brazil")]) == [
        "hardly notices in China", "hardly notices in India", "loses 3 in Japan", "2 in Brazil",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (14.2, 14.8, "gets 14 instead of 15"),
        (3.52, 3.86, "gets 3.5 instead of 3.9"),
        (-2.4, 14.8, "loses 2 instead of getting 15"),
        (0.04, 0.3, "gets 0.0 instead of 0.3"),
        (3.0, 3.001, "gets 3 as before"),
    ],
)
def test_what_a_side_gets_instead_is_told_apart(now, before, said):
    """A kind of fault: “China gets 4 instead of 4”, and a loss without its sign."""
    assert _instead(now, before) == said


def test_no_more_digits_than_the_band_supports():
    assert format_band(band_of([-12.03, -63.9])) == "12 to 64"
    assert format_band(band_of([-1.68, -1.71])) == "about 2"
    assert format_band(band_of([0.62, 0.97])) == "0.6 to 1.0"
    assert format_middle(band_of([-27.4, -12.0, -63.9])) == "27 (12 to 64)"
    assert format_middle(band_of([-2.6, -1.7, -3.4])) == "2 to 3"
    assert [format_size(x) for x in (13.4, 2.23, 0.68, 0.04)] == ["13", "2", "0.7", "0.04"]
    assert said_change(band_of([0.01, -0.02])) == "hardly notices"
    assert said_change(band_of([-5.2, 0.41])) == "may lose up to 5 or gain up to 0.4"
    # An end beyond zero that is next to nothing is written as that.
    assert said_change(band_of([-3.1, -8.6, 0.22])) == "loses 3 (0 to 9)"
    assert said_change(band_of([25.0, 68.0, -1.8])) == "gains 25 (0 to 68)"
    assert signed_middle(band_of([-3.1, -8.6, 0.22])) == "-3 (-9 to 0)"
    assert signed_middle(band_of([-0.19, 0.21, -0.18])) == "-0.2 (-0.2 to +0.2)"
    assert signed_middle(band_of([1e-7, -1e-7])) == "0"


def test_a_number_outside_its_own_band_is_told_to_be_that():
    """Where the file assumes the strongest economies of scale, most draws are weaker."""
    beyond = NumberBand(-103.0, -117.0, -27.0)
    assert format_middle(beyond) == "117 (most draws: 27 to 103)"
    assert said_change(beyond) == "loses 117 (most draws: 27 to 103)"
    assert signed_middle(beyond) == told_change(beyond) == "-117 (most draws: -103 to -27)"
    assert told_percent(NumberBand(-0.5, -0.9, -0.1)) == "-0.90 (most draws: -0.50 to -0.10)"
    assert signed_band(beyond) == "−117, most draws −103 to −27"
    # Of another sign than its band, it is neither a gain nor a loss.
    assert said_change(NumberBand(2.0, -3.0, 9.0)) == "may gain up to 9 or lose up to 3"
    # Inside, or written as one of the ends, nothing more is said.
    assert format_middle(NumberBand(-103.0, -103.2, -27.0)) == "27 to 103"


def test_bands_beside_marks_run_from_low_to_high():
    assert [signed_band(band_of(ends)) for ends in ([-5.8, -17.0], [3, -42, 20], [3.0, 9.0], [0.5, -0.4, 2])] == [
        "−17 to −6", "−42 to +20", "+3 to +9", "0 to +2",
    ]  # fmt: skip


def test_names_within_sentences():
    names = CountryNames({"USA": "United States", "ROW": "Rest of world", "CHN": "China", "EU": "European Union"})
    assert [names.said(code) for code in ("USA", "ROW", "CHN", "EU", "XXX")] == [
        "the United States", "the rest of the world", "China", "the European Union", "XXX",
    ]  # fmt: skip
    assert names.opening("USA") == "The United States" and names["USA"] == "United States"
    assert country_names(read_scenario("beijing-2019").accounts)["EU"] == "European Union"
