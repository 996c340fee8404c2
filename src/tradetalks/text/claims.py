"""What is said and is no act: opinions, forecasts, intentions, and facts that only set the scene."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tradetalks.text.clauses import condition_in
from tradetalks.text.findings import Claim, TextSpan, Value
from tradetalks.text.parties import TARIFF
from tradetalks.text.rates import NOUNS
from tradetalks.text.sentences import Sentence

# Who speaks in a joint statement.
BOTH = "both sides"
# Words that judge: praise, blame, what is found, held or thought necessary.
_OPINION = re.compile(
    r"\b(?:victory|historic|unlike any other|unprecedented|constitutes? an?(?! legally)|landmark|tremendous|unfair\w*"
    r"|unjustified|illegal|unreasonable|unlawful|arbitrary|unacceptable|predatory|coerci(?:on|ve)|blackmail|wrong practices"
    r"|(?:deeply )?regrets?|harm(?:ful|ed|s)|(?:great|substantial|good) progress|made progress|amazing|wonderful|resolute"
    r"|productive meeting|great honou?r|concrete demonstration|mutually beneficial economic|indispensable|vital (?:for|to)"
    r"|lack of progress|light of (?:the )?progress|in (?:my|our) (?:judgment|view|opinion)"
    r"|I (?:find|found|have found|(?:have )?determined|noted|concurred)(?: in| that| with)"
    r"|(?:found|finds?|advised) (?:and advised )?me of|which found that|necessary and appropriate|continues? to consider"
    r"|is a necessary|(?:is|are|was|were) (?:no longer )?appropriate at this time|no longer is appropriate"
    r"|essential to|unsustainable|undercut|level(?:ing|s) the playing field|retreat from|forced (?:response"
    r"|to respond)|bullying|unilateralism|massive trade deficit|substantial trade deficit|negligible risk"
    r"|protectionism|(?:not |in)consistent with|position is consistent|maintains? that|bad for"
    r"|serious(?:ly)? (?:threat\w*|violat\w*|hit|disrupt\w*|undermin\w*|harm\w*|negative)|(?:is|are) serious"
    r"|threaten(?:s|ed)? to impair|extraordinary threat|were aimed at|as much as anticipated"
    r"|escalation|firmly opposes?|must (?:be conducted|face up|show sincerity|respect)|serves? the (?:fundamental )?interests"
    r"|neither fair|no winners?|in essence|plays? a central role|we (?:doubt|treat|read|think|reckon)|complains?"
    r"|under the pretext|tariffs are taxes|does not bring peace|both of us will win"
    r"|in disregard of|speculation|I (?:really )?think"
    r"|successful|wins? for|believ\w+|further time is needed"
    r"|designed to alleviate|means the de facto)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\bwill (?:\w+ly |also |further )?(?:help|generate|create|secure|lead|boost|restore|expand|improve|strengthen|go up"
    r"|open markets|make (?:trade|the|it)|protect|benefit|revitali[sz]e|bring (?:back|jobs|down)|support (?:jobs|American)"
    r"|provide \w+ [^.]*(?:openings|access))\b"
    r"|\bis expected to\b|\bcan make our\b"
    r"|(?<!that it )(?<!that they )(?<!it )(?<!they )\bwould (?!increase on|impose|otherwise)"
    r"|\bat stake\b|\bcould therefore\b"
    r"|\b(?:we|she|he|the (?:Commission|bank|fund|United States|Government)) (?:expects?|reckons?(?= that)|forecasts?)\b"
    r"|\bthe odds of\b|\bour (?:guess|baseline)\b",
    re.IGNORECASE,
)
# What those who only look on say of what will come.
_ONLOOKERS = re.compile(
    r"\b(?:(?i:analysts?|economists?|experts|traders|investors|observers|forecasters|strategists|(?:think )?tank|models?"
    r"|studies|study|simulations?)|[A-Z]\w+ Economics)\b[^.;]{0,60}?"
    r"\b(?:expects?|forecasts?|predicts?|believes?|reckons?|estimates?|thinks?|sees?|says?|said|warns?|warned"
    r"|calculates?|finds?|suggests?|assumes?)\b",
)
_INTENTION = re.compile(
    r"\bit is the policy of\b|\bintends? (?:to|for|this|that)\b|\baims? (?:to|for)\b|\bhopes? (?:that|to)\b"
    r"|\bremains? (?:ready|open|committed)\b|\bcorresponding adjustments\b|\bmay amend or repeal\b"
    r"|\bwill (?:always|not change|inform the|depend (?:mainly )?on|fight to the end|negotiate and finali[sz]e)\b"
    r"|\bdecided to agree\b|\bwe want to\b|^(?:Answer: |\(\d+\) )?(?:In order to|To) (?:promote|implement|ease|allow"
    r"|facilitate)\b"
    r"|\bshares? (?:a|the) desire\b|\b(?:their|its) intention to\b|\bstands? ready\b",
    re.IGNORECASE,
)
# What a joint statement intends is an item of talks, but for what it intends something to become.
_ITEM = re.compile(r"intends? to$", re.IGNORECASE)
# Numbers that set the scene: a share, a sum of trade, what has grown by so much.
_SCENE = re.compile(
    r"\b(?:has|have|had) (?:now )?(?:grown|declined|fallen|risen|increased|decreased|dropped|shrunk) by (?:over |about "
    r"|some |approximately )?\d"
    r"|\b(?:was|were|is|are) worth\b(?=[^.;]*\b(?:billion|million|trillion)\b)|\b(?:remained at|was|were) "
    r"(?:approximately |about )?[$€£]\d"
    r"|\b(?:accounting|accounts?|accounted) for (?:approximately |about |over )?\d[\d.]*(?:%| percent| per cent)"
    r"|\bcount more than \d|\bhave an? [$€][\d.]+ \w+ (?:\w+ ){0,3}relationship\b|\bshare one of\b"
    r"|\backnowledges? the efforts\b|\breceived (?:more than |over )?[\d,]+ comments\b|\bconveyed messages\b",
    re.IGNORECASE,
)
# What is told of others who are named, and not known to be so.
_TOLD = re.compile(
    r"\baccording to (?!the (?:terms|law|procedures|provisions))|\bis said to\b|\bone hears\b", re.IGNORECASE
)
_KINDS = (
    ("forecast", _ONLOOKERS),
    ("fact", _SCENE),
    ("intention", _INTENTION),
    ("forecast", _FORECAST),
    ("opinion", _OPINION),
    ("fact", _TOLD),
)
# The title of a paper, in brackets.
_TITLE = re.compile(r"\((?:[A-Z][\w’'-]*\s+){2}[^()]*\)")
# A line of fewer words that ends in none of these signs is a heading, or one of a table, and claims nothing.
_LONG = 20
_ENDS = tuple('.!;,:”"’)')


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
        is_joint: whether it is one of a joint statement.
        is_granted: whether it states measures or items: what it intends, or says would be done, is one of those.
    """
    for kind, pattern in _KINDS:
        match = pattern.search(text)
        if match is None:
            continue
        words = match.group().casefold()
        is_act = is_granted and kind == "intention" and not words.startswith(("it is", "in order", "to "))
        is_told = is_granted and words.startswith("would")
        if is_act or is_told or (is_joint and _ITEM.search(match.group())):
            continue
        return kind, match
    return "", None
