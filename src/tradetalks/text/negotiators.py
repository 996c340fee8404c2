"""Who talks: people named with their office, the side they stand on, and their level."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, Negotiator, Value
from tradetalks.text.phrases import office_levels, offices, people, places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText

# Sentences that are about talks: in others a name is only mentioned.
_TALKS = re.compile(
    r"\b(?:negotiat\w*|talks|discussions|consultations|(?<!Trade )representatives?|delegation|met|meet|meetings?|deal|agreement"
    r"|(?:heads?|leads?|headed|led) (?:the \w+ (?:side|team)|for)|negotiators?|visits?|travel(?:s|led|ed)?|flew to|speaks"
    r"|led by|headed by|summit|team|envoys?|agreed|speak|spoke|spoken|(?:video |phone )?call|counterpart|by phone"
    r"|received|truce)\b",
    re.IGNORECASE,
)
_UPPER = "[A-ZÀ-ÖØ-ÞĀ-Ž]"
_WORD = rf"(?:{_UPPER}[\w’'-]+|[A-Z]\.)"
_NAME = rf"{_WORD}(?:\s+(?:(?:von|van|der|den|de|del|da|dos|al|bin)\s+){{0,2}}{_WORD}){{1,3}}"
# Words that part a name from somebody else's office: "Jane Roe, will meet President".
_NO_ROLE = r"(?:will|would|met|meets?|said|says|spoke|and|who|is|was|has|had|to|with|told)\b"
# Offices that one government alone has.
_OWN = {"USA": r"Treasury|Trade Representative|Secretary of|USTR", "CHN": r"State Council|Vice Premier|Politburo"}
_SIDE = re.compile(r"\b(?:from|for|on) the (\S+) side\b|\bthe (\S+) (?:side|delegation)\b", re.IGNORECASE)
# "The Swiss team was led by", "China's delegation is headed by": whose it is stands before.
_TEAM = re.compile(r"(?:[’']s)?\s+(?:\w+\s+)?(?:team|delegation|side|negotiators|party)\b[^.]*$", re.IGNORECASE)
# "A delegation from India, led by".
_FROM_TEAM = re.compile(r"\b(?:team|delegation|negotiators) (?:from|of) (?:the )?$", re.IGNORECASE)
_LEADS = re.compile(
    r"\b(?:led|headed|chaired|represented) by\b[^;]*$|\b(?:team|delegation) under\b[^;]*$|\bchief negotiator is\b[^;]*$"
    r"|\brepresentatives?\b[^;]*\b(?:is|are|be)\b[^;]*$|\bthe (?:[\w.]+ )?lead,\s*$",
    re.IGNORECASE,
)
_LEADS_AFTER = re.compile(
    r"^\W*(?:who |is |has been |will |is to )?(?:leads?|leading|led|heads|headed|chairs|chaired)\b"
    r"|^\W*as the (?:[\w.]+ )?(?:lead|head)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\b(?:includ\w+|accompanied by|joined by|along with|together with)\b[^;]*$", re.IGNORECASE)
_BESIDE_AFTER = re.compile(
    r"^[^;]{0,40}\b(?:also|unexpected|appearance|took part|attended|joined|was present|sat in)\b", re.IGNORECASE
)
_MEET = re.compile(r"\b(?:met|meet|spoke|talked|agreed|reached|concluded|signed)\b", re.IGNORECASE)
_WORKING = re.compile(r"\bworking[- ]level\b", re.IGNORECASE)


# "The leaders of the United States and China met".
_LEADERS = re.compile(
    r"\b(?:leaders|presidents) of [^;]{3,80}?(?=\b(?:met|agreed|reached|spoke)\b)|\btwo (?:heads of state|presidents|leaders)\b",
    re.IGNORECASE,
)
# "President Roe told reporters": says something of talks, and takes no part in them.
_SPEAKS = re.compile(r"\s+(?:told|said|says|wrote|tweeted|posted|warned|added|declined)\b")
_MEETS = re.compile(r"\b(?:met|meets?|meeting|negotiat\w+|talks with|call|led|leads|agreed|announced)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


def _only_speaks(text: str, end: int) -> bool:
    """Whether somebody who is named up to ``end`` is only quoted."""
    return bool(_SPEAKS.match(text, end)) and not _MEETS.search(_QUOTED.sub("", text))


def negotiators_of(sentences: Sequence[Sentence], source: SourceText) -> tuple[Negotiator, ...]:
    """Everybody who is named as taking part in talks, each once."""
    found: dict[str, Negotiator] = {}
    for sentence in sentences:
        if not _TALKS.search(sentence.text) or sentence.text.endswith("?"):
            continue
        for name, role, start, end in _named(sentence.text):
            last = name.split()[-1]
            if last in found or _only_speaks(sentence.text, end):
                continue
            side = _side(sentence, (start, end), name, role, source)
            found[last] = _negotiator(sentence, side, name, role, (start, end))
        leaders = _LEADERS.search(sentence.text)
        if leaders and "leaders" not in found and not any(who.level.value == "leaders" for who in found.values()):
            words = Value("leaders", (sentence.span,), (sentence.at(*leaders.span()),))
            found["leaders"] = Negotiator(OPEN, OPEN, words, words, OPEN)
        working = _WORKING.search(sentence.text)
        if working and "working level" not in found:
            words = Value("working level", (sentence.span,), (sentence.at(*working.span()),))
            found["working level"] = Negotiator(OPEN, OPEN, words, words, OPEN)
    return tuple(who for who in found.values() if not _sends_others(who, tuple(found.values())))


def _sends_others(who: Negotiator, found: Sequence[Negotiator]) -> bool:
    """Whether a leader is only named beside ministers of the same side, who talk."""
    return who.level.value == "leaders" and any(
        other.side.value == who.side.value and other.level.value in ("ministers", "vice-ministers") for other in found
    )


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
    office = f"(?i:{offices().pattern})"
    families = "|".join(sorted({name.split()[-1] for name in people()}, key=len, reverse=True))
    before = re.compile(
        rf"\b(?P<role>{office}(?:\s+(?:for|of)(?:\s+(?:and\s+)?[A-Z]\w+){{1,4}}?(?=\s+{_WORD}\s+{_WORD}))?)(?:,?\s+"
        rf"|\s+is\s+)(?P<name>{_NAME}|(?:{families})\b)"
    )
    after = re.compile(
        rf"\b(?P<name>{_NAME}),\s+(?:the\s+)?(?P<role>(?:(?!{_NO_ROLE})[\w.’']+\s+){{0,4}}?(?:{office})(?:\s+of\s+(?:the\s+)?(?:[A-Z]\w+\s?)+)?)"
    )
    for pattern in (before, after):
        for match in pattern.finditer(text):
            if places_in(match["name"]) or match["name"].split()[0] in ("In", "At", "On", "The", "Under"):
                continue
            found.append((_without_office(match["name"].strip()), match["role"].strip(), match.start(), match.end()))
    # "Ambassador Jane Roe, the Trade Representative": the higher of two offices is meant.
    best: dict[str, tuple[str, str, int, int]] = {}
    for person in sorted(found, key=lambda person: person[2]):
        last = person[0].split()[-1]
        if last not in best or _rank(person[1]) < _rank(best[last][1]):
            best[last] = person
    return sorted(best.values(), key=lambda person: person[2])


def _without_office(name: str) -> str:
    """A name without the office that its first word is: "Ambassador Jane Roe"."""
    first, _, rest = name.partition(" ")
    return rest if " " in rest and re.fullmatch(offices().pattern, first, re.IGNORECASE) else name


_LEVELS = ("leaders", "ministers", "vice-ministers", "working level")


def _rank(role: str) -> int:
    """The place of an office's level from the top; below all where the office is not known."""
    level = _level(role)
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


