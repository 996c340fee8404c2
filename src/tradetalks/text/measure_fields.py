"""What a verb and a rate say of a measure: its kind, rates, basis, condition and status."""

from __future__ import annotations

import datetime
import re

from tradetalks.text.clauses import condition_in, condition_words
from tradetalks.text.context import Context
from tradetalks.text.days import days_in
from tradetalks.text.findings import AT_MOST, LOWERED, OPEN, RANGE_ONLY, TariffMeasure, Value
from tradetalks.text.moods import DECIDED
from tradetalks.text.no_rates import undecided_rates
from tradetalks.text.parties import TARIFF, codes_of
from tradetalks.text.phrases import RANGE, Number, number_of
from tradetalks.text.rate_parts import replaced_rates
from tradetalks.text.rates import EXPORT_TAX, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action

_SUM = re.compile(
    r"\bthe sum of\b|\binclusive of\b|\ball-inclusive\b|\bceiling\b|\bcomprised of\b|\bhigher of\b"
    r"|\bincluding (?:the )?(?:MFN|ordinary|most)"
    r"|\b(?:ordinary|MFN|basic) (?:customs )?(?:dut(?:y|ies)|rates?|tariffs?) included\b"
    r"|\b(?:maximum|cap|total) of\b(?! [A-Z]{0,3}[$€£¥])|\b(?:combined|total) (?:tariff|duty|rate)(?: rate)? of\b|\bnot "
    r"(?:to )?exceed\b"
    r"|\bnot? (?:more|greater|higher) than\b|\bcapped at\b",
    re.IGNORECASE,
)
_ADDITIONAL = re.compile(
    r"\badditional\b(?! (?:vehicles?|units?|cars|tons?|quantit\w+|goods|products|imports|items|quotas?|time|steps"
    r"|action)\b)|\bsurcharges?\b|\bsurtax(?:es)?\b|\bin addition to\b|\bon top of\b|\bextra\b|\bfurther \d",
    re.IGNORECASE,
)
# "That rate", "the remaining rate": the one that the sentence named before.
_POINTS_BACK = re.compile(r"\b(?:that rate|those articles|remaining|said)\b", re.IGNORECASE)
_ANNEX = re.compile(r"\brates? (?:of duty )?(?:specified|set forth|listed) in (?:the )?Annex\b", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|as high as|as much as)\s+(?:an?\s+)?$", re.IGNORECASE)
# Tariffs begin within two months of their notice as a rule (trading rules ask for thirty days).
_BETWEEN_NOTICE_AND_FORCE = datetime.timedelta(days=60)
_NOW = re.compile(r"\b(?:presently|currently|current|already|existing)\b", re.IGNORECASE)


# "To apply only the MFN tariff".
_ORDINARY_ALONE = re.compile(r"\bonly the (?:\S+ )?(?:MFN|most[- ]favou?red[- ]nation|ordinary)\b", re.IGNORECASE)
# A condition under which what follows punishes: no agreement, or something that is not done.
_PENALTY = re.compile(
    r"^unless\b|\bno (?:trade )?(?:deal|agreement|progress|solution)\b|\b(?:do|does|did|has|have|is|are|was|were"
    r"|can|will) ?not?\b"
    r"(?! only)|n['’]t\b|\b(?:unable|fails?|failed|failing|refuses?|rejects?|without|absent|absence|retaliat\w*"
    r"|breach\w*|collaps\w*"
    r"|breaks? down|violat\w*|resumes?|becomes?|(?:raise|increase|impose)s?(?= [^;]{0,60}(?:tariff|dut|lev)))\b",
    re.IGNORECASE,
)


# "The higher of the ordinary rate and 15 percent"; "will not exceed 10 percent".
_FLOOR = re.compile(r"\b(?:higher|greater) of\b", re.IGNORECASE)
_CAP = re.compile(
    r"\bnot (?:to )?exceed\b|\bnot? (?:more|greater|higher) than\b|\bcapped at\b|\bat most \d|\b(?:maximum|cap|ceiling) "
    r"of(?: \w+){0,2}? \d"
    r"|\b\d[\d.]*(?:%| percent) (?:tariff |duty )?(?:ceiling|cap)\b",
    re.IGNORECASE,
)
# What a cap is of, where the ordinary duty is in it.
_COMBINED = re.compile(
    r"\b(?:combined|total|sum|all-inclusive|inclusive|comprised|MFN|most[- ]favou?red|ordinary|ceiling)\b",
    re.IGNORECASE,
)


def limit_of(text: str) -> str:
    """Whether a rate is the least or the most that is paid: ``floor``, ``cap``, or empty."""
    if _FLOOR.search(text):
        return "floor"
    return "cap" if _CAP.search(text) else ""


