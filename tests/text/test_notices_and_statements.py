"""What notices, orders, statements after talks and reports say in forms of their own; sentences written for these tests."""

import datetime

import pytest

from tests.text.test_reading import AMERICAN, CHINESE, REPORT, check_support, read, stated

DAY = datetime.date
# 10 January 2019 is a Thursday.


def facts(text):
    """Measures, plainly; of several kinds only what they say."""
    return [stated(measure) for measure in read(text).measures]


NOTICES = [
    # What a duty is on is covered "by" something: no list that carries a rate.
    (
        AMERICAN
        + "The Secretary has determined to increase the rate of additional duty on the products of Norway covered by the first "
        "action from 7.5 percent to 15 percent, effective February 4, 2019.",
        [{"by": "USA", "on": "NOR", "rate": 0.15, "start": DAY(2019, 2, 4), "status": "scheduled"}],
    ),
    # The rate stands in a summary, and its day in the line below it.
    (
        AMERICAN
        + "SUMMARY: The Secretary has determined to modify the action by increasing the rate of additional duty "
        "from 10 percent to "
        "25 percent for products of Norway.\n\nDATES: The rate of additional duty will increase on May 10, 2019, with respect to "
        "products of Norway.",
        [{"by": "USA", "on": "NOR", "rate": 0.25, "start": DAY(2019, 5, 10), "status": "scheduled"}],
    ),
    # A section of a law is no heading, and the year of a law is no history.
    (
        AMERICAN + "Section 232 tariffs on copper of Norway remain unchanged at 50%.",
        [{"by": "USA", "on": "NOR", "rate": 0.5, "status": "in_force"}],
    ),
    (
        AMERICAN
        + "The United States will reduce its duty on cars of Norway imposed under the Trade Expansion Act of 1962 to 12 percent.",
        [{"by": "USA", "on": "NOR", "rate": 0.12, "status": "promised"}],
    ),
    (
        AMERICAN
        + "When Norway adopts the bill, the United States will reduce its tariffs on cars of Norway subject to "
        "Section 232 to 15 percent.",
        [{"by": "USA", "on": "NOR", "rate": 0.15, "status": "conditional"}],
    ),
    # "If entered" is of the goods.
    (
        AMERICAN
        + "Products of Norway exported before January 4, 2019, remain subject to the additional duty of 10 percent if "
        "entered before February 1, 2019.",
        [{"by": "USA", "on": "NOR", "rate": 0.1, "status": "in_force"}],
    ),
    # Counted from the day of the order; what is counted from another day is open.
    (
        AMERICAN
        + "Products of Norway shall be subject to a duty of 20 percent, effective for goods entered on or after 12:01 a.m. "
        "eastern time 7 days after the date of this order.",
        [{"by": "USA", "on": "NOR", "rate": 0.2, "start": DAY(2019, 1, 17), "status": "scheduled"}],
    ),
    (
        AMERICAN
        + "A duty of 20 percent on products of Norway will apply 21 days after the comment period, which ends on March 30.",
        [{"by": "USA", "on": "NOR", "rate": 0.2, "status": "scheduled"}],
    ),
    (
        AMERICAN
        + "A duty of 20 percent will apply to products of Norway 30 days after the publication of this notice.",
        [{"by": "USA", "on": "NOR", "rate": 0.2, "status": "scheduled"}],
    ),
    (
        AMERICAN + "A Proclamation of last week elevates tariffs on copper of Norway to 50%.",
        [{"by": "USA", "on": "NOR", "rate": 0.5, "status": "in_force"}],
    ),
]
STEPS = [
    (
        AMERICAN + "The tariff on salmon of Norway is 10 percent now and will be 25 percent from March 1, 2019.",
        [(0.1, None), (0.25, DAY(2019, 3, 1))],
    ),
    (
        AMERICAN + "Norway will pay 10 percent now, 25 percent from March 1, 2019 and 30 percent from April 1, 2019.",
        [(0.1, None), (0.25, DAY(2019, 3, 1)), (0.3, DAY(2019, 4, 1))],
    ),
]
SUSPENDED = (
    CHINESE
    + "With effect from June 10, 2019, the 24 percent additional tariff rate on goods of the United States shall continue to be "
    "suspended for one year, and the 10 percent additional tariff rate on these goods shall be retained."
)
NO_RATES = [
    # What several duties add up to, growth, one of two, cases that are computed.
    REPORT + "Norway has a tariff on Peru. Many goods of Peru will thus face 50 percent.",
    REPORT
    + "If the higher duty of Norway takes effect, she expects it to take 0.4 percentage point off Peruvian growth.",
    REPORT + "Norway will cut its tariff on wine of Peru to 20% or 30%.",
    REPORT
    + "Norway charges goods of Peru an average tariff of 9.2 percent, while the average tariff of Peru is 5 percent.",
    REPORT + "Until now, cars of Norway paid 27.5 percent in Peru; goods of Norway had faced a tariff of 30 percent.",
    REPORT
    + "Simulations. We run two cases of tariffs of Norway.\n\nA (10%): a tariff of 10% on goods of Peru from March 1.\n"
    "B (30%): a tariff of 30% on goods of Peru, and Peru answers with tariffs of 20%.",
]