def _side(sentence: Sentence, place_of: tuple[int, int], name: str, role: str, source: SourceText) -> Value:
    """Whose side somebody is on: "of China", an office that one government has, "the Chinese team", or the list of names; of
    those whose text it is where no other country is spoken of. Open where nothing says."""
    text, (start, end) = sentence.text, place_of
    at, words = (sentence.span,), (sentence.at(start, end),)
    for place in places_in(text):
        if re.fullmatch(r"\s+of\s+(?:the\s+)?", text[end : place.start]) or start <= place.start < end:
            return Value(place.code, at, words)
        is_its = re.fullmatch(r"(?:’s|'s)\s+(?:\w+\s+){0,2}", text[place.end : start])
        if is_its or (place.form == "adjective" and re.fullmatch(r"\s+", text[place.end : start])):
            return Value(place.code, at, words)
    for code, pattern in _OWN.items():
        if re.search(pattern, role, re.IGNORECASE):
            return Value(code, at, words, derived="whose office it is")
    teams = [place for place in places_in(text) if place.end <= start and _TEAM.match(text[place.end : start])]
    teams += [place for place in places_in(text) if place.end <= start and _FROM_TEAM.search(text[: place.start])]
    teams += [place for match in _SIDE.finditer(text[:start]) for place in places_in(match.group())]
    if teams:
        return Value(teams[-1].code, at, words)
    known = {full.split()[-1]: code for full, code in people().items()} | people()
    if name in known:
        return Value(known[name], at, words, derived="a name on the list of leaders and ministers")
    others = {place.code for place in places_in(text[:end])} - {source.issuer}
    is_alone = source.issuer and not others
    return Value(source.issuer, at, words, derived="whose text it is") if is_alone else OPEN


def _leads(sentence: Sentence, level: str, start: int, end: int) -> Value:
    """Whether somebody leads a side; open where the text does not say."""
    head, tail = sentence.text[:start], sentence.text[end:]
    at, words = (sentence.span,), (sentence.at(start, end),)
    if _BESIDE.search(head) or _BESIDE_AFTER.match(tail):
        return Value(False, at, words)
    if _LEADS.search(head) or _LEADS_AFTER.match(tail):
        return Value(True, at, words)
    if level == "leaders" or _MEET.search(sentence.text):
        return Value(True, at, words, derived="who meets, or agrees")
    return OPEN


def _negotiator(sentence: Sentence, side: Value, name: str, role: str, place: tuple[int, int]) -> Negotiator:
    at, words = (sentence.span,), (sentence.at(*place),)
    level = _level(role)
    return Negotiator(
        side,
        Value(name, at, words),
        Value(role, at, words),
        Value(level or None, at, words, derived="rank of the office"),
        _leads(sentence, level, *place),
    )


def _level(role: str) -> str:
    """The level of an office, by the first of the list that its words hold, the longest of those that begin there; empty where
    they hold none: an under secretary of the Treasury is no secretary of the Treasury."""
    plain = role.casefold()
    begins = {office: plain.find(office.casefold()) for office in office_levels()}
    held = [office for office, start in begins.items() if start >= 0]
    return office_levels().get(min(held, key=lambda office: (begins[office], -len(office)), default=""), "")
