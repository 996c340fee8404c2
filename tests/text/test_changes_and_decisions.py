"""What is decided, changed, put in the place of something else, or only promised; lists of goods whose rates change."""

import datetime

import pytest

from tests.text.test_reading import AMERICAN, REPORT, check_support, read, said_of_measures
from tradetalks.text.phrases import goods_in

DAY = datetime.date
# Texts here are of 10 January 2019, or of the day in their first line.
NOTICE = "# A notice | 2026-03-02 | https://www.federalregister.gov/notice\n\n"
EUROPEAN = "# A regulation | 2026-03-02 | https://eur-lex.europa.eu/x\n\n"


def _stated(text):
    return said_of_measures(text, "rate", "rate_before", "start", "status")


DECIDED = [
    # What somebody has determined to be necessary is decided.
    (
        NOTICE
        + "I have determined that it is necessary and appropriate to increase the duty on hats of Peru from 10 percent ad "
        "valorem to 20 percent ad valorem, effective March 20, 2026.",
        [(0.2, 0.1, DAY(2026, 3, 20), "scheduled")],
    ),
    # A recital's reason does nothing.
    (
        EUROPEAN
        + "It is therefore appropriate to suspend the additional duties of 10 percent on hats of Peru until 1 May 2026.",
        [],
    ),
    # What is no longer appropriate is not done.
    (
        NOTICE
        + "The Secretary has determined that it is no longer appropriate for the duty on hats of Peru to increase to "
        "20 percent on March 20, 2026.",
        [],
    ),
    # An order that raises a duty, and the day on which the higher one begins.
    (
        NOTICE
        + "Today the President signed an Order increasing the tariff on Peru from 10% to 20%, with the higher tariff set to go "
        "into effect on March 20, 2026.",
        [(0.2, 0.1, DAY(2026, 3, 20), "scheduled")],
    ),
    # What goods would otherwise bear they do not bear; of a combined rate the parts are none.
    (
        NOTICE
        + "Hats of Peru that would otherwise be subject to a 30 percent tariff shall instead be subject to a 6 percent tariff, "
        "in addition to the ordinary duty of 4 percent, for a combined tariff of 10 percent, as of March 20, 2026.",
        [(0.1, None, DAY(2026, 3, 20), "scheduled")],
    ),
    # A rate that was one at first, and the increase that was only scheduled.
    (
        NOTICE
        + "The rate of additional duty on hats of Peru was initially 10 percent, effective May 5, 2025, and was scheduled to "
        "increase to 20 percent on January 1, 2026.",
        [(0.1, None, DAY(2025, 5, 5), "in_force")],
    ),
    # The old rate has stood since a day of its own.
    (
        NOTICE
        + "As of March 20, 2026, the additional duty on hats of Peru, in force since May 5, 2025, will be lowered from 20 "
        "percent "
        "to 10 percent.",
        [(0.1, 0.2, DAY(2026, 3, 20), "scheduled"), (0.2, None, DAY(2025, 5, 5), "in_force")],
    ),
    # Goods on which one rate was levied will bear another.
    (
        NOTICE
        + "As of March 20, 2026, hats of Peru on which an additional duty of 20 percent has been levied since May 5, 2025 "
        "will be "
        "subject to a rate of 10 percent.",
        [(0.1, 0.2, DAY(2026, 3, 20), "scheduled"), (0.2, None, DAY(2025, 5, 5), "in_force")],
    ),
    # What is removed makes room for a rate.
    (
        NOTICE
        + "The Secretary decided to remove the higher duty on hats of Peru, and to instead impose a duty of 10 percent on "
        "hats of "
        "Peru, effective March 20, 2026.",
        [(0.1, None, DAY(2026, 3, 20), "scheduled")],
    ),
    # The day stands in the sentence before, which only says that rates are adjusted.
    (
        NOTICE
        + "The Secretary has decided to adjust, as of March 20, 2026, the additional duty rates on goods of Peru. For hats, the "
        "rate of duty is adjusted from 20 percent to 10 percent.",
        [(0.1, 0.2, DAY(2026, 3, 20), "scheduled")],
    ),
    # That there are tariffs says nothing of any.
    (REPORT + "Brazil has kept the tariffs on goods of Chile.", []),
]


@pytest.mark.parametrize(("text", "expected"), DECIDED)
def test_what_is_decided(text, expected):
    assert _stated(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in DECIDED])
def test_what_is_decided_rests_on_its_words(text):
    check_support(text)


def test_what_will_be_without_a_day_is_promised_unless_its_own_text_sets_it():
    report = read(REPORT + "Brazil will cut its duty on hats of Chile to 5 percent.").measures
    dated = read(REPORT + "Brazil will cut its duty on hats of Chile to 5 percent on 1 March 2019.").measures
    own = read(AMERICAN + "Hats of Chile will be subject to a duty of 5 percent.").measures
    assert [m.status.value for m in (*report, *dated, *own)] == ["promised", "scheduled", "scheduled"]


