"""Who grants something in a sentence, or is asked to, and how surely."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.clauses import condition_in
from tradetalks.text.findings import OPEN, TextSpan, Value
from tradetalks.text.flows import listed_with
from tradetalks.text.idle_verbs import NEXT_VERB, gives_nothing
from tradetalks.text.item_kinds import kind_of_item
from tradetalks.text.jointly import of_both, owed_by
from tradetalks.text.leaders import first_place
from tradetalks.text.parties import LISTED, codes_of
from tradetalks.text.phrases import people_in, places_in
from tradetalks.text.sentences import Sentence

SUBJECT = re.compile(
    r"(?P<will>\b(?:will|shall)\b)|(?P<agreed>\b(?:has|have) agreed to\b(?! an? (?:\w+ ){0,2}?(?:framework|agreement|deal)\b)"
    r"|\bagreed (?:today |also |further |not )?to\b(?! (?:in|at|by|during|on|under)\b)(?! an? (?:\w+ ){0,2}?(?:framework"
    r"|agreement|deal)\b)"
    r"|\bagreed today, [a-z ]{3,20}, to\b"
    r"|\bagreed (?:that(?= (?:any|all|both|each|such)\b)|on(?= the (?:importance|need|framework|principles)\b)))"
    r"(?! an? [\w%. -]{0,30}?(?:tariff|duty|rate|levy)\b(?![^;]*\band (?:also )?to [a-z]))|(?P<promised>\b(?:is"
    r"|are) (?:also )?working (?:toward|to)\b"
    r"|\b(?:reaffirm|confirm|reiterat|renew)\w* (?:its|their) commitments? to\b"
    r"|\b(?:signal\w*|announced|expressed|stated) (?:its|their) (?:intentions?|intent|plans?) to\b"
    r"|\bsigned [\w ]{0,30}?(?:memoranda|contracts|agreements|deals|letters of intent) to\b"
    r"|\b(?:commits?|(?<!remains )(?<!remain )(?<!ly )committed|pledge[sd]?|promise[sd]?|undertakes?|intends?|plans?"
    r"|aims?|seeks?|proposes?"
    r"|(?:is|are) expected) to\b"
    r"|\bwants? to (?=import|buy|purchase|resolve)|\brepresented that it (?:will|would)\b)"
    r"|(?P<offered>\b(?:has |have )?offer(?:s|ed)? to\b|\b(?:is|are|remains?|stands?) (?:ready|prepared|willing) to\b)"
    r"|(?P<begun>\b(?:has"
    r"|have) (?:taken (?:\w+ )?steps\b|(?:resumed|begun|started|restarted)\b))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:call(?:s|ed)? on|urge[sd]?|demand(?:s|ed)?|asks?|asked|require[sd]?|wants?|wanted|expects?|invite[sd]?"
    r"|request(?:s|ed)?)\s+(?:the\s+)?(?P<whom>[A-Z][\w. ]+?)(?: side)?\s+(?:to"
    r"|must|should)\b"
    r"|\b(?:demand(?:s|ed)?|insist(?:s|ed)?|require[sd]?|request(?:s|ed)?"
    r"|propose[sd]?) that\s+(?:the\s+)?(?P<whom2>[A-Z][\w.]*(?: [A-Z][\w.]*)*)\s+(?=[a-z])"
)


# "Have asked again for a quota", "was seeking an end to": of whom is not said.
_ASKS_FOR = re.compile(
    r"\b(?:asked|asks|asking) (?:again |since |also )?for\b|\brequest(?:s|ed) (?=an?\b|the\b(?! Secretary))"
    r"|\b(?:is|was|are|were) seeking\b|\bseeks (?=an?\b|the\b)"
    r"|\b(?:has|have) since asked for\b"
    r"|\bwants? (?=(?:\w+ )?(?:access|an end|relief)\b)|\bwants (?=(?:the|its|this|that|an?"
    r"|all)\s+(?:[\w%.-]+\s+){0,3}?(?:tariffs?|dut|lev|rates?\b|quota|exempt))"
    r"|\b(?:reiterated|repeated|renewed) its (?:request|demand|call) (?:that|for)\b"
)
# "Wants the duty cut to 15 percent", "reiterated its request that the rate be lowered": nothing is done yet.
_WISH = re.compile(
    r"\b(?:wants?|wanted|would like|wish(?:es|ed)?(?: for)?|hop(?:es|ed) (?:that|for))\s+(?!to\s+(?!see\b|have\b))"
    r"|\b(?:requests?|requested|demands?|demanded|appeals?|appealed|calls?|called|petition(?:s|ed)?)\s+(?:\w+\s+)?"
    r"(?:that|for)\b|\basks?(?:ed)? (?:again |also )?(?:that|for)\b"
)
# Where something else begins after it.
_AFTER_A_WISH = re.compile(r";|,\s+(?:and|but|while)\b|\b(?:and|but)\s+(?:will|shall|has|have)\b")
# "The two sides agreed that China would buy".
_AGREED_THAT = re.compile(r"\bagreed that (?:the )?(?P<whom>[A-Z][\w. ]+?) (?:would|will|shall)\b")


@dataclasses.dataclass(frozen=True)
class Grant:
    """Who grants in a sentence, how surely, and from where on."""

    by: Value
    asked_by: Value
    status: Value
    start: int


def grant_of(sentence: Sentence, issuer: str, grantor: Value, joint: Sequence[str] = ()) -> Grant | None:
    """Who grants what a sentence speaks of; None where nobody grants anything.

    Args:
        sentence: to read.
        issuer: whose text it is; empty where it is several governments'.
        grantor: of the list that it is an item of.
        joint: those who speak as "we" in a joint statement, and are "the two sides" of any text.
    """
    text = sentence.text
    demand = _demand_in(sentence, issuer)
    if demand:
        return demand
    if _ASKS_FOR.search(text) or _HOPES.search(text):
        # Asked for, and nobody says by whom.
        return None
    that = _AGREED_THAT.search(text)
    granting = places_in(that["whom"]) if that else ()
    if that and granting:
        words = (sentence.at(*that.span()),)
        by = Value(granting[0].code, (sentence.span,), words)
        return Grant(by, OPEN, Value("agreed", (sentence.span,), words), that.end())
    verb = SUBJECT.search(text)
    owed = owed_by(sentence)
    if owed:
        return Grant(*owed)
    waits = _CONTINGENT.search(text, verb.end()) if verb else None
    if condition_in(text) and waits is None:
        return None
    while verb is not None and gives_nothing(_main_clause(text, verb), verb):
        # "Will sign the Agreement, and will open its market": the second verb.
        goes_on = NEXT_VERB.search(text, verb.end())
        verb = SUBJECT.search(text, goes_on.start()) if goes_on else None
        if verb is None:
            return None
    if verb is not None and _WHETHER.search(text, 0, verb.start()):
        return None
    if verb is None:
        if grantor and not places_in(text[:3]) and re.match(r"[A-Z]\w+(?:ly)?\b", text):
            return Grant(grantor, OPEN, Value("promised", (sentence.span,), (sentence.at(0, 1),)), 0)
        return None
    if _WHICH.search(text, 0, verb.start()):
        return None
    return _by_subject(sentence, verb, waits, issuer, joint)


def _by_subject(
    sentence: Sentence, verb: re.Match[str], waits: re.Match[str] | None, issuer: str, joint: Sequence[str]
) -> Grant | None:
    """What the subject of a verb grants, be it one, several, or "the two sides"; None where it names none."""
    text = sentence.text
    before = text[: verb.start()]
    named = sorted([*places_in(before), *people_in(before)], key=lambda place: place.start)
    place = next((place for place in reversed(named) if _is_subject(text, place.start)), None)
    if place is None:
        both = of_both(sentence, verb, joint, speaks=not issuer)
        return Grant(*both) if both else None
    status = "promised" if verb.lastgroup == "will" else str(verb.lastgroup)
    by = Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
    if waits is not None:
        return Grant(by, OPEN, Value("conditional", (sentence.span,), (sentence.at(*waits.span()),)), verb.end())
    every = listed_with(sentence, by)
    if joint and set(codes_of(every)) == set(joint) and len(joint) > 1:
        both = of_both(sentence, verb, joint, speaks=not issuer, from_start=every.words[0].start - sentence.start)
        return Grant(*both) if both else None
    if set(codes_of(every)) < set(joint):
        # "Chile and Peru intend to", in a statement with a third.
        by = every
    by = dataclasses.replace(by, words=(TextSpan(by.words[0].start, sentence.start + verb.end()),))
    asked = (
        Value(issuer, (sentence.span,), by.words, derived="whose text it is") if status == "begun" and issuer else OPEN
    )
    return Grant(by, asked, Value(status, (sentence.span,), (sentence.at(*verb.span()),)), verb.end())


def _demand_in(sentence: Sentence, issuer: str) -> Grant | None:
    """What one side asks another to grant, or asks for without saying of whom; None where no side is known to ask."""
    text = sentence.text
    asks = _ASKS.search(text)
    whom = places_in(asks["whom"] or asks["whom2"]) if asks else ()
    if asks and whom:
        asker = _asker(sentence, issuer, asks.start())
        if asker:
            words = (sentence.at(*asks.span()),)
            by = Value(whom[0].code, (sentence.span,), words)
            return Grant(by, asker, _demanded(asker, issuer, sentence, words), asks.end())
    hoped = _HOPES.search(text)
    hoping = places_in(hoped["whom"]) if hoped else ()
    is_of_something = hoped is not None and kind_of_item(text[hoped.end() :]) != "stated"
    if hoped and hoping and is_of_something and issuer and issuer not in [place.code for place in hoping]:
        words = (sentence.at(*hoped.span()),)
        asker = Value(issuer, (sentence.span,), words, derived="whose text it is")
        by = Value(hoping[0].code, (sentence.span,), words)
        return Grant(by, asker, Value("open", (sentence.span,), words), hoped.end())
    wanted = _ASKS_FOR.search(text)
    asker = _asker(sentence, issuer, wanted.start()) if wanted else OPEN
    if wanted and asker:
        words = (sentence.at(*wanted.span()),)
        return Grant(OPEN, asker, _demanded(asker, issuer, sentence, words), wanted.end())
    return None


# "We hope that the Norwegian side will lift its ban".
_HOPES = re.compile(r"\bhopes? (?:that )?(?:the )?(?P<whom>[A-Z][\w. ]+?)(?: side)? (?:will|can|would)\b")


def _demanded(asker: Value, issuer: str, sentence: Sentence, words: tuple[TextSpan, ...]) -> Value:
    """How what is asked for stands: open where it is asked for in one's own text, demanded where others tell it."""
    return Value("open" if asker.value == issuer else "demanded", (sentence.span,), words)


