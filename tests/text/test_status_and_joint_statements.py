"""Whether a measure stands, by the tense and mood of its verb; on whom, by its law; and what joint statements grant."""

import datetime

import pytest

from tests.text.test_reading import read, said_of_measures

DAY = datetime.date
CHINESE = "# A notice | 2026-03-02 | https://gss.mof.gov.cn/notice\n\n"
AMERICAN = "# A fact sheet | 2026-03-02 | https://www.whitehouse.gov/sheet\n\n"
REPORT = "# A report | 2026-03-02 | \n\n"
JOINT = "# Joint Statement of Chile and Peru | 2026-03-02 | \n\n"
OF_THREE = "# Joint Statement on a Framework of Chile, Peru and Norway | 2026-03-02 | \n\n"


def _stated(text):
    return said_of_measures(text, "rate", "start", "status")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A verb after "or" is as far off as the one before it.
        (REPORT + "Peru will remove or reduce its tariffs on hats of Chile.", [(None, None, "promised")]),
        # Tariffs that "have applied" are no part of a threat that stands before them.
        (
            REPORT + "Peru threatens tariffs of 20 percent on cars of Chile. "
            "The Peruvian tariffs on metals, 25 percent on steel and 10 percent on aluminium, have applied to Chile "
            "since 1 June 2025.",
            [(0.2, None, "threatened"), (0.25, DAY(2025, 6, 1), "in_force"), (0.1, DAY(2025, 6, 1), "in_force")],
        ),
        # What is voted on is decided by nobody, and the day of the vote is no first day.
        (
            REPORT + "Peru is expected to vote on 20 March on final duties of 7 percent on cars of Chile.",
            [(0.07, None, "conditional")],
        ),
        # What a law allows is done by nobody.
        (
            AMERICAN
            + "Section 122 authorizes the President to impose, unless extended by the Congress, a surcharge of 15 "
            "percent on articles of Peru.",
            [],
        ),
        # What was to begin and is suspended is one measure, and not in force.
        (
            AMERICAN
            + "Effective 10 March 2026, the additional duties scheduled to go into effect at that time on hats of Peru "
            "are suspended until further notice.",
            [(None, None, "suspended")],
        ),
        # What is kept does not begin on the day on which something else is suspended.
        (
            CHINESE
            + "As of 10 March 2026, the additional tariff rate of 24 percent on U.S. goods shall remain suspended, and "
            "the additional tariff rate of 10 percent on U.S. goods shall be retained.",
            [(0.24, None, "suspended"), (0.1, None, "in_force")],
        ),
        # To implement what was agreed is to levy nothing, and the name of a paper does nothing.
        (
            CHINESE
            + "In order to implement the outcomes of the talks, as of 10 March 2026, the measures of the Announcement of "
            "the Commission on Imposing Additional Tariffs on Goods of the United States shall be adjusted.",
            [],
        ),
        # A rise that was decided long ago is no coming one.
        (
            AMERICAN
            + "On 1 October 2025, the Trade Representative determined to increase the rate of the additional duty on hats "
            "of Peru from 10 percent to 15 percent.",
            [(0.15, None, "in_force")],
        ),
        (
            AMERICAN
            + "On 20 February 2026, the Trade Representative determined to increase the rate of the additional duty on "
            "hats of Peru from 10 percent to 15 percent.",
            [(0.15, None, "scheduled")],
        ),
        # What had been levied under a paper ends with it.
        (
            CHINESE
            + "The additional tariff measures set out in the Announcement of the Commission on Imposing Additional Tariffs "
            "on Goods of the United States shall cease to be implemented as of 10 March 2026. Under that Announcement, since 4 "
            "February 2025, an additional tariff of 15 percent had been levied on wheat of the United States.",
            [(0.15, DAY(2026, 3, 10), "withdrawn")],
        ),
        # A paper that imposes duties is not yet an imposition of them.
        (REPORT + "Peru hopes to have the legal act imposing the duties on Chile in place by April.", []),
        # Two batches of one rate begin on two days.
        (
            REPORT
            + "Peru announced that it would impose a tariff of 10 percent on hats of Chile, to take effect in two batches on "
            "1 April and 1 June 2026.",
            [(0.1, DAY(2026, 4, 1), "scheduled"), (0.1, DAY(2026, 6, 1), "scheduled")],
        ),
        # "Duties Relief Program" is the name of something else.
        (
            "# A notice | 2026-03-02 | https://cbsa-asfc.gc.ca/notice\n\n"
            "Importers may continue to benefit from the Duties Relief Program.",
            [],
        ),
        (
            CHINESE + "Norway will cancel the 10 percent so-called “hat tariffs” on Chilean goods.",
            [(0.1, None, "promised")],
        ),
        # Quotation marks between a rate and its tariff; tariff barriers are tariffs.
        (CHINESE + "Norway will cancel the 10 percent “hat tariffs” on Chilean goods.", [(0.1, None, "promised")]),
        (REPORT + "Peru will eliminate tariff barriers on hats of Chile.", [(None, None, "promised")]),
    ],
)
def test_whether_it_stands(text, expected):
    assert _stated(text) == expected


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (
            "The President signed a Proclamation under Section 232. The Proclamation imposes a 10% tariff on imports of buses.",
            "all",
        ),
        # Whom a tariff hits is not said where the law is another one, or where the sentence names somebody.
        ("The President signed an order under Section 301. The order imposes a 10% tariff on imports of buses.", None),
        (
            "The President signed a Proclamation under Section 232. The Proclamation imposes a 10% tariff on imports of buses of "
            "Peru.",
            "PER",
        ),
    ],
)
def test_by_its_law_a_tariff_is_on_everybody(text, on):
    (measure,) = [measure for measure in read(AMERICAN + text).measures if measure.rate]
    assert measure.on.value == on


