"""Run a study into its store, and go on with one that was stopped."""

from __future__ import annotations

import dataclasses
from os import PathLike
from pathlib import Path

import xarray as xr

from tradetalks.ensemble.card import card_of, other_plan, other_scenario, other_versions
from tradetalks.ensemble.design import SCENARIO, Design, design_of
from tradetalks.ensemble.draws import is_batched, solve_draws
from tradetalks.ensemble.layout import check_room, create_store, piece_size
from tradetalks.ensemble.outcomes import outcome_frame
from tradetalks.ensemble.pieces import Say, solve_pieces
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import StudyStore, one_writer, open_store
from tradetalks.ensemble.study import Study, open_study
from tradetalks.ensemble.targets import beside_worlds
from tradetalks.ensemble.team import Team
from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import PATH, Call, Kind, Maybe, checked
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.place import refusals_told
from tradetalks.scenario.sections.study import StudyPlan

PLAN = Maybe(Kind((StudyPlan,), "a StudyPlan, or None for the `study` of the scenario"))
PROGRESS = Maybe(Call("a function of one line of text, or None"))


@dataclasses.dataclass(frozen=True)
class StudySolver:
    """Solves the draws at some positions; small enough to be sent to every worker."""

    scenario: Scenario
    design: Design

    def __call__(self, positions: range) -> xr.Dataset:
        """The outcomes of these draws."""
        return solve_draws(self.scenario, self.design, positions)


@checked(TradeTalksError, scenario=SCENARIO, plan=PLAN, path=PATH, progress=PROGRESS)
def run_study(
    scenario: Scenario,
    plan: StudyPlan | None,
    path: str | PathLike[str],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Say | None = None,
) -> Study:
    """Run a scenario once for every draw of a plan, and keep what comes out in a store as it comes.

    A store that is there already goes on where it was, if it is of the same scenario, plan and versions. Ctrl-C ends after the
    pieces under way, a second one at once; what was solved is kept, and :func:`resume_study` gives the values that an
    uninterrupted study would have given.

    Args:
        scenario: what is run.
        plan: what is drawn; None takes the section ``study`` of the scenario.
        path: of the store, a folder such as ``study.zarr``.
        workers: solve in so many processes of this machine, instead of in threads of this one.
        scheduler: solve on the cluster of this Dask scheduler, as ``tcp://10.0.0.1:8786``.
        progress: told where it is, a line at a time.

    Returns:
        The study, every draw solved, refused or failed; units stand at its variables.

    Raises:
        TradeTalksError: a plan that does not fit, a store of something else, no room, a scheduler that is not there, workers of
            other versions: all before any work. Also a disk that is full later: what was solved is kept.
        KeyboardInterrupt: Ctrl-C; what was solved is kept.
    """
    chosen = plan or scenario.study
    if chosen is None:
        raise TradeTalksError(
            message(
                f"scenario {scenario.name} has no study",
                expected="a section study, or a plan of its own",
                do="add the section, or name a file with --study",
            )
        )
    _check_team(workers, scheduler)
    design, place = design_of(scenario, chosen), Path(path)
    # Whoever goes on, and every worker, has them from here: files of one's own may be gone by then.
    scenario = beside_worlds(scenario, chosen.parameters)
    if place.exists():
        return _go_on(open_store(place), scenario, design, workers, scheduler, progress)
    draws = len(design.draw_names)
    card = card_of(scenario, chosen, draws=draws, piece=piece_size(draws, batched=is_batched(chosen)))
    frame = outcome_frame(scenario, design.plan)
    with refusals_told(place, do="choose another --out"):
        place.absolute().parent.mkdir(parents=True, exist_ok=True)
        check_room(place, frame, card, len(card.pieces))
    with team_of(StudySolver(scenario, design), workers, scheduler) as team:
        with refusals_told(place, do="choose another --out", with_room="make room, or choose another --out"):
            create_store(place, card, frame, scenario, design.draw_names)
        return _solved(open_store(place), team, progress)


@checked(TradeTalksError, path=PATH, progress=PROGRESS)
def resume_study(
    path: str | PathLike[str],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Say | None = None,
) -> Study:
    """Go on with a study that was stopped, killed, or damaged since: only the pieces that are not whole are solved.

    Args:
        path: of the store.
        workers, scheduler, progress: as :func:`run_study` takes them, and as may be now.

    Returns:
        The study, with the values that an uninterrupted one would have given; units stand at its variables.

    Raises:
        TradeTalksError: no store, one of other versions, a place that cannot be written, and what :func:`run_study` raises.
        KeyboardInterrupt: Ctrl-C; what was solved is kept.
    """
    _check_team(workers, scheduler)
    study = open_study(path)
    return _go_on(open_store(study.path), study.scenario, study.design, workers, scheduler, progress)


def _check_team(workers: int | None, scheduler: str | None) -> None:
    """Refuse a number of workers that is none, and two teams at once."""
    if workers is not None and workers < 1:
        raise TradeTalksError(
            message(
                f"{workers} workers solve nothing",
                expected="a whole number from 1 on",
                do="leave workers out to solve in this process",
            )
        )
    if workers is not None and scheduler is not None:
        raise TradeTalksError(
            message(
                "workers of this machine and of a scheduler are asked for",
                expected="one of the two",
                do="leave workers out: a scheduler has workers of its own",
            )
        )


def _go_on(
    store: StudyStore,
    scenario: Scenario,
    design: Design,
    workers: int | None,
    scheduler: str | None,
    progress: Say | None,
) -> Study:
    """Solve what is to do of a store that is there, if it is of the same study."""
    _check_same(store, scenario, design)
    if not store.to_do() and not store.damages():
        return open_study(store.path)
    check_room(store.path, outcome_frame(scenario, design.plan), store.card, len(store.to_do()))
    with team_of(StudySolver(scenario, design), workers, scheduler) as team:
        return _solved(store, team, progress)


def _solved(store: StudyStore, team: Team, progress: Say | None) -> Study:
    """The study, when every piece is written; those that were damaged are solved again."""
    say = progress or (lambda line: None)
    with one_writer(store.path):
        damages = store.damages()
        if damages:
            say(f"damaged since they were written, and solved again: {', '.join(store.draws_of(k) for k in damages)}")
        for k in damages:
            store.forget(k)
        whole = solve_pieces(store, team, store.to_do(), say)
    if not whole:
        raise KeyboardInterrupt
    return open_study(store.path)


def _check_same(store: StudyStore, scenario: Scenario, design: Design) -> None:
    """Refuse to go on with the store of another study, or with other versions, which would give other numbers."""
    card = store.card
    here = card_of(scenario, design.plan, draws=len(design.draw_names), piece=card.piece)
    differences = []
    if here.scenario_sha256 != card.scenario_sha256:
        names = other_scenario(store.scenario(), scenario)
        differences.append(f"scenario: {', '.join(names) or 'its contents'}")
    if here.plan_sha256 != card.plan_sha256:
        differences += [f"study: {line}" for line in other_plan(card.plan, here.plan)]
    if differences:
        raise TradeTalksError(
            message(
                f"{store.path} holds another study",
                details=differences,
                expected="the same scenario and the same plan",
                do="choose another --out, or go on with what is there: tradetalks study resume",
            )
        )
    differences = other_versions(card.versions, here.versions)
    if differences:
        raise TradeTalksError(
            message(
                f"{store.path} was begun with other versions, and would go on with other numbers",
                details=differences,
                expected="the versions with which it was begun",
                do="install them, or run the study again into another --out; any version can read what is there",
            )
        )
