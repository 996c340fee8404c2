"""``tradetalks war``: where a trade war ends if nobody stops it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.status import Status

from tradetalks.cli.screen import notes_text, print_answer, print_chapters, print_place, shown
from tradetalks.cli.settings import formats_of, path_of, settings_of, split_names
from tradetalks.report.answer.lines import answer_lines, answer_title
from tradetalks.report.chapter import Chapter
from tradetalks.report.contents import chapters
from tradetalks.report.draft import whole_folder
from tradetalks.report.folder import check_folder
from tradetalks.report.write import write_files
from tradetalks.scenario.open_points import refuse_open
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import ScenarioRun, run_scenario
from tradetalks.scenario.run_war import as_asked

STARTING = "calibrating; Ctrl-C gives the best point so far"


def command_war(given: argparse.Namespace) -> None:
    """Solve with and without scale economies, print, write if asked."""
    console, aside = Console(), Console(stderr=True)
    export = formats_of(given.export)
    scenario = read_scenario(given.scenario, settings_of(given.set), war_asked=True)
    if not given.as_drafted:
        refuse_open(scenario.path, scenario.text)
    scenario = as_asked(scenario, split_names(given.players), given.instruments)
    folder = path_of(given.out)
    if scenario.notes:
        aside.print(shown(notes_text(scenario.notes)))
    if folder is None:
        with aside.status(STARTING) as status:
            run = run_scenario(scenario, _teller(status), parts={"war"})
            parts = chapters(run)
        _print(run, parts, console)
        return
    check_folder(folder)
    with whole_folder(folder) as draft, aside.status(STARTING) as status:
        run = run_scenario(scenario, _teller(status), parts={"war"})
        status.update("charts and chapter")
        names, parts = write_files(run, draft, folder, png=given.png, export=export)
    _print(run, parts, console)
    console.print()
    print_place(names, folder, console)


def _print(run: ScenarioRun, parts: Sequence[Chapter], console: Console) -> None:
    """The answer, then the whole chapter."""
    print_answer(answer_title(run), answer_lines(run), console)
    print_chapters(parts, console)


def _teller(status: Status) -> Callable[[str], None]:
    """Progress of the search, with what an interruption would do."""

    def tell(text: str) -> None:
        status.update(shown(f"{text} (Ctrl-C gives the best point so far)"))

    return tell
