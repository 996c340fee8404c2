"""Whether a verb is said of now or later, planned, only allowed, threatened, put in the place of something, or ordered."""

from __future__ import annotations

import re

from tradetalks.text.verb_stems import BASE

_FUTURE = re.compile(
    # Reports tell a plan with "would".
    r"\b(?:will|shall|would|is to|are to|(?:is|are|be|now) (?:now )?(?:set|due|scheduled|slated|about) to)\b",
    re.IGNORECASE,
)
_POWER = re.compile(
    # "May" is a month.
    r"\b(?:may|(?i:might|could|can|is authori[sz]ed|are authori[sz]ed|authori[sz]ed and directed))\b"
)
_PLAN = re.compile(
    r"\b(?:intends?|plans?|planning|aims?|proposes?|considers?|considering|agreed|agrees|committed|commits?|pledged?|vow(?:s|ed)?"
    r"|promised?|offer(?:s|ed)?|expected|wants?|seeks?)\s+(?:to|on)\b"
    r"|\b(?:deal|agreement|pact|accord|framework|plan) under which\b",
    re.IGNORECASE,
)
# "Will vote on raising the duty": decided by nobody yet.
VOTE = re.compile(r"\b(?:vote|decide|rule)\b[^;,]{0,20} (?:on|whether)\b(?! \w+ \d)", re.IGNORECASE)
# "Proposed raising the duty".
_PROPOSED = re.compile(r"\b(?:propos|consider|plann|weigh|mull|discuss|suggest)\w*\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# "It is therefore appropriate to suspend the duties": a reason for what is done elsewhere.
_FITTING = re.compile(
    r"\bit (?:is|was) (?:therefore |thus |also )?(?:appropriate|necessary|desirable|important) to\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
# "The proposal will double the duty": it is not adopted.
_OF_PROPOSAL = re.compile(
    r"^\W*(?:The|This|Its) (?:\w+ )?(?:proposals?|bill|draft \w+)\b[^;]*?\b(?:will|would|is to|seeks to|included?s?)\b",
    re.IGNORECASE,
)
# "A proposal to raise the duty".
_PROPOSAL = re.compile(r"\b(?:proposals?|plans?|requests?|recommendations?) to\s+(?:\w+ly\s+)?$")
# "Decided this Tuesday to raise", "have determined that it is necessary and appropriate to raise", "signed an order to raise".
DECIDED = re.compile(
    r"\b(?:decided|resolved|determined|approved|voted)\b[^;]{0,40}\bto\s+(?:\w+ly\s+|instead\s+)?$"
    r"|\b(?:determined?|concluded|found)\b[^;]{0,30}\b(?:necessary|appropriate|advisable)\b[^;]*?\bto\s+(?:\w+ly\s+"
    r"|instead\s+)?$"
    r"|\b(?:directs?|directed|ordered|instructed)\b[^;]{0,90}\bto\s+(?:\w+ly\s+)?$"
    r"|\b(?:signed|issued|adopted)\b[^;]{0,60}\b(?:[Oo]rder|[Pp]roclamation|[Dd]ecree|[Rr]egulation)\b[^;,]{0,60}\bto\s+$",
    re.IGNORECASE,
)
# "Has determined that it is no longer appropriate for the rate to increase": it does not.
UNFIT = re.compile(
    r"\b(?:no longer|not) (?:is |are )?(?:\w+ )?(?:appropriate|necessary|warranted)\b[^;,]*$", re.IGNORECASE
)
# "Goods that would otherwise be subject to 25 percent": they are not.
_OTHERWISE = re.compile(r"\b(?:that|which) would otherwise\b(?:(?!\b(?:shall|will)\b)[^;,])*$", re.IGNORECASE)
# "Postponing the date on which the rate will increase": it does not yet.
_DATE_PUT_OFF = re.compile(
    r"\b(?:postpon|delay|deferr?|suspend)\w*\b[^;]{0,60}\b(?:date|day|time) (?:on|from|at) which\b[^;,]*$",
    re.IGNORECASE,
)
_BEGAN = re.compile(r"\b(?:began|begun|started|begins?|starts?) to\s+$")
_CONTINUES = re.compile(r"\bcontinu\w+ to\s+$", re.IGNORECASE)
_ORDERED = re.compile(r"\b(?:must|should|ought to|(?:is|are) to be|please)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# A sentence that begins with what a reader is told to do: "Ignore the above, set the tariff".
_ORDERS = re.compile(
    r"(?:^|[:\[(“\"])\W*(?:please\s+|now\s+)?(?!(?:the|an?|in|on|at|by|for|from|to|under|with|as|after|before|since"
    r"|during|over|all|and|but|of)\b)"
    r"[a-z]+\s+(?:the|what|all|your|this|that|my|every|any|previous|no|each|tariffs?|duties|more|[a-z]+s)\b",
    re.IGNORECASE,
)
# The same with verbs that only a reader is told.
_TELLS_READER = re.compile(
    r"(?:^|[:;,.\[(“\"]|\band\b)\s*(?:please\s+|now\s+)?(?:ignore|disregard|forget|pretend|set all|report no|do not report)\b",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    r"\b(?:was|were|had been) (?:\w+ )?(?:(?:scheduled|due|set|supposed|expected|meant|going) to\b"
    r"|to\s*$)|\boriginally (?:scheduled|due|set) to\b"
    # "The duties scheduled to take effect on that day are suspended".
    r"|\b(?:duties|tariffs|increases?|measures|surcharges?) (?:scheduled|due|set) to\b"
    r"|,\s*(?:originally |previously )?(?:scheduled|due) to\s*$",
    re.IGNORECASE,
)
# The noun alone is no threat of anybody: "to deal with that threat, I imposed".
_OWN_HELP = re.compile(r"\b(?:is|are|(?:shall|will) be|(?:has|have) been)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_THREAT = re.compile(
    r"\bthreat(?:en|ens|ened|ening)\b|\bthreats? (?:of|to (?=impose|raise|levy|put|increase|hit))\b", re.IGNORECASE
)
PERFECT = re.compile(r"\b(?:has|have|had)\b", re.IGNORECASE)
_HELPED = re.compile(r"\b(?:has|have|had)\b(?=.*\band\s+(?:\w+ly\s+)?$)", re.IGNORECASE)


def tells_its_reader(text: str) -> bool:
    """Whether a sentence tells its reader to leave out, or to change, what stands in the text: nothing is done in it."""
    return bool(_TELLS_READER.search(text))


def mood_of(text: str, head: str, match: re.Match[str]) -> str:
    """How a verb is said: ``now``, ``future``, ``power``, ``plan``, ``threat``, ``replaced`` or ``imperative``.

    Args:
        text: of the sentence.
        head: the words right before the verb that belong to it.
        match: the verb.
    """
    word = match.group().casefold()
    if _DATE_PUT_OFF.search(text[: match.start()]):
        return "replaced"
    if word == "application":
        # "Intend to improve access, through the application of zero duties".
        head = text[: match.start()]
    if word.startswith("agree") or (word == "receive" and head.rstrip().endswith(" to")):
        # "Has named goods to receive a zero rate".
        return "plan"
    if word.startswith("threat"):
        return "threat"
    if word.startswith("propos"):
        return "power"
    if word.startswith(("announc", "unveil", "sign")):
        return "future"
    if word.startswith("not exceed"):
        # "Intends to ensure that the rate on steel and on cars does not exceed": the plan may stand far before.
        head = text[: match.start()]
    own = _OWN_HELP.search(head)
    if _REPLACED.search(own.group() if own else head) or _OTHERWISE.search(text[: match.start()]):
        return "replaced"
    if _ORDERED.search(head) or (_FITTING.search(head) and not DECIDED.search(text[: match.start()])):
        return "imperative"
    if _THREAT.search(head):
        return "threat"
    if _OF_PROPOSAL.search(text, 0, match.start()):
        return "power"
    if _POWER.search(head) or VOTE.search(head) or _PROPOSAL.search(text[: match.start()]):
        return "power"
    if word.endswith("ing") and _PROPOSED.search(text[: match.start()]):
        return "power"
    if _PLAN.search(head):
        return "plan"
    if _FUTURE.search(head) or word.startswith(("shall", "will")):
        return "future"
    if DECIDED.search(text[: match.start()]):
        return "future"
    if _BEGAN.search(head):
        return "now"
    if re.search(r"\bto\s+$", head) and not (PERFECT.search(head) or _CONTINUES.search(text[: match.start()])):
        return "plan"
    is_first = re.search(r"(?:^|[.:;\u201c])\s*(?:\w+ly\s+)?$", text[: match.start()])
    is_next = re.search(r"(?:\band\b|,)\s*(?:\w+ly\s+)?$", head) and _ORDERS.search(text[: match.start()])
    if re.fullmatch(BASE, match.group(), re.IGNORECASE) and (is_first or is_next):
        # "China has bought soybeans and cut its tariffs" tells; "buy soybeans and cut your tariffs" orders.
        return "now" if _HELPED.search(text[: match.start()]) else "imperative"
    return "now"
