"""``tradetalks war``: where a trade war ends if nobody stops it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tradetalks.cli.screen import print_chapters, settings_of
from tradetalks.report.contents import chapters
from tradetalks.report.folder import check_folder
from tradetalks.report.write import PAGE, write_report
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_war import as_asked


def command_war(given: argparse.Namespace) -> None:
    """Solve with and without scale economies, print, write if asked."""
    console, aside = Console(), Console(stderr=True)
    scenario = read_scenario(given.scenario, settings_of(given.set))
    players = None if given.players is None else [p.strip() for p in given.players.split(",") if p.strip()]
    scenario = as_asked(scenario, players, given.instruments)
    folder = Path(given.out) if given.out else None
    if folder is not None:
        check_folder(folder)
    with aside.status("calibrating; Ctrl-C gives the best point so far") as status:
        run = run_scenario(scenario, _teller(status), parts={"war"})
    names: list[str] = []
    with aside.status("charts and chapter"):
        if folder is None:
            parts = chapters(run)
        else:
            names, parts = write_report(run, folder, png=given.png)
    print_chapters(run.title, parts, console)
    if folder is not None:
        console.print(
            f"\n{len(names)} files in [bold]{folder}[/bold]; open [bold]{folder / PAGE}[/bold]", soft_wrap=True
        )


def _teller(status) -> Callable[[str], None]:
    return lambda text: status.update(f"{text} (Ctrl-C gives the best point so far)")
