"""``tradetalks data``: build a world from an official table, check and show worlds and tables, fetch official files."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import xarray as xr
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tradetalks.cli.screen import print_table, shown
from tradetalks.cli.terminal import say
from tradetalks.data.downloads import fetch, official_files
from tradetalks.data.elasticities import DEFAULT_SET
from tradetalks.data.own_world import STAGES, build_world
from tradetalks.data.plausibility import UnlikelyData
from tradetalks.data.read import COLUMNS, read_accounts
from tradetalks.data.tables.convert import accounts_from_table
from tradetalks.data.tables.front import read_table
from tradetalks.data.world_file import HDF5, check_place, read_world, save_world
from tradetalks.data.worlds import available_worlds, load_world
from tradetalks.report.chapter import Table
from tradetalks.report.format import counted
from tradetalks.report.show_data import averages_table, gaps_table, moved_table, show_accounts

# Trade elasticity of all industries where the accounts of a table are only looked at: a usual one, and nothing is solved.
ANY_ELASTICITY = 5.0


def command_data(given: argparse.Namespace) -> None:
    """One of the commands below."""
    DOES[given.data_command](given)


def _build(given: argparse.Namespace) -> None:
    """Read, merge, write, and say what was moved on the way."""
    console, out = Console(), Path(given.out)
    check_place(out)
    with _progress(Console(stderr=True)) as (tell, tell_share), _quiet() as doubts:
        built = build_world(
            given.file,
            format=given.format,
            year=given.year,
            rate=given.rate,
            labels=given.map,
            tariffs=given.tariffs,
            date=given.date,
            elasticities=given.elasticities or DEFAULT_SET,
            name=given.name or out.stem,
            title=given.title or "",
            accept=given.accept or (),
            say=tell,
            tell=tell_share,
        )
        save_world(built.accounts, out)
    text, _ = show_accounts(built.accounts)
    console.print(shown(text))
    print_table(moved_table(built.moved), console)
    if len(built.averages):
        console.print()
        print_table(averages_table(built.averages), console)
    console.print()
    _print_doubts(doubts, console)
    say(f"{out} written; in a scenario beside it: baseline: {{file: {out.name}}}")


def _check(given: argparse.Namespace) -> None:
    """Every problem is an error; what is unlikely is listed."""
    console, path = Console(), Path(given.path)
    with _quiet() as doubts:
        accounts, further = _read(path, given)
    console.print(shown(f"{path}: no problems"))
    console.print(shown(str(accounts.attrs.get("title") or accounts.attrs.get("name", ""))))
    for table in further:
        _print_filled(table, console)
    _print_doubts(doubts, console)


def _show(given: argparse.Namespace) -> None:
    """What is in it."""
    console = Console()
    if given.path in available_worlds():
        accounts, further = load_world(given.path), list[Table]()
    else:
        with _quiet():
            accounts, further = _read(Path(given.path), given)
    text, tables = show_accounts(accounts)
    console.print(shown(text))
    for table in [*tables, *further]:
        _print_filled(table, console)


def _fetch(given: argparse.Namespace) -> None:
    """Get an official file, or say where it is; without a name, which there are."""
    if given.name is None:
        for name, row in official_files().iterrows():
            say(f"{name!s:<28} {row['what']}")
        return
    with Console(stderr=True).status(f"fetching {given.name}"):
        place, what = fetch(given.name, given.into)
    say(f"{place} written: {what}")


def _read(path: Path, given: argparse.Namespace) -> tuple[xr.Dataset, list[Table]]:
    """Accounts of a folder of five tables, of a world file or of an official table, and what more there is to show of it."""
    if path.is_dir() and any((path / name).exists() for name in COLUMNS):
        return read_accounts(path), []
    if _is_netcdf(path):
        return read_world(path), []
    with Console(stderr=True).status(f"reading {path.name}"):
        table = read_table(path, given.format, year=given.year)
        accounts, moved = accounts_from_table(table, theta=ANY_ELASTICITY)
    return accounts, [gaps_table(table), moved_table(moved)]


def _is_netcdf(path: Path) -> bool:
    """Whether a path is meant as a world file: by its name, or by its first bytes."""
    if path.suffix.lower() == ".nc":
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(HDF5)) == HDF5


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """What is unlikely about data, as sentences instead of warnings."""
    told: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield told
    told += dict.fromkeys(str(warning.message) for warning in caught if issubclass(warning.category, UnlikelyData))


def _print_filled(table: Table, console: Console) -> None:
    """A table that has rows, below an empty line."""
    if len(table.frame):
        console.print()
        print_table(table, console)


def _print_doubts(doubts: list[str], console: Console) -> None:
    if not doubts:
        return
    console.print(shown(f"{counted(len(doubts), 'doubt')}, on what is possible and unlikely:"))
    for doubt in doubts:
        console.print(shown(f"• {doubt}"))


@contextmanager
def _progress(console: Console) -> Iterator[tuple[Callable[[str], None], Callable[[float], None]]]:
    """A bar that moves on with every stage, and within a stage with the share of it that is told."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(STAGES[0], total=len(STAGES) - 1)
        at = 0

        def tell(stage: str) -> None:
            nonlocal at
            at = STAGES.index(stage)
            progress.update(task, description=stage, completed=at)

        def tell_share(share: float) -> None:
            progress.update(task, completed=at + share)

        yield tell, tell_share


DOES: dict[str, Callable[[argparse.Namespace], None]] = {
    "build": _build,
    "check": _check,
    "show": _show,
    "fetch": _fetch,
}
