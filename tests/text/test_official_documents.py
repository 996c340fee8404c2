"""Documents of governments: whose they are, from when all that they set holds, export duties; wishes, history, heads of lists."""

import datetime

import pytest

from tests.text.test_reading import read
from tradetalks.scenario.drafting.assemble import draft_scenario
from tradetalks.text.source import source_of

DAY = datetime.date


def _stated(text):
    return [
        (m.by.value, m.on.value, m.rate.value, m.start.value, m.status.value)
        for m in read(text).measures
        if m.rate or m.change
    ]


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("REPUBLIC OF TÜRKİYE\nMINISTRY OF TRADE", "TUR"),
        ("Ministry of Commerce of Thailand", "THA"),
        ("OFFICIAL GAZETTE OF THE ARGENTINE REPUBLIC", "ARG"),
        ("BY THE PRESIDENT OF THE UNITED STATES OF AMERICA", "USA"),
        # A title, and an office that is not named alone, say whose text it is of nobody.
        ("Ministry of Commerce responds to tariffs of the United States", ""),
        ("Government of Chile in talks with Peru", ""),
        ("Department of Economics, University of Leeds", ""),
        ("The president of Chile met the president of Peru", ""),
    ],
)
def test_an_office_and_its_country_say_whose_text_it_is(head, issuer):
    assert source_of(f"{head}\n\n3 March 2026\n\nThe duty on steel is 5 percent.\n").issuer == issuer


DECREE = """OFFICIAL GAZETTE OF THE REPUBLIC OF CHILE

Decree 12/2026
Santiago, 2 March 2026

WHEREAS:

By Decree No. 3 of 5 May 2025, the import duty on trucks was set at 9%.

THE PRESIDENT DECREES:

ARTICLE 1. The import duty on trucks is set at 14%.

ARTICLE 2. The export duty on copper is set at 6%, and that on lithium at 4%.

ARTICLE 3. The import duty on tyres is reduced from 12% to 7%.

ARTICLE 4. The provisions of this Decree shall enter into force on the day following its publication, with the exception of
Article 3, which shall enter into force on 1 July 2026.

Publication date: 4 March 2026
"""


def test_a_decree_acts_in_its_own_name_from_the_day_that_it_says_once():
    assert _stated(DECREE) == [
        ("CHL", None, 0.14, DAY(2026, 3, 5), "scheduled"),
        ("CHL", None, 0.06, DAY(2026, 3, 5), "scheduled"),
        ("CHL", None, 0.04, DAY(2026, 3, 5), "scheduled"),
        ("CHL", None, 0.07, DAY(2026, 7, 1), "scheduled"),
    ]
    # What was set before is told, and is no act.
    assert ["set at 9%" in value.value for value in read(DECREE).unread] == [True]


def test_a_duty_on_what_leaves_a_country_is_no_import_tariff():
    kinds = [measure.instrument.value for measure in read(DECREE).measures]
    assert kinds == ["import_tariff", "export_tax", "export_tax", "import_tariff"]
    source = source_of(DECREE)
    draft = draft_scenario([(source, read(DECREE))])
    assert sum("`instrument: export_tax`" in point for point in draft.open_points) == 2


def test_the_day_of_publication_is_not_guessed():
    # Neither the day of the text nor any other is one on which it was published.
    silent = DECREE.replace("Publication date: 4 March 2026\n", "")
    assert [start for *_, start, _ in _stated(silent)] == [None, None, None, DAY(2026, 7, 1)]


ANNOUNCEMENT = """REPUBLIC OF TÜRKİYE
MINISTRY OF TRADE

14 February 2026

1. The Communiqué published in the Official Gazette of today sets duties at the rates below:

Product | Origin | Previous duty (%) | New duty (%)
Steel tubes | India | 20 | 21.5
Steel tubes | Vietnam | - | 25.4

2. The duties shall be collected as from the date of publication.

3. An additional customs duty of 20% will be applied to imports of trucks. The Decision enters into force on the thirtieth day
following its publication.
"""


def test_a_table_has_the_origin_of_each_row_and_the_day_of_the_text():
    assert _stated(ANNOUNCEMENT) == [
        ("TUR", "IND", 0.215, DAY(2026, 2, 14), "in_force"),
        ("TUR", "VNM", 0.254, DAY(2026, 2, 14), "in_force"),
        ("TUR", None, 0.2, DAY(2026, 3, 16), "scheduled"),
    ]


