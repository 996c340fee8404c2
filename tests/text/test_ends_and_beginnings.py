"""How a measure stands and from when, by the verb that ends or begins it; sentences written for these tests."""

import pytest

from tests.text.test_reading import read

SHEET = "# A fact sheet | 2026-03-02 | https://www.whitehouse.gov/sheet\n\n"
UNION = "# A statement | 2026-03-02 | https://ec.europa.eu/commission/presscorner/x\n\n"
JOINT = "# Joint Statement of Chile and Peru | 2026-03-02 | \n\n"
DUTY = "the duty of 12 percent on hats of Norway"


def _stated(text):
    return [
        (one.by.value, one.on.value, one.status.value, str(one.start.value or ""), str(one.suspended_until.value or ""))
        for one in read(text).measures
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What ends, and since when; a day of what ended it is no day of its end.
        (
            SHEET + f"The United States will stop collecting {DUTY} on 1 May 2026.",
            ("USA", "NOR", "withdrawn", "2026-05-01", ""),
        ),
        (
            SHEET + "The United States is ending its duties on hats of Norway imposed on 1 May 2025.",
            ("USA", "NOR", "withdrawn", "", ""),
        ),
        # At once is the day of the text; where only somebody acts at once, nothing begins then.
        (
            SHEET + "The United States raised its duty on hats of Norway to 20 percent, effective immediately.",
            ("USA", "NOR", "in_force", "2026-03-02", ""),
        ),
        (
            SHEET
            + "The President immediately directed the Secretary to raise the duty on hats of Norway to 20 percent.",
            ("USA", "NOR", "scheduled", "", ""),
        ),
        # Upon the entry into force of what is not in force yet.
        (
            JOINT + "Upon entry into force of the Agreement, Peru shall apply a duty of 3 percent to hats of Chile.",
            ("PER", "CHL", "promised", "", ""),
        ),
        # What somebody else has determined to do stands; what the text itself determines is to come.
        (
            SHEET + "Norway has determined to impose duties of 25 percent on U.S. hats.",
            ("NOR", "USA", "in_force", "", ""),
        ),
        (
            SHEET + "The United States has determined to impose duties of 25 percent on hats of Norway.",
            ("USA", "NOR", "scheduled", "", ""),
        ),
        # May, if somebody finds something; will, unless.
        (
            SHEET
            + "The Secretary may raise the duty on hats of Norway to 20 percent if he determines that it has not complied.",
            ("USA", "NOR", "conditional", "", ""),
        ),
        (
            SHEET + "U.S. tariffs on Norway will increase unless an agreement is reached.",
            ("USA", "NOR", "threatened", "", ""),
        ),
        (
            SHEET
            + "The United States will lower its duty on hats of Norway to 10 percent, contingent on the passage of a law.",
            ("USA", "NOR", "conditional", "", ""),
        ),
        # "These are suspended" is said of what the sentence before imposed, whenever it was voted on.
        (
            UNION
            + "On 9 February, Member States voted in favour of EU countermeasures of 25% on US hats. "
            + "These countermeasures are suspended until 14 July 2026.",
            ("EU", "USA", "suspended", "", "2026-07-14"),
        ),
        # An adjective that stands alone is whom it hits.
        (
            UNION + "The EU will suspend its countermeasures against the US until 14 July 2026.",
            ("EU", "USA", "suspended", "", "2026-07-14"),
        ),
    ],
)
def test_how_a_measure_stands(text, expected):
    assert _stated(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        # What was proposed before, told in the paper that decides; a share of trade; a list that says again what was said.
        SHEET + "On 1 February 2026 the Secretary proposed an additional duty of 12 percent on hats of Norway.",
        UNION + "The new inquiries could bring the share of EU exports subject to tariffs to 97%.",
    ],
)
def test_what_is_no_measure(text):
    assert read(text).measures == ()


def test_a_suspension_that_is_extended_goes_on():
    (one,) = read(SHEET + "The suspension of the duties on hats of Norway is extended until 10 November 2026.").measures
    assert (one.status.value, str(one.suspended_until.value)) == ("suspended", "2026-11-10")


def test_who_acts_in_a_clause_of_its_own():
    first, second = read(
        UNION + "The EU will end its tariffs on hats of the US, and the US will apply a duty of 15% to cars of the EU."
    ).measures
    assert (first.by.value, second.by.value, second.on.value) == ("EU", "USA", "EU")


def test_leaders_beside_ministers_who_talk_are_no_negotiators():
    text = (
        SHEET
        + "The talks were led by the Trade Representative Jane Roe. They follow the agreement reached by President Xi Jinping "
        "and President Donald J. Trump."
    )
    assert [(who.side.value, who.name.value) for who in read(text).levels] == [
        ("USA", "Jane Roe"),
        ("CHN", "Xi Jinping"),
    ]