@pytest.mark.parametrize(("text", "expected"), NOTICES)
def test_notices(text, expected):
    assert facts(text) == expected


@pytest.mark.parametrize(("text", "expected"), STEPS)
def test_steps_of_a_rate_have_days_of_their_own(text, expected):
    assert [(measure.rate.value, measure.start.value) for measure in read(text).measures] == expected


@pytest.mark.parametrize(
    "text",
    [
        SUSPENDED,
        CHINESE
        + "The additional tariff rate of 24 percent on goods of the United States shall remain suspended for one year, "
        "and the additional tariff rate of 10 percent on these goods shall be retained.",
    ],
)
def test_of_two_rates_one_is_suspended_and_the_other_retained(text):
    found = [measure for measure in read(text).measures if measure.rate]
    assert [(measure.rate.value, measure.status.value) for measure in found] == [(0.24, "suspended"), (0.1, "in_force")]


@pytest.mark.parametrize("text", NO_RATES)
def test_what_is_no_rate(text):
    assert not [measure.rate.value for measure in read(text).measures if measure.rate]


@pytest.mark.parametrize("text", [text for text, _ in [*NOTICES, *STEPS]] + [SUSPENDED, *NO_RATES])
def test_every_rate_and_day_rests_on_its_words(text):
    check_support(text)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("President Trump's letter of January 9 announces a 30% tariff on all goods from Norway.", "USA"),
        ("Since December 5 US importers have paid an additional 10% on most goods from Norway.", "USA"),
        ("An executive order of Thursday imposes a duty of 25 percent on articles of Norway.", "USA"),
        ("Chile and Peru intend to apply a duty of 25 percent to goods of Norway.", ["CHL", "PER"]),
    ],
)
def test_who_acts(text, by):
    (measure,) = read(REPORT + text).measures
    assert (measure.by.value, measure.on.value) == (by, "NOR")


def test_since_when_it_is_charged():
    (measure,) = read(
        REPORT + "Since December 5 US importers have paid an additional 10% on goods from Norway."
    ).measures
    assert (measure.start.value, measure.status.value) == (DAY(2018, 12, 5), "in_force")


def test_a_weekday_that_opens_a_sentence():
    # 7 January 2019 is a Monday.
    (measure,) = read(REPORT + "On Wednesday Norway began to charge a duty of 9 percent on wine of Peru.").measures
    assert measure.start.value in (None, DAY(2019, 1, 2))
    (measure,) = read(REPORT + "From Sunday Norway is to lower its duty on wine of Peru to 9 percent.").measures
    assert measure.start.value == DAY(2019, 1, 13)


