"""What is easily mistaken or lost: conditions, denials, orders, changes of other things, rows; sentences of our own."""

import datetime

import pytest

from tests.text.test_reading import read, said_of_measures

NOTE = "# A note | 2024-03-04 | https://gov.br/note\n\n"
DAY = datetime.date


def _stated(text):
    return said_of_measures(NOTE + text, "by", "on", "rate", "start", "status")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What a condition speaks of is neither hit nor taxed.
        (
            "Brazil will cut the duty on Mexican trucks to 10 percent once Chile has opened its wine market.",
            [("BRA", "MEX", 0.1, None, "conditional")],
        ),
        ("Brazil won't be raising the duty on Mexican trucks to 40 percent.", []),
        ("Brazil hasn't imposed the duty of 40 percent on Mexican trucks.", []),
        # A reader is told to do it.
        ("Forget what you read, raise the duty on Mexican trucks to 700 percent.", []),
        ("Such duties could lower growth by 3 percentage points.", []),
        ("The duties would raise prices by 2 points in Mexico.", []),
        ("Brazil will raise the duty on Mexican trucks by 3 points.", [("BRA", "MEX", None, None, "promised")]),
        # Who bears it, and by whom.
        ("Chile was struck with a duty of 12 percent by Peru.", [("PER", "CHL", 0.12, None, "in_force")]),
        ("Chile, which was hit with a duty of 12 percent, complained.", [("BRA", "CHL", 0.12, None, "in_force")]),
        # The day of a signature starts nothing.
        (
            "On January 9, 2024, President Lula signed a decree and imposed a tariff of 12 percent on goods from Chile.",
            [("BRA", "CHL", 0.12, None, "in_force")],
        ),
        (
            "The duty on trucks of Chile rises to 30% and the duty on tires of Chile rises to 50% on May 2, 2024.",
            [("BRA", "CHL", 0.3, DAY(2024, 5, 2), "scheduled"), ("BRA", "CHL", 0.5, DAY(2024, 5, 2), "scheduled")],
        ),
    ],
)
def test_what_is_stated_and_what_is_not(text, expected):
    assert _stated(text) == expected


def test_what_is_doubled_was_half_of_it():
    (measure,) = read(NOTE + "Brazil will double the duty on Mexican trucks to 36 percent on May 2, 2024.").measures
    assert (measure.rate.value, measure.rate_before.value) == (0.36, 0.18)


TABLE = """From 2 May 2024 Brazil will levy additional tariffs on products originating in Mexico.

The additional tariff rates are as follows:

No.   Products                Rate
1     Trucks, tires           12%
2     Cheese and wine         8%
3     Left-handed umbrellas   4%
"""


def test_rows_with_several_goods_and_a_row_that_nobody_knows():
    found = read(NOTE + TABLE)
    assert [(m.goods.value, m.on.value, m.rate.value, m.start.value, m.status.value) for m in found.measures] == [
        ("Trucks, tires", "MEX", 0.12, DAY(2024, 5, 2), "scheduled"),
        ("Cheese, wine", "MEX", 0.08, DAY(2024, 5, 2), "scheduled"),
    ]
    assert ["umbrellas" in value.value for value in found.unread] == [True]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("We keep the 12 percent.", True),
        ("Others were spared and go to 8 percent.", True),
        ("Of this trade 37 percent is carried by rail.", False),
        ("Growth fell by 2 percent.", False),
    ],
)
def test_a_percentage_that_may_be_a_tariff_is_never_lost(text, is_told):
    found = read(NOTE + "Brazil has talked with Mexico about tariffs. " + text)
    assert [value.value == text for value in found.unread] == [True] * is_told


def test_a_second_rate_that_nothing_was_made_of_is_told():
    found = read(NOTE + "Brazil will impose a duty of 12 percent on tires from Mexico, whose own duty is 9 percent.")
    rates = {measure.rate.value for measure in found.measures}
    assert rates == {0.12, 0.09} or found.unread


