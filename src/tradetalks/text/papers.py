"""What a sentence does with a paper that set tariffs: "the application of Regulation (EU) 2026/700 is suspended until"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from tradetalks.text.context import Context
from tradetalks.text.findings import TariffMeasure, TextSpan, Value
from tradetalks.text.pauses import pause_times
from tradetalks.text.sentences import Sentence

# A paper by its number.
_PAPER = re.compile(
    r"\b(?:Regulation \(E[UC]\) (?:No )?|Executive Order (?:No\. )?|Proclamation (?:No\. )?|Announcements? No\. ?"
    r"|Decree (?:No\. )?"
    r"|Order (?:No\. )?|Decision \(EU\) (?:No )?|Notification No\. ?)(?P<number>\d[\d/-]*)"
)
# What is done with it, by the whole of it: "amended" says nothing of its tariffs.
_DONE = re.compile(
    r"\b(?:is|are|shall be)\s+(?:hereby\s+)?(?:(?P<suspended>suspended|paused)|(?P<withdrawn>repealed|revoked"
    r"|withdrawn|terminated))\b"
)


def done_with_paper(
    sentence: Sentence, context: Context, measures: list[TariffMeasure], stated: Mapping[TextSpan, str]
) -> bool:
    """Give the measures that a sentence before set by a paper what this one does with the paper.

    Args:
        sentence: to read.
        context: of the text.
        measures: so far; those of the paper are replaced.
        stated: the sentences that state measures, by their places.

    Returns:
        Whether the sentence does something with a paper whose measures the text has stated.
    """
    done = _DONE.search(sentence.text)
    paper = _PAPER.search(sentence.text, 0, done.start()) if done else None
    if done is None or paper is None:
        return False
    status = Value(str(done.lastgroup), (sentence.span,), (sentence.at(*done.span()),))
    times = pause_times(sentence, context) if done["suspended"] else {}
    annexes = _annexes_in(sentence.text[: done.start()])
    is_found = False
    for k, measure in enumerate(measures):
        if measure.kind.value == "change":
            # "The rates set forth in the Order are increased": this text sets them, not the paper.
            continue
        own = " ".join(stated.get(span, "") for span in measure.instrument.at)
        if any(paper["number"] == match["number"] for match in _PAPER.finditer(own)):
            is_found = True
            others = _annexes_of(measure, stated)
            if annexes and others and not others <= annexes:
                # "The products in Annexes I and II are suspended": those of another annex are not.
                continue
            measures[k] = dataclasses.replace(measure, status=status, **times)
    return is_found


_ANNEXES = re.compile(r"\bAnnex(?:es)?\s+(?P<numbers>[IVX\d]+(?:(?:,|,? and|,? or) [IVX\d]+)*)")


def _annexes_in(text: str) -> set[str]:
    """The numbers of the annexes that a text names first; empty where it names none."""
    match = _ANNEXES.search(text)
    return set(re.findall(r"[IVX\d]+", match["numbers"])) if match else set()


def _annexes_of(measure: TariffMeasure, stated: Mapping[TextSpan, str]) -> set[str]:
    """The annexes that stand after the rate of a measure, with its goods."""
    if not measure.rate.words or not measure.rate.at:
        return set()
    span = measure.rate.at[0]
    return _annexes_in(stated.get(span, "")[measure.rate.words[0].end - span.start :])
