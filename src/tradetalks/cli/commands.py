"""What each command does."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table as RichTable

from tradetalks.errors import TradeTalksError
from tradetalks.report.tables import Table


def command_run(given: argparse.Namespace) -> None:
    """Solve, print, write."""
    from tradetalks.report.chapters import chapters
    from tradetalks.report.write import check_folder, write_run
    from tradetalks.scenario.read import read_scenario

    console = Console()
    scenario = read_scenario(given.scenario, _settings(given.set))
    folder = Path(given.out) if given.out else Path("runs") / scenario.name
    check_folder(folder)
    solved = _solve(scenario, Console(stderr=True))
    with Console(stderr=True).status("charts and chapters"):
        parts = list(chapters(solved))
        names = write_run(solved, folder, parts)
    if not given.quiet:
        _print_run(solved, parts, console)
    console.print(
        f"\n{len(names)} files in [bold]{folder}[/bold]; open [bold]{folder / 'report.html'}[/bold]", soft_wrap=True
    )


def _solve(scenario, console: Console):
    from tradetalks.scenario.run import run_scenario

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading")
        return run_scenario(
            scenario, lambda done, total, what: bar.update(task, completed=done, total=total, description=what)
        )


def _print_run(solved, parts, console: Console) -> None:
    for chapter in parts:
        console.rule(f"[bold]{chapter.title}[/bold]", align="left")
        for sentence in chapter.sentences:
            console.print(f"• {sentence}", highlight=False)
        for table in chapter.tables:
            console.print()
            console.print(_rich(table), highlight=False)
        console.print()
    console.print(f"[bold]{solved.scenario.title}[/bold]")


def _rich(table: Table) -> RichTable:
    out = RichTable(
        title=table.title,
        caption=table.note,
        title_justify="left",
        caption_justify="left",
        box=None,
        title_style="bold",
    )
    for column in table.frame.columns:
        out.add_column(column, justify="right" if column in table.formats else "left", header_style="bold")
    for row in table.rows():
        out.add_row(*(_colour(cell) for cell in row))
    return out


def _colour(cell: str) -> str:
    """Losses stand out."""
    return f"[red]{cell}[/red]" if cell.startswith("-") and cell[1:2].isdigit() else cell


def _settings(pairs: list[str]) -> dict[str, str]:
    settings = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key or not value:
            raise TradeTalksError(f"--set {pair} cannot be read\nexpected KEY=VALUE, as in --set model.scale=false")
        settings[key.strip()] = value.strip()
    return settings


def command_check(given: argparse.Namespace) -> None:
    """Every problem of a file, or what it says."""
    from tradetalks.scenario.read import read_scenario

    scenario = read_scenario(given.file)
    counts = f"{len(scenario.acts)} acts, {len(scenario.dates)} dates, {len(scenario.branches)} branches"
    print(f"{given.file}: no problems\n{scenario.title}: {counts}")


def command_list(given: argparse.Namespace) -> None:
    """Names and titles."""
    from tradetalks.data.worlds import available_worlds
    from tradetalks.scenario.read import shipped_scenarios

    for title, found in (
        ("scenarios (tradetalks run NAME)", shipped_scenarios()),
        ("worlds (tradetalks show NAME)", available_worlds()),
    ):
        print(title)
        for name, what in found.items():
            print(f"  {name:<20} {what}")


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
    console.print(text, highlight=False)
    for table in parts:
        console.print(_rich(table), highlight=False)


def command_cite(given: argparse.Namespace) -> None:
    """BibTeX."""
    from tradetalks.report.cite import entries

    print("\n\n".join(entries(_facts(Path(given.run)))))


def command_compare(given: argparse.Namespace) -> None:
    """Two runs side by side."""
    from tradetalks.report.compare import compare

    first, second = Path(given.first), Path(given.second)
    for folder in (first, second):
        _facts(folder)
    Console().print(_rich(compare(first, second)), highlight=False)


def _facts(folder: Path) -> dict:
    try:
        return json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        raise TradeTalksError(
            f"{folder} is not the folder of a run\nexpected a folder with run.json and results.nc\n"
            "do       `tradetalks run SCENARIO --out DIR` writes one"
        ) from None