def kind_of(sentence: Sentence, action: Action, noun: str, rate: Number | None) -> Value:
    """Add, set, change or remove."""
    words = (sentence.at(action.start, action.end),)
    if noun not in (TARIFF, EXPORT_TAX, "non-tariff countermeasures"):
        return OPEN
    kinds = {"impose": "add", "keep": "add", "raise": "change", "lower": "change", "remove": "remove", "set": "set"}
    kind = kinds.get(action.does, "add")
    if noun == "non-tariff countermeasures":
        kind = "remove"
    elif rate is not None and rate.unit == "points" and action.does != "suspend":
        kind = "change"
    elif limit := limit_of(sentence.text):
        kind = limit
    elif _SUM.search(sentence.text) or _ORDINARY_ALONE.search(sentence.text, action.end, action.before):
        kind = "set"
    elif action.does == "suspend" and rate is None and re.search(r"\ball of (?:the|its)\b", sentence.text):
        kind = "remove"
    elif action.does == "impose" and _ANNEX.search(sentence.text):
        kind = "change"
    return Value(kind, (sentence.span,), words)


def amounts_of(sentence: Sentence, action: Action, rate: Number | None) -> dict[str, Value]:
    """Rate, rate before and change in points."""
    if rate is None:
        several = undecided_rates(sentence.text)
        return {"rate": Value(None, (sentence.span,), (sentence.at(*several[0]),), note=RANGE_ONLY)} if several else {}
    words = (sentence.at(rate.start, rate.end),)
    if rate.unit == "points" and action.does in ("remove", "lower", "raise"):
        change = rate.value if action.does == "raise" else -rate.value
        return {"change": Value(round(change, 6), (sentence.span,), words)}
    note = ""
    if action.does == "lower":
        note = LOWERED
    if _UP_TO.search(sentence.text[: rate.start]):
        note = AT_MOST
    found = {"rate": Value(round(rate.value, 6), (sentence.span,), words, note=note)}
    for match in RANGE.finditer(sentence.text):
        if match.start() <= rate.start < match.end():
            first = round(number_of(match.group(1)) / 100, 6)
            found["rate_before"] = Value(first, (sentence.span,), (sentence.at(*match.span(1)),))
    is_to = re.search(r"\bto\s+(?:an?\s+)?$", sentence.text[: rate.start])
    if (
        text_of(sentence, action).startswith("halv")
        and not is_to
        and not replaced_rates(sentence.text, rates_in(sentence.text))
    ):
        # "Halve the 15 percent duty".
        half = (sentence.at(action.start, action.end), *words)
        found["rate_before"] = found["rate"]
        found["rate"] = Value(
            round(rate.value / 2, 6), (sentence.span,), half, derived="half of what it was", note=note
        )
    if text_of(sentence, action).startswith("doubl"):
        half = (sentence.at(action.start, action.end), *words)
        found["rate_before"] = Value(
            round(rate.value / 2, 6), (sentence.span,), half, derived="half of what it is doubled to"
        )
    old = replaced_rates(sentence.text, rates_in(sentence.text)).get(rate)
    if old is not None:
        found["rate_before"] = Value(round(old.value, 6), (sentence.span,), (sentence.at(old.start, old.end),))
    return found


def text_of(sentence: Sentence, action: Action) -> str:
    """The verb, in small letters."""
    return sentence.text[action.start : action.end].casefold()


def basis_of(sentence: Sentence, action: Action) -> Value:
    """On top of the ordinary duty, or with it."""
    return basis_in(sentence, action.after, action.before)


def basis_in(sentence: Sentence, start: int, end: int) -> Value:
    """As :func:`basis_of`, by the words of a part of a sentence."""
    text, window = sentence.text, (start, end)
    total = _SUM.search(text)
    if total and not (limit_of(text) == "cap" and not _COMBINED.search(text)):
        return Value("total", (sentence.span,), (sentence.at(*total.span()),))
    extra = _ADDITIONAL.search(text, *window)
    if extra is None and _POINTS_BACK.search(text, *window):
        extra = _ADDITIONAL.search(text)
    if extra:
        return Value("additional", (sentence.span,), (sentence.at(*extra.span()),))
    return OPEN


def condition_value(sentence: Sentence, action: Action) -> Value:
    """What it hangs on: the words of an "if", or somebody's decision where it only may be done."""
    span = condition_in(sentence.text)
    if span:
        return Value(condition_words(sentence.text), (sentence.span,), (sentence.at(*span),))
    if action.mood == "power":
        words = sentence.at(max(0, action.start - 30), action.end)
        return Value("somebody may decide so", (sentence.span,), (words,))
    return OPEN


def _was_decided(text: str, action: Action, context: Context) -> bool:
    """Whether a sentence opens with a day long before the text on which it was decided: "On 30 August it determined to raise"."""
    if context.date is None or not DECIDED.search(text[: action.start]):
        return False
    day = next((day for day in days_in(text, context.date) if day.end < action.start), None)
    return day is not None and context.date - day.day > _BETWEEN_NOTICE_AND_FORCE


