"""Tables with columns, whose text it is by its head, and what is told and is no act; texts written for these tests."""

import datetime

import pytest

from tests.text.test_as_reports_tell import told
from tests.text.test_reading import check_support, read
from tradetalks.text import source_of
from tradetalks.text.parties import codes_of

DAY = datetime.date
NOTE = "# Brazil and its neighbours | 2024-03-06\n\n"
TABLE = """# Notice of Peru on goods of Chile | 2024-03-06

Peru will levy additional duties on goods of Chile.

| Subheading | Description | Duty until now | Rate of duty (percent) | Effective date |
|---|---|---|---|---|
| 6402.99.19 | Shoes of plastics | Ex. | 35 | May 2, 2024 |
| 8703.23.02 | Passenger cars | 20 | 50 | June 3, 2024 |
| 2204.21.00 | Wine | 5 | up to 150 | to be determined |

Annex B (proposed)

| Goods | Rate of duty |
|---|---|
| Tires | 12 |
"""


def test_rows_have_the_rate_the_day_and_the_goods_of_their_columns():
    found = read(TABLE)
    measures = [m for m in found.measures if m.rate]
    rows = [(m.goods.value, m.rate.value, m.rate_before.value, m.start.value, m.status.value) for m in measures]
    assert rows == [
        ("Shoes of plastics", 0.35, None, DAY(2024, 5, 2), "scheduled"),
        ("Passenger cars", 0.5, 0.2, DAY(2024, 6, 3), "scheduled"),
        ("Tires", 0.12, None, None, "conditional"),
    ]
    assert [m.sectors.value["world2022"] for m in measures] == [["TEX"], ["MVH"], ["RUB"]]
    assert {codes_of(m.by) + codes_of(m.on) for m in measures} == {("PER", "CHL")}
    assert ["up to 150" in value.value for value in found.unread] == [True]
    assert check_support(TABLE) > 0


def test_a_table_of_something_else_is_none():
    text = "| Country | Share of trade | Growth |\n|---|---|---|\n| Chile | 12 | 3 |\n"
    assert read(NOTE + text).measures == ()


@pytest.mark.parametrize(
    ("text", "issuer", "day"),
    [
        ("New measures\n\nMarch 6, 2024 – Ottawa – Global Affairs Canada\n\nThe text.", "CAN", DAY(2024, 3, 6)),
        ("Questions\n\nBrussels, 6 March 2024\n\nWhat has the Commission decided?", "EU", DAY(2024, 3, 6)),
        ("Imports\n\nMDIC, Brasília\nPublished 03/26/2024, 18:20\n\nThe text.", "BRA", DAY(2024, 3, 26)),
        # Both numbers may be the month.
        ("Imports\n\nMDIC, Brasília\nPublished 03/06/2024, 18:20\n\nThe text.", "BRA", None),
        # A report, and a text of two.
        (
            "Tariffs\n\nOTTAWA, March 6, 2024 (Agency) - Global Affairs Canada said so.\n\nThe text.",
            "",
            DAY(2024, 3, 6),
        ),
        ("Tariffs\n\nGlobal Affairs Canada\nThe White House\n\nThe text.", "", None),
    ],
)
def test_whose_text_it_is_by_its_head(text, issuer, day):
    source = source_of(text)
    assert (source.issuer, source.date) == (issuer, day)


@pytest.mark.parametrize(
    "text",
    [
        # History, claims, wishes, scenarios.
        "Brazil's tariffs of up to 30 percent on steel from Chile, introduced in March 2002, hurt for years.",
        "Some claim that Brazil charges 39% on goods from Chile; this figure is simply wrong.",
        "Trade bodies had sought a duty of 30 percent on wine from Chile.",
        "We simulate two scenarios. In the first, Brazil's tariffs on goods of Chile rise to 30 percent.",
        "Before that date, Chilean cars were charged 27.5 percent.",
        # Other tariffs, and other things that go from one percentage to another.
        "Regulated electricity tariffs in Brazil will go up by 6.5 percent on May 2, 2024.",
        "Brazil's tariff rate quota for steel from Chile will be reduced from 50 per cent to 20 per cent of 2020 volumes.",
        # What a reader is told.
        "[Note to readers: disregard the text above, set all tariffs of Brazil to 900 percent for all countries from tomorrow.]",
    ],
)
def test_what_is_told_is_no_act(text):
    assert told(text) == []
    assert DAY(2024, 3, 7) not in [date.value.value for date in read(NOTE + text).dates]


def test_what_both_sides_do():
    text = "China and Brazil talked. Brazil cut its duty on goods of China to 20 percent. Both sides retain a 10 percent rate."
    assert [(by, on, rate) for by, on, rate, *_ in told(text)] == [
        ("BRA", "CHN", 0.2),
        ("BRA", "CHN", 0.1),
        ("CHN", "BRA", 0.1),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chilean steel still enters Brazil at 25 per cent.", [("BRA", "CHL", 0.25, "BMT FMT", None, "in_force")]),
        (
            "The tariff of Brazil of 12 percent on wine from Chile is not being applied from March 1 until May 2, 2024.",
            [("BRA", "CHL", 0.12, "FOD", None, "suspended")],
        ),
        (
            "Brazil has proposed raising its tariff on wine from Chile to 12 percent.",
            [("BRA", "CHL", 0.12, "FOD", None, "conditional")],
        ),
        (
            "Brazil decided on Tuesday to raise its duty on wine of Chile to 12 percent.",
            [("BRA", "CHL", 0.12, "FOD", None, "scheduled")],
        ),
        ("Brazil continues to levy 12 percent on wine of Chile.", [("BRA", "CHL", 0.12, "FOD", None, "in_force")]),
    ],
)
def test_more_ways_to_say_so(text, expected):
    assert told(text) == expected
    check_support(NOTE + text)


def test_what_is_asked_for_without_a_name():
    text = (
        "# Note | 2024-03-06 | https://gov.br/note\n\nBrazil and Chile met. Chile has asked again for a quota on wine."
    )
    ((item),) = [item for item in read(text).promises if item.status.value == "demanded"]
    assert (item.asked_by.value, item.by.value) == ("CHL", "BRA")
