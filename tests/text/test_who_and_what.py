"""Who talks, for whom, and about what; sentences written for these tests."""

import pytest

from tests.text.test_reading import JOINT, REPORT, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Indian delegation is headed by trade secretary Asha Rao Menon; also "
            "present was Ravi Das, under secretary for exports.",
            [("IND", "Asha Rao Menon", "ministers", True), ("IND", "Ravi Das", "vice-ministers", None)],
        ),
        (
            "President Ursula von der Leyen and President Donald Trump agreed on a truce.",
            [("EU", "Ursula von der Leyen", "leaders", True), ("USA", "Donald Trump", "leaders", True)],
        ),
        (
            "The Japanese team was led by Economy Minister Ken Sato and included Vice Minister Aya Mori.",
            [("JPN", "Ken Sato", "ministers", True), ("JPN", "Aya Mori", "vice-ministers", False)],
        ),
        (
            "Vice Premier He Lifeng made an unexpected appearance at the meeting.",
            [("CHN", "He Lifeng", "ministers", False)],
        ),
        (
            "The American team was led by Jane Roe, under secretary of the Treasury for trade.",
            [("USA", "Jane Roe", "vice-ministers", True)],
        ),
        # Nobody says on whose side he stands.
        (
            "The talks between Norway and Chile were opened by Finance Minister Ole Berg.",
            [(None, "Ole Berg", "ministers", None)],
        ),
    ],
)
def test_who_talks_and_who_leads(text, expected):
    found = read(REPORT + text).levels
    assert [(who.side.value, who.name.value, who.level.value, who.leads.value) for who in found] == expected


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Talks between Norway and Peru go on.", ["NOR", "PER"]),
        ("Norway and the United States will begin talks on subsidies.", ["NOR", "USA"]),
        ("Norway and Peru were named in a report about wages.", []),
    ],
)
def test_those_who_talk_are_parties(text, parties):
    assert [party.value for party in read(REPORT + text).parties] == parties


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "The two governments agreed to begin talks on currency practices and farm standards.",
            "currency practices, farm standards",
        ),
        (
            "The parties will hold consultations on steel quotas, overcapacity and defence procurement.",
            "steel quotas, overcapacity, defence procurement",
        ),
        ("Both sides will address forced technology transfer.", "forced technology transfer"),
        ("The officials also discussed digital trade and subsidies.", "digital trade, subsidies"),
        ("Lawmakers at home discussed digital trade and subsidies.", None),
        ("The delegation will now report back to receive guidance.", None),
        ("They will continue discussions about trade relations.", None),
        ("The tariff quotas were filled in May.", None),
    ],
)
def test_what_is_only_named_is_granted_by_nobody(text, words):
    items = read(JOINT + text).promises
    assert [item.name for item in items] == (words.split(", ") if words else [])
    assert not any(item.by or item.amount for item in items)


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        (
            "The parties engage in negotiations on structural changes in Norway with respect to services and subsidies.",
            "NOR",
        ),
        ("The parties engage in negotiations in Norway on services and subsidies.", None),
    ],
)
def test_what_is_to_change_in_a_country_is_its_own_to_grant(text, whose):
    items = read(JOINT + text).promises
    assert [(item.name, item.by.value) for item in items] == [("services", whose), ("subsidies", whose)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The United States will cut its duty on Norwegian salmon to 5 percent, and Norway will open a quota of 700 "
            "tonnes for U.S. cheese.",
            [("NOR", "access", 700.0)],
        ),
        (
            "Norway will eliminate tariffs on U.S. cars and to grant market access for U.S. beef.",
            [("NOR", "access", None)],
        ),
        (
            "Norway wants Washington to end its subsidies and to buy more fish.",
            [("USA", "subsidies", None), ("USA", "purchases", None)],
        ),
        (
            "Norway will grant quotas of 500 tonnes of beef, 300 tonnes of pork and 20 tonnes of cheese.",
            [("NOR", "access", 500.0), ("NOR", "access", 300.0), ("NOR", "access", 20.0)],
        ),
        ("Norwegian companies are expected to invest $3 billion in the United States.", [("NOR", "stated", 3.0)]),
        (
            "Norway plans to increase its procurement of military equipment from the United States.",
            [("NOR", "purchases", None)],
        ),
        (
            "Norway has resumed purchases of U.S. corn, of 2 million tons, and cut its tariffs on U.S. cars to 5 percent.",
            [("NOR", "purchases", 2.0)],
        ),
    ],
)
def test_items_beside_tariffs(text, expected):
    items = read(JOINT + text).promises
    assert [(item.by.value, item.kind.value, item.amount.value) for item in items] == expected


def test_what_others_ask_of_others_is_no_item():
    text = "Talks between Norway and Peru go on. Peru asked Norway to open its fish market."
    others = " In Geneva the European Union asked India to open its fish market."
    assert len(read(REPORT + text).promises) == len(read(REPORT + text + others).promises) == 1


def test_a_threat_is_on_those_whom_its_tariff_hits():
    text = "Unless a deal is reached by May, Peru will raise its duties on fish of Norway to 25 percent."
    assert [(threat.by.value, threat.on.value) for threat in read(REPORT + text).threats] == [("PER", "NOR")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (", and Lima has answered with duties of 10 percent on Norwegian cars.", ("PER", "NOR", 0.1)),
        (" and Lima answered with duties of 10 percent on Norwegian cars.", ("PER", "NOR", 0.1)),
        # Of a range nobody says which rate it is, but that there is one.
        (", and Lima has answered with duties of 5 to 10 percent on Norwegian cars.", ("PER", "NOR", None)),
        (", and Chile imposed duties of 10 percent on Norwegian cars.", ("CHL", "NOR", 0.1)),
    ],
)
def test_a_second_clause_has_a_subject_of_its_own(text, expected):
    """Though it stands where a second country of the first could stand: "steel from Peru, and Chile"."""
    first, second = read(REPORT + "Norway has imposed tariffs of 25 percent on steel from Peru" + text).measures
    assert (first.by.value, first.on.value, first.rate.value) == ("NOR", "PER", 0.25)
    assert (second.by.value, second.on.value, second.rate.value) == expected


def test_a_range_is_not_filled_by_the_next_rate():
    text = "Lima has levied duties of 5 to 10 percent on Norwegian goods. Peru suspended its 25 percent duty on Norwegian cars."
    assert [measure.rate.value for measure in read(REPORT + text).measures] == [None, 0.25]


def test_a_list_of_three_is_one():
    (found,) = read(REPORT + "Norway has imposed tariffs of 25 percent on steel from Peru, Chile, and India.").measures
    assert found.on.value == ["PER", "CHL", "IND"]
