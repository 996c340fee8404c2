"""Answers in kind spelled out: one act for each who answers each act."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Sequence

from tradetalks.errors import suggestion
from tradetalks.inputs import Labels, Place, Refusal
from tradetalks.inputs.places import label_of
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.answers import AnswerEntry
from tradetalks.scenario.sections.tariff_table import Cell


@dataclasses.dataclass(frozen=True)
class SpelledOut:
    """The acts of a list, answers among them as acts.

    Args:
        acts: in the order of the list, each answer where its entry stands.
        places: where each stands in the file, by id.
        refusals: what is wrong with the answers.
        answered: acts that answer another one, by its id.
    """

    acts: tuple[Act, ...]
    places: dict[str, Place]
    refusals: tuple[Refusal, ...]
    answered: dict[str, tuple[Act, ...]]


def spelled_out(
    entries: Sequence[Act | AnswerEntry],
    *,
    before: Sequence[Act],
    answered: dict[str, tuple[Act, ...]],
    at: Place,
    labels: Labels,
) -> SpelledOut:
    """The acts that a list of entries comes to.

    Args:
        entries: of ``acts`` of the file or of a branch.
        before: acts that the list is added to: those taken over, and of a branch those of the main line.
        answered: answers among ``before``, by the id of what they answer; they end with it.
        at: where the list stands in the file.
        labels: the names that the file may use.
    """
    own = [entry for entry in entries if isinstance(entry, Act)]
    line = (*before, *own)
    acts: list[Act] = []
    places: dict[str, Place] = {}
    refusals: list[Refusal] = []
    now = dict(answered)
    for k, entry in enumerate(entries):
        found: list[Act] = []
        if isinstance(entry, Act):
            found = [entry, *_withdrawn(entry, answered)]
        else:
            faults = list(_unknown(entry, line, labels))
            if not faults:
                for target in _targets(entry, line, labels):
                    answers = list(_answers(entry, target, line, labels))
                    found += answers
                    given = tuple(act for act in answers if act.kind != "remove")
                    now[target.id] = (*now.get(target.id, ()), *given)
                if not found:
                    faults.append(_nobody(entry))
            refusals += [fault.below(*at, k) for fault in faults]
        acts += found
        places |= {act.id: (*at, k) for act in found}
    return SpelledOut(tuple(acts), places, tuple(refusals), now)


def _unknown(entry: AnswerEntry, line: Sequence[Act], labels: Labels) -> Iterator[Refusal]:
    """What is answered that is neither an act nor a region."""
    ids = [act.id for act in line if act.kind != "remove"]
    for name in entry.answers.to:
        if name not in ids and label_of(name, labels.regions, labels.names) is None:
            expected = "the id of an act, or a region"
            yield Refusal(f"{name} is answered, and is no act", expected, suggestion(name, ids), ("answers", "to"))


def _nobody(entry: AnswerEntry) -> Refusal:
    expected = "acts that hit somebody who answers, and that are still in force then"
    advice = "correct to, by or after_days"
    return Refusal(f"nobody answers {', '.join(entry.answers.to)}", expected, advice, ("answers",))


def _targets(entry: AnswerEntry, line: Sequence[Act], labels: Labels) -> Iterator[Act]:
    """What is answered: acts named by id, and acts of the regions named, with the cells of those regions alone."""
    ids = set(entry.answers.to) & {act.id for act in line}
    actors = {label_of(name, labels.regions, labels.names) for name in entry.answers.to if name not in ids}
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


def _answers(entry: AnswerEntry, target: Act, line: Sequence[Act], labels: Labels) -> Iterator[Act]:
    """The answers to one act, and their end where it is removed."""
    answers = entry.answers
    try:
        start = target.start + datetime.timedelta(days=answers.after_days)
    except OverflowError:
        return
    ends = [act for act in line if act.kind == "remove" and act.of == target.id]
    over = target.until is not None and target.until < start
    gone = any(end.start <= start and end.until is None for end in ends)
    if over or gone:
        return
    hit = dict.fromkeys(_victim(target, cell) for cell in target.cells)
    for victim in (name for name in hit if name in (answers.by or labels.regions)):
        cells = tuple(
            (exporter, importer, sector, _in_kind(target.kind, rate, answers.share))
            for importer, exporter, sector, rate in target.cells
            if _victim(target, (importer, exporter, sector, rate)) == victim
        )
        answer = Act(
            id=f"{entry.id}-{victim}-{target.id}",
            by=victim,
            kind=target.kind,
            instrument=target.instrument,
            start=start,
            until=target.until,
            cells=cells,
            of=None,
            source=entry.source,
            note=entry.note or f"{victim} answers {target.note or target.id}",
        )
        yield answer
        for end in ends:
            if end.start > start:
                yield _end(answer, end)


def _victim(act: Act, cell: Cell) -> str:
    return cell[0] if act.instrument == "export_tax" else cell[1]


def _in_kind(kind: str, rate: float, share: float) -> float:
    """The rate of an answer: a share of the rate; of a factor, a share of what it adds."""
    if kind == "multiply":
        return 1 + share * (rate - 1)
    return share * rate


def _withdrawn(act: Act, answered: dict[str, tuple[Act, ...]]) -> Iterator[Act]:
    """The end of answers of the main line where a branch removes what they answer."""
    if act.kind != "remove":
        return
    for answer in answered.get(str(act.of), ()):
        if answer.in_force(act.start) and answer.start < act.start:
            yield _end(answer, act)


def _end(answer: Act, end: Act) -> Act:
    """The removal of an answer on the day on which what it answers is removed."""
    return dataclasses.replace(
        answer,
        id=f"{answer.id}-{end.id}",
        kind="remove",
        start=end.start,
        until=end.until,
        cells=(),
        of=answer.id,
        note=f"{answer.id} ends with what it answers",
    )
