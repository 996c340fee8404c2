"""What a sentence does with a tariff: its verbs, whether they are said of now or later, denied, or hang on a "
"condition."""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache

from tradetalks.text.clauses import condition_in, undone_in
from tradetalks.text.phrases import ASKED
from tradetalks.text.verb_forms import is_noun, is_participle

# Verbs by what they do with a tariff. Forms are spelled out; -ing, -ed and -s belong to the same verb.
_STEMS = {
    "suspend": "suspend(?:s|ed|ing)?(?! (?:\\w+ ){0,3}?(?:concessions|obligations))|paus(?:e|es|ed|ing)|postpon(?:e|es|ed"
    "|ing)|defer(?:s|red|ring)?|delay(?:s|ed|ing)?"
    "|suspension(?= of)(?! of concessions)",
    "keep": (
        "retain(?:s|ed|ing)?|leav(?:e|es|ing)(?= the tariff| tariff| its tariff| dut| the dut"
        "| [^.;]{2,90}? (?:in place|unchanged|untouched))|maintain(?:s|ed"
        "|ing)?|keep(?:s|ing)?|kept|remain(?:s|ed|ing)?(?! (?:suspended|paused))|continu(?:e|es|ed|ing)(?! to "
        "be (?:suspend|paus|postpon|defer))"
    ),
    "remove": "no longer (?:appl(?:y|ies)|charges?|lev(?:y|ies)|imposes?|collects?)|remov(?:e|es|ed|ing)|eliminat"
    "(?:e|es|ed|ing)|terminat(?:e|es|ed|ing)|rescind(?:s|ed|ing)?"
    "|revok(?:e|es|ed|ing)|withdraw(?:s|n|ing)?(?! from warehouse)|withdrew|lift(?:s|ed|ing)?|scrap(?:s|ped"
    "|ping)?|abolish(?:es|ed|ing)?"
    "|cancel(?:s|led|ed|ling|ing)?|repeal(?:s|ed|ing)?|roll(?:s|ed|ing)? back(?! (?:from|to)\\b)|appl(?:y|ies) in lieu of"
    "|replac(?:e|es|ed|ing)|no longer (?:be )?subject to"
    "|cease(?:s|d)? to (?:apply|be (?:applied|implemented|levied|collected|in force))",
    "lower": "lower(?:s|ed|ing)(?! additional)|lower(?= the| its| their| tariff| dut| import)|reduc(?:e|es|ed|ing)"
    "|cut(?:s|ting)?|decreas(?:e|es|ed|ing)|go(?:es)? down|went down|halv(?:e|es|ed|ing)|slash(?:es|ed|ing)?|trim(?:s|med|ming)?"
    "|roll(?:s|ed|ing)? back(?= (?:from|to)\\b)|(?:falls?|falling|fell|drop(?:s|ped|ping)?)(?= (?:back )?(?:to|from|by)\\b)",
    "raise": (
        "rais(?:e|es|ed|ing)|elevat(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|hik(?:e|es|ed|ing)|rise(?:s)?|rising|rose|climb(?:s|ed)?"
        "|go(?:es)? up|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|jump(?:s|ed)?(?= (?:to|from|by)\\b)"
        "|(?:go|goes|went|snap|snaps|return|returns|revert|reverts)(?: back)?(?= (?:to|from) \\d)"
    ),
    "impose": "impos(?:e|es|ed|ing)|application(?= of (?:zero|an? additional|additional|\\d))|appl(?:y|ies|ied"
    "|ying)(?! in lieu)|lev(?:y(?! (?:on|of)\\b)|ies(?= (?:an?|\\d"
    "|additional|duties|tariffs))|ied|ying)"
    "|(?<!no longer )(?<!no longer be )subject(?:ed)? to(?! (?:the )?(?:Sections?|section|Proclamation"
    "|Executive Order|terms|approval|review|change|their|its)\\b)|assessed|collect(?:ed|ing|s)?|taxed"
    "|proceed(?:s|ed|ing)? with"
    "|(?:re-?)?introduc(?:e|es|ed|ing)|implement(?:s|ed|ing)?(?! (?:regulation|decision|act)s?\\b)"
    "(?! (?:the )?(?:outcome|consensus|result|understanding)s?\\b)|takes? effect|took effect"
    "|enters? into (?:force|effect)|entered into (?:force|effect)"
    "|com(?:e|es|ing) into (?:force|effect)|came into (?:force|effect)"
    "|(?:com(?:e|es|ing)|came) back(?= (?:on|from|into|in) )"
    "|(?:go|goes|going|gone|went) into (?:force|effect)|kick(?:s|ed|ing)? in"
    "|(?:plac(?:e|es|ed|ing)|put(?:s|ting)?|announc(?:e|es|ed|ing)|unveil(?:s|ed|ing)?|sign(?:s|ed|ing)?|propos(?:e|es|ed|ing)|bring(?:s|ing)?)"
    "(?= (?:an? |the |its |their |additional |provisional |new |matching )?(?:[\\w-]+ ){0,2}?(?:tariff|dut|lev|surtax"
    "|surcharge|\\d[\\d.]* ?(?:%|per)))"
    "|starts? at|added(?! on)|add(?:s|ing)?(?= (?:an? )?(?:further |additional |extra )?\\d)|re-?impos(?:e|es|ed|ing)"
    "|restor(?:e|es|ed|ing)"
    "|reinstat(?:e|es|ed|ing)|slap(?:s|ped|ping)?|charg(?:e|es|ed|ing)"
    "|(?:answer(?:s|ed|ing)?|respond(?:s|ed|ing)?|retaliat(?:e|es|ed|ing)|hit(?:s|ting)? back) with|hit with|struck with"
    "|pay(?:s|ing)?|paid|hit by(?= (?:an? |the )?(?:[\\w-]+ ){0,3}(?:tariff|dut|lev|\\d))"
    "|threaten(?:s|ed|ing)?(?= (?:an?|new|further|additional|\\d))"
    "|(?:fac(?:e|es|ed|ing)|attract(?:s|ed|ing)?|bears?|bore|incur(?:s|red)?|enter(?:s|ed)?(?= "
    "(?:the )?[A-Z][\\w. ]{1,25}? at )|carr(?:y|ies)(?= an? (?:tariff|dut|lev)))"
    "(?= (?:an? |the |its |their |additional )?(?:[\\w-]+ ){0,3}(?:tariff|dut|lev|surtax|surcharge|ceiling|cap\\b|\\d))",
    "set": "adjust(?:s|ed|ing)?(?= (?:from|to) \\d)|limit(?:s|ed|ing)?(?= (?:[\\w-]+ ){0,3}?(?:tariff|dut))"
    "|shall be(?=\\s+(?:\\d|zero))|will be(?=\\s+(?:\\d|zero))|set(?:s|ting)?(?= (?:at|the|tariff|its|dut))"
    "|modify(?:ing)?|modif(?:y|ies|ied)|not exceed(?:s|ing)?|capp?(?:ed|s|ing)?(?= (?:at|the|its|their|tariff|dut))"
    "|agree(?:s|d)? (?:on|to)(?= an? (?:[\\w%.-]+ ){0,3}(?:tariff|dut|rate|ceiling))",
    # What a list of goods carries; it is done where the list is spoken of before.
    "describe": "cover(?:s|ed|ing)?(?! (?:by|under|in)\\b)|carr(?:y|ies|ied|ying)|consist(?:s|ed)? of|compris(?:e|es|ed"
    "|ing)(?! of)"
    "|combin(?:e|es|ed|ing)|merg(?:e|es|ed|ing)",
    "extend": "extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?",
}
VERB = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{forms})' for name, forms in _STEMS.items())})\b", re.IGNORECASE)
# Forms in which a reader is told to do something.
_BASE = (
    r"suspend|pause|retain|maintain|keep|remove|eliminate|terminate|withdraw|lift|cancel|lower|reduce|cut|raise"
    r"|increase"
    r"|impose|apply|levy|set|extend|end|limit"
)
# What makes a clause of its own.
BOUNDARY = re.compile(
    r";|(?<!section )(?<!paragraph )\((?:i|ii|iii|iv|v|vi|a|b|c|d|e)\)\s|,\s+while\b|,\s+and\s+(?=will|shall|would"
    r"|remov|retain)"
    r"|\band to (?=provide|purchase|procure|buy|invest|work|address|negotiate)"
    # Somebody else who will do something else.
    r"|,\s+and\s+(?=(?:the\s+)?[A-Z][^,;]{1,40}?\s(?:will|shall|would)\b)"
)
_BEFORE = 45
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
VOTE = re.compile(r"\b(?:vote|decide|rule)\b[^.;,]{0,20} (?:on|whether)\b(?! \w+ \d)", re.IGNORECASE)
# "Proposed raising the duty".
_PROPOSED = re.compile(r"\b(?:propos|consider|plann|weigh|mull|discuss|suggest)\w*\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# "It is therefore appropriate to suspend the duties": a reason for what is done elsewhere.
_FITTING = re.compile(
    r"\bit (?:is|was) (?:therefore |thus |also )?(?:appropriate|necessary|desirable|important) to\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
# "A proposal to raise the duty".
_PROPOSAL = re.compile(r"\b(?:proposals?|plans?|requests?|recommendations?) to\s+(?:\w+ly\s+)?$")
# "Decided this Tuesday to raise", "have determined that it is necessary and appropriate to raise", "signed an order to raise".
DECIDED = re.compile(
    r"\b(?:decided|resolved|determined|approved|voted)\b[^.;]{0,40}\bto\s+(?:\w+ly\s+|instead\s+)?$"
    r"|\b(?:determined|concluded|found)\b[^.;]{0,30}\b(?:necessary|appropriate|advisable)\b[^.;]*?\bto\s+(?:\w+ly\s+"
    r"|instead\s+)?$"
    r"|\b(?:signed|issued|adopted)\b[^.;]{0,60}\b(?:[Oo]rder|[Pp]roclamation|[Dd]ecree|[Rr]egulation)\b[^.;,]{0,60}\bto\s+$",
    re.IGNORECASE,
)
# "Has determined that it is no longer appropriate for the rate to increase": it does not.
_UNFIT = re.compile(
    r"\b(?:no longer|not) (?:is |are )?(?:\w+ )?(?:appropriate|necessary|warranted)\b[^.;,]*$", re.IGNORECASE
)
# "Goods that would otherwise be subject to 25 percent": they are not.
_OTHERWISE = re.compile(r"\b(?:that|which) would otherwise\b(?:(?!\b(?:shall|will)\b)[^.;,])*$", re.IGNORECASE)
# "Postponing the date on which the rate will increase": it does not yet.
_DATE_PUT_OFF = re.compile(
    r"\b(?:postpon|delay|deferr?|suspend)\w*\b[^.;]{0,60}\b(?:date|day|time) (?:on|from|at) which\b[^.;,]*$",
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
_THREAT = re.compile(r"\bthreat(?:en|ens|ened|ening)?\b", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|had)\b", re.IGNORECASE)
_HELPED = re.compile(r"\b(?:has|have|had)\b(?=.*\band\s+(?:\w+ly\s+)?$)", re.IGNORECASE)
_NO_OBJECT = re.compile(r"\s+(?:to|from|since|on|as of)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no longer|refrain(?:s|ed)? from|without|rather than|\w+n['’]t)\b", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+(?:\w+ly\s+)?", re.IGNORECASE)
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|stays?|stayed|remains?|remained)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Action:
    """A verb of a sentence that does something with a tariff.

    Args:
        does: suspend, keep, remove, lower, raise, impose, set, extend or describe.
        start, end: its letters in the sentence.
        mood: ``now`` (present or past), ``future``, ``power`` (may), ``plan`` (agreed to), ``threat``, ``replaced`` (was to) or
            ``imperative`` (what a reader is told to do).
        denied: whether a "not" stands before it.
        passive: whether its object stands before it ("duties shall be paused").
        after: where what it speaks of begins.
        before: where what it speaks of ends.
    """

    does: str
    start: int
    end: int
    mood: str
    denied: bool
    passive: bool
    after: int
    before: int


def tells_its_reader(text: str) -> bool:
    """Whether a sentence tells its reader to leave out, or to change, what stands in the text: nothing is done in it."""
    return bool(_TELLS_READER.search(text))


@lru_cache(ASKED)
def actions_in(text: str) -> tuple[Action, ...]:
    """The verbs of a sentence that can act on a tariff, each with the words that belong to it."""
    condition = condition_in(text) or (0, 0)
    undone = [condition, *undone_in(text)]
    verbs = [
        match
        for match in VERB.finditer(text)
        # What a condition speaks of is not done.
        if not any(first <= match.start() < last for first, last in undone)
        and not is_participle(text, match)
        and not is_noun(text, match)
    ]
    marks = sorted({*(match.start() for match in BOUNDARY.finditer(text)), *condition} - {0})
    found: list[Action] = []
    for k, match in enumerate(verbs):
        clause = max([mark for mark in marks if mark <= match.start()], default=0)
        last = verbs[k - 1].end() if k else 0
        head = text[max(clause, last, match.start() - _BEFORE) : match.start()]
        passive = _is_passive(text, match, head)
        after = max(clause, last) if passive else match.start()
        if passive and found and found[-1].mood == "replaced":
            # "The duty, which was to rise on March 1, is postponed": what was to be done to it is what is postponed.
            after = found[-1].after
        before = min([mark for mark in marks if mark > match.start()], default=len(text))
        if k + 1 < len(verbs):
            before = min(before, verbs[k + 1].start())
        mood = _mood(text, head, match)
        if mood == "now" and found and found[-1].mood == "future" and _OR.fullmatch(head):
            # "Will remove or reduce": whichever it is, it is done later.
            mood = found[-1].mood
        if mood == "imperative" and found and re.search(r"(?:\band|,)\s+(?:\w+ly\s+)?$", head):
            # "Will suspend the one and remove the other": the second verb is in the mood of the first.
            mood = found[-1].mood
        found.append(
            Action(
                str(match.lastgroup),
                match.start(),
                match.end(),
                mood,
                _is_denied(text, head, match),
                passive,
                after,
                before,
            )
        )
    return tuple(found)


def _is_denied(text: str, head: str, match: re.Match[str]) -> bool:
    return bool(_NOT.search(head) or _UNFIT.search(text[: match.start()]))


# What is done stands before these verbs.
_OF_ITS_OBJECT = re.compile(
    r"take|took|cease"
    r"|enter|com(?!pris|bin)|came|remain|subject|no longer|hit with|hit by|struck|start|shall be|will be|not exceed|kick"
    r"|(?:go|went|going|gone)\b|rise|rose|climb|fall|fell|drop|jump"
)


def _is_passive(text: str, match: re.Match[str], head: str) -> bool:
    word = match.group().casefold()
    if _OF_ITS_OBJECT.match(word) or (word.startswith("appl") and "lieu" in word):
        return True
    if word in ("apply", "applies", "increase", "increases", "continue") and not re.search(
        r"^\s+(?:an?|the|its|their|additional|such)\s", text[match.end() : match.end() + 14]
    ):
        return True
    if word == "applied" and _PERFECT.search(head[-20:]) and _NO_OBJECT.match(text, match.end()):
        # "The tariffs have applied since 1 June".
        return True
    return (word == "set" or word.endswith(("ed", "wn", "cut"))) and bool(_BE.search(head[-20:]))


def _mood(text: str, head: str, match: re.Match[str]) -> str:
    word = match.group().casefold()
    if _DATE_PUT_OFF.search(text[: match.start()]):
        return "replaced"
    if word == "application":
        # "Intend to improve access, through the application of zero duties".
        head = text[: match.start()]
    if word.startswith("agree"):
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
    if _REPLACED.search(head) or _OTHERWISE.search(text[: match.start()]):
        return "replaced"
    if _ORDERED.search(head) or (_FITTING.search(head) and not DECIDED.search(text[: match.start()])):
        return "imperative"
    if _THREAT.search(head):
        return "threat"
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
    if re.search(r"\bto\s+$", head) and not (_PERFECT.search(head) or _CONTINUES.search(text[: match.start()])):
        return "plan"
    is_first = re.search(r"(?:^|[.:;\u201c])\s*(?:\w+ly\s+)?$", text[: match.start()])
    is_next = re.search(r"(?:\band\b|,)\s*(?:\w+ly\s+)?$", head) and _ORDERS.search(text[: match.start()])
    if re.fullmatch(_BASE, match.group(), re.IGNORECASE) and (is_first or is_next):
        # "China has bought soybeans and cut its tariffs" tells; "buy soybeans and cut your tariffs" orders.
        return "now" if _HELPED.search(text[: match.start()]) else "imperative"
    return "now"
