"""What a regulation enacts, steps of one sentence, proposals, old announcements, and what is only kept."""

import datetime

import pytest

from tests.text.test_reading import read, said_of_measures

DAY = datetime.date
EUROPEAN = "# A regulation | 2026-03-02 | https://eur-lex.europa.eu/x\n\n"
NOTICE = "# A notice | 2026-03-02 | https://www.federalregister.gov/notice\n\n"
BRITISH = "# A statement | 2026-03-02 | https://questions-statements.parliament.uk/x\n\n"
JOINT = "# Joint Statement of Chile and Peru | 2026-03-02 | \n\n"


def _stated(text):
    return said_of_measures(text, "rate", "rate_before", "start", "status")


def test_below_its_articles_a_regulation_acts_and_not_who_was_spoken_of():
    text = (
        EUROPEAN
        + "Peru levies a duty of 30 % on hats of the Union. Peru insists on it.\n\nHAS ADOPTED THIS REGULATION:\n\nArticle 1\n\n"
        "(a) An additional duty of 10 % shall be levied on hats from 10 March 2026, or from the day of the ruling, if "
        "that is earlier."
    )
    found = [(m.by.value, m.rate.value, m.start.value, m.status.value) for m in read(text).measures]
    assert found[-1] == ("EU", 0.1, DAY(2026, 3, 10), "scheduled") and found[0][0] == "PER"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The first of two steps is in force, the second is to come.
        (
            NOTICE + "The Order imposes a 25% tariff on hats of Peru, which will increase to 50% on January 1, 2027.",
            [(0.25, None, None, "in_force"), (0.5, 0.25, DAY(2027, 1, 1), "scheduled")],
        ),
        # A threat to a country is no threat of anybody's.
        (
            NOTICE + "To deal with that threat, the United States imposed a duty of 10 percent on hats of Peru.",
            [(0.1, None, None, "in_force")],
        ),
        (NOTICE + "Peru threatens a duty of 10 percent on hats of Chile.", [(0.1, None, None, "threatened")]),
        # What somebody agreed to maintain stands, what goods are to receive is to come, and "shall" is no promise.
        (
            JOINT + "Chile has agreed to maintain its duty of 10 percent on hats of Peru.",
            [(0.1, None, None, "in_force")],
        ),
        (
            JOINT + "Chile has named hats of Peru to receive a zero percent tariff rate.",
            [(0.0, None, None, "promised")],
        ),
        (
            NOTICE
            + "Hats of Peru that would otherwise be subject to a 30 percent tariff shall instead be subject to a 10 "
            "percent tariff.",
            [(0.1, None, None, "scheduled")],
        ),
        (NOTICE + "The proposals included additional duties of 20 percent on hats of Peru.", []),
    ],
)
def test_steps_threats_and_what_is_kept(text, expected):
    found = _stated(text)
    assert [one for one in found if one[3] != "conditional"] == expected


def test_an_existing_duty_does_not_begin_with_the_new_one():
    found = read(
        NOTICE
        + "Effective May 1, 2026, the United States will impose a tariff on goods of Peru. The duties are in addition to others, "
        "such as the existing tariff of 18 percent on products of Peru."
    ).measures
    assert [(m.rate.value, m.start.value) for m in found if m.rate] == [(0.18, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What the issuer announced long ago is past, and the text has a day of its own.
        (
            NOTICE + "On March 2, 2025, USTR initiated an investigation.",
            {(DAY(2025, 3, 2), "past"), (DAY(2026, 3, 2), "announced")},
        ),
        (
            NOTICE + "All persons could submit their comments on it until January 9, 2026.",
            {(DAY(2026, 1, 9), "past"), (DAY(2026, 3, 2), "announced")},
        ),
        (
            NOTICE + "The increase became effective with respect to Peru on January 9, 2026.",
            {(DAY(2026, 1, 9), "effective"), (DAY(2026, 3, 2), "announced")},
        ),
        (BRITISH + "We will go on.", {(DAY(2026, 3, 2), "announced")}),
        (JOINT + "Chile and Peru have reached a deal.", {(DAY(2026, 3, 2), "announced")}),
    ],
)
def test_days_of_announcements(text, expected):
    assert {(date.value.value, date.what) for date in read(text).dates} == expected


def test_what_is_struck_and_what_is_inserted():
    found = read(
        NOTICE + "The note is amended by deleting “March 4, 2025” and inserting “March 10, 2026” in lieu thereof."
    )
    assert {(d.value.value, d.what) for d in found.dates} >= {
        (DAY(2025, 3, 4), "effective, struck"),
        (DAY(2026, 3, 10), "effective"),
    }


def test_to_limit_no_exports_is_to_export():
    (item,) = read(
        JOINT + "Peru commits to refrain from banning, or imposing quotas on, exports to Chile of minerals."
    ).promises
    assert item.kind.value == "export_access"


def test_dollars_behind_their_code():
    (item,) = read(JOINT + "They note the purchase of coal with an estimated value of USD3.4 billion.").promises
    assert (item.kind.value, item.amount.value) == ("purchases", 3.4)
