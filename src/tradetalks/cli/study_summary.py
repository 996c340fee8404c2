"""``tradetalks study summarise``: how sure the answer is, and what it hangs on."""

from __future__ import annotations

import argparse

from rich.console import Console

from tradetalks.cli.screen import print_answer, print_place, print_table
from tradetalks.cli.settings import path_of
from tradetalks.ensemble.study import open_study
from tradetalks.ensemble.summary.summarise import summarise_study
from tradetalks.report.folder import check_folder
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.report.study.write import write_study


def command_summarise(given: argparse.Namespace) -> None:
    """Print the answer with its band and the first table; write page, charts and tables if asked."""
    console, folder = Console(), path_of(given.out)
    if folder is not None:
        check_folder(folder)
    study = open_study(given.study)
    summary = summarise_study(study, of=given.of, at=given.at)
    print_answer(study_title(summary), study_answers(summary), console)
    for table in study_tables(summary)[:1]:
        console.print()
        print_table(table.opening(), console)
    if folder is not None:
        names = write_study(summary, folder, png=given.png)
        console.print()
        print_place(names, folder, console)
