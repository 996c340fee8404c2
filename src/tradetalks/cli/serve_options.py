"""The arguments of ``tradetalks serve``. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what holds the commands.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


# Said before anything is loaded.
OPENING = "Starting; the page is there in some seconds."


def add_serve(commands: Commands) -> None:
    """``serve``: the page."""
    serve = commands.add_parser("serve", help="open a page on this machine: set tariffs, see war and talks, compare")
    serve.add_argument("--host", metavar="ADDRESS", help="where to listen (default: 127.0.0.1, this machine alone)")
    serve.add_argument("--port", metavar="PORT", type=int, help="to listen on (default: 8023)")
    serve.add_argument(
        "--token", metavar="SECRET", help="what every visitor must know; needed where other machines reach the page"
    )
    serve.add_argument(
        "--name",
        metavar="NAME",
        action="append",
        help="a name under which other machines reach it; addresses need none",
    )
    serve.add_argument("--folder", metavar="DIR", help="where scenarios and runs are kept (default: the user's data)")
    serve.add_argument("--jobs", metavar="N", type=int, help="runs that are solved at the same time (default: 2)")
    serve.add_argument(
        "--idle", action="store_true", help="do not solve the first view's question before somebody asks"
    )
    serve.add_argument("--open", action="store_true", help="open it in the browser")
    serve.set_defaults(home="serve", module="tradetalks.cli.serving", solves=True, opening=OPENING)
