"""A draft of a scenario out of one text, or of several of one episode: the file, its table of findings, and what is open."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import json
import re
from collections.abc import Sequence

from tradetalks.data.worlds import load_world
from tradetalks.scenario.drafting.contradictions import against_averages, averages_on_record, contradictions
from tradetalks.scenario.drafting.entries import STANDS, DraftSetting, Entry, entries_of
from tradetalks.scenario.drafting.findings_table import findings_csv, findings_rows
from tradetalks.scenario.drafting.quoting import Quoter, in_few_words, open_line
from tradetalks.scenario.drafting.table_of_talks import talks_of
from tradetalks.scenario.open_points import open_points
from tradetalks.text.findings import Findings, TariffMeasure
from tradetalks.text.parties import codes_of
from tradetalks.text.source import SourceText

# Texts of before are read on the world of 2017, later ones on that of 2022: the year that is nearest.
SECOND_WORLD_FROM = datetime.date(2020, 1, 1)


@dataclasses.dataclass(frozen=True)
class ScenarioDraft:
    """A draft.

    Args:
        text: the scenario file.
        table: all findings, as csv.
        name: of the scenario.
        found: how many measures, days and items were found.
    """

    text: str
    table: str
    name: str
    found: int

    @property
    def open_points(self) -> tuple[str, ...]:
        """What a person has to decide."""
        return open_points(self.text)


def draft_scenario(read: Sequence[tuple[SourceText, Findings]], *, world: str | None = None) -> ScenarioDraft:
    """A scenario file out of what texts say; later texts count over earlier ones.

    Args:
        read: texts with their findings.
        world: the world it plays in; None takes the one whose year is nearest to the texts.
    """
    ordered = sorted(read, key=lambda pair: pair[0].date or datetime.date.max)
    day = _day_of([source for source, _ in ordered])
    world = world or world_of([source for source, _ in ordered])
    regions = tuple(str(label) for label in load_world(world)["region"].values)
    quoted = [(Quoter(source), findings) for source, findings in ordered]
    measures = [(measure, quoter) for quoter, findings in quoted for measure in findings.measures]
    kept = _latest(measures)
    place = DraftSetting(world, regions, day, _deadline([findings for _, findings in quoted]), _day_is(ordered[-1][0]))
    entries = _entries(quoted, kept, place)
    clashes = [open_line(f"which is right? {clash}") for clash in (*contradictions(kept), *against_averages(kept))]
    beside = [*clashes, *(f"# {line}" for line in averages_on_record(kept))]
    found = sum(len(f.measures) + len(f.dates) + len(f.promises) for _, f in quoted)
    body = _body(quoted, entries, place, beside, _replaced(measures, kept))
    name = _name(ordered[-1][0])
    rows = (row for source, findings in ordered for row in findings_rows(findings, source))
    text = "\n".join([*_head(quoted, name, place, found), *body]) + "\n"
    count = len(open_points(text))
    first = (
        f"# A draft with {count} open points, each on a line that begins with: open"
        if count
        else "# A draft; nothing is open"
    )
    return ScenarioDraft(f"{first}\n{text}", findings_csv(rows), name, found)


def world_of(sources: Sequence[SourceText]) -> str:
    """The shipped world whose year is nearest to the texts.

    Args:
        sources: the texts.
    """
    return "world2022" if _day_of(sources) >= SECOND_WORLD_FROM else "world2017"


def _day_of(sources: Sequence[SourceText]) -> datetime.date:
    """The day of the latest text; today where none bears one."""
    return max((source.date for source in sources if source.date), default=datetime.date.today())


def _day_is(last: SourceText) -> str:
    """What the day of a draft is, in the words of its comments."""
    return "the day of the text" if last.date else "today, as the text bears no day"


def _deadline(all_findings: Sequence[Findings]) -> datetime.date | None:
    days = [
        date.value.value
        for findings in all_findings
        for date in findings.dates
        if date.what == "deadline" and isinstance(date.value.value, datetime.date)
    ]
    return days[-1] if days else None


def _latest(measures: Sequence[tuple[TariffMeasure, Quoter]]) -> list[tuple[TariffMeasure, Quoter]]:
    """Without what a later text says again of the same rate on the same goods."""
    return [
        (measure, quoter)
        for k, (measure, quoter) in enumerate(measures)
        if not any(
            later is not quoter
            and _is_same(measure, other)
            and (later.source.date or datetime.date.max) > (quoter.source.date or datetime.date.min)
            for other, later in measures[k + 1 :]
        )
    ]


def _is_same(one: TariffMeasure, other: TariffMeasure) -> bool:
    # What ends a measure, or puts it off, does not stand in its place.
    if any(measure.status.value not in STANDS for measure in (one, other)):
        return False
    fields = ("by", "on", "instrument", "rate", "change")
    if any(getattr(one, name).value != getattr(other, name).value for name in fields):
        return False
    return one.sectors.value == other.sectors.value or not one.sectors or not other.sectors


def _replaced(
    measures: Sequence[tuple[TariffMeasure, Quoter]], kept: Sequence[tuple[TariffMeasure, Quoter]]
) -> list[tuple[TariffMeasure, Quoter]]:
    return [pair for pair in measures if not any(pair[0] is measure for measure, _ in kept)]


def _entries(
    quoted: Sequence[tuple[Quoter, Findings]], kept: Sequence[tuple[TariffMeasure, Quoter]], place: DraftSetting
) -> list[Entry]:
    """Entries of all texts, in their order; names are counted through."""
    found: list[Entry] = []
    for quoter, _ in quoted:
        own = [measure for measure, other in kept if other is quoter]
        for entry in entries_of(own, place, quoter):
            taken = [other.name for other in found]
            fresh = next(name for name in _names(entry.name) if name not in taken)
            lines = tuple(line.replace(entry.name, fresh) for line in entry.lines)
            found.append(dataclasses.replace(entry, name=fresh, lines=lines))
    return found


def _names(name: str) -> itertools.chain[str]:
    stem, _, number = name.rpartition("-")
    return itertools.chain([name], (f"{stem}-{k}" for k in itertools.count(int(number) + 1)))


def _name(source: SourceText) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", source.name.rpartition(".")[0].casefold() or source.name.casefold()).strip("-")
    return f"draft-{stem or 'text'}"


def _head(quoted: Sequence[tuple[Quoter, Findings]], name: str, place: DraftSetting, found: int) -> list[str]:
    last = quoted[-1][0].source
    lines = ["# Read by rules from:"]
    lines += [
        f"#   {quoter.source.name}: {in_few_words(quoter.source.title)} ({quoter.source.date or 'no date'})"
        for quoter, _ in quoted
    ]
    if not found:
        lines.append("# Nothing was found in it about tariffs or talks.")
    lines += [
        "# Quotations stand beside each value, with the place of their words; `judgement` is not in the text.",
        f"name: {name}",
        f"title: {json.dumps(in_few_words(last.title) or name, ensure_ascii=False)}",
        f"description: {json.dumps('Drafted from ' + ', '.join(quoter.source.name for quoter, _ in quoted), ensure_ascii=False)}",
        f"baseline: {place.world}  # judgement: the shipped world nearest to the text",
    ]
    before = _recorded(quoted, place)
    if before:
        lines.append(open_line(before))
    if last.date is None:
        lines.append(
            open_line(
                "when was the text written? It does not say: today stands for its day, and days without a year and weekdays "
                "could not be read; give --date"
            )
        )
    return lines


# Shipped scenarios whose acts a text may come on top of: from when on, and where.
RECORDS = (
    (datetime.date(2025, 2, 1), "liberation-day-2025", "world2022"),
    (datetime.date(2018, 2, 7), "us-china-trade-war", "world2017"),
)


def _recorded(quoted: Sequence[tuple[Quoter, Findings]], place: DraftSetting) -> str:
    """Which shipped acts stood before the text, as a question; empty where none did."""
    codes = {code for _, findings in quoted for party in findings.parties for code in codes_of(party)}
    for since, name, world in RECORDS:
        if "USA" in codes and place.day >= since and place.world == world:
            return (
                f"what stood before? `extends: {name}` with `cut: {place.day}` takes over the shipped acts up to that day; "
                "acts below that are among them must then go"
            )
    return ""


def _body(
    quoted: Sequence[tuple[Quoter, Findings]],
    entries: Sequence[Entry],
    place: DraftSetting,
    beside: Sequence[str],
    replaced: Sequence[tuple[TariffMeasure, Quoter]],
) -> list[str]:
    acts = [entry for entry in entries if not entry.branch]
    branches = _branches(entries)
    lines = list(beside)
    lines += [
        f"# replaced by a later text: {quoter.sentence(measure.instrument)} ({quoter.source.name})"
        for measure, quoter in replaced
    ]
    starts = sorted({entry.starts for entry in acts if entry.starts})
    lines.append(f"dates: [{', '.join(str(start) for start in starts or [place.day])}]")
    if any(entry.starts for entry in acts):
        lines.append("acts:")
    for entry in acts:
        indent = "  " if any(other.starts for other in acts) else ""
        lines += [f"{indent}{line}" for line in entry.lines]
    if branches:
        lines.append("branches:")
    for name, members in branches.items():
        lines += [f"  {name}:", f"    title: {json.dumps(members[0].branch, ensure_ascii=False)}", "    acts:"]
        lines += [f"      {line}" for entry in members for line in entry.lines]
    for quoter, findings in quoted:
        lines += [
            open_line(f"does this state a tariff? no rule read it: {quoter.said(value)[2:]}")
            for value in findings.unread
        ]
        lines += [
            f"# threat: {quoter.sentence(threat.condition)} ({quoter.source.name})" for threat in findings.threats
        ]
    latest = next(
        ((quoter, findings) for quoter, findings in reversed(quoted) if findings.promises or findings.levels),
        quoted[-1],
    )
    lines += talks_of(latest[1], place, latest[0], list(branches), min(starts, default=None))
    return lines


def _branches(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """What would happen together, by the name of its branch: measures that come back on one day under one title."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.branch:
            continue
        name = next(
            (
                key
                for key, members in found.items()
                if (members[0].branch, members[0].starts) == (entry.branch, entry.starts)
            ),
            "",
        )
        found.setdefault(name or f"branch-{len(found) + 1}", []).append(entry)
    return found
