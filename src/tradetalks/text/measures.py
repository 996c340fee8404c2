"""What a text does with tariffs: who, on whom, on what goods, at which rate, from when until when, and whether "
"it is in force."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from tradetalks.text.days import Duration, NamedDay, days_in, durations_in
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.parties import TARIFF, codes_of, doer_of, hit_in
from tradetalks.text.phrases import ASKED, RANGE, Number, goods_in, number_of, percents_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import CONDITION, Action, actions_in, without_asides

# What a measure is, by the words for it.
NOUNS = {
    TARIFF: re.compile(
        r"\b(?<!anti-dumping )(?<!countervailing )(?:import |customs |retaliatory |reciprocal )?"
        r"(?:tariffs?(?! actions?)(?! exclusion)(?! schedule)(?! commission)(?! framework)(?! treatment)"
        r"|(?:additional )?dut(?:y|ies)(?!-free)"
        r"(?! rate\b)|rates? of duty|import tax(?:es)?|lev(?:y|ies)(?= (?:on|of)))\b",
        re.IGNORECASE,
    ),
    "export_control": re.compile(
        r"\bexport controls?\b|\bexport restrictions?\b|\bEnd-User Controls\b|\bexport ban\b", re.IGNORECASE
    ),
    "exclusions": re.compile(r"\btariff exclusions?(?: process)?\b", re.IGNORECASE),
    "non-tariff countermeasures": re.compile(
        r"\bnon-tariff (?:counter)?measures\b|\bmeasures it took in retaliation\b|\bsanctions\b", re.IGNORECASE
    ),
    "countermeasures": re.compile(r"(?<!non-tariff )\bcountermeasures\b(?! of the same)", re.IGNORECASE),
    "responsive actions": re.compile(r"\bresponsive actions?\b|\bport fees\b", re.IGNORECASE),
}
_ALL_GOODS = re.compile(
    r"\b(?:(?:nearly )?all |any |most )?(?:\w+ )?(?:goods|articles?|imports|products?|items)\b(?! subject to)",
    re.IGNORECASE,
)
# Goods of which the text does not say which: a part of all that cannot be told.
_SOME = re.compile(r"\b(?:do(?:es)? not qualify|not qualifying|certain|some|that qualify|worth of)\b", re.IGNORECASE)
# A rate that only says which goods are meant: "with a duty of less than 15 percent".
_THRESHOLD = re.compile(
    r"\b(?:less than|at least|more than|lower than|higher than|exceed(?:s|ing)?|above|below|under)\s+$", re.IGNORECASE
)
_TARIFF_AFTER = re.compile(
    r"^\s+(?:\w+[\s-]){0,5}?(?:tariffs?|dut(?:y|ies)|rates? of duty|lev(?:y|ies))\b(?! schedule)|^ rate\b",
    re.IGNORECASE,
)
_TARIFF_BEFORE = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?|surcharges?)\b(?:\W+(?!percent\b)[\w-]+){0,10}?\W+(?:of|at|to|be|by|from"
    r"|is|are|remaining)\s+(?:only\s+|about\s+|an?\s+)?$"
    r"|\b(?:shall|will|to)\s+(?:start|begin|rise|fall|increase|be set)\s+(?:at|to|by)\s+$",
    re.IGNORECASE,
)
_NOT_TARIFF_AFTER = re.compile(
    r"^\s+(?:increase|rise|reduction|cut|decline|growth|share|stake|of (?:the|all|its|their|global|total|US|U\.S\.))\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\bthe sum of\b|\binclusive of\b|\ball-inclusive\b|\bceiling\b|\bcomprised of\b|\bhigher of\b"
    r"|\bincluding (?:the )?(?:MFN|ordinary|most)",
    re.IGNORECASE,
)
_ADDITIONAL = re.compile(r"\badditional\b|\bin addition to\b|\bon top of\b|\bextra\b|\bfurther \d", re.IGNORECASE)
# "That rate", "the remaining rate": the one that the sentence named before.
_POINTS_BACK = re.compile(r"\b(?:that rate|those articles|remaining|said)\b", re.IGNORECASE)
_ANNEX = re.compile(r"\brates? (?:of duty )?(?:specified|set forth|listed) in (?:the )?Annex\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:presently|currently|current|already|existing)\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:rais|increas|lower|reduc|ris|cut|hik)\w*\b")
# Sentences that go on about the measure before them.
CONTINUES = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:Such|These|This|Those|The (?:tariffs|duties|rates)(?: of duty)? (?:set forth"
    r"|described|in)|They|It)\b"
)
_STANDS = re.compile(r"^\(?The (?:current|existing|remaining|present)\b")
_INCLUDES = re.compile(r"^(?:This|These|They|It) includes?\b", re.IGNORECASE)
_FROM = re.compile(
    r"(?:\beffective(?: on| as of| from)?|\bon or after|\bas of|\bstarting(?: on)?|\bbeginning(?: on)?|\bfrom"
    r"|\btak(?:e|es|ing) effect(?: on| from)?"
    r"|\benters? into force(?: on)?|\bnot take effect until|\bstart(?:s)? on|\bto begin(?: on)?"
    r"|(?:^|,\s|\))\s*at 12:01 a\.m\. [\w ]*?on)\s+(?:\d\d?:\d\d [ap]\.m\. [\w ]*?(?:on )?)?$",
    re.IGNORECASE,
)
_ON_DAY = re.compile(r"\bon\s+$", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?P<word>until|through|before|expir\w+ on|up to)\s+(?:\d\d?:\d\d [ap]\.m\. [\w ]*?on )?$", re.IGNORECASE
)
_DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Context:
    """What is known of a text before a sentence is read.

    Args:
        issuers: whose text it is.
        date: the day it bears.
        begins: the day on which all that follows begins, where the text says so of all at once.
    """

    issuers: tuple[str, ...]
    date: datetime.date | None
    begins: Value = OPEN


@lru_cache(ASKED)
def rates_in(text: str) -> tuple[Number, ...]:
    """The percentages and points of a sentence that are rates of tariffs, and no others."""
    found = []
    is_change = bool(NOUNS[TARIFF].search(text)) and bool(_CHANGES.search(text))
    ranges = [match.span() for match in RANGE.finditer(text)] if is_change else []
    for number in percents_in(text):
        before, after = text[: number.start], text[number.end :]
        is_share = number.unit == "percent" and _NOT_TARIFF_AFTER.match(after)
        if _THRESHOLD.search(before) or is_share:
            continue
        if any(start <= number.start < end for start, end in ranges):
            found.append(number)
            continue
        if number.unit == "points" or _TARIFF_AFTER.match(after) or _TARIFF_BEFORE.search(before[-110:]):
            found.append(number)
    return tuple(found)


def measures_in(sentence: Sentence, context: Context, earlier: Sequence[TariffMeasure]) -> list[TariffMeasure]:
    """The measures that one sentence states, in its order.

    Args:
        sentence: to read.
        context: of the text.
        earlier: measures of the sentences before, whose subject and goods this one may go on about.
    """
    text = without_asides(sentence.text)
    plain = dataclasses.replace(sentence, text=text)
    if re.search(r"\bat least \d+ (?:percent|per cent)", text) and re.search(r"\bzero percent\b", text):
        # The other half of a ceiling: goods that pay more already pay nothing on top.
        return []
    rates = _new_rates(text, rates_in(text))
    found: list[TariffMeasure] = []
    actions = actions_in(text)
    extends = False
    for k, action in enumerate(actions):
        own = [rate for rate in rates if _holder(rate, actions) is action]
        noun = _noun(text, action)
        if extends and action.does == "keep" and noun in (None, "exclusions"):
            continue
        if noun is None and not (own and (NOUNS[TARIFF].search(text) or own[0].unit == "points")):
            continue
        if action.mood in ("replaced", "imperative"):
            continue
        if action.denied and "until" not in text[action.end : action.end + 20]:
            continue
        if not own and _is_means(text, action, actions[k + 1 :], rates):
            continue
        set_by: list[Number | None] = [*own] or [None]
        extends = extends or action.does == "extend"
        found += [_measure(plain, context, action, noun or TARIFF, rate, earlier) for rate in set_by]
    return [measure for measure in found if measure.status]


def _new_rates(text: str, rates: Sequence[Number]) -> list[Number]:
    """Rates that are set, without those that they replace: "from 10 to 25 percent", "the 10% tariffs are raised "
    "to 25%"."""
    old = _old_rate(text, rates)
    return [rate for rate in rates if rate is not old]


def _old_rate(text: str, rates: Sequence[Number]) -> Number | None:
    """The rate that another one replaces; None where none does."""
    for one, other in itertools.pairwise(rates):
        between = text[one.end : other.start]
        is_from = re.search(r"\bfrom\s+(?:the\s+(?:current\s+)?)?$", text[: one.start]) and re.match(
            r"\s+(?:percent\s+)?to\s+$", between
        )
        is_raised = re.search(r"\b(?:rais|increas|lower|reduc|ris)\w*\s+to\s+$", between)
        if is_from or is_raised:
            return one
    return None


def _holder(rate: Number, actions: Sequence[Action]) -> Action | None:
    """The action that sets a rate: an active verb before it, or the nearest passive one."""
    holders = [action for action in actions if action.after <= rate.start < action.before]
    active = [action for action in holders if not action.passive]
    if active or holders:
        return (active or holders)[-1 if active else 0]
    return min(
        actions, key=lambda action: min(abs(rate.start - action.end), abs(action.start - rate.end)), default=None
    )


def _noun(text: str, action: Action) -> str | None:
    """What the action acts on; None where it is no measure."""
    begin = action.after if action.passive else action.end
    ends = action.before
    places = {name: match.start() for name, pattern in NOUNS.items() if (match := pattern.search(text, begin, ends))}
    if not places:
        return None
    return min(places, key=lambda name: places[name])


def _is_means(text: str, action: Action, later: Sequence[Action], rates: Sequence[Number]) -> bool:
    """Whether a verb without a rate only announces the next one: "lower the tariffs by removing 10 points"."""
    if action.does == "set" and not action.passive:
        return bool(later)
    if not later:
        return False
    following = later[0]
    is_by = re.search(r"\bby\s+(?:\w+ing\s+)?$", text[action.end : following.start])
    return bool(is_by) and any(following.start <= rate.start for rate in rates)


def _measure(
    sentence: Sentence,
    context: Context,
    action: Action,
    noun: str,
    rate: Number | None,
    earlier: Sequence[TariffMeasure],
) -> TariffMeasure:
    text = sentence.text
    before = earlier[-1] if earlier else TariffMeasure()
    by = doer_of(sentence, action.start, context.issuers, before.by if CONTINUES.match(text) or sentence.item else OPEN)
    if not by and len(context.issuers) == 1 and noun == TARIFF:
        by = Value(context.issuers[0], derived="whose text it is (first line)")
    window = (min(action.after, action.start), action.before)
    on = hit_in(sentence, *window, codes_of(by)) or hit_in(sentence, 0, len(text), codes_of(by))
    words = sentence.at(action.start, max(action.end, action.before if rate is None else rate.end))
    words = sentence.at(min(action.start, rate.start if rate else action.start), words.end - sentence.start)
    measure = TariffMeasure(
        by=by,
        on=on,
        instrument=Value(TARIFF if noun == "exclusions" else noun, (sentence.span,), (words,)),
        kind=_kind(sentence, action, noun, rate, words_of=words),
        basis=_basis(sentence, action),
        condition=_condition(sentence, action),
    )
    measure = dataclasses.replace(measure, **_amounts(sentence, action, rate))
    if noun in (TARIFF, "export_control"):
        measure = dataclasses.replace(measure, **_goods(sentence, action, rate))
    measure = dataclasses.replace(measure, **_times(sentence, action, noun, context))
    if noun == TARIFF and earlier and _STANDS.match(text) and not measure.on:
        # "The current 10% tariff will remain": of the goods that the sentence before speaks of.
        measure = _filled(measure, {"on": before.on, "goods": before.goods, "sectors": before.sectors})
    status = _status(sentence, action, noun, measure, context)
    return dataclasses.replace(measure, status=Value(status, (sentence.span,), (words,)) if status else OPEN)


def _kind(sentence: Sentence, action: Action, noun: str, rate: Number | None, words_of: object) -> Value:
    words = (sentence.at(action.start, action.end),)
    if noun not in (TARIFF, "non-tariff countermeasures"):
        return OPEN
    kinds = {"impose": "add", "keep": "add", "raise": "change", "lower": "change", "remove": "remove", "set": "set"}
    kind = kinds.get(action.does, "add")
    if noun != TARIFF:
        kind = "remove"
    elif rate is not None and rate.unit == "points" and action.does != "suspend":
        kind = "change"
    elif _SUM.search(sentence.text):
        kind = "set"
    elif action.does == "suspend" and rate is None and re.search(r"\ball of (?:the|its)\b", sentence.text):
        kind = "remove"
    elif action.does == "impose" and _ANNEX.search(sentence.text):
        kind = "change"
    return Value(kind, (sentence.span,), words)


def _amounts(sentence: Sentence, action: Action, rate: Number | None) -> dict[str, Value]:
    """Rate, rate before and change in points."""
    if rate is None:
        return {}
    words = (sentence.at(rate.start, rate.end),)
    if rate.unit == "points" and action.does in ("remove", "lower", "raise"):
        change = rate.value if action.does == "raise" else -rate.value
        return {"change": Value(round(change, 6), (sentence.span,), words)}
    found = {"rate": Value(round(rate.value, 6), (sentence.span,), words)}
    for match in RANGE.finditer(sentence.text):
        if match.start() <= rate.start < match.end():
            first = round(number_of(match.group(1)) / 100, 6)
            found["rate_before"] = Value(first, (sentence.span,), (sentence.at(*match.span(1)),))
    old = _old_rate(sentence.text, rates_in(sentence.text))
    if old is not None and old.end <= rate.start:
        found["rate_before"] = Value(round(old.value, 6), (sentence.span,), (sentence.at(old.start, old.end),))
    return found


def _basis(sentence: Sentence, action: Action) -> Value:
    text, window = sentence.text, (action.after, action.before)
    total = _SUM.search(text)
    if total:
        return Value("total", (sentence.span,), (sentence.at(*total.span()),))
    extra = _ADDITIONAL.search(text, *window)
    if extra is None and _POINTS_BACK.search(text, *window):
        extra = _ADDITIONAL.search(text)
    if extra:
        return Value("additional", (sentence.span,), (sentence.at(*extra.span()),))
    return OPEN


def _goods(sentence: Sentence, action: Action, rate: Number | None) -> dict[str, Value]:
    """The words for the goods, and their sectors by the shipped word list."""
    text, (start, end) = sentence.text, (action.after, action.before)
    if action.passive and (rate is None or rate.start > action.start):
        # "All goods of Canada are subject to 25 percent": what is taxed stands before the verb.
        parts = [(start, action.start), (action.end, end)]
    elif rate is not None:
        # Of two rates in one breath each has the goods beside it: "25 percent, and 10 percent as to energy".
        following = [other.start for other in rates_in(text) if other.start > rate.start]
        before = [other.end for other in rates_in(text) if other.end <= rate.start]
        parts = [(max([start, *before]), min([end, *following]))]
    else:
        parts = [(start, end)]
    for first, last in parts:
        found = _goods_between(sentence, first, last)
        if found:
            return found
    anything = _goods_between(sentence, 0, len(text))
    if len(rates_in(text)) > 1 and not action.passive and anything.get("sectors", OPEN).value == "goods":
        return anything
    return anything if len(rates_in(text)) < 2 else {}


def _goods_between(sentence: Sentence, start: int, end: int) -> dict[str, Value]:
    text = sentence.text
    named = [good for good in goods_in(text) if start <= good.start < end]
    if named:
        return goods_values(sentence, named)
    everything = _ALL_GOODS.search(text, start, end)
    if not everything:
        return {}
    goods = Value(everything.group(), (sentence.span,), (sentence.at(*everything.span()),))
    if _SOME.search(text, everything.start(), end):
        return {"goods": goods}
    return {"goods": goods, "sectors": dataclasses.replace(goods, value="goods")}


def _condition(sentence: Sentence, action: Action) -> Value:
    match = CONDITION.search(sentence.text)
    if match:
        return Value(match.group().strip(" ,"), (sentence.span,), (sentence.at(*match.span()),))
    if action.mood == "power":
        words = sentence.at(max(0, action.start - 30), action.end)
        return Value("somebody may decide so", (sentence.span,), (words,))
    return OPEN


def _times(sentence: Sentence, action: Action, noun: str, context: Context) -> dict[str, Value]:
    """From when until when it is in force, or suspended."""
    text, found = sentence.text, {}
    goes_on = action.does == "extend"
    days = days_in(text, context.date)
    others = [
        other
        for other in actions_in(text)
        if other.start != action.start and other.mood != "replaced" and _noun(text, other)
    ]
    if goes_on:
        # "Will extend ... and remain valid until": one measure, whose end stands with its second verb.
        others = [other for other in others if other.does != "keep"]
    ends_on, begins_on = (_day_after(text, days, pattern, action, others) for pattern in (_UNTIL, _FROM))
    if begins_on is None and action.does in ("impose", "raise", "lower", "keep", "set"):
        # "Will increase to 25 percent on March 2", "on January 1 he will leave the tariffs at 10 percent".
        begins_on = _day_after(text, days, _ON_DAY, action, others)
    is_pause = action.does == "suspend" or bool(re.search(r"\bsuspension of\b", text[action.start : action.before]))
    not_yet = re.search(r"\bnot take effect until\b", text)
    if begins_on and not goes_on:
        name = "suspended_from" if is_pause and not not_yet else "start"
        found[name] = _on(sentence, begins_on)
    if ends_on and not not_yet:
        found["suspended_until" if is_pause or goes_on else "until"] = _last_day(sentence, ends_on)
    span = next((span for span in durations_in(text) if action.start <= span.start), None)
    if span is not None and is_pause:
        begin = begins_on.day if begins_on else context.begins.value
        last = span.after(begin) if isinstance(begin, datetime.date) else None
        if last is not None and not begins_on:
            found["suspended_from"] = context.begins
        if last is not None:
            found["suspended_until"] = _derived_end(sentence, span, last - _DAY, context, begins_on is not None)
    if action.does == "remove" and noun != "exclusions" and "start" not in found and context.begins:
        found["start"] = context.begins
    return found


def _derived_end(sentence: Sentence, span: Duration, last: datetime.date, context: Context, has_day: bool) -> Value:
    at = (sentence.span,) if has_day else (sentence.span, *context.begins.at)
    words = (sentence.at(span.start, span.end), *(() if has_day else context.begins.words))
    return Value(last, at, words, derived=f"{span.count} {span.unit}s, the last day of them")


def _day_after(
    text: str, days: Sequence[NamedDay], pattern: re.Pattern[str], action: Action, others: Sequence[Action]
) -> NamedDay | None:
    """The day that words such as "effective" or "until" announce for an action: the last that no other verb is "
    "nearer to."""
    fitting = [day for day in days if pattern.search(text[: day.start])]
    verbs = sorted([action, *others], key=lambda verb: verb.start)
    own = [
        day
        for day in fitting
        if (holders := [verb for verb in verbs if verb.start <= day.start]) and holders[-1] is action
    ]
    fronted = [day for day in fitting if day.start < verbs[0].start]
    chosen = own or fronted
    return chosen[-1] if chosen else None


