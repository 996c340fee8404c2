"""What is only named as to be talked about: technology transfer, currency, standards, quotas; nobody grants it yet."""

from __future__ import annotations

import re

from tradetalks.text.findings import OPEN, Promise, Value
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

# What talks between governments are about, beside tariffs and purchases.
_TOPIC = re.compile(
    r"\b(?:(?:forced )?technology transfers?|intellectual property(?: (?:rights|protection))?"
    r"|structural (?:changes?|reforms?|issues)"
    r"|currency(?: (?:practices|manipulation|policies|matters|issues))?|exchange rates?|non-tariff (?:barriers|measures)"
    r"|cyber ?(?:theft|intrusions(?: and cyber ?theft)?|security)|agriculture(?=[,.;]| and\b|$)|(?:industrial "
    r"|production |farm )?subsid(?:y|ies)|state-owned enterprises"
    r"|(?:excess |over-?)capacity|(?:steel )?overcapacity|digital (?:trade|services tax(?:es)?)|data flows"
    r"|(?:food safety|sanitary(?: and phytosanitary)?|agricultur\w+|farm|safety|technical|vehicle|product|labou?r|environmental)"
    r" standards|(?:mutual )?recognition of [\w ]{3,40}|forced labou?r|(?:military|defen[cs]e|government|public) procurement"
    r"|military equipment|rules of origin|geographical indications|trans-?shipment"
    r"|economic security|supply chains?|critical minerals"
    r"|(?:tariff-rate |import |steel )?quotas?|export controls?|trade (?:deficit|imbalance)s?|services|market access)\b",
    re.IGNORECASE,
)
# Of these, what opens a market to the other side.
_OF_MARKETS = re.compile(
    r"non-tariff (?:barriers|measures)|services|market access|agriculture|(?:tariff-rate |import |steel )?quotas?"
    r"|(?:government|public) procurement",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:(?:begin|start|enter into|engage in|hold|continue|open|launch|pursue|conduct|resume|complete"
    r"|conclude|deepen|intensify|advance)\w*"
    r" (?:\w+ ){0,3}?(?:negotiations?|talks|consultations?|discussions?|dialogue|work)"
    # What was talked about lies on the table still.
    r"|(?:sides|parties|officials|delegations?|delegates|teams|negotiators|ministers|principals) (?:of (?:the "
    r")?[A-Z][\w. ]{2,30} |\w+ )?"
    r"(?:discussed|exchanged views on|talked about|dealt with|focused on|raised)"
    r"|(?:negotiations|talks|discussions|consultations|meetings) (?:\w+ )?(?:covered|focused on|included|addressed|dealt with)"
    r"|(?:will|shall) (?:\w+ly )?(?:negotiate|discuss|address)"
    r"|(?:negotiations|talks|discussions|consultations) (?:will|shall|are to) (?:cover|address|include|focus on|continue)"
    r"|(?:agreed|intend|undertake|commit|plan)s? to (?:\w+ly )?(?:negotiate|discuss|address)|(?:on|at) the (?:table|agenda))\b",
    re.IGNORECASE,
)


# "Structural changes in China with respect to": what follows says which, and in which country they are to be.
_NAMED_NEXT = re.compile(
    r"\s+(?:in (?:the )?[A-Z][\w. ]*? )?(?:with respect to|regarding|concerning|in the areas? of|such as)\b"
)
_WHERE = re.compile(r"\s+in (?P<where>(?:the )?[A-Z][\w.]*(?: [A-Z][\w.]*)*)")


def topics_in(sentence: Sentence, is_taken: bool) -> list[Promise]:
    """The items that a sentence about talks names, granted by the country in which they are to change; none where none is named.

    Args:
        sentence: to read.
        is_taken: whether it states measures, and is no sentence about talks.
    """
    talk = _TALK.search(sentence.text)
    if talk is None or is_taken:
        return []
    topics = list(_TOPIC.finditer(sentence.text, talk.start()))
    if not topics:
        return []
    by = _where(sentence, topics[0])
    if len(topics) > 1 and _NAMED_NEXT.match(sentence.text, topics[0].end()):
        topics = topics[1:]
    first = {topic.group().casefold(): topic for topic in reversed(topics)}
    return [
        Promise(
            name=topic.group(),
            kind=Value(_kind(topic.group()), (sentence.span,), (sentence.at(*topic.span()),)),
            by=by,
            status=Value("open", (sentence.span,), (sentence.at(*talk.span()),)),
        )
        for topic in sorted(first.values(), key=lambda topic: topic.start())
    ]


def _where(sentence: Sentence, topic: re.Match[str]) -> Value:
    """The country in which a topic is to change: only its government can grant that; open where none is named."""
    named = _WHERE.match(sentence.text, topic.end())
    places = places_in(named["where"]) if named else ()
    if not named or not places:
        return OPEN
    return Value(places[0].code, (sentence.span,), (sentence.at(*named.span("where")),))


def _kind(name: str) -> str:
    """Whether a topic is about access to a market, or something that is only stated."""
    return "access" if _OF_MARKETS.fullmatch(name) else "stated"
