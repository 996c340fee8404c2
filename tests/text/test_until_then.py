"""Clauses that only say until when, shares, those who pay, and purchases that are only named; sentences for these tests."""

import datetime

import pytest

from tests.text.test_reading import AMERICAN, JOINT, REPORT, read, stated
from tradetalks.text.clauses import undone_in
from tradetalks.text.rates import rates_in

DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("It stays in place until the U.S. duties are lifted.", "until the U.S. duties are lifted"),
        ("It stays in place until July 1, 2019.", ""),
        ("It applies before the talks have ended, and later.", "before the talks have ended"),
    ],
)
def test_until_something_is_done(text, clause):
    assert [text[slice(*span)] for span in undone_in(text)] == ([clause] if clause else [])


def test_what_it_waits_for_is_not_done():
    (measure,) = read(
        REPORT
        + "Canada said it would answer with duties of 12 percent on U.S. paper, effective July 1, until the U.S. tariffs "
        "are lifted."
    ).measures
    assert stated(measure) == {"by": "CAN", "on": "USA", "rate": 0.12, "start": DAY(2019, 7, 1), "status": "scheduled"}


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("Norway will eliminate some 98 percent of tariffs on fish.", []),
        ("A duty of 8 percent of the value is levied on fish.", [0.08]),
        ("The exemption from duties ends, and they will pay 9 percent on steel and 4 percent on copper.", [0.09, 0.04]),
    ],
)
def test_shares_and_payments(text, rates):
    assert [rate.value for rate in rates_in(text)] == rates


def test_those_who_pay_are_hit_together():
    found = read(
        REPORT
        + "From March 1, the exemption from steel tariffs ends for Chile, Peru and Norway, which will then pay 9 percent on "
        "steel."
    ).measures
    assert [(measure.by.value, measure.on.value, measure.rate.value) for measure in found if measure.rate] == [
        (None, ["CHL", "PER", "NOR"], 0.09)
    ]


def test_a_round_of_talks_opens():
    found = read(
        REPORT + "The minister is due to fly to Oslo for a third round of talks, from February 2 to February 4."
    )
    assert [(date.value.value, date.what) for date in found.dates if date.value.value == DAY(2019, 2, 2)] == [
        (DAY(2019, 2, 2), "opening")
    ]


def test_purchases_that_are_only_named():
    items = read(
        JOINT
        + "The parties note the forthcoming deals: the procurement of aircraft currently valued at $3 billion; and the purchase "
        "of corn with an estimated value of $500 million."
    ).promises
    assert [item.unit for item in items] == ["billion dollars", "million dollars"]
    assert [(item.kind.value, item.amount.value, item.by.value) for item in items] == [
        ("purchases", 3.0, None),
        ("purchases", 500.0, None),
    ]


def test_what_was_agreed_that_somebody_would_do():
    (item,) = read(
        REPORT
        + "The two sides agreed that China would buy more corn from the United States; a demand for $90 billion was rejected."
    ).promises
    assert (item.by.value, item.status.value, item.amount.value) == ("CHN", "agreed", None)


def test_the_name_of_an_office_is_no_meeting():
    assert (
        read(AMERICAN + "I am directing United States Trade Representative Jane Roe to begin an investigation.").levels
        == ()
    )
