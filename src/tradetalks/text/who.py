"""Whose a measure is, and whom it hits: by its name, its verb, who bears it, and what was spoken of before."""

from __future__ import annotations

import re

from tradetalks.text.context import Context
from tradetalks.text.discourse import who_is_meant
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.flows import flow_in, listed_with
from tradetalks.text.other_country import only_other
from tradetalks.text.owners import agent_of, owner_beside, owner_of, subject_beside
from tradetalks.text.parties import ELSEWHERE, TARIFF, codes_of, doer_of, hit_in
from tradetalks.text.phrases import Number
from tradetalks.text.rate_parts import own_part
from tradetalks.text.rates import EXPORT_TAX
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action

# Letters between two sentences of a paragraph.
_GAP = 2
# Verbs that are said of those who bear a duty, and those of which only the passive is.
_BORNE = (
    "subject",
    "no longer",
    "fac",
    "pay",
    "paid",
    "hit with",
    "hit by",
    "struck",
    "attract",
    "bear",
    "bore",
    "incur",
    "enter",
    "tax",
)
_BORNE_IN_PASSIVE = ("charg", "slap", "hit")


def who_and_whom(
    sentence: Sentence, context: Context, action: Action, noun: str, rate: Number | None, before: TariffMeasure
) -> tuple[Value, Value]:
    """Whose measure it is, and whom it hits.

    Args:
        sentence: that states it.
        context: of the text.
        action: what is done with the tariff.
        noun: what it is.
        rate: of the tariff; None where none is said.
        before: the measure stated last before it.
    """
    text = sentence.text
    flow = flow_in(sentence) if noun == TARIFF else None
    if flow:
        return flow
    by = _with_those_beside(sentence, _doer(sentence, context, action, rate, before))
    subject = OPEN
    is_taxed = _is_borne(text, action) or _is_agreed_to(sentence, action)
    if is_taxed and _IMPORT.match(text, _end_of(by, sentence)):
        # "Norwegian importers pay 10 percent": to their own customs.
        pass
    elif is_taxed and not by.derived and by.words and by.words[0].end <= sentence.start + action.start:
        # "China shall be subject to 34 percent": who stands before it is hit.
        subject, by = listed_with(sentence, by), agent_of(sentence, action.end)
    if by and sentence.span not in by.at and set(codes_of(by)) & set(codes_of(hit_in(sentence, 0, len(text), ()))):
        # An item that is on goods of those whom the item before it was of: somebody else's.
        by = OPEN
    if _OUR_GOODS.search(text) and context.issuers == codes_of(by):
        # "We have a tariff of 50 percent on our exports": somebody else's.
        by = OPEN
    issuer = _issuer(sentence, context, by, subject, before)
    if noun in (TARIFF, EXPORT_TAX) and issuer:
        by = issuer
    law = _AMERICAN_LAW.search(text)
    if noun == TARIFF and not by and codes_of(subject) != ("USA",) and law:
        by = Value("USA", (sentence.span,), (sentence.at(*law.span()),), derived="whose law it is")
    on = _hit(sentence, action, rate, by, subject)
    ours = _OUR_GOODS.search(text)
    if not on and ours and len(context.issuers) == 1:
        on = Value(context.issuers[0], (sentence.span,), (sentence.at(*ours.span()),), derived="whose text it is")
    if noun != TARIFF or rate is None:
        return by, on
    if not by and _WE_DO.search(text[: action.start]):
        # Whoever speaks, it is not those whose tariffs were spoken of before.
        return by, on
    spoken = context.spoken
    if _OF_A_PAPER.search(text):
        # A rate of another paper is on whom that paper says, not on those of the sentence before.
        spoken = (spoken[0], OPEN)
    if not on and ELSEWHERE.search(text):
        # "Partners enumerated in Annex I": of whom the text does not say.
        spoken = (spoken[0], OPEN)
    by, on = who_is_meant(sentence, by, on or only_other(sentence, by), spoken)
    # Nobody taxes its own goods where they come in.
    return (by, OPEN) if set(codes_of(by)) & set(codes_of(on)) else (by, on)


# Papers and laws of the United States alone.
_AMERICAN_LAW = re.compile(
    r"\b(?:[Ee]xecutive [Oo]rder|[Ss]ection (?:122|201|232|301|338)\b|IEEPA|HTSUS|Trade Expansion Act|Federal Register)"
)
_OF_A_PAPER = re.compile(
    r"\bset (?:forth|out) in (?:section|clause|paragraph|article)\b[^;]{0,30}\b(?:Order|Proclamation|Regulation"
    r"|Announcement|Notice)\b",
    re.IGNORECASE,
)
_IMPORT = re.compile(r"\s+(?:importers?|customs|buyers)\b")


def _end_of(by: Value, sentence: Sentence) -> int:
    """Where in a sentence the words end that say who acts; its end where they stand elsewhere."""
    if not by.words or by.words[0].start < sentence.start:
        return len(sentence.text)
    return by.words[0].end - sentence.start


