"""``tradetalks draft``: read texts, write a draft of a scenario and a table of what was found."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.cli.settings import path_of
from tradetalks.cli.terminal import say
from tradetalks.errors import TextError, message

if TYPE_CHECKING:
    from tradetalks.scenario.drafting.decisions import Decision
    from tradetalks.text.findings import Findings
    from tradetalks.text.source import SourceText

KEYS = "[a]ccept  [c]hange  [d]rop  drop the whole [r]ecord  [q]uit, accepting the rest"


def command_draft(given: argparse.Namespace) -> None:
    """Read, review where asked, write."""
    from tradetalks.report.format import counted
    from tradetalks.scenario.drafting.assemble import draft_scenario, world_of
    from tradetalks.scenario.drafting.decisions import decided, decisions_json, read_decisions
    from tradetalks.text.reading import read_text

    sources = [_source(name, _day(given.date)) for name in given.files]
    read = [(source, read_text(source)) for source in sources]
    if given.layout == "gold":
        _write_gold(read, path_of(given.out))
        return
    world = _world(given.world) or world_of(sources)
    decisions: dict[str, Sequence[Decision]] = {}
    if given.decisions is not None:
        decisions |= read_decisions(Path(given.decisions))
        _check_names(decisions, [source.name for source in sources])
        for source, findings in read:
            # What cannot be is told before anything is asked.
            decided(findings, decisions.get(source.name, ()), world=world)
    if given.review:
        decisions |= {
            source.name: [
                *decisions.get(source.name, ()),
                *_reviewed(source, findings, decisions.get(source.name, ()), world),
            ]
            for source, findings in read
        }
    read = [(source, decided(findings, decisions.get(source.name, ()), world=world)) for source, findings in read]
    draft = draft_scenario(read, world=world)
    file = path_of(given.out) or Path(f"{draft.name}.yaml")
    if not file.name or file.is_dir():
        raise TextError(message(f"--out {given.out} is no file", expected="the name of a new file, as episode.yaml"))
    table = file.with_name(f"{file.stem}-findings.csv")
    files = {file: draft.text, table: draft.table}
    if given.review:
        files[file.with_name(f"{file.stem}-decisions.json")] = decisions_json(decisions)
    _write(files)
    if not draft.found:
        say(f"{file} written: nothing was found in the text about tariffs or talks")
        return
    say(f"{file} written: a draft with {counted(len(draft.open_points), 'open point')}; {table} has every finding")
    for point in draft.open_points:
        say(f"open: {point}")
    say(f"next: decide what is open and delete its line, then\n  tradetalks check {file}\n  tradetalks run {file}")


def _check_names(decisions: dict[str, Sequence[Decision]], names: Sequence[str]) -> None:
    """Decisions are those of the texts that are given."""
    strange = [name for name in decisions if name not in names]
    if strange:
        raise TextError(
            message(f"the decisions are on {', '.join(strange)}", expected=f"decisions on {', '.join(names)}")
        )


def _source(name: str, day: datetime.date | None) -> SourceText:
    from tradetalks.text.source import decoded, read_source, source_of

    if name == "-":
        return source_of(decoded(sys.stdin.buffer.read(), "typed"), name="typed", date=day)
    if name.startswith(("http://", "https://")):
        raise TextError(
            message(
                f"{name} is an address", do="open it, copy its words into a file, and give the file; nothing is fetched"
            )
        )
    return read_source(Path(name), date=day)


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise TextError(message(f"--date {text} is no day", expected="a day as 2019-01-07")) from None


def _world(name: str | None) -> str | None:
    from tradetalks.data.worlds import available_worlds

    if name is not None and name not in available_worlds():
        raise TextError(message(f"--world {name} is no shipped world", expected=", ".join(available_worlds())))
    return name


def _write(files: dict[Path, str]) -> None:
    """Write all or none; what is there already stays."""
    for file in files:
        if file.exists():
            raise TextError(message(f"{file} is there already", do="name another with --out, or move it away"))
    try:
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TextError(
            message(f"{file} cannot be written", details=[str(error.strerror)], do="name another with --out")
        ) from None


def _write_gold(read: Sequence[tuple[SourceText, Findings]], folder: Path | None) -> None:
    """One file of annotations a text, or all of them on the screen."""
    import io

    from ruamel.yaml import YAML

    from tradetalks.data.worlds import load_world
    from tradetalks.text.gold import as_gold

    regions = tuple(str(label) for label in load_world()["region"].values)
    # Readers of YAML 1.1, such as PyYAML, take a bare `on` for a truth value; in YAML 1.1 it is quoted, as all can read it.
    writer = YAML()
    writer.version = (1, 1)
    files = {}
    for source, findings in read:
        text = io.StringIO()
        writer.dump(as_gold(findings, regions=regions), text)
        if folder is None:
            say(text.getvalue())
        else:
            files[folder / f"{Path(source.name).stem}.yaml"] = text.getvalue()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        _write(files)
        say(f"{len(files)} written into {folder}")


def _reviewed(source: SourceText, findings: Findings, before: Sequence[Decision], world: str) -> list[Decision]:
    """Go through the findings of a text that nothing was decided on before; what is done with each is recorded."""
    from tradetalks.scenario.drafting.decisions import ACCEPT, CHANGE, DROP, Decision, reviewable

    made: list[Decision] = []
    dropped = {decision.record for decision in before if not decision.field}
    known = {(decision.record, decision.field) for decision in before}
    left = [found for found in reviewable(findings) if found[:2] not in known]
    told = f"; {len(known)} decided before" if known else ""
    say(f"{source.name}: {len(left)} findings{told}\n{KEYS}")
    for record, field, value in left:
        if record in dropped:
            continue
        say(f"\n{record}, {field}: {value.value}  {value.derived}".rstrip())
        say(f"  {_marked(source, value.at, value.words)}")
        key = _asked("> ", "acdrq")
        if key == "q":
            break
        if key == "r":
            dropped.add(record)
            made.append(Decision(record, "", DROP))
        elif key == "d":
            made.append(Decision(record, field, DROP))
        elif key == "c":
            text = _new_value(record, field, value.value, world)
            if text is None:
                break
            made.append(Decision(record, field, CHANGE, text))
        else:
            made.append(Decision(record, field, ACCEPT))
    return made


def _new_value(record: str, field: str, was: object, world: str) -> str | None:
    """What is typed in place of a value, asked again until the field can hold it; None at q, or at the end of what is typed."""
    from tradetalks.scenario.drafting.labels import label_from

    while True:
        text = _typed("new value (q to quit): ")
        if text is None or text.strip().casefold() == "q":
            return None
        try:
            label_from(record, field, text, was, world)
        except TextError as error:
            say(str(error))
        else:
            return text


def _typed(prompt: str) -> str | None:
    """What is typed; None at the end of it."""
    try:
        return input(prompt)
    except EOFError:
        return None


def _asked(prompt: str, keys: str) -> str:
    """One of the keys; the end of what is typed is the last of them, an empty line the first."""
    while True:
        try:
            key = input(prompt).strip().casefold()[:1] or keys[0]
        except EOFError:
            return keys[-1]
        if key in keys:
            return key
        say(KEYS)


def _marked(source: SourceText, at: Sequence[tuple[int, int]], words: Sequence[tuple[int, int]]) -> str:
    """The sentence of a value with its words marked."""
    if not at:
        return "(from the first line of the text)"
    start, end = at[0]
    inside = sorted(span for span in words if start <= span[0] and span[1] <= end)
    parts, last = [], start
    for first, until in inside:
        if first < last:
            continue
        parts += [source.text[last:first], "[[", source.text[first:until], "]]"]
        last = until
    return " ".join("".join([*parts, source.text[last:end]]).split())
