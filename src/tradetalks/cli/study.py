"""``tradetalks study``: a scenario run many times, stopped and resumed, summed up, and one draw of it alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from rich.console import Console

from tradetalks.cli.screen import notes_text, print_table, shown
from tradetalks.cli.settings import path_of, settings_of
from tradetalks.cli.signals import say_when_stopped
from tradetalks.cli.study_summary import command_summarise
from tradetalks.cli.terminal import say
from tradetalks.ensemble.again import Pair, draw_again
from tradetalks.ensemble.band import joint_plan
from tradetalks.ensemble.design import design_of
from tradetalks.ensemble.outcomes import outcome_frame
from tradetalks.ensemble.run import resume_study, run_study
from tradetalks.ensemble.store import STATUS
from tradetalks.ensemble.study import Study, open_study
from tradetalks.ensemble.summary.headline import refuse_unknown
from tradetalks.errors import TradeTalksError, message
from tradetalks.report.chapter import Table
from tradetalks.report.folder import check_folder
from tradetalks.report.format import counted
from tradetalks.report.study.reasons import WORDS, draw_reasons, kinds_of_reasons
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.reading.study import read_study
from tradetalks.scenario.results.cost import BRANCH
from tradetalks.scenario.sections.study import DRAWS, GRID, StudyPlan, with_draws

# Reasons of refused and failed draws that are named.
REASONS = 5


def command_study(given: argparse.Namespace) -> None:
    """One of the five."""
    COMMANDS[given.study_command](given)


def _run(given: argparse.Namespace) -> None:
    scenario = read_scenario(given.scenario, settings_of(given.set))
    plan = scenario.study
    if given.study is not None:
        plan = read_study(given.study, scenario)
    if plan is None:
        # What every run draws for its ranges, with as many draws as a study has.
        plan = with_draws(joint_plan(scenario), DRAWS)
        Console(stderr=True).print(shown(f"no study is written: drawn are {', '.join(plan.names)}, as for every run"))
    if given.draws is not None:
        _refuse_draws_of_grid(plan)
        plan = with_draws(plan, given.draws)
    path = path_of(given.out) or Path("runs") / f"{scenario.name}.zarr"
    _check_report(given, scenario, plan)
    if scenario.notes:
        Console(stderr=True).print(shown(notes_text(scenario.notes)))
    _solve(
        path,
        lambda tell: run_study(scenario, plan, path, workers=given.workers, scheduler=given.scheduler, progress=tell),
    )
    if given.report is not None:
        say("")
        summing = {"study": str(path), "out": given.report, "of": given.of, "at": given.at, "png": given.png}
        command_summarise(argparse.Namespace(**summing))


def _refuse_draws_of_grid(plan: StudyPlan) -> None:
    """A number of draws that would change nothing."""
    if plan.sampling == GRID:
        raise TradeTalksError(
            message(
                "--draws changes nothing of a grid",
                expected="as many draws as it has combinations",
                do="change `points` of its parameters, or take another sampling",
            )
        )


def _check_report(given: argparse.Namespace, scenario: Scenario, plan: StudyPlan) -> None:
    """Refuse a summary that could not be made once every draw is solved."""
    if given.report is None:
        if given.of is not None or given.at is not None or given.png:
            raise TradeTalksError(
                message(
                    "--of, --at and --png say what a summary speaks of, and none is asked for",
                    expected="--report DIR beside them",
                    do="add it, or give them to `tradetalks study summarise` afterwards",
                )
            )
        return
    check_folder(Path(given.report))
    if given.of is not None or given.at is not None:
        design_of(scenario, plan)
        refuse_unknown(outcome_frame(scenario, plan), given.of, given.at)


def _resume(given: argparse.Namespace) -> None:
    path = Path(given.store)
    _solve(path, lambda tell: resume_study(path, workers=given.workers, scheduler=given.scheduler, progress=tell))


def _solve(path: Path, run: Callable[[Callable[[str], None]], Study]) -> None:
    """Run with a line that says how far it is, then say what there is."""
    say_when_stopped(f"interrupted; what was solved is kept\ndo       go on with: tradetalks study resume {path}")
    with Console(stderr=True).status("drawing") as status:
        study = run(lambda text: status.update(shown(text)))
    say("\n".join(_standing(study)))


def _status(given: argparse.Namespace) -> None:
    study = open_study(given.store)
    say("\n".join(_standing(study)))
    study.check_whole()


def _standing(study: Study) -> list[str]:
    """How the draws of a study ended, and what to do next."""
    card = study.card
    ended = card.draws - study.counts["to do"]
    words = ", ".join(f"{count:,} {word}" for word, count in study.counts.items() if count)
    draws = f"{card.draws:,} draws"
    if card.draws == 1:
        draws = "1 draw"
    lines = [f"{study.path}: {ended:,} of {draws} of {card.scenario} ({words})"]
    lines += _endings(study)
    follows = f"summed up by: tradetalks study summarise {study.path}"
    if not study.done:
        follows = f"go on with: tradetalks study resume {study.path}"
    if study.is_written:
        follows = "another process is at work on it"
    return [*lines, follows]


def _endings(study: Study) -> list[str]:
    """Why draws were refused or failed: each kind of reason once, the most frequent first, with a draw that says more."""
    reasons = kinds_of_reasons(draw_reasons(study))
    lines = [f"  {x.draws:,} {x.ending}, the first {x.first}: {x.text} ({x.code})" for x in reasons[:REASONS]]
    if len(reasons) > REASONS:
        lines.append(f"  and {counted(len(reasons) - REASONS, 'more reason')}")
    return lines


def _draw(given: argparse.Namespace) -> None:
    study = open_study(given.store)
    with Console(stderr=True).status("solving"):
        found = draw_again(study, given.draw)
    for name, value in found.variant.values.items():
        say(f"{name}: {_plain(value)}")
    say(f"alone: {_ending(found.alone)}; kept: {_ending(found.kept)}")
    dates = _dates(study)
    shown_pairs = [pair for pair in found.pairs if pair.where.get("moment") in (None, *dates[-1:])]
    # What a world of the study does not have is missing in its draws.
    rows = [_row(pair) for pair in shown_pairs if not (np.isnan(pair.alone) and np.isnan(pair.kept))]
    title = f"{given.draw} of {study.card.scenario}, alone and as it is kept"
    note = ""
    if dates:
        note = f"tariffs of {dates[-1]}; the store has the other dates too"
    if not rows:
        return
    print_table(Table("draw", title, pd.DataFrame(rows), {"alone": "{:.6g}", "kept": "{:.6g}"}, note), Console())
    if found.difference == 0:
        say("Every number is the same to the last digit.")
    elif np.isfinite(found.difference):
        say(f"The largest difference, on all dates, is {found.difference:.1e} of the largest number of its kind.")


def _dates(study: Study) -> list[str]:
    """The dates of a study, without its branches; none where nothing depends on dates."""
    if "moment" not in study.dataset.dims:
        return []
    return [moment for moment in map(str, study.dataset["moment"].values) if not moment.startswith(BRANCH)]


def _row(pair: Pair) -> dict[str, object]:
    """A number alone and as it is kept, its name in words."""
    where = ", ".join(label for dim, label in pair.where.items() if dim != "moment")
    return {
        "what": pair.name.replace("_", " "),
        "of": where,
        "alone": pair.alone,
        "kept": pair.kept,
        "unit": pair.units,
    }


def _plain(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.6g}"


def _ending(draw: xr.Dataset) -> str:
    """How a draw ended, in words."""
    ended = WORDS[int(draw[STATUS])]
    text = str(draw["message"].values)
    if not text:
        return ended
    return f"{ended}, {text} ({draw['code'].values})"


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "run": _run,
    "resume": _resume,
    "status": _status,
    "summarise": command_summarise,
    "draw": _draw,
}
