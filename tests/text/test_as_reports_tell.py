"""Tariffs as reports, notices and lists tell them, in sentences written for these tests."""

import datetime

import pytest

from tests.text.test_reading import check_support, read
from tradetalks.scenario.drafting.assemble import draft_scenario
from tradetalks.text import read_text, source_of
from tradetalks.text.parties import codes_of

DAY = datetime.date
# 6 March 2024 is a Wednesday.
REPORT = "# Brazil and its neighbours | 2024-03-06\n\n"


def told(text):
    """Who, on whom, at which rate, on what, from when, and whether it stands."""
    return [
        (
            ",".join(codes_of(m.by)),
            ",".join(codes_of(m.on)),
            m.rate.value,
            sectors_of(m),
            m.start.value,
            m.status.value,
        )
        for m in read(REPORT + text).measures
        if m.rate
    ]


def sectors_of(measure):
    """Sectors of the world of 2022, ``goods`` for all, empty where they are open."""
    found = measure.sectors.value or ""
    return " ".join(found["world2022"]) if isinstance(found, dict) else found


NOBODYS_VERB = [
    # No verb of the list sets the rate.
    (
        "Brazil has new tariffs.\nThe tariffs include:\n- 12% tariff on all goods imported from Chile\n"
        "- 8% tariff on Peruvian wine\n",
        [("BRA", "CHL", 0.12, "goods", None, "in_force"), ("BRA", "PER", 0.08, "FOD", None, "in_force")],
    ),
    ("Brazil's 12 percent duty on Chilean wine is two years old.", [("BRA", "CHL", 0.12, "FOD", None, "in_force")]),
    (
        "Under the plan there is a 12% Brazilian tariff on most imports from Chile.",
        [("BRA", "CHL", 0.12, "goods", None, "in_force")],
    ),
    # What may be, or is only compared, is nobody's.
    ("A Brazilian tariff of 12 percent on wine of Chile would cost importers dear.", []),
    ("There was talk in Brazil of a 12 percent tariff on wine of Chile.", []),
    ("Brazil avoided a tariff of 12 percent on its wine.", []),
    ("Nobody knows whether Brazil's 12 percent tariff on wine of Chile will come.", []),
]
WHO = [
    # The title, or the sentence before, says who; who answers hits whom it answers.
    (
        "Brazil has raised duties on goods of Chile. Wine bears 12 percent.",
        [("BRA", "CHL", 0.12, "FOD", None, "in_force")],
    ),
    (
        "Brazil imposed a duty of 12 percent on goods of Chile. Chile answered with tariffs of 9 percent on wine.",
        [("BRA", "CHL", 0.12, "goods", None, "in_force"), ("CHL", "BRA", 0.09, "FOD", None, "in_force")],
    ),
    ("The US doubled its duty on Brazilian steel to 50 percent.", [("USA", "BRA", 0.5, "BMT FMT", None, "in_force")]),
    ("Mr. Trump put a 12 percent tariff on wine from Chile.", [("USA", "CHL", 0.12, "FOD", None, "in_force")]),
    (
        "Goods imported to Brazil from Chile and Peru face a tariff of 12%.",
        [("BRA", "CHL,PER", 0.12, "goods", None, "in_force")],
    ),
    (
        "Brazil cut its duty on goods of Chile to 5 percent from 12 percent, and Chile its own on goods of Brazil to 4 percent "
        "from 9 percent.",
        [("BRA", "CHL", 0.05, "goods", None, "in_force"), ("CHL", "BRA", 0.04, "goods", None, "in_force")],
    ),
    # "It" is the subject of the sentence before.
    (
        "Brazil has a duty of 12 percent on goods of Chile. Chile was quick. It will add 9 percent to its duty on wine.",
        [("BRA", "CHL", 0.12, "goods", None, "in_force"), ("CHL", "BRA", 0.09, "FOD", None, "promised")],
    ),
    # "Agreed to" is said of who is taxed.
    ("In May Chile agreed to a 12% tariff.", [("", "CHL", 0.12, "", None, "promised")]),
]
WHAT = [
    (
        "Brazilian tariffs on Chilean cars, wine and tires were doubled, resulting in tariffs of 20 percent, 30 percent and "
        "40 percent respectively.",
        [
            ("BRA", "CHL", 0.2, "MVH", None, "in_force"),
            ("BRA", "CHL", 0.3, "FOD", None, "in_force"),
            ("BRA", "CHL", 0.4, "RUB", None, "in_force"),
        ],
    ),
    (
        "Brazil imposed a duty of 12 percent on goods of heading 7208 from Chile.",
        [("BRA", "CHL", 0.12, "BMT", None, "in_force")],
    ),
    (
        "Brazil imposed a duty of 12 percent on tariff items 87.03 and 87.11 from Chile.",
        [("BRA", "CHL", 0.12, "MVH OTR", None, "in_force")],
    ),
    # Returned goods and temporary provisions are of no sector.
    (
        "Brazil imposed a duty of 12 percent on goods of heading 9903 from Chile.",
        [("BRA", "CHL", 0.12, "goods", None, "in_force")],
    ),
    ("Brazil imposed a duty of 12 percent on luxury goods from Chile.", [("BRA", "CHL", 0.12, "", None, "in_force")]),
    ("Brazil imposed a duty of 12 percent on some goods from Chile.", [("BRA", "CHL", 0.12, "", None, "in_force")]),
    (
        "Brazil imposed a duty of 12 percent on all goods from Chile, except for energy, on which the rate will be 8%.",
        [("BRA", "CHL", 0.12, "goods", None, "in_force"), ("BRA", "CHL", 0.08, "NRG PET", None, "scheduled")],
    ),
    ("Brazil cut its duty on wine of Chile to zero.", [("BRA", "CHL", 0.0, "FOD", None, "in_force")]),
    ("Brazil will halve its 12 percent duty on wine of Chile.", [("BRA", "CHL", 0.06, "FOD", None, "promised")]),
]
WHEN = [
    (
        "Brazil's duty of 12 percent on wine of Chile took effect on Monday.",
        [("BRA", "CHL", 0.12, "FOD", DAY(2024, 3, 4), "in_force")],
    ),
    (
        "Brazil's duty of 12 percent on wine of Chile will take effect on Monday.",
        [("BRA", "CHL", 0.12, "FOD", DAY(2024, 3, 11), "scheduled")],
    ),
    (
        "Brazil will impose a duty of 12 percent on wine of Chile, effective in 21 days.",
        [("BRA", "CHL", 0.12, "FOD", DAY(2024, 3, 27), "scheduled")],
    ),
    (
        "Brazil said on Monday it would impose a duty of 12 percent on wine of Chile.",
        [("BRA", "CHL", 0.12, "FOD", None, "promised")],
    ),
    (
        "The duty of Brazil on wine of Chile rises to 12 percent on May 2, 2024; on tires to 20 percent on June 3, 2024.",
        [
            ("BRA", "CHL", 0.12, "FOD", DAY(2024, 5, 2), "scheduled"),
            ("BRA", "CHL", 0.2, "RUB", DAY(2024, 6, 3), "scheduled"),
        ],
    ),
    (
        "Brazil will impose higher duties on certain goods from Chile from 2 May 2024. The duty on wine goes to 12 percent.",
        [("BRA", "CHL", 0.12, "FOD", DAY(2024, 5, 2), "scheduled")],
    ),
    (
        "Brazil will levy a surtax of 12 percent on wine of Chile and of 20 percent on tires of Chile. The tariffs begin on "
        "May 2, 2024.",
        [
            ("BRA", "CHL", 0.12, "FOD", DAY(2024, 5, 2), "scheduled"),
            ("BRA", "CHL", 0.2, "RUB", DAY(2024, 5, 2), "scheduled"),
        ],
    ),
    # What was to be, and was put off.
    (
        "A Brazilian duty of 12 percent on wine of Chile, which was to apply from 2 May 2024, was suspended until 2 June 2024.",
        [("BRA", "CHL", 0.12, "FOD", None, "suspended")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*NOBODYS_VERB, *WHO, *WHAT, *WHEN])
def test_who_taxes_whom_and_what_from_when(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in [*NOBODYS_VERB, *WHO, *WHAT, *WHEN]])
def test_every_rate_and_day_rests_on_its_words(text):
    check_support(REPORT + text)