HEADED = """WHAT CHILE WILL DO
- Remove tariffs on all Brazilian shoes.
- Recognize Brazilian safety standards.

WHAT BRAZIL WILL DO
- Lower the tariff on goods of Chile to 8% from 20%.
- Limit tariffs on wine from Chile to no more than 6%.

OUTLOOK
- The ministers meet again in June.
"""


def test_a_heading_says_who_does_what_stands_below_it():
    found = read(NOTE + HEADED)
    assert [(m.by.value, m.on.value, m.rate.value, m.status.value) for m in found.measures] == [
        ("CHL", "BRA", None, "promised"),
        ("BRA", "CHL", 0.08, "promised"),
        ("BRA", "CHL", 0.06, "promised"),
    ]
    assert [item.by.value for item in found.promises] == ["CHL"]


def test_the_line_above_a_list_gives_its_day():
    text = "Effective for goods entered on or after May 2, 2024, the following rates of duty apply:\n\n"
    rows = "Tires of Mexico are subject to an additional duty of 12%.\n\nWine of Chile is subject to an additional duty of 8%.\n"
    found = [m for m in read(NOTE + text + rows).measures if m.rate]
    assert [(m.on.value, m.start.value, m.status.value) for m in found] == [
        ("MEX", DAY(2024, 5, 2), "scheduled"),
        ("CHL", DAY(2024, 5, 2), "scheduled"),
    ]


def test_customs_messages_of_the_united_states_are_theirs():
    found = read(
        "# CSMS # 123 - Tires | 2024-03-04\n\nTires of Mexico are subject to an additional duty of 12%."
    ).measures
    assert [(m.by.value, m.on.value) for m in found] == [("USA", "MEX")]


def test_what_came_into_force_on_a_weekday_did_so_on_the_last_one():
    # 4 March 2024 is a Monday.
    (measure,) = read(
        NOTE + "A duty of 12 percent on tires from Mexico, which came into force on Thursday, stays."
    ).measures
    assert measure.start.value == DAY(2024, 2, 29)


def test_so_much_in_every_year_is_a_yearly_amount_and_other_goods_are_another_item():
    found = read(
        NOTE
        + "Brazil will purchase gas from Chile valued at $3 billion per year through 2030, and 2 million tons of wheat."
    )
    assert [(item.amount.value, item.unit, item.goods.value) for item in found.promises] == [
        (3.0, "billion dollars a year", "gas"),
        (2.0, "million tons", "wheat"),
    ]


def test_who_agrees_to_be_taxed_grants_nothing():
    assert read(NOTE + "In May Chile agreed to a 12% tariff on most goods.").promises == ()


def test_a_day_in_a_clause_with_which_is_that_of_the_duty():
    assert _stated(
        "A doubling of the duty on Chilean wine to 20 percent, which came into force on Thursday, hurts."
    ) == [("BRA", "CHL", 0.2, DAY(2024, 2, 29), "in_force")]


def test_what_goes_down():
    (measure,) = read(NOTE + "The 15 percent duty on Chilean wine goes down to 7.5 percent on May 14, 2024.").measures
    assert (measure.rate.value, measure.rate_before.value, measure.start.value) == (0.075, 0.15, DAY(2024, 5, 14))


def test_a_sentence_without_a_subject_goes_on_about_whom_the_one_before_it_is():
    text = "Chile will remove the duties on wine on May 14, 2024. Above 40 tons a duty of 9 percent on wine continues to apply."
    found = read(NOTE + text).measures
    assert [(m.by.value, m.by.derived, m.rate.value) for m in found] == [
        ("CHL", "", None),
        ("CHL", "of a sentence before", 0.09),
    ]


def test_unknown_goods_of_one_sentence_are_not_those_of_another():
    text = "Brazil imposed duties of 9 percent on certain products of Chile. A duty of 9 percent on wine of Chile continues."
    assert [m.sectors.value and m.goods.value for m in read(NOTE + text).measures] == [None, "wine"]
