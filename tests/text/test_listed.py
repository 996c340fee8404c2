"""Lists and tables of rates, what is postponed, what is asked for; texts written for these tests."""

import datetime

import pytest

from tests.text.test_reading import AMERICAN, CHINESE, REPORT, check_support, read, stated
from tradetalks.inputs.places import countries
from tradetalks.text.findings import AT_MOST

DAY = datetime.date
TABLE = """The following rates of duty apply to goods of the countries below from April 1, 2019:

Country          Rate
Norway           12%
Chile            8 %
Atlantis         30%
"""
BULLETS = """Duties are increased as follows, effective April 1, 2019:

- Wheat: 4 percent
- Furniture: 20 percent
"""
PIPES = "The additional duties listed below begin on April 1, 2019:\n\n| Peru | 7.5% |\n| Korea | 3% |\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABLE, [("NOR", 0.12), ("CHL", 0.08)]),
        (PIPES, [("PER", 0.075), ("KOR", 0.03)]),
        (
            "The Secretary sets these tariffs as follows from April 1, 2019: Norway 12 percent; Chile: 8 percent; and Peru (7%).",
            [("NOR", 0.12), ("CHL", 0.08), ("PER", 0.07)],
        ),
        ("The rates of growth are as follows:\n\n- Norway: 2 percent\n- Chile: 3 percent\n", []),
    ],
)
def test_countries_with_their_rates(text, expected):
    found = read(AMERICAN + text).measures
    assert [(measure.on.value, measure.rate.value) for measure in found] == expected
    assert all(measure.by.value == "USA" and measure.status.value == "scheduled" for measure in found)
    assert {measure.start.value for measure in found} <= {DAY(2019, 4, 1)}


def test_a_row_of_a_name_that_is_not_known_is_told():
    (unread,) = read(AMERICAN + TABLE).unread
    assert "Atlantis" in unread.value


def test_goods_with_their_rates():
    found = read(AMERICAN + BULLETS).measures
    assert [(measure.sectors.value["world2017"], measure.rate.value) for measure in found] == [
        (["AGR"], 0.04),
        (["OMF"], 0.2),
    ]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "The increase for goods of Norway from 10 percent to 12 percent, due on March 1, is postponed to June 1.",
            DAY(2019, 5, 31),
        ),
        (
            "The tariffs on goods of Norway, which were due to rise to 12 percent on March 1, are postponed for 30 days.",
            DAY(2019, 3, 30),
        ),
        ("The duty of 12 percent on goods of Norway is suspended for 60 days from March 1.", DAY(2019, 4, 29)),
    ],
)
def test_until_when_it_is_put_off(text, last):
    (measure,) = read(AMERICAN + text).measures
    assert (measure.status.value, measure.suspended_until.value) == ("suspended", last) and not measure.start


@pytest.mark.parametrize(
    "text",
    [
        "On January 4, 2019, they agreed on a single tariff rate of 15 percent for Norwegian exports to the United States.",
        "On January 4, 2019, the United States published a list of goods of Norway that it will levy a duty of 15 percent on.",
    ],
)
def test_the_day_of_the_news_is_no_first_day(text):
    (measure,) = read(REPORT.replace("7, 2019", "9, 2019") + text).measures
    assert (measure.by.value, measure.on.value, measure.rate.value, measure.start.value) == ("USA", "NOR", 0.15, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Delegates of Norway and Peru sat down in Oslo on Monday before a truce runs out on May 1.",
            ["opening", "deadline"],
        ),
        ("The contract of the port runs out on May 1.", []),
    ],
)
def test_a_truce_runs_out_and_delegates_sit_down(text, expected):
    assert [date.what for date in read(REPORT + text).dates if date.what != "announced"] == expected


def test_a_deadline_that_is_extended():
    found = read(REPORT + "The deadline of March 1 for a deal is extended to May 15.")
    days = {date.value.value: date.what for date in found.dates}
    assert days[DAY(2019, 5, 15)] == "deadline" and days.get(DAY(2019, 3, 1)) != "deadline"


