"""Read a text: sentence by sentence, in order, each finding with the words that support it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.calendar_of import dates_of
from tradetalks.text.changed_goods import changed_goods
from tradetalks.text.claims import BOTH, claims_of, is_onlookers
from tradetalks.text.conditions import threats_of
from tradetalks.text.context import Context
from tradetalks.text.continuing import CONTINUES, continuation
from tradetalks.text.days import days_in
from tradetalks.text.discourse import ENACTS, first_subject, next_spoken, spoken_of, still_spoken
from tradetalks.text.discussed import discussed_in
from tradetalks.text.doubtful import may_be_rate
from tradetalks.text.findings import OPEN, RANGE_ONLY, Findings, Promise, SaidThreat, TariffMeasure, TextSpan, Value
from tradetalks.text.grants import is_asked
from tradetalks.text.hearsay import computed_paragraphs, is_disputed, is_history, is_recital, latest_year
from tradetalks.text.joining import joined_measures
from tradetalks.text.leaders import leaders_of
from tradetalks.text.listed import listed_rates
from tradetalks.text.measure_times import first_day
from tradetalks.text.measures import measures_in
from tradetalks.text.moods import tells_its_reader
from tradetalks.text.negotiators import negotiators_of, with_both_sides
from tradetalks.text.no_rates import undecided_rates
from tradetalks.text.papers import done_with_paper
from tradetalks.text.parties import ALL, TARIFF, codes_of, parties_of
from tradetalks.text.pauses import during_pause
from tradetalks.text.phrases import percents_in, places_in
from tradetalks.text.promises import promises_of, with_receivers
from tradetalks.text.rates import NOUNS, rates_in
from tradetalks.text.sentences import Sentence, sentences_of
from tradetalks.text.sides import bilateral, is_joint, is_of_two, speakers_of, spoken_in_title
from tradetalks.text.source import SourceText
from tradetalks.text.tables import table_at
from tradetalks.text.takes_effect import with_first_days
from tradetalks.text.under_laws import on_everybody, under_what_ended

# "Effective on May 2, the following rates apply:": a day that all rates below it share.
_RATES_FOLLOW = re.compile(
    r"\bfollowing\b[^:.]{0,90}\b(?:rates?|dut(?:y|ies)|tariffs?)\b[^:.]{0,30}:\s*$", re.IGNORECASE
)

# "2. List of goods subject to an additional tariff of 10%": the head of an annex, which says again what was said.
_HEADS_A_LIST = re.compile(
    r"\W*(?:\w{1,3}[.)]\s+)?(?:Annex\s+\w+\W+)?(?:List|Lists|Table|Schedule) of\b[^;]*$|\W*Annex\s+\w+\W+[Gg]oods\b.*$"
)
# "Key terms of the Agreement will include:": what stands below it is agreed, and not yet done.
_TERMS = re.compile(
    r"\b(?:terms|elements|provisions|commitments)\b[^:.]*\b(?:agreement|framework|deal)\b[^:]*\binclud\w+\b[^:]{0,30}:\s*$",
    re.IGNORECASE,
)
_AMENDS = re.compile(r"\b(?:amend|modif)\w*\b|\b(?:following|as follows)\b", re.IGNORECASE)
_ADJUSTED = re.compile(
    r"\b(?:measures|tariffs|duties)\b[^;]*(?:\([^)]*\)[^;]*)?\bshall be adjusted\b"
    r"|\bto (?:adjust|modify|amend)\b[^;]*\b(?:rates?|tariffs?|duties)\b"
)
# "During that period, goods of all shall be subject to 10 percent": as long as what the sentence before suspends.
_DURING = re.compile(r"During (?:that|this|the|such an?|such) (?:\w+[ -])?(?:period|time|suspension|pause)\b")
_WITH_EFFECT = re.compile(
    r"\b(?:with effect (?:from|on)|effective(?: from| on)?|as from|as of|starting(?: from| on)?)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def read_text(source: SourceText) -> Findings:
    """Everything that a text says of tariffs and talks.

    Args:
        source: from :func:`tradetalks.text.source.read_source`.

    Returns:
        The findings in the order of the text; what it leaves open is open.
    """
    sentences = sentences_of(source)
    issuer = "" if is_joint(source) else source.issuer
    issuers = (issuer,) if issuer else ()
    stated = _stated(sentences, Context(issuers, source.date, spoken=spoken_in_title(source, issuers)))
    taken, context = stated.taken, stated.context
    every = on_everybody(stated.measures, sentences, source)
    dated = with_first_days(every, sentences, source, context)
    found = joined_measures(dated, source.date)
    levels = negotiators_of(sentences, source)
    items = promises_of(sentences, taken, issuer, speakers_of(source) or _two_sides(sentences, found, issuer))
    talking = [
        *(who.side for who in levels if who.level.value != "working level"),
        *(item.by for item in items if item.status.value != "demanded"),
    ]
    if is_joint(source):
        # It is of those whom its title names.
        talking += [Value(place.code, derived="named in the title") for place in places_in(source.title)]
    parties = parties_of(sentences, found, issuer, talking)
    sides = [str(party.value) for party in parties]
    of_tariffs = [
        sentence.text for sentence in sentences if NOUNS[TARIFF].search(sentence.text) or rates_in(sentence.text)
    ]
    named = {place.code for text in of_tariffs for place in places_in(text)}
    if len(named | set(sides)) == 2 and is_of_two(sentences, named | set(sides), source):
        found = bilateral(found, sorted(named | set(sides)), source.text)
        parties = parties_of(sentences, found, issuer, talking)
    return Findings(
        issuers=tuple(sides) if is_joint(source) else context.issuers,
        date=source.date,
        parties=parties,
        levels=with_both_sides(levels, sides),
        dates=dates_of(sentences, source, context.begins, found),
        measures=found,
        promises=tuple(item for item in with_receivers(items, issuer, sides) if _is_of(item, sides)),
        threats=_by_those_who_act(
            threats_of(sentences, taken - _threatening(stated.measures, taken), issuer, sides), stated.measures
        ),
        claims=claims_of(sentences, issuer or BOTH, _granted(stated.taken, items)),
        unread=tuple(stated.unread),
    )


def _is_of(item: Promise, sides: Sequence[str]) -> bool:
    """Whether an item, as far as it says whose it is, is of those whom the text is about: others have deals of their own."""
    named = {code for value in (item.by, item.to, item.asked_by) for code in codes_of(value)}
    return not named or not sides or bool(named & {*sides, ALL})


def _two_sides(sentences: Sequence[Sentence], measures: Sequence[TariffMeasure], issuer: str) -> tuple[str, ...]:
    """Who "the two sides" of a government's own text are; nobody where it is about more, or fewer."""
    sides = {str(party.value) for party in parties_of(sentences, measures, issuer)} - {ALL}
    return tuple(sorted(sides)) if issuer and len(sides) == 2 else ()