# A condition that somebody finds to be so.
_DETERMINES = re.compile(r"\b(?:determines?|finds?|decides?|concludes?|certif(?:y|ies))\b")
# "Peru has determined to impose a duty", told by somebody else.
_HAS_DECIDED = re.compile(r"\bhas (?:decided|resolved|determined) to\s+(?:\w+ly\s+)?$")


def _others_decided(text: str, action: Action, measure: TariffMeasure, context: Context) -> bool:
    """Whether a text tells, without a day, what another government has decided to do."""
    is_others = bool(context.issuers) and bool(measure.by) and not set(codes_of(measure.by)) & set(context.issuers)
    return is_others and bool(_HAS_DECIDED.search(text[: action.start]))


# "On August 7 it proposed raising the duty": what was proposed before is decided by the text itself.
_PROPOSED = re.compile(r"\bpropos(?:ed|al)\b", re.IGNORECASE)


def was_proposed(text: str, action: Action, measure: TariffMeasure, context: Context) -> bool:
    """Whether a government only tells in its own text, with its day, what it proposed before."""
    if context.date is None or codes_of(measure.by) != context.issuers or not _PROPOSED.search(text[: action.end]):
        return False
    days = [day.day for day in days_in(text, context.date)]
    return bool(days) and all(day < context.date for day in days)


def measure_status(sentence: Sentence, action: Action, noun: str, measure: TariffMeasure, context: Context) -> str:
    """What the text does with the measure; empty where it does nothing with it."""
    text = sentence.text
    if action.mood == "threat":
        return "threatened"
    if action.mood == "future" and not measure.start and _ON_ENTRY.search(text):
        # Of an agreement that is not in force, nobody says when it will be.
        return "promised"
    if condition_in(text) and action.mood == "power" and _DETERMINES.search(condition_words(text)):
        # "May raise it if he determines that the terms are not met": it waits for somebody's decision.
        return "conditional" if measure.rate or measure.change or measure.start else ""
    if condition_in(text):
        is_announced = action.passive and action.mood == "future" and bool(measure.by)
        if is_announced and action.does == "raise" and _PENALTY.search(condition_words(text)):
            # "Tariffs will increase unless a deal is reached", at whatever rate.
            return "threatened"
        is_said = measure.rate or measure.change or measure.start
        if is_said and action.does in ("impose", "raise") and _PENALTY.search(condition_words(text)):
            return "threatened"
        return "conditional" if is_said else ""
    if action.mood == "power" or _proposes(text, action, measure, context):
        return "conditional"
    if action.does == "suspend" or re.search(r"\bsuspension of\b(?! concessions)", text[action.start : action.before]):
        return "suspended"
    if action.does == "remove" and not measure.change:
        return "promised" if action.mood == "plan" else "withdrawn"
    if action.does == "extend":
        return "suspended" if _OF_A_PAUSE.search(text[: action.before]) else "scheduled"
    start = measure.start.value
    if action.does == "keep" and not start:
        return "in_force"
    if isinstance(start, datetime.date) and context.date is not None:
        return "scheduled" if start > context.date else "in_force"
    if action.does == "keep" or (action.mood == "now" and _NOW.search(text)):
        return "in_force"
    if action.mood == "future" and (
        _was_decided(text, action, context) or _others_decided(text, action, measure, context)
    ):
        return "in_force"
    if action.mood in ("future", "plan"):
        return "promised" if action.mood == "plan" else "scheduled"
    return "in_force"


# "The suspension of the duties is extended".
_OF_A_PAUSE = re.compile(
    r"\b(?:suspension|pause|postponement|deferral) (?:of|on)\b[^;,]*\b(?:is|are|(?:shall|will) be|been)\s+extended\b",
    re.IGNORECASE,
)
# "Upon entry into force of the Agreement, Peru shall apply".
_ON_ENTRY = re.compile(
    r"\b(?:[Uu]pon|[Oo]n|from|after|[Aa]t) (?:the )?(?:date of )?(?:the )?(?:entry into force|implementation|signature"
    r"|ratification|conclusion)\b"
)
# "USTR proposes to impose", in its own notice: comments come first.
_PROPOSES = re.compile(r"\bpropos(?:es|ing) to\s+(?:\w+ly\s+)?$")


def _proposes(text: str, action: Action, measure: TariffMeasure, context: Context) -> bool:
    """Whether somebody proposes a measure of its own in its own text."""
    is_own = bool(context.issuers) and codes_of(measure.by) == context.issuers
    return is_own and bool(_PROPOSES.search(text[: action.start]))


# "Peru will cut its duty": of what only will be, and not "shall" be, no day is a promise.
_WILL_ONLY = re.compile(r"\b(?:will|would|plans? to|(?:is|are) to)\b(?:(?!\bshall\b)[^;,])*$")


def is_promised_without_day(text: str, action: Action) -> bool:
    """Whether a verb only says that something will be done, so that it is a promise where nobody says when."""
    head = text[: action.start]
    is_plain = action.mood == "future" and action.does not in ("extend", "keep")
    return is_plain and bool(_WILL_ONLY.search(head)) and not DECIDED.search(head)
