"""Who talks: people named with their office, the side they stand on, and their level."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, Negotiator, Value
from tradetalks.text.phrases import office_levels, offices, places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText

# Sentences that are about talks: in others a name is only mentioned.
_TALKS = re.compile(
    r"\b(?:negotiat\w*|talks|discussions|consultations|representatives?|delegation|met|meet|meeting|deal|agreement"
    r"|led by|summit)\b",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+(?:[A-Z][\w’'-]+|[A-Z]\.)){1,3}"
# Offices that one government alone has.
_OWN = {"USA": r"Treasury|Trade Representative|Secretary of|USTR", "CHN": r"State Council|Vice Premier|Politburo"}
_SIDE = re.compile(r"\b(?:from|for|on) the (\S+) side\b|\bthe (\S+) (?:side|delegation)\b", re.IGNORECASE)
_WORKING = re.compile(r"\bworking[- ]level\b", re.IGNORECASE)


def negotiators_of(sentences: Sequence[Sentence], source: SourceText) -> tuple[Negotiator, ...]:
    """Everybody who is named as taking part in talks, each once."""
    found: dict[str, Negotiator] = {}
    for sentence in sentences:
        if not _TALKS.search(sentence.text):
            continue
        for name, role, start, end in _named(sentence.text):
            last = name.split()[-1]
            if last in found:
                continue
            side = _side(sentence, start, end, role, source)
            if side:
                found[last] = _negotiator(sentence, side, name, role, (start, end))
        working = _WORKING.search(sentence.text)
        if working and "working level" not in found:
            words = Value("working level", (sentence.span,), (sentence.at(*working.span()),))
            found["working level"] = Negotiator(OPEN, OPEN, words, words, OPEN)
    return tuple(found.values())


def with_both_sides(found: Sequence[Negotiator], sides: Sequence[str]) -> tuple[Negotiator, ...]:
    """Levels without a name are those of all sides."""
    both = list(sides)
    return tuple(
        dataclasses.replace(who, side=dataclasses.replace(who.level, value=both))
        if not who.name and len(both) > 1
        else who
        for who in found
    )


def _named(text: str) -> list[tuple[str, str, int, int]]:
    """Names with their offices, in either order, and where they stand."""
    found = []
    office = offices().pattern
    before = re.compile(rf"\b(?P<role>{office})\s+(?P<name>{_NAME})")
    after = re.compile(
        rf"\b(?P<name>{_NAME}),\s+(?:the\s+)?(?P<role>(?:[\w.]+\s+){{0,4}}?(?:{office})(?:\s+of\s+(?:the\s+)?(?:[A-Z]\w+\s?)+)?)"
    )
    for pattern in (before, after):
        for match in pattern.finditer(text):
            if places_in(match["name"]) or match["name"].split()[0] in ("In", "At", "On", "The", "Under"):
                continue
            found.append((match["name"].strip(), match["role"].strip(), match.start(), match.end()))
    return sorted(found, key=lambda person: person[2])


def _side(sentence: Sentence, start: int, end: int, role: str, source: SourceText) -> str:
    """Whose side somebody is on: "of China", an office that one government has, "from the Chinese side", or the "
    "issuer's."""
    text = sentence.text
    for place in places_in(text):
        if re.fullmatch(r"\s+of\s+(?:the\s+)?", text[end : place.start]) or start <= place.start < end:
            return place.code
        if place.form == "adjective" and re.fullmatch(r"\s+", text[place.end : start]):
            return place.code
    for code, pattern in _OWN.items():
        if re.search(pattern, role):
            return code
    named = [place for match in _SIDE.finditer(text[:start]) for place in places_in(match.group())]
    if named:
        return named[-1].code
    return source.issuer


def _negotiator(sentence: Sentence, side: str, name: str, role: str, place: tuple[int, int]) -> Negotiator:
    at, words = (sentence.span,), (sentence.at(*place),)
    levels = [level for office, level in office_levels().items() if office in role]
    longest = max((office for office in office_levels() if office in role), key=len, default="")
    level = office_levels().get(longest, levels[0] if levels else "")
    return Negotiator(
        Value(side, at, words),
        Value(name, at, words),
        Value(role, at, words),
        Value(level or None, at, words, derived="rank of the office"),
        Value(True, at, words),
    )
