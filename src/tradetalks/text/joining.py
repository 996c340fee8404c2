"""One measure out of several sentences that speak of it."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence

from tradetalks.text.findings import KEPT, RANGE_ONLY, UNDATED, TariffMeasure, Value
from tradetalks.text.parties import TARIFF, codes_of
from tradetalks.text.rates import EXPORT_TAX

# Words for goods, but for those that stand for any.
_WORD = re.compile(
    r"\b(?!(?:the|all|any|certain|these|those|such|other|of|on|for|and|goods?|products?|articles?|imports?|items?)\b)[a-z]{3,}"
)
_FIELDS = tuple(field.name for field in dataclasses.fields(TariffMeasure))
# Fields that must agree where both say something.
_SAME = ("by", "instrument", "change", "start", "suspended_until")


def joined_measures(measures: Sequence[TariffMeasure], date: datetime.date | None) -> tuple[TariffMeasure, ...]:
    """Measures in the order of the text, each once: a general word ("will impose tariffs") joins what says the rate.

    Args:
        measures: as the sentences state them.
        date: of the text, which tells what is in force from what begins later.
    """
    found: list[TariffMeasure] = []
    for measure in measures:
        k = next((k for k in reversed(range(len(found))) if _agree(found[k], measure)), None)
        if k is None:
            found.append(measure)
        else:
            found[k] = _join(found[k], measure)
    general = [measure for measure in found if _is_general(measure)]
    for measure in general:
        place = next(k for k, other in enumerate(found) if other is measure)
        # Nobody's rate is not made somebody's by what is said after it.
        heirs = [
            k
            for k, other in enumerate(found)
            if other is not measure
            and _inherits(other, measure)
            and (other.by or k > place)
            # "The duty on rebar from China remains until July" says nothing of a duty on all rebar before it.
            and (other.on or not measure.on or k > place)
        ]
        if heirs:
            for k in heirs:
                found[k] = _fill(found[k], measure)
            found = [other for other in found if other is not measure]
    found = [
        measure
        for measure in found
        if not _says_less(measure, found) and not _is_raised(measure, found) and not _says_nothing(measure)
    ]
    return tuple(_dated(measure, date) for measure in found)


def _agree(one: TariffMeasure, other: TariffMeasure) -> bool:
    """Whether two sentences speak of the same measure."""
    if any(_differ(getattr(one, name), getattr(other, name)) for name in _SAME):
        return False
    if one.instrument.value not in (TARIFF, EXPORT_TAX):
        return True
    if _differ(one.rate, other.rate) or bool(one.change) != bool(other.change):
        return False
    if _differ(one.on, other.on) or _differ(one.sectors, other.sectors):
        return False
    if one.goods and other.goods and bool(one.sectors) != bool(other.sectors) and _differ(one.goods, other.goods):
        # "Certain products" are not the steel of another sentence.
        return False
    if one.rate and other.rate and _is_of_others(one.goods, other.goods):
        return False
    is_same_step = bool(one.rate_before and one.start) and (one.rate_before.value, one.start.value) == (
        other.rate_before.value,
        other.start.value,
    )
    is_apart = bool(one.on) != bool(other.on) and bool(one.sectors) != bool(other.sectors)
    if one.rate and other.rate and is_apart and not is_same_step:
        # "50 percent for Brazil" and "the 50 percent on steel" are two.
        return False
    groups = [_group(measure) for measure in (one, other)]
    if groups[0] != groups[1]:
        return False
    # Without a rate on either side, only the same kind of thing done to the same goods is the same measure.
    return bool(one.rate and other.rate) or (one.kind.value == other.kind.value and bool(one.rate) == bool(other.rate))


def _is_of_others(one: Value, other: Value) -> bool:
    """Whether two words for goods have none in common: hats and gloves are two, though of one sector."""
    words = [{word.rstrip("s") for word in _WORD.findall(str(value.value).casefold())} for value in (one, other)]
    return bool(one and other) and bool(words[0] and words[1]) and not words[0] & words[1]


def _group(measure: TariffMeasure) -> str:
    status = str(measure.status.value)
    return "stands" if status in ("in_force", "scheduled", "promised") else status


def _differ(one: Value, other: Value) -> bool:
    return bool(one) and bool(other) and one.value != other.value


def _join(one: TariffMeasure, other: TariffMeasure) -> TariffMeasure:
    """What either says; the kind that says more (set, change) and the later status count."""
    measure = _fill(one, other)
    if other.kind.value in ("set", "change", "cap", "floor") and one.kind.value == "add":
        measure = dataclasses.replace(measure, kind=other.kind)
    if other.rate and one.kind.value == "change" and other.kind.value == "add" and not one.rate_before:
        measure = dataclasses.replace(measure, kind=other.kind)
    return dataclasses.replace(measure, status=other.status)


def _fill(one: TariffMeasure, other: TariffMeasure) -> TariffMeasure:
    """A measure whose open fields another fills."""
    missing = {name: getattr(other, name) for name in _FIELDS if not getattr(one, name) and getattr(other, name)}
    if one.sectors or one.goods:
        missing = {name: value for name, value in missing.items() if name not in ("goods", "sectors")}
    return dataclasses.replace(one, **missing)


def _is_general(measure: TariffMeasure) -> bool:
    # Duties on goods that are not told from a day on, before the sentence that says the rate.
    is_dated = measure.start and isinstance(measure.sectors.value, dict)
    # A range is the rate of this measure and of no other, though nobody says which it is.
    is_rated = measure.rate or measure.change or measure.rate.note == RANGE_ONLY
    is_stated = is_rated or measure.suspended_until or is_dated
    if measure.status.value == "conditional":
        # What somebody may still decide is not what was decided.
        return False
    kinds = ("add", "change") if measure.start else ("add",)
    return measure.instrument.value == TARIFF and measure.kind.value in kinds and not is_stated


def _says_less(measure: TariffMeasure, others: Sequence[TariffMeasure]) -> bool:
    """Whether a measure without a rate says nothing that one with a rate does not say: "such duties"."""
    if _is_ended(measure, others):
        return True
    if not _is_unrated(measure) or measure.rate.note == RANGE_ONLY:
        return False
    if measure.status.value == "conditional" and isinstance(measure.sectors.value, dict):
        # "Proposes to raise the duties on hats and shoes", before the rates of either.
        return any(_is_part(other, measure) for other in others)
    if measure.status.value not in ("in_force", "scheduled", "promised"):
        return False
    if measure.goods and not measure.sectors and not measure.start:
        return False
    return any(
        other.rate
        and other.instrument.value == TARIFF
        and other.kind.value != "remove"
        and not (_differ(measure.by, other.by) or _differ(measure.on, other.on))
        and (not measure.start or measure.start.value == other.start.value)
        and (not measure.sectors or measure.sectors.value == "goods" or measure.sectors.value == other.sectors.value)
        and _group(other) == "stands"
        for other in others
    )


def _is_part(one: TariffMeasure, whole: TariffMeasure) -> bool:
    """Whether a measure with a rate is a part of what another of the same status says of more goods."""
    if not one.rate or one.status.value != whole.status.value or one.by.value != whole.by.value:
        return False
    parts, all_of = one.sectors.value, whole.sectors.value
    if not isinstance(parts, dict) or not isinstance(all_of, dict):
        return False
    return all(set(parts[world]) <= set(all_of[world]) for world in parts) and not _differ(one.on, whole.on)


def _says_nothing(measure: TariffMeasure) -> bool:
    """Whether a text only says that there are tariffs, or will be: at no rate, from no day."""
    is_open = _is_unrated(measure) and measure.rate.note != RANGE_ONLY and measure.status.note != UNDATED
    return is_open and not measure.start and measure.status.value in ("in_force", "scheduled")


def _is_raised(measure: TariffMeasure, others: Sequence[TariffMeasure]) -> bool:
    """Whether another measure, in force, has replaced this rate by its own: "from 10 percent to 15 percent"."""
    if not measure.rate or measure.status.value != "in_force":
        return False
    return any(
        other is not measure
        and other.rate_before.value == measure.rate.value
        and other.status.value == "in_force"
        and (other.by.value, other.on.value) == (measure.by.value, measure.on.value)
        and not _differ(measure.sectors, other.sectors)
        and _is_above(measure, other)
        for other in others
    )


def _is_above(one: TariffMeasure, other: TariffMeasure) -> bool:
    """Whether one measure is stated before another."""
    return bool(one.instrument.at and other.instrument.at) and one.instrument.at[0].start < other.instrument.at[0].start


def _is_ended(measure: TariffMeasure, others: Sequence[TariffMeasure]) -> bool:
    """Whether another measure ends this one: that has its rate, or this is the same end without a rate."""
    if measure.start or measure.suspended_until or measure.until or measure.instrument.value != TARIFF:
        return False
    is_end = measure.kind.value == "remove" and not measure.rate
    return any(
        other is not measure
        and other.kind.value == "remove"
        and other.rate
        and other.status.value == "withdrawn"
        and (other.by.value, other.on.value) == (measure.by.value, measure.on.value)
        and not _differ(measure.sectors, other.sectors)
        and (is_end or (measure.rate.value == other.rate.value and measure.status.value in ("in_force", "scheduled")))
        for other in others
    )


def _is_unrated(measure: TariffMeasure) -> bool:
    is_stated = measure.rate or measure.change or measure.suspended_until or measure.suspended_from or measure.until
    return (
        measure.instrument.value == TARIFF
        and measure.kind.value in ("add", "change", "set", "cap", "floor")
        and not is_stated
    )


def _inherits(heir: TariffMeasure, general: TariffMeasure) -> bool:
    """Whether a measure with a rate is what a general word announced."""
    if not heir.rate or _differ(heir.by, general.by) or heir.instrument.value != TARIFF:
        return False
    if heir.kind.value == "remove" or (heir.kind.value == "change" and not general.start):
        return False
    if general.start and general.status.value == "scheduled" and heir.status.note == KEPT:
        # "The existing duty of 18 percent" does not begin with the new one.
        return False
    if general.start and (
        heir.start or not _is_near(general, heir) or heir.status.value not in ("in_force", "scheduled")
    ):
        return False
    if general.suspended_from and heir.status.value != "suspended":
        # What says from when duties are suspended is of those that are.
        return False
    if general.sectors and general.sectors.value != "goods" and heir.goods and not heir.sectors:
        # Goods of which is not said which they are, and others that are named.
        return False
    if heir.sectors and general.sectors and general.sectors.value != "goods":
        return heir.sectors.value == general.sectors.value and not _differ(heir.on, general.on)
    return not heir.on or not general.on or set(codes_of(general.on)) >= set(codes_of(heir.on))


# Letters below a day within which the rates that it is of stand.
_NEAR = 900


def _is_near(general: TariffMeasure, heir: TariffMeasure) -> bool:
    """Whether a rate stands below a sentence that says from when, and not far."""
    if not general.instrument.at or not heir.instrument.at:
        return False
    below = heir.instrument.at[0].start - general.instrument.at[0].end
    if heir.kind.value == general.kind.value == "change":
        # A summary has the rate, and the line below it the day.
        below = max(below, general.instrument.at[0].start - heir.instrument.at[0].end)
    return 0 <= below <= _NEAR


def _dated(measure: TariffMeasure, date: datetime.date | None) -> TariffMeasure:
    """In force or scheduled, by the first day beside the date of the text; promised where what will be has none."""
    start = measure.start.value
    if measure.status.note == UNDATED:
        status = str(measure.status.value) if measure.start else "promised"
        measure = dataclasses.replace(measure, status=dataclasses.replace(measure.status, value=status, note=""))
    if date is None or not isinstance(start, datetime.date) or measure.status.value not in ("in_force", "scheduled"):
        return measure
    status = "scheduled" if start > date else "in_force"
    if status == measure.status.value:
        return measure
    words = dataclasses.replace(measure.start, value=status, derived="first day beside the date of the text")
    return dataclasses.replace(measure, status=words)
