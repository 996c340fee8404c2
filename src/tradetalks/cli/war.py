"""``tradetalks war``: where a trade war ends if nobody stops it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tradetalks.cli.screen import print_chapters, settings_of
from tradetalks.report.war.chapter import war_chapter
from tradetalks.report.war.folder import PAGE, title, write_war
from tradetalks.report.write import check_folder
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run_war import solve_war


def command_war(given: argparse.Namespace) -> None:
    """Solve with and without scale economies, print, write if asked."""
    console, aside = Console(), Console(stderr=True)
    scenario = read_scenario(given.scenario, settings_of(given.set))
    players = None if given.players is None else [p.strip() for p in given.players.split(",") if p.strip()]
    folder = Path(given.out) if given.out else None
    if folder is not None:
        check_folder(folder)
    with aside.status("calibrating; Ctrl-C gives the best point so far") as status:
        run = solve_war(scenario, players=players, instruments=given.instruments, progress=_teller(status))
    with aside.status("charts and chapter"):
        chapter = war_chapter(run)
        names = write_war(run, chapter, folder) if folder is not None else []
    print_chapters(title(run), [chapter], console)
    if folder is not None:
        console.print(
            f"\n{len(names)} files in [bold]{folder}[/bold]; open [bold]{folder / PAGE}[/bold]", soft_wrap=True
        )


def _teller(status) -> Callable[[str], None]:
    return lambda text: status.update(f"{text} (Ctrl-C gives the best point so far)")