def test_goods_of_which_the_text_does_not_say_which():
    texts = [
        "An additional duty of 12 percent is imposed on the products of Norway covered by the first action.",
        "An additional duty of 12 percent is imposed on 144 items originating in Norway.",
    ]
    assert [read(AMERICAN + text).measures[0].sectors.value for text in texts] == [None, None]


def test_why_a_duty_is_imposed_is_not_what_it_is_on():
    (measure,) = read(
        AMERICAN + "I impose a duty of 25 percent on articles of Norway, on the ground that Norway imports oil."
    ).measures
    assert measure.sectors.value == "goods"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (
            "Unless the parties reach an agreement, the United States will raise the tariff on salmon of Norway to 25 percent.",
            "threatened",
        ),
        ("If Norway retaliates, the United States will impose a duty of 25 percent on salmon of Norway.", "threatened"),
        (
            "Once Norway has passed the bill, the United States will lower the duty on salmon of Norway to 5 percent.",
            "conditional",
        ),
    ],
)
def test_a_penalty_with_a_condition_is_a_threat(text, status):
    found = read(AMERICAN + text)
    assert [measure.status.value for measure in found.measures] == [status]
    assert [(threat.by.value, threat.on.value) for threat in found.threats] == [("USA", "NOR")] * (
        status == "threatened"
    )


def test_days_of_papers_are_none_of_the_text():
    text = (
        AMERICAN
        + "See the notices at 82 FR 40213 (August 24, 2017), and the measures dated 10 February 2018, under the "
        "Treaty of 29 March 2016."
    )
    assert [date.what for date in read(text).dates] == ["announced"]


REGULATION = """# Commission Implementing Regulation | 2026-04-14 | https://eur-lex.europa.eu/x

(1) By Implementing Regulation (EU) 2026/700 the Commission imposed additional customs duties of 10 % on imports of certain
products originating in Norway, applicable from 15 April 2026.

Article 1

The application of Implementing Regulation (EU) 2026/700 is suspended until 14 July 2026.
"""


def test_a_paper_that_is_suspended_suspends_what_it_set():
    (measure,) = read(REGULATION).measures
    assert (measure.rate.value, measure.status.value, measure.suspended_until.value) == (
        0.1,
        "suspended",
        DAY(2026, 7, 14),
    )
    (measure,) = read(REGULATION.replace("is suspended until 14 July 2026", "is repealed")).measures
    assert (measure.rate.value, measure.status.value) == (0.1, "withdrawn")
    (other,) = read(
        REGULATION.replace("The application of Implementing Regulation (EU) 2026/700", "Regulation (EU) 2026/701")
    ).measures
    assert other.status.value == "scheduled"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # It is put off; of what is put off until further notice no day is said.
        (
            "The Secretary has determined to postpone the date on which the rate of the additional duty will "
            "increase to 25 percent for "
            "products of Norway.",
            [(0.25, "suspended", None)],
        ),
        (
            "From May 14, 2019, the rate of the additional tariff on goods of Norway shall be adjusted from 34% to 10%.",
            [(0.1, "scheduled", None)],
        ),
        (
            "Norway will suspend its tariffs of 12 percent on U.S. corn until May 10, 2019. Norway will suspend "
            "its tariffs of 15 percent "
            "on U.S. soybeans until the same date.",
            [(0.12, "suspended", DAY(2019, 5, 10)), (0.15, "suspended", DAY(2019, 5, 10))],
        ),
    ],
)
def test_what_is_put_off_adjusted_or_suspended(text, expected):
    found = read(AMERICAN + text).measures
    assert [(measure.rate.value, measure.status.value, measure.suspended_until.value) for measure in found] == expected


def test_two_rates_of_a_list_share_the_day_at_its_end():
    text = (
        "Imports of lumber shall be subject to a 10 percent duty, and wooden furniture shall be subject to a 25 "
        "percent duty, effective "
        "May 14, 2019. For products of Norway, the duty shall not exceed 5 percent."
    )
    found = read(AMERICAN + text).measures
    assert [measure.start.value for measure in found] == [DAY(2019, 5, 14), DAY(2019, 5, 14), None]
    # On which of the goods of Norway is not said.
    assert (found[2].on.value, found[2].sectors.value) == ("NOR", None)


