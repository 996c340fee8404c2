"""What each command does."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from tradetalks.cli.preload import preload_report
from tradetalks.cli.screen import (
    notes_text,
    print_answer,
    print_chapters,
    print_first_tables,
    print_place,
    print_table,
    shown,
)
from tradetalks.cli.settings import formats_of, path_of, settings_of
from tradetalks.cli.terminal import say


def command_run(given: argparse.Namespace) -> None:
    """Solve, print, write."""
    from tradetalks.ensemble.band import run_with_band
    from tradetalks.report.answer.brackets import brackets_note
    from tradetalks.report.answer.lines import answer_lines, answer_title
    from tradetalks.report.draft import whole_folder
    from tradetalks.report.folder import check_folder
    from tradetalks.report.format import counted
    from tradetalks.scenario.open_points import refuse_open
    from tradetalks.scenario.read import read_scenario
    from tradetalks.scenario.run import run_scenario

    console, aside = Console(), Console(stderr=True)
    export = formats_of(given.export)
    solve = run_with_band
    if given.no_band:
        solve = run_scenario
    scenario = read_scenario(given.scenario, settings_of(given.set))
    if not given.as_drafted:
        refuse_open(scenario.path, scenario.text)
    if given.brief and given.out is None:
        with aside.status("calibrating") as status:
            run = solve(scenario, lambda text: status.update(shown(text)))
        print_answer(answer_title(run), answer_lines(run), console, brackets_note(run))
        return
    folder = path_of(given.out) or Path("runs") / scenario.name
    check_folder(folder)
    if scenario.open_points:
        # Above the notes, which may be many.
        left = counted(len(scenario.open_points), "point")
        aside.print(shown(f"{scenario.title}: as drafted from a text, {left} left open"))
    if scenario.notes:
        aside.print(shown(notes_text(scenario.notes)))
    preload_report()
    # The folder is taken before anything is solved: of two runs into one folder the second is told at once.
    with whole_folder(folder) as draft, aside.status("calibrating") as status:
        run = solve(scenario, lambda text: status.update(shown(text)))
        from tradetalks.report.write import write_files

        status.update("charts and chapters")
        names, parts = write_files(run, draft, folder, png=given.png, export=export)
    found = run.notes[len(scenario.notes) :]
    if found:
        aside.print(shown(notes_text(found)))
    if given.quiet:
        print_place(names, folder, console)
        return
    print_answer(answer_title(run), answer_lines(run), console, brackets_note(run))
    if given.brief:
        return
    if given.full:
        print_chapters(parts, console)
    else:
        print_first_tables(parts, console)
    console.print()
    print_place(names, folder, console)


def command_draw(given: argparse.Namespace) -> None:
    """The report of a run that was solved before."""
    from tradetalks.report.folder import check_folder
    from tradetalks.report.write import read_run, write_report

    source, export = Path(given.run), formats_of(given.export)
    folder = path_of(given.out) or source
    run = read_run(source)
    check_folder(folder)
    names, _ = write_report(run, folder, png=given.png, export=export)
    print_place(names, folder, Console())


def command_check(given: argparse.Namespace) -> None:
    """Every problem of a file, or what it says."""
    from tradetalks.report.format import counted
    from tradetalks.scenario.read import read_scenario

    scenario = read_scenario(given.file)
    if scenario.study is not None:
        from tradetalks.ensemble.fit import refuse_unfit_file

        refuse_unfit_file(scenario)
    acts, dates = counted(len(scenario.acts), "act"), counted(len(scenario.dates), "date")
    counts = f"{acts}, {dates}, {counted(len(scenario.branches), 'branch', 'branches')}"
    found = "no problems"
    if scenario.open_points:
        found = f"a draft with {counted(len(scenario.open_points), 'open point')}"
    say(f"{given.file}: {found}\n{scenario.title}: {counts}")
    for point in scenario.open_points:
        say(f"open: {point}")
    if not scenario.dates and not scenario.branches:
        say("nothing for `tradetalks run` to solve: add acts, dates or branches")
    if scenario.notes:
        say(notes_text(scenario.notes))


def command_copy(given: argparse.Namespace) -> None:
    """A self-contained file."""
    from tradetalks.scenario.export import write_copy

    file = write_copy(given.scenario, path_of(given.file))
    say(f"{file} written; change it, then\n  tradetalks check {file}\n  tradetalks run {file}")


def command_list(given: argparse.Namespace) -> None:
    """Names and titles."""
    from tradetalks.data.worlds import available_worlds
    from tradetalks.scenario.reading.library import needs_own_tables, shipped_scenarios

    scenarios = shipped_scenarios()
    for name in filter(needs_own_tables, scenarios):
        scenarios[name] += f" (needs your own tables: tradetalks copy {name})"
    for title, found in (
        ("scenarios (tradetalks run NAME)", scenarios),
        ("worlds (tradetalks show NAME)", available_worlds()),
    ):
        say(title)
        for name, what in found.items():
            say(f"  {name:<20} {what}")


def command_show(given: argparse.Namespace) -> None:
    """A world's accounts or a scenario's acts."""
    from tradetalks.data.worlds import available_worlds
    from tradetalks.report.show import show_scenario, show_world
    from tradetalks.scenario.read import read_scenario

    console = Console()
    if given.name in available_worlds():
        text, parts = show_world(given.name)
    else:
        text, parts = show_scenario(read_scenario(given.name))
    console.print(shown(text))
    for table in parts:
        print_table(table, console)


def command_cite(given: argparse.Namespace) -> None:
    """BibTeX."""
    from tradetalks.report.cite import citations
    from tradetalks.report.folder import read_facts

    say("\n\n".join(citations(read_facts(Path(given.run)))))


def command_compare(given: argparse.Namespace) -> None:
    """Two runs side by side."""
    from tradetalks.report.comparison import compare

    console = Console()
    for table in compare(Path(given.first), Path(given.second)):
        print_table(table, console)
