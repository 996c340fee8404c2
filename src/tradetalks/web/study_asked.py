"""A study that somebody asks for, from the page or from a program: its plan, bounded, and the job that draws it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tradetalks.ensemble.design import design_of
from tradetalks.errors import ScenarioError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.web.jobs.study_pool import StudyJob
from tradetalks.web.room import Room
from tradetalks.web.study_plans import Drawable, bounded_plan, drawables, own_plan, plan_of_choices, plan_title


async def choices_of(room: Room, scenario: Scenario) -> Sequence[Drawable]:
    """What can be drawn of a scenario; worked out once for each text.

    Args:
        room: of the server.
        scenario: as the library reads it.
    """
    return await room.rendered.get(("drawables", scenario.text), lambda: drawables(scenario))


async def begun_study(
    room: Room, scenario: Scenario, draws: int, drawn: Collection[str], parts: Collection[str], *, own: bool
) -> StudyJob:
    """The job that draws a study of a scenario, begun where it is new.

    Args:
        room: of the server.
        scenario: as the library reads it.
        draws: how many.
        drawn: names of what is drawn; what every run draws, where there are none.
        parts: solved for each draw; the cost, where there are none.
        own: whether the scenario's section ``study`` is drawn instead of all that.

    Raises:
        ScenarioError: a plan that does not fit the scenario, or is larger than what is begun here.
        TooManyJobs: too many wait, or are kept, already.
    """
    choices = await choices_of(room, scenario)
    most = room.settings.study_draws

    def planned() -> StudyPlan:
        if own:
            return _own(scenario, most)
        return bounded_plan(plan_of_choices(scenario, choices, draws=draws, drawn=drawn, parts=parts), most)

    plan = await room.at_once.run(planned)
    return await room.studies.begin(scenario, plan, plan_title(scenario, plan))


def _own(scenario: Scenario, most: int) -> StudyPlan:
    """The plan of the scenario's own section, which fits it.

    Raises:
        ScenarioError: it has none, or one that does not fit.
    """
    plan = own_plan(scenario, most)
    if plan is None:
        raise ScenarioError(
            message(
                "this scenario has no study of its own",
                expected="a scenario with a section study",
                do="choose what is drawn instead",
            )
        )
    design_of(scenario, plan)
    return plan
