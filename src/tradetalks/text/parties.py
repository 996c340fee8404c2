"""Who acts and who is hit: the countries of a sentence by what they do in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.clauses import condition_in
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.owners import is_owner, place_value
from tradetalks.text.phrases import CountryWord, goods_in, people_in, places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verb_stems import VERB

ALL = "all"
# The instrument of scenarios that most texts speak of.
TARIFF = "import_tariff"
# Everybody, in the words of orders and of reports.
EVERYBODY = re.compile(
    r"\b(?:articles|goods|products|imports) of trading partners\b"
    r"|\b(?:all|any|every|most|other) (?:imports from all )?(?:trading partners?|countries|country|nations?)\b"
    r"|\bthe rest of the world\b|\bglobal implementation\b|\b(?:universal|global) (?:\S+ )?(?:tariffs?|dut(?:y|ies))\b"
    r"|\b(?:articles|goods|products) imported into the (?:customs territory of the )?United States\b"
    r"|\bregardless of (?:the )?(?:country of )?origin\b",
    re.IGNORECASE,
)
# Countries that are named elsewhere: whom it concerns is not in the text.
ELSEWHERE = re.compile(
    r"\b(?:enumerated|listed|set forth|specified|identified) in Annex\b|\bcountry-specific\b", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"\b(?:of|on|from|to|into|with|against|in|for|by|between|towards?|like|through|via|within|at|outside|than|including)\s+"
    r"(?:the\s+|goods of\s+)?$",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(r"(?<!by the )(?<!of the )(?<!from the )\bgovernment of (?:the )?$", re.IGNORECASE)
# Goods of a country: "products of China", "imports from Canada or Mexico", "tariffs on Japan".
_ON = re.compile(
    r"\b(?:goods|products?|articles?|imports?|exports?|items|vehicles|steel|duties|duty|tariffs?|rates?|those"
    r"|potash|produced|imported|investigation|levy|levies|surcharges?|surtax(?:es)?|percent|%)"
    r"(?:\s+(?:imported|originating|manufactured|entering))?\s+(?:of|from|on|against|in)\s+(?:the\s+)?$"
    r"|\bthat are products of (?:the )?$|\bagainst (?:the )?$|\bimposed on (?:the )?$|\btaken against (?:the )?$",
    re.IGNORECASE,
)
# In a sentence about tariffs, what comes from a country is what is taxed.
_ORIGIN = re.compile(
    r"\b(?:from|(?:originat\w+|poured|produced|made|built|grown|manufactured|assembled) in)\s+(?:the\s+)?$"
    r"|\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|rates?|percent|per cent|%)\s+for\s+(?:the\s+)?$"
    # "A duty of 25 percent on hats and gloves of Peru": whatever the goods are.
    r"|\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|percent|per cent)\b[^;]{0,40}?\bon\s+"
    r"(?:(?!of\b)[a-z][\w-]*,?\s+){1,8}of\s+(?:the\s+)?$"
    # "The tariff of Peru on Chile".
    r"|\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|measures?)\s+of\s+[A-Za-z. ]{2,40}?\s+(?:on|against)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "A tariff on Peruvian hats".
_DUTY_ON = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|percent|per cent|%)[^;,]{0,30}\bon\s+$", re.IGNORECASE)
NEXT = re.compile(r"^(?:\s*,\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+)(?:the\s+|from\s+|of\s+)*$")
_ITS_GOODS = re.compile(
    r"^(?:’s|'s)?\s+(?:(?!(?:on|against|of|from|to|with|tariffs?|duty|duties|countermeasures|measures)\b)\w+\s+){0,3}?"
    r"(?:origin|imports?|goods|products|exports?|articles|soybeans|agricultural)\b",
    re.IGNORECASE,
)
# Letters before a verb in which "we" is its subject.
_NEAR_VERB = 70
# Whoever signs a proclamation speaks in it.
_I = re.compile(r"\bI\b(?! (?:and|or)\b)(?!\))(?<!Annex I)(?<!Part I)(?<!List I)(?<!Title I)")
_WE = re.compile(r"\b(?:I|we|my|our|this order|the President|the Secretary|the Trade Representative)\b")


def doer_of(sentence: Sentence, before: int, issuers: tuple[str, ...], earlier: Value = OPEN) -> Value:
    """Who does what the verb at ``before`` says.

    Args:
        sentence: the sentence of the verb.
        before: where the verb begins.
        issuers: whose text it is; that of one government is in its voice.
        earlier: who acted in the sentence before, for an item without a subject of its own.
    """
    text = sentence.text
    condition = condition_in(text) or (0, 0)
    # "Unless the U.S. tariffs are withdrawn": they are not those of which something is said.
    places = [place for place in places_in(text) if not condition[0] <= place.start < condition[1]]
    named = sorted([*places, *people_in(text)], key=lambda place: place.start)
    for place in reversed([place for place in named if place.end <= before]):
        if _is_doer(text, place):
            derived = ""
            if place.form == "person":
                derived = "on whose side the person named stands"
            return dataclasses.replace(place_value(sentence, place), derived=derived)
    for place in named:
        is_possessive = text[place.end : place.end + 1] in ("’", "'")
        if _names_tariff(text, place) and (
            place.form in ("adjective", "person") or place.word.isupper() or is_possessive
        ):
            return place_value(sentence, place)
    voice = _WE.search(text, max(0, before - _NEAR_VERB), before) or _I.search(text, 0, before)
    if voice and len(issuers) == 1:
        return Value(issuers[0], (sentence.span,), (sentence.at(*voice.span()),), derived="whose text it is")
    return earlier


def _is_doer(text: str, place: CountryWord) -> bool:
    """Whether a country, or who stands for it, is the subject of what follows, or the owner of the tariff."""
    head = text[: place.start]
    if is_owner(text, place):
        return True
    if place.form == "person":
        if _PAPER_OF.match(text, place.end):
            return not _PREPOSITION.search(head)
        is_alone = text[place.end : place.end + 1] not in ("’", "'") and not _PREPOSITION.search(head)
        return is_alone and not re.search(r"\bby\s+(?:\w+\s+){0,2}$", head)
    if place.form == "capital" and _PREPOSITION.search(head):
        return False
    if (_ANOTHER.search(head) and _IS_OR_DOES.match(text, place.end)) or _ANSWERS.match(text, place.end):
        # "..., and the US will apply", "from China, and Beijing has answered": a clause of its own.
        return True
    if _ATTRIBUTE.match(text, place.end) or _FOUND_THAT.search(head):
        return False
    if place.form == "adjective" and not (_SIDE.match(text[place.end :]) or _does_something(text, place.end)):
        return False
    return bool(_GOVERNMENT.search(head)) or not (_PREPOSITION.search(head) or LISTED.search(head))


# "Determined that Peru had failed to act and proceeded with the duty": whoever finds so proceeds.
_FOUND_THAT = re.compile(r"\b(?:determined|found|concluded|determines|finds|concludes) that\s+(?:the\s+)?$")
# "President Trump's letter announces": the paper of whoever signed it.
_PAPER_OF = re.compile(r"(?:’s|'s|’|')\s+(?:\w+\s+)?(?:letter|order|proclamation|announcement|decree|decision|post)\b")


def _does_something(text: str, end: int) -> bool:
    """Whether a verb stands after a name that may be an adjective: "the US doubled its tariffs"."""
    following = _ADVERBS.match(text, end)
    start = following.end() if following else end
    verb = VERB.match(text, start)
    return verb is not None and not _A_TARIFF.match(text, verb.end())


def _names_tariff(text: str, place: CountryWord) -> bool:
    """Whether a country stands in the name of a tariff, and not in that of goods: "Chinese duties"."""
    name = _OWNER.match(text, place.end)
    return name is not None and not any(place.end <= good.start < name.end() for good in goods_in(text))


_ANOTHER = re.compile(r",\s+(?:and|while|but)\s+(?:the\s+)?$")
# "Goods of China, and Mexico has": a clause of its own, whatever it says.
_IS_OR_DOES = re.compile(r"\s+(?:will|shall|would|has|have|had|is|are|was|were|(?:imposed|levied|raised)(?! by\b))\b")
_ANSWERS = re.compile(r"\s+(?:(?:has|have|had)\s+)?(?:answered|responded|retaliated|hit back)\b")
# A name that only says whose goods or tariffs they are: "will match the United States tariffs".
_ATTRIBUTE = re.compile(
    r"\s+(?:tariffs?|dut(?:y|ies)|goods|products|imports|exports|steel|cars|measures|countermeasures)\b", re.IGNORECASE
)
# "The Chinese side", "U.S. officials": the adjective is who acts.
_SIDE = re.compile(
    r"\s+(?:side|importers|government|officials?|authorities|representatives?|delegation|commerce|ministry"
    r"|administration|president"
    r"|prime minister|trade representative|will|shall|would|may|can|could|has|have|had|is|was|said|says|agree[sd]?"
    r"|decided|plans?|intends?"
    r"|retaliat\w+|respond\w*|answer\w*|also|now)\b",
    re.IGNORECASE,
)
# Between a subject and its verb: "the US on Tuesday doubled".
_ADVERBS = re.compile(
    r"\s+(?:(?:also|now|then|already|first|\w+ly|(?:on )?\w+day|in turn|in response|in \w+),?\s+){0,2}"
)
_A_TARIFF = re.compile(r"\s+(?:of|in)\b")
# Whose measures they are: "eliminate China's export controls".
_OWNER = re.compile(
    r"(?:’s|'s)?\s+(?:(?!(?:goods|products|exports|imports|articles|items)\b)[\w%.-]+\s+){0,4}?(?:export controls?"
    r"|tariffs?|dut(?:y|ies)|lev(?:y|ies)"
    r"|surtax(?:es)?|countermeasures|export restrictions?)\b",
    re.IGNORECASE,
)
# Two who talk: "talks between the United States and Japan", "Japan and Peru will hold talks", "the Governments of X and Y".
_TALKING = re.compile(
    r"\b(?i:agreement|talks|negotiations|consultations|meeting|discussions|deal)\s+between\s+[^;,]{3,80}"
    r"|(?:[A-Z][\w.]*\s+){1,3}and\s+(?:the\s+)?(?:[A-Z][\w.]*\s+){1,3}(?:will|have|had|agreed|are|were|beg[ai]n|hold|held"
    r"|resumed?|opened)\b[^;,]{0,40}\b(?:talks|negotiations|consultations|discussions)\b"
    r"|^(?:The )?Governments? of [^;]{3,160}|\bdeal with [^;—]{3,40}"
)
# The second of two names after a preposition: "goods of Canada or Mexico".
_NAME = r"(?:the\s+)?[A-Z][\w.-]*(?:\s+(?:of\s+|the\s+)*[A-Z][\w.-]*){0,3}"
LISTED = re.compile(
    rf"\b(?:of|on|from|between|with|against)\s+{_NAME}(?:,\s+{_NAME})*(?:,?\s+(?:or|and)|,)\s+(?:the\s+)?$"
)


def hit_in(sentence: Sentence, start: int, end: int, doers: tuple[str, ...]) -> Value:
    """Whose goods a part of a sentence speaks of.

    Args:
        sentence: the sentence.
        start, end: the part.
        doers: those who act, who are not hit by themselves.

    Returns:
        A code, a list of codes, or ``all``; open where it says nobody.
    """
    text = sentence.text
    found: list[CountryWord] = []
    condition = condition_in(text) or (0, 0)
    for place in places_in(text[:end]):
        if condition[0] <= place.start < condition[1]:
            continue
        if place.start < start or place.code in doers or place.code in [other.code for other in found]:
            continue
        if len(found) == 1 and _ANOTHER.search(text[: place.start]) and _IS_OR_DOES.match(text, place.end):
            break
        if found and NEXT.match(text[found[-1].end : place.start]):
            found.append(place)
        elif not found and _is_hit(text, place):
            found = [place]
    if found:
        codes = [place.code for place in found]
        words = sentence.at(found[0].start, found[-1].end)
        return Value(codes[0] if len(codes) == 1 else codes, (sentence.span,), (words,))
    if ELSEWHERE.search(text, start, end):
        return OPEN
    everybody = EVERYBODY.search(text, start, end)
    if everybody:
        return Value(ALL, (sentence.span,), (sentence.at(*everybody.span()),))
    return OPEN


def _is_hit(text: str, place: CountryWord) -> bool:
    is_noun = _AFTER_THE.search(text, 0, place.start) and not _MORE_OF_IT.match(text, place.end)
    if place.form == "adjective" and not is_noun:
        is_goods = _ITS_GOODS.match(text[place.end :]) or _DUTY_ON.search(text[: place.start])
        return bool(is_goods) or _names_good(text, place.end)
    if is_owner(text, place):
        return False
    if _ITS_GOODS.match(text[place.end :]) and not _PREPOSITION.search(text[: place.start]):
        return True
    head = text[: place.start]
    of = re.search(r"\s+of\s+(?:the\s+)?$", head)
    names_good = of is not None and any(good.end == of.start() for good in goods_in(head))
    return names_good or bool(_ON.search(head)) or bool(_ORIGIN.search(head))


# "Against the US": a name that may be an adjective, and stands alone.
_AFTER_THE = re.compile(r"\b(?:against|on|from|of) the $")
_MORE_OF_IT = re.compile(
    r"\s+(?:(?!(?:until|for|from|in|on|with|by|and|to|as|at|since|through|is|are|was|were|will|has)\b)[a-z]"
    r"|[A-Z]\w+ (?:government|side))"
)


def _names_good(text: str, start: int) -> bool:
    """Whether a good stands there, with a word or two before it: "British cars", "Mexican fresh tomatoes"."""
    good = next((good for good in goods_in(text) if good.start > start), None)
    return good is not None and bool(re.fullmatch(r"(?:-made)?\s+(?:\w+\s+){0,2}", text[start : good.start]))


def codes_of(value: Value) -> tuple[str, ...]:
    """The codes that a value holds; none where it is open."""
    if not value:
        return ()
    if isinstance(value.value, list | tuple):
        return tuple(str(code) for code in value.value)
    return (str(value.value),)


def parties_of(
    sentences: Sequence[Sentence], measures: Sequence[TariffMeasure], issuer: str, others: Sequence[Value] = ()
) -> tuple[Value, ...]:
    """Who the text is about: whose it is, whose tariffs it speaks of and whom they hit, and those who talk in it.

    Args:
        sentences: of the text.
        measures: it states.
        issuer: whose text it is; empty where that is not known.
        others: sides of those who are named as talking, and of those who promise.
    """
    found: dict[str, Value] = {}
    if issuer:
        found[issuer] = _mention(sentences, issuer)
    for sentence in sentences:
        for match in _TALKING.finditer(sentence.text):
            for place in places_in(match.group()):
                words = sentence.at(match.start() + place.start, match.start() + place.end)
                found.setdefault(place.code, Value(place.code, (sentence.span,), (words,)))
    for measure in measures:
        if measure.instrument.value != TARIFF:
            continue
        for value in (measure.by, measure.on):
            for code in codes_of(value):
                found.setdefault(code, dataclasses.replace(value, value=code))
    for value in others:
        for code in codes_of(value):
            found.setdefault(code, dataclasses.replace(value, value=code))
    return tuple(found.values())


def _mention(sentences: Sequence[Sentence], code: str) -> Value:
    """Where a country is first named."""
    for sentence in sentences:
        for place in places_in(sentence.text):
            if place.code == code:
                return place_value(sentence, place)
    return Value(code, derived="whose text it is (first line)")
