"""Pages that a script makes from the code: written, or with ``--check`` compared with what is there and left alone."""

from __future__ import annotations

import argparse
import difflib
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def write_or_check(
    pages: Mapping[Path, Callable[[], str]],
    arguments: Sequence[str] | None = None,
    *,
    kept: Callable[[str], bool] = lambda line: True,
) -> int:
    """Write every page, or check it.

    Args:
        pages: files, and what gives their text.
        arguments: of the command line; ``--check`` writes nothing.
        kept: whether a line counts in a comparison (the size of a rounding error does not).

    Returns:
        The exit status: 1 where a page that was checked is not what the code gives.
    """
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a page is not what the code gives"
    )
    checking = parser.parse_args(arguments).check
    stale = 0
    for page, build in pages.items():
        text = build()
        if not checking:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8")
            continue
        written = page.read_text(encoding="utf-8") if page.is_file() else ""
        old, new = ([line for line in part.splitlines() if kept(line)] for part in (written, text))
        if old != new:
            stale = 1
            print(f"{page} is not what the code gives; run its script to write it", file=sys.stderr)
            print("\n".join(difflib.unified_diff(old, new, "written", "built", lineterm="", n=0)), file=sys.stderr)
    return stale


def wrapped(page: str) -> str:
    """The page with paragraphs filled to 132 columns; tables, code and headings stay."""
    parts = [
        part
        if part.startswith(("|", "#", "```", "from ", "threat ")) or "\n|" in part
        else textwrap.fill(part, 132, break_long_words=False, break_on_hyphens=False)
        for part in page.strip().split("\n\n")
    ]
    return "\n\n".join(parts) + "\n"
