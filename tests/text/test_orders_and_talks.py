"""Pauses and what stands during them, exceptions, spans of days, offices, and what waits for another."""

import datetime

import pytest

from tests.text.test_reading import check_support, read, said_of_measures

DAY = datetime.date
ORDER = "# An order | 2026-03-02 | https://www.whitehouse.gov/order\n\n"
CHINESE = "# An announcement | 2026-03-02 | http://gss.mof.gov.cn/x\n\n"
CANADIAN = "# A notice | 2026-03-02 | https://www.canada.ca/x\n\n"
NOTE = "# A statement | 2026-03-05 | https://ustr.gov/x\n\n"


def _stated(text):
    return said_of_measures(text, "on", "rate", "start", "until", "status")


PAUSE = (
    ORDER
    + "Hats of Peru shall bear a duty of 20 percent from March 10, 2026.\n\nEnforcement of section 3 of Order 12 is "
    "suspended from "
    "March 10, 2026, until 12:01 a.m. eastern daylight time on June 1, 2026. During that period, all goods of trading "
    "partners other "
    "than Peru shall be subject to a duty of 10 percent."
)


def test_what_stands_during_a_pause_and_on_whom():
    found = [one for one in _stated(PAUSE) if one[1]]
    assert found == [
        ("PER", 0.2, DAY(2026, 3, 10), None, "scheduled"),
        ("all", 0.1, DAY(2026, 3, 10), DAY(2026, 5, 31), "scheduled"),
    ]
    assert check_support(PAUSE) > 0


def test_an_exception_ends_before_the_verb_unless_it_has_a_rate_of_its_own():
    (measure,) = read(ORDER + "All goods other than hats of Peru shall be subject to a duty of 10 percent.").measures
    assert measure.rate.value == 0.1 and measure.goods.value != "hats"
    found = read(
        ORDER + "Goods of Peru, except hats, on which the rate is 5 percent, shall be subject to a duty of 10 percent."
    ).measures
    assert {m.rate.value for m in found} == {0.1, 0.05}


def test_a_rate_that_this_text_changes_is_not_suspended_with_the_paper_that_set_it():
    text = ORDER + (
        "The rate of duty on goods of Peru set forth in Annex I to Executive Order 140 shall be increased from 10 "
        "percent to 20 percent, "
        "effective March 10, 2026. Executive Order 140 is suspended until June 1, 2026."
    )
    assert [m.status.value for m in read(text).measures if m.rate] == ["scheduled"]


def test_a_rate_of_another_paper_is_not_on_those_of_the_sentence_before():
    text = ORDER + (
        "Hats of Peru and shoes of Chile are known. Hats of Peru shall bear a duty of 20 percent. The rate of duty of 3 "
        "percent set forth "
        "in section 2 of Order 12 is increased to 9 percent."
    )
    assert [m.on.value for m in read(text.replace("are known", "bear a duty")).measures if m.rate][-1] is None


def test_of_two_passives_each_has_its_goods():
    found = read(
        CHINESE
        + "An additional tariff of 15 percent shall be imposed on hats of Peru, and an additional tariff of 10 percent shall be "
        "imposed on wheat of Peru."
    ).measures
    assert [(m.goods.value, m.rate.value) for m in found] == [("hats", 0.15), ("wheat", 0.1)]


def test_from_a_day_to_a_day():
    found = read(ORDER + "Hats of Peru shall bear a duty of 10 percent from March 10, 2026 to June 14, 2026.")
    assert [(m.start.value, m.until.value) for m in found.measures] == [(DAY(2026, 3, 10), DAY(2026, 6, 14))]
    assert {(d.value.value, d.what) for d in found.dates} >= {(DAY(2026, 6, 14), "expires")}
    talks = read(NOTE + "From March 2 to 5, the United States and Peru held talks in Lima.")
    assert "expires" not in {d.what for d in talks.dates}


