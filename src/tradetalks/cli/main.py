"""``tradetalks``: the commands, their arguments, and how errors reach a person. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from tradetalks import __version__
from tradetalks.cli.serve_options import add_serve
from tradetalks.cli.signals import Terminated, flush_output, heeded, leave_at_once, said_when_stopped, was_interrupted
from tradetalks.cli.study_options import add_study
from tradetalks.cli.terminal import complain, prepare_terminal, say
from tradetalks.errors import TradeTalksError

if TYPE_CHECKING:
    # argparse has no public name for what holds the commands.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# Exit statuses; 130 and 143 are those of a process ended by Ctrl-C and by SIGTERM.
DEFECT, BAD_INPUT, INTERRUPTED, TERMINATED = 1, 2, 130, 143
# What is wrong with a machine or a place on it, not with the program: no room, no permission, a broken disk, no more open files.
OF_THE_MACHINE = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EIO,
    errno.EACCES,
    errno.EPERM,
    errno.ENAMETOOLONG,
    errno.EMFILE,
    errno.ENFILE,
)
# Packages of extras that commands may lack, and what needs them: studies, and the page.
OF_EXTRAS = {
    **dict.fromkeys(("SALib", "dask", "distributed", "zarr"), ("studies need", "study")),
    **dict.fromkeys(
        ("alembic", "altair", "fastapi", "platformdirs", "sqlalchemy", "uvicorn"), ("the page needs", "web")
    ),
}
# The variable of the environment that asks for tracebacks.
DEBUG = "TRADETALKS_DEBUG"
PNG = "write each chart as PNG too, beside SVG"
AS_DRAFTED = "solve a draft though it leaves points open, and say so"
NO_BAND = "draw no elasticities: ranges are then from the lowest to the highest over named ones, and seconds are saved"
EXPORT = "write all tables also as xlsx (one workbook), parquet or latex, in a list with commas"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="tradetalks",
        description="What a tariff costs whom, where a trade war ends, and which deals would be kept.",
        epilog="Start with: tradetalks run beijing-2019",
    )
    parser.add_argument("--version", action="version", version=f"tradetalks {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands)
    _add_war(commands)
    _add_draw(commands)
    _add_backtest(commands)
    _add_scenario_commands(commands)
    _add_draft(commands)
    _add_tariffs(commands)
    _add_data_commands(commands)
    _add_run_commands(commands)
    add_study(commands)
    add_serve(commands)
    return parser


def _add_run(commands: Commands) -> None:
    run = commands.add_parser("run", help="solve a scenario, print the answer, write its report")
    run.add_argument("scenario", metavar="SCENARIO|FILE.yaml")
    run.add_argument("--out", metavar="DIR", help="where to write (default: runs/NAME)")
    run.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="change the file, as model.scale=false"
    )
    run.add_argument("--png", action="store_true", help=PNG)
    run.add_argument("--export", metavar="FORMATS", help=EXPORT)
    run.add_argument(
        "--brief", action="store_true", help="print the answer in five lines, nothing else; write files only with --out"
    )
    run.add_argument(
        "--full", action="store_true", help="print every sentence and table, not only what each chapter opens with"
    )
    run.add_argument("--quiet", action="store_true", help="write the files, print only where they are")
    run.add_argument("--no-band", action="store_true", help=NO_BAND)
    run.add_argument("--as-drafted", action="store_true", help=AS_DRAFTED)
    run.set_defaults(home="run", solves=True)


def _add_war(commands: Commands) -> None:
    war = commands.add_parser("war", help="where a trade war ends if nobody stops it: Nash tariffs, with a certificate")
    war.add_argument("scenario", metavar="SCENARIO|FILE.yaml")
    war.add_argument("--players", metavar="A,B", help="who fights (default: the players of the file)")
    war.add_argument(
        "--instruments", metavar="KIND", help="sector, partner, mfn or uniform: which tariffs move together"
    )
    war.add_argument("--set", metavar="KEY=VALUE", action="append", default=[], help="change the file")
    war.add_argument("--out", metavar="DIR", help="also write page, charts, csv and netCDF here")
    war.add_argument("--png", action="store_true", help=PNG)
    war.add_argument("--export", metavar="FORMATS", help=EXPORT)
    war.add_argument("--as-drafted", action="store_true", help=AS_DRAFTED)
    war.set_defaults(home="war", module="tradetalks.cli.war", solves=True)


def _add_draw(commands: Commands) -> None:
    draw = commands.add_parser("draw", help="draw the report of a run again, solving nothing")
    draw.add_argument("run", metavar="RUN")
    draw.add_argument("--out", metavar="DIR", help="where to (default: the same folder)")
    draw.add_argument("--png", action="store_true", help=PNG)
    draw.add_argument("--export", metavar="FORMATS", help=EXPORT)
    draw.set_defaults(home="draw", solves=True)


def _add_backtest(commands: Commands) -> None:
    backtest = commands.add_parser(
        "backtest", help="what the record says of deadlines it has not seen, against what happened"
    )
    backtest.add_argument(
        "--record",
        metavar="FILE.csv",
        help="score deadlines of your own, in the columns of the shipped record, with all that the shipped one teaches",
    )
    backtest.add_argument("--json", action="store_true", help="one line of JSON instead of text")
    backtest.add_argument(
        "--scenarios",
        action="store_true",
        help="what the shipped scenarios say of their own deadlines instead (a minute)",
    )
    backtest.set_defaults(home="backtest", module="tradetalks.cli.backtest", solves=True)


def _add_scenario_commands(commands: Commands) -> None:
    """What is said of scenarios and worlds without solving anything."""
    check = commands.add_parser("check", help="read a scenario file and report every problem in it")
    check.add_argument("file", metavar="FILE.yaml")
    check.set_defaults(home="check")

    names = commands.add_parser("list", help="the scenarios and worlds that ship with tradetalks")
    names.set_defaults(home="list")

    copy = commands.add_parser(
        "copy", help="write a scenario as a file of your own, inherited acts included, to change"
    )
    copy.add_argument("scenario", metavar="SCENARIO|FILE.yaml")
    copy.add_argument("file", metavar="NEW.yaml", nargs="?", help="where to (default: my-SCENARIO.yaml)")
    copy.set_defaults(home="copy")

    show = commands.add_parser("show", help="what is in a world or a scenario")
    show.add_argument("name", metavar="WORLD|SCENARIO")
    show.set_defaults(home="show")


def _add_draft(commands: Commands) -> None:
    draft = commands.add_parser("draft", help="read a statement, a notice or an article, and draft a scenario from it")
    draft.add_argument(
        "files", metavar="FILE|-", nargs="+", help="texts of one episode, in English; - reads one typed or piped in"
    )
    draft.add_argument(
        "--out", metavar="NEW.yaml", help="where to (default: draft-FILE.yaml); a table of all findings goes beside it"
    )
    draft.add_argument("--date", metavar="DAY", help="of a text whose first line does not say it, as 2019-01-07")
    draft.add_argument(
        "--world", metavar="WORLD", help="the world it plays in (default: the shipped one nearest in time)"
    )
    draft.add_argument("--review", action="store_true", help="go through the findings, and accept, change or drop each")
    draft.add_argument("--decisions", metavar="FILE.json", help="what to change or drop, as --review records it")
    draft.add_argument(
        "--as",
        metavar="LAYOUT",
        dest="layout",
        choices=("scenario", "gold"),
        default="scenario",
        help="gold: write the findings as annotations are written, to score them",
    )
    draft.set_defaults(home="draft", module="tradetalks.cli.drafting")


def _add_tariffs(commands: Commands) -> None:
    tariffs = commands.add_parser(
        "tariffs", help="what a product pays on a day, line by line, each law with its source"
    )
    tariffs.add_argument("what", metavar="explain", choices=("explain",), help="the lines and their sum")
    tariffs.add_argument("--by", metavar="COUNTRY", required=True, help="the importer: USA, or CHN for its answers")
    tariffs.add_argument(
        "--on", metavar="COUNTRY", required=True, help="the exporter, by code or name; EU for the Union"
    )
    tariffs.add_argument("--product", metavar="CODE", required=True, help="of the Harmonized System, as 854231")
    tariffs.add_argument("--date", metavar="DAY", required=True, help="2025-01-01 to 2026-07-23")
    tariffs.add_argument(
        "--base", metavar="RATE", help="the base rate of the product, as 2.5%%, for the chapter's average"
    )
    tariffs.add_argument(
        "--wits", metavar="FILE", help="take the base rate from WITS' bulk download (zip, folder or csv)"
    )
    tariffs.add_argument(
        "--usmca-share", metavar="SHARE", help="share of imports that claims USMCA, as 90%%, for the sector's average"
    )
    tariffs.set_defaults(home="tariffs", module="tradetalks.cli.tariffs")


def _add_run_commands(commands: Commands) -> None:
    """What is said of runs that were written before."""
    cite = commands.add_parser("cite", help="what a run should cite (BibTeX)")
    cite.add_argument("run", metavar="RUN")
    cite.set_defaults(home="cite")

    compare = commands.add_parser("compare", help="two runs side by side")
    compare.add_argument("first", metavar="RUN1")
    compare.add_argument("second", metavar="RUN2")
    compare.set_defaults(home="compare")


def _add_data_commands(commands: Commands) -> None:
    """What makes worlds of one's own, and looks at them."""
    data = commands.add_parser("data", help="make a world from an official table, check and show worlds and tables")
    parts = data.add_subparsers(dest="data_command", required=True, metavar="COMMAND")

    build = parts.add_parser("build", help="make a world from an official input-output table, in one file")
    build.add_argument("format", metavar="FORMAT", nargs="?", help="icio and others (default: look at the file)")
    build.add_argument("--file", required=True, metavar="FILE", help="the table: a file, a folder or a zip")
    build.add_argument("--year", type=int, metavar="YEAR", help="where the file holds several years")
    build.add_argument("--rate", type=float, metavar="USD", help="dollars for a euro, for tables in euros")
    build.add_argument("--map", metavar="FILE.yaml", help="which regions and sectors become one")
    build.add_argument(
        "--tariffs", metavar="FILE.csv", help="rates: importer, exporter, sector, rate, unit (percent or fraction)"
    )
    build.add_argument("--date", metavar="DAY", help="of the tariffs, where they have dates")
    build.add_argument(
        "--elasticities",
        metavar="SET|FILE.csv|NUMBER",
        help="a named set (default: LL2023_psi_half), a csv by industry, or one trade elasticity",
    )
    build.add_argument(
        "--accept",
        action="append",
        metavar="NAME",
        help="a doubt that is right here, as negative_rates or small_rates of the tariffs, or size; may be given again",
    )
    build.add_argument("--name", metavar="NAME", help="of the world (default: that of the file written)")
    build.add_argument("--title", metavar="TEXT", help="of the world, in a line")
    build.add_argument("--out", required=True, metavar="WORLD.nc", help="where to write it")

    for name, what in (
        ("check", "report every problem and doubt of a world or a table"),
        ("show", "what is in a world or a table: sources, sizes, the largest flows, what was moved"),
    ):
        part = parts.add_parser(name, help=what)
        part.add_argument("path", metavar="PATH", help="a world file, a folder of five tables, or an official table")
        part.add_argument("--format", metavar="FORMAT", help="of an official table (default: look at it)")
        part.add_argument("--year", type=int, metavar="YEAR", help="where an official table holds several years")

    get = parts.add_parser("fetch", help="get an official file from its official address, and compare its checksum")
    get.add_argument("name", metavar="NAME", nargs="?", help="of the file; without it, all names are listed")
    get.add_argument("--into", metavar="DIR", default=".", help="folder (default: this one)")
    data.set_defaults(home="data", module="tradetalks.cli.data")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words of the command line; None takes those that the program was started with.

    Returns:
        The exit status: 0, 1 for a defect of ours, 2 for bad input or a place that cannot be read or written, 130 when
        interrupted and 143 when terminated.
    """
    prepare_terminal(debugging=bool(os.environ.get(DEBUG)))
    status = _run(arguments)
    if arguments is None and status in (INTERRUPTED, TERMINATED):
        # What is still being solved in other threads is not waited for.
        leave_at_once(status)
    return status


def _run(arguments: Sequence[str] | None) -> int:
    given = build_parser().parse_args(arguments)
    # Searches multiply small matrices: threads of the linear algebra library only get in each other's way.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        with heeded():
            if getattr(given, "opening", ""):
                say(given.opening)
                flush_output()
            if getattr(given, "solves", False):
                # Before anything is compiled, so that the next command finds all of it.
                import_module("tradetalks.economy.runtime").keep_compiled_code()
            command = import_module(getattr(given, "module", "tradetalks.cli.commands"))
            getattr(command, f"command_{given.home}")(given)
            if sys.stdout is not None:
                sys.stdout.flush()
    except TradeTalksError as error:
        complain(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        complain(said_when_stopped())
        return INTERRUPTED
    except Terminated:
        complain(said_when_stopped())
        return TERMINATED
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:
        if was_interrupted():
            complain(said_when_stopped())
            return INTERRUPTED
        return _failed(error)
    return 0


def _failed(error: Exception) -> int:
    """Say what ended a command that should not have ended: the machine, or a defect of ours."""
    if os.environ.get(DEBUG):
        raise error
    if isinstance(error, MemoryError):
        complain("there is not enough memory for this\ndo       try fewer regions or sectors, or a larger machine")
        return BAD_INPUT
    if isinstance(error, ModuleNotFoundError) and error.name in OF_EXTRAS:
        what, extra = OF_EXTRAS[error.name]
        complain(f'{what} {error.name}, which is not installed\ndo       pip install "tradetalks[{extra}]"')
        return BAD_INPUT
    if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
        where = ""
        if error.filename is not None:
            where = f": {error.filename}"
        complain(f"the system refuses to read or write\n{error.strerror}{where}")
        return BAD_INPUT
    what = " ".join(f"{type(error).__name__}: {error}".split())
    complain(f"this is a defect of tradetalks ({what}); {DEBUG}=1 shows where: please report it")
    return DEFECT


if __name__ == "__main__":
    sys.exit(main())