def test_the_rate_before_stands_behind_an_article():
    (one,) = read(
        SHEET
        + "As of 4 June 2026 the tariffs on hats of Norway are modified to increase the rates from an additional 25 percent "
        "ad valorem to an additional 50 percent ad valorem."
    ).measures
    assert (one.rate.value, one.rate_before.value, str(one.start.value)) == (0.5, 0.25, "2026-06-04")


ORDER = "# An order | 2026-03-02 | https://www.whitehouse.gov/order\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A first day behind "Subject to section 3", and one that a clause says of all that the paper imposes.
        (
            ORDER
            + "Hats of Norway shall be subject to a duty of 25 percent. Subject to section 3 of this order, this rate of duty "
            "shall be effective on 1 May 2026.",
            [("NOR", 0.25, "scheduled", "2026-05-01")],
        ),
        (
            ORDER
            + "(3) The duty on hats shall be 15 percent for products of Chile, and Peru, unless a lower rate applies.\n\n"
            "(4) The tariffs and tariff treatment imposed by this proclamation shall be effective on 1 May 2026.",
            [(["CHL", "PER"], 0.15, "scheduled", "2026-05-01")],
        ),
        # The day of a paper, and the last day of something, begin nothing.
        (
            ORDER
            + "For hats of Norway covered by the February 20 notice, the rate of duty will be 15 percent from 1 May 2026.",
            [("NOR", 0.15, "scheduled", "2026-05-01")],
        ),
        # What a rate was raised from is no new rate; where both are said, it is the one before.
        (
            ORDER + "The duty on hats of Norway was raised from 10 percent on 1 February 2026.",
            [("NOR", None, "in_force", "2026-02-01")],
        ),
        (
            ORDER + "Hats of Norway have been subject to a duty of 50 percent since 4 June 2025, up from 25 percent.",
            [("NOR", 0.5, "in_force", "2025-06-04")],
        ),
        # The day on which something was published, or that lies before "since", and a last day.
        (
            ORDER + "The duty on hats of Norway covered by the action published on 20 February 2026 is 15 percent.",
            [("NOR", 0.15, "in_force", "")],
        ),
        (
            ORDER + "Hats of Norway have been subject to a duty of 15 percent since 6 July.",
            [("NOR", 0.15, "in_force", "2025-07-06")],
        ),
        # A list of papers parts no sentence; a clause after it is one of its own.
        (
            ORDER
            + "As of 4 June 2026, the tariffs on hats of Norway of Proclamation 1, as amended; Proclamation 2; and Proclamation 3"
            " are raised to 50 percent.",
            [("NOR", 0.5, "scheduled", "2026-06-04")],
        ),
        # What its sentence lowers begins with "the reduction", and with what is retroactive.
        (
            ORDER
            + "The duty on hats of Norway is reduced to 10 percent. The reduction shall be effective on 10 April 2026.",
            [("NOR", 0.1, "scheduled", "2026-04-10")],
        ),
        (
            ORDER + "The duty on hats of Norway is reduced to 10 percent, retroactive to 1 February 2026.",
            [("NOR", 0.1, "in_force", "2026-02-01")],
        ),
        # One of two rates, with nothing that says which.
        (ORDER + "Norway levies duties of 5 or 10 percent on U.S. hats.", [("USA", None, "in_force", "")]),
        # Each of a list is suspended for the time that opens it, whatever imposed it.
        (
            ORDER
            + "From 1 May 2026 to 31 July 2026, for the items in Annex 1, the duty of 25 percent imposed by the order on hats of "
            "Norway is suspended.",
            [("NOR", 0.25, "suspended", "")],
        ),
    ],
)
def test_first_days_and_rates_of_clauses(text, expected):
    assert [
        (one.on.value, one.rate.value, one.status.value, str(one.start.value or "")) for one in read(text).measures
    ] == expected


def test_days_of_talks_and_of_agreements():
    text = (
        "# A read-out | 2026-01-31 | https://www.whitehouse.gov/x\n\nThe United States welcomed a delegation of Norway for a "
        "series of meetings from January 30 to 31, 2026. They are part of the agreement reached by the two leaders on "
        "December 1, 2025. A hearing was held from November 20 to 27, 2025."
    )
    found = {str(date.value.value): date.what for date in read(text).dates}
    assert found["2026-01-30"] == "opening" and found["2026-01-31"] in ("closing", "announced")
    assert found["2025-12-01"] == "agreed" and found["2025-11-20"] == found["2025-11-27"] == "past"