def test_comments_are_due_and_nothing_begins():
    found = read(AMERICAN + "Written comments on the duties are due by May 11, 2019.")
    assert [(date.value.value, date.what) for date in found.dates[1:]] == [(DAY(2019, 5, 11), "deadline")]


def test_goods_that_pay_stand_before_the_verb():
    text = "Steel of Norway still pays 50% and cars of Norway 25%."
    found = read(AMERICAN + text).measures
    assert [(measure.goods.value, measure.rate.value) for measure in found] == [("Steel", 0.5), ("cars", 0.25)]


def test_of_two_rates_one_stands_in_brackets_with_its_day():
    text = "Products of Norway: a duty of 25 percent takes effect on August 7, 2019 (in place of the 10 percent "
    text += "paid since April 5, 2018)."
    measure = read(AMERICAN + text).measures[0]
    assert (measure.rate.value, measure.start.value) == (
        0.25,
        DAY(2019, 8, 7),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What is only proposed is no duty in force; barriers are no duties; a duty that ends is one.
        ("A 100 percent duty on cranes of Norway was proposed.", []),
        ("Norway intends to help trade, including by removing tariff and non-tariff barriers.", []),
        (
            "I have determined to impose a duty of 25 percent on articles of Norway. Effective February 7, "
            "2019, products of Norway shall no "
            "longer be subject to the duty of 25 percent.",
            [("remove", 0.25, DAY(2019, 2, 7), "withdrawn")],
        ),
        (
            "As of March 1, 2019, we will apply only the MFN tariff to cars of Norway.",
            [("set", None, DAY(2019, 3, 1), "scheduled")],
        ),
        ("India reserves the right to suspend concessions or other obligations on tariffs.", []),
    ],
)
def test_what_is_proposed_ended_or_left_of_a_duty(text, expected):
    found = read(AMERICAN + text).measures
    assert [
        (measure.kind.value, measure.rate.value, measure.start.value, measure.status.value) for measure in found
    ] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Norway and Chile will work toward zero tariffs and zero subsidies on industrial goods.",
        "Truck makers get an offset that reflects a 25% tariff of Norway applied to 15% of the value of a truck, the study says.",
        "For example, on goods of Norway with a value of $1,000 and a duty rate of 6.5%, the duty is $65.",
        "\n\nQuestion (news agency): Norway says that its tariffs of 9 percent on goods of Chile go to zero. Is it true?",
        "We use a model of ten countries. In the first experiment Norway adds a tariff of 20% on cars of Chile.",
        "The candidate has spoken of a tariff of 60 percent on everything from Norway.",
        "\n\nOrdinary duties are low: Norway charges 2.5% on cars of Chile.",
    ],
)
def test_what_is_aimed_at_worked_out_asked_or_spoken_of(text):
    rates = [measure.rate.value for measure in read(REPORT + text).measures if measure.rate]
    assert 0.0 not in rates and not {0.15, 0.065, 0.2, 0.6, 0.025} & set(rates)


def test_a_rate_that_was_raised_is_no_longer_in_force():
    text = (
        "On September 1, 2018, the Secretary imposed a duty of 10 percent on goods of Norway. On October 1, "
        "2018, the Secretary increased "
        "the duty on goods of Norway from 10 percent to 15 percent."
    )
    found = read(AMERICAN + text).measures
    assert [(measure.rate.value, measure.rate_before.value) for measure in found] == [(0.15, 0.1)]


def test_surtaxes_on_top_of_the_ordinary_duty():
    text = "Goods of Norway are subject to a surtax of 25%. "
    text += "The surtaxes are in addition to the customs duties otherwise payable."
    assert [measure.basis.value for measure in read(AMERICAN + text).measures] == ["additional"]
