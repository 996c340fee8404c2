"""Conditions apart from what follows on them, and lists of rates each with its goods; sentences written for these tests."""

import datetime

import pytest

from tests.text.test_reading import AMERICAN, JOINT, REPORT, check_support, read, stated
from tradetalks.text.clauses import condition_in, condition_words
from tradetalks.text.rates import rates_in

DAY = datetime.date
CANADIAN = "# Statement | 2019-01-10 | https://www.canada.ca/statement\n\n"
EUROPEAN = "# Statement | 2025-08-05 | https://ec.europa.eu/statement\n\n"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("If the talks fail, duties of 5 percent will apply.", "If the talks fail"),
        (
            "If by May, for whatever reason, no text is signed, we will act.",
            "If by May, for whatever reason, no text is signed",
        ),
        ("If, however, Peru opens its market, then we will lower the rate.", "If, however, Peru opens its market"),
        ("We will, if Peru does not sign by May, raise the rate.", "if Peru does not sign by May"),
        ("The duty will rise unless Peru signs.", "unless Peru signs"),
        ("When the law is passed, Norway will cut the duty to 3 percent.", "When the law is passed"),
        ("He warned that, failing an agreement, tariffs would rise.", "failing an agreement"),
        ("When he came to town he cut the duty.", ""),
        ("Once ratified, Norway will cut the duty to 3 percent.", "Once ratified"),
        ("The rate will apply, if applicable, to steel.", ""),
    ],
)
def test_where_a_condition_ends(text, condition):
    assert condition_words(text) == condition
    span = condition_in(text)
    assert (span is None) == (not condition) and (span is None or text[slice(*span)].strip(" ,") == condition)


def test_what_a_condition_speaks_of_is_not_done():
    (measure,) = read(
        AMERICAN + "If Norway raises its tariffs on salmon, a duty of 12 percent on goods of Norway will be imposed."
    ).measures
    assert stated(measure) == {"by": "USA", "on": "NOR", "rate": 0.12, "status": "threatened"}
    assert measure.condition.value == "If Norway raises its tariffs on salmon"


def test_a_reduction_waits_for_a_law():
    (measure,) = read(
        JOINT + "Once the European Parliament has passed the bill, the United States will reduce its tariff on "
        "furniture of the European Union to 15 percent."
    ).measures
    assert stated(measure) == {"by": "USA", "on": "EU", "rate": 0.15, "status": "conditional"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Brazil will impose duties of 8 percent on wheat, 12 percent on rubber and 20 percent on cars from Mexico.",
            [(0.08, "AGR"), (0.12, "RUB"), (0.2, "MVH")],
        ),
        ("Tariffs at two rates of 5 percent and 7.5 percent will be levied on U.S. goods.", [(0.05, ""), (0.075, "")]),
        (
            "Additional duties of 3 per cent, 6 per cent or 9 per cent were imposed on U.S. toys.",
            [(0.03, "OMF"), (0.06, "OMF"), (0.09, "OMF")],
        ),
    ],
)
def test_lists_of_rates(text, expected):
    found = read(REPORT + text).measures
    assert [measure.rate.value for measure in found] == [rate for rate, _ in expected]
    for measure, (_, sector) in zip(found, expected, strict=True):
        assert not sector or measure.sectors.value["world2017"] == [sector]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("The duty on wine was cut to 5 percent, down from 12 percent.", [0.05, 0.12]),
        ("Japan set a tariff of 10 percent instead of the planned 24 percent.", [0.1]),
        ("A tariff of 25 percent on steel was announced, and shares fell 2 percent.", [0.25]),
        ("Duties of 10 percent on steel, 40 percent of imports, were kept.", [0.1]),
        ("The rate on pharmaceuticals will not exceed a ceiling of 15 percent, duties included.", [0.15]),
    ],
)
def test_which_percentages_are_rates(text, rates):
    assert [rate.value for rate in rates_in(text)] == rates


def test_a_rate_comes_down_from_another():
    (measure,) = read(
        REPORT + "The United States lowered its tariff on British cars to 10 percent, down from 27.5 percent."
    ).measures
    assert (measure.rate.value, measure.rate_before.value, measure.on.value) == (0.1, 0.275, "GBR")
    assert measure.sectors.value["world2017"] == ["MVH"]


