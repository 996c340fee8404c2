"""Acts and branches of a draft, out of the measures that a text states."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Sequence

from tradetalks.inputs.places import countries
from tradetalks.scenario.drafting.quoting import Quoter, open_line
from tradetalks.text.findings import AT_MOST, LOWERED, TariffMeasure, Value
from tradetalks.text.parties import ALL, TARIFF, codes_of
from tradetalks.text.rates import EXPORT_TAX

# Statuses that are acts, and those that may come to be acts.
STANDS, MAY_COME = ("in_force", "scheduled"), ("suspended", "conditional", "threatened")
_DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class DraftSetting:
    """Where a draft plays: a world's labels, and what to fall back on.

    Args:
        world: name of the world.
        regions: its labels.
        day: of the text; the day on which what has none begins, as judgement.
        deadline: of the talks, where the text says one.
        day_is: which day ``day`` is.
    """

    world: str
    regions: tuple[str, ...]
    day: datetime.date
    deadline: datetime.date | None = None
    day_is: str = "the day of the text"

    def unseen(self, value: Value) -> list[str]:
        """Countries that are no region of the world, by name."""
        return [countries().get(code, code) for code in codes_of(value) if code != ALL and code not in self.regions]


@dataclasses.dataclass(frozen=True)
class Entry:
    """Lines of a draft: an act of the main line, or of a branch.

    Args:
        name: of the act.
        lines: without indentation.
        starts: its first day; None where it is only a comment.
        branch: title of the branch that it belongs to; empty for the main line.
    """

    name: str
    lines: tuple[str, ...]
    starts: datetime.date | None
    branch: str = ""


def entries_of(measures: Sequence[TariffMeasure], place: DraftSetting, quoter: Quoter) -> list[Entry]:
    """One entry for every measure, in their order; what cannot be an act is a comment that asks."""
    found: list[Entry] = []
    for measure in measures:
        name = _name(measure, [entry.name for entry in found])
        missing = _missing(measure, place)
        if measure.instrument.value == "countermeasures" and not _has_rates(measure, measures):
            found.append(_ask(name, measure, quoter, "are these duties, at which rates and on which goods?"))
        elif measure.instrument.value == EXPORT_TAX and measure.rate:
            found.append(
                _ask(name, measure, quoter, "a duty on exports: an act with `instrument: export_tax`, on whom?")
            )
        elif measure.instrument.value != TARIFF:
            found.append(_remark(name, measure, quoter, f"{measure.instrument.value}: no tariff, so no act"))
        elif measure.status.value == "promised":
            found.append(_remark(name, measure, quoter, "promised, without a day: a note, or an issue of talks"))
        elif measure.status.value == "withdrawn" or measure.kind.value == "remove":
            question = "which act ends? `kind: remove, of: ...` names it"
            if not measure.rate:
                question += "; the text gives no rate"
            found.append(_ask(name, measure, quoter, question))
        elif missing:
            found.append(_ask(name, measure, quoter, missing))
        else:
            act = _act(name, measure, _not_before(measure, measures, place), quoter)
            found.append(_with_questions(act, measure, measures, quoter))
    return found


# What a text leaves out of a measure.
_LEAVES_OUT = re.compile(r"\b(?:except|excluding|other than|with the exception of)\b[^.;:]{0,60}", re.IGNORECASE)


def _with_questions(act: Entry, measure: TariffMeasure, measures: Sequence[TariffMeasure], quoter: Quoter) -> Entry:
    """An act with what the rest of its sentence, and of the text, leaves doubtful about it."""
    questions = []
    sentence = quoter.source.text[slice(*measure.instrument.at[0])] if measure.instrument.at else ""
    left_out = _LEAVES_OUT.search(sentence)
    if left_out:
        questions.append(f"whom, or what, does the text leave out? '{' '.join(left_out.group().split())}'")
    is_suspended = any(
        other.status.value == "suspended" and other.rate.value == measure.rate.value
        for other in measures
        if (other.by.value, other.on.value) == (measure.by.value, measure.on.value)
    )
    if is_suspended and measure.status.value in STANDS and not measure.until:
        questions.append("does it end? the text suspends duties of the same rate and pair")
    lines = [*act.lines, *(open_line(question, "  ") for question in questions)]
    return dataclasses.replace(act, lines=tuple(lines))


def _not_before(measure: TariffMeasure, measures: Sequence[TariffMeasure], place: DraftSetting) -> DraftSetting:
    """The setting of what may come without a day: it cannot come before the tariffs of the same pair that it would change."""
    if measure.status.value not in MAY_COME:
        return place
    starts = [
        other.start.value
        for other in measures
        if other.status.value in STANDS
        and (other.by.value, other.on.value) == (measure.by.value, measure.on.value)
        and isinstance(other.start.value, datetime.date)
    ]
    if max(starts, default=place.day) <= place.day:
        return place
    return dataclasses.replace(place, day=max(starts), day_is="the first day of what it would change")


def _has_rates(general: TariffMeasure, measures: Sequence[TariffMeasure]) -> bool:
    """Whether the text says the rates of what it calls countermeasures elsewhere."""
    return any(
        other.instrument.value == TARIFF
        and other.rate
        and (other.by.value, other.status.value) == (general.by.value, general.status.value)
        for other in measures
    )


def _name(measure: TariffMeasure, taken: Sequence[str]) -> str:
    parts = [*codes_of(measure.by), *codes_of(measure.on)] or ["measure"]
    stem = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).casefold()).strip("-")
    number = 1 + sum(name.rpartition("-")[0] == stem for name in taken)
    return f"{stem}-{number}"


def _missing(measure: TariffMeasure, place: DraftSetting) -> str:
    """What a person must say before a measure can be an act; empty where nothing is missing."""
    if not measure.by:
        return "who does it?"
    unseen = [*place.unseen(measure.by), *place.unseen(measure.on)]
    if unseen:
        names = ", ".join(dict.fromkeys(unseen))
        return (
            f"{names}: no region of {place.world}, and not its rest of the world; choose a world that has it (baseline)"
        )
    if not measure.on:
        return "on whom? the text does not say here"
    if not measure.rate and not measure.change:
        return "at which rate? the text does not say"
    if measure.rate.note == AT_MOST:
        return "at which rate? the text says the highest of several"
    if measure.rate.note == LOWERED and not measure.rate_before:
        return "from which rate does it come down? the text says to which"
    if not measure.sectors and measure.goods:
        return "on which goods? the text names a part of them only"
    if measure.status.value == "suspended" and not measure.suspended_until and not measure.start:
        return "until when is it suspended? the text does not say"
    return ""


def _remark(name: str, measure: TariffMeasure, quoter: Quoter, why: str) -> Entry:
    sentence = quoter.sentence(measure.instrument)
    return Entry(name, (f'# {why}: "{sentence}" ({_whereabouts(measure, quoter)})',), None)


def _ask(name: str, measure: TariffMeasure, quoter: Quoter, question: str) -> Entry:
    known = [
        f"{field}: {_plain(value)}"
        for field, value in (("by", measure.by), ("on", measure.on), ("rate", measure.rate), ("change", measure.change))
        if value
    ]
    what = f"{measure.status.value}; {', '.join(known)}" if known else str(measure.status.value)
    sentence = quoter.sentence(measure.instrument)
    return Entry(name, (open_line(f'{question} ({what}) "{sentence}" ({_whereabouts(measure, quoter)})'),), None)


def _plain(value: Value) -> str:
    if isinstance(value.value, float):
        return f"{100 * value.value:g}%"
    return ", ".join(codes_of(value))


def _whereabouts(measure: TariffMeasure, quoter: Quoter) -> str:
    at = measure.instrument.at
    return f"{quoter.source.name} {at[0].start}-{at[0].end}" if at else quoter.source.name


def _act(name: str, measure: TariffMeasure, place: DraftSetting, quoter: Quoter) -> Entry:
    """An act, or the branch on which it would come."""
    starts, said, questions = _start(measure, place, quoter)
    lines = [f"- id: {name}", *_fields(measure, quoter, place), f"  from: {starts}  {said}"]
    if measure.until:
        lines.append(f"  until: {measure.until.value}  {quoter.said(measure.until)}")
    source = f"{quoter.source.name}; {quoter.source.address or quoter.source.title}"
    lines += [f"  source: {json.dumps(source, ensure_ascii=False)}", *questions]
    lines += [open_line(question, "  ") for question in _doubts(measure)]
    branch = "" if measure.status.value in STANDS else _title(measure)
    return Entry(name, (f'# "{quoter.sentence(measure.instrument)}"', *lines), starts, branch)


def _title(measure: TariffMeasure) -> str:
    what = {"suspended": "The suspension ends", "threatened": "The threat is carried out"}
    if measure.status.value in ("conditional", "threatened") and measure.condition:
        return "If: " + " ".join(str(measure.condition.value).split()[:14]).replace('"', "'")
    return what.get(str(measure.status.value), "It happens")


def _fields(measure: TariffMeasure, quoter: Quoter, place: DraftSetting) -> list[str]:
    lines = [
        f"  by: {_listed(measure.by)}  {quoter.said(measure.by)}",
        f"  on: {_listed(measure.on)}  {quoter.said(measure.on)}",
    ]
    sectors = measure.sectors.value
    if isinstance(sectors, dict):
        lines.append(f"  sectors: [{', '.join(sectors[place.world])}]  {quoter.said(measure.sectors)}")
    elif measure.sectors:
        lines.append(f"  sectors: goods  {quoter.said(measure.sectors)}")
    rate = measure.change or measure.rate
    # A total rate, with the ordinary duty in it, leaves higher duties alone: a floor.
    is_total = measure.basis.value == "total"
    kind = "floor" if is_total else "add"
    value = float(str(rate.value))
    said = quoter.said(rate)
    if measure.rate_before and not measure.change and not is_total:
        value -= float(str(measure.rate_before.value))
        said += f" less {quoter.said(measure.rate_before)[2:]}"
    lines += [
        f"  kind: {kind}  {quoter.said(measure.basis) if measure.basis else '# judgement'}",
        f"  rate: {100 * value:g}%  {said}",
    ]
    return lines


def _listed(value: Value) -> str:
    codes = codes_of(value)
    return codes[0] if len(codes) == 1 else f"[{', '.join(codes)}]"


def _start(measure: TariffMeasure, place: DraftSetting, quoter: Quoter) -> tuple[datetime.date, str, list[str]]:
    """First day, the comment beside it, and what is open about it."""
    start, ends = measure.start.value, measure.suspended_until.value
    if isinstance(start, datetime.date):
        return start, quoter.said(measure.start), []
    if measure.status.value == "suspended" and isinstance(ends, datetime.date):
        return ends + _DAY, f"{quoter.said(measure.suspended_until)}, the day after it ends", []
    if measure.status.value in MAY_COME and place.deadline is not None:
        day = place.deadline + _DAY
        return day, "# judgement: the day after the deadline", [open_line("from when would it be in force?", "  ")]
    return (
        place.day,
        f"# judgement: {place.day_is}",
        [open_line("since when, or from when, is it in force? the text does not say", "  ")],
    )


def _doubts(measure: TariffMeasure) -> list[str]:
    """What a person should settle of an act that is complete."""
    found = []
    if not measure.sectors:
        found.append("on which goods? all goods are taken, as judgement")
    elif measure.sectors.note:
        found.append(f"are all of these sectors meant? {measure.goods.value}: {measure.sectors.note}")
    if measure.kind.value == "cap":
        found.append("the text says at most so much: is all of it charged?")
    if not measure.basis and not measure.change and not measure.rate_before:
        found.append("on top of the ordinary duty, or with it? `add` is judgement")
    if measure.rate_before and measure.basis.value == "total":
        before = f"{100 * float(str(measure.rate_before.value)):g}"
        found.append(f"the {before} percent before end: which act are they? `kind: remove, of: ...` names it")
    elif measure.rate_before:
        before = f"{100 * float(str(measure.rate_before.value)):g}"
        found.append(
            f"the {before} percent before: are they an act above, or in the baseline? add them where neither has them"
        )
    return found
