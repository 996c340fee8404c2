"""What is proposed, what a deal has a side do, and what a day beside other words is; sentences written for these tests."""

import datetime

import pytest

from tests.text.test_reading import read, said_of_measures

DAY = datetime.date
AMERICAN = "# A notice | 2026-03-02 | https://www.federalregister.gov/notice\n\n"
EUROPEAN = "# A press release | 2026-03-02 | https://ec.europa.eu/x\n\n"
MEXICAN = "# A decree | 2026-03-02 | https://www.dof.gob.mx/x\n\n"
CHINESE = "# A statement | 2026-03-02 | http://www.mofcom.gov.cn/x\n\n"
INDIAN = "# Notification | 2026-03-02 | https://www.cbic.gov.in/x\n\n"
REPORT = "# A report | 2026-03-02 | \n\n"


def _stated(text):
    return said_of_measures(text, "rate", "start", "status")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What somebody proposes in its own text waits; a report says that it is promised.
        (AMERICAN + "USTR proposes to impose duties of 10 percent on hats of Peru.", [(0.1, None, "conditional")]),
        (REPORT + "Chile proposes to impose duties of 10 percent on hats of Peru.", [(0.1, None, "promised")]),
        (EUROPEAN + "The proposal will double the duty on hats of Peru to 50%.", [(0.5, None, "conditional")]),
        (
            AMERICAN + "The Secretary invites comments on a proposal to raise the duty on hats of Peru to 20 percent.",
            [(0.2, None, "conditional")],
        ),
        # The most that a rate may be is the whole of it.
        (
            AMERICAN + "The United States intends to apply to hats of Peru a tariff rate no greater than 15 percent.",
            [(0.15, None, "promised")],
        ),
        # A number of a quota is set as its verb is said.
        (
            REPORT + "Chile will establish a tariff rate quota for cheese of Peru at an in-quota rate of zero percent.",
            [(0.0, None, "promised")],
        ),
        # Two rates of one announcement took effect on the day behind them.
        (
            REPORT
            + "Chile announced a 20 percent duty on hats of Peru and a 10 percent duty on shoes, which took effect on 1 February "
            "2026.",
            [(0.2, DAY(2026, 2, 1), "in_force"), (0.1, DAY(2026, 2, 1), "in_force")],
        ),
        # What lasts until another removes its own removes nothing.
        (MEXICAN + "This Decree shall remain in force until Peru removes its tariffs on hats of Mexico.", []),
        # A notification that comes into force on a day of a month.
        (
            INDIAN
            + "The duty on hats of Peru is raised to 20 per cent. This notification shall come into force on the 5th day "
            "of March, "
            "2026.",
            [(0.2, DAY(2026, 3, 5), "scheduled")],
        ),
    ],
)
def test_what_is_proposed_promised_or_done(text, expected):
    assert _stated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            AMERICAN + "The deal includes a commitment by Norway that it will make large purchases of cotton.",
            [("purchases", "NOR", "agreed")],
        ),
        (AMERICAN + "The two reached a deal that requires reforms of Norway's customs.", [("stated", "NOR", "agreed")]),
        (AMERICAN + "The law requires reforms of Norway's customs.", []),
        (
            AMERICAN + "Norway will eliminate the 500-unit cap on vehicles of the United States.",
            [("access", "NOR", "promised")],
        ),
        (CHINESE + "China urges Norway to withdraw its surtaxes.", [("rollback", "NOR", "open")]),
        # To defend oneself grants nothing.
        (CHINESE + "China will take all necessary measures to defend its rights against Norway.", []),
    ],
)
def test_what_a_deal_has_a_side_do_and_what_is_no_item(text, expected):
    assert [(i.kind.value, i.by.value, i.status.value) for i in read(text).promises] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A rate behind a day is no second day.
        (
            MEXICAN + "Cheese of Peru bears a duty of 10% until July 4 and 20% thereafter.",
            {(DAY(2026, 7, 4), "expires")},
        ),
        (AMERICAN + "Requests to appear are due March 10, 2026.", {(DAY(2026, 3, 10), "deadline")}),
        (AMERICAN + "The study is expected to end on March 10, 2026.", set()),
        (EUROPEAN + "The duty on hats of Peru will expire by end of June 2026.", {(DAY(2026, 6, 30), "expires")}),
    ],
)
def test_what_a_day_is(text, expected):
    found = {(d.value.value, d.what) for d in read(text).dates if d.value.value != DAY(2026, 3, 2)}
    assert {day for day, _ in found} == {day for day, _ in expected} and (not expected or found == expected)