def test_which_goods_are_meant_is_no_condition():
    (measure,) = read(
        NOTICE
        + "Hats shall be subject to a duty of 10 percent from March 20, 2026, provided that they are products of Peru."
    ).measures
    assert measure.status.value == "scheduled" and not measure.condition
    (measure,) = read(
        NOTICE
        + "Hats of Peru shall be subject to a duty of 10 percent from March 20, 2026, provided that no agreement is reached."
    ).measures
    assert measure.condition


LIST = (
    NOTICE
    + "The Secretary has determined to impose additional duties on certain products of Peru. Increases in 2026 and 2027 are "
    "applicable on or after April 1, 2026, and January 1, 2027, respectively. The changes are as follows:\n\n"
    "- Hats (of felt): increase rate to 25 percent in 2026.\n\n"
    "- Gloves: increase rate to 25 percent in 2026 and to 50 percent in 2027.\n"
)


def test_a_list_of_goods_whose_rates_change_by_year():
    found = [m for m in read(LIST).measures if m.rate]
    assert [(m.goods.value, m.rate.value, m.rate_before.value, m.start.value, m.on.value) for m in found] == [
        ("Hats (of felt)", 0.25, None, DAY(2026, 4, 1), "PER"),
        ("Gloves", 0.25, None, DAY(2026, 4, 1), "PER"),
        ("Gloves", 0.5, 0.25, DAY(2027, 1, 1), "PER"),
    ]
    assert {m.basis.value for m in found} == {"additional"}
    assert check_support(LIST) > 0


def test_a_list_of_changes_below_lines_with_days():
    text = NOTICE + (
        "The duties on goods of Peru rise.\n\nFrom April 1, 2026:\n\n- hats, to 50 percent from 25\n- gloves for "
        "drivers, to 25 percent "
        "from 0 to 5\n\nFrom May 1, 2026:\n\n- shoes, to 20 percent from 10\n"
    )
    found = [m for m in read(text).measures if m.rate]
    assert [(m.rate.value, m.rate_before.value, m.start.value) for m in found] == [
        (0.5, 0.25, DAY(2026, 4, 1)),
        (0.25, None, DAY(2026, 4, 1)),
        (0.2, 0.1, DAY(2026, 5, 1)),
    ]


def test_what_a_list_proposes_is_conditional_and_sentences_are_no_rows():
    rows = "\n\n- Hats: increase rate to 25 percent.\n\n- Gloves: increase rate to 50 percent.\n"
    proposed = read(NOTICE + "The Secretary proposes the following duties on Peru:" + rows).measures
    assert {m.status.value for m in proposed} == {"conditional"}
    told = read(
        NOTICE + "On shares of Peru:\n\n- Funds will lift their share, to 25 percent.\n\n- Banks will, to 30 percent.\n"
    )
    assert told.measures == ()


SUSPENDED = (
    EUROPEAN
    + "On 1 March 2026, the Commission adopted Regulation (EU) 2026/700 that provides for the application of additional "
    "duties of "
    "10 % on imports from Peru of the products listed in Annex I, from 10 March 2026, and of 25 % on imports from Peru "
    "of the products "
    "listed in Annex II, from 1 December 2026. The application of the duties on the products listed in Annex I to "
    "Regulation (EU) 2026/700 "
    "is suspended from 10 March 2026 until 1 June 2026."
)


def test_only_the_annexes_that_are_named_are_suspended():
    assert [(m.rate.value, m.status.value) for m in read(SUSPENDED).measures] == [
        (0.1, "suspended"),
        (0.25, "scheduled"),
    ]


def test_days_that_are_told_and_days_that_name_papers():
    told = read(
        NOTICE + "In a notice published on January 5, 2026, the Secretary determined to change the duties on Peru."
    )
    named = read(
        NOTICE
        + "The duties are set out in the notice published on January 5, 2026. The January 6, 2026, Order names Peru, and so does "
        "the Trade Agreement, signed on July 16, 1996."
    )
    assert (DAY(2026, 1, 5), "past") in [(date.value.value, date.what) for date in told.dates]
    assert [date.value.value for date in named.dates] == [DAY(2026, 3, 2)]


def test_of_two_nouns_in_a_row_the_last_says_what_it_is():
    assert [good.word for good in goods_in("cotton and vehicle batteries")][-1] == "vehicle batteries"
    assert [good.word for good in goods_in("steel furniture and cars, steel")] == ["furniture", "cars", "steel"]


def test_a_new_heading_is_not_about_the_target_of_the_section_before():
    text = (
        NOTICE + "Hats of Chile are subject to a duty of 5 percent. Hats of Peru are subject to a duty of 10 "
        "percent.\n\nEVASION\n\nThe article will be subject to a duty of 40 percent."
    )
    assert [m.on.value for m in read(text).measures] == ["CHL", "PER", None]


def test_prior_to_a_day_is_the_day_before():
    (measure,) = read(
        NOTICE + "Hats of Peru shall bear a duty of 10 percent on or after March 3, 2026 and prior to May 1, 2026."
    ).measures
    assert measure.until.value == DAY(2026, 4, 30)
