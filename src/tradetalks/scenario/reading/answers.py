"""Answers in kind spelled out: one act for each who answers each act."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Sequence
from itertools import islice

import xarray as xr

from tradetalks.errors import suggestion
from tradetalks.inputs import Labels, Place, Refusal
from tradetalks.scenario.act_steps import LevelGrid
from tradetalks.scenario.changed_levels import Change
from tradetalks.scenario.level_course import LevelCourse
from tradetalks.scenario.reading.answer_rates import changed_rate, is_change, rates_of_act, said_of_answer, turned_round
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.answers import AnswerEntry
from tradetalks.scenario.sections.product_rates import Cell, ProductRates, Where

# Acts of a scenario, answers spelled out: a chronology of a trade war has a tenth of it. Each answer may answer every act.
MOST_ACTS = 2_000
ONE_DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class SpelledOut:
    """The acts of a list, answers among them as acts.

    Args:
        acts: in the order of the list, each answer where its entry stands.
        places: where each stands in the file, by id; not those that only end an answer.
        refusals: what is wrong with the answers.
    """

    acts: tuple[Act, ...]
    places: dict[str, Place]
    refusals: tuple[Refusal, ...]


def spelled_out(
    entries: Sequence[Act | AnswerEntry], *, before: Sequence[Act], at: Place, labels: Labels, accounts: xr.Dataset
) -> SpelledOut:
    """The acts that a list of entries comes to.

    Args:
        entries: of ``acts`` of the file or of a branch.
        before: acts that the list is added to: those taken over, and of a branch those of the main line.
        at: where the list stands in the file.
        labels: the names that the file may use.
        accounts: of the baseline.
    """
    line = (*before, *(entry for entry in entries if isinstance(entry, Act)))
    changes = _Changes(line, accounts)
    acts: list[Act] = []
    places: dict[str, Place] = {}
    refusals: list[Refusal] = []
    for k, entry in enumerate(entries):
        found: list[Act] = []
        if isinstance(entry, Act):
            found = [entry]
        else:
            faults = list(_unknown(entry, line, labels))
            if not faults:
                found = list(islice(_answers_to(entry, entry.answers.to, line, changes, labels), MOST_ACTS))
                if not found:
                    faults.append(_nobody(entry))
                else:
                    faults += _idle_names(entry, found, line, changes, labels)
            refusals += [fault.below(*at, k) for fault in faults]
        if len(before) + len(acts) + len(found) > MOST_ACTS:
            refusals.append(_too_many().below(*at, k))
            break
        acts += found
        places |= {act.id: (*at, k) for act in found}
    acts += _given_way(acts, (*before, *acts), labels)
    acts += _withdrawn(acts, before)
    return SpelledOut(tuple(acts), places, tuple(refusals))


def _too_many() -> Refusal:
    expected = f"at most {MOST_ACTS:,}, answers and what is taken over among them"
    return Refusal("too many acts", expected, "put the tariffs of a day into one table: tariffs_from")


def _unknown(entry: AnswerEntry, line: Sequence[Act], labels: Labels) -> Iterator[Refusal]:
    """What is answered that is neither an act nor a region."""
    ids = [act.id for act in line if act.kind != "remove"]
    for name in entry.answers.to:
        if name not in ids and labels.region(name) is None:
            expected = "the id of an act, or a region"
            yield Refusal(f"{name} is answered, and is no act", expected, suggestion(name, ids), ("answers", "to"))


def _nobody(entry: AnswerEntry) -> Refusal:
    expected = "acts that hit somebody who answers, and that are still in force then"
    advice = "correct to, by or after_days"
    return Refusal(f"nobody answers {', '.join(entry.answers.to)}", expected, advice, ("answers",))


def _idle_names(
    entry: AnswerEntry, found: Sequence[Act], line: Sequence[Act], changes: _Changes, labels: Labels
) -> Iterator[Refusal]:
    """Of those who are answered or answer, the ones that the entry names in vain."""
    answers = entry.answers
    if len(answers.to) > 1:
        for name in answers.to:
            if not any(_answers_to(entry, (name,), line, changes, labels)):
                expected = "acts, or regions whose acts, hit somebody who answers and are still in force then"
                yield Refusal(f"nobody answers {name}", expected, f"leave {name} out, or correct it", ("answers", "to"))
    if answers.by is None or set(answers.by) == set(labels.regions):
        # Whoever is hit.
        return
    for name in answers.by:
        if not any(act.by == name for act in found):
            expected = "regions that are hit by what is answered"
            yield Refusal(
                f"{name} has nothing to answer", expected, f"leave {name} out, or correct it", ("answers", "by")
            )


def _answers_to(
    entry: AnswerEntry, names: Sequence[str], line: Sequence[Act], changes: _Changes, labels: Labels
) -> Iterator[Act]:
    """The answers to acts and regions called ``names``."""
    for target in _targets(names, line, labels):
        yield from _answers(entry, target, line, changes, labels)


def _targets(names: Sequence[str], line: Sequence[Act], labels: Labels) -> Iterator[Act]:
    """What is answered: acts named by id, and acts of the regions named, with the cells of those regions alone."""
    ids = set(names) & {act.id for act in line}
    actors = {labels.region(name) for name in names if name not in ids}
    for act in line:
        if act.kind == "remove" or act.instrument == "production_subsidy":
            continue
        if act.id in ids:
            yield act
            continue
        cells = tuple(cell for cell in act.cells if _actor(act, cell) in actors)
        if cells:
            yield dataclasses.replace(act, cells=cells)


def _actor(act: Act, cell: Cell) -> str:
    """Who acts in a cell: who taxes its imports is the importer, its exports the exporter."""
    return cell[1] if act.instrument == "export_tax" else cell[0]


def _victim(act: Act, cell: Cell) -> str:
    return cell[0] if act.instrument == "export_tax" else cell[1]


class _Changes:
    """By how much acts change levels on their first day."""

    def __init__(self, line: Sequence[Act], accounts: xr.Dataset) -> None:
        self._grid = LevelGrid(accounts)
        self._course = LevelCourse(self._grid, line)
        self._found: dict[str, dict[Where, float | ProductRates]] = {}

    def of(self, target: Act) -> dict[Where, float | ProductRates]:
        """Level after minus level before, fractions, in each place of the target: of the sector, or of products."""
        if target.id not in self._found:
            self._course.go_to(target.start)
            own = [change for change in self._course.changes if change.step.act.id == target.id]
            self._found[target.id] = {where: by for change in own for where, by in self._by_how_much(change)}
        return self._found[target.id]

    def _by_how_much(self, change: Change) -> Iterator[tuple[Where, float | ProductRates]]:
        for k, place in enumerate(change.step.at):
            by: float | ProductRates = float(change.after[k] - change.before[k])
            if k in change.of_products:
                before, after = change.of_products[k]
                rates = after.rates - getattr(before, "rates", before)
                named = change.step.products[k].named if k in change.step.products else tuple(range(len(rates)))
                by = ProductRates(tuple(after.weight.tolist()), named, tuple(rates[list(named)].tolist()))
            yield self._grid.where(int(place)), by


def _answers(entry: AnswerEntry, target: Act, line: Sequence[Act], changes: _Changes, labels: Labels) -> Iterator[Act]:
    """The answers to one act."""
    start = _first_day(entry, target, line)
    if start is None:
        return
    kind, rates = target.kind, rates_of_act(target)
    share = entry.answers.share
    if kind == "multiply":
        rates = {where: changed_rate(rate, lambda factor: 1 + share * (factor - 1)) for where, rate in rates.items()}
    elif kind == "add":
        rates = {where: changed_rate(rate, lambda points: share * points) for where, rate in rates.items()}
    else:
        # The others say what a level shall be, and whoever answers has levels of its own: it answers the change.
        changed = changes.of(target)
        rates = {where: changed_rate(changed.get(where, 0.0), lambda points: share * points) for where in rates}
        rates = {where: rate for where, rate in rates.items() if is_change(rate)}
        kind = "add"
    hit = dict.fromkeys(_victim(target, (*where, 0.0)) for where in rates)
    for victim in (name for name in hit if name in (entry.answers.by or labels.regions)):
        own = {where: rate for where, rate in rates.items() if _victim(target, (*where, 0.0)) == victim}
        cells, products = turned_round(own, labels)
        yield Act(
            id=f"{entry.id}-{victim}-{target.id}",
            by=victim,
            kind=kind,
            instrument=target.instrument,
            start=start,
            until=target.until,
            cells=cells,
            of=None,
            source=entry.source,
            note=entry.note or f"{victim} answers {target.note or target.id}",
            answers=target.id,
            products=products,
            assumes=said_of_answer(cells, products),
        )


def _first_day(entry: AnswerEntry, target: Act, line: Sequence[Act]) -> datetime.date | None:
    """The day on which a target is answered: while it is suspended nobody answers; None where it is over by then."""
    try:
        day = target.start + datetime.timedelta(days=entry.answers.after_days)
    except OverflowError:
        return None
    for end in sorted(_ends(target.id, line), key=lambda act: act.start):
        if end.in_force(day):
            if end.until is None:
                return None
            day = end.until + ONE_DAY
    if target.until is not None and target.until < day:
        return None
    return day


def _ends(target: str, line: Sequence[Act]) -> list[Act]:
    """The removals of an act."""
    return [act for act in line if act.kind == "remove" and act.of == target]


def _given_way(acts: Sequence[Act], line: Sequence[Act], labels: Labels) -> Iterator[Act]:
    """Where an act stands in for one that is answered, nothing is left to answer: an act of rate 0 stands in for the answer.

    Args:
        acts: those of the list; pairs of older ones have been seen to.
        line: all acts, those of the list included.
        labels: the names that the file may use.
    """
    new = {act.id for act in acts}
    for act in (a for a in line if a.instead_of and not a.answers):
        covered = rates_of_act(act)
        for answer in (a for a in line if a.answers in act.instead_of and a.kind != "remove"):
            theirs = [_mirrored(cell) for cell in answer.cells if _mirrored(cell) in covered]
            gone = {where: changed_rate(covered[where], lambda _: 0.0) for where in theirs}
            cells, products = turned_round(gone, labels)
            if not cells or new.isdisjoint((act.id, answer.id)) or answer.instrument != act.instrument:
                continue
            yield dataclasses.replace(
                answer,
                id=f"{answer.id}-{act.id}",
                kind="add",
                start=act.start,
                until=act.until,
                cells=cells,
                products=products,
                assumes="",
                note=f"{answer.id} gives way where {act.id} stands in for what it answers",
                answers=act.id,
                instead_of=(answer.id,),
            )


def _mirrored(cell: Cell) -> tuple[str, str, str]:
    """Where the act stands that an answer in this cell answers."""
    importer, exporter, sector, _ = cell
    return exporter, importer, sector


def _withdrawn(acts: Sequence[Act], before: Sequence[Act]) -> Iterator[Act]:
    """The ends of answers: each act of the list that removes something ends, from its first day on, what answers it."""
    old = [act for act in before if act.answers and act.kind != "remove"]
    new = [act for act in acts if act.answers and act.kind != "remove"]
    for answer in new:
        for end in _ends(answer.answers, (*before, *acts)):
            if end.start > answer.start:
                yield from _end(answer, end)
    for answer in old:
        for end in _ends(answer.answers, acts):
            yield from _end(answer, end)


def _end(answer: Act, end: Act) -> Iterator[Act]:
    """The removal of an answer while what it answers is removed; none where the one is over before the other begins."""
    start = max(answer.start, end.start)
    over = [until for until in (answer.until, end.until) if until is not None and until < start]
    if over:
        return
    yield dataclasses.replace(
        answer,
        id=f"{answer.id}-{end.id}",
        kind="remove",
        start=start,
        until=end.until,
        cells=(),
        products={},
        assumes="",
        of=answer.id,
        instead_of=(),
        note=f"{answer.id} ends with what it answers",
    )