def test_what_is_sent_somewhere_is_taxed_there():
    (measure,) = read(
        EUROPEAN + "The two presidents agreed on an overall tariff rate of 15% for EU exports to the United States."
    ).measures
    assert stated(measure) == {"by": "USA", "on": "EU", "rate": 0.15, "status": "promised"}


def test_a_ceiling_is_promised():
    (measure,) = read(
        JOINT + "The United States intends to ensure that the tariff rate on toys of Japan does not exceed 15 percent."
    ).measures
    assert stated(measure) == {"by": "USA", "on": "JPN", "rate": 0.15, "status": "promised"}
    assert measure.kind.value == "cap" and not measure.basis
    (combined,) = read(
        JOINT
        + "The United States intends to ensure that the combined tariff rate on toys of Japan does not exceed 15 percent."
    ).measures
    assert (combined.kind.value, combined.basis.value) == ("cap", "total")
    (higher,) = read(
        JOINT
        + "The United States will apply the higher of the ordinary duty or a tariff of 15 percent to toys of Japan."
    ).measures
    assert (higher.kind.value, higher.basis.value) == ("floor", "total")


def test_countermeasures_in_euros_with_their_duties():
    found = read(
        EUROPEAN
        + "The Commission has today suspended the EU countermeasures against the United States. The suspension begins on "
        "6 August 2025 and lasts for three months. The countermeasures cover goods of €20 billion from the United States, with "
        "duties of 25% on almonds and motorcycles."
    ).measures
    general, listed = found
    assert general.status.value == listed.status.value == "suspended" and not general.rate
    assert general.suspended_from.value == DAY(2025, 8, 6) and general.suspended_until.value == DAY(2025, 11, 5)
    assert stated(listed)["rate"] == 0.25 and listed.suspended_until.value == DAY(2025, 11, 5)


def test_the_day_that_is_put_off_is_no_first_day():
    (measure,) = read(
        EUROPEAN
        + "The Commission suspended the EU tariffs on U.S. wine, which were due to enter into force on 9 August 2025, "
        "until 9 November 2025."
    ).measures
    assert not measure.start and not measure.suspended_from and measure.suspended_until.value == DAY(2025, 11, 9)


def test_a_first_day_in_a_sentence_without_a_rate():
    found = read(
        CANADIAN
        + "Tariffs on a second list of American products will come into effect on February 8, 2019, unless the U.S. "
        "tariffs are lifted."
    )
    (measure,) = found.measures
    assert stated(measure) == {"by": "CAN", "on": "USA", "start": DAY(2019, 2, 8), "status": "threatened"}
    assert (DAY(2019, 2, 8), "effective") in [(date.value.value, date.what) for date in found.dates]


def test_what_onlookers_expect_is_no_act():
    found = read(
        REPORT + "Economists at a bank expect that the United States will raise tariffs on Chinese goods to 40 percent."
    )
    assert found.measures == () and [claim.kind for claim in found.claims] == ["forecast"]


def test_between_two_sides_a_tariff_is_the_others():
    found = read(
        REPORT
        + "The talks between the United States and China go on. Tariffs on Chinese goods are to rise from 10 percent to 30 "
        "percent on April 1."
    )
    (measure,) = found.measures
    assert (measure.by.value, measure.rate_before.value) == ("USA", 0.1) and measure.by.derived


def test_for_so_long_from_its_first_day():
    (measure,) = read(
        REPORT + "China cut its duty on U.S. corn to 5 percent from 30 percent for two months from February 1."
    ).measures
    assert (measure.start.value, measure.until.value) == (DAY(2019, 2, 1), DAY(2019, 3, 31))


def test_items_under_a_head_have_its_subject():
    found = read(
        JOINT
        + "Norway will do the following:\n\n- Remove its tariffs on cheese from the United States.\n- Cut the duty on U.S. "
        "apples to 4 percent.\n- Buy U.S. corn worth $2 billion a year.\n"
    )
    assert [(measure.by.value, measure.status.value) for measure in found.measures] == [("NOR", "promised")] * 2
    assert [(item.by.value, item.kind.value, item.amount.value) for item in found.promises] == [
        ("NOR", "purchases", 2.0)
    ]


@pytest.mark.parametrize(
    "text",
    [
        AMERICAN
        + "If Norway raises its tariffs, duties of 8 percent on wheat, 12 percent on rubber and 20 percent on cars will apply.",
        REPORT + "China cut its duty on U.S. corn to 5 percent from 30 percent for two months from February 1.",
    ],
)
def test_every_value_rests_on_its_words(text):
    check_support(text)
