"""What is said and is no act: opinions, forecasts, intentions, and facts that only set the scene."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tradetalks.text.claim_words import (
    COUNTS,
    EFFECT,
    EXPECTS,
    FAR_EFFECT,
    HOLDS,
    INTENDS,
    INTENDS_ITEM,
    JUDGES,
    LEANS,
    PURPOSE,
    REPORTS,
    SCENE,
)
from tradetalks.text.clauses import condition_in
from tradetalks.text.findings import Claim, TextSpan, Value
from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import places_in
from tradetalks.text.rates import NOUNS
from tradetalks.text.sentences import Sentence

# Who speaks in a joint statement.
BOTH = "both sides"
# What those who only look on say of what will come.
_ONLOOKERS = re.compile(
    r"\b(?:(?i:analysts?|economists?|experts|traders|investors|observers|forecasters|strategists|(?:think )?tank|models?"
    r"|studies|study|simulations?)|[A-Z]\w+ Economics)\b[^;]{0,60}?"
    r"\b(?:expects?|forecasts?|predicts?|believes?|reckons?|estimates?|thinks?|sees?|says?|said|warns?|warned"
    r"|calculates?|finds?|suggests?|assumes?)\b",
)
# The title of a paper, in brackets.
_TITLE = re.compile(r"\((?:[A-Z][\w’'-]*\s+){2}[^()]*\)")
# A line of fewer words that ends in none of these signs is a heading, or one of a table, and claims nothing.
_LONG = 20
_ENDS = tuple('.!;,:”"’)]')
# What a paper sets, or tells its reader: "shall be modified", "for questions, contact".
_SETS = re.compile(
    r"\bshall\b|\bis hereby\b|\bI hereby\b|\b(?:amended|modified|revised) (?:as follows|by)\b|\bheading \d|\bAGENCY:|\bcontact\b"
    r"|\bdirect(?:s|ed|ing) (?:the|that)\b|\bauthori[sz](?:es?|ed|ing)\b|^Having regard\b"
)
# "Should Peru show a lack of progress, the rates may be raised": what is threatened or held out.
_IF_ONLY = re.compile(r"\W*(?:\w{1,3}\) )?Should\b")
# The formula with which a decree opens.
_FORMULA = re.compile(
    r"\W*(?:NOW, THEREFORE|By the authority|Having regard|IN WITNESS|Pursuant to|Section \d)\b", re.IGNORECASE
)
# What will be is expected, even where somebody holds it: "argued that duties would push up prices".
_COMES = re.compile(r"[^;]{0,80}?\b(?:would|will) (?!be (?:in|un)?(?:appropriate|necessary|fair|justified)\b)")
# What a measure covers is no scene.
_OF_MEASURES = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|surtax\w*|quotas?|offset|measures|countermeasures|subheadings?|list|deal|market access"
    r"|exports? of"
    r"|comments|target|covers?)\b|\d+ %;|^Among them\b|\bsold in\b",
    re.IGNORECASE,
)
# What somebody is quoted to say: “Our focus is on hats”.
_QUOTED = re.compile(r"“[A-Z][^”]{20,}")
# A demand is an item of talks.
_ASKS = re.compile(
    r"\bmay (?:\w+ly )?consider\b|\b(?:urges?|urged|calls? (?:up)?on|called (?:up)?on|demands?|demanded)\b"
)
# What somebody did: "signed a proclamation to bolster", where the purpose is no opinion of its own.
_DID = re.compile(
    r"\b(?:signed|imposed|established|issued|launched|implemented|announced|initiated|invoked|directed|used|took|met|adopted"
    r"|introduced|published|declared|raised|secured|concluded|decided|requested|built|builds on|agreed|work)\b"
)
_PURPOSE = re.compile(r"\bto (?!(?:the|an?|its|their|this|that|these|those|our)\b)(?:\w+ly )?[a-z]+\b[^;]*")
# Whose will it is: at the end of what stands before a modal verb.
_WILLED = re.compile(
    r"(?:\b(?:we|I|he|she|sides?|[Pp]arties|Participants|Secretary|President|Commission|Representative|Ministry|Government"
    r"|governments?|USTR|CBP|Committee|Council|Department|importers|countries))\s+(?:both\s+)?$",
    re.IGNORECASE,
)
# Letters that end with a subject.
_SUBJECT = 40


def is_onlookers(text: str) -> bool:
    """Whether a sentence tells what analysts and others who decide nothing expect: nothing is done in it."""
    return bool(_ONLOOKERS.search(text))


def claims_of(sentences: Sequence[Sentence], who: str, granted: Collection[TextSpan] = ()) -> tuple[Claim, ...]:
    """Opinions, forecasts and intentions, which feed no field of a scenario.

    Args:
        sentences: of the text.
        who: speaks in it.
        granted: places of sentences that state measures or items: what is intended in them is one of those.
    """
    found = []
    for sentence in sentences:
        text = _TITLE.sub(lambda title: " " * len(title.group()), sentence.text)
        is_heading = text.rstrip()[-1:] not in _ENDS and len(text.split()) < _LONG
        is_threat = condition_in(text) is not None and NOUNS[TARIFF].search(text)
        if text.endswith("?") or is_threat or is_heading:
            continue
        kind, match = _kind_of(text, is_joint=who == BOTH, is_granted=sentence.span in granted)
        if match is not None:
            about = Value(match.group(), (sentence.span,), (sentence.at(*match.span()),))
            found.append(Claim(who, kind, about))
    return tuple(found)


def _kind_of(text: str, *, is_joint: bool, is_granted: bool) -> tuple[str, re.Match[str] | None]:
    """The first kind of claim that the words of a sentence are; nothing where they are none.

    Args:
        text: of the sentence, without what it only quotes.
        is_joint: whether it is one of a joint statement, in which "intends to" is an item of talks.
        is_granted: whether it states measures or items: what it intends, or says would be done, is one of those.
    """
    if is_onlookers(text):
        return "forecast", _ONLOOKERS.search(text)
    if _IF_ONLY.match(text) or text.isupper():
        return "", None
    plain = not is_granted and not _SETS.search(text)
    if plain and (match := SCENE.search(text)):
        return "fact", match
    if match := PURPOSE.search(text):
        return "intention", match
    heads_a_list = text.rstrip().endswith(":")
    if not heads_a_list and (match := HOLDS.search(text)):
        return "forecast" if _COMES.search(text, match.end()) else "opinion", match
    if _FORMULA.match(text):
        return "", None
    if match := FAR_EFFECT.search(text):
        return "forecast", match
    if plain and (match := INTENDS.search(text)) and not (is_joint and INTENDS_ITEM.match(match.group())):
        return "intention", match
    if plain and (match := _effect(text) or EXPECTS.search(text)):
        return "forecast", match
    if heads_a_list or _ASKS.search(text):
        return "", None
    if match := JUDGES.search(_without_purpose(text)):
        return "opinion", match
    if plain and not text.startswith("If ") and (match := LEANS.search(_without_purpose(text))):
        return "opinion", match
    if plain and not is_joint and not _OF_MEASURES.search(text) and (match := COUNTS.search(text)):
        return "fact", match
    if plain and (match := _QUOTED.match(text)):
        return "opinion", match
    if not is_granted and (match := REPORTS.search(text)):
        return "forecast" if _COMES.search(text) else "opinion", match
    return "", None


def _effect(text: str) -> re.Match[str] | None:
    """What will come of something, where nobody who is named does it: that would be a promise."""
    for match in EFFECT.finditer(text):
        head = text[max(0, match.start() - _SUBJECT) : match.start()]
        places = places_in(head)
        is_willed = match["modal"] in ("will", "may") and (
            _WILLED.search(head) or (places and places[-1].end >= len(head.rstrip()))
        )
        if not is_willed:
            return match
    return None


def _without_purpose(text: str) -> str:
    """A sentence without what something that was done is meant to bring about."""
    did = _DID.search(text)
    if did is None:
        return text
    head, tail = text[: did.end()], text[did.end() :]
    return head + _PURPOSE.sub(lambda purpose: " " * len(purpose.group()), tail)
