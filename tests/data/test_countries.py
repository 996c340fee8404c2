"""Countries by any name: exact, in many languages, never guessed."""

import pytest

import tradetalks as tt
from tradetalks.data import countries as room
from tradetalks.errors import AccountsError
from tradetalks.inputs.places import countries

KOREA = ["KOR", "kr", "410", "Korea, Rep.", "KOREA, SOUTH", "Republic of Korea", "Corée du Sud", "Südkorea", "대한민국"]


@pytest.mark.parametrize("spelling", KOREA)
def test_korea_in_every_spelling(spelling):
    assert tt.country_code(spelling) == "KOR"


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("EL", "GRC"),  # Eurostat's letters, which ISO gives to nobody
        ("UK", "GBR"),
        ("NO", "NOR"),
        ("842", "USA"),  # in trade statistics with Puerto Rico; no number of ISO
        ("4", "AFG"),  # 004 as a spreadsheet leaves it
        ("251", "FRA"),
        ("490", "TWN"),
        ("Türkiye", "TUR"),
        ("the Netherlands", "NLD"),
        ("St. Lucia", "LCA"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Dominican Republic", "DOM"),
        ("Dominica", "DMA"),
        ("Kosovo", "XKX"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
    ],
)
def test_other_spellings(spelling, code):
    assert tt.country_code(spelling) == code


@pytest.mark.parametrize("word", ["Congo", "Kongo", "ROW", "World", "", "Ger", "XYZ", "999"])
def test_nothing_is_guessed(word):
    assert room.find_country(word) is None


def test_what_is_not_found_is_told():
    with pytest.raises(AccountsError) as error:
        tt.country_code("Germny")
    assert str(error.value) == (
        "no country is called 'Germny'\n"
        "expected a name, a code of two or three letters, or a number of ISO 3166-1; one country only\n"
        "do       did you mean Germany (DEU), Guernsey (GGY)?"
    )


def test_every_country_is_found_by_its_codes_and_its_name():
    for code, name in countries().items():
        assert room.find_country(code) == code
        # The name of ISO for one of the two Congos is no name of it alone.
        assert room.find_country(name) in ((code,) if name != "Congo" else (None,)), name


def test_groups_are_made_of_countries_each_once():
    groups = tt.country_groups()
    for label, row in groups.iterrows():
        members = row["members"].split()
        assert len(set(members)) == len(members)
        assert set(members) <= set(countries()), label
        assert row["source"] and row["as_of"][:2] in ("19", "20")
    assert len(groups.loc["EU27", "members"].split()) == 27
    assert set(groups.loc["EU28", "members"].split()) - set(groups.loc["EU27", "members"].split()) == {"GBR"}
    assert room.find_group("european union").label == room.find_group("918").label == "EU27"


def test_every_spelling_is_of_a_country():
    with (room.FOLDER / "spellings.csv").open(encoding="utf-8") as table:
        next(table)
        codes = {line.rstrip("\n").rpartition(",")[2] for line in table}
    assert codes - set(countries()) == {"", "XKX"}