def test_a_suspension_begins_when_the_measures_are_adjusted():
    head = "As of 10 March 2026, the additional tariff measures on goods of the United States shall be adjusted. "
    text = head + "The additional tariff rate of 24 percent on U.S. goods shall remain suspended for one year."
    (measure,) = [measure for measure in read(CHINESE + text).measures if measure.rate]
    assert (measure.suspended_from.value, measure.suspended_until.value) == (DAY(2026, 3, 10), DAY(2027, 3, 9))
    # Of another paragraph it is not.
    (measure,) = [one for one in read(CHINESE + text.replace("adjusted. ", "adjusted.\n\n")).measures if one.rate]
    assert measure.suspended_from.value is None


def test_a_surcharge_is_on_top_of_the_ordinary_duty():
    (measure,) = read(AMERICAN + "The United States imposes a surcharge of 10 percent on hats of Peru.").measures
    assert measure.basis.value == "additional"


def test_a_rate_of_an_example_is_none():
    text = "This is the duty that would be owed when a 25 percent tariff is applied to a truck of Peru."
    assert not [measure for measure in read(AMERICAN + text).measures if measure.rate]


BOTH = ["CHL", "PER"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # "We" of a joint statement are both, who grant to each other; what they only work toward is open.
        (
            JOINT
            + "We agreed today to work together toward zero tariffs, zero non-tariff barriers, and zero subsidies.",
            [(kind, BOTH, BOTH, "open") for kind in ("tariff", "access", "subsidies")],
        ),
        (
            JOINT + "We will also work to reduce barriers to trade in medical products.",
            [("access", BOTH, BOTH, "open")],
        ),
        (JOINT + "Both sides agreed to launch a dialogue on standards.", [("access", BOTH, BOTH, "agreed")]),
        (
            JOINT + "We want to resolve the steel tariff issues and retaliatory tariffs.",
            [("rollback", BOTH, BOTH, "open")],
        ),
        (JOINT + "We agreed to strengthen our cooperation in energy.", []),
        # "We" of a report are nobody.
        (REPORT + "We will also work to reduce barriers to trade in medical products of Peru and Chile.", []),
        (JOINT + "Peru wants to import more natural gas from Chile.", [("purchases", "PER", "CHL", "promised")]),
        # Who is to lower barriers is whose they are.
        (
            JOINT + "Chile and Peru will work together to address Peru’s non-tariff barriers that affect trade.",
            [("access", "PER", "CHL", "promised")],
        ),
        # Two of three.
        (
            OF_THREE + "Chile and Peru intend to open their markets to cheese of Norway.",
            [("access", ["CHL", "PER"], "NOR", "promised")],
        ),
        # A head of a list, an agreement to agree, an effort, and what somebody will find out grant nothing.
        (JOINT + "Key terms of the Agreement between Chile and Peru will include:", []),
        (JOINT + "Chile and Peru agreed to a Framework for negotiating a treaty on hats.", []),
        (JOINT + "Peru will strive to see a peaceful world.", []),
        (JOINT + "Chile intends to determine if Peru has taken steps to help investment.", []),
        # What explains a promise does not deny it, and purposes and pairs of verbs are no promises of their own.
        (
            JOINT
            + "Peru has agreed to list the drug, meaning that people who sell it will be subject to a penalty in Chile.",
            [("stated", "PER", "CHL", "agreed")],
        ),
        (
            JOINT
            + "Peru intends to encourage and facilitate at least $2 billion of investment into Chile, to create jobs.",
            [("stated", "PER", "CHL", "promised")],
        ),
    ],
)
def test_what_joint_statements_grant(text, expected):
    found = [(item.kind.value, item.by.value, item.to.value, item.status.value) for item in read(text).promises]
    assert found == expected


def test_what_is_said_specifically_counts():
    text = "Specifically, Peru has committed to stop importing oil of Norway."
    assert [item.by.value for item in read(AMERICAN + text).promises] == ["PER"]
