"""Each rate has the goods of its own words, and goods that nobody knows are never all of them; sentences of our own."""

import pytest

from tests.text.test_reading import read, said_of_measures

NOTE = "# A note | 2024-03-04 | https://gov.br/note\n\n"


def _stated(text):
    return said_of_measures(NOTE + text, "on", "rate", "goods", "sectors")


def _sectors(found):
    return found and (found if isinstance(found, str) else found["world2022"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Brazil will raise the duty on trucks of Mexico to 35 percent and the duty on cheese to 28 percent on May 2, 2024.",
            [("MEX", 0.35, ["MVH"]), ("MEX", 0.28, ["FOD"])],
        ),
        (
            "Brazil will impose duties of 20 percent on tires and of 12 percent on fountain pens originating in Mexico.",
            [("MEX", 0.2, ["RUB"]), ("MEX", 0.12, None)],
        ),
        # Which rate is on which of them is not said.
        (
            "Brazil will impose duties of 5 percent and 15 percent on tires from Mexico.",
            [("MEX", 0.05, None), ("MEX", 0.15, None)],
        ),
        (
            "Brazil imposed duties of 15 percent on the goods listed in Schedule B originating in Mexico.",
            [("MEX", 0.15, None)],
        ),
        ("Brazil will impose a duty of 15 percent on umbrellas of Mexico.", [("MEX", 0.15, None)]),
        ("Brazil will impose a duty of 15 percent on Mexican umbrellas.", [("MEX", 0.15, None)]),
        ("Brazil will impose a duty of 15 percent on C$4bn of Mexican goods.", [("MEX", 0.15, None)]),
        ("Brazil will impose a duty of 15 percent on 300 tariff lines of products from Mexico.", [("MEX", 0.15, None)]),
        # The noun that follows says what it is.
        ("Brazil will impose a duty of 15 percent on cotton gloves from Mexico.", [("MEX", 0.15, ["TEX"])]),
        ("Brazil will impose a duty of 15 percent on wheat exports from Mexico.", [("MEX", 0.15, ["AGR"])]),
        ("Brazil will impose a duty of 15 percent on goods of Mexican origin.", [("MEX", 0.15, "goods")]),
        # Whose tariff it is.
        ("The tariff of Brazil on Mexico will be raised to 15 percent.", [("MEX", 0.15, None)]),
    ],
)
def test_goods_and_targets_of_each_rate(text, expected):
    found = [(on, rate, _sectors(sectors)) for on, rate, _, sectors in _stated(text)]
    assert found == expected


def test_a_good_without_a_sector_is_named_beside_the_others():
    ((_, _, goods, _),) = _stated("Brazil will impose a duty of 15 percent on umbrellas, trucks and tires from Mexico.")
    assert goods == "trucks, tires"
    (measure,) = read(
        NOTE + "Brazil will impose a duty of 15 percent on umbrellas, trucks and tires from Mexico."
    ).measures
    assert "umbrellas" in measure.sectors.note


def test_whose_duties_a_relative_clause_speaks_of():
    (measure,) = read(
        NOTE
        + "Brazil notes the decision of Japan on steel, by which duties of 30 percent on steel from Brazil are levied."
    ).measures
    assert (measure.by.value, measure.on.value, measure.rate.value) == ("JPN", "BRA", 0.3)


def test_concessions_that_are_suspended_are_no_suspended_tariff():
    found = read(
        NOTE + "Brazil proposes a suspension of concessions: a duty of 30 percent on steel from Japan."
    ).measures
    assert "suspended" not in [measure.status.value for measure in found]