def _granted(taken: set[Sentence], items: Sequence[Promise]) -> set[TextSpan]:
    """Where measures and items are stated."""
    return {sentence.span for sentence in taken} | {span for item in items for span in item.kind.at}


def _threatening(measures: Sequence[TariffMeasure], taken: set[Sentence]) -> set[Sentence]:
    """The sentences that threaten somebody with what they state."""
    spans = {span for measure in measures if measure.status.value == "threatened" for span in measure.status.at}
    return {sentence for sentence in taken if sentence.span in spans}


def _by_those_who_act(threats: Sequence[SaidThreat], measures: Sequence[TariffMeasure]) -> tuple[SaidThreat, ...]:
    """Threats, by and on those of the measure threatened with, where their own words leave that open or name one for both."""
    found = []
    for threat in threats:
        meant = next((one for one in measures if set(one.status.at) & set(threat.condition.at)), TariffMeasure())
        by, on = threat.by or meant.by, threat.on or meant.on
        if set(codes_of(by)) & set(codes_of(on)):
            on = meant.on
        found.append(dataclasses.replace(threat, by=by, on=on))
    return tuple(found)


@dataclasses.dataclass
class _Stated:
    """What was read so far: measures, the sentences that state them, those of which no rule made anything, and the context."""

    context: Context
    measures: list[TariffMeasure] = dataclasses.field(default_factory=list)
    taken: set[Sentence] = dataclasses.field(default_factory=set)
    unread: list[Value] = dataclasses.field(default_factory=list)
    is_of_tariffs: bool = False


def _stated(sentences: Sequence[Sentence], context: Context) -> _Stated:
    """The measures of a text, sentence by sentence; a list of rates is read at once."""
    read = _Stated(context)
    section: dict[str, int] = {}
    computed, latest = computed_paragraphs(sentences), latest_year(sentences)
    for k, (sentence, leader) in enumerate(zip(sentences, leaders_of(sentences), strict=True)):
        is_told = is_onlookers(sentence.text) or sentence.paragraph in computed
        if is_told or sentence in read.taken:
            continue
        is_past = is_history(sentence.text, context.date, latest) or is_recital(sentence)
        if is_past or is_disputed(sentence.text) or tells_its_reader(sentence.text):
            read.unread += [_unread(sentence)] * bool(rates_in(sentence.text))
            continue
        begun = _with_beginning(read.context, sentence)
        if ENACTS.match(sentence.text):
            begun = dataclasses.replace(begun, subject=OPEN)
        goes_on = k > 0 and sentence.paragraph == sentences[k - 1].paragraph
        is_agreed = bool(_TERMS.search(sentence.text)) or (read.context.is_agreed and (sentence.item or goes_on))
        read.context = dataclasses.replace(
            begun, leader=leader, spoken=still_spoken(sentence, begun.spoken), is_agreed=is_agreed
        )
        begins = read.context.begins
        before = sentences[k - 1] if k else sentence
        is_adjusted = _ADJUSTED.search(before.text) and not rates_in(before.text)
        if k and before.paragraph == sentence.paragraph and is_adjusted:
            # "As of 1 May the measures shall be adjusted. The one is suspended for a year": from that day.
            read.context = dataclasses.replace(read.context, begins=begins or first_day(before, read.context))
        listed = (
            table_at(sentences, k, read.context)
            or changed_goods(sentences, k, read.context, read.measures)
            or listed_rates(sentences, k, read.context)
        )
        if listed:
            read.is_of_tariffs = True
            read.measures += _announced(listed.measures, read.measures)
            read.taken.update(listed.sentences)
            read.unread += [_unread(strange) for strange in listed.strange]
        else:
            first = len(read.measures)
            _read_sentence(read, sentence, section.setdefault(sentence.heading, first))
            if k and before.paragraph == sentence.paragraph and _DURING.match(sentence.text):
                read.measures[first:] = during_pause(read.measures[first:], before, read.context)
        read.context = dataclasses.replace(read.context, begins=begins)
    return read


