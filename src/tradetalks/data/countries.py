"""Countries by any name: codes of two and three letters and numbers of ISO 3166-1, names in many languages, groups of countries.

A name is looked up whole, whatever its case, accents and punctuation; nothing is guessed from a part of a name, and a name that
means two countries ("Congo") means none.
"""

from __future__ import annotations

import csv
import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pandas as pd
from babel import Locale
from babel.core import get_global

from tradetalks.data.paths import FILES
from tradetalks.errors import AccountsError, message, shortened
from tradetalks.inputs import checked
from tradetalks.inputs.places import countries

# Folder of further spellings, and of groups.
FOLDER = FILES / "countries"
# Languages in which a name is looked for after English: those of the United Nations and of the largest traders. A name that means
# different countries in two of them means none.
LANGUAGES = (
    *("ar", "bg", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko"),
    *("lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant"),
)
# Letters of the longest code.
CODE = 3
# Countries that a message suggests.
SUGGESTED = 3


class CountryGroup(NamedTuple):
    """Countries that have joined each other: codes of three letters, since when these are its members, and whose list it is."""

    label: str
    name: str
    members: tuple[str, ...]
    as_of: str
    source: str


@checked(AccountsError)
def country_code(name: str) -> str:
    """The code of three letters (ISO 3166-1) of a country in any spelling.

    Args:
        name: a name in one of 36 languages, a code of two or three letters, or a number, as tables of trade write them:
            ``"Korea, Rep."``, ``"KOR"``, ``"kr"``, ``"410"``, ``"Corée du Sud"``.

    Returns:
        The code; ``XKX`` for Kosovo, which ISO has none for.

    Raises:
        AccountsError: no country is called so, or two are; names those that are near.

    Source:
        ISO 3166-1; Unicode CLDR, territories, through Babel; ``data/files/countries/spellings.csv``.
    """
    code = find_country(name)
    if code is not None:
        return code
    spelled = {**_english(), **{_plain(group.label): group.label for group in _groups().values()}}
    words = [word for word, code in spelled.items() if code and not word.isdigit()]
    near = difflib.get_close_matches(_plain(name), words, n=SUGGESTED)
    advice = "give a code of ISO 3166-1, as KOR"
    if near:
        advice = f"did you mean {', '.join(dict.fromkeys(_called(spelled[word]) for word in near))}?"
    raise AccountsError(
        message(
            f"no country is called {shortened(name)!r}",
            expected="a name, a code of two or three letters, or a number of ISO 3166-1; one country only",
            do=advice,
        )
    )


def find_country(name: str) -> str | None:
    """As :func:`country_code`; None where no country, or more than one, is called so."""
    plain = _plain(name)
    found = _english().get(plain)
    if found is None and not _is_code(plain):
        found = _foreign().get(plain)
    return found or None


def _is_code(plain: str) -> bool:
    """Whether a word can only be a code, which is the same in every language."""
    return plain.isascii() and len(plain) <= CODE


def country_groups() -> pd.DataFrame:
    """Groups of countries that maps of regions may name: EU27, ASEAN, USMCA and more.

    Returns:
        One row a group, indexed by its label: ``name``, ``members`` (codes of three letters), ``as_of`` (since when so) and
        ``source``.

    Source:
        ``data/files/countries/README.md`` says how the lists were made.
    """
    rows = {group.label: group for group in _groups().values()}
    table = pd.DataFrame(rows.values()).set_index("label").rename_axis("group")
    return table.assign(members=[" ".join(members) for members in table["members"]])


def find_group(name: str) -> CountryGroup | None:
    """The group of that label or name, whatever its case; None where there is none."""
    return _groups().get(_plain(name))


def _called(code: str) -> str:
    """A code with its name."""
    known = countries().get(code)
    if known is None:
        return code
    return f"{known} ({code})"


def _plain(name: str) -> str:
    """A name without what spellings differ in: case, accents, punctuation, articles."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    # Vowel signs of Indian scripts are marks too, and stay.
    kept = [letter for letter in letters if letter != "." and not unicodedata.combining(letter)]
    words = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in kept).split()
    return " ".join({"st": "saint"}.get(word, word) for word in words if word != "the")


@cache
def _english() -> dict[str, str]:
    """Code by plain name: ISO's codes and names, English names of CLDR, and the spellings of official tables; "" for two."""
    names = dict(_iso_codes())
    territories = Locale("en").territories
    by_two = {two: three for three, two in _two_letters().items()}
    _add(names, ((territories[two], three) for two, three in by_two.items() if two in territories))
    _add(names, ((name, code) for code, name in countries().items()))
    with (FOLDER / "spellings.csv").open(encoding="utf-8", newline="") as table:
        # What stands there is meant so, also where ISO or CLDR mean something else.
        names |= {_plain(row["spelling"]): row["code"] for row in csv.DictReader(table)}
    return names


@cache
def _foreign() -> dict[str, str]:
    """Code by plain name in the other languages; "" where languages mean different countries by it."""
    by_two = {two: three for three, two in _two_letters().items()}
    names: dict[str, str] = {}
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        _add(names, ((name, by_two[two]) for two, name in territories.items() if two in by_two))
    return names


def _add(names: dict[str, str], further: Iterable[tuple[str, str]]) -> None:
    """Further names of countries; a name that another country has too means none."""
    for name, code in further:
        plain = _plain(name)
        if names.setdefault(plain, code) != code:
            names[plain] = ""


def _iso_codes() -> Iterator[tuple[str, str]]:
    """Codes of three letters, two letters and numbers, each with the code of three letters."""
    two_of = _two_letters()
    for three, two in two_of.items():
        yield _plain(three), three
        yield _plain(two), three
    three_of = {two: three for three, two in two_of.items()}
    for number, two in _aliases():
        if number.isdigit() and two in three_of:
            yield number, three_of[two]
            # Spreadsheets lose zeros at the beginning.
            yield number.lstrip("0"), three_of[two]


@cache
def _two_letters() -> dict[str, str]:
    """The code of two letters of every country, by that of three."""
    found = dict(_aliases())
    return {three: found[three] for three in countries() if three in found}


def _aliases() -> Iterator[tuple[str, str]]:
    """Other codes of a territory with its code of two letters, from CLDR; codes of dissolved countries left out."""
    for code, now in get_global("territory_aliases").items():
        if len(now) == 1:
            yield code, now[0]


@cache
def _groups() -> dict[str, CountryGroup]:
    """Groups by plain label, name and further spelling."""
    found: dict[str, CountryGroup] = {}
    with (FOLDER / "groups.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            members = tuple(row["members"].split())
            group = CountryGroup(row["group"], row["name"], members, row["as_of"], row["source"])
            spellings = (row["group"], row["name"], *filter(None, row["also"].split("; ")))
            found |= {_plain(spelling): group for spelling in spellings}
    return found
