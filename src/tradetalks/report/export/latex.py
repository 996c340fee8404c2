"""The tables of a report as they are shown, for a paper: LaTeX with booktabs, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tradetalks.errors import printable
from tradetalks.report.chapter import Chapter, Table
from tradetalks.report.export.tables import distinct_names

# What means something to LaTeX, and how it is written instead.
SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "−": r"$-$",
    "≥": r"$\ge$",
    "≤": r"$\le$",
    "×": r"$\times$",
    "θ": r"$\theta$",
    "ψ": r"$\psi$",
    "μ": r"$\mu$",
}
# What does not belong into the name of a file, which may hold a region of a user's, and how long it may be.
NO_FILE_NAME, LONGEST_FILE_NAME = re.compile(r"[^\w-]"), 80
# A number as tables write it: its sign is one of mathematics.
NUMBER = re.compile(r"([+-]?)(\d[\d,]*(?:\.\d+)?)(%?)")


def write_latex(parts: Sequence[Chapter], facts: Mapping[str, str], folder: Path) -> None:
    """Write ``NAME.tex`` for each table that is shown, to be read with ``\\input``; it needs the package booktabs.

    Args:
        parts: chapters.
        facts: what was run; the first lines of each file, as comments.
        folder: that is there.
    """
    tables = [table for chapter in parts for table in chapter.tables]
    names = distinct_names([table.name for table in tables], NO_FILE_NAME, LONGEST_FILE_NAME)
    for table, name in zip(tables, names, strict=True):
        (folder / f"{name}.tex").write_text(latex_table(table, facts), encoding="utf-8")


def latex_table(table: Table, facts: Mapping[str, str]) -> str:
    """A table as a ``table`` environment: title as caption, note below."""
    names = [str(name) for name in table.frame.columns]
    columns = "".join("r" if name in table.formats else "l" for name in names)
    lines = [
        *(f"% {what}: {' '.join(printable(said).split())}" for what, said in facts.items()),
        "% needs \\usepackage{booktabs}",
        "\\begin{table}",
        "\\centering",
        f"\\caption{{{escaped(table.title)}}}",
        f"\\begin{{tabular}}{{{columns}}}",
        "\\toprule",
        f"{' & '.join(map(escaped, names))} \\\\",
        "\\midrule",
        *(f"{' & '.join(map(_cell, row))} \\\\" for row in table.rows()),
        "\\bottomrule",
        "\\end{tabular}",
    ]
    if table.note:
        lines += [
            "",
            "\\medskip",
            f"\\begin{{minipage}}{{\\linewidth}}\\footnotesize {escaped(table.note)}\\end{{minipage}}",
        ]
    return "\n".join([*lines, "\\end{table}", ""])


def _cell(text: str) -> str:
    """A cell: a number with the sign of mathematics, or a text."""
    number = NUMBER.fullmatch(text)
    if number is None:
        return escaped(text)
    sign, digits, percent = number.groups()
    if sign:
        digits = f"${sign}${digits}"
    return digits + percent.replace("%", r"\%")


def escaped(text: str) -> str:
    """A text of which nothing is a command."""
    return "".join(SPECIAL.get(letter, letter) for letter in " ".join(printable(text).split()))
