"""The arguments of ``tradetalks study``. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what holds the commands.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

STORE = "NAME.zarr"
WHAT_IS_DRAWN = (
    "what is drawn (default: the section study of the scenario; without one, what every run draws for its ranges)"
)


def add_study(commands: Commands) -> None:
    """``study`` and its five commands."""
    study = commands.add_parser(
        "study", help="run a scenario many times, with assumptions drawn: how sure is the answer?"
    )
    parts = study.add_subparsers(dest="study_command", required=True, metavar="COMMAND")

    run = parts.add_parser("run", help="solve every draw, keep each as it comes; a store that is there goes on")
    run.add_argument("scenario", metavar="SCENARIO|FILE.yaml")
    run.add_argument("--out", metavar=STORE, help="where to keep the draws (default: runs/SCENARIO.zarr)")
    run.add_argument("--study", metavar="FILE.yaml", help=WHAT_IS_DRAWN)
    run.add_argument("--draws", type=int, metavar="N", help="how many, instead of what the plan says")
    run.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="change the file, as model.scale=false"
    )
    run.add_argument("--report", metavar="DIR", help="sum it up in the end, and write page, charts and tables here")
    _add_headline(run)
    _add_team(run)

    resume = parts.add_parser("resume", help="go on with a study that was stopped or killed, from its store alone")
    resume.add_argument("store", metavar=STORE)
    _add_team(resume)

    status = parts.add_parser("status", help="how far a study is, and whether anything of it was damaged")
    status.add_argument("store", metavar=STORE)

    summarise = parts.add_parser("summarise", help="how sure the answer is, and what it hangs on")
    summarise.add_argument("study", metavar=STORE)
    summarise.add_argument("--out", metavar="DIR", help="also write page, charts and tables here")
    _add_headline(summarise)

    draw = parts.add_parser("draw", help="run one draw again, alone, beside what is kept of it")
    draw.add_argument("store", metavar=STORE)
    draw.add_argument("draw", metavar="DRAW", help="its name, as d00017")
    study.set_defaults(home="study", module="tradetalks.cli.study", solves=True)


def _add_headline(parser: argparse.ArgumentParser) -> None:
    """Which number a summary speaks of."""
    parser.add_argument("--of", metavar="REGION", help="whose real income (default: the player that moves most)")
    parser.add_argument("--at", metavar="DATE", help="which date or branch (default: the last date)")
    parser.add_argument("--png", action="store_true", help="write each chart as PNG too, beside SVG")


def _add_team(parser: argparse.ArgumentParser) -> None:
    """Who solves."""
    parser.add_argument("--workers", type=int, metavar="N", help="solve in N processes of this machine")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="solve on the cluster of this Dask scheduler, as tcp://10.0.0.1:8786"
    )