def test_a_day_before_the_word_deadline_and_talks_that_go_on():
    found = read(NOTE + "The sides go on in advance of the April 1, 2026, deadline. Discussions will continue in Lima.")
    assert {(d.value.value, d.what) for d in found.dates} >= {(DAY(2026, 4, 1), "deadline"), (None, "opening")}


def test_the_higher_of_two_offices_and_who_is_the_lead():
    found = read(
        NOTE
        + "The U.S. delegation was led by Ambassador Jane Roe, the United States Trade Representative. Vice Premier Li "
        "Wen, as the "
        "Chinese lead for trade, will hold talks with the U.S. lead, Treasury Secretary John Doe."
    ).levels
    assert [(who.name.value, who.level.value, who.leads.value) for who in found] == [
        ("Jane Roe", "ministers", True),
        ("Li Wen", "ministers", True),
        ("John Doe", "ministers", True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tariffs will remain in place until Peru eliminates its duties on Canadian hats.", ["PER"]),
        ("The tariffs will remain in place until 1 May 2026.", []),
    ],
)
def test_what_stands_until_another_acts(text, expected):
    assert [threat.on.value for threat in read(CANADIAN + text).threats] == expected


def test_one_rate_in_the_place_of_another_is_a_change():
    (measure,) = read(
        CHINESE + "The additional tariff rate on hats of Peru shall be adjusted from 34 percent to 84 percent."
    ).measures
    assert (measure.kind.value, measure.rate.value, measure.rate_before.value) == ("change", 0.84, 0.34)


def test_the_first_of_two_days_has_the_year_of_the_second():
    text = "# A notice | 2025-05-22 | http://gss.mof.gov.cn/x\n\n"
    found = read(
        text + "From January 1 to March 31, 2026, the additional tariff of 25 percent on hats of Peru is suspended."
    ).measures
    assert [(m.suspended_from.value, m.suspended_until.value) for m in found] == [(DAY(2026, 1, 1), DAY(2026, 3, 31))]
    found = read(
        text + "From November 1 to March 31, 2026, the additional tariff of 25 percent on hats of Peru is suspended."
    ).measures
    assert found[0].suspended_from.value == DAY(2025, 11, 1)
    (alone,) = read(text + "From June 1, an additional tariff of 25 percent is levied on hats of Peru.").measures
    assert alone.start.value == DAY(2025, 6, 1)


def test_rates_in_brackets_are_on_the_goods_before_them():
    found = read(CANADIAN + "Surtaxes on Peruvian steel (25%), wheat (10%) and cars (5%) remain in effect.").measures
    assert [(m.goods.value, m.rate.value) for m in found] == [("steel", 0.25), ("wheat", 0.1), ("cars", 0.05)]


def test_a_country_in_the_name_of_an_order_is_not_the_one_that_acts():
    (measure,) = read(CANADIAN + "The Peru Surtax Order imposed a surtax of 25% on goods of Peru.").measures
    assert (measure.by.value, measure.on.value) == ("CAN", "PER")


def test_a_rate_behind_a_semicolon_is_not_what_is_replaced():
    found = read(
        CHINESE
        + "For hats of Peru the tariff rate will be lowered to 15 percent; for shoes it will be lowered to 6 percent."
    ).measures
    assert [(m.rate.value, m.rate_before.value) for m in found] == [(0.15, None), (0.06, None)]


def test_of_lettered_days_a_duty_began_on_the_first():
    (measure,) = read(
        ORDER + "All hats shall be subject to a duty of 20 percent as follows: (a) on or after March 1, 2026, from all "
        "countries except "
        "Peru; (b) on or after May 1, 2026, from all countries except Chile."
    ).measures
    assert measure.start.value == DAY(2026, 3, 1)


def test_all_articles_of_a_proclamation_are_the_goods_of_its_title():
    body = "By section 232 of the Trade Expansion Act I impose a 20 percent tariff on such articles imported from all countries."
    steel = read(
        "# Adjusting Imports of Steel into the United States | 2026-03-02 | https://www.whitehouse.gov/x\n\n" + body
    ).measures
    other = read("# A Duty on Imports | 2026-03-02 | https://www.whitehouse.gov/x\n\n" + body).measures
    assert [m.sectors.value["world2017"] for m in steel] == [["MET"]]
    assert [m.sectors.value for m in other] == ["goods"]