@pytest.mark.parametrize(
    "text",
    [
        "China's exports to Brazil fell 12 percent after the tariffs took effect.",
        "The tariffs would raise consumer prices in Brazil by 2 percent, the bank said.",
        "Brazil sends 30 percent of its coffee to the United States, where tariffs may rise.",
        "The company pays 5 percent more for Brazilian steel because of the tariffs.",
        "Support for Brazil's tariffs stood at 55 percent in a poll.",
        "Brazil's tariff revenue rose 15 percent.",
    ],
)
def test_what_else_changes_by_percentages_is_no_tariff(text):
    assert told(text) == []


def test_the_title_says_who_acts():
    text = "# Brazil to tax Chilean goods with new tariffs | 2024-03-06\n\nA 12 percent tariff will be imposed on wine."
    (measure,) = read(text).measures
    assert (measure.by.value, measure.on.value, measure.by.derived) == ("BRA", "CHL", "of a sentence before")


def test_the_first_day_of_a_meeting_and_the_end_of_a_year():
    found = read(
        REPORT + "The ministers hold talks on 11-13 March 2024. They want an agreement by the end of the year."
    )
    assert {DAY(2024, 3, 11), DAY(2024, 12, 31)} <= {date.value.value for date in found.dates}


def test_a_tariff_that_is_agreed_to_beside_a_purchase():
    found = read(
        REPORT + "In May Chile agreed to a 12% tariff on most goods and to buy $3 billion a year of Brazilian coffee."
    )
    assert [(item.kind.value, item.by.value, item.amount.value) for item in found.promises] == [
        ("purchases", "CHL", 3.0)
    ]


def test_a_text_without_a_day_says_that_today_stands_for_it():
    source = source_of("A note\n\nThe United States imposes a duty of 12 percent on wine of China.")
    draft = draft_scenario([(source, read_text(source))])
    assert any("today stands for its day" in point for point in draft.open_points)
    assert "judgement: today, as the text bears no day" in draft.text and "the day of the text" not in draft.text