def _on(sentence: Sentence, day: NamedDay) -> Value:
    return Value(day.day, (sentence.span,), (sentence.at(day.start, day.end),), derived=day.derived)


def _last_day(sentence: Sentence, day: NamedDay) -> Value:
    """ "Before 1 June" ends on 31 May; "through 12:01 a.m. on 24 July" on 23 July."""
    head = sentence.text[: day.start]
    value = _on(sentence, day)
    if re.search(r"\bbefore\s+(?:\d\d?:\d\d [ap]\.m\. [\w ]*?on )?$", head) or re.search(
        r"\bthrough\s+12:0\d a\.m\. [\w ]*?on\s+$", head
    ):
        return dataclasses.replace(value, value=day.day - _DAY, derived="the day before")
    return value


def _status(sentence: Sentence, action: Action, noun: str, measure: TariffMeasure, context: Context) -> str:
    """What the text does with the measure; empty where it does nothing with it."""
    text = sentence.text
    if action.mood == "threat":
        return "threatened"
    if CONDITION.search(text) and not re.search(r"\bprovided in\b", text):
        return "conditional" if measure.rate or measure.change else ""
    if action.mood == "power":
        return "conditional"
    if action.does == "suspend" or re.search(r"\bsuspension of\b", text[action.start : action.before]):
        return "suspended"
    if action.does == "remove" and not measure.change:
        return "promised" if action.mood == "plan" else "withdrawn"
    if action.does == "extend":
        return "scheduled"
    start = measure.start.value
    if isinstance(start, datetime.date) and context.date is not None:
        return "scheduled" if start > context.date else "in_force"
    if action.does == "keep" or _NOW.search(text):
        return "in_force"
    if action.mood in ("future", "plan"):
        return "promised" if action.mood == "plan" else "scheduled"
    return "in_force"


