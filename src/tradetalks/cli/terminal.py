"""What reaches a person's terminal: characters that it can show, messages of ours, nothing that libraries say to programmers."""

from __future__ import annotations

import io
import logging
import sys
import warnings

from tradetalks.report.plain_text import PLAIN, for_terminal


def prepare_terminal(*, debugging: bool) -> None:
    """Write what the terminal's encoding lacks in plain letters; keep warnings of libraries to those who look for a defect."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=PLAIN)
    if not debugging:
        warnings.simplefilter("ignore")
        # Of libraries, which log to programmers; tradetalks logs nothing.
        logging.disable(logging.CRITICAL)


def say(text: str) -> None:
    """Print a text for a person."""
    print(for_terminal(text))


def complain(text: str) -> None:
    """Print what went wrong, beside what was asked for."""
    print(for_terminal(text), file=sys.stderr)
