"""What one side seeks of another that nobody has granted: an end to practices, a common way, what "must" be done."""

from __future__ import annotations

import dataclasses
import re

from tradetalks.text.findings import OPEN, Promise, Value
from tradetalks.text.item_kinds import kind_of_item, kind_of_measure
from tradetalks.text.leaders import first_place
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

# "With the goal of obtaining the elimination of the practices".
_OBTAIN = re.compile(
    r"\b(?:obtain|secur|achiev|seek|pursu)(?:e|ing|s)?\s+(?:the\s+)?(?P<what>(?:elimination|removal|withdrawal|cessation"
    r"|end) of\b[^;]*)"
)
# "We hope to work with the other side toward the removal of all duties".
_TOGETHER = re.compile(
    r"\b(?P<who>[Ww]e|(?:The )?\w+ side|[A-Z]\w+) (?:hopes?|wants?|wishes|stands? ready|(?:is|are) (?:ready|willing)) to work"
    r" (?:together )?with (?:the )?(?P<whom>[A-Z][\w. ]*?)(?: side)? (?P<what>(?:toward|towards|to)\b[^;]*)"
)
# "We hope that the two will reach an agreement on the removal of all duties".
_ON_REMOVAL = re.compile(
    r"\bhopes? that (?P<whom>[^;]{3,40}? and [^;]{3,40}?) (?:will|can)\b[^;]*?\b(?:agreement|consensus) on (?:the )?"
    r"(?P<what>(?:removal|elimination|cancellation) of\b[^;]*)"
)
# "It must correct its practices": what one side holds that the other has to do.
_MUST = re.compile(
    r"\b(?:it|they|(?:the )?(?:[A-Z][\w.]*)(?: side)?) (?:must|should)\b[^;]*?"
    r"(?P<what>\b(?:correct|remove|cancel|withdraw|lift|stop|abolish|end|cease)\b[^;]*)"
)


def sought_in(sentence: Sentence, issuer: str) -> list[Promise]:
    """The item that a sentence says is sought, open, and asked for by who seeks it; none where it names nobody of whom.

    Args:
        sentence: to read.
        issuer: whose text it is; empty where it is several governments'.
    """
    text = sentence.text
    owed = _owed_by_deal(sentence)
    if owed:
        return owed
    for pattern in (_OBTAIN, _TOGETHER, _ON_REMOVAL, _MUST):
        match = pattern.search(text)
        if match is None:
            continue
        asker = _asker(sentence, issuer)
        others = [place for place in places_in(text) if place.code != asker.value]
        if not asker or not others:
            continue
        by = Value(others[0].code, (sentence.span,), (sentence.at(others[0].start, others[0].end),))
        to = dataclasses.replace(asker, derived="who asks for it")
        if pattern in (_TOGETHER, _ON_REMOVAL):
            by = to = dataclasses.replace(
                by, value=[asker.value, others[0].code], derived="both, who are to work together"
            )
        words = (sentence.at(*match.span("what")),)
        return [
            Promise(
                name=" ".join(match["what"].split()[:7]).strip(" ,"),
                kind=Value(
                    "stated" if pattern not in (_MUST, _ON_REMOVAL) else kind_of_measure(match["what"]),
                    (sentence.span,),
                    words,
                ),
                by=by,
                to=to,
                asked_by=asker,
                status=Value("open", (sentence.span,), words),
            )
        ]
    return []


# "The agreement includes a commitment by Norway that it will", "a deal that requires reforms of Norway's regime".
_COMMITMENT = re.compile(
    r"(?<!reaffirmed )\b(?P<whom0>[A-Z][\w.]*(?: [A-Z][\w.]*)?)[’']s (?:pledge|commitment|promise|offer) to (?P<what0>[^;]*)|"
    r"\bcommitments? by (?:the )?(?P<whom>[A-Z][\w. ]*?) (?:that it (?:will|would|shall)|to) (?P<what>[^;]*)"
    r"|\b(?:agreement|deal)\b[^;]*?\brequires? (?P<what2>[^;]*?\b(?:reforms?|changes)\b)[^;]*?\b(?P<whom2>[A-Z][\w. "
    r"]*?)['’]s\b"
)


def _owed_by_deal(sentence: Sentence) -> list[Promise]:
    """What an agreement that was reached has one side do."""
    match = _COMMITMENT.search(sentence.text)
    if match is None:
        return []
    k = next(k for k in ("", "0", "2") if match[f"whom{k}"])
    whom, what = f"whom{k}", f"what{k}"
    places = places_in(match[whom])
    if not places:
        return []
    words = (sentence.at(*match.span(what)),)
    return [
        Promise(
            name=" ".join(match[what].split()[:7]).strip(" ,"),
            kind=Value(kind_of_item(match[what]), (sentence.span,), words),
            by=Value(places[0].code, (sentence.span,), (sentence.at(*match.span(whom)),)),
            status=Value("promised" if k == "0" else "agreed", (sentence.span,), (sentence.at(*match.span()),)),
        )
    ]


def _asker(sentence: Sentence, issuer: str) -> Value:
    """Whose text it is, else the first country that the sentence names."""
    if issuer:
        return Value(issuer, (sentence.span,), derived="whose text it is")
    return first_place(sentence) or OPEN