def continuation(sentence: Sentence, context: Context, measures: list[TariffMeasure], first: int) -> bool:
    """Give earlier measures what a sentence that goes on about them says: "Such duties shall apply from ...".

    Args:
        sentence: to read.
        context: of the text.
        measures: so far; those that the sentence speaks of are replaced.
        first: position of the first measure of the same section.

    Returns:
        Whether the sentence says no more than that.
    """
    text = without_asides(sentence.text)
    plain = dataclasses.replace(sentence, text=text)
    if not measures or rates_in(text) or re.search(r"\bin lieu of\b", text):
        return False
    if _INCLUDES.match(text):
        on = hit_in(plain, 0, len(text), codes_of(measures[-1].by))
        measures[-1] = _filled(measures[-1], {"on": on, **_goods_between(plain, 0, len(text))})
        return True
    actions = [
        action for action in actions_in(text) if action.does in ("impose", "keep") and _noun(text, action) == TARIFF
    ]
    if not actions:
        return False
    times = _times(plain, actions[0], TARIFF, context)
    # "The tariffs set forth in subsection (a)" are all of the section, "such duties" those of the sentence before.
    is_section = bool(re.search(r"\b(?:set forth|described) in\b", text))
    chosen = range(first, len(measures)) if is_section else range(len(measures) - 1, len(measures))
    for k in chosen:
        measures[k] = _filled(measures[k], times)
    return True


def _filled(measure: TariffMeasure, more: dict[str, Value]) -> TariffMeasure:
    """A measure whose open fields a later sentence fills."""
    return dataclasses.replace(
        measure, **{name: value for name, value in more.items() if value and not getattr(measure, name)}
    )