def _with_those_beside(sentence: Sentence, by: Value) -> Value:
    """Who acts, with whoever is named before it in the same breath: "Chile and Peru intend to"."""
    if by.derived or not by.words or sentence.span not in by.at:
        return by
    every = listed_with(sentence, by)
    named = sentence.text[every.words[0].start - sentence.start : every.words[0].end - sentence.start]
    before = sentence.text[: max(0, every.words[0].start - sentence.start)]
    is_list = isinstance(every.value, list) and " and " in named and not _OF_WHOM.search(before)
    return every if is_list else by


_OF_WHOM = re.compile(r"\b(?:of|on|from|to|with|against|between|for|by|in|than|both)\s+(?:the\s+)?$", re.IGNORECASE)
# "(a) additional duties of 10 percent": an item of what a text itself sets out.
_LETTERED = re.compile(r"\W*\(?[a-z0-9]{1,3}\)\s")
# "We'll abolish the tariff", in a text of which nobody says whose it is.
_WE_DO = re.compile(r"\b[Ww]e(?:['’](?:ll|ve|re))?\s+(?:\w+\s+){0,2}$")
# Goods of whose text it is.
_OUR_GOODS = re.compile(r"\b(?:our|its own) (?:\w+ ){0,2}?(?:exports?|goods|products|exporters|companies)\b")


def _issuer(sentence: Sentence, context: Context, by: Value, subject: Value, before: TariffMeasure) -> Value:
    """Whose text it is, as the one who acts where nobody is said to; open where the sentence is of others' tariffs."""
    if by or len(context.issuers) != 1 or subject.value == context.issuers[0]:
        return OPEN
    issuer = context.issuers[0]
    hits = codes_of(hit_in(sentence, 0, len(sentence.text), ()))
    is_hit = set(hits) == {issuer} or bool(_OUR_GOODS.search(sentence.text))
    is_provision = sentence.item or _LETTERED.match(sentence.text)
    if is_hit or (not is_provision and _goes_on_about_another(sentence, before, issuer)):
        return OPEN
    said = codes_of(context.spoken[0])
    if is_provision:
        return Value(issuer, derived="whose text it is (first line)")
    # A briefing on somebody else's tariffs goes on about them.
    if said and issuer not in said and not set(said) & set(hits) and issuer in codes_of(context.spoken[1]):
        return OPEN
    return Value(issuer, derived="whose text it is (first line)")


# A subject that stands for that of the sentence before, right before its verb.
_PRONOUN = re.compile(
    r"\b(?:[Ii]t|[Tt]hey|[Tt]he country)\s+(?:(?:will|would|shall|has|have|had|is|are|was|also|then)\s+){0,3}$"
)


def _doer(sentence: Sentence, context: Context, action: Action, rate: Number | None, before: TariffMeasure) -> Value:
    """Who does it, where the sentence says so, or goes on about what somebody does."""
    if rate is not None and (owner := subject_beside(sentence, rate) or owner_beside(sentence, rate)):
        return owner
    earlier = context.leader
    if not earlier and sentence.item:
        earlier = before.by
    if context.subject and (_LETTERED.match(sentence.text) or _PRONOUN.search(sentence.text[: action.start])):
        # "China answered. From March 10 it will add".
        earlier = context.subject
    agent = OPEN
    if action.passive:
        agent = agent_of(sentence, action.end)
    return agent or owner_of(sentence, action.start) or doer_of(sentence, action.start, context.issuers, earlier)


def _hit(sentence: Sentence, action: Action, rate: Number | None, by: Value, subject: Value) -> Value:
    """Whom it hits: by the words of its own rate, who bears it, those around its verb, or those of the whole sentence."""
    text = sentence.text
    own = own_part(text, rate) if rate is not None else None
    on = hit_in(sentence, *own, codes_of(by)) if own else OPEN
    if codes_of(subject) != codes_of(by):
        on = on or subject
    window = (min(action.after, action.start), action.before)
    return on or hit_in(sentence, *window, codes_of(by)) or hit_in(sentence, 0, len(text), codes_of(by))


def _goes_on_about_another(sentence: Sentence, before: TariffMeasure, issuer: str) -> bool:
    """Whether a sentence without a subject stands right after one about somebody else's measure: it may be of that one."""
    at = before.instrument.at
    is_next = bool(at) and 0 < sentence.start - at[-1].end <= _GAP
    return is_next and bool(before.by) and issuer not in codes_of(before.by)


def _is_borne(text: str, action: Action) -> bool:
    """Whether the verb is said of those who bear a duty: "is subject to", "faces", "will be charged"."""
    word = text[action.start : action.end].casefold()
    if word.startswith("no longer appl"):
        return False
    return word.startswith(_BORNE) or (word.startswith(_BORNE_IN_PASSIVE) and action.passive)


def _is_agreed_to(sentence: Sentence, action: Action) -> bool:
    """Whether somebody agrees to a tariff on nobody else, which is one on its own goods: "the EU agreed to 15 percent"."""
    is_agreed = sentence.text[action.start : action.end].casefold().startswith("agree")
    return is_agreed and not hit_in(sentence, action.end, action.before, ())