def _read_sentence(read: _Stated, sentence: Sentence, first: int) -> None:
    """Add what one sentence states; ``first`` is the position of the first measure of its section."""
    if CONTINUES.match(sentence.text) and continuation(sentence, read.context, read.measures, first):
        read.taken.add(sentence)
        return
    if done_with_paper(sentence, read.context, read.measures, {one.span: one.text for one in read.taken}):
        read.taken.add(sentence)
        return
    if _HEADS_A_LIST.match(sentence.text) and _is_stated(sentence, read.measures):
        return
    if discussed_in(sentence):
        # What talks were about is done by nobody.
        return
    stated = measures_in(sentence, read.context, read.measures)
    stated = under_what_ended(sentence, stated, read.measures)
    if stated:
        read.taken.add(sentence)
    if _has_lost_rate(sentence, stated, read):
        read.unread.append(_unread(sentence))
    read.measures += stated
    read.is_of_tariffs = read.is_of_tariffs or bool(NOUNS[TARIFF].search(sentence.text))
    if is_asked(sentence.text, len(sentence.text)) and not stated:
        # Who wants a tariff cut is not whose tariff it is.
        return
    said = spoken_of(sentence, read.context.issuers)
    spoken = next_spoken(said, [one for one in stated if one.instrument.value == TARIFF], read.context.spoken)
    subject = first_subject(sentence, read.context.issuers) or read.context.subject
    read.context = dataclasses.replace(read.context, spoken=spoken, subject=subject)


def _is_stated(sentence: Sentence, measures: Sequence[TariffMeasure]) -> bool:
    """Whether all rates of a sentence are those of measures stated before it."""
    known = [measure.rate.value for measure in measures if measure.rate]
    rates = rates_in(sentence.text)
    return bool(rates) and all(round(rate.value, 6) in known for rate in rates)


def _announced(rows: Sequence[TariffMeasure], earlier: list[TariffMeasure]) -> list[TariffMeasure]:
    """The rows of a list with the day and the target of the sentence before it, which says no rate: its place is taken."""
    before = earlier[-1] if earlier else TariffMeasure()
    is_general = before.instrument.value == TARIFF and before.start and not before.rate and not before.change
    if not is_general or any(row.start or codes_of(row.by) != codes_of(before.by) for row in rows):
        return list(rows)
    earlier.pop()
    return [
        dataclasses.replace(row, on=row.on or before.on, start=before.start, until=before.until, status=before.status)
        for row in rows
    ]


def _has_lost_rate(sentence: Sentence, stated: Sequence[TariffMeasure], read: _Stated) -> bool:
    """Whether a sentence has a rate of which no rule made anything: one beside those of its measures, or one without any."""
    text = sentence.text
    if stated and undecided_rates(text) and not any(measure.rate.note == RANGE_ONLY for measure in stated):
        return True
    if stated:
        used = [value.value for measure in stated for value in (measure.rate, measure.rate_before)]
        used += [abs(float(str(measure.change.value))) for measure in stated if measure.change]
        return any(round(rate.value, 6) not in used for rate in rates_in(text))
    if NOUNS[TARIFF].search(text):
        return bool(percents_in(text))
    return read.is_of_tariffs and may_be_rate(text)


def _unread(sentence: Sentence) -> Value:
    return Value(sentence.text, (sentence.span,), (sentence.span,))


def _is_amended(sentence: Sentence, context: Context) -> bool:
    """Whether a sentence of an order says from when what stands below it holds: "the Schedule is amended with effect from"."""
    days = days_in(sentence.text, context.date)
    is_dated = bool(days) and _WITH_EFFECT.search(sentence.text[: days[0].start])
    return (
        bool(is_dated) and bool(context.issuers) and bool(_AMENDS.search(sentence.text)) and not rates_in(sentence.text)
    )


def _with_beginning(context: Context, sentence: Sentence) -> Context:
    """With the day on which all that a list promises begins: "take the following actions by May 14, 2025:"."""
    is_rates = _RATES_FOLLOW.search(sentence.text) or _is_amended(sentence, context)
    if not is_rates and not re.search(r"\bfollowing (?:actions|measures|steps)\b", sentence.text):
        return context
    days = days_in(sentence.text, context.date)
    if not days:
        return context
    words = (sentence.at(days[0].start, days[0].end),)
    note = "at the latest"
    if is_rates:
        note = ""
    return dataclasses.replace(context, begins=Value(days[0].day, (sentence.span,), words, note=note))
