"""Verbs after "will" and "agreed to" with which nobody gives anybody anything: to talk, to carry out, to levy, to grow."""

from __future__ import annotations

import re

_ADVERB = r"(?:\w+ly\s+|also\s+|further\s+|then\s+|now\s+)*"
# To go on talking, to carry out, to tell each other.
_TALK = re.compile(
    rf"\b(?:will|shall|to|may)\s+{_ADVERB}(?:establish a mechanism|negotiate(?![^;]*\b(?:treatment|access|quotas?)\b)"
    r"|consult|conduct|report\b|brief\b|return to"
    r"|continue (?:discussions|to (?!(?:eliminate|remove|reduce|open|purchase|buy|provide|refrain|ease|address)\b))"
    r"|strive|join forces"
    r"|(?:intensify|pursue|advance|deepen) (?:\w+ ){0,2}?(?:discussions|talks|negotiations|consultations)"
    r"|coordinate|cooperate|(?:strengthen|advance|enhance|deepen|promote) (?:\w+ ){0,3}?(?:cooperation|coordination)"
    r"|work together(?! (?:toward|to (?:address|reduce|lower|remove|eliminate|resolve)))"
    r"|welcome|receive|send|set up|undertake|visit|travel|host|always|engage"
    r"|meet(?! (?:[\w.]+ ){0,3}?(?:requirements|standards|obligations|conditions))|discuss|hold|publish|monitor|assess"
    r"|finali[sz]e|conclude|sign|ratify|review|vote|enjoy|convene|implement (?:its|their|the)|take (?:\w+ )?concerns"
    r"|issue (?:an? |the )?(?:\w+ )?(?:notices?|regulations|guidance|rules|instructions|report)"
    r"|work (?:\w+ly )?to (?:finali[sz]e|conclude|complete)"
    r"|work with (?:the )?\w[^;]{0,40}? to (?:find|reach|seek|resolve|discuss|identify)"
    r"|(?:begin|start|open|launch|enter into|resume)\s+(?:\w+\s+){0,2}?(?:negotiations|talks|discussions|consultations))\b",
    re.IGNORECASE,
)
# What is denied or foretold; what is levied, answered, defended or notified is granted to nobody.
_NO_GRANT = re.compile(
    rf"\b(?:will|shall) {_ADVERB}(?:not(?! (?:adopt|maintain|require|introduce|impose|restrict|discriminate|ban|prohibit"
    rf"|limit|apply (?!to\b)"
    r"|relax|weaken|oblige)\b)"
    r"|help|grow|fall|rise|decline|suffer|benefit|generate|create|boost|lead to|be|remain"
    r"|take (?:all |any |the )?(?:necessary|resolute|corresponding|firm|(?:[\w-]+ )?countermeasures)|safeguard|defend)\b"
    rf"|\b(?:will|shall|to) {_ADVERB}(?:impose|levy|apply(?! (?:\w+ )?(?:registration|requirements|procedures))|retaliate"
    rf"|respond|inform"
    r"|notify|introduce (?:\w+ )?countermeasures)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\bwould\b")
# "The tariffs that ... will": of them, and of nobody who grants.
_OF_TARIFFS = re.compile(r"\b(?:tariffs?|dut(?:y|ies))\b[^;]*\b(?:will|shall)\b", re.IGNORECASE)
# Where the next verb of the same subject begins.
NEXT_VERB = re.compile(
    r",?\s+and\s+(?:also\s+)?(?=(?:will|shall)\b)|,\s+(?:and\s+)?(?=(?:has |have )?(?:committed|agreed|pledged"
    r"|undertaken) (?:not )?to\b)"
)


def gives_nothing(text: str, verb: re.Match[str]) -> bool:
    """Whether what a verb promises is granted to nobody.

    Args:
        text: of the sentence, or of the part of it that has this verb.
        verb: "will", "agreed to" and their like, in it.
    """
    next_verb = NEXT_VERB.search(text, verb.end())
    clause = text[: next_verb.start()] if next_verb else text
    for pattern in (_TALK, _NO_GRANT):
        match = pattern.search(clause, verb.start())
        if match is not None and match.start() <= verb.end():
            return True
    return bool(_WOULD.search(clause) or _OF_TARIFFS.search(clause[: verb.end()]))
