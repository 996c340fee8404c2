"""Words that name a country, a good, a rate or an amount, and where they stand in a sentence."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import re
from functools import cache, lru_cache
from pathlib import Path

from tradetalks.data.countries import find_country
from tradetalks.inputs.places import countries
from tradetalks.text.headings import scheduled_goods

# The shipped worlds, whose sectors goods are mapped to.
WORLDS = ("world2017", "world2022")
WORDS = Path(__file__).parent / "words"
# Of one sentence the same is asked by several rules; so many answers are kept.
ASKED = 256
# A name of one or two letters that no capital marks ("us", "it") is a word, not a country.
FORMS = ("name", "adjective", "capital", "office")
SMALL_NUMBERS = {
    **dict(
        zip(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
            range(11),
            strict=True,
        )
    ),
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "one hundred": 100,
    "one hundred eighty": 180,
}
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{'|'.join(sorted(SMALL_NUMBERS, key=len, reverse=True))}))"
)
PERCENT = re.compile(rf"\b({_NUMBER})(?:\s{{0,3}}|-|‑)(?:percent\b|per\s+cent\b|%)", re.IGNORECASE)
POINTS = re.compile(rf"\b({_NUMBER})(?:\s|-)(?:percentage[\s-]points?|points?)\b", re.IGNORECASE)
# "Cut to zero".
_ZERO = re.compile(
    r"\b(?:to|at|be)\s+(?P<zero>zero|nil)\b(?!\s*(?:percent|per cent|%|-|‑))"
    # "The application of zero duties".
    r"|\b(?<!-)(?<!toward )(?<!towards )(?P<zero2>zero)[ -](?=(?:dut(?:y|ies)|tariffs?|rates?)\b)",
    re.IGNORECASE,
)
RANGE = re.compile(
    rf"\bfrom\s+(?:an?\s+additional\s+)?({_NUMBER})\s{{0,3}}(?:percent|per\s+cent|%)?(?:\s+ad\s+valorem)?"
    rf"\s+to\s+(?:an?\s+additional\s+)?({_NUMBER})\s{{0,3}}(?:percent|per\s+cent|%)",
    re.IGNORECASE,
)
_SCALE = {"trillion": 1000.0, "billion": 1.0, "million": 1e-3, "bn": 1.0, "thousand": 1e-6, "": 1e-9}
_SCALES = "trillion|billion|million|thousand|bn"
MONEY = re.compile(
    rf"(?P<sign>(?:US|U\.S\.\s?)?\$|€|£|¥|\bUSD)\s?(?P<number>{_NUMBER})\s*(?P<scale>{_SCALES})?\b"
    rf"|\b(?P<number2>{_NUMBER})\s+(?P<scale2>{_SCALES})?\s*(?P<sign2>(?:U\.S\.\s+)?dollars|USD|euros?|yuan|RMB"
    rf"|renminbi|yen|pounds)\b",
    re.IGNORECASE,
)
TONS = re.compile(
    rf"\b(?P<number>{_NUMBER})\s+(?P<scale>{_SCALES})?\s*(?P<unit>(?:metric\s+)?(?:tons?|tonnes?)|MMT|barrels"
    rf"|(?:[A-Z]\w+\s+)?(?:aircraft|airplanes|jets|planes))\b(?:\s*\(MMT\))?",
    re.IGNORECASE,
)
# Goods in the name of an authority are none that it speaks of.
_AUTHORITY = re.compile(
    r"\b(?:Food and Drug Administration|(?:Department|Ministry|Secretary|Minister)(?: of| for) [A-Z][\w ]*)"
)
# "Cotton gloves", "corn flakes": the noun that follows says what it is.
_OF_ANOTHER = re.compile(
    r"\s+(?!(?:imports|exports|products|goods|articles|farmers|producers|growers|exporters|importers|suppliers|sales|purchases"
    r"|shipments|tariffs|duties|levies|rates|prices|quotas|markets|sectors|items|lines|has|is|was|does|this|as|its"
    r"|less)\b)[a-z]+s\b"
)
_DOLLARS = re.compile(r"\$|dollar|USD", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class CountryWord:
    """A country or union in a sentence: its code, how it is named, from where to where, and the word."""

    code: str
    form: str
    start: int
    end: int
    word: str = ""


@dataclasses.dataclass(frozen=True)
class Good:
    """Goods in a sentence: their words, their sectors in both shipped worlds, and how surely."""

    word: str
    world2017: tuple[str, ...]
    world2022: tuple[str, ...]
    how: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Number:
    """A number in a sentence, in the unit that its pattern names."""

    value: float
    unit: str
    start: int
    end: int


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (WORDS / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


@cache
def _place_words() -> dict[str, tuple[str, str]]:
    """Code and form of every spelling: names of all countries, and the words of ``places.csv``."""
    found = {name: (code, "name") for code, name in countries().items()}
    found |= {name: (code, "name") for name in _common_names() if (code := find_country(name))}
    found |= {row["word"]: (row["code"], row["form"]) for row in _rows("places")}
    return found


def _common_names() -> tuple[str, ...]:
    """Names as English writes them, where the list of codes has a longer one."""
    from babel import Locale

    return tuple(str(name) for name in Locale("en").territories.values() if len(str(name)) > len("U.K."))


@cache
def _alternatives(name: str) -> re.Pattern[str]:
    words = _place_words() if name == "places" else {row["word"]: row for row in _rows(name)}
    longest_first = sorted(words, key=len, reverse=True)
    # "U.S." ends in a full stop, where no word boundary follows.
    pattern = "|".join(re.escape(word) for word in longest_first)
    flags = re.IGNORECASE if name == "goods" else re.NOFLAG
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", flags)


# "The United States-Mexico-Canada Agreement": a treaty of several, of which none is hit or acts; nor is who names a paper.
_TREATY = re.compile(
    r"\b(?:[A-Z][\w.]* ){1,3}Surtax (?:Order|Regulations)\b|"
    r"\b(?:[A-Z][\w.]*(?: [A-Z]\w*)?[-–]){2,}[A-Z]\w+(?= (?:[A-Z]\w+ ){0,3}(?:Agreement|Treaty|Pact)\b)"
)


@lru_cache(ASKED)
def places_in(text: str) -> tuple[CountryWord, ...]:
    """Every country or union that a sentence names, in its order."""
    words = _place_words()
    treaties = [match.span() for match in _TREATY.finditer(text)]
    return tuple(
        CountryWord(*words[match.group()], match.start(), match.end(), match.group())
        for match in _alternatives("places").finditer(text)
        if not any(start <= match.start() < end for start, end in treaties)
    )


@cache
def _good_words() -> dict[str, dict[str, str]]:
    return {row["word"].casefold(): row for row in _rows("goods")}


@lru_cache(ASKED)
def goods_in(text: str) -> tuple[Good, ...]:
    """Every good of ``goods.csv`` that a sentence names, in its order."""
    found = []
    authorities = [match.span() for match in _AUTHORITY.finditer(text)]
    for match in _alternatives("goods").finditer(text):
        if any(start <= match.start() < end for start, end in authorities):
            continue
        row = _good_words()[match.group().casefold()]
        if row["world2017"] == "AGR" and _OF_ANOTHER.match(text, match.end()):
            continue
        sectors = (tuple(row["world2017"].split()), tuple(row["world2022"].split()))
        found.append(Good(match.group(), *sectors, row["how"], match.start(), match.end()))
    every = sorted([*found, *_scheduled(text)], key=lambda good: good.start)
    # "Vehicle batteries": of two nouns in a row the last says what it is.
    return tuple(
        good for good, after in itertools.zip_longest(every, every[1:]) if after is None or after.start != good.end + 1
    )


def _scheduled(text: str) -> list[Good]:
    """Goods by their codes: "heading 7208"."""
    how = {True: "clear", False: "part"}
    return [
        Good(
            goods.words,
            goods.sectors["world2017"],
            goods.sectors["world2022"],
            how[goods.whole],
            goods.start,
            goods.end,
        )
        for goods in scheduled_goods(text, WORLDS)
    ]


def number_of(text: str) -> float:
    """The number that digits or small words write."""
    plain = text.casefold().replace(",", "")
    return float(SMALL_NUMBERS.get(plain, plain))


@lru_cache(ASKED)
def percents_in(text: str) -> tuple[Number, ...]:
    """Percentages as fractions, and points as fractions: units ``percent`` and ``points``."""
    found = [
        Number(number_of(match.group(1)) / 100, unit, match.start(), match.end())
        for unit, pattern in (("percent", PERCENT), ("points", POINTS))
        for match in pattern.finditer(text)
    ]
    found += [
        Number(0.0, "percent", *match.span("zero" if match["zero"] else "zero2")) for match in _ZERO.finditer(text)
    ]
    return tuple(sorted(found, key=lambda number: number.start))


def amounts_in(text: str) -> tuple[Number, ...]:
    """Amounts of money as they are written ("300 million dollars"; without such a word in billions), and of goods, in their own
    unit."""
    found = []
    for match in MONEY.finditer(text):
        word, scale = (match[name] or match[f"{name}2"] or "" for name in ("number", "scale"))
        sign = match["sign"] or match["sign2"]
        written = scale.casefold() if scale.casefold() in ("million", "trillion") else "billion"
        unit = f"{written} dollars" if _DOLLARS.search(sign) else f"{written} {sign}"
        value = number_of(word) * _SCALE[scale.casefold()] / _SCALE[written]
        found.append(Number(value, unit, match.start(), match.end()))
    for match in TONS.finditer(text):
        scale = " ".join(filter(None, [match["scale"], match["unit"]]))
        unit = "million metric tons" if match["unit"] == "MMT" else scale
        found.append(Number(number_of(match["number"]), unit, match.start(), match.end()))
    return tuple(sorted(found, key=lambda number: number.start))


@cache
def office_levels() -> dict[str, str]:
    """Level of every office of ``offices.csv``: leaders, ministers, vice-ministers or working level."""
    return {row["role"]: row["level"] for row in _rows("offices")}


@cache
def offices() -> re.Pattern[str]:
    """Every office, the longest first."""
    return re.compile("|".join(re.escape(role) for role in sorted(office_levels(), key=len, reverse=True)))


@cache
def people() -> dict[str, str]:
    """Code of the side of every leader and minister of ``people.csv``, by name."""
    return {row["name"]: row["code"] for row in _rows("people")}


# Family names that are words, or of many.
_ALSO_WORDS = ("Champagne", "Silva", "Ross")
# Letters of a family name that is told from other words.
_LEAST_NAME = 4


@cache
def _family_names() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {name.split()[-1]: code for name, code in people().items()}
    kept = {name: code for name, code in codes.items() if len(name) >= _LEAST_NAME and name not in _ALSO_WORDS}
    titled = r"(?:(?:President|Premier|Chairman|Mr\.?)\s+(?:Xi|Li)|President Xi Jinping)"
    pattern = re.compile(rf"(?<!\w)(?:{titled}|(?:{'|'.join(map(re.escape, kept))})(?:\s+administration)?)(?!\w)")
    return pattern, kept


@lru_cache(ASKED)
def people_in(text: str) -> tuple[CountryWord, ...]:
    """The leaders and ministers whom a sentence names, as their countries."""
    pattern, codes = _family_names()
    return tuple(
        CountryWord(codes.get(match.group().split()[0], "CHN"), "person", *match.span(), match.group())
        for match in pattern.finditer(text)
    )


@cache
def issuers() -> tuple[re.Pattern[str], dict[str, str]]:
    """Names of offices at the head of their own texts, and the codes of their governments."""
    codes = {row["words"]: row["code"] for row in _rows("issuers")}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, codes))})(?!\w)"), codes
