"""Who talks with whom, and what statements after talks grant; sentences written for these tests."""

import datetime

import pytest

from tests.text.test_reading import AMERICAN, JOINT, REPORT, read

DAY = datetime.date


def test_a_country_that_is_named_far_below_is_not_the_other_side():
    text = AMERICAN + "The order imposes a duty of 50 percent on copper.\n\n" + "It takes effect soon.\n\n" * 6
    found = read(text + "Earlier, the United States imposed a duty of 10 percent on goods of Peru.").measures
    assert [(measure.on.value, measure.rate.value) for measure in found] == [(None, 0.5), ("PER", 0.1)]


def test_talks_that_begin_at_once_open_on_the_day_of_the_text():
    found = read(AMERICAN + "Both sides have agreed to immediately begin negotiations on services and market access.")
    assert (DAY(2019, 1, 10), "opening") in [(date.value.value, date.what) for date in found.dates]
    assert [(item.name, item.kind.value, item.status.value) for item in found.promises] == [
        ("services", "access", "open"),
        ("market access", "access", "open"),
    ]


def test_who_travels_and_who_is_only_quoted():
    found = read(
        AMERICAN
        + "Trade Representative Jane Roe and Under Secretary for Trade John Doe will travel to Oslo for meetings beginning on "
        "February 4, 2019. Can you confirm that Minister Ole Berg will join the talks? President Max Moe told "
        "reporters that the talks go on."
    )
    assert [who.name.value for who in found.levels] == ["Jane Roe", "John Doe"]
    assert (DAY(2019, 2, 4), "opening") in [(date.value.value, date.what) for date in found.dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Norway will buy $75 billion of U.S. gas and make new investments of $60 billion in the United States.",
            [("purchases", "NOR", 75.0, "promised"), ("stated", "NOR", 60.0, "promised")],
        ),
        ("Norway has offered to buy more U.S. gas.", [("purchases", "NOR", None, "offered")]),
        ("Norway requested a quota of 500 tons for its salmon.", [("access", "USA", 500.0, "demanded")]),
        ("The United States expects Norway to open its market for rice.", [("access", "NOR", None, "demanded")]),
        # What is levied is granted to nobody.
        ("Norway will impose countermeasures on $12 billion of imports from the United States.", []),
    ],
)
def test_items_and_what_is_none(text, expected):
    items = read(JOINT + "There were talks between the United States and Norway. " + text).promises
    assert [(item.kind.value, item.by.value, item.amount.value, item.status.value) for item in items] == expected


def test_what_others_say_and_expect_feeds_nothing():
    text = "We expect rates to rise. The decision is unjustified. Is that fair? The minister remains ready to talk."
    assert [claim.kind for claim in read(AMERICAN + text).claims] == ["forecast", "opinion", "intention"]


WTO = "G/L/1 G/SG/N/12/NOR/1\n\nCouncil for Trade in Goods - Committee on Safeguards\n\nNORWAY\n\nDated 9 May 2025.\n\n"


def test_a_member_notifies_in_its_own_name():
    source = "# Notification of proposed suspension | 2025-05-09 | https://docs.wto.org/\n\n" + WTO
    found = read(
        source + "The duties will take effect upon the expiration of thirty days from the date of this notification."
    )
    assert found.issuers == ("NOR",)
    assert (DAY(2025, 6, 8), "effective") in [(date.value.value, date.what) for date in found.dates]


def test_who_meets_whom_and_when():
    found = read(
        REPORT
        + "Norway's finance minister, Ana Rojas, will meet Trade Representative Jamieson Greer on Wednesday in a "
        "bid to avert a tariff "
        "of 20 percent on salmon that will take effect on April 1. A U.S. team under Assistant Secretary Jane "
        "Roe travels to Oslo."
    )
    assert [(who.side.value, who.name.value, who.leads.value) for who in found.levels] == [
        ("NOR", "Ana Rojas", True),
        ("USA", "Jamieson Greer", True),
        ("USA", "Jane Roe", True),
    ]
    assert [(date.value.value, date.what) for date in found.dates] == [
        (DAY(2019, 1, 9), "opening"),
        (DAY(2019, 4, 1), "effective"),
    ]


def test_what_an_agreement_will_contain_is_promised():
    text = (
        "Key terms of the Agreement between the United States and Norway will include:\n\n"
        "- The United States will reduce to 19 percent the "
        "reciprocal tariffs on goods of Norway.\n- Norway will remove restrictions on exports to the United States of minerals.\n"
    )
    found = read(AMERICAN + text)
    assert [(measure.rate.value, measure.status.value) for measure in found.measures] == [(0.19, "promised")]
    assert [item.kind.value for item in found.promises][-1] == "export_access"


def test_a_joint_statement_is_of_those_in_its_title_and_of_today():
    head = "# Joint U.S.-EU Statement | 2018-07-25 | https://ec.europa.eu/x\n\n"
    found = read(head + "We met today in Washington to launch a new phase.\n")
    assert [party.value for party in found.parties] == ["USA", "EU"]
    assert [(date.value.value, date.what) for date in found.dates] == [(DAY(2018, 7, 25), "announced")]