def test_what_is_asked_for_is_no_act():
    found = read(REPORT + "Oslo and Norway want more. Norway wants Washington to cut its duty on salmon to 3 percent.")
    assert found.measures == ()
    assert [(item.kind.value, item.by.value, item.asked_by.value) for item in found.promises] == [
        ("tariff", "USA", "NOR")
    ]


def test_a_threat_without_a_verb_of_its_own():
    (measure,) = read(
        REPORT
        + "President Trump has threatened a 35 percent tariff on goods from Norway from April 1 if no deal is signed."
    ).measures
    assert stated(measure) == {"by": "USA", "on": "NOR", "rate": 0.35, "start": DAY(2019, 4, 1), "status": "threatened"}


def test_those_who_bear_a_duty_do_not_impose_it():
    (measure,) = read(
        AMERICAN + "Starting on April 1, 2019, Norway will be charged a tariff of 22 percent on all its goods."
    ).measures
    assert stated(measure) == {"by": "USA", "on": "NOR", "rate": 0.22, "start": DAY(2019, 4, 1), "status": "scheduled"}


def test_a_rate_that_was_spoken_of_comes_back():
    found = read(
        AMERICAN
        + "The duty on goods of Norway was cut to 9 percent, down from 21 percent. If Norway does not ratify the agreement, "
        "the United States may restore the 21 percent rate."
    ).measures
    assert [(measure.rate.value, measure.status.value) for measure in found] == [
        (0.09, "in_force"),
        (0.21, "threatened"),
    ]


def test_a_first_day_for_all_goods_is_that_of_the_rate_below():
    (measure,) = read(
        CHINESE
        + "It is decided that from 12:01 on May 20, 2019, additional tariffs shall be levied on all goods originating in the "
        "United States as follows:\n\n1. An additional tariff of 14 percent will be imposed on all goods originating in the "
        "United States on the basis of the currently applicable rates.\n"
    ).measures
    assert stated(measure) == {"by": "CHN", "on": "USA", "rate": 0.14, "start": DAY(2019, 5, 20), "status": "scheduled"}


def test_a_sentence_about_a_cut_is_about_the_cut():
    found = read(
        REPORT
        + "The United States will lower its duty on goods of Norway from 20 percent to 9 percent. Norway will remove its tariffs "
        "on U.S. wheat. The tariff reduction applies from April 1."
    ).measures
    assert [measure.start.value for measure in found] == [DAY(2019, 4, 1), None]


def test_another_government_announced_something_else():
    found = read(CHINESE + "On May 10, 2019, the US government announced new tariffs. China will respond.")
    days = {date.value.value: date.what for date in found.dates}
    assert days[DAY(2019, 5, 13)] == "announced"


@pytest.mark.parametrize("text", [TABLE, BULLETS, PIPES])
def test_rates_of_lists_rest_on_their_words(text):
    assert check_support(AMERICAN + text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "China will levy duties ranging from 5 percent to 25 percent on imports from the United States.",
        "China imposed tariffs of between 5 and 25 percent on U.S. goods.",
        "China will impose tariffs varying from 5 to 25 percent on U.S. goods.",
    ],
)
def test_a_range_is_no_rate(text):
    (measure,) = read(REPORT + text).measures
    assert (measure.by.value, measure.on.value) == ("CHN", "USA") and not measure.rate and not measure.rate_before


def test_the_highest_of_several_is_marked():
    (measure,) = read(REPORT + "China will impose duties of up to 30 percent on U.S. aircraft.").measures
    assert measure.rate.value == 0.3 and measure.rate.note == AT_MOST


def test_a_long_table_is_english():
    """Names of countries are of no language, and a table may hold more of them than other words."""
    rows = "".join(f"{name} {5 + k % 7}%\n" for k, name in enumerate(sorted(countries().values())[:60]))
    found = read(
        AMERICAN + "The following duties apply to goods of the countries listed from April 1, 2019:\n\n" + rows
    )
    assert len(found.measures) == 60 and not found.unread