def test_a_duty_imposed_by_a_paper_is_only_described():
    found = read(
        ORDER
        + "I decided to remove the higher duty on hats of Peru imposed by Proclamation 97, and to instead impose a duty "
        "of 5 percent "
        "on hats of Peru."
    ).measures
    assert [(m.kind.value, m.rate.value) for m in found] == [("add", 0.05)]


PROCLAMATION = (
    "# Adjusting Imports of Lumber into the United States | 2026-03-02 | https://www.whitehouse.gov/x\n\n"
    "This rests on section 232 of the Trade Expansion Act.\n\n"
    "(1) Imports of lumber shall be subject to a 10 percent duty rate.\n\n"
    "(2) Imports of furniture shall be subject to a 20 percent duty rate, and on January 1, 2027, that rate shall "
    "increase to 30 percent.\n\n"
    "(3) Wood products of Peru shall be subject to a duty rate not to exceed 5 percent.\n\n"
    "(4) The duties in clauses (1) and (2) shall be effective on or after March 14, 2026."
)


def test_clauses_of_a_proclamation_their_steps_and_their_days():
    found = [(m.on.value, m.rate.value, m.rate_before.value, m.start.value) for m in read(PROCLAMATION).measures]
    assert found[0] == ("all", 0.1, None, DAY(2026, 3, 14))
    assert [one[1:3] for one in found[1:3]] == [(0.2, None), (0.3, 0.2)] and found[2][3] == DAY(2027, 1, 1)
    assert found[3] == ("PER", 0.05, None, None)
    assert check_support(PROCLAMATION) > 0


def test_duties_that_an_order_imposes_begin_on_the_day_it_says_of_them():
    text = (
        ORDER
        + "Hats of Peru shall bear a duty of 10 percent. The duties imposed by this order shall apply from April 1, 2026."
    )
    assert [m.start.value for m in read(text).measures] == [DAY(2026, 4, 1)]


def test_an_exemption_ends_and_not_the_duty():
    text = "Chile imposed a duty of 20% on hats with effect from 3 February 2026; goods of Peru were exempt until 1 May 2026."
    assert [m.until.value for m in read("# A report | 2026-03-02 | \n\n" + text).measures] == [None]


def test_a_quota_at_a_rate_is_promised_and_who_answers_is_spoken_of():
    (measure,) = read(NOTE + "The United States will create a quota of 500 cars of Peru at a 10% rate.").measures
    assert (measure.on.value, measure.rate.value, measure.status.value) == ("PER", 0.1, "promised")


def test_whose_notification_is_circulated():
    text = "# A notification | 2026-03-02 | https://docs.wto.org/x\n\nCirculated at the request of the delegation of Norway.\n\n"
    assert read(text + "An additional duty of 10% applies to hats of Peru.").measures[0].by.value == "NOR"


def test_what_is_resumed_had_been_suspended_until_the_day_before():
    found = read(
        CHINESE
        + "As of March 10, 2026, the additional tariff of 25 percent on hats of Peru shall be resumed. The additional tariff on "
        "these goods had been suspended since January 1, 2026."
    ).measures
    assert [(m.start.value, m.suspended_from.value, m.suspended_until.value) for m in found] == [
        (DAY(2026, 3, 10), DAY(2026, 1, 1), DAY(2026, 3, 9))
    ]


@pytest.mark.parametrize(
    ("form", "expected"), [(", in the form of additional customs duties,", "import_tariff"), ("", "countermeasures")]
)
def test_countermeasures_in_the_form_of_duties_are_duties(form, expected):
    (measure,) = read(CANADIAN + f"Canada will impose countermeasures on Peru{form} on 1 May 2026.").measures
    assert measure.instrument.value == expected