def test_items_that_follow_begin_with_the_sentence_above_them_and_an_annex_repeats_them():
    text = """Announcement of the Customs Tariff Commission of the State Council

Additional tariffs shall be imposed on certain imports originating in Chile from April 28, 2026. The matters are as follows:

I. An additional tariff of 25% shall be imposed on wine.

II. An additional tariff of 10% shall be imposed on copper.

Annexes:
1. List of goods subject to an additional tariff of 25%
2. List of goods subject to an additional tariff of 10%

April 20, 2026
"""
    expected = [("CHN", "CHL", rate, DAY(2026, 4, 28), "scheduled") for rate in (0.25, 0.1)]
    assert _stated(text) == expected


NEWS = "# News | 2026-03-04 | https://example.org/news\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Santiago wants the tariff on wine cut to 15 percent.",
        "Chile reiterated its request that the tariff on wine be lowered to 15 percent.",
        "Chile has called for the tariff on wine to be reduced to 15 percent.",
        "We have come a long way since last year, when we were facing a tariff of 36 percent.",
        "Chile used to pay a tariff of 36 percent on wine.",
    ],
)
def test_wishes_and_what_once_was_are_told_and_no_acts(text):
    found = read(NEWS + "The United States has a tariff of 20 percent on goods from Chile.\n\n" + text)
    assert [measure.rate.value for measure in found.measures] == [0.2]
    assert [value.value for value in found.unread] == [text]


def test_a_wish_is_an_item_of_talks():
    found = read(
        NEWS
        + "The United States has a tariff of 20 percent on goods from Chile.\n\nChile wants the tariff cut to 15 percent."
    )
    assert [(item.asked_by.value, item.status.value) for item in found.promises] == [("CHL", "demanded")]


def test_a_text_without_a_day_knows_what_is_long_past_by_the_years_that_it_names():
    past = "In March 2002 the United States put tariffs of 30% on steel."
    text = f"{past}\n\nOn 1 July 2026 Canada will put a duty of 12% on steel."
    assert [rate for _, _, rate, *_ in _stated(text)] == [0.12]


def test_a_treaty_is_no_target_and_nobody_is_its_own():
    text = """BY THE PRESIDENT OF THE UNITED STATES OF AMERICA

May 8, 2026

(1) All imports of robots shall be subject to a 25 percent duty. This duty shall be effective on or after May 22, 2026.

(2) Parts that qualify under the United States-Mexico-Canada Agreement shall not be subject to the duty.
"""
    assert _stated(text) == [("USA", None, 0.25, DAY(2026, 5, 22), "scheduled")]


def test_what_is_free_of_duty_until_a_day_ends_no_duty_of_others():
    text = """Department for Business and Trade

4 June 2026

From 1 July 2026, imports above the new quotas will pay a duty of 50%.

Goods originating in Ukraine remain free of duty until 31 March 2028.
"""
    (measure,) = read(text).measures
    assert (measure.by.value, measure.on.value, measure.until.value) == ("GBR", None, None)
    # Of what the quotas are is not said here: not of all goods.
    assert measure.sectors.value is None


def test_a_turn_to_somebody_else_leaves_open_whose_tariff_it_is():
    china = "From May 1 beef from Chile going into China will pay a tariff of 55 percent."
    text = china + "\n\nOn Peru, nothing has changed. Most of our exports face a 10 percent tariff."
    assert [(by, rate) for by, _, rate, *_ in _stated(NEWS + text)] == [("CHN", 0.55), (None, 0.1)]


def test_an_order_of_the_only_one_who_acts_begins_when_it_says():
    text = "Brazil imposes a duty of 12 percent on steel from Chile.\n\nThis Decree enters into force on 1 June 2026."
    assert _stated(NEWS + text) == [("BRA", "CHL", 0.12, DAY(2026, 6, 1), "scheduled")]


def test_days_that_no_calendar_has_are_open():
    text = DECREE.replace("on the day following its publication", "900 days after its publication").replace(
        "4 March 2026", "31 December 9999"
    )
    assert [start for *_, start, _ in _stated(text)] == [None, None, None, DAY(2026, 7, 1)]