def _asker(sentence: Sentence, issuer: str, before: int) -> Value:
    """Who asks: the first government named before the verb, else whose text it is."""
    return first_place(dataclasses.replace(sentence, text=sentence.text[:before])) or _voice(sentence, issuer, before)


# "Contingent on the findings of the inquiry": it waits for somebody.
_CONTINGENT = re.compile(r"\b(?:contingent|conditional) (?:on|upon)\b")
# What only explains a promise: ", meaning that those who sell it will be subject to".
_EXPLAINS = re.compile(r",\s+(?:meaning|which means)\b")
# "An agreement, which will provide access": what is told of it.
_WHICH = re.compile(r",\s+(?:which|that)\s+$")
# "Will determine whether Peru has taken steps".
_WHETHER = re.compile(r"\b(?:determine|decide|see|assess|verify)\b[^;]*\b(?:if|whether)\b")


def _main_clause(text: str, verb: re.Match[str] | None) -> str:
    """A sentence without what only explains its promise."""
    explains = _EXPLAINS.search(text, verb.end()) if verb else None
    return text[: explains.start()] if explains else text


def _voice(sentence: Sentence, issuer: str, before: int) -> Value:
    """Whose text it is, where "we" speaks."""
    voice = re.search(r"\b[Ww]e\b", sentence.text[:before])
    if voice is None or not issuer:
        return OPEN
    return Value(issuer, (sentence.span,), (sentence.at(*voice.span()),), derived="whose text it is")


def _is_subject(text: str, start: int) -> bool:
    head = text[:start]
    if re.search(r"\bgovernment of (?:the )?$", head, re.IGNORECASE):
        return True
    is_inside = re.search(
        r"\b(?:in|of|with|to|from|by|for|on|between|into|against)\s+(?:the\s+)?$", head, re.IGNORECASE
    )
    return not is_inside and not LISTED.search(head)


def is_asked(text: str, start: int) -> bool:
    """Whether what a verb says is only asked for: "wants Washington to cut", "wants the duty cut", "its request that it be"."""
    asks = _ASKS.search(text)
    if asks is not None and asks.end() <= start:
        return True
    wish = _WISH.search(text, 0, start)
    return wish is not None and not _AFTER_A_WISH.search(text, wish.end(), start)
